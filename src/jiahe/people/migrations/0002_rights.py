"""The register under row-level security: a post sees the people of its place, and adds to the record within it."""

from django.db import migrations

from jiahe.trust.policies import ROLE, may, of_a_person, rights, sequences, within

_READ, _RECORD = may("read:person"), may("record:person")
_CHANGE = f"({may('record:person')} OR {may('correct:person')})"
_HERE = within("hukou_place", "residence_place")


def _dated(table: str, *people: str) -> migrations.RunSQL:
    seen = of_a_person(*people)
    return rights(table, select=f"{_READ} AND {seen}", insert=f"{_CHANGE} AND {seen}", update=f"{_CHANGE} AND {seen}")


# Finding people by name needs an index that a policy keeps the planner from using (an operator that is not leakproof).
# This function looks with the owner's eyes and gives back only what the policy on persons lets the post see.
_FIND = f"""
CREATE FUNCTION people_find(keys text[], lowest text, highest text, at_most integer)
RETURNS TABLE (id uuid, shared integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.id, cardinality(ARRAY(SELECT unnest(p.search) INTERSECT SELECT unnest(keys)))
    FROM people_person p
    WHERE p.search && keys AND {_READ} AND {_HERE}
        AND (lowest IS NULL OR p.hukou_place BETWEEN lowest AND highest OR p.residence_place BETWEEN lowest AND highest)
    ORDER BY 2 DESC, p.birth_date DESC NULLS LAST, p.id
    LIMIT at_most
$$
"""


class Migration(migrations.Migration):
    """Grants, policies, and the function that finds people."""

    dependencies = [("people", "0001_initial"), ("trust", "0002_rights")]
    operations = [
        rights(
            "people_person",
            select=f"{_READ} AND {_HERE}",
            insert=f"{_RECORD} AND {_HERE}",
            update=f"{_CHANGE} AND {_HERE}",
        ),
        rights(
            "people_household",
            select=f"{_READ} AND {within('place')}",
            insert=f"{_RECORD} AND {within('place')}",
            update=f"{_CHANGE} AND {within('place')}",
        ),
        _dated("people_parenthood", "child_id", "parent_id"),
        _dated("people_custody", "child_id", "custodian_id"),
        _dated("people_union", "person_id", "spouse_id"),
        *(_dated(f"people_{one}", "person_id") for one in ("residence", "hukou", "certificate", "status")),
        *(_dated(f"people_{one}", "person_id") for one in ("claim", "payment", "correction")),
        rights(
            "people_change",
            select=f"{_READ} AND {of_a_person('person')}",
            insert=f"{_CHANGE} AND post = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)",
        ),
        migrations.RunSQL(_FIND, "DROP FUNCTION people_find"),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION people_find TO {ROLE}", migrations.RunSQL.noop),
        rights("people_coverage", select="true", insert=may("record:person"), update=may("record:person")),
        sequences(),
    ]
