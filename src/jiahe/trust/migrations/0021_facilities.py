"""Who changes divisions keeps the facilities too; what was put right of one is only added to."""

from django.db import migrations

from jiahe.trust.policies import ROLE, may, rights, sequences

_CHANGE, _MANAGE = may("change:division"), may("manage_posts:post")

_AGAIN = [
    "DROP POLICY places_facility_insert ON places_facility",
    f"CREATE POLICY places_facility_insert ON places_facility FOR INSERT TO {ROLE} WITH CHECK ({_MANAGE} OR {_CHANGE})",
]


class Migration(migrations.Migration):
    """Policies and grants."""

    dependencies = [("trust", "0020_files_taken_along"), ("places", "0006_facilities")]
    operations = [
        migrations.RunSQL(_AGAIN, migrations.RunSQL.noop),
        rights("places_facilitycorrection", select="true", insert=_CHANGE),
        sequences(),
    ]
