"""What a load of a file has added may be deleted by taking that load back, and by nothing else."""

from django.db import migrations

from jiahe.people.policies import LOADED, LOADER
from jiahe.trust.policies import ROLE, may

_TABLES = (
    "person", "correction", "parenthood", "custody", "union", "residence", "hukou", "certificate", "status", "claim",
    "payment", "household",
)  # fmt: skip
_OWN = f"{LOADER} AND load = {LOADED}"

# Accounts, consents and invitations are of the trust room, and hidden from who loads files.
_KNOWN = f"""
CREATE FUNCTION people_known(brought uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*) FROM people_person p WHERE p.load = brought AND {may("load:file")} AND (
        EXISTS (SELECT FROM trust_resident one WHERE one.person = p.id)
        OR EXISTS (SELECT FROM trust_consent one WHERE one.person = p.id)
        OR EXISTS (SELECT FROM trust_staffperson one WHERE one.person = p.id)
        OR EXISTS (SELECT FROM trust_invitation one WHERE one.person = p.id AND one.used_at IS NULL)
    )
$$
"""


class Migration(migrations.Migration):
    """Policies, and what tells whether somebody whom a load has brought has an account or has agreed to something."""

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
    ] + [
        migrations.RunSQL(_KNOWN, "DROP FUNCTION people_known"),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION people_known TO {ROLE}", migrations.RunSQL.noop),
    ]
