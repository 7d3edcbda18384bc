"""Who sees to a request, and each step about it: taken in one's own name, in their order, never changed."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from jiahe.trust.policies import ROLE, may, of_a_person, own, rights

_POST = "(SELECT nullif(current_setting('jiahe.post', true), '')::uuid)"
_SEEN = "EXISTS (SELECT FROM mine_request r WHERE r.id = request_id)"
_MAY = f"(verb IN ('take', 'hand', 'answer') AND {may('decide:request')} OR verb = 'read' AND {may('ask_own:request')})"
_OLD = f"""({may("erase:expired")} AND EXISTS (
    SELECT FROM mine_request r WHERE r.id = request_id AND r.decided_at < now() - interval '3 years'))"""

# The owner follows from the steps, so the application has no right to write it. With the owner's eyes: a post sees only
# some holdings, and the row is locked so that two who press at once do not both take it on.
_STEP = """
CREATE FUNCTION mine_request_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    now_state text;
    has_post uuid;
    has_account uuid;
    asked uuid;
    today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
    SELECT state, owner_id, owner_account_id, asked_by_id INTO now_state, has_post, has_account, asked
        FROM mine_request WHERE id = NEW.request_id FOR UPDATE;
    IF (NEW.verb = 'read') = (now_state = 'open')
        OR (NEW.verb = 'take' AND has_post = NEW.post_id AND has_account = NEW.account_id) THEN
        RAISE EXCEPTION 'a request that is % takes no step %', now_state, NEW.verb
            USING ERRCODE = 'check_violation', CONSTRAINT = 'request_in_its_order';
    END IF;
    IF NEW.verb IN ('hand', 'answer') AND (has_post <> NEW.post_id OR has_account <> NEW.account_id) THEN
        RAISE EXCEPTION 'a colleague sees to the request'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'request_of_a_colleague';
    END IF;
    IF NEW.verb <> 'read' AND (asked IN (NEW.account_id, NEW.to_account_id) OR EXISTS (
        SELECT FROM mine_request q WHERE q.id = NEW.request_id AND q.person_id IN (
            SELECT s.person FROM trust_staffperson s WHERE s.account_id IN (NEW.account_id, NEW.to_account_id)
            UNION ALL
            SELECT o.person FROM trust_resident o WHERE o.account_id IN (NEW.account_id, NEW.to_account_id)
                AND (o.until_date IS NULL OR o.until_date > today)
        )
    )) THEN
        RAISE EXCEPTION 'nobody sees to their own request'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'request_of_one_s_own';
    END IF;
    IF EXISTS (
        SELECT FROM (VALUES (NEW.account_id, NEW.post_id), (NEW.to_account_id, NEW.to_post_id)) AS who(account, post)
        WHERE account IS NOT NULL AND NOT EXISTS (
            SELECT FROM places_holding h WHERE h.account_id = who.account AND h.post_id = who.post
                AND h.from_date <= today AND (h.until_date IS NULL OR h.until_date > today)
        )
    ) THEN
        RAISE EXCEPTION 'the account does not hold the post'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'request_step_of_a_holder';
    END IF;
    NEW.at := now();
    IF NEW.verb <> 'read' THEN
        UPDATE mine_request SET owner_id = coalesce(NEW.to_post_id, NEW.post_id),
            owner_account_id = coalesce(NEW.to_account_id, NEW.account_id) WHERE id = NEW.request_id;
    END IF;
    RETURN NEW;
END $$
"""
# Who answers has said so by a step first: the history lacks no answer.
_ANSWERED = """
CREATE FUNCTION mine_request_answered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM mine_requeststep
        WHERE request_id = NEW.id AND verb = 'answer' AND post_id = NEW.decided_by_id
    ) THEN
        RAISE EXCEPTION 'a request is answered by a step'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'request_answered_by_a_step';
    END IF;
    RETURN NEW;
END $$
"""
_OWN = f"{may('ask_own:request')} AND {own('person_id')}"
_DESK = f"{may('decide:request')} AND {of_a_person('person_id')}"


class Migration(migrations.Migration):
    dependencies = [
        ("mine", "0004_doubts"),
        ("places", "0006_facilities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="request",
            name="owner",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.post"
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="owner_account",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="RequestStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verb",
                    models.CharField(
                        choices=[("take", "Take"), ("hand", "Hand"), ("answer", "Answer"), ("read", "Read")],
                        max_length=6,
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.post"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="mine.request"
                    ),
                ),
                (
                    "to_account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.post"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account__isnull", True), ("verb", "read")),
                            models.Q(("account__isnull", False), ("verb__in", ["take", "hand", "answer"])),
                            _connector="OR",
                        ),
                        name="who_takes_a_step_of_a_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to_account__isnull", False), ("to_post__isnull", False), ("verb", "hand")),
                            models.Q(
                                models.Q(("verb", "hand"), _negated=True),
                                ("to_account__isnull", True),
                                ("to_post__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="handed_to_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("verb__in", ["answer", "read"])),
                        fields=("request", "verb"),
                        name="request_answered_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_STEP, "DROP FUNCTION mine_request_step"),
        migrations.RunSQL(
            "CREATE TRIGGER mine_request_step BEFORE INSERT ON mine_requeststep "
            "FOR EACH ROW EXECUTE FUNCTION mine_request_step()",
            "DROP TRIGGER mine_request_step ON mine_requeststep",
        ),
        migrations.RunSQL(_ANSWERED, "DROP FUNCTION mine_request_answered"),
        migrations.RunSQL(
            "CREATE TRIGGER mine_request_answered BEFORE UPDATE OF state ON mine_request "
            "FOR EACH ROW WHEN (NEW.state <> 'open') EXECUTE FUNCTION mine_request_answered()",
            "DROP TRIGGER mine_request_answered ON mine_request",
        ),
        rights("mine_requeststep", select=_SEEN, insert=f"post_id = {_POST} AND {_SEEN} AND {_MAY}", delete=_OLD),
        migrations.RunSQL(
            [
                f"""ALTER POLICY mine_request_insert ON mine_request TO {ROLE}
                WITH CHECK ({_OWN} AND state = 'open' AND owner_id IS NULL AND owner_account_id IS NULL)""",
                f"""ALTER POLICY mine_request_answer ON mine_request TO {ROLE}
                WITH CHECK (state <> 'open' AND {_DESK} AND decided_by_id = {_POST})""",
            ],
            migrations.RunSQL.noop,
        ),
    ]
