"""A consent that the office recorded from a paper says through which post, and so does its withdrawal."""

import django.db.models.deletion
from django.db import migrations, models

from jiahe.trust.policies import ROLE, may, of_a_person, own

_ACTING = "(SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_PAPER = f"({may('record:person')} AND {of_a_person('person')})"
_OWN = f"({may('ask_own:consent')} AND {own('person')})"


def _said(how: str, post: str) -> str:
    """Return the condition that a row says rightly by whom it was given (or taken back)."""
    return (
        f"(({_PAPER} AND {how} = 'paper' AND {post} = {_ACTING})"
        f" OR ({_OWN} AND {how} IN ('self', 'guardian') AND {post} IS NULL))"
    )


_WITHDRAW = f"withdrawn_at IS NOT NULL AND {_said('withdrawn_how', 'withdrawn_post_id')}"
_POLICIES = [
    "DROP POLICY trust_consent_insert ON trust_consent",
    f"CREATE POLICY trust_consent_insert ON trust_consent FOR INSERT TO {ROLE} WITH CHECK {_said('how', 'post_id')}",
    "DROP POLICY trust_consent_withdraw ON trust_consent",
    f"""CREATE POLICY trust_consent_withdraw ON trust_consent FOR UPDATE TO {ROLE}
    USING (withdrawn_at IS NULL AND ({_PAPER} OR {_OWN})) WITH CHECK ({_WITHDRAW})""",
    f"GRANT UPDATE (withdrawn_paper, withdrawn_post_id) ON trust_consent TO {ROLE}",
]


def _post() -> models.ForeignKey:
    return models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.post")


class Migration(migrations.Migration):
    """The columns, and policies by which nobody records as another would."""

    dependencies = [("trust", "0017_lookups"), ("places", "0004_one_background_post")]
    operations = [
        migrations.AddField("consent", "post", _post()),
        migrations.AddField("consent", "withdrawn_post", _post()),
        migrations.AddField(
            "consent",
            "withdrawn_paper",
            models.CharField(blank=True, default="", help_text="Which paper takes it back", max_length=120),
        ),
        migrations.AddConstraint(
            "consent",
            models.CheckConstraint(
                condition=~models.Q(withdrawn_how="paper") | ~models.Q(withdrawn_paper=""),
                name="withdrawal_paper_is_named",
            ),
        ),
        migrations.RunSQL(_POLICIES, migrations.RunSQL.noop),
    ]
