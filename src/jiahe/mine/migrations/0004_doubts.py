"""That a person thinks one reading of their record was wrong: who says so, who sees it, who answers."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models

from jiahe.trust.policies import ROLE, may, own, rights

_OWN = f"({may('ask_own:request')} AND {own('person_id')})"
_POST = "(SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
# Who watches over the reading, and never the post that had read.
_WATCHES = f"({may('see_log:read_log')} AND post_id <> {_POST})"
_OLD = f"({may('erase:expired')} AND decided_at < now() - interval '3 years')"
_READ = """EXISTS (
    SELECT FROM trust_read r WHERE r.id = reading AND r.post_id = mine_doubt.post_id
        AND r.person IN (SELECT people_known_as(mine_doubt.person_id)))"""

# What was said stays as it was; only the answer is added, once.
_ANSWER = [
    f"GRANT UPDATE (state, answer, decided_at, decided_by_id) ON mine_doubt TO {ROLE}",
    f"""CREATE POLICY mine_doubt_answer ON mine_doubt FOR UPDATE TO {ROLE}
    USING (state = 'open' AND {_WATCHES}) WITH CHECK (state <> 'open' AND {_WATCHES} AND decided_by_id = {_POST})""",
]


class Migration(migrations.Migration):
    dependencies = [
        ("mine", "0003_acted_on"),
        ("people", "0013_claims_put_right"),
        ("places", "0004_one_background_post"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Doubt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reading", models.BigIntegerField(help_text="Which row of the read log")),
                ("read_at", models.DateTimeField()),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("page", models.CharField(max_length=80)),
                ("says", models.CharField(help_text="What seems wrong, in the person's words", max_length=500)),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待办 open"),
                            ("right", "查阅没有问题 rightly read"),
                            ("wrong", "查阅不应当 wrongly read"),
                        ],
                        default="open",
                        max_length=5,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=1000)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.post"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="doubts", to="people.person"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        help_text="Which post had read",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.post",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "due_on"], name="mine_doubt_state_18492f_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="doubt_answered_with_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("post")), _negated=True),
                        name="doubt_answered_by_another",
                    ),
                    models.CheckConstraint(condition=models.Q(("says", ""), _negated=True), name="doubt_says_why"),
                    models.UniqueConstraint(fields=("person", "reading"), name="doubted_once"),
                ],
            },
        ),
        rights(
            "mine_doubt",
            select=f"{_OWN} OR {_WATCHES} OR {_OLD}",
            insert=f"{_OWN} AND state = 'open' AND {_READ}",
            delete=_OLD,
        ),
        migrations.RunSQL(_ANSWER, migrations.RunSQL.noop),
    ]
