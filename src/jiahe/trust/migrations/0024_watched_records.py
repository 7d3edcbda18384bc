"""Watched records; and reading of them, and of one's own family, told at once by the log itself."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from jiahe.trust.policies import ROLE, may, rights

_MANAGE, _SEE_LOG = may("manage_posts:post"), may("see_log:read_log")
_OLD = f"{may('erase:expired')} AND ended_at < now() - interval '3 years'"

_RULES = [
    ("own_family", "查阅本人或亲属 own family"),
    ("sweeping", "短时间查阅很多人 sweeping"),
    ("exporting", "导出很多人 exporting"),
    ("no_work", "查阅多而未办理 much reading, no work"),
    ("at_night", "夜间查阅 at night"),
    ("many_posts", "多个岗位查同一人 one person, many posts"),
    ("stopped", "查阅到了上限 stopped at the limit"),
    ("watched", "查阅受关注的档案 a watched record"),
]

# With the owner's eyes: who reads may not learn what is watched. A task is an open request or finding about the person
# that is the reader's (or nobody's, on its own page), or something that the post recorded for them within a day. An alert that was closed that day is open again.
# The kin of somebody of the staff may live anywhere (people_kin asks for the whole register).
_NOTICE = """
CREATE FUNCTION trust_notice_reading() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    whole text := current_setting('jiahe.whole', true);
    allowed text := current_setting('jiahe.may', true);
BEGIN
    INSERT INTO trust_alert (id, rule, day, post_id, account_id, person, number, readings, note)
    SELECT gen_random_uuid(), 'watched', (r.at AT TIME ZONE 'Asia/Shanghai')::date, r.post_id, r.account_id, r.person,
        1, count(*), ''
    FROM told r JOIN places_post p ON p.id = r.post_id AND p.role NOT IN ('background', 'resident')
    WHERE EXISTS (
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
        GROUP BY t.account_id, 2, s.person
    ) a JOIN trust_read r ON r.account_id = a.account_id AND r.person = ANY(a.kin)
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
_TRIGGER = """
CREATE TRIGGER notice_reading AFTER INSERT ON trust_read REFERENCING NEW TABLE AS told
FOR EACH STATEMENT EXECUTE FUNCTION trust_notice_reading()
"""
_END = [
    f"GRANT UPDATE (ended_at, ended_by_id) ON trust_watched TO {ROLE}",
    f"""CREATE POLICY trust_watched_update ON trust_watched FOR UPDATE TO {ROLE}
    USING ({_MANAGE} AND ended_at IS NULL) WITH CHECK ({_MANAGE} AND ended_at IS NOT NULL)""",
]


def _account(**options: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **options
    )


class Migration(migrations.Migration):
    """The table and the trigger. The tables of other rooms that it asks are there when something is first read."""

    dependencies = [("trust", "0023_two_people")]
    operations = [
        migrations.AlterField("alert", "rule", models.CharField(choices=_RULES, max_length=12)),
        migrations.CreateModel(
            name="Watched",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person", models.UUIDField()),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("known", "知名人士 somebody known to all"),
                            ("colleague", "同事或其家人 a colleague, or their family"),
                            ("protected", "受保护的人 somebody under protection"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "review_on",
                    models.DateField(
                        help_text="When somebody looks whether it is still needed; it goes on until ended"
                    ),
                ),
                ("marked_by", _account()),
                ("marked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ended_by", _account(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="watched_once"),
                    models.CheckConstraint(
                        condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                        name="watching_ended_by_somebody",
                    ),
                ]
            },
        ),
        rights(
            "trust_watched",
            select=f"{_MANAGE} OR {_SEE_LOG} OR {_OLD}",
            insert=f"{_MANAGE} AND ended_at IS NULL",
            delete=_OLD,
        ),
        migrations.RunSQL(_END, migrations.RunSQL.noop),
        migrations.RunSQL(_NOTICE, "DROP FUNCTION trust_notice_reading CASCADE"),
        migrations.RunSQL(_TRIGGER, migrations.RunSQL.noop),
    ]
