"""The snapshot of the facts: of one moment, whole, named by what is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connections

from jiahe.facts.contract import FACTS
from jiahe.people.facts import NOT_READ, Snapshot, take_snapshot
from jiahe.people.models import FACT_TABLES, Certificate, Claim, Custody, Payment, Person, Residence, Status
from jiahe.people.sourced import Believed
from jiahe.trust.acting import acting_as
from tests.cast import COUNTY, LEARNED, VILLAGE, Cast, post, whole
from tests.own_database import own_database

TOLD = {"source": "户籍", "learned_on": LEARNED}
DAY = dt.date(2024, 1, 1)


@pytest.fixture(scope="module")
def register(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Any, Cast]]:
    """A committed register with something in every table of the contract, and the steward of the county."""
    with own_database("snapshots", django_db_blocker):
        steward = post("steward", COUNTY)
        with acting_as(steward):
            cast = Cast()
            spell = {"person_id": cast.girl, "from_date": DAY, **TOLD}
            Residence.objects.create(place=VILLAGE, **spell)
            FACT_TABLES["hukou"].objects.create(place=VILLAGE, **spell)
            Certificate.objects.create(kind="disability", grade=2, number="机密", **spell)
            Status.objects.create(kind="orphan", **spell)
            Custody.objects.create(child_id=cast.girl, custodian_id=cast.wang, kind="guardian", from_date=DAY, **TOLD)
            about = {"person_id": cast.girl, "programme": "cn/childcare-subsidy", "year": 2025, **TOLD}
            Claim.objects.create(submitted_on=DAY, decision="granted", **about)
            Payment.objects.create(amount=360_000, paid_on=DAY, **about)
            whole(*FACT_TABLES)
        yield steward, cast


def rows_of(taken: Snapshot, table: str) -> list[dict[str, Any]]:
    return list(pq.read_table(taken.tables[table]).to_pylist())


def test_every_table_of_the_contract_has_the_believed_rows_of_the_register(
    register: tuple[Any, Cast], tmp_path: Path
) -> None:
    steward, cast = register
    with acting_as(steward):
        Residence.objects.create(
            person_id=cast.wang, place=VILLAGE, from_date=DAY, superseded_at="2025-01-01T00:00:00Z", **TOLD
        )
    with acting_as(steward):
        taken = take_snapshot(tmp_path)
        assert set(taken.tables) == set(FACT_TABLES) == {one.name for one in FACTS.tables}
        for name, model in FACT_TABLES.items():
            believed = model.objects.filter(superseded_at=None) if issubclass(model, Believed) else model.objects.all()
            assert taken.rows[name] == len(rows_of(taken, name)) == believed.count() > 0, name
            columns = {one.name for one in FACTS.table(name).columns} - NOT_READ
            assert set(rows_of(taken, name)[0]) == columns, name
    assert {one["person_id"] for one in rows_of(taken, "persons")} == {
        str(one) for one in (cast.mother, cast.father, cast.girl, cast.wang)
    }
    girl = next(one for one in rows_of(taken, "persons") if one["person_id"] == str(cast.girl))
    assert (girl["birth_date"], girl["hukou_place"], girl["death_date"]) == (dt.date(2023, 3, 20), VILLAGE, None)
    (payment,) = rows_of(taken, "payments")
    assert (payment["amount"], payment["person"]) == (360_000, str(cast.girl))
    assert b"\xe6\x9c\xba\xe5\xaf\x86" not in taken.tables["certificates"].read_bytes(), "a number leaves nothing"


def test_the_same_facts_have_the_same_name_and_others_another(register: tuple[Any, Cast], tmp_path: Path) -> None:
    steward, cast = register

    def taken_when(**values: Any) -> Snapshot:
        with acting_as(steward):  # committed at its end
            if values:
                Person.objects.filter(id=cast.girl).update(**values)
        with acting_as(steward):
            return take_snapshot(tmp_path)

    first, again = taken_when(), taken_when()
    assert again.folder == first.folder == tmp_path / first.hash
    assert taken_when(name="李小圆").hash == first.hash, "no rule reads a name"
    other = taken_when(birth_date=dt.date(2023, 3, 21))
    assert other.hash != first.hash
    assert taken_when(birth_date=dt.date(2023, 3, 20)).hash == first.hash
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted({first.hash, other.hash}), "nothing unfinished"


def test_what_is_committed_while_it_is_taken_is_not_seen_in_half(register: tuple[Any, Cast], tmp_path: Path) -> None:
    """Once the first table is written another connection moves somebody and gives them a status: neither is seen."""
    steward, cast = register
    done: list[str] = []

    def meanwhile(table: str, _: int) -> None:
        if not done:
            with connections["owner"].cursor() as cursor:
                cursor.execute("UPDATE people_person SET hukou_place = %s WHERE id = %s", ["420890100202", cast.wang])
                cursor.execute(
                    "INSERT INTO people_status (id, person_id, kind, from_date, source, learned_on) "
                    "VALUES (gen_random_uuid(), %s, 'disabled', '2024-01-01', 'x', '2025-01-01')", [cast.wang],
                )  # fmt: skip
                cursor.execute("DELETE FROM people_certificate")
        done.append(table)

    with acting_as(steward):
        before = take_snapshot(tmp_path)
        during = take_snapshot(tmp_path, meanwhile)
        assert done == list(during.tables)
        assert done.index("persons") == 0 < done.index("certificates") < done.index("statuses")
        assert during.hash == before.hash
        after = take_snapshot(tmp_path)
        assert after.hash != before.hash
        assert (after.rows["certificates"], after.rows["statuses"]) == (0, before.rows["statuses"] + 1)
