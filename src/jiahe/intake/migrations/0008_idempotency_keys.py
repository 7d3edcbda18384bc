"""Keys that programs send with a file, and whether a file that is faultless is loaded without asking."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from jiahe.trust.policies import may, rights, sequences

_LOAD = f"({may('load:file')} AND (SELECT current_setting('jiahe.whole', true)) = 'yes')"
_OLD = f"({may('erase:expired')} AND came_at < now() - interval '30 days')"
"""The shortest time for which the database keeps keys; inventory.yaml can only say a longer one."""


class Migration(migrations.Migration):
    """A table, a column, and who may do what with the table."""

    dependencies = [
        ("intake", "0007_pairs_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="load",
            name="load_when_faultless",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=255)),
                ("said", models.CharField(max_length=64)),
                ("came_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                ("load", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="intake.load")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("account", "key"), name="a_key_once")],
            },
        ),
        rights("intake_idempotencykey", select=f"{_LOAD} OR {_OLD}", insert=_LOAD, delete=_OLD),
        sequences(),
    ]
