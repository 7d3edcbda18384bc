"""What a reform makes of the figures of the law: its own while they hold, today's before and after."""

import datetime as dt
from dataclasses import replace

import pytest

from jiahe.law.parameters import NATION, Dated
from tests.law.tables import parameters

SPANS = {
    "for a year": (["2026-01-01 2027-01-01 500"], [100, 500, 200, 200]),
    "for a year, on the way to a later step": (["2026-07-01 2028-01-01 500"], [100, 100, 500, 200]),
    "from the same day, for a year": (["2025-01-01 2026-01-01 500"], [500, 100, 200, 200]),
    "for good, though a step is planned": (["2026-01-01 9999-12-31 500"], [100, 500, 500, 500]),
    "in two steps": (["2025-01-01 2026-01-01 500", "2027-01-01 2028-01-01 600"], [500, 100, 600, 200]),
    "in two steps that overlap": (["2025-01-01 9999-12-31 500", "2027-01-01 9999-12-31 600"], [500, 500, 600, 600]),
}


@pytest.mark.parametrize("name", SPANS)
def test_a_reform_counts_while_it_holds_and_the_law_before_and_after(name):
    """The law: 100 from 2025, and 200 from 2027, one taking the place of the other."""

    def dated(start, until, value):
        return Dated(NATION, dt.date.fromisoformat(start), dt.date.fromisoformat(until), int(value), None)

    law = (dated("2025-01-01", "9999-12-31", 100), dated("2027-01-01", "9999-12-31", 200))
    before = parameters("name | type | value\nrate | int | 1")
    before = replace(before, by_name={"rate": replace(before["rate"], values=law)})
    added, expected = SPANS[name]
    after = before.reformed({"rate": tuple(dated(*one.split()) for one in added)})["rate"]
    found = [after.at(NATION, dt.date(year, 6, 1), unconfirmed=True).value for year in (2025, 2026, 2027, 2028)]
    assert found == expected
