"""What the application may do with the read log: add its own readings; seal; see what it may."""

from django.db import migrations

from jiahe.trust.policies import ROLE, may, rights

_OWN = "post_id = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_OF_ONESELF = "person = (SELECT nullif(current_setting('jiahe.self', true), '')::uuid)"
_SEE_LOG = may("see_log:read_log")
_SEE = f"({_SEE_LOG} OR {_OWN} OR {_OF_ONESELF})"
_SEAL = may("seal:read_log")
_POSTS = may("manage_posts:post")

_ONCE = f"USING ({_SEE_LOG} AND closed_at IS NULL) WITH CHECK (closed_at IS NOT NULL)"
_CLOSE = [
    f"GRANT UPDATE (closed_at, closed_by_id, note) ON trust_alert TO {ROLE}",
    f"CREATE POLICY trust_alert_update ON trust_alert FOR UPDATE TO {ROLE} {_ONCE}",
]


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
        rights("trust_alert", select=_SEE_LOG, insert=_SEAL),
        migrations.RunSQL(_CLOSE, migrations.RunSQL.noop),
        rights("trust_staffperson", select=f"({_SEE_LOG} OR {_POSTS})", insert=_POSTS, update=_POSTS, delete=_POSTS),
    ]
