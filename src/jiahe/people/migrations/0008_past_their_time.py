"""What the nightly erasure may take away of this room's tables; inventory.yaml says when it does."""

from django.db import migrations

from jiahe.trust.policies import ROLE, also_select, may

_SHORTEST = {
    "people_sent": "at < now() - interval '7 days'",
    "trust_invitation": "made_at < now() - interval '1 year'",
}
"""The shortest time for which the database keeps each; inventory.yaml can only say a longer one."""


def _erasable(table: str, old: str) -> list[migrations.RunSQL]:
    condition = f"{may('erase:expired')} AND {old}"
    return [
        migrations.RunSQL(
            [
                f"GRANT DELETE ON {table} TO {ROLE}",
                f"CREATE POLICY {table}_erase ON {table} FOR DELETE TO {ROLE} USING ({condition})",
            ],
            migrations.RunSQL.noop,
        ),
        also_select(table, "old", condition),
    ]


class Migration(migrations.Migration):
    """Policies."""

    dependencies = [("people", "0007_index_rule"), ("trust", "0011_retention")]
    operations = [one for table, old in _SHORTEST.items() for one in _erasable(table, old)]
