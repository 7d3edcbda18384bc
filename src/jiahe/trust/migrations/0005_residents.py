"""Accounts that are a person's own, and the post that they act through."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

import jiahe.places.models
from jiahe.trust.policies import ROLE

# Whose own account it is today. With the owner's eyes: it is asked before anybody acts.
_OWN_PERSON = """
CREATE FUNCTION trust_own_person(account uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.person FROM trust_resident r
    WHERE r.account_id = account AND r.from_date <= (now() AT TIME ZONE 'Asia/Shanghai')::date
        AND (r.until_date IS NULL OR r.until_date > (now() AT TIME ZONE 'Asia/Shanghai')::date)
$$
"""


def make_post(apps, schema_editor):
    """Make the one post of all residents: its holders are known by their own person."""
    apps.get_model("places", "Post").objects.using(schema_editor.connection.alias).create(
        role="resident", place=settings.COUNTY, title="居民本人", title_en="Resident"
    )


class Migration(migrations.Migration):
    dependencies = [("trust", "0004_read_log_rights"), ("places", "0002_initial")]

    operations = [
        migrations.CreateModel(
            name="Resident",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person", models.UUIDField()),
                ("from_date", models.DateField()),
                (
                    "until_date",
                    models.DateField(blank=True, help_text="First day on which it no longer is", null=True),
                ),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="residents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    jiahe.places.models.never_overlap("one_person_of_an_account", "account"),
                    jiahe.places.models.never_overlap("one_account_of_a_person", "person"),
                    models.CheckConstraint(
                        condition=models.Q(until_date__isnull=True) | models.Q(until_date__gte=models.F("from_date")),
                        name="resident_days",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_OWN_PERSON, "DROP FUNCTION trust_own_person"),
        migrations.RunSQL(f"GRANT EXECUTE ON FUNCTION trust_own_person TO {ROLE}", migrations.RunSQL.noop),
        migrations.RunPython(make_post, migrations.RunPython.noop),
    ]
