"""Which loads a file rests on, and by which file what another one said otherwise is over."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A column of loads, and one of conflicts."""

    dependencies = [("intake", "0019_file_keys")]
    operations = [
        migrations.AddField(
            "load",
            "rests_on",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.AddField(
            "conflict",
            "over",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="intake.load"
            ),
        ),
    ]
