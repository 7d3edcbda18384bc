"""How many rows of a file change what the register says of somebody, beside those that bring something new."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column of loads."""

    dependencies = [("intake", "0010_tellings")]
    operations = [migrations.AddField("load", "changed", models.IntegerField(default=0))]
