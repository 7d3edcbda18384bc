"""The day from which less is owed: the first one, for a family at once and for a whole register alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from hypothesis import example, given
from hypothesis import strategies as st

from jiahe.cli.console import ready_facts
from jiahe.determination.run import determine
from jiahe.entitlements import lapsing
from jiahe.entitlements.lapsing import Ahead, lapses
from jiahe.entitlements.law import days_ahead, setting_of
from jiahe.facts.contract import FACTS
from jiahe.facts.family import facts_in
from jiahe.law.facts import Facts
from jiahe.law.outcome import Outcome, determine_one
from jiahe.programmes import the_pack
from tests.town import write_town

COUNTY, HOME = "330102000000", "330102001001"
GRANTS, SUBSIDY = "cn/hangzhou-pregnancy-grant", "cn/childcare-subsidy"


@pytest.fixture(autouse=True)
def hangzhou() -> Iterator[None]:
    with override_settings(COUNTY=COUNTY):
        yield


def family(born: dt.date, *, died: dt.date | None = None, claims: list[dict[str, Any]] | None = None) -> Facts:
    """The facts of a second child."""
    people = {"mother": dt.date(1994, 5, 6), "father": dt.date(1992, 2, 3), "elder": dt.date(2019, 5, 6), "child": born}
    sexes = {"mother": "female", "father": "male"}
    persons = [
        {
            "person_id": key,
            "sex": sexes.get(key, "female"),
            "birth_date": day,
            "nationality": "CHN",
            "hukou_place": HOME,
        }
        for key, day in people.items()
    ]
    persons[-1]["death_date"] = died
    births = [
        {"child": child, "parent": parent, "kind": "birth", "delivery": n, "birth_order": n}
        for n, child in ((1, "elder"), (2, "child"))
        for parent in ("mother", "father")
    ]
    union = {"person": "mother", "spouse": "father", "from_date": dt.date(2018, 1, 1)}
    tables: dict[str, list[dict[str, Any]]] = {table.name: [] for table in FACTS.tables}
    return Facts(
        FACTS, {**tables, "persons": persons, "parenthoods": births, "unions": [union], "claims": claims or []}
    )


def answers(facts: Facts, on: dt.date, person: str = "child") -> dict[str, Outcome]:
    found = determine_one(facts, the_pack(), setting_of(on), person)
    return {one.rule.key: one for one in found if one.rule.benefit == "money"}


def owed(facts: Facts, on: dt.date, programme: str) -> int | None:
    """What is owed on a day; None: not known."""
    answer = answers(facts, on).get(programme)
    return 0 if answer is None or answer.status == "not_eligible" else answer.total


def test_hangzhou_s_grant_is_lost_the_day_after_the_180th() -> None:
    facts, on = family(dt.date(2026, 2, 10)), dt.date(2026, 7, 20)
    assert owed(facts, dt.date(2026, 8, 9), GRANTS) == 200_000
    assert owed(facts, dt.date(2026, 8, 10), GRANTS) == 0
    assert Ahead(facts, on).lost(answers(facts, on)[GRANTS]) == (dt.date(2026, 8, 10), 200_000)


@given(
    born=st.dates(dt.date(2025, 12, 23), dt.date(2026, 12, 31)),
    on=st.dates(dt.date(2026, 1, 1), dt.date(2027, 7, 31)),
    lived=st.none() | st.integers(0, 300),
    claimed=st.none() | st.integers(0, 200),
)
@example(dt.date(2026, 2, 10), dt.date(2026, 8, 9), None, None)
@example(dt.date(2026, 2, 10), dt.date(2026, 7, 31), None, None)
@example(dt.date(2026, 7, 5), dt.date(2026, 12, 31), None, None)
def test_on_the_first_day_with_less_less_is_owed_and_on_the_day_before_as_much(
    born: dt.date, on: dt.date, lived: int | None, claimed: int | None
) -> None:
    with override_settings(COUNTY=COUNTY):
        died = None if lived is None else born + dt.timedelta(lived)
        died = died if died is not None and died <= on else None
        handed_in = None if claimed is None else born + dt.timedelta(claimed)
        claims = [
            {"person": "child", "applicant": "mother", "programme": SUBSIDY, "year": handed_in.year, "place": HOME,
             "submitted_on": handed_in, "decision": "pending"}
        ] if handed_in is not None and handed_in <= on else []  # fmt: skip
        facts = family(born, died=died, claims=claims)
        days = [on + dt.timedelta(n) for n in range(1, (days_ahead(on)[-1] - on).days + 1)]
        for programme, answer in answers(facts, on).items():
            if answer.enrolled or answer.total is None:
                continue
            sums = {day: owed(facts, day, programme) for day in days}
            less = [day for day, left in sums.items() if left is not None and left < answer.total]
            day, loses = Ahead(facts, on).lost(answer)
            assert day == (less[0] if less else None), programme
            assert loses == (answer.total - (sums[day] or 0) if day else None)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Second children of a year, one every nine days, every third with a claim for both, every seventh without kin."""
    persons = [
        "person_id,name,sex,birth_date,death_date,nationality,hukou_place,hukou_kind,residence_place,village_group"
    ]
    births = ["child,parent,kind,delivery,birth_order,from_date,until_date"]
    claims = ["person,applicant,programme,year,place,submitted_on,decision,decided_on"]
    for number in range(40):
        born = dt.date(2025, 12, 24) + dt.timedelta(9 * number)
        people = [
            ("c", "male", born),
            ("e", "male", "2019-05-06"),
            ("m", "female", "1994-05-06"),
            ("f", "male", "1992-02-03"),
        ]
        persons += [f"{who}{number},某某,{sex},{day},,CHN,{HOME},rural,{HOME},1" for who, sex, day in people]
        if number % 7:
            births += [
                f"{who}{number},{parent}{number},birth,{n},{n},,"
                for n, who in ((1, "e"), (2, "c"))
                for parent in ("m", "f")
            ]
        if number % 3 == 0:
            claims += [
                f"c{number},m{number},{programme},{born.year},{HOME},{born},pending," for programme in (GRANTS, SUBSIDY)
            ]
    town = write_town(
        tmp_path_factory.mktemp("lapsing") / "town",
        persons="\n".join(persons),
        parenthoods="\n".join(births),
        unions="person,spouse,from_date,until_date,ended_by",
        certificates="person,kind,grade,number,from_date,until_date",
        claims="\n".join(claims),
        payments="person,programme,year,amount,place,paid_on",
        places="",
    )
    with ready_facts(town, None, lambda *_: None, check=True) as facts:
        yield {name: Path(path) for name, path in facts.tables.items()}


@pytest.mark.parametrize(
    ("on", "at_once"),
    [("2026-06-30", 200), ("2026-07-20", 2), ("2026-08-09", 200), ("2026-11-15", 2), ("2026-12-31", 2)],
)
def test_a_register_s_days_are_those_of_each_family(
    register: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on: str, at_once: int
) -> None:
    monkeypatch.setattr(lapsing, "_AT_ONCE", at_once)
    day = dt.date.fromisoformat(on)
    run = determine(register, the_pack(), setting_of(day), tmp_path / "run")
    found = lapses(day, register, run.outcomes, tmp_path).to_pylist()
    facts = facts_in(register)
    expected = []
    for person in facts.keys("persons"):
        for programme, answer in answers(facts, day, person).items():
            lost_from, loses = Ahead(facts, day).lost(answer)
            if lost_from is not None:
                expected.append((person, programme, lost_from, loses))
    assert {tuple(row.values()) for row in found} == set(expected)
    assert len(found) == len(expected) > 0
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
