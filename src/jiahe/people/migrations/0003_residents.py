"""A resident sees their own record and those of the children under 14 in their custody, and nothing else."""

from django.db import migrations

from jiahe.trust.policies import ROLE, also_select, may, of_a_person, own, rights

_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
_HOLDS = f"superseded_at IS NULL AND from_date <= {_TODAY} AND (until_date IS NULL OR until_date > {_TODAY})"

# 民法典 Art 27, 1084 and 个人信息保护法 Art 31: a guardian acts for a child under 14. Custody on record decides; where
# there is none, both parents have it (not a step-parent). An unknown day of birth is not under 14, and the dead read
# nothing. With the owner's eyes, since the policies on kin ask for persons.
_OWN = f"""
CREATE FUNCTION people_own() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH me AS (
        SELECT p.id FROM people_person p
        WHERE p.id = nullif(current_setting('jiahe.self', true), '')::uuid AND p.death_date IS NULL
    ), cared_for AS (
        SELECT c.child_id FROM people_custody c JOIN me ON c.custodian_id = me.id WHERE {_HOLDS}
        UNION
        SELECT k.child_id FROM people_parenthood k JOIN me ON k.parent_id = me.id
        WHERE k.superseded_at IS NULL AND k.kind IN ('birth', 'adoption')
            AND (k.from_date IS NULL OR k.from_date <= {_TODAY})
            AND (k.until_date IS NULL OR k.until_date > {_TODAY})
            AND NOT EXISTS (SELECT FROM people_custody o WHERE o.child_id = k.child_id AND {_HOLDS})
    )
    SELECT id FROM me
    UNION
    SELECT child.id FROM cared_for JOIN people_person child ON child.id = cared_for.child_id
    WHERE child.birth_date > {_TODAY} - interval '14 years'
$$
"""

_KIN = {
    "parenthood": ("child_id", "parent_id"),
    "custody": ("child_id", "custodian_id"),
    "union": ("person_id", "spouse_id"),
}
_ABOUT_ONE = ("residence", "hukou", "certificate", "status", "claim", "payment", "correction")
_MINE = {**_KIN, **dict.fromkeys(_ABOUT_ONE, ("person_id",))}


class Migration(migrations.Migration):
    dependencies = [("people", "0002_rights"), ("trust", "0005_residents")]

    operations = [
        migrations.RunSQL(_OWN, "DROP FUNCTION people_own"),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION people_own TO {ROLE}", migrations.RunSQL.noop),
        also_select("people_person", "own", f"{may('read_own:person')} AND {own('id')}"),
        *(
            also_select(f"people_{table}", "own", f"{may('read_own:person')} AND {own(*columns)}")
            for table, columns in _MINE.items()
        ),
        also_select("trust_read", "own", f"{may('read_own:read_log')} AND {own('person')}"),
        rights("trust_resident", select=f"{may('invite:person')} AND {of_a_person('person')}"),
    ]
