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


# The kin of some people within a number of steps, wherever they live. Only for who sees the whole register: the answer
# of a family rests on all of it. One round trip, and planned once instead of at each step.
_JOINED = " UNION ALL ".join(
    f"SELECT {far} FROM {table} WHERE {near} = ANY(frontier)" + (" AND superseded_at IS NULL" if dated else "")
    for table, one, other, dated in (
        ("people_parenthood", "child_id", "parent_id", True),
        ("people_custody", "child_id", "custodian_id", True),
        ("people_union", "person_id", "spouse_id", True),
        ("people_claim", "person_id", "applicant_id", False),
    )
    for near, far in ((one, other), (other, one))
)
_KIN = f"""
CREATE FUNCTION people_kin(start uuid[], steps integer) RETURNS TABLE (kin uuid, step integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE known uuid[] := start; frontier uuid[] := start; found uuid[];
BEGIN
    IF current_setting('jiahe.whole', true) IS DISTINCT FROM 'yes' OR NOT {_READ} THEN RETURN; END IF;
    RETURN QUERY SELECT unnest(start), 0;
    FOR number IN 1..steps LOOP
        SELECT array_agg(DISTINCT f.one) INTO found FROM ({_JOINED}) AS f(one)
        WHERE f.one IS NOT NULL AND NOT f.one = ANY(known);
        EXIT WHEN found IS NULL;
        RETURN QUERY SELECT unnest(found), number;
        known := known || found;
        frontier := found;
    END LOOP;
END $$
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
        migrations.RunSQL(_KIN, "DROP FUNCTION people_kin"),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION people_kin TO {ROLE}", migrations.RunSQL.noop),
        rights("people_coverage", select="true", insert=may("record:person"), update=may("record:person")),
        sequences(),
    ]
