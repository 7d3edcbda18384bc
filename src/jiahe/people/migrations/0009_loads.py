"""Which load of a file brought a row, and which one ended it."""

from django.db import migrations, models

from jiahe.people.loading import LOADING

_DATED = ("parenthood", "custody", "union", "residence", "hukou", "certificate", "status")
_SOURCED = (*_DATED, "person", "correction", "claim", "payment", "coverage", "household")


class Migration(migrations.Migration):
    """Two columns in every table of the register that a file can fill."""

    dependencies = [("people", "0008_past_their_time")]
    operations = [
        *(
            migrations.AddField(table, "load", models.UUIDField(db_default=LOADING, editable=False, null=True))
            for table in _SOURCED
        ),
        *(
            migrations.AddField(
                table,
                "superseded_load",
                models.UUIDField(editable=False, help_text="The load of a file that did it", null=True),
            )
            for table in _DATED
        ),
    ]
