"""What needs two administrators: proposals, and that nothing of the kind is written down without an approved one."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from jiahe.trust.policies import ROLE, may, rights

_MANAGE, _SEE_LOG, _APPROVE = may("manage_posts:post"), may("see_log:read_log"), may("approve:post")
_OLD = f"{may('erase:expired')} AND proposed_at < now() - interval '3 years'"
_POST = "(SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"


def _holds_the_post(account: str) -> str:
    """Return the condition that an account of the row holds the acting post today: nobody writes another's name."""
    return f"""EXISTS (SELECT FROM places_holding own WHERE own.post_id = {_POST} AND own.account_id = {account}
        AND own.from_date <= (now() AT TIME ZONE 'Asia/Shanghai')::date
        AND (own.until_date IS NULL OR own.until_date > (now() AT TIME ZONE 'Asia/Shanghai')::date))"""


# What was proposed stays as it was; only the decision is added, once.
_DECIDE = [
    f"GRANT UPDATE (decided_by_id, decided_at, approved, answer) ON trust_proposal TO {ROLE}",
    f"""CREATE POLICY trust_proposal_decide ON trust_proposal FOR UPDATE TO {ROLE}
    USING ({_APPROVE} AND decided_at IS NULL)
    WITH CHECK ({_APPROVE} AND decided_at IS NOT NULL AND {_holds_the_post("decided_by_id")})""",
    f"""CREATE POLICY trust_adminact_refuse ON trust_adminact FOR INSERT TO {ROLE}
    WITH CHECK ({_APPROVE} AND act = 'refuse' AND {_holds_the_post("by_id")}
        AND at BETWEEN now() AND clock_timestamp())""",
]

# Rows from before this migration have no proposal, so it is a trigger and no constraint. by_id NULL: a command on the
# server.
_TWO = """
CREATE FUNCTION trust_two_people() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.by_id IS NOT NULL AND NEW.act IN ('password_link', 'remove_factor', 'give_post', 'stand_in')
        AND NOT EXISTS (
            SELECT FROM trust_proposal p
            WHERE p.id = NEW.proposal AND p.approved AND p.act = NEW.act AND p.account_id = NEW.account_id
                AND p.post_id IS NOT DISTINCT FROM NEW.post_id AND p.proposed_by_id = NEW.by_id
                AND p.decided_by_id = NEW.approved_by_id
        )
    THEN
        RAISE EXCEPTION 'Another administrator must have approved this.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_by_another', TABLE = 'trust_adminact';
    END IF;
    RETURN NEW;
END $$
"""
_TRIGGER = """
CREATE TRIGGER two_people AFTER INSERT ON trust_adminact FOR EACH ROW EXECUTE FUNCTION trust_two_people()
"""

# What others did to an account of late: for its owner, asked also before they act through any post.
_DONE_TO = """
CREATE FUNCTION trust_done_to(of_account uuid)
RETURNS TABLE (act varchar, at timestamptz, done_by varchar, approved_by varchar, title varchar, title_en varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.act, a.at, d.full_name, s.full_name, p.title, p.title_en FROM trust_adminact a
    LEFT JOIN trust_account d ON d.id = a.by_id
    LEFT JOIN trust_account s ON s.id = a.approved_by_id
    LEFT JOIN places_post p ON p.id = a.post_id
    WHERE a.account_id = of_account AND a.at > now() - interval '30 days'
        AND a.act IN ('password_link', 'remove_factor', 'give_post', 'stand_in', 'end_holding')
    ORDER BY a.at DESC, a.id DESC
$$
"""

