"""Figures of a place: a published index, shares that are counted by hand, and what two sources know of each other."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from jiahe.intake.findings.quality import (
    BIRTHS,
    DEATHS,
    Share,
    compared,
    figures_below,
    figures_of,
    lists_of,
    whipple,
)
from jiahe.trust.acting import acting_as
from tests.cast import COUNTY, TOWN, VILLAGE, Cast
from tests.intake.findings.conftest import ON, person, row

# Males by single years of age, from the SINGAGE sheet of the U.S. Census Bureau's Population Analysis Spreadsheets, as
# the R package DemoTools publishes them (pop1m_pasex).
SINGAGE = [
    80626, 95823, 104315, 115813, 100796, 105086, 97266, 116328, 75984, 89982, 95525, 56973, 78767, 65672, 53438, 85014,
    47600, 64363, 42195, 42262, 73221, 30080, 34391, 29072, 20531, 66171, 24029, 44227, 24128, 23599, 82088, 16454,
    22628, 17108, 12531, 57325, 17220, 28425, 16206, 17532, 65976, 11593, 15828, 13541, 8133, 44696, 11165, 18543,
    12614, 12041, 55798, 9324, 10772, 10453, 6773, 28358, 9916, 13348, 8039, 7583, 42470, 5288, 5317, 6582, 3361, 17949,
]  # fmt: skip


def test_whipple_s_index_is_that_of_the_census_bureau_s_sheet() -> None:
    assert whipple(dict(enumerate(SINGAGE))) == pytest.approx(2.34, abs=0.005)


def test_whipple_s_index_at_its_ends() -> None:
    assert whipple(dict.fromkeys(range(100), 7)) == 1
    assert whipple(dict.fromkeys(range(0, 100, 5), 7)) == 5
    assert whipple({80: 3}) is None


def test_a_share_far_above_the_whole_is_more_than_chance() -> None:
    whole = Share(10_000, 1_000)
    assert Share(100, 20).is_far_above(whole)
    assert not Share(100, 18).is_far_above(whole)
    assert not Share(20, 20).is_far_above(whole), "too few to say"
    assert not Share(100, 20).is_far_above(Share(10_000, 0))
    assert Share(0, 0).share is None


@pytest.mark.django_db
def test_what_is_missing_is_counted_by_place(clean: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        person("周文", None, None)
        person("周太", "female", "1900-01-01", death_date="1990-01-01")
        person("周小", "female", "2015-05-01", hukou_place=None)
        person("镇上", "male", "1980-05-01", hukou_place=TOWN)
        found = figures_of(VILLAGE, ON)
        assert found.people == 5
        missing = {key: (one.asked, one.missing) for key, one in found.shares.items()}
        assert missing == {
            "birth_date": (5, 1), "sex": (5, 1), "id_number": (5, 5), "phone": (2, 2), "household": (4, 4),
            "parents": (2, 1), "late": (0, 0),
        }  # fmt: skip
        assert found.ages == {2: 1, 10: 1, 31: 1, 33: 1}
        assert found.heaping is None, "too few people"
        below = figures_below(TOWN, ON)
        assert {code: one["sex"].asked for code, one in below.items()} == {TOWN: 1, VILLAGE: 5, "420890100202": 1}
        assert figures_below(COUNTY, ON).keys() == {TOWN}


@pytest.mark.django_db
def test_a_post_counts_only_whom_it_sees(clean: Cast, posts: Any) -> None:
    with acting_as(posts["worker"]):
        assert figures_of(COUNTY, ON).people == figures_of(VILLAGE, ON).people == 3


@pytest.mark.django_db
def test_births_are_matched_between_two_sources(clean: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        for number in range(6):
            child = person("孩子", "female", f"2024-0{number + 1}-01", source="医院")
            if number < 4:
                row("Hukou", person_id=child, place=VILLAGE, from_date="2025-01-01", source="公安")
        for number in range(3):
            person("孩子", "male", f"2024-1{number}-01", source="公安")
        person("孩子", "male", "2023-12-31", source="公安")
        lists = lists_of(BIRTHS, COUNTY, 2024)
        assert {source: len(people) for source, people in lists.items()} == {"公安": 7, "医院": 6}
        both = compared(lists, "医院", "公安")
        assert (both.first, both.second, both.both, both.seen) == (6, 7, 4, 9)
        assert compared(lists, "医院", "没有").both == 0
    with acting_as(posts["auditor"]):
        assert lists_of(BIRTHS, "420890100202", 2024) == {}


@pytest.mark.django_db
def test_deaths_are_known_from_who_told_of_them(clean: Cast, posts: Any) -> None:
    from jiahe.people.actions import record_death

    with acting_as(posts["worker"]):
        record_death(
            person=clean.father, death_date=dt.date(2025, 12, 5), source="殡仪馆", learned_on=dt.date(2026, 1, 2)
        )
        assert dict(lists_of(DEATHS, VILLAGE, 2025)) == {"殡仪馆": {clean.father}}
