"""A right of a year that is over and can still be claimed: its family is missed until it claims, and no longer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from jiahe.cli.console import ready_facts
from jiahe.determination.run import determine
from jiahe.determination.summary import Line, summarise
from jiahe.determination.workbook import write_outreach
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack
from tests.town import write_town

SUBSIDY, HANGZHOU, HOHHOT = "cn/childcare-subsidy", "cn/hangzhou-pregnancy-grant", "cn/hohhot-childbirth-subsidy"
HOME = {SUBSIDY: "420106001001", HANGZHOU: "330102001001", HOHHOT: "150102001001"}


def determined(
    folder: Path, programme: str, on: str, *, born: str, died: str = "", claim: str = "", paid: str = ""
) -> tuple[Line, list[list[object]]]:
    """Determine one second child; return the sums and the child's rows in the outreach list.

    ``claim``: the year, when it was handed in, the decision.
    """
    home = HOME[programme]
    people = [("mother", "female", "1994-05-06", ""), ("father", "male", "1992-02-03", ""),
              ("elder", "male", "2019-05-06", ""), ("child", "female", born, died)]  # fmt: skip
    head = "person_id,name,sex,birth_date,death_date,nationality,hukou_place,hukou_kind,residence_place,village_group"
    persons = [f"{key},某某,{sex},{day},{death},CHN,{home},rural,{home},1" for key, sex, day, death in people]
    births = [
        f"{key},{parent},birth,{n},{n},," for n, key in ((1, "elder"), (2, "child")) for parent in ("mother", "father")
    ]
    claims, payments = [], []
    if claim:
        year, day, decision = claim.split(",")
        claims = [f"child,mother,{programme},{year},{home},{day},{decision},{day}"]
    if paid:
        payments = [f"child,{programme},{paid[:4]},2000.00,{home},{paid}"]
    town = write_town(
        folder / "town",
        persons="\n".join([head, *persons]),
        parenthoods="\n".join(["child,parent,kind,delivery,birth_order,from_date,until_date", *births]),
        unions="person,spouse,from_date,until_date,ended_by\nmother,father,2015-05-01,,",
        certificates="person,kind,grade,number,from_date,until_date",
        claims="\n".join(["person,applicant,programme,year,place,submitted_on,decision,decided_on", *claims]),
        payments="\n".join(["person,programme,year,amount,place,paid_on", *payments]),
        places="",
    )
    region = home[:4].ljust(12, "0") if programme != SUBSIDY else home[:2].ljust(12, "0")
    with ready_facts(town, None, lambda *_: None, check=True, on=dt.date.fromisoformat(on)) as facts:
        setting = Setting.of(the_pack(), dt.date.fromisoformat(on), region)
        run = determine(facts.tables, the_pack().only([programme]), setting, folder / "out")
        (line,) = summarise(run.outcomes, region=region, level="all")
        path, _ = write_outreach(run, facts.divisions)
    book = CalamineWorkbook.from_path(str(path))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return line, [row for row in rows if row[-1] == "child"]


@pytest.mark.parametrize(
    ("programme", "on", "facts", "claimable", "total"),
    [
        (HANGZHOU, "2027-01-10", {"born": "2026-11-05"}, 2000.0, 2000.0),
        (SUBSIDY, "2026-03-01", {"born": "2025-11-05", "died": "2025-12-20"}, 3600.0, 3600.0),
        (SUBSIDY, "2026-03-01", {"born": "2022-03-05", "claim": "2025,2025-10-01,returned"}, 900.0, 900.0),
        (HOHHOT, "2027-03-01", {"born": "2025-06-01", "died": "2026-02-01", "paid": "2025-12-20"}, 10000.0, 20000.0),
    ],
    ids=["lump sum of last year", "died in December", "claim sent back", "the year of birth claimed, the next not"],
)  # fmt: skip
def test_who_can_still_claim_for_an_earlier_year_is_missed(
    tmp_path: Path, programme: str, on: str, facts: dict[str, str], claimable: float, total: float
) -> None:
    line, rows = determined(tmp_path, programme, on, **facts)
    assert (line.entitled, line.missed, line.nothing_this_year) == (0, 1, 1)
    assert (line.this_year, line.missed_money) == (0, round(claimable * 100))
    (row,) = [one for one in rows if "育儿" in str(one[5]) or "生育" in str(one[5])]
    assert str(row[6]).startswith("往年的没有申领")
    assert row[7:10] == [claimable, 0.0, total]


@pytest.mark.parametrize(
    ("programme", "on", "facts"),
    [
        (HANGZHOU, "2027-01-10", {"born": "2026-11-05", "claim": "2026,2026-12-01,approved"}),
        (HANGZHOU, "2027-01-10", {"born": "2026-11-05", "paid": "2026-12-20"}),
        (HANGZHOU, "2027-06-10", {"born": "2026-11-05"}),
        (SUBSIDY, "2026-03-01", {"born": "2025-11-05", "died": "2025-12-20", "claim": "2025,2026-01-05,pending"}),
        (SUBSIDY, "2026-03-01", {"born": "2022-03-05", "claim": "2025,2025-10-01,pending"}),
        (SUBSIDY, "2026-03-01", {"born": "2022-03-05", "paid": "2025-12-20"}),
        (HOHHOT, "2026-03-01", {"born": "2025-06-01", "died": "2025-12-01", "claim": "2025,2025-10-01,approved"}),
        (HOHHOT, "2026-03-01", {"born": "2025-06-01", "died": "2025-12-01", "paid": "2025-12-20"}),
    ],
)
def test_who_has_claimed_or_was_paid_or_lost_it_is_not_missed_in_the_next_year(
    tmp_path: Path, programme: str, on: str, facts: dict[str, str]
) -> None:
    line, rows = determined(tmp_path, programme, on, **facts)
    assert (line.missed, rows) == (0, [])


@pytest.mark.parametrize(
    ("claim", "missed"),
    [("2026,2026-02-01,pending", 10_000.0), ("2025,2025-10-01,pending", 10_000.0), ("", 20_000.0)],
    ids=["this year claimed", "the year before claimed", "no year claimed"],
)
def test_what_is_missed_is_the_sum_of_the_years_that_are_open(tmp_path: Path, claim: str, missed: float) -> None:
    line, rows = determined(tmp_path, HOHHOT, "2026-03-01", born="2025-06-01", claim=claim)
    assert (line.entitled, line.enrolled, line.missed) == (1, 0, 1)
    assert line.missed_money == round(missed * 100)
    (row,) = [one for one in rows if "生育" in str(one[5]) or "育儿" in str(one[5])]
    assert str(row[6]).endswith("Something owed is not claimed")
    assert row[7:9] == [missed, 10_000.0]


def test_who_is_owed_a_single_year_and_has_not_claimed_is_said_to_have_no_claim(tmp_path: Path) -> None:
    _, rows = determined(tmp_path, HANGZHOU, "2026-12-10", born="2026-11-05")
    (row,) = rows
    assert str(row[6]).endswith("Something owed is not claimed")


def test_who_claimed_for_the_year_of_birth_is_owed_the_next_one_by_the_year(tmp_path: Path) -> None:
    line, _ = determined(tmp_path, HOHHOT, "2026-03-01", born="2025-06-01", claim="2025,2025-10-01,approved")
    assert (line.entitled, line.enrolled, line.missed, line.missed_money) == (1, 0, 1, 1_000_000)
