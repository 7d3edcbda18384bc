"""Who sees and decides which records are of one person: whoever corrects both; of a file's rows, whoever loads them."""

from django.db import migrations

from jiahe.people.policies import LOADER, brought
from jiahe.trust.policies import ROLE, may, rights

_SEEN = " AND ".join(
    f"EXISTS (SELECT FROM people_person one WHERE one.id = {key})" for key in ("person_id", "other_id")
)
_OF_ROWS, _OF_PEOPLE = f"(other_id IS NULL AND {LOADER})", f"(other_id IS NOT NULL AND {_SEEN})"
_FIND, _SWEEP = may("find:finding"), may("sweep:file")

# The index by which names are found is not used under a policy (an operator that is not leakproof). This looks with the
# owner's eyes, for whoever may load files and so sees the whole county.
_ALIKE = f"""
CREATE FUNCTION people_alike(asked jsonb) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT found.id
    FROM jsonb_to_recordset(asked) AS r(sound text, close text[], born date, place text)
    CROSS JOIN LATERAL (
        SELECT p.id FROM people_person p
        WHERE p.search @> ARRAY[r.sound] AND (
            r.born IS NULL OR p.birth_date IS NULL
            OR abs(extract(year FROM p.birth_date) - extract(year FROM r.born)) <= 1
            OR to_char(p.birth_date, 'MMDD') = to_char(r.born, 'MMDD')
            OR r.place IN (p.hukou_place, p.residence_place)
        )
        UNION ALL
        SELECT p.id FROM people_person p
        WHERE p.birth_date IN (r.born, people_swapped(r.born))
            AND (r.place IN (p.hukou_place, p.residence_place) OR p.search && r.close)
    ) found
    WHERE {LOADER}
$$
"""
_SWAPPED = """
CREATE FUNCTION people_swapped(day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN extract(day FROM day) <= 12
        THEN make_date(extract(year FROM day)::int, extract(day FROM day)::int, extract(month FROM day)::int) END
$$
"""


class Migration(migrations.Migration):
    """Grants, policies and what finds those who are much alike."""

    dependencies = [("intake", "0006_pairs"), ("people", "0012_merging_rights")]
    operations = [
        rights(
            "intake_pair",
            select=f"{may('read:person')} AND ({_OF_ROWS} OR {_OF_PEOPLE} OR ({_SWEEP} AND load_id IS NOT NULL))",
            insert=f"({_FIND} AND {_OF_PEOPLE}) OR {_OF_ROWS}",
            update=f"{may('correct:person')} AND ({_OF_ROWS} OR {_OF_PEOPLE})",
            delete=f"(answer = '' AND ({_OF_ROWS} OR {_FIND} OR ({_SWEEP} AND load_id IS NOT NULL))) "
            f"OR ({brought('person_id', 'other_id')})",
        ),
        migrations.RunSQL(_SWAPPED, "DROP FUNCTION people_swapped"),
        migrations.RunSQL(_ALIKE, "DROP FUNCTION people_alike"),
        migrations.RunSQL(
            [
                "REVOKE EXECUTE ON FUNCTION people_alike FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION people_alike TO {ROLE}",
            ],
            migrations.RunSQL.noop,
        ),
    ]
