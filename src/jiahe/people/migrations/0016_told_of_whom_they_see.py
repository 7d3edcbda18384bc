"""That somebody's facts changed, and that a form about them was recorded, is written by who sees them, and of nobody else.

What an action does beyond its post's place (a move to another town, kin elsewhere) it does for the county, as before.
"""

from django.db import migrations

from jiahe.trust.policies import ROLE, may, of_a_person

_CHANGE = f"({may('record:person')} OR {may('correct:person')})"
_OWN = "post = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"


def _insert(table: str, condition: str, before: str) -> migrations.RunSQL:
    def policy(check: str) -> list[str]:
        return [
            f"DROP POLICY {table}_insert ON {table}",
            f"CREATE POLICY {table}_insert ON {table} FOR INSERT TO {ROLE} WITH CHECK ({check})",
        ]

    return migrations.RunSQL(policy(f"{before} AND {condition}"), policy(before))


class Migration(migrations.Migration):
    """Two policies, each with one condition more."""

    dependencies = [("people", "0015_households_by_number")]
    operations = [
        _insert("people_change", of_a_person("person"), f"{_CHANGE} AND {_OWN}"),
        _insert("people_sent", of_a_person("shown"), f"{_CHANGE} AND {_OWN}"),
    ]
