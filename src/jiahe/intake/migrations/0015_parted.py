"""A delivery of several tables is a load itself, until it is parted."""

from django.db import migrations, models

_STATES = ("columns", "checking", "checked", "loading", "loaded", "undoing", "undone", "dropped", "failed", "parted")


class Migration(migrations.Migration):
    """One more state; the database holds none of them."""

    dependencies = [("intake", "0014_deliveries")]
    operations = [
        migrations.AlterField(
            "load",
            "state",
            models.CharField(max_length=8, choices=[(one, one.capitalize()) for one in _STATES], default="columns"),
        )
    ]
