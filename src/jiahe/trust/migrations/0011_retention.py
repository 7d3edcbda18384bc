"""The nightly erasure: what it counted, and what it may take away."""

import django.db.models.functions.datetime
import uuid_utils.compat
from django.db import migrations, models

from jiahe.trust.policies import ROLE, also_select, may, rights

_ERASE = may("erase:expired")
# The database holds the shortest time for which these are kept; inventory.yaml can only say a longer one.
_OLD = f"{_ERASE} AND at < now() - interval '3 years'"
_OLD_CONSENT = f"{_ERASE} AND withdrawn_at < now() - interval '3 years'"


# The application has no right to take a reading away; this function of the owner takes old ones. A reading goes a month
# after its seal is old: verifying lets rows of seals older than three years be gone.
_READINGS = f"""
CREATE FUNCTION trust_erase_readings(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone bigint;
BEGIN
    IF NOT {_ERASE} THEN RETURN 0; END IF;
    DELETE FROM trust_read WHERE at < least(before, now() - interval '37 months');
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$
"""


def _erase(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        [
            f"GRANT DELETE ON {table} TO {ROLE}",
            f"CREATE POLICY {table}_erase ON {table} FOR DELETE TO {ROLE} USING ({condition})",
        ],
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0010_consents"),
        ("people", "0003_residents"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("counts", models.JSONField(default=dict, help_text="Table or table.column: how many")),
            ],
        ),
        rights("trust_retentionrun", select=may("see_runs:run"), insert=_ERASE),
        migrations.RunSQL(_READINGS, "DROP FUNCTION trust_erase_readings"),
        migrations.RunSQL(
            f"GRANT EXECUTE ON FUNCTION trust_erase_readings TO {ROLE}",
            migrations.RunSQL.noop,
        ),
        _erase("trust_alert", _OLD),
        _erase("trust_consent", _OLD_CONSENT),
        also_select("trust_consent", "old", _OLD_CONSENT),
        _erase("people_change", _OLD),
        rights("account_emailconfirmation", select="true", delete="true"),
    ]
