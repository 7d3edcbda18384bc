"""Keys of programs: the table, who may give and end one, and what is asked of it before anybody acts."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from jiahe.trust.policies import ROLE, also_select, may, rights

_MANAGE, _SEE_LOG = may("manage_posts:post"), may("see_log:read_log")
_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
_OLD = f"{may('erase:expired')} AND until_date < {_TODAY} - interval '3 years'"
_NEW = f"""{_MANAGE} AND ended_at IS NULL AND last_used_at IS NULL
    AND from_date = {_TODAY} AND until_date <= {_TODAY} + interval '1 year'"""

# Nothing of a key changes but that it ends, once.
_END = [
    f"GRANT UPDATE (ended_at, ended_by_id) ON trust_programkey TO {ROLE}",
    f"""CREATE POLICY trust_programkey_end ON trust_programkey FOR UPDATE TO {ROLE}
    USING ({_MANAGE} AND ended_at IS NULL) WITH CHECK ({_MANAGE} AND ended_at IS NOT NULL)""",
]

# Asked before anybody acts, with the owner's eyes: which key it is, and that it is used.
_FOUND = f"""
CREATE FUNCTION trust_program_key(sent bytea) RETURNS TABLE (
    id uuid, account_id uuid, post_id uuid, purpose varchar, operations varchar[], networks varchar[],
    until_date date, is_over boolean, post_is_over boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k.id, k.account_id, k.post_id, k.purpose, k.operations, k.networks, k.until_date,
        k.ended_at IS NOT NULL OR k.until_date <= {_TODAY} OR NOT a.is_active,
        p.until_date IS NOT NULL AND p.until_date <= {_TODAY}
    FROM trust_programkey k JOIN trust_account a ON a.id = k.account_id JOIN places_post p ON p.id = k.post_id
    WHERE k.hash = sent
$$
"""
_USED = """
CREATE FUNCTION trust_program_key_used(key uuid) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE trust_programkey k SET last_used_at = now(), minute = date_trunc('minute', now()),
        asked = CASE WHEN k.minute = date_trunc('minute', now()) THEN k.asked + 1 ELSE 1 END
    WHERE k.id = key RETURNING asked
$$
"""

# What a system began, it may go on with as long as a key of it for that post works.
_POSTS = f"""
CREATE FUNCTION trust_program_posts(account uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT k.post_id FROM trust_programkey k JOIN places_post p ON p.id = k.post_id
    WHERE k.account_id = account AND k.ended_at IS NULL AND k.until_date > {_TODAY}
        AND (p.until_date IS NULL OR p.until_date > {_TODAY})
$$
"""
_FUNCTIONS = ("trust_program_key(bytea)", "trust_program_key_used(uuid)", "trust_program_posts(uuid)")


class Migration(migrations.Migration):
    """The table, its policies, its functions, and the mark of an account that is a program's."""

    dependencies = [
        ("places", "0004_one_background_post"),
        ("trust", "0021_facilities"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProgramKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "sign",
                    models.CharField(help_text="The part of the key that is no secret", max_length=8, unique=True),
                ),
                ("hash", models.BinaryField(help_text="SHA-256 of the key, which is 256 random bits", unique=True)),
                ("purpose", models.CharField(max_length=120)),
                (
                    "operations",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        help_text="What it may ask of the API (operations.py)",
                        size=None,
                    ),
                ),
                (
                    "networks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=43),
                        default=list,
                        help_text="Where it may come from; empty: from anywhere",
                        size=None,
                    ),
                ),
                ("from_date", models.DateField(default=django.utils.timezone.localdate)),
                (
                    "until_date",
                    models.DateField(help_text="First day on which it does not work any more; at most a year later"),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("minute", models.DateTimeField(help_text="In which minute it was used last", null=True)),
                ("asked", models.IntegerField(default=0, help_text="How many requests there were in that minute")),
            ],
        ),
        migrations.AddField(
            model_name="account",
            name="is_program",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Whether it is a system that uses the API by keys, and not a person",
            ),
        ),
        migrations.AlterField(
            model_name="adminact",
            name="act",
            field=models.CharField(
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
                    ("give_key", "发程序密钥 gave a program a key"),
                    ("end_key", "停用程序密钥 ended a program's key"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_program", False), ("password__startswith", "!"), _connector="OR"),
                name="a_program_has_no_password",
            ),
        ),
        migrations.AddField(
            model_name="programkey",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="program_keys", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="programkey",
            name="ended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="programkey",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="programkey",
            name="post",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.post"),
        ),
        migrations.AddConstraint(
            model_name="programkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_date__gt", models.F("from_date"))), name="key_for_a_day"
            ),
        ),
        rights("trust_programkey", select=f"{_MANAGE} OR {_SEE_LOG}", insert=_NEW, delete=_OLD),
        also_select("trust_programkey", "old", _OLD),
        migrations.RunSQL(_END, migrations.RunSQL.noop),
        migrations.RunSQL(_FOUND, "DROP FUNCTION trust_program_key"),
        migrations.RunSQL(_USED, "DROP FUNCTION trust_program_key_used"),
        migrations.RunSQL(_POSTS, "DROP FUNCTION trust_program_posts"),
        migrations.RunSQL(
            [
                statement
                for one in _FUNCTIONS
                for statement in (
                    f"REVOKE ALL ON FUNCTION {one} FROM PUBLIC",
                    f"GRANT EXECUTE ON FUNCTION {one} TO {ROLE}",
                )
            ],
            migrations.RunSQL.noop,
        ),
    ]
