"""Each file has a key of its own, sealed in its load's row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The column of the key."""

    dependencies = [("intake", "0018_paper_numbers")]
    operations = [migrations.AddField("load", "file_key", models.BinaryField(null=True))]
