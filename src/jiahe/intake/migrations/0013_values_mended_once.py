"""Values that are mended once for all rows in which a file has them, and who may decide that."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from jiahe.trust.policies import may, rights, sequences

_LOAD = f"({may('load:file')} AND (SELECT current_setting('jiahe.whole', true)) = 'yes')"


class Migration(migrations.Migration):
    """Columns, two tables, and who may do what with them."""

    dependencies = [
        ("intake", "0012_no_row_lost"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="row",
            name="again",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="row",
            name="mended",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="rowfault",
            name="written",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.CreateModel(
            name="Mend",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=40)),
                ("written", models.CharField(max_length=200)),
                ("used", models.CharField(max_length=200)),
                ("rows", models.IntegerField(default=0)),
                ("remembered", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                (
                    "load",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mends", to="intake.load"
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("load", "field", "written"),
                        name="a_value_mended_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RememberedValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=30)),
                ("office", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("field", models.CharField(max_length=40)),
                ("written", models.CharField(max_length=200)),
                ("used", models.CharField(max_length=200)),
                ("decided_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "office", "field", "written"), name="a_value_remembered_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="row",
            index=models.Index(
                condition=models.Q(("again", True)), fields=["load", "sheet"], name="rows_checked_again"
            ),
        ),
        migrations.AddIndex(
            model_name="rowfault",
            index=models.Index(
                condition=models.Q(("written", ""), _negated=True),
                fields=["load", "sheet", "columns", "written"],
                name="faults_to_mend",
            ),
        ),
        rights("intake_mend", select=_LOAD, insert=_LOAD, update=_LOAD),
        rights("intake_rememberedvalue", select=_LOAD, insert=_LOAD, update=_LOAD, delete=_LOAD),
        sequences(),
    ]
