"""How much each account looks up in an hour, and that passing the limit is noticed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jiahe.trust.policies import may, rights, sequences


class Migration(migrations.Migration):
    """The table tells of no resident: whoever acts counts on it, and the nightly erasure takes rows away."""

    dependencies = [("trust", "0016_what_administrators_did")]
    operations = [
        migrations.CreateModel(
            name="Lookups",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField(help_text="When the hour began")),
                ("number", models.IntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["account", "hour"], name="counted_by_the_hour")],
                "indexes": [models.Index(fields=["hour"], name="trust_looku_hour_idx")],
            },
        ),
        rights("trust_lookups", select="true", insert="true", update="true", delete=may("erase:expired")),
        sequences(),
        migrations.AlterField(
            model_name="alert",
            name="rule",
            field=models.CharField(
                choices=[
                    ("own_family", "查阅本人或亲属 own family"),
                    ("sweeping", "短时间查阅很多人 sweeping"),
                    ("exporting", "导出很多人 exporting"),
                    ("no_work", "查阅多而未办理 much reading, no work"),
                    ("at_night", "夜间查阅 at night"),
                    ("many_posts", "多个岗位查同一人 one person, many posts"),
                    ("stopped", "查阅到了上限 stopped at the limit"),
                ],
                max_length=12,
            ),
        ),
    ]
