"""A resident also sees their household, and what changed and was merged of their record.

A merge that was undone may tell of somebody else: it is not shown.
"""

from django.db import migrations

from jiahe.trust.policies import also_select, may, own

_OWN = may("read_own:person")
_MEMBER = f"EXISTS (SELECT FROM people_person p WHERE p.household_id = people_household.id AND {own('p.id')})"


class Migration(migrations.Migration):
    dependencies = [("people", "0017_whole_tables_and_paper_numbers"), ("trust", "0007_invitations")]

    operations = [
        also_select("people_household", "own", f"{_OWN} AND {_MEMBER}"),
        also_select("people_change", "own", f"{_OWN} AND {own('person')}"),
        also_select("people_merge", "own", f"{_OWN} AND {own('kept_id')} AND undone_at IS NULL"),
    ]
