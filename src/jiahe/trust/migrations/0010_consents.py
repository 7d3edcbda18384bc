"""Consents: added to, and taken back; what was agreed to cannot be changed."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from jiahe.trust.policies import ROLE, may, of_a_person, own, rights

_OWN = f"({may('ask_own:consent')} AND {own('person')})"
_FROM_PAPER = f"({may('record:person')} AND {of_a_person('person')})"
_SEE = f"(({may('read:person')} AND {of_a_person('person')}) OR {_OWN})"
_CHANGE = f"({_FROM_PAPER} OR {_OWN})"

_WITHDRAW = [
    f"GRANT UPDATE (withdrawn_at, withdrawn_how, withdrawn_by_id) ON trust_consent TO {ROLE}",
    f"""CREATE POLICY trust_consent_withdraw ON trust_consent FOR UPDATE TO {ROLE}
    USING (withdrawn_at IS NULL AND {_CHANGE}) WITH CHECK (withdrawn_at IS NOT NULL AND {_CHANGE})""",
]
_HOW = [
    ("self", "本人 by the person"),
    ("guardian", "监护人代为 by the guardian"),
    ("paper", "凭纸质材料登记 recorded from paper"),
]


class Migration(migrations.Migration):
    dependencies = [("trust", "0009_government"), ("people", "0003_residents")]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person", models.UUIDField(db_index=True)),
                ("purpose", models.CharField(max_length=40)),
                ("version", models.DateField(help_text="Since when the text that was agreed to is in use")),
                ("how", models.CharField(choices=_HOW, max_length=8)),
                (
                    "paper",
                    models.CharField(blank=True, help_text="Which paper, and where it is kept", max_length=120),
                ),
                ("given_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_how", models.CharField(blank=True, choices=_HOW, max_length=8)),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(withdrawn_at__isnull=True),
                        fields=("person", "purpose"),
                        name="one_standing_consent",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(how="paper") | ~models.Q(paper=""), name="paper_is_named"
                    ),
                ],
            },
        ),
        rights("trust_consent", select=_SEE, insert=_CHANGE),
        migrations.RunSQL(_WITHDRAW, migrations.RunSQL.noop),
    ]
