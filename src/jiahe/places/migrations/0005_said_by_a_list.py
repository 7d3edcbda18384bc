"""Whether a published list says what a row of divisions says, or the office itself: a newer list changes only the first."""

from django.db import migrations, models

_LISTED = "UPDATE places_division SET listed = true WHERE source = '统计用区划代码 2023-06-30'"


class Migration(migrations.Migration):
    """The column; the rows of the list that is shipped have it set."""

    dependencies = [("places", "0004_one_background_post")]
    operations = [
        migrations.AddField(
            model_name="division",
            name="listed",
            field=models.BooleanField(
                db_default=False, default=False, help_text="A published list says so, not the office"
            ),
        ),
        migrations.RunSQL(_LISTED, migrations.RunSQL.noop),
    ]
