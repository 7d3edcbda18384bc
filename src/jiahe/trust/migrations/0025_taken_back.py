"""What the nightly erasure may take away of what was taken back: rows no longer believed, and merges of long ago."""

from django.db import migrations

from jiahe.trust.policies import ROLE, may

_ERASE = may("erase:expired")
_ROWS = ("parenthood", "custody", "union", "residence", "hukou", "certificate", "status", "claim", "payment")

# Who is merged keeps the readings of both records. They go after 38 months; the merge that ties them stays longer.
# Answers about two records point at their merge and stay: with the owner's eyes, for background work may not change them.
# Who was watched under the old record is watched under the kept one.
_MERGES = f"""
CREATE FUNCTION people_erase_merges(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE old uuid[]; gone bigint;
BEGIN
    IF NOT {_ERASE} THEN RETURN 0; END IF;
    old := ARRAY(SELECT id FROM people_merge WHERE at < least(before, now() - interval '38 months'));
    UPDATE trust_watched w SET person = m.kept_id FROM people_merge m
        WHERE m.id = ANY(old) AND m.undone_at IS NULL AND w.person = m.gone AND w.ended_at IS NULL
            AND NOT EXISTS (SELECT FROM trust_watched k WHERE k.person = m.kept_id AND k.ended_at IS NULL)
            AND w.id = (
                SELECT min(one.id::text)::uuid FROM trust_watched one JOIN people_merge also ON also.gone = one.person
                WHERE also.id = ANY(old) AND also.undone_at IS NULL AND also.kept_id = m.kept_id AND one.ended_at IS NULL
            );
    UPDATE intake_pair SET merge_id = NULL WHERE merge_id = ANY(old);
    DELETE FROM people_moved WHERE merge_id = ANY(old);
    DELETE FROM people_merge WHERE id = ANY(old);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$
"""


def _erase(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE POLICY {table}_erase ON {table} FOR DELETE TO {ROLE} USING ({_ERASE} AND {condition})",
        f"DROP POLICY {table}_erase ON {table}",
    )


class Migration(migrations.Migration):
    """Policies, and the function of the owner that takes merges."""

    dependencies = [
        ("trust", "0024_watched_records"),
        ("people", "0013_claims_put_right"),
        ("intake", "0012_no_row_lost"),
    ]
    operations = [
        *(_erase(f"people_{one}", "superseded_at < now() - interval '3 years'") for one in _ROWS),
        migrations.RunSQL(_MERGES, "DROP FUNCTION people_erase_merges"),
        migrations.RunSQL(
            [
                "REVOKE EXECUTE ON FUNCTION people_erase_merges FROM PUBLIC",
                f"GRANT EXECUTE ON FUNCTION people_erase_merges TO {ROLE}",
            ],
            migrations.RunSQL.noop,
        ),
    ]
