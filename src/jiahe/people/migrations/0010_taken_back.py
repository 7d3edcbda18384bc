"""What a load of a file has added may be deleted by taking that load back, and by nothing else."""

from django.db import migrations

from jiahe.trust.policies import ROLE, may

_TABLES = (
    "person", "correction", "parenthood", "custody", "union", "residence", "hukou", "certificate", "status", "claim",
    "payment",
)  # fmt: skip
_OWN = (
    f"{may('load:file')} AND (SELECT current_setting('jiahe.whole', true)) = 'yes' "
    "AND load = (SELECT nullif(current_setting('jiahe.load', true), '')::uuid)"
)


class Migration(migrations.Migration):
    """Policies."""

    dependencies = [("people", "0009_loads"), ("trust", "0016_what_administrators_did")]
    operations = [
        migrations.RunSQL(
            [
                f"GRANT DELETE ON people_{table} TO {ROLE}",
                f"CREATE POLICY people_{table}_taken_back ON people_{table} FOR DELETE TO {ROLE} USING ({_OWN})",
            ],
            [
                f"DROP POLICY people_{table}_taken_back ON people_{table}",
                f"REVOKE DELETE ON people_{table} FROM {ROLE}",
            ],
        )
        for table in _TABLES
    ]
