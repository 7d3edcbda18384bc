"""A child may have died before its hukou was registered: then the applicant's hukou decides who handles its subsidy."""

from django.db import migrations, models

_KINDS = (
    "orphan", "de_facto_unsupported", "abandoned", "never_registered", "employed", "insured_maternity", "insured_local",
    "low_income", "active_service",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("people", "0018_own_household")]

    operations = [
        migrations.AlterField(
            "status", "kind", models.CharField(choices=[(kind, kind) for kind in _KINDS], max_length=20)
        ),
    ]
