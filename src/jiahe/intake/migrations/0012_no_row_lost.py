"""The database holds that no row of a file is lost or invented, and keeps what stood around its tables."""

from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    """A constraint and a column."""

    dependencies = [("intake", "0011_rows_that_change")]
    operations = [
        migrations.AddConstraint(
            "load",
            models.CheckConstraint(
                condition=models.Q(read=F("loaded") + F("unchanged") + F("aside")), name="no_row_lost"
            ),
        ),
        migrations.AddField("load", "layout", models.JSONField(default=dict)),
    ]
