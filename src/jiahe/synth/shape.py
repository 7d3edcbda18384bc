"""How many people of each sex and age live in a county on a day: the 2020 census, aged forward.

Not here: the people. This is arithmetic on published counts.
"""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from jiahe.synth.errors import UnknownCounty
from jiahe.synth.mortality import OLDEST, Floats, hazards

CENSUS_DAY = dt.date(2020, 11, 1)
GROUPS = (0, 1, *range(5, 90, 5))
"""Lowest ages of the census's age groups; the last is open."""

Counts = NDArray[np.int64]


@cache
def _census() -> dict[str, Floats]:
    """Return residents [sex, group] by six-digit code."""
    with as_file(files("jiahe.synth").joinpath("census/county_age_sex_2020.parquet")) as path:
        table = pq.read_table(path)
    columns = [[table[f"{sex}_{age}"].to_numpy() for age in GROUPS] for sex in ("male", "female")]
    cells = np.array(columns, dtype=float)
    return {code: cells[:, :, i] for i, code in enumerate(table["code"].to_pylist())}


def census_groups(code: str) -> Floats:
    """Return residents [sex, census group] of a place on the census day: of its county, else of its city or province.

    ``code`` is a division code of six digits or more. Raises UnknownCounty.
    """
    census = _census()
    for digits in (code[:6], code[:4] + "00", code[:2] + "0000"):
        if digits in census:
            return census[digits]
    raise UnknownCounty(
        f"2020 年普查里没有“{code}”，也没有它所在的市或省：请写 6 位或 12 位区划代码，前两位是省，例如 420881000000。"
        f"The census of 2020 has no place {code!r}, and no city or province it could be in. "
        "Give a division code of 6 or 12 digits whose first two name a province, such as 420881000000."
    )


@cache
def _births() -> tuple[dict[int, float], dict[int, float]]:
    text = files("jiahe.synth").joinpath("census/china_births.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    births = {int(row["year"]): float(row["births_thousand"]) for row in rows}
    return births, {int(row["year"]): float(row["boys_per_girl"]) for row in rows}


def born_between(first: dt.date, last: dt.date) -> float:
    """Return China's births in thousands from the first day to the last, both included, spread evenly over a year."""
    births, _ = _births()
    total = 0.0
    for year in range(first.year, last.year + 1):
        days = (min(last, dt.date(year, 12, 31)) - max(first, dt.date(year, 1, 1))).days + 1
        total += births[year] * days / 365.25
    return total


def _single_ages(groups: Floats, on: dt.date) -> Floats:
    """Split the census's groups into single ages, by how many were born in each year and are still alive."""
    births, _ = _births()
    born = np.array([births.get(on.year - age, births[1950]) for age in range(OLDEST + 1)])
    weights = born * np.exp(-hazards(on).sum(axis=2))
    out = np.zeros((2, OLDEST + 1))
    for i, low in enumerate(GROUPS):
        high = GROUPS[i + 1] if i + 1 < len(GROUPS) else OLDEST + 1
        part = weights[:, low:high]
        out[:, low:high] = groups[:, i : i + 1] * part / part.sum(axis=1, keepdims=True)
    return out


def structure(code: str, on: dt.date) -> Floats:
    """Return expected residents [sex, completed age] of a place on a day on or after the census day.

    The counted are moved on in age and thinned by mortality. Those born since are the county's infants of the census,
    times how China's births have changed. Nobody moves in or out.
    """
    counted = _single_ages(census_groups(code), CENSUS_DAY)
    hazard = hazards(on)
    years = (on - CENSUS_DAY).days / 365.25
    whole, rest = int(years), years - int(years)
    out = np.zeros((2, OLDEST + 1))
    lived = np.exp(-(hazard[:, :, :whole].sum(axis=2) + rest * hazard[:, :, whole]))
    out[:, whole:] += counted[:, : OLDEST + 1 - whole] * (1 - rest)
    out[:, whole + 1 :] += counted[:, : OLDEST - whole] * rest
    out *= lived
    infants = counted[:, 0].sum() / born_between(CENSUS_DAY.replace(year=2019), CENSUS_DAY - dt.timedelta(days=1))
    _, boys_per_girl = _births()
    boys = boys_per_girl[on.year] / (1 + boys_per_girl[on.year])
    for age in range(whole + 1):
        first, last = birth_window(age, on)
        if last < CENSUS_DAY:
            continue
        born = infants * born_between(max(first, CENSUS_DAY), last)
        out[:, age] += born * np.array([boys, 1 - boys]) * np.exp(-hazard[:, age, : age + 1].sum(axis=1))
    return out


def birth_window(age: int, on: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last birth date of those whose completed age is ``age`` on a day."""
    return _years_before(on, age + 1) + dt.timedelta(days=1), _years_before(on, age)


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def apportion(expected: Floats, total: int) -> Counts:
    """Return whole numbers that add up to ``total`` and are nearest to the proportions of ``expected``."""
    exact = expected * (total / expected.sum())
    whole = np.floor(exact).astype(np.int64)
    short = total - int(whole.sum())
    largest = np.argsort((whole - exact).ravel(), kind="stable")[:short]
    whole.reshape(-1)[largest] += 1
    return whole


def living(expected: Floats, people: int, women_15_49: int | None = None) -> Counts:
    """Return the number of people alive [sex, completed age], ``people`` in all.

    ``women_15_49`` fixes the number of women of 15 to 49. Men of these ages are then scaled by the same factor, so that
    the sexes stay in proportion, children by its square root, and those of 50 and over fill what is left.
    """
    if women_15_49 is None:
        return apportion(expected, people)
    children, middle, older = slice(0, 15), slice(15, 50), slice(50, None)
    in_proportion = women_15_49 / (expected[1, middle].sum() / expected.sum() * people)
    out = np.zeros(expected.shape, dtype=np.int64)
    out[1, middle] = apportion(expected[1, middle], women_15_49)
    out[0, middle] = apportion(
        expected[0, middle], round(women_15_49 * expected[0, middle].sum() / expected[1, middle].sum())
    )
    young = expected[:, children].sum() / expected.sum() * people * in_proportion**0.5
    out[:, children] = apportion(expected[:, children], round(young))
    out[:, older] = apportion(expected[:, older], people - int(out.sum()))
    return out


def share_out(counts: Counts, parts: Floats) -> list[Counts]:
    """Split counts into parts of the given sizes, so that the parts add up to the whole in every cell."""
    edges = np.concatenate([[0.0], np.cumsum(parts) / parts.sum()])
    offsets = np.linspace(0, 1, counts.size, endpoint=False).reshape(counts.shape)  # do not round all cells alike
    marks = [np.floor(counts * edge + offsets * (0 < edge < 1)).astype(np.int64) for edge in edges]
    return [after - before for before, after in pairwise(marks)]
