"""How likely people of each sex and age were to die in each past year, from the UN's life tables for China.

Not here: who dies. A person's own death is drawn in population.py and births.py.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

OLDEST = 104
"""Highest completed age that the register knows."""

Floats = NDArray[np.float64]


@cache
def _rates() -> tuple[list[int], list[int], Floats]:
    """Return periods' first years, ages, and rates [period, sex, age]; sex 0 is male and 1 female everywhere here."""
    text = files("jiahe.synth").joinpath("census/china_mortality.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    periods = sorted({int(row["from_year"]) for row in rows})
    ages = sorted({int(row["age"]) for row in rows})
    rates = np.zeros((len(periods), 2, len(ages)))
    for row in rows:
        where = periods.index(int(row["from_year"])), ages.index(int(row["age"]))
        rates[where[0], 0, where[1]] = float(row["male"])
        rates[where[0], 1, where[1]] = float(row["female"])
    return periods, ages, rates


@cache
def _single_ages() -> tuple[list[int], Floats]:
    """Return the periods and the rates [period, sex, single age], between the groups' middles by their logarithms."""
    periods, ages, rates = _rates()
    middles = [0.5, 3.0, *(age + 2.5 for age in ages[2:])]
    single = np.arange(OLDEST + 1) + 0.5
    out = np.exp(
        np.array([[np.interp(single, middles, np.log(rates[p, s])) for s in (0, 1)] for p in range(len(periods))])
    )
    out[:, :, 0] = rates[:, :, 0]
    return periods, out


def hazards(on: dt.date) -> Floats:
    """Return hazard [sex, age, years back] of death for those who are (or would be) of an age on a day.

    The last axis counts one-year windows back from ``on``; window 0 is the year that ends on ``on``. Windows before the
    person's birth are zero.
    """
    periods, single = _single_ages()
    out = np.zeros((2, OLDEST + 1, OLDEST + 1))
    for back in range(OLDEST + 1):
        year = (on - dt.timedelta(days=int(365.25 * (back + 0.5)))).year
        period = max(0, int(np.searchsorted(periods, year, side="right")) - 1)
        rate = single[period]
        middle = (rate[:, 1:] + rate[:, :-1]) / 2  # around a birthday: half a year before it and half after
        out[:, back + 1 :, back] = middle[:, : OLDEST - back]
        out[:, back, back] = rate[:, 0] * 0.85  # most deaths of infancy fall in its first months
        if back < OLDEST:
            out[:, back + 1, back] = rate[:, 0] * 0.15 + rate[:, 1] * 0.85
    return out
