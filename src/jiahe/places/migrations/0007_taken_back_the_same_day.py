"""A holding that is taken back on the day on which it began stays, and holds on no day."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("places", "0006_facilities")]

    operations = [
        migrations.RemoveConstraint("holding", "held_for_a_day"),
        migrations.AddConstraint(
            "holding",
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")), name="held_for_a_day"
            ),
        ),
    ]
