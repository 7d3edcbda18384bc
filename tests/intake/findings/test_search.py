"""A search keeps findings up to date: nothing twice, settled when no longer so, opened again when closed too early."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from jiahe.intake.findings.actions import answer, close
from jiahe.intake.findings.models import Check, Finding, FindingStep
from jiahe.intake.findings.search import look
from jiahe.intake.findings.tasks import look_again, look_nightly
from jiahe.people.models import Certificate
from jiahe.trust.acting import acting_as
from tests.cast import COUNTY, TOWN, VILLAGE, Cast
from tests.intake.findings.conftest import ON, Search, person, row

pytestmark = pytest.mark.django_db
NEXT = "420890100202"


@pytest.fixture
def card(clean: Cast, posts: Any) -> Cast:
    """A disability card of the mother without a grade: one finding."""
    with acting_as(posts["steward"]):
        row("Certificate", person_id=clean.mother, kind="disability", from_date="2020-01-01")
    return clean


def steps(posts: Any) -> list[tuple[str, str]]:
    with acting_as(posts["steward"]):
        return list(FindingStep.objects.order_by("id").values_list("verb", "why"))


def grade(posts: Any, value: int | None) -> None:
    with acting_as(posts["steward"]):
        Certificate.objects.update(grade=value)


def handle(finding: Any, staff: Any, why: str) -> None:
    with acting_as(staff["worker"]):
        answer(finding=finding.id, why=why, text="问过残联", proof="残疾人证")
    with acting_as(staff["reviewer"]):
        close(finding=finding.id)


def test_the_same_search_again_opens_nothing_twice(card: Cast, search: Search, found: Any) -> None:
    first = search()
    assert (first.opened, first.again, first.settled) == (1, 0, 0)
    (before,) = found()
    second = search(on=ON + dt.timedelta(days=1))
    assert (second.opened, second.again, second.settled) == (0, 0, 0)
    (after,) = found()
    assert after.id == before.id
    assert (after.found_on, after.seen_on) == (ON, ON + dt.timedelta(days=1))
    assert after.due_on == before.due_on


def test_a_finding_names_its_place_its_source_its_owner_and_its_day(
    card: Cast, posts: Any, search: Search, found: Any
) -> None:
    from jiahe.places.models import Post

    search()
    (one,) = found()
    assert (one.place, one.source, one.what) == (VILLAGE, "户籍", {"day": "2020-01-01"})
    assert Post.objects.get(id=one.owner_id).place == VILLAGE
    assert one.due_on == dt.date(2026, 3, 4)  # 30 working days, with the Spring Festival and the weekends worked for it


def test_the_owner_is_the_nearest_post_there_is(clean: Cast, posts: Any, search: Search, found: Any) -> None:
    from jiahe.places.models import Post

    with acting_as(posts["steward"]):
        Certificate.objects.create(
            person_id=clean.wang, kind="disability", from_date="2020-01-01", source="残联", learned_on=ON
        )
        elsewhere = person("周文", hukou_place="440306001001", residence_place="440306001001")
        row("Certificate", person_id=elsewhere, kind="disability", from_date="2020-01-01")
    search()
    owners = {one.place: Post.objects.get(id=one.owner_id) for one in found()}
    assert owners[NEXT].place in (NEXT, TOWN)
    assert (owners[COUNTY].role, owners[COUNTY].place) == ("county_officer", COUNTY)


def test_what_is_no_longer_so_is_settled_by_the_search(card: Cast, posts: Any, search: Search, found: Any) -> None:
    search()
    grade(posts, 2)
    assert search().settled == 1
    assert found() == []
    assert steps(posts) == [("settle", "")]


def test_what_comes_back_is_the_same_finding_again(card: Cast, posts: Any, search: Search, found: Any) -> None:
    search()
    (before,) = found()
    grade(posts, 2)
    search()
    grade(posts, None)
    later = ON + dt.timedelta(days=90)
    assert search(on=later).again == 1
    (after,) = found()
    assert (after.id, after.state) == (before.id, "reopened")
    assert after.due_on > later
    assert steps(posts) == [("settle", ""), ("again", "back")]


def test_what_was_closed_as_mended_and_is_still_so_is_opened_again(
    card: Cast, posts: Any, staff: Any, search: Search, found: Any
) -> None:
    search()
    handle(found()[0], staff, "mended")
    assert found() == []
    assert search().again == 1
    assert steps(posts)[-1] == ("again", "still")


def test_what_was_shown_to_be_right_stays_closed_until_it_says_something_else(
    card: Cast, posts: Any, staff: Any, search: Search, found: Any
) -> None:
    search()
    handle(found()[0], staff, "right")
    assert search().again == 0
    assert found() == []
    with acting_as(posts["steward"]):
        Certificate.objects.update(from_date="2021-01-01")
    assert search().again == 1
    assert steps(posts)[-1] == ("again", "changed")


def test_an_answered_finding_goes_on_saying_what_was_answered(
    card: Cast, posts: Any, staff: Any, search: Search, found: Any
) -> None:
    search()
    with acting_as(staff["worker"]):
        answer(finding=found()[0].id, why="right", text="问过残联", proof="残疾人证")
    with acting_as(posts["steward"]):
        Certificate.objects.update(from_date="2021-01-01")
    search()
    assert found()[0].what == {"day": "2020-01-01"}
    with acting_as(staff["reviewer"]):
        close(finding=found()[0].id)
    assert search().again == 1
    assert steps(posts)[-1] == ("again", "changed")
    assert found()[0].what == {"day": "2021-01-01"}


def test_a_search_of_a_village_touches_no_other(card: Cast, posts: Any, search: Search, found: Any) -> None:
    search()
    grade(posts, 2)
    with acting_as(posts["steward"]):
        row("Certificate", person_id=card.wang, kind="disability", from_date="2020-01-01")
    other = search(place=NEXT)
    assert (other.opened, other.settled) == (1, 0)
    assert {one.place for one in found()} == {VILLAGE, NEXT}
    assert search(place=VILLAGE).settled == 1


def test_a_finding_follows_who_moved_away(card: Cast, posts: Any, search: Search, found: Any) -> None:
    from jiahe.people.models import Person

    search()
    with acting_as(posts["steward"]):
        Person.objects.filter(id=card.mother).update(hukou_place=NEXT)
    assert search(place=VILLAGE).settled == 0
    assert [one.place for one in found()] == [NEXT]


def test_what_a_rule_found_that_is_no_more_is_settled(
    card: Cast, search: Search, found: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiahe.intake.findings.rules import RULES

    search()
    without = {key: rule for key, rule in RULES.items() if key != "disability_grade_unknown"}
    monkeypatch.setattr("jiahe.intake.findings.search.RULES", without)
    assert search().settled == 1
    assert found() == []


def test_only_background_work_searches(card: Cast, posts: Any) -> None:
    for name in ("worker", "officer", "steward", "auditor"):
        with acting_as(posts[name]), pytest.raises(PermissionDenied):
            look(place=COUNTY)


def test_the_tasks_of_the_night_and_of_a_place_search(card: Cast, posts: Any, found: Any) -> None:
    look_again(VILLAGE)
    look_nightly(0)
    assert len(found()) == 1
    with acting_as(posts["officer"]):
        assert list(Check.objects.order_by("id").values_list("place", "why", "opened")) == [
            (VILLAGE, "asked", 1), (COUNTY, "nightly", 0),
        ]  # fmt: skip
    assert found()[0].state == Finding.State.OPEN
