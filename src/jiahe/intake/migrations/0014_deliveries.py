"""Of which delivery of several tables a load is part, and what was in it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column of loads."""

    dependencies = [("intake", "0013_values_mended_once")]
    operations = [migrations.AddField("load", "delivery", models.JSONField(default=dict, db_default={}))]
