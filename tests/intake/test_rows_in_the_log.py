"""Rows of a file tell of people who may not be in the register: the read log says of which file they were shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client

from tests.cast import COUNTY, Cast
from tests.intake.test_loads import GUO, NEW, household

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

Shown = list[tuple[str, str, str, int]]


@pytest.fixture
def acting(posts: dict[str, Acting], cast: Cast) -> Any:
    """Act as the steward."""
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        yield cast


@pytest.fixture
def shown(posts: dict[str, Acting]) -> Callable[[Any], Shown]:
    """``shown(load)``: what the auditor reads in the log of a file."""
    from jiahe.trust.acting import acting_as
    from jiahe.trust.models import Read

    def of(load: Any) -> Shown:
        with acting_as(posts["auditor"]):
            rows = Read.objects.filter(load=load.id, person=None).order_by("id")
            return list(rows.values_list("what", "page", "purpose", "rows"))

    return of


ROWS = [
    household(姓名="周新", 身份证号=NEW, 户籍地="柳琳村"),
    household(姓名="周旧", 身份证号="1.10101E+17", 户籍地="柳琳村"),
]


def test_each_page_that_shows_rows_is_a_line_of_the_file(
    acting: Cast, take: Callable[..., Any], steward: Client, shown: Callable[[Any], Shown]
) -> None:
    load = take("household_registration", ROWS, until="checked")
    assert steward.get(f"/intake/{load.id}/").status_code == 200
    assert shown(load) == [], "counts tell of nobody"
    steward.get(f"/intake/{load.id}/faults/place_unknown/")
    steward.get(f"/intake/{load.id}/values/")
    b"".join(steward.get(f"/intake/{load.id}/faults/place_unknown/?export=csv").streaming_content)
    assert shown(load) == [
        ("view", "load-faults", "check", 2),
        ("view", "load-values", "check", 2),
        ("export", "export:faults", "worklist", 2),
    ]
    steward.get(f"/intake/{load.id}/passed/")
    assert len(shown(load)) == 3, "no row was passed over, so none was shown"


def test_what_stands_in_the_first_rows_and_in_those_passed_over_is_shown_too(
    acting: Cast, take: Callable[..., Any], steward: Client, shown: Callable[[Any], Shown]
) -> None:
    from jiahe.intake import actions
    from jiahe.intake.models import Load

    text = f"某镇花名册\n姓名,身份证号,户籍地\n周新,{NEW},柳林村\n李国强,{GUO},柳林村\n填表人：张某\n"
    load = take("household_registration", text.encode(), until="checked")
    steward.get(f"/intake/{load.id}/passed/")
    assert shown(load) == [("view", "load-passed", "check", 2)], "the title and the signature"
    fresh = actions.receive(
        source="household_registration", pieces=[text.encode()], file_name="a.csv", learned_on=load.learned_on,
        account=load.account_id,
    )  # fmt: skip
    assert fresh.state == Load.State.COLUMNS
    assert steward.get(f"/intake/{fresh.id}/").status_code == 200
    assert shown(fresh) == [("view", "load-columns", "check", 4)], "samples of two rows, and two passed over"


def test_people_of_the_register_are_logged_one_by_one_and_not_as_rows_too(
    acting: Cast, take: Callable[..., Any], steward: Client, shown: Callable[[Any], Shown]
) -> None:
    from jiahe.people.models import Person
    from jiahe.trust.models import Read
    from jiahe.trust.sealing import blind_index, seal

    Person.objects.filter(id=acting.father).update(
        id_sealed=seal(GUO, "id_number"), id_index=blind_index(GUO, "id_number")
    )
    known = household(姓名="李国强", 身份证号=GUO)
    load = take("household_registration", [known], until="checked")
    steward.get(f"/intake/{load.id}/changes/")
    steward.get(f"/intake/{load.id}/commented.xlsx")
    assert shown(load) == []
    assert Read.objects.filter(person=acting.father, page="export:load-commented").count() == 1
    both = take("household_registration", [known, *ROWS], until="checked")
    steward.get(f"/intake/{both.id}/commented.xlsx")
    steward.get(f"/intake/{both.id}/set-aside.xlsx")
    assert shown(both) == [
        ("export", "export:load-commented", "check", 2),
        ("export", "export:load-set-aside", "check", 2),
    ]


def test_the_auditor_reads_it_in_words(
    acting: Cast, take: Callable[..., Any], steward: Client, posts: dict[str, Acting]
) -> None:
    from jiahe.places.models import Holding
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.models import Account

    load = take("household_registration", ROWS, until="checked")
    steward.get(f"/intake/{load.id}/faults/place_unknown/")
    account = Account.objects.create(username="auditor", full_name="审计", password="!")
    with acting_as(Acting(posts["auditor"].post, "security_administrator", COUNTY, "", "")):
        Holding.objects.create(account=account, post_id=posts["auditor"].post, from_date=dt.date(2025, 1, 1))
    auditor = Client()
    auditor.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = auditor.get("/read-log/").content.decode()
    assert f"外来文件 {load.id}：2 行" in page
    assert "核对资料：外来文件的行" in page
    auditor.cookies["django_language"] = "en"
    page = auditor.get("/read-log/").content.decode()
    assert f"File {load.id} from another office: 2 rows" in page
    assert "To check the record: Rows of a file from another office" in page


def test_a_reading_is_of_a_person_or_of_rows(posts: dict[str, Acting], cast: Cast) -> None:
    from uuid import uuid4

    from django.db import IntegrityError, transaction

    from jiahe.trust.acting import acting_as, log_rows
    from jiahe.trust.models import Read

    with acting_as(posts["steward"]):
        log_rows(uuid4(), 0, page="load-faults")
        assert not Read.objects.exists(), "nothing was shown"
        made: dict[str, Any] = {"post_id": posts["steward"].post, "what": "view", "page": "x", "purpose": ""}
        for wrong in ({}, {"person": cast.mother, "load": uuid4(), "rows": 1}, {"load": uuid4(), "rows": 0}):
            with pytest.raises(IntegrityError, match="read_of_a_person_or_of_rows"), transaction.atomic():
                Read.objects.create(**made, **wrong)
        log_rows(uuid4(), 3, page="load-faults")
    with acting_as(posts["steward"]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('jiahe.may', ' read_own:read_log ', true), set_config('jiahe.self', %s, true)",
            [str(cast.mother)],
        )
        assert not Read.objects.exists(), "residents see readings of their own records alone"
