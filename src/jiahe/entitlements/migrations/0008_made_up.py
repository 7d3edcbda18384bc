"""A determination that makes up for a night is named so."""

from django.db import migrations, models

_WHY = [("nightly", "Nightly"), ("made_up", "Made Up"), ("asked", "Asked")]


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0007_own_differences")]
    operations = [migrations.AlterField("run", "why", models.CharField(choices=_WHY, max_length=8))]
