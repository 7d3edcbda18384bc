"""Take-up over several Januaries: it must not rise by itself because the unclaimed lapse and the claimed stay."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from jiahe.cli.console import ready_facts
from jiahe.determination.run import determine
from jiahe.determination.summary import Line, summarise
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack
from tests.town import VILLAGE, write_town

HUBEI = "420000000000"
SUBSIDY = "cn/childcare-subsidy"
BORN = {"spring": "2023-03-20", "summer": "2024-06-01", "may": "2025-05-05", "february": "2026-02-10"}
CLAIMED = {
    "spring": (2025, 2026),
    "summer": (2025, 2026, 2027),
    "may": (2025, 2026, 2027),
    "february": (2026, 2027, 2028),
}
"""Of each age two children: one is claimed for in each March for that year (in December of the year of birth), the
other never."""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> dict[dt.date, Line]:
    """The sums of the subsidy, by the day of determination."""
    persons = [
        "person_id,name,sex,birth_date,death_date,nationality,hukou_place,hukou_kind,residence_place,village_group"
    ]
    parents = ["child,parent,kind,delivery,birth_order,from_date,until_date"]
    claims = ["person,applicant,programme,year,place,submitted_on,decision,decided_on"]
    payments = ["person,programme,year,amount,place,paid_on"]
    for name, born in BORN.items():
        for child in (f"{name}_claimed", f"{name}_never"):
            for who, day in ((child, born), (f"{child}_mother", "1994-05-06")):
                persons.append(f"{who},某某,female,{day},,CHN,{VILLAGE},rural,{VILLAGE},1")
            parents.append(f"{child},{child}_mother,birth,1,1,,")
        for year in CLAIMED[name]:
            day = f"{year}-12-01" if born > f"{year}-03" or year == 2025 else f"{year}-03-10"
            claims.append(f"{name}_claimed,{name}_claimed_mother,{SUBSIDY},{year},420890100000,{day},approved,{day}")
    tables = {"persons": persons, "parenthoods": parents, "claims": claims, "payments": payments}
    empty = {
        "unions": "person,spouse,from_date,until_date,ended_by",
        "certificates": "person,kind,grade,number,from_date,until_date",
    }
    folder: Path = tmp_path_factory.mktemp("ages")
    town = write_town(folder / "town", **empty, **{name: "\n".join(rows) for name, rows in tables.items()})
    found = {}
    with ready_facts(town, None, lambda step, share: None, check=True, on=dt.date(2030, 12, 15)) as facts:
        for day in [dt.date(year, month, 15) for year in range(2025, 2031) for month in (1, 12)][1:]:
            setting = Setting.of(the_pack(), day, HUBEI)
            run = determine(facts.tables, the_pack().only([SUBSIDY]), setting, folder / str(day))
            (found[day],) = summarise(run.outcomes, region=HUBEI, level="all")
    return found


@pytest.mark.parametrize(
    ("on", "entitled", "enrolled", "forfeited"),
    [
        ("2025-12-15", 6, 3, 0),
        ("2026-01-15", 6, 0, 2),  # a new year: nobody has claimed for it yet; a birth of 2025 begins a year later
        ("2026-12-15", 8, 4, 2),
        ("2027-01-15", 6, 0, 3),
        ("2027-12-15", 6, 3, 3),
        ("2028-12-15", 3, 1, 3),
        ("2029-12-15", 1, 0, 2),
        ("2030-12-15", 0, 0, 1),
    ],
)
def test_who_is_owed_something_in_the_year_is_counted_and_who_forfeited_apart(
    lines: dict[dt.date, Line], on: str, entitled: int, enrolled: int, forfeited: int
) -> None:
    line = lines[dt.date.fromisoformat(on)]
    assert (line.entitled, line.enrolled, line.missed, line.forfeited) == (
        entitled, enrolled, entitled - enrolled, forfeited,
    )  # fmt: skip
    assert line.looked_at == line.entitled + line.nothing_this_year + line.needs_evidence + line.not_met
