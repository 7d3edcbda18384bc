"""Which files have told of whose birth or death, which office sent a file, and who may read and keep it."""

import django.db.models.deletion
from django.db import migrations, models

from jiahe.people.policies import LOADER
from jiahe.trust.policies import may, of_a_person, rights, sequences


class Migration(migrations.Migration):
    """A column, a table, and who may do what with it."""

    dependencies = [("intake", "0009_conflicts"), ("people", "0013_claims_put_right")]
    operations = [
        migrations.AddField(
            model_name="load",
            name="office",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(choices=[("birth", "Birth"), ("death", "Death")], max_length=5)),
                ("source", models.CharField(max_length=120)),
                (
                    "load",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tellings", to="intake.load"
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
                "constraints": [models.UniqueConstraint(fields=("load", "person", "event"), name="a_telling_once")],
            },
        ),
        rights(
            "intake_telling",
            select=f"{may('read:person')} AND {of_a_person('person_id')}",
            insert=LOADER,
            delete=LOADER,
        ),
        sequences(),
    ]
