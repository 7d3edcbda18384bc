"""Rows of a file may tell of people who are not in the register: that they were shown is in the read log too."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A reading is of a person, or of so many rows of a file. Residents see those of a person alone, as before."""

    dependencies = [("trust", "0028_not_for_everybody")]
    operations = [
        migrations.AlterField("read", "person", models.UUIDField(db_index=True, null=True)),
        migrations.AddField(
            "read",
            "load",
            models.UUIDField(help_text="The file of which rows were shown; then there is no person", null=True),
        ),
        migrations.AddField(
            "read", "rows", models.IntegerField(help_text="How many of its rows were shown", null=True)
        ),
        migrations.AddConstraint(
            "read",
            models.CheckConstraint(
                condition=Q(person__isnull=False, load=None, rows=None)
                | Q(person=None, load__isnull=False, rows__gt=0),
                name="read_of_a_person_or_of_rows",
            ),
        ),
    ]
