"""Sums are of one year, and say how many claims lapsed. Those of runs before counted otherwise, and have no year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0008_made_up")]
    operations = [
        migrations.AddField("line", "year", models.SmallIntegerField(null=True)),
        migrations.AddField("line", "forfeited", models.IntegerField(null=True)),
    ]
