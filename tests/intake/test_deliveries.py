"""A register that comes again as tables of the facts contract: exactly what is new in it arrives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings

from tests.cast import post
from tests.intake.conftest import id_number
from tests.intake.delivered import deliver, packed_folder, to_the_end
from tests.own_database import own_database

COUNTY, DAY = "420881000000", dt.date(2026, 2, 1)


class Office:
    """An office whose register is the folder that came first."""

    def __init__(self, folder: Path, account: UUID) -> None:
        self.folder, self.account = folder, account
        self.steward = post("steward", COUNTY)

    def deliver(self, folder: Path) -> dict[str, Any]:
        from jiahe.trust.acting import acting_as

        with acting_as(self.steward):
            return to_the_end(deliver(packed_folder(folder), self.account, DAY), self.steward)

    def counts(self, folder: Path) -> dict[str, tuple[int, int, int]]:
        """Deliver a folder; return what was loaded, unchanged and set aside, by source."""
        return {key: (one.loaded, one.unchanged, one.aside) for key, one in self.deliver(folder).items()}


@contextmanager
def opened(tmp_path: Path, blocker: Any, only: Collection[str] | None = None) -> Iterator[Office]:
    """An office whose register is filled with the tables of a folder, all or ``only`` some."""
    from jiahe.cli.console import ready_facts
    from jiahe.entitlements.apps import make_background_post
    from jiahe.people.load import load_register
    from jiahe.places.naming import forget
    from jiahe.synth.register import make_register
    from jiahe.trust.models import Account

    folder = tmp_path / "facts"
    make_register(folder, people=500, seed=3)
    with pytest.MonkeyPatch.context() as patched, own_database("delivered", blocker):
        patched.setattr(settings, "COUNTY", COUNTY)
        make_background_post("owner")
        forget()
        with ready_facts(folder, None, lambda *_: None, check=True) as facts:
            tables = {name: Path(path) for name, path in facts.tables.items() if only is None or name in only}
            load_register(tables, source="测试", learned_on=dt.date(2025, 12, 1))
        account = Account.objects.using("owner").create(id=uuid4(), username="steward", full_name="数据", password="!")
        yield Office(folder, account.id)
    forget()


@pytest.fixture
def office(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Office]:
    with opened(tmp_path, django_db_blocker) as one:
        yield one


@pytest.fixture
def office_of_families(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Office]:
    """An office that has the persons of the folder with their kin, and nothing else of it."""
    with opened(tmp_path, django_db_blocker, only=("persons", "parenthoods", "unions")) as one:
        yield one


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    return pq.read_table(folder / f"{table}.parquet").to_pylist()


def rewrite(folder: Path, table: str, rows: list[dict[str, Any]]) -> None:
    path = folder / f"{table}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, pq.read_schema(path)), path)


def test_the_register_itself_delivered_again_changes_nothing_and_names_what_is_not_taken(office: Office) -> None:
    loads = office.deliver(office.folder)
    assert {(one.loaded, one.changed, one.aside) for one in loads.values()} == {(0, 0, 0)}
    tables = {one["name"]: one for one in loads["household_registration"].delivery["tables"]}
    for name, table in tables.items():
        rows = rows_of(office.folder, name)
        assert table["rows"] == len(rows)
        assert table["left"] == sum(table["kinds"].values()) or not table["kinds"]
    persons = rows_of(office.folder, "persons")
    taken = [one for one in persons if one["nationality"] == "CHN" or (not one["nationality"] and one["hukou_place"])]
    assert loads["household_registration"].unchanged == len(taken)
    assert tables["persons"]["left"] == len(persons) - len(taken)
    births = [one for one in rows_of(office.folder, "parenthoods") if one["kind"] == "birth"]
    assert tables["parenthoods"]["taken"]["births"] == len(births)
    assert loads["births"].unchanged == len({one["child"] for one in births})
    assert tables["unions"]["taken"]["marriages"] == len(rows_of(office.folder, "unions"))
    assert {name for name, one in tables.items() if one["left"]} <= {"persons", "parenthoods"}
    assert tables["parenthoods"]["kinds"].keys() == {"step"}
    assert tables["custodies"]["taken"]["custodies"] == tables["custodies"]["rows"] > 0
    assert tables["unions"]["columns"] == {"source": tables["unions"]["rows"]}
    assert tables["parenthoods"]["columns"]["birth_order"] > 0
    assert tables["persons"]["columns"]["birth_place"] == sum(
        1 for one in persons if one["birth_place"] and one["person_id"] not in {birth["child"] for birth in births}
    )


def test_exactly_what_changed_arrives_in_order_and_then_nothing_does(office: Office) -> None:
    from jiahe.intake.models import Conflict
    from jiahe.people.models import Certificate, Claim, Hukou, Parenthood, Payment, Person, Residence, Union
    from jiahe.trust.acting import acting_as

    folder = office.folder
    change(folder)
    counts = office.counts(folder)
    assert {key: loaded for key, (loaded, _, _) in counts.items()} == {
        "household_registration": 3, "births": 1, "marriages": 1, "disability_cards": 1, "payments": 1,
        "divorces": 0, "deaths": 1, "moves": 2, "hukou_moves": 2, "custodies": 0, "one_child_certificates": 0,
        "statuses": 1, "claims": 1,
    }  # fmt: skip
    assert all(aside == 0 for _, _, aside in counts.values())
    with acting_as(office.steward):
        wife, husband, girl = (Person.objects.get(name=name) for name in ("新来娘", "新来郎", "新来女"))
        assert Union.objects.filter(from_date=dt.date(2025, 10, 1), person=husband, spouse=wife).exists()
        assert set(Parenthood.objects.filter(child=girl).values_list("parent_id", flat=True)) == {wife.id, husband.id}
        assert Certificate.objects.get(person=girl, kind="disability").grade == 2
        assert Payment.objects.get(person=girl).amount == 360_000
        assert Person.objects.filter(death_date=dt.date(2026, 1, 10)).count() == 1
        assert Claim.objects.get(person=girl).applicant_id == wife.id
        home = Residence.objects.get(superseded_at=None, from_date=MOVED_ON)
        assert (home.place, home.until_date) == (home.person.residence_place, None)
        hukou = Hukou.objects.get(superseded_at=None, from_date=MOVED_ON)
        joined = hukou.person.household
        assert (hukou.place, joined.place) == (hukou.person.hukou_place, hukou.person.hukou_place)
        assert Person.objects.filter(household=joined).count() > 1, "the household that was there already"
        people = Person.objects.count()
    assert all((loaded, aside) == (0, 0) for loaded, _, aside in office.counts(folder).values())
    with acting_as(office.steward):
        assert Person.objects.count() == people
        told = Conflict.objects.select_related("person").filter(agrees=False)
        assert all(getattr(one.person, one.column) == one.says for one in told), "the moves have told it"


MOVED_ON = dt.date(2025, 12, 15)


def change(folder: Path) -> None:
    """Bring a family of three with its papers, two moves and a death."""
    persons = rows_of(folder, "persons")
    like = next(one for one in persons if one["residence_place"] and one["death_date"] is None)
    dies = next(one for one in persons if one["death_date"] is None and one["birth_date"] < dt.date(1950, 1, 1))
    dies["death_date"] = dt.date(2026, 1, 10)
    first = max(one["person_id"] for one in persons) + 1
    family = (("新来娘", "female", dt.date(1995, 3, 4)), ("新来郎", "male", dt.date(1994, 5, 6)),
              ("新来女", "female", dt.date(2025, 11, 12)))  # fmt: skip
    new = [
        like | {"person_id": first + n, "name": name, "sex": sex, "birth_date": born, "death_date": None,
                "id_number": id_number(born, sex, 77), "household_id": None, "nationality": "CHN"}
        for n, (name, sex, born) in enumerate(family)
    ]  # fmt: skip
    move(folder, persons)
    rewrite(folder, "persons", persons + new)
    wife, husband, girl = (one["person_id"] for one in new)
    add(folder, "unions", person=wife, spouse=husband, from_date=dt.date(2025, 10, 1))
    for parent in (wife, husband):
        add(folder, "parenthoods", child=girl, parent=parent, kind="birth")
    add(folder, "certificates", person=girl, kind="disability", grade=2, number="1", from_date=dt.date(2025, 12, 20))
    add(folder, "payments", person=girl, programme="cn/childcare-subsidy", year=2025, amount=360_000,
        paid_on=dt.date(2025, 12, 30))  # fmt: skip
    add(folder, "claims", person=girl, applicant=wife, programme="cn/childcare-subsidy", year=2025, decision="approved",
        submitted_on=dt.date(2025, 12, 1), decided_on=dt.date(2025, 12, 20))  # fmt: skip
    add(folder, "statuses", person=wife, kind="insured_maternity", from_date=dt.date(2024, 1, 1),
        until_date=dt.date(2025, 6, 1))  # fmt: skip


def move(folder: Path, persons: list[dict[str, Any]]) -> None:
    """Let one person live elsewhere, and another's hukou move into the household of somebody there."""
    settled = {name: {one["person"] for one in rows_of(folder, name)} for name in ("residences", "hukou")}

    def settler(table: str) -> dict[str, Any]:
        return next(
            one for one in persons
            if one["person_id"] not in settled[table] and one["household_id"] and one["village_group"]
            and one["hukou_place"] == one["residence_place"] and one["death_date"] is None
        )  # fmt: skip

    goes = settler("residences")
    settled["hukou"].add(goes["person_id"])
    for one, table, column in ((goes, "residences", "residence_place"), (settler("hukou"), "hukou", "hukou_place")):
        there = next(
            other for other in persons
            if other["household_id"] and other["village_group"] and other["hukou_place"] != one[column]
            and other["hukou_place"][:6] == one[column][:6]
        )  # fmt: skip
        add(folder, table, person=one["person_id"], place=there["hukou_place"], from_date=MOVED_ON)
        add(folder, table, person=one["person_id"], place=one[column], from_date=one["birth_date"], until_date=MOVED_ON)
        one[column] = there["hukou_place"]
        if table == "hukou":
            one |= {name: there[name] for name in ("household_id", "village_group")}


