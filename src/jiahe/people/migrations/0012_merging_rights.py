"""Who merges two records of one person, and takes a merge back: the database moves every reference, and notes it."""

from django.db import migrations

from jiahe.people.policies import brought
from jiahe.trust.policies import ROLE, also_select, may, of_a_person, rights, sequences, within

_MAY = may("correct:person")
_HERE = within("hukou_place", "residence_place")
_NUMBERS = "'{id_sealed,id_index,phone_sealed,phone_index,account_sealed,account_index}'::text[]"

# Every column of every table that points at a person. The sides of unions are kept by triggers; what the rooms of
# accounts and consents hold is no foreign key. Logs are not moved: what was read and done then was about that record.
_POINTING = """
    SELECT t.place::text, t.col, k.attname::text
    FROM (
        SELECT c.conrelid::regclass, a.attname::text
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = 'people_person'::regclass AND c.conrelid <> 'people_unionside'::regclass
        UNION ALL SELECT one::regclass, 'person'
        FROM unnest('{trust_resident,trust_staffperson,trust_invitation,trust_consent}'::text[]) one
    ) AS t(place, col)
    JOIN pg_index i ON i.indrelid = t.place AND i.indisprimary
    JOIN pg_attribute k ON k.attrelid = t.place AND k.attnum = i.indkey[0]
"""

# A row that contradicts one of the kept record is superseded where rows can be. What cannot stand at all is taken out, and
# put back when the merge is undone: an answer, a finding or a consent that both have, a withdrawn row that made the two
# kin. Two accounts cannot be made one; one that has ended or is stopped stays as it is, for it acts for nobody.
_MERGE = f"""
CREATE FUNCTION people_merge(merge uuid, keep uuid, other uuid, why text, paper text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    by_post uuid := nullif(current_setting('jiahe.post', true), '')::uuid;
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
    place text; col text; pk text; key text; dated boolean; said jsonb;
BEGIN
    IF NOT {_MAY} OR (SELECT count(*) FROM people_person WHERE id IN (keep, other) AND {_HERE}) <> 2 THEN
        RAISE insufficient_privilege;
    END IF;
    INSERT INTO people_merge (id, kept_id, gone, says, id_sealed, phone_sealed, account_sealed, filled, reason, source, post, at)
    SELECT merge, keep, other, to_jsonb(p) - {_NUMBERS}, id_sealed, phone_sealed, account_sealed, '{{}}', why, paper, by_post, now()
    FROM people_person p WHERE p.id = other;
    FOR place, col, pk IN {_POINTING} LOOP
        dated := EXISTS (SELECT FROM pg_attribute WHERE attrelid = place::regclass AND attname = 'superseded_at');
        FOR key IN EXECUTE format('SELECT %I::text FROM %s WHERE %I = $1', pk, place, col) USING other LOOP
            BEGIN
                EXECUTE format('UPDATE %s SET %I = $1 WHERE %I::text = $2', place, col, pk) USING keep, key;
                INSERT INTO people_moved (merge_id, "table", "row", "column", superseded)
                VALUES (merge, place, key, col, false);
            EXCEPTION WHEN exclusion_violation OR unique_violation OR check_violation THEN
                IF dated AND SQLSTATE <> '23514' THEN
                    EXECUTE format(
                        'UPDATE %s SET %I = $1, superseded_at = now(), superseded_by = $3, superseded_why = $4, '
                        'superseded_source = $5 WHERE %I::text = $2', place, col, pk
                    ) USING keep, key, by_post, '两份档案合并 two records merged', paper;
                    INSERT INTO people_moved (merge_id, "table", "row", "column", superseded)
                    VALUES (merge, place, key, col, true);
                ELSIF place = 'trust_resident' THEN
                    CONTINUE WHEN EXISTS (
                        SELECT FROM trust_resident r JOIN trust_account a ON a.id = r.account_id
                        WHERE r.id::text = key AND (r.until_date <= today OR NOT a.is_active)
                    );
                    RAISE EXCEPTION 'both have an account'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'merge_of_two_accounts';
                ELSE
                    EXECUTE format('SELECT to_jsonb(r) FROM %s r WHERE %I::text = $1', place, pk) INTO said USING key;
                    EXECUTE format('DELETE FROM %s WHERE %I::text = $1', place, pk) USING key;
                    INSERT INTO people_moved (merge_id, "table", "row", "column", superseded, says)
                    VALUES (merge, place, key, col, false, said);
                END IF;
            END;
        END LOOP;
    END LOOP;
    DELETE FROM people_person WHERE id = other;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
END $$
"""

