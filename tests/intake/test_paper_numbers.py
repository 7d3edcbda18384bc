"""A disability card's number is its holder's ID number and two digits more: the ID number is never kept in clear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import Cast
from tests.intake.test_loads import GUO, LI, acting, rules
from tests.people.test_first_filling import empty_office, load
from tests.town import PERSONS, write_town

__all__ = ["acting", "empty_office", "load"]  # fixtures

Take = Callable[..., Any]
CARD = {"姓名": "李秀英", "身份证号": LI, "残疾等级": "二级", "发证日期": "2020-05-01"}
TOLD: dict[str, Any] = {"source": "残疾人证", "learned_on": dt.date(2025, 12, 2)}
SPACED = f"{LI[:6]} {LI[6:14]} {LI[14:]} 42"


def in_clear(number: str) -> list[str]:
    """Return the tables in which some row holds a number in clear."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND has_table_privilege(oid, 'SELECT') AND (relname LIKE 'people_%' OR relname LIKE 'intake_%')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table} t WHERE position(%s IN t::text) > 0)", [number])
            found += [table] if cursor.fetchone()[0] else []
    return found


@pytest.mark.parametrize(
    "said", [f"{LI}42", SPACED, f"{LI.lower()}-42", "".join(chr(ord(c) + 0xFEE0) for c in LI) + "42"]
)
def test_a_file_brings_the_number_without_the_holder_s_id_number(acting: Cast, take: Take, said: str) -> None:
    from jiahe.people.models import Certificate

    checked = take("disability_cards", [CARD | {"残疾人证号": said}], until="checked")
    assert checked.rows.get().says["number"] == "42", rules(checked)
    assert in_clear(LI) == []
    assert take("disability_cards", [CARD | {"残疾人证号": said}]).loaded == 1
    assert Certificate.objects.get().number == "42"
    assert in_clear(LI) == []
    assert take("disability_cards", [CARD | {"残疾人证号": said}]).unchanged == 1


def test_a_number_with_somebody_else_s_id_number_is_set_aside(acting: Cast, take: Take) -> None:
    load = take("disability_cards", [CARD | {"残疾人证号": f"{GUO}42"}])
    assert (load.loaded, load.aside, rules(load)) == (0, 1, {"paper_of_another"})
    assert in_clear(GUO) == []


def test_other_numbers_stay_as_they_are(acting: Cast, take: Take) -> None:
    from jiahe.people.models import Certificate

    assert take("disability_cards", [CARD | {"残疾人证号": "鄂 0301-2020-000123"}]).loaded == 1
    assert Certificate.objects.get().number == "鄂 0301-2020-000123"


def test_what_is_recorded_and_corrected_by_hand_holds_none_either(acting: Cast) -> None:
    from jiahe.people.actions import record_certificate
    from jiahe.people.models import BELIEVED, Certificate
    from jiahe.people.withdrawals import correct_row
    from jiahe.web.refusal import Refused

    card: dict[str, Any] = {"person": acting.mother, "kind": "disability", "from_date": dt.date(2020, 5, 1), **TOLD}
    for other in (f"{GUO}42", f"{LI}{GUO}"):
        with pytest.raises(Refused, match="not the one on record of the holder"):
            record_certificate(**card, number=other)
    with pytest.raises(Refused, match="has no ID number on record"):
        record_certificate(**card | {"person": acting.girl}, number=f"{GUO}42")
    record_certificate(**card, number=f"{LI}42")
    row = Certificate.objects.get()
    assert row.number == "42"
    change: dict[str, Any] = {"person": acting.mother, "table": "certificate", "row": row.id, "reason": "x", **TOLD}
    with pytest.raises(Refused, match="not the one on record of the holder"):
        correct_row(**change, number=f"{GUO}43")
    correct_row(**change, number=f"{LI}43")
    assert Certificate.objects.get(BELIEVED).number == "43"


@pytest.mark.parametrize("number", [f"{LI}42", SPACED, f"残{LI.lower()}"])
def test_the_database_refuses_one(acting: Cast, number: str) -> None:
    from jiahe.people.models import Certificate

    with pytest.raises(IntegrityError, match="no_id_number_in_a_paper_s"), transaction.atomic():
        Certificate.objects.create(
            person_id=acting.mother, kind="disability", from_date=dt.date(2020, 5, 1), number=number, **TOLD
        )


def test_a_first_filling_leaves_it_out_too(load: Any, tmp_path: Path) -> None:
    from jiahe.people.models import Certificate

    head, *people = PERSONS.strip().splitlines()
    numbers = {"li_mother": LI, "li_father": GUO}
    persons = "\n".join([f"{head},id_number", *(f"{one},{numbers.get(one.split(',')[0], '')}" for one in people)])
    papers = f"li_mother,disability,2,{LI}42,2020-05-01,\nli_father,disability,2,{LI}42,2020-05-01,\n"
    heads = "person,kind,grade,number,from_date,until_date\n"
    assert load(write_town(tmp_path / "town", persons=persons, certificates=heads + papers)) == 0
    kept = Certificate.objects.using("owner").order_by("person__name").values_list("person__name", "number")
    assert sorted(kept) == [("李国强", None), ("李秀英", "42")], "of another's card nothing is kept"
