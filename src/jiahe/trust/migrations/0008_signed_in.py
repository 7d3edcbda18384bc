"""Where accounts are signed in."""

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from jiahe.trust.policies import rights


class Migration(migrations.Migration):
    dependencies = [("trust", "0007_invitations")]

    operations = [
        migrations.CreateModel(
            name="SignedIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("session", models.CharField(max_length=40, unique=True)),
                (
                    "browser",
                    models.CharField(
                        blank=True, help_text="What the browser says of itself (User-Agent)", max_length=300
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_used", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signed_in",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        rights("trust_signedin", select="true", insert="true", update="true", delete="true"),
    ]
