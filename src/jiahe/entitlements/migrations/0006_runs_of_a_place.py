"""A run may be of one place, begun by whoever works there."""

from django.db import migrations, models

import jiahe.places.models
from jiahe.trust.policies import may, within

_BEGINS = f"({may('determine:run')} OR ({may('determine_place:run')} AND place IS NOT NULL AND {within('place')}))"


class Migration(migrations.Migration):
    """The column, one run of a place at a time, and who may insert."""

    dependencies = [("entitlements", "0005_taken_back")]
    operations = [
        migrations.AddField("run", "place", jiahe.places.models.PlaceField(null=True)),
        migrations.RemoveConstraint("run", "one_run_at_a_time"),
        migrations.AddConstraint(
            "run",
            models.UniqueConstraint(
                fields=["region", "place"],
                condition=models.Q(state="running"),
                nulls_distinct=False,
                name="one_run_of_a_place_at_a_time",
            ),
        ),
        migrations.RunSQL(
            f"ALTER POLICY entitlements_run_insert ON entitlements_run WITH CHECK ({_BEGINS})",
            f"ALTER POLICY entitlements_run_insert ON entitlements_run WITH CHECK ({may('determine:run')})",
        ),
    ]
