"""A file that has another telephone or bank account leaves a conflict, which does not hold the number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """What a file says may be left out."""

    dependencies = [("intake", "0016_conflicts_forgotten_when_loaded")]
    operations = [migrations.AlterField("conflict", "says", models.JSONField(null=True))]
