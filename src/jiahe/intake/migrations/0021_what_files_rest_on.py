"""Which loads a file rests on."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A column of loads."""

    dependencies = [("intake", "0019_file_keys")]
    operations = [
        migrations.AddField(
            "load",
            "rests_on",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), db_default=[], default=list, size=None
            ),
        ),
    ]
