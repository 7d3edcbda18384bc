"""What an earlier file said otherwise is forgotten when a later one that agrees is loaded, not when it is checked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether a file agrees where an earlier one of its source did not."""

    dependencies = [("intake", "0015_parted")]
    operations = [
        migrations.AddField("conflict", "agrees", models.BooleanField(default=False, db_default=False)),
    ]
