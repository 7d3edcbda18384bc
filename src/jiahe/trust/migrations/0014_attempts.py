"""The table in which attempts to sign in are counted for all processes: Django's cache in the database."""

from django.db import migrations

from jiahe.trust.policies import rights

_TABLE = """
CREATE TABLE trust_attempt (cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX trust_attempt_expires ON trust_attempt (expires)
"""


class Migration(migrations.Migration):
    """The table as ``createcachetable`` makes it, and the application's rights."""

    dependencies = [("trust", "0013_sealing_keys")]
    operations = [
        migrations.RunSQL(_TABLE, "DROP TABLE trust_attempt"),
        rights("trust_attempt", select="true", insert="true", update="true", delete="true"),
    ]
