"""Lets the application's role put jobs into the queue and take them out."""

from django.db import migrations

from jiahe.trust.policies import ROLE

_GRANT = f"""
DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'procrastinate%' LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO {ROLE}', one);
    END LOOP;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
END $$
"""


class Migration(migrations.Migration):
    """Grants on the queue's own tables."""

    dependencies = [("procrastinate", "0041_post_retry_failed_job")]
    operations = [migrations.RunSQL(_GRANT, migrations.RunSQL.noop)]
