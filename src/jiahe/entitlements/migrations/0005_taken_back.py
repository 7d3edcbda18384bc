"""What a run has noted about somebody whom a load of a file has brought goes with the load, when it is taken back."""

from django.db import migrations

from jiahe.people.policies import brought
from jiahe.trust.policies import ROLE, also_select


class Migration(migrations.Migration):
    """Policies: what is not seen cannot be deleted. Answers themselves may be replaced by whoever records."""

    dependencies = [("entitlements", "0004_own"), ("people", "0010_taken_back")]
    operations = [
        migrations.RunSQL(
            f"CREATE POLICY entitlements_difference_taken_back ON entitlements_difference FOR DELETE TO {ROLE} "
            f"USING ({brought('person_id')})",
            "DROP POLICY entitlements_difference_taken_back ON entitlements_difference",
        ),
        also_select("entitlements_difference", "brought", brought("person_id")),
    ]