_ACTS = [
    ("add_post", "新设岗位 made a post"),
    ("end_post", "撤销岗位 ended a post"),
    ("give_post", "交给担任 gave a post"),
    ("stand_in", "安排代理 let stand in"),
    ("own_stand_in", "请人代理自己 let stand in for oneself"),
    ("end_own_stand_in", "结束代理自己 ended who stood in for oneself"),
    ("end_holding", "结束任期 ended a holding"),
    ("add_account", "新开账户 made an account"),
    ("first_link", "给新账户密码链接 made the first link for a password"),
    ("password_link", "生成密码链接 made a link for another password"),
    ("remove_factor", "解除第二道验证 removed the second factor"),
    ("close_account", "停用账户 closed an account"),
    ("link_staff", "登记本人是谁 said whom it is in the register"),
    ("unlink_staff", "取消登记本人是谁 took that back"),
    ("take_file", "下载外来资料 took a file from another office along"),
    ("give_key", "发程序密钥 gave a program a key"),
    ("end_key", "停用程序密钥 ended a program's key"),
    ("propose", "提请批准 proposed what another must approve"),
    ("refuse", "没有批准 refused what was proposed"),
    ("watch", "关注一份档案 had a record watched"),
    ("unwatch", "不再关注 no longer has a record watched"),
]
_PROPOSED = [
    ("password_link", "重设密码的链接 a link for another password"),
    ("remove_factor", "解除第二道验证 removing the second factor"),
    ("give_post", "交给担任 giving a post"),
    ("stand_in", "安排代理 letting stand in"),
]


def _to(model: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **options)


class Migration(migrations.Migration):
    """The table of proposals, the second name beside each act, and what holds both."""

    dependencies = [("trust", "0022_program_keys"), ("places", "0003_ends_and_administrators")]
    operations = [
        migrations.AlterField("adminact", "act", models.CharField(choices=_ACTS, max_length=16)),
        migrations.AddField("adminact", "approved_by", _to(settings.AUTH_USER_MODEL, null=True)),
        migrations.AddField(
            "adminact",
            "proposal",
            models.UUIDField(help_text="The approved proposal that it carries out, once", null=True, unique=True),
        ),
        migrations.AddConstraint(
            "adminact",
            models.CheckConstraint(
                condition=Q(approved_by=None) | (~Q(approved_by=F("by")) & ~Q(approved_by=F("account"))),
                name="approved_by_a_third",
            ),
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(choices=_PROPOSED, max_length=16)),
                ("account", _to(settings.AUTH_USER_MODEL, help_text="To whom it is done")),
                ("post", _to("places.post", null=True)),
                (
                    "holding",
                    models.BigIntegerField(help_text="The holding that the colleague would stand in for", null=True),
                ),
                ("from_date", models.DateField(null=True)),
                ("until_date", models.DateField(null=True)),
                ("reason", models.CharField(max_length=200)),
                ("proposed_by", _to(settings.AUTH_USER_MODEL)),
                ("through", _to("places.post", help_text="The proposer's post")),
                ("proposed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("until", models.DateTimeField(help_text="When it lapses if nobody has decided")),
                ("decided_by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("approved", models.BooleanField(null=True)),
                ("answer", models.CharField(blank=True, help_text="Why it was refused", max_length=200)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=~Q(proposed_by=F("account")), name="proposed_for_another"),
                    models.CheckConstraint(
                        condition=Q(decided_by=None) | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("account"))),
                        name="decided_by_a_third",
                    ),
                    models.CheckConstraint(
                        condition=Q(decided_by=None, decided_at=None, approved=None)
                        | Q(
                            decided_by__isnull=False,
                            decided_at__isnull=False,
                            decided_at__lte=F("until"),
                            approved__isnull=False,
                        ),
                        name="decided_in_time",
                    ),
                    models.CheckConstraint(condition=~Q(reason=""), name="proposed_with_a_reason"),
                    models.CheckConstraint(condition=~Q(approved=False) | ~Q(answer=""), name="refused_with_a_reason"),
                ]
            },
        ),
        rights(
            "trust_proposal",
            select=f"{_MANAGE} OR {_SEE_LOG} OR {_APPROVE} OR {_OLD}",
            insert=f"{_MANAGE} AND num_nonnulls(decided_at, decided_by_id, approved) = 0 AND {_holds_the_post('proposed_by_id')} "
            f"AND through_id = {_POST} AND until <= now() + interval '73 hours'",
            delete=_OLD,
        ),
        migrations.RunSQL(_DECIDE, migrations.RunSQL.noop),
        migrations.RunSQL(_TWO, "DROP FUNCTION trust_two_people CASCADE"),
        migrations.RunSQL(_TRIGGER, migrations.RunSQL.noop),
        migrations.RunSQL(_DONE_TO, "DROP FUNCTION trust_done_to"),
        migrations.RunSQL("REVOKE EXECUTE ON FUNCTION trust_done_to FROM PUBLIC", migrations.RunSQL.noop),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION trust_done_to TO {ROLE}", migrations.RunSQL.noop),
    ]
