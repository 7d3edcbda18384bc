"""Births of children whom another list has brought before, and the other way round: one person, with both parents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import VILLAGE, Cast
from tests.intake.conftest import id_number
from tests.intake.test_conflicts import found
from tests.intake.test_loads import GUO, LI, acting, birth, household, person, rules
from tests.intake.test_sending import send, work

__all__ = ["acting", "found", "send", "work"]  # the fixtures

Take = Callable[..., Any]
BORN = dt.date(2025, 11, 1)
CHILD = id_number(BORN, "female", 21)
OTHER_VILLAGE = "420890100202"


def listed(**other: str) -> dict[str, str]:
    row = household(姓名="李谷雨", 身份证号=CHILD, 性别="女", 出生日期="2025-11-01", 户籍地=VILLAGE)
    return {**row, "居住地": "", **other}


def parents() -> set[Any]:
    from jiahe.people.models import Parenthood

    believed = Parenthood.objects.filter(superseded_at=None, child=person(name="李谷雨"))
    return set(believed.values_list("parent", flat=True))


def holds() -> str | None:
    from jiahe.trust.sealing import unseal

    return unseal(person(name="李谷雨").id_sealed, "id_number")


def children() -> int:
    from jiahe.people.models import Person

    return Person.objects.filter(birth_date=BORN).count()


def refused(load: Any) -> str:
    assert (load.loaded, load.aside, rules(load)) == (0, 1, {"register_refuses"})
    return str(load.row_faults.get().said["zh"])


@pytest.mark.parametrize("number", [CHILD, ""])
def test_a_child_whom_a_list_brought_first_is_linked(acting: Cast, take: Take, number: str) -> None:
    one = take("household_registration", [listed(身份证号=number)])
    row = birth(新生儿身份证号=number, 出生地=OTHER_VILLAGE)
    load = take("births", [row])
    assert (one.loaded, load.loaded, children()) == (1, 1, 1), rules(load)
    assert parents() == {acting.mother, acting.father}
    child = person(name="李谷雨")
    assert (child.load, child.source, child.birth_place) == (one.id, "户籍登记", OTHER_VILLAGE)
    again = take("births", [row]), take("household_registration", [listed(身份证号=number)])
    assert [(load.unchanged, load.aside) for load in again] == [(1, 0), (1, 0)]
    assert children() == 1


def test_the_number_of_a_child_who_had_none_is_filled_in(acting: Cast, take: Take, taken_back: Any) -> None:
    take("household_registration", [listed(身份证号="")])
    load = take("births", [birth(新生儿身份证号=CHILD)])
    assert (load.loaded, children()) == (1, 1), rules(load)
    assert holds() == CHILD
    noted = person(name="李谷雨").corrections.get(column="id_number")
    assert (noted.source, noted.load, noted.after) == ("出生医学证明", load.id, "***")
    assert take("births", [birth(新生儿身份证号=CHILD)], until="checked").unchanged == 1
    taken_back(load)
    assert holds() is None


def test_the_number_is_filled_in_of_a_child_who_is_linked_already(acting: Cast, take: Take) -> None:
    take("births", [birth()])
    assert holds() is None
    load = take("births", [birth(新生儿身份证号=CHILD)])
    assert (load.loaded, children(), holds()) == (1, 1, CHILD), rules(load)


def test_a_child_of_the_same_mother_day_and_name_with_another_number_is_not_made_twice(
    acting: Cast, take: Take
) -> None:
    take("births", [birth(新生儿身份证号=CHILD)])
    said = refused(take("births", [birth(新生儿身份证号=id_number(BORN, "female", 22))]))
    assert "另一个身份证号" in said
    assert (children(), holds()) == (1, CHILD)


@pytest.mark.parametrize("number", [CHILD, ""])
def test_a_child_whom_births_brought_first_is_not_added_by_a_list(acting: Cast, take: Take, number: str) -> None:
    assert take("births", [birth(新生儿身份证号=number)]).loaded == 1
    load = take("household_registration", [listed()])
    assert (load.aside, children()) == (0, 1), rules(load)
    assert parents() == {acting.mother, acting.father}
    assert take("births", [birth(新生儿身份证号=number)]).unchanged == 1


def test_a_link_is_taken_back_and_then_the_list(acting: Cast, take: Take, taken_back: Any) -> None:
    from jiahe.people.models import Parenthood
    from jiahe.web.refusal import Refused

    kin = Parenthood.objects.count()
    listing = take("household_registration", [listed()])
    load = take("births", [birth(新生儿身份证号=CHILD, 出生地=OTHER_VILLAGE)])
    with pytest.raises(Refused, match="parents and children"):
        taken_back(listing)
    taken_back(load)
    assert (parents(), person(name="李谷雨").birth_place, Parenthood.objects.count()) == (set(), None, kin)
    taken_back(listing)
    assert children() == 0


def test_a_birth_is_taken_back_after_the_list_that_came_later(acting: Cast, take: Take, taken_back: Any) -> None:
    load = take("births", [birth(新生儿身份证号=CHILD)])
    later = take("household_registration", [listed(联系电话="13800000000")])
    assert later.loaded == 1, rules(later)
    taken_back(later)
    assert (children(), person(name="李谷雨").phone_sealed) == (1, None)
    taken_back(load)
    assert children() == 0


def test_what_a_birth_says_of_a_listed_child_otherwise_is_a_conflict(acting: Cast, take: Take, found: Any) -> None:
    take("household_registration", [listed(户籍地=OTHER_VILLAGE)])
    load = take("births", [birth(新生儿身份证号=CHILD, 新生儿姓名="李谷羽")])
    assert load.loaded == 1, rules(load)
    assert parents() == {acting.mother, acting.father}
    child = person(name="李谷雨").id
    said = found()[child]
    assert said == [("hukou_place", OTHER_VILLAGE, VILLAGE, "births"), ("name", "李谷雨", "李谷羽", "births")]


def test_without_a_number_another_sex_is_a_conflict_and_no_other_child(acting: Cast, take: Take, found: Any) -> None:
    take("household_registration", [listed(身份证号="", 性别="男")])
    load = take("births", [birth()])
    assert (load.loaded, children()) == (1, 1), rules(load)
    assert found()[person(name="李谷雨").id] == [("sex", "male", "female", "births")]


@pytest.mark.parametrize("name", ["", "李谷宇"])
def test_whose_name_may_be_meant_is_asked_for(acting: Cast, take: Take, name: str) -> None:
    take("household_registration", [listed()])
    assert "认不准" in refused(take("births", [birth(新生儿姓名=name)]))
    assert children() == 1
    assert take("births", [birth(新生儿姓名=name, 性别="男")]).loaded == 1, "a boy is another child"


def test_of_two_who_can_be_meant_neither_is_linked(acting: Cast, take: Take) -> None:
    take("household_registration", [listed(), listed(身份证号=id_number(BORN, "female", 22))])
    assert "认不准" in refused(take("births", [birth()]))
    assert children() == 2
    assert take("births", [birth(新生儿身份证号=CHILD)]).loaded == 1


def test_a_namesake_elsewhere_is_another_child(acting: Cast, take: Take) -> None:
    take("household_registration", [listed(户籍地=OTHER_VILLAGE)])
    assert take("births", [birth()]).loaded == 1
    assert children() == 2


@pytest.mark.parametrize("number", [CHILD, ""])
def test_a_child_of_another_mother_is_set_aside(acting: Cast, take: Take, number: str) -> None:
    from jiahe.people.parents import record_parents

    take("household_registration", [listed()])
    record_parents(child=person(name="李谷雨").id, mother=acting.wang, source="户口簿", learned_on=BORN)
    said = refused(take("births", [birth(新生儿身份证号=number)]))
    assert ("另一位母亲" if number else "认不准") in said
    assert parents() == {acting.wang}


def test_a_father_is_added_to_a_child_who_had_only_its_mother(acting: Cast, take: Take) -> None:
    assert take("births", [birth(父亲姓名="", 父亲身份证号="")]).loaded == 1
    assert parents() == {acting.mother}
    load = take("births", [birth()])
    assert (load.loaded, children()) == (1, 1), rules(load)
    assert parents() == {acting.mother, acting.father}
    other = id_number(dt.date(1990, 1, 1), "male", 31)
    take("household_registration", [household(姓名="陈立", 身份证号=other)])
    assert "另一位父亲" in refused(take("births", [birth(父亲姓名="陈立", 父亲身份证号=other)]))


def test_the_number_of_another_name_links_nobody(acting: Cast, take: Take) -> None:
    take("household_registration", [listed(姓名="赵小满")])
    load = take("births", [birth(新生儿身份证号=CHILD)])
    assert (load.aside, rules(load)) == (1, {"number_of_another"})


def test_a_list_loaded_between_check_and_load_is_seen(acting: Cast, take: Take, posts: Any) -> None:
    from jiahe.intake import applying
    from jiahe.intake.models import Load

    load = take("births", [birth()], until="checked")
    take("household_registration", [listed()])
    Load.objects.filter(id=load.id).update(state="loading")
    applying.load_rows(load.id, posts["steward"])
    assert children() == 1
    assert parents() == {acting.mother, acting.father}
    assert take("births", [birth()]).unchanged == 1


def kin(**other: str) -> dict[str, str]:
    row = {"孩子姓名": "李谷雨", "孩子身份证号": CHILD, "母亲姓名": "", "母亲身份证号": ""}
    return row | {"父亲姓名": "李国强", "父亲身份证号": GUO} | other


def test_a_parent_is_linked_to_a_child_on_record_and_the_other_stays_unknown(
    acting: Cast, take: Take, taken_back: Any
) -> None:
    take("household_registration", [listed()])
    load = take("parents", [kin()])
    assert (load.loaded, parents()) == (1, {acting.father}), rules(load)
    assert take("parents", [kin()], until="checked").unchanged == 1
    other = take("parents", [kin(母亲姓名="李秀英", 母亲身份证号=LI)])
    assert (other.loaded, parents()) == (1, {acting.father, acting.mother}), rules(other)
    taken_back(other)
    taken_back(load)
    assert parents() == set()


def test_a_child_without_a_parent_or_with_another_is_set_aside(acting: Cast, take: Take) -> None:
    take("household_registration", [listed()])
    assert "写明母亲或父亲" in refused(take("parents", [kin(父亲姓名="", 父亲身份证号="")]))
    assert rules(take("parents", [kin(孩子身份证号=id_number(BORN, "female", 22))])) == {"person_not_found"}
    assert take("parents", [kin()]).loaded == 1
    other = id_number(dt.date(1990, 1, 1), "male", 31)
    take("household_registration", [household(姓名="陈立", 身份证号=other)])
    assert "另一位父亲" in refused(take("parents", [kin(父亲姓名="陈立", 父亲身份证号=other)]))


UNNAMED = {"新生儿姓名": "", "性别": "女"}
TWO_ROWS = [
    (UNNAMED, {"新生儿姓名": "李谷雨", "性别": "女"}, 1),
    ({"性别": ""}, {"父亲姓名": "", "父亲身份证号": ""}, 1),
    ({}, {"新生儿姓名": "李谷羽"}, 1),  # of the same sound
    ({"新生儿身份证号": CHILD}, {"出生地": OTHER_VILLAGE}, 1),
    (UNNAMED, {"新生儿姓名": "", "性别": ""}, 1),
    ({}, {"新生儿姓名": "李谷霜"}, 2),
    (UNNAMED, {"新生儿姓名": "", "性别": "男"}, 2),
    ({"新生儿身份证号": CHILD}, {"新生儿身份证号": id_number(BORN, "female", 22)}, 2),
]


@pytest.mark.parametrize(("one", "other", "born"), TWO_ROWS)
def test_one_child_told_twice_in_a_file_is_one_and_twins_are_two(
    acting: Cast, take: Take, one: dict[str, str], other: dict[str, str], born: int
) -> None:
    empty = {"新生儿身份证号": "", "出生地": ""}
    load = take("births", [birth(**{**empty, **one}), birth(**{**empty, **other})])
    assert (load.loaded, load.aside, children()) == (born, 2 - born, born), rules(load)
    assert rules(load) == ({"twice_in_file"} if born == 1 else set())


def test_a_child_told_twice_is_noticed_by_a_check_that_goes_on(
    acting: Cast, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiahe.intake import checking
    from jiahe.trust.acting import current

    monkeypatch.setattr(checking, "EVENTS", 1)
    load = take("births", [birth(新生儿姓名=""), birth()], until="checked")
    assert (load.loaded, load.aside, rules(load)) == (1, 1, {"twice_in_file"})
    load.row_faults.all().delete()
    load.rows.filter(fate="aside").delete()  # as if it had been cut off after the first row
    load.read, load.aside, load.state = 1, 0, "checking"
    load.save()
    checking.check(load, current())
    load.refresh_from_db()
    assert (load.loaded, load.aside, rules(load)) == (1, 1, {"twice_in_file"})


ABROAD = {"父亲姓名": "周远", "父亲身份证号": id_number(dt.date(1991, 2, 3), "male", 23)}


def test_a_father_who_is_not_in_the_register_leaves_the_child_with_its_mother(
    acting: Cast, take: Take, steward: Any
) -> None:
    from jiahe.intake.models import RowFault

    load = take("births", [birth(**ABROAD)])
    assert (load.loaded, load.aside, rules(load)) == (1, 0, {"father_left_out"})
    assert parents() == {acting.mother}
    fault = RowFault.objects.get(load=load)
    assert [load.columns["0"][str(at)] for at in fault.columns] == ["father_name", "father_id_number"]
    page = steward.get(f"/intake/{load.id}/").content.decode()
    assert "父亲没有采用" in page
    again = take("births", [birth(**ABROAD)])
    assert (again.unchanged, again.aside, rules(again)) == (1, 0, {"father_left_out"})
    listed_now = listed(姓名="周远", 身份证号=ABROAD["父亲身份证号"], 性别="男", 出生日期="1991-02-03")
    father = take("household_registration", [listed_now])
    later = take("births", [birth(**ABROAD)])
    assert (father.loaded, later.loaded, rules(later), len(parents())) == (1, 1, set(), 2)


def test_sent_by_a_program_a_father_who_is_left_out_waits_for_a_person(
    acting: Cast, send: Any, work: Any, steward: Any
) -> None:
    came = send([birth(**ABROAD)], source="births", name="births.csv", load_when_faultless="true")
    work(came)
    seen = steward.get(came.json()["links"]["load"]).json()
    assert (seen["state"], seen["waits_for"], seen["aside"]) == ("checked", "confirmation", 0)


def test_a_father_whose_number_is_anothers_sets_the_row_aside(acting: Cast, take: Take) -> None:
    load = take("births", [birth(父亲姓名="赵铁柱")])
    assert (load.loaded, load.aside, rules(load)) == (0, 1, {"number_of_another"})
