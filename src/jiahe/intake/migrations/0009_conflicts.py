"""What files say of persons where the register says otherwise, and who may read and keep it."""

import django.db.models.deletion
from django.db import migrations, models

from jiahe.people.policies import LOADER
from jiahe.trust.policies import may, of_a_person, rights, sequences

_SWEEP = may("sweep:file")


class Migration(migrations.Migration):
    """A table, and who may do what with it."""

    dependencies = [("intake", "0008_idempotency_keys"), ("people", "0013_claims_put_right")]
    operations = [
        migrations.CreateModel(
            name="Conflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("column", models.CharField(max_length=30)),
                ("says", models.JSONField()),
                (
                    "load",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conflicts", to="intake.load"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("load", "person", "column"), name="a_conflict_once")],
            },
        ),
        rights(
            "intake_conflict",
            select=f"{may('read:person')} AND {of_a_person('person_id')}",
            insert=LOADER,
            update=LOADER,
            delete=f"({LOADER}) OR {_SWEEP}",
        ),
        sequences(),
    ]
