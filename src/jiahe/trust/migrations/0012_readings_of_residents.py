"""All residents act through one post: that a post sees its own readings is for the staff, not for them."""

from django.db import migrations

from jiahe.trust.policies import ROLE, may

_POST = "post_id = (SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_STAFF = "(SELECT coalesce(current_setting('jiahe.self', true), '') = '')"


class Migration(migrations.Migration):
    dependencies = [("trust", "0011_retention"), ("people", "0003_residents")]

    operations = [
        migrations.RunSQL(
            [
                "DROP POLICY trust_read_select ON trust_read",
                f"""CREATE POLICY trust_read_select ON trust_read FOR SELECT TO {ROLE}
                USING ({may("see_log:read_log")} OR ({_STAFF} AND {_POST}))""",
            ],
            migrations.RunSQL.noop,
        ),
    ]
