"""What was taken back goes when its time is over: of each kind the words are sought in the whole database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.utils import timezone

from jiahe.intake.models import Conflict, Finding, FindingStep, Load, Row
from jiahe.intake.taking_back import undo
from jiahe.people.corrections import correct_person
from jiahe.people.errors import Refused
from jiahe.people.merging import merge
from jiahe.people.models import ROWS, Correction, Person
from jiahe.people.withdrawals import withdraw_row
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import RetentionRun
from jiahe.trust.retention import erase_expired
from jiahe.trust.sealing import blind_index, seal
from tests.cast import COUNTY, LEARNED, VILLAGE, Cast, post
from tests.own_database import own_database

LONG_AGO, LATELY = (timezone.now() - dt.timedelta(days=days) for days in (4 * 366, 366))
TOLD: dict[str, Any] = {"source": "户籍", "learned_on": LEARNED}


class Office:
    """The cast, and who acts; all of it committed."""

    def __init__(self) -> None:
        self.steward, self.background = post("steward", COUNTY), post("background", COUNTY)
        with acting_as(self.steward):
            self.cast = Cast()


@pytest.fixture
def office(django_db_setup: None, django_db_blocker: Any) -> Iterator[Office]:
    with own_database("taken_back", django_db_blocker):
        yield Office()


def owner(statement: str, *values: Any) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


def where(words: str) -> set[str]:
    """Return the tables of which a row says something, in any column."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = [row[0] for row in cursor.fetchall()]
        found = set()
        for table in tables:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table} one WHERE one::text LIKE %s)", [f"%{words}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def erased(background: Acting) -> dict[str, int]:
    """Erase what is past its time, as each night does; what a dry run has counted is what goes."""
    with acting_as(background):
        counted = erase_expired(dry_run=True)
    with acting_as(background):
        assert erase_expired() == counted
    with acting_as(background):
        assert RetentionRun.objects.latest("at").counts == counted
    return {name: count for name, count in counted.items() if count}


def about(model: Any, cast: Cast) -> dict[str, Any]:
    """Return what a row of a table must say, but for its source."""
    people = {f.name: key for f, key in zip(_keys(model), (cast.girl, cast.wang), strict=False)}
    day = dt.date(2020, 1, 1)
    values = {
        "from_date": day, "place": VILLAGE, "programme": "cn/childcare-subsidy", "year": 2025, "submitted_on": day,
        "decision": "granted", "paid_on": day, "amount": 1,
    }  # fmt: skip
    kind = {"Custody": "joint", "Parenthood": "step", "Certificate": "disability", "Status": "orphan"}.get(
        model.__name__
    )
    columns = {f.name for f in model._meta.fields}
    return {k + "_id": v for k, v in people.items()} | {
        k: v for k, v in (values | ({"kind": kind} if kind else {})).items() if k in columns
    }


def _keys(model: Any) -> list[Any]:
    return [f for f in model._meta.fields if f.related_model is Person]


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_a_row_that_was_taken_back_goes_from_every_table(office: Office, model: Any) -> None:
    with acting_as(office.steward):
        for said, at in (("久不采信", LONG_AGO), ("近不采信", LATELY), ("仍然采信", None)):
            values = {**about(model, office.cast), "learned_on": LEARNED, "source": f"虚构来源{said}"}
            model.objects.create(**values, superseded_at=at, superseded_why=f"虚构原因{said}" if at else "")
    assert erased(office.background) == {model._meta.label: 1}
    assert not where("虚构来源久不采信")
    assert not where("虚构原因久不采信")
    assert where("虚构来源近不采信") == where("虚构来源仍然采信") == {model._meta.db_table}


def test_a_withdrawn_certificate_goes_when_three_years_are_over(office: Office) -> None:
    from jiahe.people.models import Certificate

    with acting_as(office.steward):
        number = {"kind": "disability", "number": "虚构证号2718"}
        row = Certificate.objects.create(person_id=office.cast.wang, from_date=dt.date(2020, 1, 1), **number, **TOLD)
    with acting_as(office.steward):
        withdraw_row(person=office.cast.wang, table="certificate", row=row.id, restore=False, reason="登错了人", **TOLD)
    assert "people.Certificate" not in erased(office.background)
    owner("UPDATE people_certificate SET superseded_at = %s", LONG_AGO)
    assert erased(office.background)["people.Certificate"] == 1
    assert not where("虚构证号2718")


