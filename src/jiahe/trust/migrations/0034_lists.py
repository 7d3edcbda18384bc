"""That somebody stood in a list is in the read log, as a kind of its own; it is no reading that is told to audit at once.

Whoever works for a village has their own family and those who are watched on its lists each day: a notice of that would
say nothing. A list that was narrowed to a name is logged as a look, and told.
"""

from importlib import import_module

from django.db import migrations, models

_WHAT = [
    ("view", "查看 viewed"),
    ("search", "检索打开 opened from a search"),
    ("export", "导出 exported"),
    ("api", "接口读取 read by a program"),
    ("list", "列在名单上 stood in a list"),
]

_BEFORE = import_module("jiahe.trust.migrations.0024_watched_records")._NOTICE

_NOTICE = """
CREATE OR REPLACE FUNCTION trust_notice_reading() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    whole text := current_setting('jiahe.whole', true);
    allowed text := current_setting('jiahe.may', true);
BEGIN
    IF NOT EXISTS (SELECT FROM told WHERE what <> 'list') THEN
        RETURN NULL;
    END IF;
    INSERT INTO trust_alert (id, rule, day, post_id, account_id, person, number, readings, note)
    SELECT gen_random_uuid(), 'watched', (r.at AT TIME ZONE 'Asia/Shanghai')::date, r.post_id, r.account_id, r.person,
        1, count(*), ''
    FROM told r JOIN places_post p ON p.id = r.post_id AND p.role NOT IN ('background', 'resident')
    WHERE r.what <> 'list' AND EXISTS (
            SELECT FROM trust_watched w WHERE w.ended_at IS NULL AND (w.person = r.person OR EXISTS (
                SELECT FROM people_merge m WHERE m.gone = w.person AND m.kept_id = r.person AND m.undone_at IS NULL
            ))
        )
        AND NOT EXISTS (
            SELECT FROM mine_request q WHERE q.person_id = r.person AND q.state = 'open'
                AND (q.owner_account_id = r.account_id OR (q.owner_id IS NULL AND r.page = 'request'))
        )
        AND NOT EXISTS (
            SELECT FROM intake_finding f WHERE f.person_id = r.person AND f.state IN ('open', 'reopened')
                AND (f.owner_id = r.post_id OR (f.owner_id IS NULL AND r.page = 'finding'))
        )
        AND NOT EXISTS (
            SELECT FROM people_change c
            WHERE c.person = r.person AND c.post = r.post_id AND c.at > r.at - interval '1 day'
        )
    GROUP BY 3, r.post_id, r.account_id, r.person
    ON CONFLICT (rule, day, post_id, account_id, person) DO UPDATE
    SET readings = trust_alert.readings + excluded.readings, closed_at = NULL, closed_by_id = NULL;

    IF NOT EXISTS (SELECT FROM told t JOIN trust_staffperson s ON s.account_id = t.account_id) THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('jiahe.whole', 'yes', true), set_config('jiahe.may', ' read:person ', true);
    INSERT INTO trust_alert (id, rule, day, post_id, account_id, person, number, readings, note)
    SELECT gen_random_uuid(), 'own_family', a.day, (array_agg(r.post_id ORDER BY r.at, r.id))[1], a.account_id, NULL,
        count(DISTINCT r.person), count(*), ''
    FROM (
        SELECT t.account_id, (t.at AT TIME ZONE 'Asia/Shanghai')::date AS day,
            ARRAY(SELECT k.kin FROM people_kin(ARRAY[s.person], 2) k) AS kin, array_agg(t.person) AS people
        FROM told t JOIN trust_staffperson s ON s.account_id = t.account_id
        JOIN places_post p ON p.id = t.post_id AND p.role NOT IN ('background', 'resident')
        WHERE t.what <> 'list'
        GROUP BY t.account_id, 2, s.person
    ) a JOIN trust_read r ON r.account_id = a.account_id AND r.person = ANY(a.kin) AND r.what <> 'list'
        AND r.at >= a.day::timestamp AT TIME ZONE 'Asia/Shanghai'
        AND r.at < (a.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
    JOIN places_post own ON own.id = r.post_id AND own.role NOT IN ('background', 'resident')
    WHERE a.people && a.kin
    GROUP BY a.day, a.account_id
    ON CONFLICT (rule, day, post_id, account_id, person) DO UPDATE
    SET number = excluded.number, readings = excluded.readings, closed_at = NULL, closed_by_id = NULL;
    PERFORM set_config('jiahe.whole', coalesce(whole, ''), true), set_config('jiahe.may', coalesce(allowed, ''), true);
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    """The kind, and the trigger without it."""

    dependencies = [("trust", "0033_administrators_hold_no_other_post")]
    operations = [
        migrations.AlterField("read", "what", models.CharField(choices=_WHAT, max_length=8)),
        migrations.RunSQL(_NOTICE, _BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)),
    ]
