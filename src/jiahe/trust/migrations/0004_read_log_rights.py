"""What the application may do with the read log: add its own readings; seal; see what it may."""

from django.db import migrations

from jiahe.trust.policies import ROLE, may, rights

_OWN = "post_id = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_OF_ONESELF = "person = (SELECT nullif(current_setting('jiahe.self', true), '')::uuid)"
_SEE_LOG = may("see_log:read_log")
_SEE = f"({_SEE_LOG} OR {_OWN} OR {_OF_ONESELF})"
_SEAL = may("seal:read_log")
_POSTS = may("manage_posts:post")


class Migration(migrations.Migration):
    """Grants and policies. Nothing lets the application change or take away a reading or a seal."""

    dependencies = [("trust", "0003_read_log")]
    operations = [
        migrations.RunSQL(
            [
                "DROP POLICY trust_read_select ON trust_read",
                f"CREATE POLICY trust_read_select ON trust_read FOR SELECT TO {ROLE} USING {_SEE}",
                "DROP POLICY trust_read_insert ON trust_read",
                f"CREATE POLICY trust_read_insert ON trust_read FOR INSERT TO {ROLE} WITH CHECK ({_OWN})",
            ],
            migrations.RunSQL.noop,
        ),
        rights("trust_seal", select=_SEE_LOG, insert=_SEAL),
        rights("trust_alert", select=_SEE_LOG, insert=_SEAL, update=_SEE_LOG),
        rights("trust_staffperson", select=f"({_SEE_LOG} OR {_POSTS})", insert=_POSTS, update=_POSTS, delete=_POSTS),
    ]