# What was recorded about the kept record since stays with it.
_UNMERGE = f"""
CREATE FUNCTION people_unmerge(merge uuid, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE m people_merge; one people_moved; pk text;
BEGIN
    SELECT * INTO m FROM people_merge WHERE id = merge AND undone_at IS NULL FOR UPDATE;
    IF NOT {_MAY} OR m.id IS NULL OR NOT EXISTS (SELECT FROM people_person WHERE id = m.kept_id AND {_HERE}) THEN
        RAISE insufficient_privilege;
    END IF;
    INSERT INTO people_person SELECT (jsonb_populate_record(NULL::people_person, m.says)).*;
    FOR one IN SELECT * FROM people_moved WHERE merge_id = merge ORDER BY id DESC LOOP
        SELECT a.attname INTO pk FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indrelid = one."table"::regclass AND i.indisprimary;
        IF one.says IS NOT NULL THEN
            EXECUTE format(
                'INSERT INTO %s SELECT (jsonb_populate_record(NULL::%s, $1)).* ON CONFLICT DO NOTHING',
                one."table", one."table"
            ) USING one.says;
        ELSIF one.superseded THEN
            EXECUTE format('UPDATE %s SET %I = $1 WHERE %I::text = $2 AND %I = $3', one."table", one."column", pk, one."column")
            USING m.gone, one."row", m.kept_id;
            EXECUTE format(
                'UPDATE %s SET superseded_at = NULL, superseded_by = NULL, superseded_why = '''', superseded_source = '''' '
                'WHERE %I::text = $1 AND superseded_at = $2', one."table", pk
            ) USING one."row", m.at;
        ELSE
            EXECUTE format('UPDATE %s SET %I = $1 WHERE %I::text = $2 AND %I = $3', one."table", one."column", pk, one."column")
            USING m.gone, one."row", m.kept_id;
        END IF;
    END LOOP;
    UPDATE people_merge SET undone_at = now(), undone_by = nullif(current_setting('jiahe.post', true), '')::uuid,
        undone_why = why, says = '{{}}', id_sealed = NULL, phone_sealed = NULL, account_sealed = NULL
    WHERE id = merge;
    DELETE FROM people_moved WHERE merge_id = merge;
END $$
"""

# The record that was put away is the same person: they read who has looked at it, and so does who watches.
_KNOWN_AS = f"""
CREATE FUNCTION people_known_as(who uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT who UNION ALL SELECT gone FROM people_merge WHERE kept_id = who AND undone_at IS NULL AND (
        who IN (SELECT people_own())
        OR {may("read:person")} AND EXISTS (SELECT FROM people_person p WHERE p.id = who AND {_HERE})
    )
$$
"""


def _function(create: str, name: str) -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(create, f"DROP FUNCTION {name}"),
        migrations.RunSQL(
            [f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC", f"GRANT EXECUTE ON FUNCTION {name} TO {ROLE}"],
            migrations.RunSQL.noop,
        ),
    ]


class Migration(migrations.Migration):
    """Grants, policies and three functions. Merges are read by who sees the kept record; nothing else writes them."""

    dependencies = [("people", "0011_merging")]
    operations = [
        rights(
            "people_merge",
            select=f"{may('read:person')} AND {of_a_person('kept_id')}",
            update=f"({_MAY} AND {of_a_person('kept_id')}) OR ({may('erase:expired')} AND at < now() - interval '1 year')",
            delete=f"undone_at IS NOT NULL AND {brought('kept_id')}",
        ),
        rights("people_moved", select=f"{_MAY} AND EXISTS (SELECT FROM people_merge m WHERE m.id = merge_id)"),
        *_function(_MERGE, "people_merge"),
        *_function(_UNMERGE, "people_unmerge"),
        *_function(_KNOWN_AS, "people_known_as"),
        also_select(
            "trust_read",
            "merged",
            f"{may('read_own:read_log')} AND person = ANY(ARRAY(SELECT k FROM people_own() o, people_known_as(o) k))",
        ),
        sequences(),
    ]
