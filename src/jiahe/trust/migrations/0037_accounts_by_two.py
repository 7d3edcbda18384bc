"""An account that an invitation opened is confirmed by a second human; who has many codes used in a day is told of.

Whoever makes a code sees it, and could use it. The account works at once, but shows whole numbers only once somebody
else of the office has seen the person. The application cannot write that: it follows from the invitation.
"""

from django.db import migrations, models

from jiahe.trust.policies import ROLE, may, of_a_person

_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
_INVITE = f"{may('invite:person')} AND {of_a_person('person')}"
_IN_USE = f"""EXISTS (SELECT FROM trust_resident r WHERE r.account_id = trust_invitation.account_id
    AND r.person = trust_invitation.person AND (r.until_date IS NULL OR r.until_date > {_TODAY}))"""

_WHO = f"""ALTER POLICY trust_invitation_confirm ON trust_invitation TO {ROLE}
    USING ({_INVITE} AND confirmed_at IS NULL AND (used_at IS NULL OR {_IN_USE}))"""

# As in 0031, and: nobody confirms their own account.
_ANOTHER = """
CREATE OR REPLACE FUNCTION trust_confirmed_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.made_by_id IS NULL OR trust_one_human(NEW.confirmed_by_id, NEW.made_by_id)
        OR NEW.confirmed_by_id = NEW.account_id
        OR EXISTS (SELECT FROM trust_staffperson s WHERE s.account_id = NEW.confirmed_by_id AND s.person = NEW.person)
    THEN
        RAISE EXCEPTION 'Whoever confirms an invitation must be another human than who made it and whom it is for.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invitation_confirmed_by_another', TABLE = 'trust_invitation';
    END IF;
    RETURN NULL;
END $$
"""

# Whichever comes last, the confirmation or the use, says it of the account: invitations go after two years.
_CONFIRMED = """
CREATE FUNCTION trust_account_confirmed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE trust_resident SET confirmed_at = NEW.confirmed_at
    WHERE account_id = NEW.account_id AND person = NEW.person AND confirmed_at IS NULL;
    RETURN NULL;
END $$
"""
_WHEN_CONFIRMED = """
CREATE TRIGGER account_confirmed AFTER UPDATE OF confirmed_at ON trust_invitation
FOR EACH ROW WHEN (NEW.confirmed_at IS NOT NULL AND NEW.used_at IS NOT NULL)
EXECUTE FUNCTION trust_account_confirmed()
"""
_WHEN_TIED = """
CREATE FUNCTION trust_resident_confirmed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.confirmed_at := coalesce(NEW.confirmed_at, (
        SELECT max(i.confirmed_at) FROM trust_invitation i
        WHERE i.account_id = NEW.account_id AND i.person = NEW.person AND i.used_at = now()));
    RETURN NEW;
END $$
"""

# How many codes of one account were used in a day, told at once: no address is kept that would say more.
_MANY = f"""
CREATE FUNCTION trust_many_invited() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    today date := {_TODAY};
    used integer;
BEGIN
    SELECT count(*) INTO used FROM trust_invitation i
    WHERE i.used_at >= today::timestamp AT TIME ZONE 'Asia/Shanghai'
        AND coalesce(i.made_by_id, i.post_id) = coalesce(NEW.made_by_id, NEW.post_id);
    IF used > 20 THEN
        INSERT INTO trust_alert (id, rule, day, post_id, account_id, number, readings, usual, note)
        VALUES (gen_random_uuid(), 'inviting', today, NEW.post_id, NEW.made_by_id, used, used, 20, '')
        ON CONFLICT (rule, day, post_id, account_id, person) DO UPDATE
        SET number = used, readings = used, closed_at = NULL, closed_by_id = NULL;
    END IF;
    RETURN NULL;
END $$
"""
_WHEN_USED = """
CREATE TRIGGER many_invited AFTER UPDATE OF used_at ON trust_invitation
FOR EACH ROW WHEN (OLD.used_at IS NULL AND NEW.used_at IS NOT NULL) EXECUTE FUNCTION trust_many_invited()
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
    ("inviting", "一天开通很多账户 many accounts opened"),
]


def _function(sql: str, name: str) -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(sql, f"DROP FUNCTION {name} CASCADE"),
        migrations.RunSQL(f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC", migrations.RunSQL.noop),
    ]


class Migration(migrations.Migration):
    """The column, what fills it, who may confirm, and the notice."""

    dependencies = [("trust", "0034_lists"), ("people", "0012_merging_rights")]
    operations = [
        migrations.AddField("resident", "confirmed_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            """
            UPDATE trust_resident r SET confirmed_at = i.confirmed_at FROM trust_invitation i
            WHERE i.account_id = r.account_id AND i.person = r.person AND i.confirmed_at IS NOT NULL
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("alert", "rule", models.CharField(choices=_RULES, max_length=12)),
        migrations.RunSQL(_WHO, migrations.RunSQL.noop),
        migrations.RunSQL(_ANOTHER, migrations.RunSQL.noop),
        *_function(_CONFIRMED, "trust_account_confirmed"),
        migrations.RunSQL(_WHEN_CONFIRMED, migrations.RunSQL.noop),
        *_function(_WHEN_TIED, "trust_resident_confirmed"),
        migrations.RunSQL(
            "CREATE TRIGGER resident_confirmed BEFORE INSERT ON trust_resident "
            "FOR EACH ROW EXECUTE FUNCTION trust_resident_confirmed()",
            migrations.RunSQL.noop,
        ),
        *_function(_MANY, "trust_many_invited"),
        migrations.RunSQL(_WHEN_USED, migrations.RunSQL.noop),
    ]
