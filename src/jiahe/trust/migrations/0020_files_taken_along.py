"""That a file from another office was taken along is noted too."""

from django.db import migrations, models

from jiahe.trust.policies import ROLE, also_select, may

_OWN_ACT = f"{may('load:file')} AND act = 'take_file'"
_NOTE = f"""CREATE POLICY trust_adminact_take_file ON trust_adminact FOR INSERT TO {ROLE}
    WITH CHECK ({_OWN_ACT} AND account_id IS NULL AND at BETWEEN now() AND clock_timestamp())"""


class Migration(migrations.Migration):
    """The act, and a policy: who loads files notes that one was taken along, and sees those notes."""

    dependencies = [("trust", "0019_own_stand_ins")]
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
                    ("take_file", "下载外来资料 took a file from another office along"),
                ],
                max_length=16,
            ),
        ),
        migrations.RunSQL(_NOTE, migrations.RunSQL.noop),
        also_select("trust_adminact", "file", _OWN_ACT),
    ]
