"""What of an answer can be claimed and has not been; of answers from before, where it follows from what was kept."""

from django.db import migrations, models

_KNOWN = """
UPDATE entitlements_outcome
SET unclaimed = CASE WHEN enrolled THEN 0 ELSE this_year END
WHERE status = 'eligible' AND (enrolled OR (NOT enrolled AND this_year = total))
"""


class Migration(migrations.Migration):
    """The column, and what is known of it till the next run."""

    dependencies = [("entitlements", "0009_of_a_year")]
    operations = [
        migrations.AddField("outcome", "unclaimed", models.BigIntegerField(null=True)),
        migrations.RunSQL(_KNOWN, migrations.RunSQL.noop),
    ]