def test_the_wrong_name_that_was_corrected_goes_and_who_corrected_it_stays(office: Office) -> None:
    with acting_as(office.steward):
        Person.objects.filter(id=office.cast.wang).update(name="虚构误名")
    with acting_as(office.steward):
        correct_person(person=office.cast.wang, reason="虚构误名是邻居", **TOLD, name="王桂芳")
    assert where("虚构误名") == {"people_correction"}
    owner("UPDATE people_correction SET at = %s", LONG_AGO)
    gone = {"people.Correction.before": 1, "people.Correction.after": 1, "people.Correction.reason": 1}
    assert erased(office.background) == gone
    assert not where("虚构误名")
    with acting_as(office.steward):
        kept = Correction.objects.get()
        assert (kept.is_emptied, kept.column, kept.source) == (True, "name", "户籍")
        assert Person.objects.get(id=office.cast.wang).name == "王桂芳"


def test_what_a_merged_record_said_goes_and_the_kept_record_stays(office: Office) -> None:
    with acting_as(office.steward):
        number = seal("420890199001021234", "id_number")
        other = Person.objects.create(
            name="虚构并入", search=[], sex="female", hukou_place=VILLAGE, id_sealed=number,
            id_index=blind_index("420890199001021234", "id_number"), **TOLD,
        )  # fmt: skip
        owned = Person.objects.filter(id=office.cast.wang)
        owned.update(id_sealed=None)
    with acting_as(office.steward):
        merge(keep=office.cast.wang, other=other.id, reason="同一人", **TOLD)
    assert where("虚构并入") == {"people_merge"}
    owner("UPDATE people_merge SET at = %s", LONG_AGO)
    owner("UPDATE people_change SET at = %s", timezone.now())
    assert erased(office.background)["people.Merge"] == 1
    assert not where("虚构并入")
    assert not where(str(other.id)) - {"trust_read", "people_change"}, "logs of what was done then stay their time"
    with acting_as(office.steward):
        assert owned.get().name == "王桂芳"
    assert where(number.hex()) == {"people_person"}, "the number is the kept record's now"


def _load(office: Office, at: dt.datetime, state: str) -> Load:
    owner(
        "INSERT INTO trust_account (id, username, full_name, email, password, is_active, date_joined) "
        "VALUES (%s, 'invented', '', '', '!', true, now()) ON CONFLICT DO NOTHING",
        UUID(int=1),
    )
    return Load.objects.using("owner").create(
        source="household_list", file_name="x.csv", size=1, digest="", learned_on=LEARNED, account_id=UUID(int=1),
        post_id=office.steward.post, state=state, ended_at=at,
    )  # fmt: skip


def test_the_rows_of_a_file_and_what_it_said_otherwise_go(office: Office) -> None:
    for said, at, state in (("久", LONG_AGO, "loaded"), ("近", timezone.now(), "loaded"), ("撤", LONG_AGO, "undone")):
        load = _load(office, at, state)
        Row.objects.using("owner").create(load=load, sheet=0, number=1, says={"name": f"虚构行{said}"})
        if state == "loaded":
            Conflict.objects.using("owner").create(
                load=load, person_id=office.cast.wang, column="name", says=f"虚构说法{said}"
            )
    assert erased(office.background) == {"intake.Row": 2, "intake.Conflict": 1}
    for said in ("虚构行久", "虚构行撤", "虚构说法久"):
        assert not where(said)
    assert where("虚构行近") == {"intake_row"}


def test_a_load_is_not_taken_back_when_what_it_ended_may_be_gone(office: Office) -> None:
    with acting_as(office.steward), pytest.raises(Refused, match="two years ago"):
        undo(key=_load(office, LONG_AGO, "loaded").id, account=uuid4())


def test_a_finding_and_what_was_written_about_it_go(office: Office) -> None:
    for days, said in ((4 * 366, "虚构久"), (10, "虚构近")):
        day = timezone.localdate() - dt.timedelta(days=days)
        found = Finding.objects.using("owner").create(
            rule=f"rule-{days}", person_id=office.cast.wang, place=VILLAGE, what={"note": said},
            source="", found_on=day, seen_on=day, due_on=day,
        )  # fmt: skip
        FindingStep.objects.using("owner").create(
            finding=found, verb="settle", post_id=office.steward.post, text=f"{said}说明"
        )
    assert erased(office.background) == {"intake.Finding": 1, "intake.FindingStep": 1}
    assert not where("虚构久")
    assert where("虚构近") == {"intake_finding", "intake_findingstep"}
