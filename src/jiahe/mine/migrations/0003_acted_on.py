"""Whether the register was changed for a request that was granted."""

from django.db import migrations, models

from jiahe.trust.policies import ROLE


class Migration(migrations.Migration):
    """The column; the desk writes it with its answer."""

    dependencies = [("mine", "0002_rights")]
    operations = [
        migrations.AddField(
            "request",
            "changed",
            models.BooleanField(help_text="Whether the register was changed for it; empty: not granted", null=True),
        ),
        migrations.RunSQL(f"GRANT UPDATE (changed) ON mine_request TO {ROLE}", migrations.RunSQL.noop),
    ]
