"""The made-up people have the age and sex structure of the county in the census of 2020, moved on to the snapshot."""

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest

from jiahe.synth import UnknownCounty
from jiahe.synth.population import day_number
from jiahe.synth.shape import GROUPS, apportion, birth_window, born_between, census_groups, living, share_out, structure

DAY = dt.date(2026, 1, 15)


def distance(one, other):
    """Total variation distance of two distributions."""
    return abs(one / one.sum() - other / other.sum()).sum() / 2


def by_groups(rows):
    """Return people [sex, census group] of (sex, age, count) rows."""
    out = np.zeros((2, len(GROUPS)))
    for sex, age, people in rows:
        out[int(sex == "female"), np.searchsorted(GROUPS, age, side="right") - 1] += people
    return out


def test_the_register_looked_like_the_census_on_the_day_of_the_census(county):
    then = county.rows(
        """
        SELECT sex, date_sub('year', birth_date, DATE '2020-11-01'), count(*) FROM persons
        WHERE hukou_place LIKE '420881%' AND birth_date <= '2020-11-01' AND coalesce(death_date, {day}) > '2020-11-01'
        GROUP BY ALL"""
    )
    assert distance(by_groups(then), census_groups("420881")) < 0.02


def test_the_register_has_the_structure_of_the_snapshot_day(county):
    now = county.rows(
        """SELECT sex, date_sub('year', birth_date, {day}), count(*) FROM persons
        WHERE hukou_place LIKE '420881%' AND death_date IS NULL AND birth_date IS NOT NULL GROUP BY ALL"""
    )
    expected = structure("420881", DAY)
    wanted = by_groups((("male", "female")[sex], age, expected[sex, age]) for sex, age in np.ndindex(expected.shape))
    assert distance(by_groups(now), wanted) < 0.002


@pytest.mark.parametrize("code", ["420881", "110105", "440306", "622926"])
def test_births_since_the_census_fall_as_the_countrys_did(code):
    people = structure(code, DAY).sum(axis=0)
    assert people[1:4].mean() < people[6:9].mean()
    assert 2 < people[0] / people.sum() * 1000 < 16


def test_a_place_without_a_census_table_takes_that_of_its_city_or_province():
    assert (census_groups("420890") == census_groups("420800")).all()
    assert (census_groups("429999") == census_groups("420000")).all()


def test_an_unknown_province_is_refused_with_what_to_write():
    with pytest.raises(UnknownCounty, match=r"^2020 年普查里没有“990101000000”.*'990101000000'.*such as 420881000000"):
        census_groups("990101000000")


def test_births_of_whole_years_are_those_of_the_table():
    assert born_between(dt.date(2022, 1, 1), dt.date(2022, 12, 31)) == pytest.approx(9455.3, rel=0.002)


@pytest.mark.parametrize("on", [dt.date(2024, 2, 29), dt.date(2025, 3, 1), DAY])
def test_birth_windows_meet_without_gap_or_overlap(on):
    windows = [birth_window(age, on) for age in range(90)]
    assert windows[0][1] == on
    assert all(day_number(older[1]) + 1 == day_number(younger[0]) for younger, older in pairwise(windows))


def test_parts_add_up_to_the_whole_in_every_cell():
    whole = living(structure("420881", DAY), 123_457)
    parts = share_out(whole, np.array([3.0, 1.0, 0.01, 7.7, 2.2]))
    assert whole.sum() == 123_457
    assert (sum(parts) == whole).all()
    assert all((part >= 0).all() for part in parts)


def test_apportioning_loses_nobody():
    assert apportion(np.array([1.0, 1.0, 1.0]), 100).sum() == 100
