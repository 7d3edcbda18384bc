"""What administrators did, and that an account has to set up another second factor."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from jiahe.trust.policies import ROLE, also_select, may, rights

_MANAGE, _SEE_LOG = may("manage_posts:post"), may("see_log:read_log")
_OLD = f"{may('erase:expired')} AND at < now() - interval '3 years'"


def _account(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name=name, to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    """The table, to which the application only adds; after three years the nightly erasure takes a row away."""

    dependencies = [("trust", "0015_running_the_office"), ("places", "0003_ends_and_administrators")]
    operations = [
        migrations.AddField(
            model_name="account",
            name="factor_removed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When an administrator removed the second factor; it then needs another",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="AdminAct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("add_post", "新设岗位 made a post"),
                            ("end_post", "撤销岗位 ended a post"),
                            ("give_post", "交给担任 gave a post"),
                            ("stand_in", "安排代理 let stand in"),
                            ("end_holding", "结束任期 ended a holding"),
                            ("add_account", "新开账户 made an account"),
                            ("password_link", "生成密码链接 made a link for a password"),
                            ("remove_factor", "解除第二道验证 removed the second factor"),
                            ("close_account", "停用账户 closed an account"),
                        ],
                        max_length=16,
                    ),
                ),
                ("by", _account("acts_done")),
                ("account", _account("acts_suffered")),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.post",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=~Q(by=F("account")), name="not_to_oneself"),
                    models.CheckConstraint(condition=~Q(act="remove_factor") | ~Q(reason=""), name="factor_reason"),
                ],
            },
        ),
        rights(
            "trust_adminact",
            select=f"{_MANAGE} OR {_SEE_LOG}",
            insert=f"{_MANAGE} AND at BETWEEN now() AND clock_timestamp()",
        ),
        migrations.RunSQL(
            [
                f"GRANT DELETE ON trust_adminact TO {ROLE}",
                f"CREATE POLICY trust_adminact_erase ON trust_adminact FOR DELETE TO {ROLE} USING ({_OLD})",
            ],
            migrations.RunSQL.noop,
        ),
        also_select("trust_adminact", "old", _OLD),
    ]
