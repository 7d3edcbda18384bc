"""Files of moves, custody, claims, certificates and statuses: loaded once, ended when they end, taken back whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import VILLAGE, Cast
from tests.intake.conftest import id_number
from tests.intake.test_loads import GUO, LI, acting, household, rules

__all__ = ["acting"]  # a fixture

Take = Callable[..., Any]
OTHER = "420890100202"
MOTHER = {"姓名": "李秀英", "身份证号": LI}
CHILD = id_number(dt.date(2023, 3, 20), "female", 14)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def counted(load: Any) -> tuple[int, int, int]:
    return load.loaded, load.unchanged, load.aside


def rows(model: str, **about: Any) -> list[Any]:
    from jiahe.people import models

    return list(
        getattr(models, model).objects.filter(superseded_at=None, **about).order_by(getattr(models, model).begins)
    )


def spells(model: str, person: Any) -> list[tuple[str, str, str | None]]:
    return [
        (one.place, one.from_date.isoformat(), one.until_date and one.until_date.isoformat())
        for one in rows(model, person=person)
    ]


def person(key: Any) -> Any:
    from jiahe.people.models import Person

    return Person.objects.get(id=key)


@pytest.fixture
def child(acting: Cast, take: Take) -> Any:
    """The girl, with a number."""
    from jiahe.people.models import Person
    from jiahe.trust.sealing import blind_index, seal

    Person.objects.filter(id=acting.girl).update(
        id_sealed=seal(CHILD, "id_number"), id_index=blind_index(CHILD, "id_number")
    )
    return acting.girl


# ------------------------------------------------------------------------------------------------ moves


MOVED = MOTHER | {"居住地": OTHER, "居住起始日期": "2025-03-01"}


def test_a_move_begins_where_the_home_of_today_ends_and_is_taken_back(
    acting: Cast, take: Take, taken_back: Callable[[Any], None]
) -> None:
    load = take("moves", [MOVED])
    assert counted(load) == (1, 0, 0), rules(load)
    assert spells("Residence", acting.mother) == [
        (VILLAGE, "1994-05-06", "2025-03-01"), (OTHER, "2025-03-01", None),
    ]  # fmt: skip
    assert person(acting.mother).residence_place == OTHER
    assert counted(take("moves", [MOVED], until="checked")) == (0, 1, 0)
    taken_back(load)
    assert spells("Residence", acting.mother) == []
    assert person(acting.mother).residence_place == VILLAGE


def test_a_home_that_ended_is_ended_and_nobody_is_said_to_live_there(acting: Cast, take: Take, taken_back: Any) -> None:
    take("moves", [MOVED])
    left = MOVED | {"居住终止日期": "2025-08-01"}
    load = take("moves", [left])
    assert counted(load) == (1, 0, 0), rules(load)
    assert spells("Residence", acting.mother)[-1] == (OTHER, "2025-03-01", "2025-08-01")
    assert person(acting.mother).residence_place is None
    assert counted(take("moves", [left], until="checked")) == (0, 1, 0)
    assert counted(take("moves", [MOVED], until="checked")) == (0, 1, 0), (
        "an older file says less, and nothing against it"
    )
    taken_back(load)
    assert spells("Residence", acting.mother)[-1] == (OTHER, "2025-03-01", None)
    assert person(acting.mother).residence_place == OTHER


def test_a_home_of_former_years_leaves_today_s_as_it_is(acting: Cast, take: Take) -> None:
    before = MOTHER | {"居住地": OTHER, "居住起始日期": "2010-01-01", "居住终止日期": "2015-01-01"}
    since = MOTHER | {"居住地": VILLAGE, "居住起始日期": "2015-01-01", "居住终止日期": ""}
    assert counted(take("moves", [before, since])) == (2, 0, 0)
    assert spells("Residence", acting.mother) == [(OTHER, "2010-01-01", "2015-01-01"), (VILLAGE, "2015-01-01", None)]
    assert person(acting.mother).residence_place == VILLAGE
    assert counted(take("moves", [before, since], until="checked")) == (0, 2, 0)
    town = since | {"居住地": "420890100000"}
    assert counted(take("moves", [town], until="checked")) == (0, 1, 0), "the register knows it closer"


def test_rows_of_one_file_that_go_on_from_each_other_are_checked_one_after_the_other(
    acting: Cast, take: Take, taken_back: Any
) -> None:
    third = "330106000000"
    assert counted(take("moves", [MOVED])) == (1, 0, 0)
    told = [
        MOVED | {"居住终止日期": "2025-05-01"},
        MOTHER | {"居住地": third, "居住起始日期": "2025-05-01", "居住终止日期": "2025-07-01"},
        MOTHER | {"居住地": OTHER, "居住起始日期": "2025-07-01", "居住终止日期": ""},
    ]
    load = take("moves", told)
    assert counted(load) == (3, 0, 0), rules(load)
    assert spells("Residence", acting.mother)[1:] == [
        (OTHER, "2025-03-01", "2025-05-01"), (third, "2025-05-01", "2025-07-01"), (OTHER, "2025-07-01", None),
    ]  # fmt: skip
    assert counted(take("moves", told, until="checked")) == (0, 3, 0)
    taken_back(load)
    assert spells("Residence", acting.mother)[1:] == [(OTHER, "2025-03-01", None)]


def test_a_household_that_a_known_move_did_not_name_is_filled_in(acting: Cast, take: Take) -> None:
    move = MOTHER | {"迁入地": OTHER, "迁入日期": "2025-03-01"}
    assert counted(take("hukou_moves", [move])) == (1, 0, 0)
    assert person(acting.mother).household_id is None
    named = move | {"户号": "7788", "村民小组": "3"}
    load = take("hukou_moves", [named])
    assert counted(load) == (1, 0, 0), rules(load)
    now = person(acting.mother)
    assert (now.household.number, now.village_group) == ("7788", 3)
    assert counted(take("hukou_moves", [named], until="checked")) == (0, 1, 0)


def test_moves_that_cannot_be_are_set_aside_with_column_and_remedy(acting: Cast, take: Take) -> None:
    take("moves", [MOVED])
    load = take(
        "moves",
        [
            MOVED | {"居住起始日期": "2025-01-01"},
            MOVED | {"居住起始日期": "2025-06-01", "居住地": "仙女村"},
            MOVED | {"居住起始日期": "2199-06-01"},
            MOVED | {"居住起始日期": "2025年13月1日"},
            MOVED | {"身份证号": id_number(day("1990-01-01"), "female", 77), "姓名": "何人"},
            MOVED | {"居住地": ""},
        ],
    )
    assert counted(load) == (0, 0, 6)
    found = dict(load.row_faults.values_list("number", "rule"))
    assert (found[2], found[4], found[6]) == ("register_refuses", "day_ahead", "person_not_found")
    assert found[7] == "required_empty"
    wrong = load.row_faults.get(number=3)
    assert (wrong.columns, wrong.written) == ([2], "仙女村")
    over = take("moves", [MOVED | {"居住起始日期": "2025-06-01", "居住终止日期": "2025-06-01"}])
    assert rules(over) == {"ends_first"}
    assert over.row_faults.get().columns == [3, 4]


def test_a_hukou_moves_with_its_household(acting: Cast, take: Take, taken_back: Any) -> None:
    take("household_registration", [household(姓名="李秀英", 身份证号=LI, 户号="0007")])
    moved = MOTHER | {"迁入地": OTHER, "迁入日期": "2025-03-01", "户号": "0100", "村民小组": "2"}
    load = take("hukou_moves", [moved])
    assert counted(load) == (1, 0, 0), rules(load)
    now = person(acting.mother)
    assert (now.hukou_place, now.household.number, now.household.place, now.village_group) == (OTHER, "0100", OTHER, 2)
    assert spells("Hukou", acting.mother)[-1] == (OTHER, "2025-03-01", None)
    assert counted(take("hukou_moves", [moved], until="checked")) == (0, 1, 0)
    taken_back(load)
    now = person(acting.mother)
    assert (now.hukou_place, now.household.number, now.village_group) == (VILLAGE, "0007", None)
    assert spells("Hukou", acting.mother) == []


# ------------------------------------------------------------------------------------------------ custody


def custody(**other: str) -> dict[str, str]:
    row = {"孩子姓名": "李小满", "孩子身份证号": CHILD, "抚养人姓名": "李秀英", "抚养人身份证号": LI}
    return row | {"抚养类别": "父母一方", "起始日期": "2024-05-01", "终止日期": "", "共同监护": ""} | other


FATHER = {"抚养人姓名": "李国强", "抚养人身份证号": GUO}
NOBODY = {"抚养人姓名": "", "抚养人身份证号": ""}


def held(child: Any) -> list[tuple[Any, str, str, str | None]]:
    return [
        (one.custodian_id, one.kind, one.from_date.isoformat(), one.until_date and one.until_date.isoformat())
        for one in rows("Custody", child=child)
    ]


def test_custody_passes_from_one_to_the_other_and_is_taken_back(
    acting: Cast, child: Any, take: Take, taken_back: Any
) -> None:
    assert counted(take("custodies", [custody()])) == (1, 0, 0)
    later = custody(起始日期="2025-02-01", **FATHER)
    load = take("custodies", [custody(), later])
    assert counted(load) == (1, 1, 0), rules(load)
    assert held(child) == [
        (acting.mother, "parent", "2024-05-01", "2025-02-01"), (acting.father, "parent", "2025-02-01", None),
    ]  # fmt: skip
    assert counted(take("custodies", [custody(), later], until="checked")) == (0, 2, 0)
    ended = later | {"终止日期": "2025-09-01"}
    end = take("custodies", [ended])
    assert counted(end) == (1, 0, 0), rules(end)
    assert held(child)[-1] == (acting.father, "parent", "2025-02-01", "2025-09-01")
    assert counted(take("custodies", [ended], until="checked")) == (0, 1, 0)
    taken_back(end)
    taken_back(load)
    assert held(child) == [(acting.mother, "parent", "2024-05-01", None)]


def test_an_institution_has_nobody_and_guardians_may_be_two(acting: Cast, child: Any, take: Take) -> None:
    home = custody(抚养类别="儿童福利机构", 起始日期="2023-06-01", 终止日期="2024-05-01", **NOBODY)
    one, two = custody(抚养类别="其他监护人"), custody(抚养类别="其他监护人", 共同监护="是", **FATHER)
    load = take("custodies", [home, one, two])
    assert counted(load) == (3, 0, 0), rules(load)
    assert held(child)[0] == (None, "institution", "2023-06-01", "2024-05-01")
    assert {who for who, _, _, until in held(child) if until is None} == {acting.mother, acting.father}
    assert counted(take("custodies", [home, one, two], until="checked")) == (0, 3, 0)


def test_custody_that_cannot_be_is_set_aside(acting: Cast, child: Any, take: Take) -> None:
    load = take(
        "custodies",
        [
            custody(**NOBODY),
            custody(抚养类别="儿童福利机构"),
            custody(抚养类别="舅舅"),
            custody(孩子身份证号=""),
            custody(抚养人身份证号=""),
        ],
    )
    assert counted(load) == (0, 0, 5)
    found = dict(load.row_faults.values_list("number", "rule"))
    assert found == {
        2: "register_refuses", 3: "register_refuses", 4: "choice_unknown", 5: "required_empty", 6: "number_needed",
    }  # fmt: skip


# ------------------------------------------------------------------------------------------------ claims


def claim(**other: str) -> dict[str, str]:
    row = {
        "对象姓名": "李小满", "对象身份证号": CHILD, "申领人姓名": "李秀英", "申领人身份证号": LI, "项目": "育儿补贴",
        "年度": "2025", "提交日期": "2025-09-05", "结果": "办理中", "办结日期": "", "受理地": VILLAGE,
    }  # fmt: skip
    return row | other


def stands(child: Any) -> list[tuple[str, str, str | None]]:
    return [
        (one.submitted_on.isoformat(), one.decision, one.decided_on and one.decided_on.isoformat())
        for one in rows("Claim", person=child)
    ]


def test_a_claim_is_followed_to_its_decision_and_an_older_file_changes_nothing(
    acting: Cast, child: Any, take: Take, taken_back: Any
) -> None:
    first = take("claims", [claim()])
    assert counted(first) == (1, 0, 0), rules(first)
    (one,) = rows("Claim", person=child)
    assert (one.applicant_id, one.programme, one.year, one.place) == (
        acting.mother, "cn/childcare-subsidy", 2025, VILLAGE,
    )  # fmt: skip
    returned = claim(结果="退回补正", 办结日期="2025-09-10")
    assert counted(take("claims", [returned])) == (1, 0, 0)
    decided = claim(提交日期="2025-09-20", 结果="通过", 办结日期="2025-10-08")
    load = take("claims", [decided])
    assert counted(load) == (1, 0, 0), rules(load)
    assert stands(child) == [("2025-09-20", "approved", "2025-10-08")]
    assert [counted(take("claims", [row], until="checked")) for row in (claim(), returned, decided)] == [(0, 1, 0)] * 3
    other = take("claims", [decided | {"结果": "未通过"}])
    assert (counted(other), rules(other)) == ((0, 0, 1), {"register_refuses"})
    assert stands(child) == [("2025-09-20", "approved", "2025-10-08")]
    taken_back(load)
    assert stands(child) == [("2025-09-05", "returned", "2025-09-10")]


def test_the_day_of_a_decision_is_brought_by_a_later_file(
    acting: Cast, child: Any, take: Take, taken_back: Any
) -> None:
    without = claim(结果="通过")
    dated = without | {"办结日期": "2025-10-08"}
    assert counted(take("claims", [without])) == (1, 0, 0)
    load = take("claims", [dated])
    assert counted(load) == (1, 0, 0), rules(load)
    assert stands(child) == [("2025-09-05", "approved", "2025-10-08")]
    assert [counted(take("claims", [one], until="checked")) for one in (without, dated)] == [(0, 1, 0)] * 2
    taken_back(load)
    assert stands(child) == [("2025-09-05", "approved", None)]


def test_after_a_refusal_another_claim_stands_beside_it(acting: Cast, child: Any, take: Take) -> None:
    refused = claim(结果="未通过", 办结日期="2025-09-10")
    again = claim(提交日期="2025-11-01", 结果="已通过", 办结日期="2025-11-09")
    assert counted(take("claims", [refused, again])) == (2, 0, 0)
    assert [one[1] for one in stands(child)] == ["refused", "approved"]
    assert counted(take("claims", [refused, again], until="checked")) == (0, 2, 0)


def test_claims_that_cannot_be_are_set_aside(acting: Cast, child: Any, take: Take) -> None:
    load = take(
        "claims",
        [
            claim(结果="也许"),
            claim(办结日期="2025-09-01", 结果="通过"),
            claim(提交日期="2199-01-01"),
            claim(项目="生育奖金"),
            claim(申领人姓名="何人", 申领人身份证号=id_number(day("1990-01-01"), "female", 77)),
        ],
    )
    assert counted(load) == (0, 0, 5)
    assert rules(load) == {"choice_unknown", "decided_first", "day_ahead", "person_not_found"}


# ------------------------------------------------------------------------------------------------ papers and statuses

PAPERS = [
    ("one_child_certificates", {"光荣证号": "420890-0012"}, {"kind": "one_child_parents", "number": "420890-0012"}),
    ("complication_assessments", {"鉴定等级": "二级"}, {"kind": "complication", "grade": 2}),
    ("disability_cards", {"残疾等级": "三级"}, {"kind": "disability", "grade": 3}),
]


@pytest.mark.parametrize(("source", "says", "kept"), PAPERS)
def test_a_paper_is_recorded_once_ends_and_is_taken_back(
    acting: Cast, take: Take, taken_back: Any, source: str, says: dict[str, str], kept: dict[str, Any]
) -> None:
    from jiahe.intake.sources import SOURCES

    begins, ends = (SOURCES[source].field(one).words.zh for one in ("from_date", "until_date"))
    row = MOTHER | says | {begins: "2001-04-05", ends: ""}
    assert counted(take(source, [row])) == (1, 0, 0)
    (held,) = rows("Certificate", person=acting.mother)
    assert {name: getattr(held, name) for name in kept} == kept
    over = row | {ends: "2025-06-01"}
    load = take(source, [over])
    assert counted(load) == (1, 0, 0), rules(load)
    (held,) = rows("Certificate", person=acting.mother)
    assert (held.until_date, held.from_date) == (day("2025-06-01"), day("2001-04-05"))
    assert [counted(take(source, [one], until="checked")) for one in (row, over)] == [(0, 1, 0)] * 2
    other = take(source, [row | {ends: "2025-07-01"}])
    assert (counted(other), rules(other)) == ((0, 0, 1), {"register_refuses"})
    taken_back(load)
    (held,) = rows("Certificate", person=acting.mother)
    assert held.until_date is None
    wrong = take(source, [row | {ends: "2001-04-05"}, row | {begins: "2199-01-01"}, row | {begins: ""}])
    assert rules(wrong) == {"ends_first", "day_ahead", "required_empty"}


def test_a_card_is_cancelled_or_extended_before_its_end_has_come(acting: Cast, take: Take, taken_back: Any) -> None:
    row = MOTHER | {"残疾等级": "三级", "发证日期": "2023-05-01", "有效期至": "2033-05-01"}
    assert counted(take("disability_cards", [row])) == (1, 0, 0)
    for said, over in (
        ({"有效期至": "2043-05-01"}, "2043-05-02"),
        ({"有效期至": "2043-05-01", "注销日期": "2025-11-02"}, "2025-11-02"),
    ):
        load = take("disability_cards", [row | said])
        assert counted(load) == (1, 0, 0), rules(load)
        (held,) = rows("Certificate", person=acting.mother)
        assert (held.until_date, held.grade) == (day(over), 3)
        assert counted(take("disability_cards", [row | said], until="checked")) == (0, 1, 0)
    taken_back(load)
    assert rows("Certificate", person=acting.mother)[0].until_date == day("2043-05-02")
    wrong = take("disability_cards", [row | {"有效期至": "2023-04-30"}])
    assert rules(wrong) == {"ends_first"}
    for_a_day = MOTHER | {"残疾等级": "三级", "发证日期": "2020-01-01", "有效期至": "2020-01-01"}
    assert counted(take("disability_cards", [for_a_day])) == (1, 0, 0)


def test_a_card_that_is_issued_anew_takes_the_place_of_the_one_before(
    acting: Cast, take: Take, taken_back: Any
) -> None:
    first = MOTHER | {"残疾等级": "三级", "发证日期": "2018-05-01", "有效期至": "2028-04-30"}
    assert counted(take("disability_cards", [first])) == (1, 0, 0)
    load = take("disability_cards", [first | {"残疾等级": "二级", "发证日期": "2025-03-01", "有效期至": "2035-02-28"}])
    assert counted(load) == (1, 0, 0), rules(load)
    held = sorted((one.from_date, one.until_date, one.grade) for one in rows("Certificate", person=acting.mother))
    new = (day("2025-03-01"), day("2035-03-01"), 2)
    assert held == [(day("2018-05-01"), day("2025-03-01"), 3), new]
    between = take("disability_cards", [first | {"发证日期": "2020-01-01", "有效期至": ""}])
    assert (counted(between), rules(between)) == ((0, 0, 1), {"register_refuses"})
    taken_back(load)
    (one,) = rows("Certificate", person=acting.mother)
    assert (one.from_date, one.until_date, one.grade) == (day("2018-05-01"), day("2028-05-01"), 3)


def test_what_a_card_on_record_lacks_is_filled_in_and_what_contradicts_it_is_said(
    acting: Cast, take: Take, taken_back: Any
) -> None:
    row = MOTHER | {"残疾等级": "", "残疾人证号": "", "发证日期": "2023-05-01", "有效期至": ""}
    full = row | {"残疾等级": "三级", "残疾人证号": "B-7", "有效期至": "2033-05-01"}

    def held() -> tuple[Any, ...]:
        (one,) = rows("Certificate", person=acting.mother)
        return one.grade, one.number, one.until_date

    assert counted(take("disability_cards", [row])) == (1, 0, 0)
    load = take("disability_cards", [row | {"残疾等级": "三级"}])
    assert (counted(load), held()) == ((1, 0, 0), (3, None, None)), rules(load)
    last = take("disability_cards", [full])
    assert (counted(last), held()) == ((1, 0, 0), (3, "B-7", day("2033-05-02"))), rules(last)
    assert [counted(take("disability_cards", [one], until="checked")) for one in (row, full)] == [(0, 1, 0)] * 2
    for other in ({"残疾等级": "二级"}, {"残疾人证号": "C-8"}):
        refused = take("disability_cards", [full | other])
        assert (counted(refused), rules(refused)) == ((0, 0, 1), {"register_refuses"})
        said = refused.row_faults.get().said
        assert "says otherwise" in said["en"]
        assert not any(one in said["en"] for one in ("C-8", "B-7"))
    taken_back(last)
    taken_back(load)
    assert held() == (None, None, None)


def test_a_status_gets_its_place_and_is_known_by_a_wider_one(acting: Cast, take: Take) -> None:
    row = MOTHER | {"状态": "低保", "起始日期": "2023-01-01", "终止日期": "", "地点": ""}
    town = row | {"地点": "420890100000"}
    village = row | {"地点": VILLAGE}
    assert [counted(take("statuses", [one])) for one in (row, town, village)] == [(1, 0, 0)] * 3
    (held,) = rows("Status", person=acting.mother)
    assert held.place == VILLAGE
    assert [counted(take("statuses", [one], until="checked")) for one in (row, town, village)] == [(0, 1, 0)] * 3
    other = take("statuses", [row | {"地点": OTHER, "终止日期": "2025-01-01"}])
    assert (counted(other), rules(other)) == ((0, 0, 1), {"register_refuses"})
    assert rows("Status", person=acting.mother)[0].until_date is None


def test_what_ended_something_is_not_taken_back_once_a_later_file_follows_on(
    acting: Cast, child: Any, take: Take, taken_back: Any
) -> None:
    from jiahe.web.refusal import Refused

    paper = MOTHER | {"残疾等级": "三级", "发证日期": "2020-01-01", "有效期至": ""}
    status = MOTHER | {"状态": "低保", "起始日期": "2020-01-01", "终止日期": "", "地点": ""}
    home = MOTHER | {"居住地": OTHER, "居住起始日期": "2020-01-01", "居住终止日期": ""}
    hukou = MOTHER | {"迁入地": OTHER, "迁入日期": "2020-01-01", "户籍终止日期": ""}
    couple = {"男方姓名": "李国强", "男方身份证号": GUO, "女方姓名": "李秀英", "女方身份证号": LI}
    cases = [
        ("disability_cards", paper, {"有效期至": "2023-12-31"}, {"发证日期": "2024-01-01"}),
        ("statuses", status, {"终止日期": "2024-01-01"}, {"起始日期": "2024-01-01"}),
        ("custodies", custody(), {"终止日期": "2024-08-01"}, {"起始日期": "2024-08-01"} | FATHER),
        ("moves", home, {"居住终止日期": "2024-01-01"}, {"居住地": VILLAGE, "居住起始日期": "2024-01-01"}),
        ("hukou_moves", hukou, {"户籍终止日期": "2024-01-01"}, {"迁入地": VILLAGE, "迁入日期": "2024-01-01"}),
    ]
    told = [
        (None, ("divorces", couple | {"离婚日期": "2024-01-01"}), ("marriages", couple | {"登记日期": "2024-06-01"})),
        *(((source, row), (source, row | over), (source, row | follows)) for source, row, over, follows in cases),
    ]
    for begun, (ends, over), (begins, follows) in told:
        if begun is not None:  # the two are married already
            assert counted(take(begun[0], [begun[1]])) == (1, 0, 0)
        ended = take(ends, [over])
        assert counted(ended) == (1, 0, 0), rules(ended)
        last = take(begins, [follows])
        assert counted(last) == (1, 0, 0), rules(last)
        with pytest.raises(Refused, match="1 records that follow on"):
            taken_back(ended)
        taken_back(last)
        taken_back(ended)


def test_an_institution_gets_its_place(acting: Cast, child: Any, take: Take) -> None:
    home = custody(抚养类别="儿童福利机构", 机构登记地="", **NOBODY)
    placed = home | {"机构登记地": VILLAGE}
    assert counted(take("custodies", [home])) == (1, 0, 0)
    load = take("custodies", [placed])
    assert counted(load) == (1, 0, 0), rules(load)
    assert rows("Custody", child=child)[0].institution_place == VILLAGE
    assert [counted(take("custodies", [one], until="checked")) for one in (home, placed)] == [(0, 1, 0)] * 2


def test_a_list_of_children_tells_orphans_from_others_and_ends_both(
    acting: Cast, child: Any, take: Take, taken_back: Any
) -> None:
    row = {
        "姓名": "李小满",
        "身份证号": CHILD,
        "状态": "事实无人抚养儿童",
        "起始日期": "2024-03-01",
        "终止日期": "",
        "地点": VILLAGE,
    }
    insured = MOTHER | {"状态": "生育保险", "起始日期": "2023-01-01", "终止日期": "", "地点": ""}
    assert counted(take("statuses", [row, insured])) == (2, 0, 0)
    (one,) = rows("Status", person=child)
    assert (one.kind, one.place) == ("de_facto_unsupported", VILLAGE)
    over = row | {"终止日期": "2025-03-01"}
    load = take("statuses", [over, insured])
    assert counted(load) == (1, 1, 0), rules(load)
    assert rows("Status", person=child)[0].until_date == day("2025-03-01")
    orphan = take("orphans", [{"姓名": "李小满", "身份证号": CHILD, "认定日期": "2025-03-01", "终止日期": ""}])
    assert counted(orphan) == (1, 0, 0), rules(orphan)
    mixed = {"姓名": "李小满", "身份证号": CHILD, "状态": "孤儿", "起始日期": "2025-03-01", "终止日期": "", "地点": ""}
    assert counted(take("statuses", [mixed, over], until="checked")) == (0, 2, 0)
    ended = take("orphans", [{"姓名": "李小满", "身份证号": CHILD, "认定日期": "2025-03-01", "终止日期": "2025-10-01"}])
    assert counted(ended) == (1, 0, 0)
    taken_back(ended)
    taken_back(orphan)
    taken_back(load)
    assert [(one.kind, one.until_date) for one in rows("Status", person=child)] == [("de_facto_unsupported", None)]
    wrong = take("statuses", [insured, insured | {"状态": "富裕"}, insured | {"状态": ""}])
    assert rules(wrong) == {"choice_unknown", "required_empty"}


def test_an_adoption_is_dissolved_by_a_later_file(acting: Cast, child: Any, take: Take, taken_back: Any) -> None:
    from jiahe.people.models import Person
    from jiahe.trust.sealing import blind_index, seal

    wang = id_number(day("1990-01-02"), "female", 15)
    Person.objects.filter(id=acting.wang).update(
        id_sealed=seal(wang, "id_number"), id_index=blind_index(wang, "id_number")
    )
    row = {"被收养人姓名": "李小满", "被收养人身份证号": CHILD, "收养人姓名": "王桂芳", "收养人身份证号": wang}
    row |= {"收养登记日期": "2024-01-06", "解除收养日期": ""}
    assert counted(take("adoptions", [row])) == (1, 0, 0)
    over = row | {"解除收养日期": "2025-05-01"}
    load = take("adoptions", [over])
    assert counted(load) == (1, 0, 0), rules(load)
    (kept,) = rows("Parenthood", child=child, kind="adoption")
    assert kept.until_date == day("2025-05-01")
    assert [counted(take("adoptions", [one], until="checked")) for one in (row, over)] == [(0, 1, 0)] * 2
    taken_back(load)
    (kept,) = rows("Parenthood", child=child, kind="adoption")
    assert kept.until_date is None
