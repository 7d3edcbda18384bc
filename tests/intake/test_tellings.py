"""Two lists out of files: whoever tells of a birth or death is known, also where the register had it already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import COUNTY, VILLAGE, Cast
from tests.intake.conftest import as_csv, id_number
from tests.intake.test_loads import GUO, LI, acting, birth, household, rules

__all__ = ["acting"]  # the fixture

Take = Callable[..., Any]
POLICE, MIDWIVES, DEATHS = "户籍登记", "出生医学证明", "死亡登记"
DAYS = [dt.date(2025, month, 15) for month in range(1, 7)]


def child(at: int) -> dict[str, str]:
    name, number = f"李{'春夏秋冬东西'[at]}儿", id_number(DAYS[at], "female", 40 + at)
    return {"name": name, "born": f"{DAYS[at]}", "number": number}


def listed(at: int) -> dict[str, str]:
    one = child(at)
    return household(姓名=one["name"], 身份证号=one["number"], 性别="女", 出生日期=one["born"])


def certified(at: int) -> dict[str, str]:
    one = child(at)
    return birth(新生儿姓名=one["name"], 新生儿身份证号=one["number"], 出生日期=one["born"])


def death(number: str, name: str, day: str) -> dict[str, str]:
    return {"姓名": name, "身份证号": number, "死亡日期": day}


def sizes(what: str, year: int = 2025) -> dict[str, int]:
    from jiahe.intake.findings.quality import lists_of

    return {source: len(people) for source, people in lists_of(what, COUNTY, year).items()}


def tellings() -> int:
    from jiahe.intake.models import Telling

    return Telling.objects.count()


@pytest.mark.parametrize("list_first", [True, False])
def test_two_files_about_the_same_births_are_two_lists(acting: Cast, take: Take, list_first: bool) -> None:
    from jiahe.intake.findings.quality import compared, lists_of

    files = [
        ("household_registration", [listed(at) for at in (0, 1, 2, 3)]),
        ("births", [certified(at) for at in (2, 3, 4)]),
    ]
    for source, rows in files if list_first else reversed(files):
        load = take(source, rows)
        assert load.aside == 0, rules(load)
    found = compared(lists_of("births", COUNTY, 2025), POLICE, MIDWIVES)
    assert (found.first, found.second, found.both) == (4, 3, 2)


def test_the_lists_are_of_the_place_where_people_are(acting: Cast, take: Take) -> None:
    from jiahe.intake.findings.quality import lists_of

    take("births", [certified(0)])
    take("births", [certified(0)])
    assert {source: len(people) for source, people in lists_of("births", VILLAGE, 2025).items()} == {MIDWIVES: 1}
    assert lists_of("births", "420890100202", 2025) == {}


def test_deaths_of_several_offices_are_lists_of_their_own(acting: Cast, take: Take) -> None:
    one, other = death(LI, "李秀英", "2025-11-01"), death(GUO, "李国强", "2025-11-02")
    assert take("deaths", [one, other], office="police").loaded == 2
    again = take("deaths", [one], office="cdc")
    assert (again.loaded, again.unchanged) == (0, 1)
    assert sizes("deaths") == {f"{DEATHS}（公安）": 2, f"{DEATHS}（疾控）": 1}


def test_a_row_that_is_set_aside_tells_nothing(acting: Cast, take: Take) -> None:
    take("deaths", [death(LI, "李秀英", "2025-11-01")], office="police")
    assert take("deaths", [death(LI, "李秀英", "2025-11-03")], office="cdc").aside == 1
    assert sizes("deaths") == {f"{DEATHS}（公安）": 1}


def test_births_of_long_ago_are_not_kept(acting: Cast, take: Take) -> None:
    load = take("household_registration", [household(姓名="李秀英", 身份证号=LI)])
    assert (load.unchanged, tellings()) == (1, 0)


def test_what_is_only_checked_or_dropped_tells_nothing(acting: Cast, take: Take) -> None:
    from jiahe.intake import actions

    take("births", [certified(0)])
    load = take("household_registration", [listed(0)], until="checked")
    assert (load.unchanged, sizes("births")) == (1, {MIDWIVES: 1})
    actions.drop(key=load.id)
    assert sizes("births") == {MIDWIVES: 1}


def test_a_file_that_says_nothing_new_can_be_confirmed(acting: Cast, take: Take, posts: Any) -> None:
    from jiahe.intake import actions, applying
    from jiahe.intake.models import Load
    from jiahe.people.models import Change
    from jiahe.web.refusal import Refused

    take("births", [certified(0)])
    changes = Change.objects.count()
    load = take("household_registration", [listed(0)], until="checked")
    actions.begin_loading(key=load.id)
    applying.load_rows(load.id, posts["steward"])
    assert (Load.objects.get(id=load.id).state, Change.objects.count()) == ("loaded", changes)
    assert sizes("births") == {POLICE: 1, MIDWIVES: 1}
    nothing = take("deaths", [death(id_number(DAYS[0], "male", 90), "何人", "2025-11-01")], until="checked")
    with pytest.raises(Refused, match="Nothing in this file"):
        actions.begin_loading(key=nothing.id)


def test_what_is_taken_back_has_told_nothing(acting: Cast, take: Take, taken_back: Any) -> None:
    from jiahe.web.refusal import Refused

    births = take("births", [certified(0), certified(1)])
    listing = take("household_registration", [listed(0)])
    taken_back(listing)
    assert (sizes("births"), tellings()) == ({MIDWIVES: 2}, 2)
    take("household_registration", [listed(0)])
    with pytest.raises(Refused, match=r"household_registration\.csv"):
        taken_back(births)
    assert (sizes("births"), tellings()) == ({POLICE: 1, MIDWIVES: 2}, 3), "the list tells of a child of theirs too"


def test_who_may_not_load_keeps_and_deletes_no_telling(acting: Cast, take: Take, posts: Any) -> None:
    from django.db import DatabaseError, transaction

    from jiahe.intake.models import Load, Telling
    from jiahe.trust.acting import acting_as

    take("births", [certified(0)])
    load = Load.objects.get()
    with acting_as(posts["worker"]):
        assert Telling.objects.count() == 1, "the village sees the child"
        assert Telling.objects.all().delete()[0] == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Telling.objects.create(load=load, person_id=acting.girl, event="birth", source=MIDWIVES)
    assert tellings() == 1


def test_a_file_of_deaths_says_which_office_sent_it(acting: Cast, steward: Client, posts: Any) -> None:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    def upload(**said: str) -> Any:
        file = SimpleUploadedFile("a.csv", as_csv([death(LI, "李秀英", "2025-11-01")]))
        return steward.post("/intake/", {"file": file, "learned_on": "2025-12-02", **said})

    for office in ("", "nobody"):
        missing = upload(source="deaths", office=office)
        assert missing.status_code == 200
        assert "请选择是哪个单位送来的" in missing.content.decode() or office == "nobody"
    assert upload(source="deaths", office="cdc").status_code == 302
    assert upload(source="household_registration", office="cdc").status_code == 302
    with acting_as(posts["steward"]):
        assert [one.office for one in Load.objects.order_by("source")] == ["cdc", ""]
        key = Load.objects.get(source="deaths").id
        Load.objects.filter(id=key).update(state="checked", read=1, unchanged=1)
    page = steward.get(f"/intake/{key}/").content.decode()
    assert "死亡登记（疾控）" in page
    assert "登记册里都有了" in page
