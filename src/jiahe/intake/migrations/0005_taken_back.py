"""Findings about somebody whom a load of a file has brought go with the load, while nobody has answered them."""

from django.db import migrations

from jiahe.people.policies import brought
from jiahe.trust.policies import ROLE


class Migration(migrations.Migration):
    """A policy."""

    dependencies = [("intake", "0004_findings_rights"), ("people", "0010_taken_back")]
    operations = [
        migrations.RunSQL(
            [
                f"GRANT DELETE ON intake_finding TO {ROLE}",
                f"""CREATE POLICY intake_finding_taken_back ON intake_finding FOR DELETE TO {ROLE}
                USING (state = 'open' AND {brought("person_id", "other_id")})""",
            ],
            "DROP POLICY intake_finding_taken_back ON intake_finding",
        )
    ]
