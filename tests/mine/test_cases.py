"""A request as a case: somebody takes it on, hands it over, answers; the person reads each step, by post."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from jiahe.mine.actions import decide, hand_over, mark_read, take_on
from jiahe.mine.cases import colleagues_for, late_requests, waiting_requests
from jiahe.mine.models import Request, RequestStep
from jiahe.people.models import Person
from jiahe.places.models import Holding
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.waiting import waiting_for
from jiahe.web.refusal import Refused
from tests.cast import Cast
from tests.mine.test_own_pages import SignIn, own
from tests.mine.test_requests import asked, clerk, resident
from tests.people.test_forms import reviewer

__all__ = ["own", "reviewer"]  # fixtures

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en-GB"}
NO = {"granted": "no", "answer": "与出生证不符", "law": "第四十六条", "appeal": "可申请复核"}


def verbs(request: Request) -> list[str]:
    return list(RequestStep.objects.filter(request=request).order_by("id").values_list("verb", flat=True))


def test_a_request_is_taken_on_answered_and_read_and_each_step_is_told(
    reviewer: Client, own: SignIn, cast: Cast, posts: dict[str, Acting]
) -> None:
    made = asked(cast)
    page, mine = f"/requests/{made.id}/", f"/my/{cast.girl}/requests/"
    mother = own(cast.mother)
    assert "nobody has taken it on" in mother.get(mine, headers=ENGLISH).content.decode()
    assert reviewer.post(page, {"do": "take"})["Location"] == page
    told = mother.get(mine, headers=ENGLISH).content.decode()
    assert "Being looked into" in told
    assert "township_reviewer" in told
    assert "审" not in told, "the name of who holds the post"
    assert reviewer.post(page, NO)["Location"] == "/requests/"
    for _ in range(2):  # read once, however often it is opened
        told = mother.get(mine, headers=ENGLISH).content.decode()
    for said in ("The request was received", "Answered: not done", "The person has read the answer", "可申请复核"):
        assert said in told, said
    staff = reviewer.get(page, headers=ENGLISH).content.decode()
    assert "township_reviewer · " in staff
    assert "The person has read the answer" in staff
    with acting_as(posts["reviewer"]):
        assert verbs(made) == ["take", "answer", "read"]
    copy = mother.get(f"/my/{cast.girl}/copy.json").json()["tables"]["mine.RequestStep"]["rows"]
    assert [set(one) for one in copy] == [{"verb", "at"}] * 3


def test_only_who_has_it_answers_or_hands_it_on_and_a_colleague_takes_it_over(
    cast: Cast, posts: dict[str, Acting]
) -> None:
    made, one, other = asked(cast), clerk(posts), clerk(posts, "officer")
    clerk(posts, "worker")
    with acting_as(one):
        (to,) = colleagues_for(made, one)
        assert to.account_id == other.account, "a village worker answers no requests"
        hand_over(request=made.id, holding=to.id)
        with pytest.raises(Refused, match="A colleague sees to this request"):
            decide(request=made.id, granted=False, answer="x", law="x", appeal="x")
        assert waiting_requests(one) == 0
    with acting_as(other):
        assert waiting_requests(other) == 1
        with pytest.raises(Refused, match="cannot see to this request"):
            hand_over(request=made.id, holding=-1)
    with acting_as(one):
        take_on(request=made.id)
        found = Request.objects.get(id=made.id)
        assert (found.owner_id, found.owner_account_id) == (one.post, one.account)
        with pytest.raises(Refused, match="just taken this step"):
            take_on(request=made.id)
        decide(request=made.id, granted=False, answer="x", law="x", appeal="x")
        assert verbs(made) == ["hand", "take", "answer"]


def test_what_somebody_typed_of_an_answer_stays_when_a_colleague_has_it(
    reviewer: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    made = asked(cast)
    with acting_as(clerk(posts, "officer")):
        take_on(request=made.id)
    late = reviewer.post(f"/requests/{made.id}/", NO, headers=ENGLISH)
    assert late.status_code == 422
    assert "Take it over first" in late.content.decode()
    assert "与出生证不符" in late.content.decode()
    page = reviewer.get(f"/requests/{made.id}/", headers=ENGLISH).content.decode()
    assert "Take it over" in page
    assert 'name="answer"' not in page


def test_a_request_is_handed_over_on_its_page(reviewer: Client, cast: Cast, posts: dict[str, Acting]) -> None:
    made, other = asked(cast), clerk(posts, "officer")
    holding = Holding.objects.get(account=other.account).id
    page = f"/requests/{made.id}/"
    assert reviewer.post(page, {"colleague": ""}, headers=ENGLISH).status_code == 422
    assert reviewer.post(page, {"colleague": str(holding)})["Location"] == page
    told = reviewer.get(page, headers=ENGLISH).content.decode()
    assert "Handed to a colleague" in told
    assert 'county_officer · <span lang="zh-Hans">陈officer</span>' in told


def test_what_is_overdue_stands_out_in_the_list_and_on_the_start_page(
    reviewer: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    made = asked(cast)
    with acting_as(resident(cast.mother)):
        Request.objects.create(
            person_id=cast.mother, kind="correction", item="people.Person.name", wants="x", reason="x",
            due_on=dt.date(2026, 1, 5),
        )  # fmt: skip
    chief = clerk(posts, "officer")
    with acting_as(chief):
        assert (waiting_requests(chief), late_requests(chief)) == (2, 1)
        assert ("2个资料请求等您办理（1个已超期）", "/requests/") in waiting_for(chief)
    assert "overdue" in reviewer.get("/requests/?due=overdue", headers=ENGLISH).content.decode()
    with acting_as(posts["reviewer"]):
        name = str(Person.objects.get(id=cast.girl).name)
    assert name not in reviewer.get("/requests/?due=overdue").content.decode()
    assert name in reviewer.get("/requests/?owner=nobody").content.decode()
    assert made.owner_id is None


def test_the_database_takes_a_step_only_in_one_s_own_name(cast: Cast, posts: dict[str, Acting]) -> None:
    made, one, other = asked(cast), clerk(posts), clerk(posts, "officer")
    row = {"request": made, "verb": "take", "post_id": one.post, "account_id": one.account}
    security = pytest.raises(ProgrammingError, match="row-level security")
    worker = clerk(posts, "worker")
    for acting, wrong in (
        (other, {}),  # in a colleague's name
        (resident(cast.mother), {}),
        (worker, {"post_id": worker.post, "account_id": worker.account}),  # who may not answer
    ):
        with acting_as(acting), security, transaction.atomic():
            RequestStep.objects.create(**{**row, **wrong})
    for wrong in (
        {"account_id": other.account},  # does not hold the post
        {"account_id": None},
        {"to_post_id": other.post, "to_account_id": other.account},
        {"verb": "hand"},
    ):
        with acting_as(one), pytest.raises(IntegrityError), transaction.atomic():
            RequestStep.objects.create(**{**row, **wrong})
    with acting_as(one):
        RequestStep.objects.create(**row)
        for statement in ("UPDATE mine_requeststep SET verb = 'read'", "UPDATE mine_request SET owner_id = NULL"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)
        RequestStep.objects.all()._raw_delete("default")
        assert RequestStep.objects.count() == 1
        with pytest.raises(IntegrityError, match="answered by a step"), transaction.atomic():
            Request.objects.filter(id=made.id).update(
                state="granted", answer="x", decided_by_id=one.post, decided_at=dt.datetime.now(dt.UTC)
            )
        decide(request=made.id, granted=False, answer="x", law="x", appeal="x")
    for acting in (one, resident(cast.wang)):  # only the person reads the answer
        with acting_as(acting), security, transaction.atomic():
            RequestStep.objects.create(request=made, verb="read", post_id=acting.post)


def test_nobody_sees_to_their_own_request_and_an_open_one_is_not_read(cast: Cast, posts: dict[str, Acting]) -> None:
    made, one = asked(cast), clerk(posts)
    with acting_as(posts["reviewer"]), pytest.raises(PermissionDenied):
        take_on(request=made.id)  # a post that nobody holds here
    with acting_as(resident(cast.mother)):
        mark_read(person=cast.girl)
        assert not RequestStep.objects.exists()
        with pytest.raises(PermissionDenied):
            take_on(request=made.id)
        own = Request.objects.create(
            person_id=cast.mother, kind="erasure", item="contact", reason="x", due_on=dt.date(2026, 12, 1),
            asked_by_id=one.account,
        )  # fmt: skip
    with acting_as(one), pytest.raises(PermissionDenied):
        take_on(request=own.id)
