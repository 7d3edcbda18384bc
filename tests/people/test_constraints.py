"""What the database itself refuses, asked straight through SQL as the application's role."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from jiahe.people.models import Certificate, Custody, Parenthood, Status, Union
from jiahe.trust.acting import acting_as
from tests.cast import VILLAGE, Cast

pytestmark = pytest.mark.django_db

MARRY = """
    INSERT INTO people_union (id, person_id, spouse_id, from_date, until_date, source, learned_on)
    VALUES (gen_random_uuid(), %s, %s, %s, %s, 'x', '2025-01-01')
"""


def marry(one: Any, other: Any, first: str, last: str | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MARRY, [one, other, first, last])


def test_nobody_is_in_two_unions_at_once_on_either_side(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        for one, other in ((cast.father, cast.wang), (cast.wang, cast.father), (cast.wang, cast.mother)):
            with pytest.raises(IntegrityError, match="one_union_at_a_time"):
                marry(one, other, "2024-01-01")
        marry(cast.wang, cast.father, "2015-01-01", "2019-05-01")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE people_union SET until_date = '2024-01-01' WHERE person_id = %s", [cast.mother])
            marry(cast.wang, cast.father, "2024-01-01")
            with pytest.raises(IntegrityError, match="one_union_at_a_time"), transaction.atomic():
                cursor.execute("UPDATE people_union SET until_date = NULL WHERE person_id = %s", [cast.mother])
            cursor.execute("UPDATE people_union SET superseded_at = now() WHERE person_id = %s", [cast.wang])
            cursor.execute("UPDATE people_union SET until_date = NULL WHERE person_id = %s", [cast.mother])


def test_the_application_cannot_reach_the_sides(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]), connection.cursor() as cursor:
        for statement in ("SELECT 1 FROM people_unionside", "DELETE FROM people_unionside"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)


@pytest.mark.django_db(databases=["default", "owner"])
def test_every_union_has_two_sides_and_a_union_that_is_gone_none() -> None:
    ask = "SELECT count(*) FROM people_unionside"
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for _ in range(2):
            cursor.execute("INSERT INTO people_person (id, search, source, learned_on) "
                           "VALUES (gen_random_uuid(), '{}', 'pair', '2025-01-01')")  # fmt: skip
        cursor.execute("SELECT id FROM people_person WHERE source = 'pair'")
        one, other = (row[0] for row in cursor.fetchall())
        cursor.execute(ask)
        before = cursor.fetchone()[0]
        cursor.execute(MARRY, [one, other, "2020-01-01", None])
        cursor.execute(ask)
        assert cursor.fetchone()[0] == before + 2
        cursor.execute("DELETE FROM people_union WHERE person_id = %s", [one])
        cursor.execute(ask)
        assert cursor.fetchone()[0] == before
        transaction.set_rollback(True, using="owner")


def test_no_row_ends_before_it_begins(cast: Cast, posts: Any) -> None:
    days = {"from_date": dt.date(2025, 2, 1), "until_date": dt.date(2025, 1, 1), "source": "x"}
    rows: list[tuple[Any, str, dict[str, Any]]] = [
        (Union, "union", {"person_id": cast.girl, "spouse_id": cast.wang}),
        (Custody, "custody", {"child_id": cast.girl, "custodian_id": cast.wang, "kind": "guardian"}),
        (Parenthood, "parenthood", {"child_id": cast.girl, "parent_id": cast.wang, "kind": "adoption"}),
        (Certificate, "certificate", {"person_id": cast.girl, "kind": "disability"}),
        (Status, "status", {"person_id": cast.girl, "kind": "orphan"}),
    ]
    with acting_as(posts["officer"]):
        for table, name, values in rows:
            with pytest.raises(IntegrityError, match=f"{name}_days"), transaction.atomic():
                table.objects.create(**values, **days, learned_on=dt.date(2025, 3, 1))


SPELL = """
    INSERT INTO {table} (id, {keys}, from_date, until_date, source, learned_on)
    VALUES (gen_random_uuid(), {marks}, %s, %s, 'x', '2025-01-01')
"""
ONE_AT_A_TIME: list[tuple[str, str, dict[str, str], dict[str, str]]] = [
    # the constraint, its table, a row of somebody, and what another row may say that does not make it another
    ("one_hukou_a_day", "people_hukou", {"person_id": "girl", "place": VILLAGE}, {"place": "420890100202"}),
    ("one_residence_a_day", "people_residence", {"person_id": "girl", "place": VILLAGE}, {"place": "420890100202"}),
    ("certificate_once", "people_certificate", {"person_id": "girl", "kind": "disability"}, {"number": "2"}),
    ("status_once", "people_status", {"person_id": "girl", "kind": "orphan"}, {"place": VILLAGE}),
    ("parenthood_once", "people_parenthood", {"child_id": "girl", "parent_id": "wang"}, {"kind": "adoption"}),
    ("custody_once", "people_custody", {"child_id": "girl", "custodian_id": "wang", "kind": "guardian"}, {}),
    (
        "one_sole_custody",
        "people_custody",
        {"child_id": "girl", "custodian_id": "wang", "kind": "parent"},
        {"custodian_id": "mother"},
    ),
    (
        "no_guardian_beside_sole_custody",
        "people_custody",
        {"child_id": "girl", "custodian_id": "wang", "kind": "guardian"},
        {"custodian_id": "mother", "kind": "parent"},
    ),
]


@pytest.mark.parametrize(("name", "table", "row", "other"), ONE_AT_A_TIME, ids=[one[0] for one in ONE_AT_A_TIME])
def test_two_believed_rows_never_hold_on_one_day(
    cast: Cast, posts: Any, name: str, table: str, row: dict[str, str], other: dict[str, str]
) -> None:
    def put(said: dict[str, str], first: str, last: str | None) -> None:
        values = [getattr(cast, one, one) for one in said.values()]
        statement = SPELL.format(table=table, keys=", ".join(said), marks=", ".join(["%s"] * len(said)))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [*values, first, last])

    with acting_as(posts["steward"]):
        put(row, "2024-01-01", "2024-06-01")
        put(row | other, "2024-06-01", None)
        both = [] if "custodian_id" in other else [("2024-05-31", "2024-06-02"), ("2023-01-01", None)]
        for days in (("2024-02-01", "2024-03-01"), *both):
            with pytest.raises(IntegrityError, match=name):
                put(row | other, *days)
        with connection.cursor() as cursor:
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                cursor.execute(f"UPDATE {table} SET until_date = NULL WHERE from_date = '2024-01-01'")
            cursor.execute(f"UPDATE {table} SET superseded_at = now() WHERE from_date = '2024-06-01'")
            cursor.execute(f"UPDATE {table} SET until_date = NULL WHERE from_date = '2024-01-01'")


def test_somebody_is_of_one_household_at_a_time_and_none_ends_before_it_begins(cast: Cast, posts: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint "
            "WHERE contype = 'f' AND confrelid = 'people_household'::regclass"
        )
        assert cursor.fetchall() == [("people_person",)], "the one column of the one row of a person"
    statement = (
        "INSERT INTO people_household (id, number, place, from_date, until_date) "
        "VALUES (gen_random_uuid(), '', %s, '2025-02-01', '2025-01-01')"
    )
    with (
        acting_as(posts["steward"]),
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="household_days"),
        transaction.atomic(),
    ):
        cursor.execute(statement, [VILLAGE])
