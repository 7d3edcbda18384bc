"""A program's key needs two administrators: what was proposed of it, and that none is made but as it was approved."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

_PROPOSED = [
    ("password_link", "重设密码的链接 a link for another password"),
    ("remove_factor", "解除第二道验证 removing the second factor"),
    ("give_post", "交给担任 giving a post"),
    ("stand_in", "安排代理 letting stand in"),
    ("give_key", "发程序密钥 giving a program a key"),
]


def _two(acts: str) -> str:
    """Return the function of 0023_two_people for some acts."""
    return f"""
CREATE OR REPLACE FUNCTION trust_two_people() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.by_id IS NOT NULL AND NEW.act IN ({acts})
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


_BEFORE = "'password_link', 'remove_factor', 'give_post', 'stand_in'"

# Keys from before this migration have no proposal, so it is a trigger. made_by_id NULL: a command on the server.
_KEY = """
CREATE FUNCTION trust_key_by_two() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.made_by_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM trust_proposal p
        WHERE p.id = NEW.proposal AND p.approved AND p.act = 'give_key' AND p.account_id = NEW.account_id
            AND p.post_id = NEW.post_id AND p.proposed_by_id = NEW.made_by_id AND p.reason = NEW.purpose
            AND p.operations = NEW.operations AND p.networks = NEW.networks AND p.until_date = NEW.until_date
            AND p.decided_at > now() - interval '72 hours'
    )
    THEN
        RAISE EXCEPTION 'Another administrator must have approved this key, as it is.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'key_approved_by_another', TABLE = 'trust_programkey';
    END IF;
    RETURN NEW;
END $$
"""
_TRIGGER = """
CREATE TRIGGER key_by_two AFTER INSERT ON trust_programkey FOR EACH ROW EXECUTE FUNCTION trust_key_by_two()
"""


def _listed(length: int, said: str) -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=length), help_text=said, null=True, size=None
    )


class Migration(migrations.Migration):
    """What a proposal of a key says, which proposal a key was made by, and what holds both."""

    dependencies = [("trust", "0026_erasures")]
    operations = [
        migrations.AlterField("proposal", "act", models.CharField(choices=_PROPOSED, max_length=16)),
        migrations.AddField("proposal", "operations", _listed(60, "Of a key: what it may ask of the API")),
        migrations.AddField("proposal", "networks", _listed(43, "Of a key: where it may come from")),
        migrations.AddConstraint(
            "proposal",
            models.CheckConstraint(
                condition=~Q(act="give_key")
                | Q(post__isnull=False, until_date__isnull=False, operations__isnull=False, networks__isnull=False),
                name="proposed_key_is_whole",
            ),
        ),
        migrations.AddField(
            "programkey",
            "proposal",
            models.UUIDField(help_text="The approved proposal that it was made by, once", null=True),
        ),
        migrations.AddConstraint("programkey", models.UniqueConstraint(fields=["proposal"], name="key_made_once")),
        migrations.RunSQL(_two(f"{_BEFORE}, 'give_key'"), _two(_BEFORE)),
        migrations.RunSQL(_KEY, "DROP FUNCTION trust_key_by_two CASCADE"),
        migrations.RunSQL(_TRIGGER, migrations.RunSQL.noop),
    ]
