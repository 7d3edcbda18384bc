"""What a withdrawal says, households that end, days in order, custody and unions that exclude each other."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import jiahe.places.models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sent",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("said", models.CharField(max_length=64)),
                ("shown", models.UUIDField()),
                ("post", models.UUIDField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="UnionSide",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_date", models.DateField()),
                ("until_date", models.DateField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="union",
            name="one_union_of_the_first",
        ),
        migrations.RemoveConstraint(
            model_name="union",
            name="one_union_of_the_second",
        ),
        migrations.AddField(
            model_name="certificate",
            name="superseded_by",
            field=models.UUIDField(help_text="The post that did it", null=True),
        ),
        migrations.AddField(
            model_name="certificate",
            name="superseded_source",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="custody",
            name="superseded_by",
            field=models.UUIDField(help_text="The post that did it", null=True),
        ),
        migrations.AddField(
            model_name="custody",
            name="superseded_source",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="household",
            name="from_date",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="household",
            name="until_date",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="hukou",
            name="superseded_by",
            field=models.UUIDField(help_text="The post that did it", null=True),
        ),
        migrations.AddField(
            model_name="hukou",
            name="superseded_source",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="parenthood",
            name="superseded_by",
            field=models.UUIDField(help_text="The post that did it", null=True),
        ),
        migrations.AddField(
            model_name="parenthood",
            name="superseded_source",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="residence",
            name="superseded_by",
            field=models.UUIDField(help_text="The post that did it", null=True),
        ),
        migrations.AddField(
            model_name="residence",
            name="superseded_source",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="status",
            name="superseded_by",
            field=models.UUIDField(help_text="The post that did it", null=True),
        ),
        migrations.AddField(
            model_name="status",
            name="superseded_source",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="union",
            name="superseded_by",
            field=models.UUIDField(help_text="The post that did it", null=True),
        ),
        migrations.AddField(
            model_name="union",
            name="superseded_source",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AlterField(
            model_name="certificate",
            name="superseded_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="custody",
            name="superseded_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="hukou",
            name="superseded_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="parenthood",
            name="superseded_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="residence",
            name="superseded_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="status",
            name="superseded_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="union",
            name="superseded_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_date__isnull", True), ("until_date__gte", models.F("from_date")), _connector="OR"
                ),
                name="certificate_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="custody",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("superseded_at__isnull", True), ("kind__in", ("parent", "institution"))),
                expressions=[
                    (
                        jiahe.places.models.Days(
                            "from_date", "until_date", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    ),
                    ("child", "="),
                ],
                name="one_sole_custody",
            ),
        ),
        migrations.AddConstraint(
            model_name="custody",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("superseded_at__isnull", True), ("kind__isnull", False)),
                expressions=[
                    (
                        jiahe.places.models.Days(
                            "from_date", "until_date", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    ),
                    ("child", "="),
                    (
                        models.Case(
                            models.When(kind__in=("parent", "institution"), then=1),
                            default=0,
                            output_field=models.IntegerField(),
                        ),
                        "<>",
                    ),
                ],
                name="no_guardian_beside_sole_custody",
            ),
        ),
        migrations.AddConstraint(
            model_name="custody",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_date__isnull", True), ("until_date__gte", models.F("from_date")), _connector="OR"
                ),
                name="custody_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_date__isnull", True), ("until_date__gte", models.F("from_date")), _connector="OR"
                ),
                name="household_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="parenthood",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_date__isnull", True), ("until_date__gte", models.F("from_date")), _connector="OR"
                ),
                name="parenthood_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="status",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_date__isnull", True), ("until_date__gte", models.F("from_date")), _connector="OR"
                ),
                name="status_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="union",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_date__isnull", True), ("until_date__gte", models.F("from_date")), _connector="OR"
                ),
                name="union_days",
            ),
        ),
        migrations.AddField(
            model_name="unionside",
            name="person",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="unionside",
            name="union",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sides", to="people.union"
            ),
        ),
        migrations.AddConstraint(
            model_name="unionside",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        jiahe.places.models.Days(
                            "from_date", "until_date", django.contrib.postgres.fields.ranges.RangeBoundary()
                        ),
                        "&&",
                    ),
                    ("person", "="),
                ],
                name="one_union_at_a_time",
            ),
        ),
    ]
