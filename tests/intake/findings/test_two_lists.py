"""Two lists that both lack some: published examples, small numbers, and how often the interval is right."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiahe.intake.findings.two_lists import TwoLists


def test_krebs_1989() -> None:
    lists = TwoLists(948, 421, 167)
    assert round(lists.petersen or 0) == 2390
    assert round(lists.chapman) == 2383


def test_ricker_1975() -> None:
    assert round(TwoLists(109, 177, 57).chapman) == 337


def test_the_variance_is_chapman_s() -> None:
    lists = TwoLists(948, 421, 167)
    assert lists.variance == pytest.approx(949 * 422 * 781 * 254 / (168**2 * 169))


def test_lists_that_agree_lack_nobody() -> None:
    lists = TwoLists(40, 40, 40)
    assert (lists.all.value, lists.all.low, lists.all.high) == (40, 40, 40)
    assert lists.missing_from_first.value == 0


def test_nobody_on_both_lists_is_no_estimate() -> None:
    assert TwoLists(5, 6, 0).petersen is None
    assert TwoLists(5, 6, 0).too_few
    assert TwoLists(50, 60, 6).too_few
    assert not TwoLists(50, 60, 7).too_few


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="12 cannot be on both"):
        TwoLists(10, 20, 12)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_estimate_and_all_who_were_seen(first: int, second: int, both: int) -> None:
    lists = TwoLists(first + both, second + both, both)
    assert lists.all.low <= lists.all.value * (1 + 1e-9)
    assert lists.all.value <= lists.all.high * (1 + 1e-9)
    assert lists.all.low >= lists.seen * (1 - 1e-9)
    assert lists.missing_from_first.value >= second - 1e-6
    assert lists.missing_from_second.value >= first - 1e-6


def test_the_interval_is_right_nineteen_times_of_twenty() -> None:
    draw, right, times, true = random.Random(5), 0, 1000, 400
    for _ in range(times):
        marks = [(draw.random() < 0.8, draw.random() < 0.6) for _ in range(true)]
        lists = TwoLists(sum(a for a, _ in marks), sum(b for _, b in marks), sum(a and b for a, b in marks))
        right += lists.all.low <= true <= lists.all.high
    assert 0.93 < right / times < 0.97
