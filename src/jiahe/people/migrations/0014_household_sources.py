"""Where a household is known from and since when: unknown for those that are there already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The columns, and the indexes by which those are found who came and went."""

    dependencies = [
        ("people", "0013_claims_put_right"),
    ]

    operations = [
        migrations.AddField(
            model_name="household",
            name="learned_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="household",
            name="source",
            field=models.CharField(max_length=120, null=True),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(
                condition=models.Q(("column", "household_id")), fields=["before"], name="household_before"
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(
                condition=models.Q(("column", "household_id")), fields=["after"], name="household_after"
            ),
        ),
    ]