def add(folder: Path, table: str, **row: Any) -> None:
    rewrite(folder, table, [*rows_of(folder, table), row])


TAKEN = {
    "residences": ("person", "place", "from_date", "until_date"),
    "hukou": ("person", "place", "from_date", "until_date"),
    "custodies": ("child", "custodian", "kind", "institution_place", "from_date", "until_date"),
    "certificates": ("person", "kind", "grade", "number", "from_date", "until_date"),
    "statuses": ("person", "kind", "place", "from_date", "until_date"),
    "claims": ("person", "applicant", "programme", "year", "place", "submitted_on", "decision", "decided_on"),
    "payments": ("person", "programme", "year", "amount", "place", "paid_on"),
}
_PEOPLE = ("person", "child", "custodian", "applicant")


def test_a_register_that_has_only_families_takes_what_each_table_says_and_then_nothing(
    office_of_families: Office,
) -> None:
    office, folder = office_of_families, office_of_families.folder
    loads = office.deliver(folder)
    numbers = {one["person_id"]: one["id_number"] for one in rows_of(folder, "persons")}
    for table, columns in TAKEN.items():
        sent = [
            tuple(numbers.get(row[name]) if name in _PEOPLE else row[name] for name in columns)
            for row in rows_of(folder, table)
            if all(row[name] is None or numbers[row[name]] for name in columns if name in _PEOPLE)
        ]
        assert sent
        assert sorted(map(repr, arrived(office, table, columns))) == sorted(map(repr, sent)), table
    aside = {key: one.aside for key, one in loads.items()}
    again = office.deliver(folder)
    assert {key: one.loaded for key, one in again.items()} == dict.fromkeys(loads, 0)
    assert {key: one.aside for key, one in again.items()} == aside


def arrived(office: Office, table: str, columns: Collection[str]) -> list[tuple[Any, ...]]:
    """The rows of a table of the register, with the numbers of those whom they name."""
    from jiahe.intake.deciding import now_said
    from jiahe.people.models import FACT_TABLES
    from jiahe.trust.acting import acting_as

    def said(row: Any, name: str) -> Any:
        value = getattr(row, name)
        return (value and now_said(value, "id_number")) if name in _PEOPLE else value

    with acting_as(office.steward):
        rows = FACT_TABLES[table].objects.filter(superseded_at=None)
        return [tuple(said(row, name) for name in columns) for row in rows]
