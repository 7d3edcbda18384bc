"""Facilities: of which kind, on which paper, and what was put right of them."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """The columns, the constraint and the table."""

    dependencies = [
        ("places", "0005_said_by_a_list"),
    ]

    operations = [
        migrations.CreateModel(
            name="FacilityCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("column", models.CharField(max_length=10)),
                ("before", models.CharField(max_length=120, null=True)),
                ("after", models.CharField(max_length=120, null=True)),
                ("reason", models.CharField(max_length=200)),
                ("post", models.UUIDField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.AddField(
            model_name="facility",
            name="kind",
            field=models.CharField(
                choices=[
                    ("hospital", "医院 hospital"),
                    ("maternity", "妇幼保健院 mother and child hospital"),
                    ("town_clinic", "乡镇卫生院、社区卫生服务中心 clinic of a town or community"),
                    ("village_clinic", "村卫生室 village clinic"),
                    ("nursery", "托育机构 nursery"),
                    ("other", "其他 other"),
                ],
                help_text="Empty: not known",
                max_length=16,
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="facility",
            name="source",
            field=models.CharField(help_text="Empty: not known", max_length=120, null=True),
        ),
        migrations.AlterField(
            model_name="facility",
            name="until_date",
            field=models.DateField(blank=True, help_text="First day on which it is no more", null=True),
        ),
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_date__isnull", True), ("until_date__gt", models.F("from_date")), _connector="OR"
                ),
                name="facility_days",
            ),
        ),
        migrations.AddField(
            model_name="facilitycorrection",
            name="facility",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="places.facility"
            ),
        ),
    ]
