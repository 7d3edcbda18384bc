"""Who holds a post names who stands in for them; and it is noted who of the staff was said to be whom."""

from django.db import migrations, models
from django.db.models import F, Q

from jiahe.trust.policies import ROLE, also_select, may

_ACTING = "(SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"

# For the holder of the acting post, from today on, and no longer than they hold it.
_MINE = f"""({may("stand_in:post")} AND post_id = {_ACTING} AND until_date IS NOT NULL AND EXISTS (
    SELECT FROM places_holding held
    WHERE held.id = places_holding.substitutes_for_id AND held.post_id = {_ACTING} AND held.substitutes_for_id IS NULL
        AND held.from_date <= places_holding.from_date
        AND (held.until_date IS NULL OR held.until_date >= places_holding.until_date)))"""

_HOLDINGS = [
    f"""CREATE POLICY places_holding_stand_in ON places_holding FOR INSERT TO {ROLE}
    WITH CHECK ({_MINE} AND from_date >= {_TODAY})""",
    f"""CREATE POLICY places_holding_stand_in_ends ON places_holding FOR UPDATE TO {ROLE}
    USING ({_MINE}) WITH CHECK ({_MINE} AND until_date >= {_TODAY})""",
    f"""CREATE POLICY places_holding_stand_in_back ON places_holding FOR DELETE TO {ROLE}
    USING ({_MINE} AND from_date > {_TODAY})""",
]
_OWN_ACT = f"{may('stand_in:post')} AND post_id = {_ACTING} AND act IN ('own_stand_in', 'end_own_stand_in')"
_NOTE = f"""CREATE POLICY trust_adminact_stand_in ON trust_adminact FOR INSERT TO {ROLE}
    WITH CHECK ({_OWN_ACT} AND at BETWEEN now() AND clock_timestamp())"""
_WHO_ONE_IS = ("link_staff", "unlink_staff")


class Migration(migrations.Migration):
    """Policies, and the acts that are new."""

    dependencies = [("trust", "0018_consents_from_paper")]
    operations = [
        migrations.AlterField(
            "adminact",
            "act",
            models.CharField(
                choices=[
                    ("add_post", "新设岗位 made a post"),
                    ("end_post", "撤销岗位 ended a post"),
                    ("give_post", "交给担任 gave a post"),
                    ("stand_in", "安排代理 let stand in"),
                    ("own_stand_in", "请人代理自己 let stand in for oneself"),
                    ("end_own_stand_in", "结束代理自己 ended who stood in for oneself"),
                    ("end_holding", "结束任期 ended a holding"),
                    ("add_account", "新开账户 made an account"),
                    ("password_link", "生成密码链接 made a link for a password"),
                    ("remove_factor", "解除第二道验证 removed the second factor"),
                    ("close_account", "停用账户 closed an account"),
                    ("link_staff", "登记本人是谁 said whom it is in the register"),
                    ("unlink_staff", "取消登记本人是谁 took that back"),
                ],
                max_length=16,
            ),
        ),
        migrations.RemoveConstraint("adminact", "not_to_oneself"),
        migrations.AddConstraint(
            "adminact",
            models.CheckConstraint(condition=~Q(by=F("account")) | Q(act__in=_WHO_ONE_IS), name="not_to_oneself"),
        ),
        migrations.RunSQL([*_HOLDINGS, _NOTE], migrations.RunSQL.noop),
        also_select("trust_adminact", "own", _OWN_ACT),
    ]
