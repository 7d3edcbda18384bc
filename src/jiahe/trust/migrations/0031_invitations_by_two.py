"""An invitation that ends somebody's account is confirmed by a second human, told of, and ties no colleague's account."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from jiahe.trust.policies import ROLE, also_select, may, of_a_person, own

_INVITE = f"{may('invite:person')} AND {of_a_person('person')}"
_POST = "(SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"


def _holds_the_post(account: str) -> str:
    """Return the condition that an account of the row holds the acting post today: nobody writes another's name."""
    return f"""EXISTS (SELECT FROM places_holding own WHERE own.post_id = {_POST} AND own.account_id = {account}
        AND own.from_date <= {_TODAY} AND (own.until_date IS NULL OR own.until_date > {_TODAY}))"""


# Nothing of what comes later is said when it is made. It is confirmed once, while it is open.
_WRITE = [
    "DROP POLICY trust_invitation_insert ON trust_invitation",
    f"""CREATE POLICY trust_invitation_insert ON trust_invitation FOR INSERT TO {ROLE}
    WITH CHECK ({_INVITE} AND post_id = {_POST} AND (made_by_id IS NULL OR {_holds_the_post("made_by_id")})
        AND num_nonnulls(confirmed_at, confirmed_by_id, confirmed_post_id, used_at, account_id) = 0 AND NOT ended)""",
    f"GRANT UPDATE (confirmed_at, confirmed_by_id, confirmed_post_id) ON trust_invitation TO {ROLE}",
    f"""CREATE POLICY trust_invitation_confirm ON trust_invitation FOR UPDATE TO {ROLE}
    USING ({_INVITE} AND used_at IS NULL AND confirmed_at IS NULL)
    WITH CHECK ({_INVITE} AND confirmed_post_id = {_POST} AND {_holds_the_post("confirmed_by_id")}
        AND confirmed_at BETWEEN now() AND clock_timestamp())""",
]

# Who made it has another account, or is not known: then nobody can be another.
_ANOTHER = """
CREATE FUNCTION trust_confirmed_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.made_by_id IS NULL OR trust_one_human(NEW.confirmed_by_id, NEW.made_by_id) THEN
        RAISE EXCEPTION 'Whoever confirms an invitation must be another human than who made it.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invitation_confirmed_by_another', TABLE = 'trust_invitation';
    END IF;
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE TRIGGER confirmed_by_another AFTER UPDATE OF confirmed_by_id ON trust_invitation
FOR EACH ROW WHEN (NEW.confirmed_by_id IS NOT NULL) EXECUTE FUNCTION trust_confirmed_by_another()
"""

# With the owner's eyes, since nobody acts yet. A person's newest code only; their former account is theirs no longer.
# What is raised is told only to who has a code that is good. The account does not take the person's name: who manages
# accounts sees nobody of the register. An account that was closed is in nobody's use.
_REDEEM = f"""
CREATE OR REPLACE FUNCTION trust_redeem(given bytea, holder uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    one trust_invitation;
    replaces boolean;
    today date := {_TODAY};
BEGIN
    SELECT * INTO one FROM trust_invitation i
    WHERE i.code = given AND i.used_at IS NULL AND i.made_at > now() - interval '14 days'
        AND NOT EXISTS (
            SELECT FROM trust_invitation later
            WHERE later.person = i.person AND (later.made_at, later.id) > (i.made_at, i.id)
        )
        AND NOT EXISTS (
            SELECT FROM trust_resident r
            WHERE r.account_id = holder AND (r.until_date IS NULL OR r.until_date > today)
        )
    FOR UPDATE;
    IF one.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM trust_account a WHERE a.id = holder AND a.is_program)
        OR EXISTS (SELECT FROM places_holding h WHERE h.account_id = holder)
            AND NOT EXISTS (SELECT FROM trust_staffperson s WHERE s.account_id = holder AND s.person = one.person)
    THEN
        RAISE EXCEPTION 'An account that holds or held a post is no resident''s, but its own holder''s.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_colleague_is_the_resident', TABLE = 'trust_resident';
    END IF;
    replaces := EXISTS (
        SELECT FROM trust_resident r JOIN trust_account a ON a.id = r.account_id AND a.is_active
        WHERE r.person = one.person AND (r.until_date IS NULL OR r.until_date > today)
    );
    IF replaces AND one.confirmed_at IS NULL THEN
        RAISE EXCEPTION 'The person has an account: somebody else of the office must confirm the invitation.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invitation_waits', TABLE = 'trust_invitation';
    END IF;
    UPDATE trust_invitation SET used_at = now(), account_id = holder, ended = replaces WHERE id = one.id;
    UPDATE trust_resident SET until_date = today
    WHERE person = one.person AND (until_date IS NULL OR until_date > today);
    INSERT INTO trust_resident (id, account_id, person, from_date) VALUES (gen_random_uuid(), holder, one.person, today);
    IF replaces THEN
        INSERT INTO trust_alert (id, rule, day, post_id, account_id, person, number, readings, note)
        VALUES (gen_random_uuid(), 'new_account', today, one.post_id, one.made_by_id, one.person, 1, 1, '')
        ON CONFLICT (rule, day, post_id, account_id, person) DO UPDATE
        SET readings = trust_alert.readings + 1, closed_at = NULL, closed_by_id = NULL;
    END IF;
    RETURN one.person;
END $$
"""

_RULES = [
    ("own_family", "查阅本人或亲属 own family"),
    ("sweeping", "短时间查阅很多人 sweeping"),
    ("exporting", "导出很多人 exporting"),
    ("no_work", "查阅多而未办理 much reading, no work"),
    ("at_night", "夜间查阅 at night"),
    ("many_posts", "多个岗位查同一人 one person, many posts"),
    ("stopped", "查阅到了上限 stopped at the limit"),
    ("watched", "查阅受关注的档案 a watched record"),
    ("new_account", "换了账户 an account replaced"),
]


def _to(model: str) -> models.ForeignKey:
    return models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    """Columns, what holds them, the function, and that residents read it."""

    dependencies = [
        ("trust", "0030_one_human"),
        ("people", "0004_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField("alert", "rule", models.CharField(choices=_RULES, max_length=12)),
        migrations.AddField("invitation", "confirmed_post", _to("places.post")),
        migrations.AddField("invitation", "confirmed_by", _to(settings.AUTH_USER_MODEL)),
        migrations.AddField("invitation", "confirmed_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "invitation",
            "ended",
            models.BooleanField(
                db_default=False, default=False, help_text="Whether it ended an account that was in use"
            ),
        ),
        migrations.AddConstraint(
            "invitation",
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None, confirmed_post=None)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False, confirmed_post__isnull=False)
                    & ~Q(confirmed_by=F("made_by"))
                ),
                name="invitation_confirmed_by_another",
            ),
        ),
        migrations.RunSQL(_WRITE, migrations.RunSQL.noop),
        migrations.RunSQL(_ANOTHER, "DROP FUNCTION trust_confirmed_by_another CASCADE"),
        migrations.RunSQL("REVOKE EXECUTE ON FUNCTION trust_confirmed_by_another FROM PUBLIC", migrations.RunSQL.noop),
        migrations.RunSQL(_TRIGGER, migrations.RunSQL.noop),
        migrations.RunSQL(_REDEEM, migrations.RunSQL.noop),
        *(
            also_select(f"trust_{one}", "own", f"{may('read_own:person')} AND {own('person')}")
            for one in ("invitation", "resident")
        ),
    ]
