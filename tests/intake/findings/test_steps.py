"""Who answers a finding does not close it, whatever is asked of the database; steps stay as they were taken."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from jiahe.intake.findings.actions import answer, close, send_back
from jiahe.intake.findings.models import Finding, FindingStep
from jiahe.intake.findings.search import look
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.retention import erase_expired
from jiahe.web.refusal import Refused
from tests.cast import Cast
from tests.intake.findings.conftest import Search, row

pytestmark = pytest.mark.django_db
SAID = {"why": "right", "text": "看过证件", "proof": "残疾人证"}


@pytest.fixture
def one(clean: Cast, posts: Any, search: Search, found: Any) -> Finding:
    """One open finding, about the mother."""
    with acting_as(posts["steward"]):
        row("Certificate", person_id=clean.mother, kind="disability", from_date="2020-01-01")
    search()
    return found()[0]


def state(finding: Finding, posts: Any) -> str:
    with acting_as(posts["steward"]):
        return str(Finding.objects.get(id=finding.id).state)


def test_somebody_answers_and_somebody_else_closes(one: Finding, posts: Any, staff: Any) -> None:
    with acting_as(staff["worker"]):
        answer(finding=one.id, **SAID)
    assert state(one, posts) == "answered"
    with acting_as(staff["reviewer"]):
        close(finding=one.id, text="同意")
    assert state(one, posts) == "closed"


def test_a_colleague_of_the_same_post_may_close(one: Finding, posts: Any, staff: Any) -> None:
    with acting_as(staff["reviewer"]):
        answer(finding=one.id, **SAID)
        with pytest.raises(Refused, match="somebody else closes it"):
            close(finding=one.id)
    with acting_as(staff["stand_in"]):
        close(finding=one.id)
    assert state(one, posts) == "closed"


def test_who_answered_once_never_closes_it(one: Finding, posts: Any, staff: Any) -> None:
    with acting_as(staff["reviewer"]):
        answer(finding=one.id, **SAID)
    with acting_as(staff["officer"]):
        send_back(finding=one.id, text="请附材料")
        answer(finding=one.id, **SAID)
    with acting_as(staff["reviewer"]), pytest.raises(Refused):
        close(finding=one.id)


def insert(one: Finding, acting: Any, verb: str, account: Any, post: Any = None) -> str:
    """Take a step by SQL, past the code; return what the database says against it."""
    why = "right" if verb == "answer" else ""
    with acting_as(acting), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(
                    "INSERT INTO intake_findingstep (finding_id, verb, why, text, proof, post_id, account_id) "
                    "VALUES (%s, %s, %s, 'x', 'y', %s, %s)",
                    [one.id, verb, why, post or acting.post, account],
                )
        except DatabaseError as error:
            return str(error)
    return ""


def test_the_database_itself_refuses_whoever_answered(one: Finding, posts: Any, staff: Any) -> None:
    reviewer, officer = staff["reviewer"], staff["officer"]
    assert insert(one, reviewer, "answer", reviewer.account) == ""
    assert "somebody else than who answered" in insert(one, reviewer, "close", reviewer.account)
    assert "does not hold the post" in insert(one, reviewer, "close", staff["worker"].account)
    assert "who_takes_a_step" in insert(one, reviewer, "close", None)
    assert "row-level security" in insert(one, reviewer, "close", officer.account, officer.post)
    assert state(one, posts) == "answered"
    assert insert(one, officer, "close", officer.account) == ""


def test_a_village_worker_closes_nothing(one: Finding, posts: Any, staff: Any) -> None:
    with acting_as(staff["reviewer"]):
        answer(finding=one.id, **SAID)
    with acting_as(staff["worker"]), pytest.raises(PermissionDenied):
        close(finding=one.id)
    assert "row-level security" in insert(one, staff["worker"], "close", staff["worker"].account)


def test_steps_are_taken_in_their_order(one: Finding, posts: Any, staff: Any) -> None:
    with acting_as(staff["reviewer"]), pytest.raises(Refused, match="taken this step"):
        close(finding=one.id)
    with acting_as(staff["worker"]):
        answer(finding=one.id, **SAID)
        with pytest.raises(Refused, match="taken this step"):
            answer(finding=one.id, **SAID)


@pytest.mark.parametrize("missing", ["text", "proof"])
def test_an_answer_without_a_proof_is_none(one: Finding, staff: Any, missing: str) -> None:
    with acting_as(staff["worker"]), pytest.raises(IntegrityError, match="answered_with_proof"):
        answer(finding=one.id, **{**SAID, missing: ""})


@pytest.mark.parametrize(
    "order",
    [
        "UPDATE intake_findingstep SET text = 'z'",
        "DELETE FROM intake_findingstep",
        "UPDATE intake_finding SET state = 'closed'",
        "DELETE FROM intake_finding",
    ],
)
@pytest.mark.parametrize("who", ["worker", "officer", "steward", "background"])
def test_nobody_rewrites_what_was_done(one: Finding, posts: Any, staff: Any, who: str, order: str) -> None:
    with acting_as(staff["worker"]):
        answer(finding=one.id, **SAID)
    with acting_as(posts[who]), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(order)
                changed = cursor.rowcount
        except DatabaseError:
            changed = 0
    assert changed == 0


def test_who_does_not_see_the_person_sees_neither_finding_nor_steps(one: Finding, posts: Any, staff: Any) -> None:
    with acting_as(staff["worker"]):
        answer(finding=one.id, **SAID)
    seen = {}
    neighbour = Acting(uuid4(), "village_worker", "420890100203", "", "", account=staff["worker"].account)
    finance = Acting(uuid4(), "finance", "420890000000", "", "")
    for name, acting in {**posts, "neighbour": neighbour, "finance": finance}.items():
        with acting_as(acting):
            seen[name] = (Finding.objects.count(), FindingStep.objects.count())
    assert {name for name, counts in seen.items() if counts == (1, 1)} == set(posts)
    assert {name for name, counts in seen.items() if counts == (0, 0)} == {"neighbour", "finance"}
    with acting_as(neighbour), pytest.raises(Refused, match="no such finding"):
        answer(finding=one.id, **SAID)


def test_findings_that_nobody_has_seen_for_three_years_go(one: Finding, posts: Any, staff: Any, search: Search) -> None:
    with acting_as(staff["worker"]):
        answer(finding=one.id, **SAID)
    with acting_as(posts["background"]):
        look(place="420890100201", on=dt.date(2019, 12, 31))
        assert erase_expired()["intake.Finding"] == 1
        assert not FindingStep.objects.exists()
