"""Take-up by place: rows that add up to the whole, and merged villages as one series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from jiahe.entitlements.models import Line, Outcome, Run
from jiahe.entitlements.queries import counted, missed_in, outcomes_in, series_of, shares_in, wanting_papers_in
from jiahe.places.changes import merge_divisions
from jiahe.places.models import Division
from jiahe.places.naming import forget
from jiahe.trust.acting import acting_as
from jiahe.web.words import Words
from tests.cast import COUNTY, TOWN, VILLAGE, Cast

pytestmark = pytest.mark.django_db
OTHER, THIRD = "420890100202", "420890100203"
SUBSIDY = "cn/childcare-subsidy"


@pytest.fixture
def town(cast: Cast, posts: Any) -> Iterator[Cast]:
    """Two villages, and two runs that counted them; some people of the town and the county in no village."""
    with acting_as(posts["steward"]):
        places = [(COUNTY, "禾阳县", 3), (TOWN, "清溪镇", 4), (VILLAGE, "柳林村", 5), (OTHER, "石墩村", 5)]
        Division.objects.bulk_create([Division(code=c, name=n, level=i, source="测试") for c, n, i in places])
    forget()
    with acting_as(posts["background"]):
        for month in (10, 11):
            run = Run.objects.create(
                on=dt.date(2025, month, 2), region=COUNTY, why="asked", post=posts["background"].post, state="done"
            )
            counts = {VILLAGE: 10, OTHER: 20, TOWN: 3, COUNTY: 1}
            Line.objects.bulk_create(_line(run, place, count + month) for place, count in counts.items())
    yield cast
    forget()


def _line(run: Run, place: str, count: int, forfeited: int = 0) -> Line:
    return Line(
        run=run, place=place, programme=SUBSIDY, entitled=count, enrolled=count // 2, missed=count - count // 2,
        claims_unknown=0, needs_evidence=0, this_year=0, missed_money=0, year=2025, forfeited=forfeited,
    )  # fmt: skip


def answer(person: Any, place: str, **said: Any) -> None:
    given = {"status": "eligible", "this_year": 100, "unclaimed": 100, "total": 100, "enrolled": False, **said}
    Outcome.objects.create(person_id=person, programme=SUBSIDY, place=place, on=dt.date(2025, 11, 2), **given)


def test_who_is_in_no_known_village_has_a_row_so_that_the_rows_add_up(town: Cast, posts: Any) -> None:
    with acting_as(posts["background"]):
        answer(town.girl, VILLAGE)
        answer(town.wang, OTHER, enrolled=True)
        answer(town.mother, TOWN, enrolled=None)
        answer(town.father, COUNTY, status="needs_evidence", this_year=None, enrolled=None)
    with acting_as(posts["officer"]):
        rows = {one.name: (one.entitled, one.missed, one.wanting_papers, one.take_up) for one in shares_in(TOWN)}
        unknown = str(Words("村（社区）不详", "village unknown"))
        assert rows == {"柳林村": (1, 1, 0, 0.0), "石墩村": (1, 0, 0, 1.0), unknown: (1, 0, 1, None)}
        county = {one.name: (one.entitled, one.wanting_papers) for one in shares_in(COUNTY)}
        assert county == {"清溪镇": (3, 1), str(Words("乡镇、村（社区）不详", "town and village unknown")): (0, 1)}
        assert [one.place for one in shares_in(TOWN)] == [VILLAGE, OTHER, None]
        assert [(one.place, one.entitled) for one in shares_in(VILLAGE)] == [(VILLAGE, 1)]


def test_who_was_paid_in_years_before_is_not_in_the_take_up_and_who_forfeited_stands_apart(
    town: Cast, posts: Any
) -> None:
    with acting_as(posts["background"]):
        answer(town.girl, VILLAGE)
        answer(town.mother, VILLAGE, this_year=0, enrolled=True)
        answer(town.father, VILLAGE, this_year=None, enrolled=True)
        run = Run.objects.get(on=dt.date(2025, 11, 2))
        Line.objects.filter(run=run).delete()
        Line.objects.bulk_create([_line(run, VILLAGE, 10, 2), _line(run, OTHER, 20, 3)])
    with acting_as(posts["officer"]):
        (share,) = shares_in(VILLAGE)
        assert (share.entitled, share.enrolled, share.take_up, share.forfeited) == (2, 1, 0.5, 2)
        assert [(one.place, one.entitled, one.forfeited) for one in shares_in(TOWN)] == [
            (VILLAGE, 2, 2),
            (OTHER, 0, 3),
        ]


def test_who_can_still_claim_for_an_earlier_year_is_counted_and_listed_alike(town: Cast, posts: Any) -> None:
    with acting_as(posts["background"]):
        answer(town.girl, VILLAGE, this_year=0, unclaimed=120_000, total=200_000)
        answer(town.wang, VILLAGE, this_year=0, unclaimed=0, total=0)
        answer(town.mother, VILLAGE, this_year=0, total=200_000, enrolled=True)
        answer(town.father, VILLAGE, this_year=0, total=200_000, enrolled=None)
    with acting_as(posts["officer"]):
        (share,) = shares_in(VILLAGE)
        assert (share.entitled, share.take_up, share.missed, share.missed_money) == (0, None, 1, 120_000)
        assert [one.person_id for one in missed_in(VILLAGE)] == [town.girl]
        assert [one.person_id for one in wanting_papers_in(VILLAGE)] == [town.father]
        counts = counted(outcomes_in(VILLAGE), "")
        assert counts == {"missed": 1, "due": 0, "papers": 1, "people": 1, "earlier": 1, "money": 120_000, "unknown": 0}
        assert (share.missed, share.wanting_papers) == (counts["missed"], counts["papers"])


@pytest.mark.parametrize(
    ("sums", "money"),
    [([100, 200], 300), ([100, None], 100), ([None], None), ([], 0)],
    ids=["all", "some", "none", "nobody"],
)
def test_money_that_is_known_of_nobody_is_unknown(
    town: Cast, posts: Any, sums: list[int | None], money: int | None
) -> None:
    with acting_as(posts["officer"]):
        for person, one in zip((town.mother, town.father), sums, strict=False):
            answer(person, VILLAGE, unclaimed=one)
        answer(town.girl, VILLAGE, enrolled=True)
        assert [one.missed_money for one in shares_in(TOWN)] == [money]


def test_merged_villages_are_one_series_from_the_start(town: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        before = [point.entitled for point in series_of(TOWN)]
    with acting_as(posts["steward"]):
        merge_divisions(old=[VILLAGE, OTHER], code=THIRD, name="新柳村", on=dt.date(2025, 11, 5), source="批复")
    with acting_as(posts["officer"]):
        assert [(point.on.month, point.entitled) for point in series_of(THIRD)] == [(10, 50), (11, 52)]
        assert [point.entitled for point in series_of(TOWN)] == before


def test_who_is_owed_something_is_looked_for_in_the_merged_village(town: Cast, posts: Any) -> None:
    with acting_as(posts["background"]):
        answer(town.girl, VILLAGE)
    with acting_as(posts["steward"]):
        merge_divisions(old=[VILLAGE, OTHER], code=THIRD, name="新柳村", on=dt.date(2025, 11, 5), source="批复")
    with acting_as(posts["officer"]):
        assert Outcome.objects.get(person=town.girl, programme=SUBSIDY).place == THIRD
        assert {one.name: one.entitled for one in shares_in(TOWN)} == {"新柳村": 1}
