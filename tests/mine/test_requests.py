"""Requests about data: asked by whom they concern, answered once by a person of the office, with reasons."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.utils import timezone

from jiahe.mine.actions import AlreadyDecided, ask, decide
from jiahe.mine.models import Request
from jiahe.places.models import Holding, Post
from jiahe.places.working_days import after_working_days, is_working_day
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import Account
from tests.cast import COUNTY, Cast

pytestmark = pytest.mark.django_db


def resident(person: UUID) -> Acting:
    post = Post.objects.get(role="resident")
    return Acting(post.id, "resident", post.place, post.title, post.title_en, None, person)


def clerk(posts: dict[str, Acting], post: str = "reviewer") -> Acting:
    """A post with somebody who holds it: a step about a request is a person's."""
    account = Account.objects.create_user(f"clerk-{post}", password="a-long-password", full_name=f"陈{post}")
    with acting_as(Acting(posts["steward"].post, "security_administrator", COUNTY, "", "")):
        Holding.objects.create(account=account, post_id=posts[post].post, from_date=dt.date(2025, 1, 1))
    return Acting.of(Post.objects.get(id=posts[post].post), account)


def asked(cast: Cast) -> Request:
    with acting_as(resident(cast.mother)):
        return ask(person=cast.girl, kind="correction", item="people.Person.name", wants="李小曼", reason="出生证")


def test_a_guardian_asks_and_a_stranger_cannot(cast: Cast) -> None:
    made = asked(cast)
    assert made.due_on == after_working_days(timezone.localdate(), 15)
    with acting_as(resident(cast.wang)):
        assert not Request.objects.exists()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ask(person=cast.girl, kind="erasure", item="identity", reason="x")


def test_a_form_that_is_sent_twice_makes_one_request(cast: Cast) -> None:
    form = {"person": cast.girl, "kind": "erasure", "item": "identity", "reason": "x", "once": uuid4()}
    with acting_as(resident(cast.mother)):
        assert ask(**form) == ask(**form)
        assert Request.objects.count() == 1
        changed = ask(**{**form, "reason": "y"})
        assert changed.id != form["once"]
        assert Request.objects.count() == 2, "what says something else is not lost"
    with acting_as(resident(cast.wang)):
        own = ask(person=cast.wang, kind="erasure", item="identity", reason="x", once=form["once"])
        assert own.person_id == cast.wang, "the key of somebody else's form"


def test_a_no_needs_reasons_law_and_appeal(cast: Cast, posts: dict[str, Acting]) -> None:
    made = asked(cast)
    with acting_as(clerk(posts)):
        for said in ({"answer": ""}, {"answer": "不符"}, {"answer": "不符", "law": "第四十七条"}):
            with pytest.raises(ValueError, match="names its reasons"):
                decide(request=made.id, granted=False, **said)
        decide(
            request=made.id,
            granted=False,
            answer="与出生证不符",
            law="《个人信息保护法》第四十六条",
            appeal="可申请复核",
        )
        with pytest.raises(AlreadyDecided):
            decide(request=made.id, granted=True, answer="已改")
    with acting_as(resident(cast.mother)):
        seen = Request.objects.get(id=made.id)
        assert (seen.state, seen.answer, seen.decided_by_id) == ("not_granted", "与出生证不符", posts["reviewer"].post)


def test_who_asks_does_not_answer_and_other_villages_are_not_seen(cast: Cast, posts: dict[str, Acting]) -> None:
    made = asked(cast)
    with acting_as(resident(cast.mother)):
        with pytest.raises(PermissionDenied):
            decide(request=made.id, granted=True, answer="好")
        assert not Request.objects.filter(id=made.id, state="open").filter(answer="x").exists()
    with acting_as(posts["worker"]), pytest.raises(PermissionDenied):
        decide(request=made.id, granted=True, answer="好")
    far = Acting(posts["reviewer"].post, "township_reviewer", "420890101000", "", "")
    with acting_as(far), pytest.raises(Request.DoesNotExist):
        decide(request=made.id, granted=True, answer="好")


def test_what_was_asked_stays_as_it_was(cast: Cast, posts: dict[str, Acting]) -> None:
    made = asked(cast)
    with (
        acting_as(posts["reviewer"]),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Request.objects.filter(id=made.id).update(wants="别的")


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-16", False),  # Spring Festival
        ("2026-02-14", True),  # the Saturday that is worked for it
        ("2026-02-15", False),
        ("2026-03-02", True),
        ("2099-01-01", True),  # a Thursday of a year that is not arranged yet
        ("2099-01-03", False),
    ],
)
def test_working_days_are_those_of_the_state_council(day: str, worked: bool) -> None:
    assert is_working_day(dt.date.fromisoformat(day)) is worked


def test_the_first_day_does_not_count() -> None:
    assert after_working_days(dt.date(2026, 3, 2), 1) == dt.date(2026, 3, 3)
    assert after_working_days(dt.date(2026, 3, 6), 1) == dt.date(2026, 3, 9)
    assert after_working_days(dt.date(2026, 9, 24), 15) == dt.date(2026, 10, 22)
