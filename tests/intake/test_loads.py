"""Files of each source: what is loaded, what is there already, what is set aside and why; and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.cast import VILLAGE, Cast
from tests.intake.conftest import DAY, id_number

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

LI = id_number(dt.date(1994, 5, 6), "female", 11)
GUO = id_number(dt.date(1992, 11, 30), "male", 12)
NEW = id_number(dt.date(2001, 2, 3), "male", 13)


@pytest.fixture
def acting(posts: dict[str, Acting], cast: Cast) -> Iterator[Cast]:
    """Act as the steward, in a register in which the Li couple have their numbers."""
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as
    from jiahe.trust.sealing import blind_index, seal

    with acting_as(posts["steward"]):
        for person, number in ((cast.mother, LI), (cast.father, GUO)):
            Person.objects.filter(id=person).update(
                id_sealed=seal(number, "id_number"), id_index=blind_index(number, "id_number")
            )
        yield cast


def person(**columns: Any) -> Any:
    from jiahe.people.models import Person

    return Person.objects.get(**columns)


def rules(load: Any) -> set[str]:
    return set(load.row_faults.values_list("rule", flat=True))


def household(**other: str) -> dict[str, str]:
    row = {"姓名": "", "身份证号": "", "性别": "", "出生日期": "", "户籍地": VILLAGE, "户号": "", "联系电话": ""}
    return row | other


def test_a_household_list_adds_who_is_new_and_fills_in_what_was_unknown(acting: Cast, take: Callable[..., Any]) -> None:
    from jiahe.people.models import Household

    load = take(
        "household_registration",
        [
            household(姓名="周新", 身份证号=NEW, 性别="男", 出生日期="2001年2月3日", 户号="0007"),
            household(姓名="李秀英", 身份证号=LI, 性别="女", 出生日期="19940506", 联系电话="13800000000"),
        ],
    )
    assert (load.state, load.loaded, load.unchanged, load.aside) == ("loaded", 2, 0, 0), rules(load)
    new = person(name="周新")
    assert (new.birth_date, new.sex, new.nationality, new.load) == (dt.date(2001, 2, 3), "male", "CHN", load.id)
    assert Household.objects.get(id=new.household_id).number == "0007"
    filled = person(id=acting.mother)
    assert filled.phone_sealed is not None
    assert filled.load is None
    noted = filled.corrections.get(load=load.id)
    assert (noted.column, noted.before, noted.after, noted.learned_on) == ("phone", None, "***", DAY)


def test_the_same_file_again_changes_nothing(acting: Cast, take: Callable[..., Any]) -> None:
    from jiahe.people.models import Change

    rows = [
        household(姓名="周新", 身份证号=NEW, 性别="男", 出生日期="2001-02-03"),
        household(姓名="李秀英", 身份证号=LI),
    ]
    first = take("household_registration", rows)
    assert (first.loaded, first.unchanged) == (1, 1)
    changes = Change.objects.count()
    again = take("household_registration", rows)
    assert (again.loaded, again.unchanged, again.aside) == (0, 2, 0)
    assert Change.objects.count() == changes


def test_a_number_says_birth_date_and_sex_where_the_row_does_not(acting: Cast, take: Callable[..., Any]) -> None:
    from jiahe.people.models import Person

    Person.objects.filter(id=acting.mother).update(sex=None)
    load = take("household_registration", [household(姓名="周新", 身份证号=NEW), household(姓名="李秀英", 身份证号=LI)])
    assert (load.loaded, load.aside) == (2, 0), rules(load)
    new = person(name="周新")
    assert (new.birth_date, new.sex) == (dt.date(2001, 2, 3), "male")
    assert person(id=acting.mother).sex == "female"


def test_a_birth_date_that_cannot_be_read_is_not_taken_from_the_number(acting: Cast, take: Callable[..., Any]) -> None:
    rows = [
        household(姓名="周新", 身份证号=NEW, 出生日期="2001年13月3日"),
        household(姓名="李秀英", 身份证号=LI, 出生日期="1994年5月6日"),
    ]
    load = take("household_registration", rows)
    assert (load.loaded, load.unchanged, load.aside) == (0, 1, 1)


def test_whom_no_number_names_is_asked_for_and_never_merged(acting: Cast, take: Callable[..., Any]) -> None:
    load = take(
        "household_registration",
        [household(姓名="李秀英", 性别="", 出生日期="1994-05-06", 户籍地="420890100202")],
        until="checked",
    )
    assert (load.loaded, load.aside) == (0, 1)
    assert rules(load) == {"perhaps_there"}


def test_a_conflict_is_set_aside_and_the_register_stays_as_it_is(acting: Cast, take: Callable[..., Any]) -> None:
    load = take("household_registration", [household(姓名="李秀英", 身份证号=LI, 户籍地="420890100202")])
    assert (load.loaded, load.aside) == (0, 1)
    assert rules(load) == {"says_otherwise"}
    assert person(id=acting.mother).hukou_place == VILLAGE


def test_a_number_under_another_name_is_set_aside(acting: Cast, take: Callable[..., Any]) -> None:
    load = take("household_registration", [household(姓名="赵铁柱", 身份证号=LI)])
    assert rules(load) == {"number_of_another"}


def test_two_rows_about_one_person_are_not_taken_silently(acting: Cast, take: Callable[..., Any]) -> None:
    row = household(姓名="周新", 身份证号=NEW, 性别="男", 出生日期="2001-02-03")
    load = take("household_registration", [row, row | {"联系电话": "13900000000"}])
    assert (load.loaded, load.aside) == (1, 1)
    assert rules(load) == {"twice_in_file"}


def test_bad_cells_are_named_and_good_rows_are_loaded(acting: Cast, take: Callable[..., Any]) -> None:
    load = take(
        "household_registration",
        [
            household(姓名="周新", 身份证号=NEW, 性别="男", 出生日期="2001-02-03"),
            household(姓名="吴失", 身份证号="1.10101E+17", 性别="女"),
            household(姓名="郑月", 身份证号="", 性别="女", 出生日期="农历五月初五"),
        ],
    )
    assert (load.read, load.loaded, load.aside) == (3, 1, 2)
    assert {"id_number_lost", "date_lunar"} <= rules(load)
    lost = load.row_faults.get(rule="id_number_lost")
    assert (lost.number, lost.columns) == (3, [1]), "the row as Excel shows it, and the column"


def test_accounts_are_filled_in_but_never_replaced(acting: Cast, take: Callable[..., Any]) -> None:
    first = take("bank_accounts", [{"姓名": "李秀英", "身份证号": LI, "银行账号": "6217001210024455220"}])
    assert first.loaded == 1, rules(first)
    other = take("bank_accounts", [{"姓名": "李秀英", "身份证号": LI, "银行账号": "6217001210024455238"}])
    assert (other.loaded, other.aside) == (0, 1)


def birth(**other: str) -> dict[str, str]:
    row = {
        "新生儿姓名": "李谷雨", "性别": "女", "出生日期": "2025-11-01", "母亲姓名": "李秀英", "母亲身份证号": LI,
        "父亲姓名": "李国强", "父亲身份证号": GUO, "落户地": VILLAGE,
    }  # fmt: skip
    return row | other


def test_a_divorce_ends_no_marriage_to_somebody_else(acting: Cast, take: Callable[..., Any]) -> None:
    from jiahe.people.models import Person, Union
    from jiahe.trust.sealing import blind_index, seal

    wang = id_number(dt.date(1990, 1, 2), "female", 15)
    sealed = {"id_sealed": seal(wang, "id_number"), "id_index": blind_index(wang, "id_number")}
    Person.objects.filter(id=acting.wang).update(**sealed)
    couple = {"男方姓名": "李国强", "男方身份证号": GUO, "女方姓名": "王桂芳", "女方身份证号": wang}
    load = take("divorces", [couple | {"离婚日期": "2025-10-01"}])
    assert (load.loaded, load.aside, rules(load)) == (0, 1, {"register_refuses"})
    assert "与另一个人有婚姻" in load.row_faults.get().said["zh"]
    assert Union.objects.get(superseded_at=None).until_date is None
    other_way = {"男方姓名": "李国强", "男方身份证号": GUO, "女方姓名": "李秀英", "女方身份证号": LI}
    assert take("divorces", [other_way | {"离婚日期": "2025-10-01"}]).loaded == 1


def test_a_birth_is_recorded_with_both_parents_and_once(acting: Cast, take: Callable[..., Any]) -> None:
    load = take("births", [birth()])
    assert load.loaded == 1, rules(load)
    child = person(name="李谷雨")
    assert {one.parent_id for one in child.parenthoods.all()} == {acting.mother, acting.father}
    assert (child.source, child.load) == ("出生医学证明", load.id)
    assert take("births", [birth()]).unchanged == 1


def test_a_birth_whose_mother_nobody_knows_is_set_aside(acting: Cast, take: Callable[..., Any]) -> None:
    load = take("births", [birth(母亲姓名="何人", 母亲身份证号=id_number(dt.date(1990, 1, 1), "female", 77))])
    assert (load.aside, rules(load)) == (1, {"person_not_found"})


def test_what_an_action_refuses_is_set_aside_in_its_words(acting: Cast, take: Callable[..., Any]) -> None:
    load = take("births", [birth(出生日期="2001-01-01", 新生儿姓名="李早")])
    fault = load.row_faults.get()
    assert fault.rule == "register_refuses"
    assert "还太小" in fault.said["zh"]


def test_deaths_marriages_divorces_and_papers(acting: Cast, take: Callable[..., Any]) -> None:
    from jiahe.people.models import Certificate, Payment, Union

    couple = {"男方姓名": "李国强", "男方身份证号": GUO, "女方姓名": "李秀英", "女方身份证号": LI}
    assert take("marriages", [couple | {"登记日期": "2019-05-01"}]).unchanged == 1
    assert take("divorces", [couple | {"离婚日期": "2024-01-01"}]).loaded == 1
    assert Union.objects.get(superseded_at=None).ended_by == "divorce"
    one = {"姓名": "李国强", "身份证号": GUO}
    card = take("disability_cards", [one | {"残疾等级": "二级", "发证日期": "2020.3.4"}])
    assert card.loaded == 1, rules(card)
    assert Certificate.objects.get().grade == 2
    paid = {"项目": "育儿补贴", "年度": "2025", "金额": "3,600.00", "发放日期": "2025/10/31"}
    assert take("payments", [one | paid]).loaded == 1
    assert Payment.objects.get().amount == 360000
    assert take("payments", [one | paid]).unchanged == 1
    assert take("deaths", [one | {"死亡日期": "2025-10-01"}]).loaded == 1
    assert person(id=acting.father).death_date == dt.date(2025, 10, 1)
    other = take("deaths", [one | {"死亡日期": "2025-10-02"}])
    assert (other.aside, rules(other)) == (1, {"register_refuses"})


def test_adoptions_and_orphans(acting: Cast, take: Callable[..., Any]) -> None:
    from jiahe.people.models import Parenthood, Status

    child = id_number(dt.date(2023, 3, 20), "female", 14)
    assert take(
        "household_registration", [household(姓名="李小满", 身份证号=child, 性别="女", 出生日期="2023-03-20")]
    ).loaded
    taken = {"被收养人姓名": "李小满", "被收养人身份证号": child, "收养人姓名": "李秀英", "收养人身份证号": LI}
    load = take("adoptions", [taken | {"收养登记日期": "2025-01-06"}])
    assert load.aside == 1, "she is her mother by birth"
    assert not Parenthood.objects.filter(kind="adoption").exists()
    load = take("orphans", [{"姓名": "李小满", "身份证号": child, "认定日期": "2025-03-01"}])
    assert load.loaded == 1, rules(load)
    assert Status.objects.get().kind == "orphan"


def test_a_check_changes_nothing_of_the_register(acting: Cast, take: Callable[..., Any]) -> None:
    from jiahe.people.models import Change, Parenthood, Person

    before = (Person.objects.count(), Parenthood.objects.count(), Change.objects.count())
    load = take("births", [birth()], until="checked")
    assert (load.state, load.loaded) == ("checked", 1)
    assert (Person.objects.count(), Parenthood.objects.count(), Change.objects.count()) == before


def test_a_load_is_taken_back_whole(acting: Cast, take: Callable[..., Any], taken_back: Callable[[Any], None]) -> None:
    from jiahe.people.models import Correction, Household, Person, Union

    couple = {"男方姓名": "李国强", "男方身份证号": GUO, "女方姓名": "李秀英", "女方身份证号": LI}
    before = Union.objects.get()
    divorce = take("divorces", [couple | {"离婚日期": "2024-01-01"}])
    taken_back(divorce)
    after = Union.objects.get()
    assert (after.id, after.until_date, after.superseded_at) == (before.id, None, None)
    people = Person.objects.count()
    listed = take(
        "household_registration",
        [
            household(姓名="周新", 身份证号=NEW, 性别="男", 出生日期="2001-02-03", 户号="0007"),
            household(姓名="李秀英", 身份证号=LI, 联系电话="13800000000", 户号="0007"),
        ],
    )
    assert Person.objects.count() == people + 1
    assert person(id=acting.mother).household_id == person(name="周新").household_id
    taken_back(listed)
    listed.refresh_from_db()
    assert listed.state == "undone"
    assert Person.objects.count() == people
    assert person(id=acting.mother).phone_sealed is None
    assert not Correction.objects.filter(load=listed.id).exists()
    assert not Household.objects.exists()
    assert person(id=acting.mother).household_id is None


def test_a_load_on_which_something_was_built_is_not_taken_back(
    acting: Cast, take: Callable[..., Any], steward_account: Any
) -> None:
    from jiahe.intake.taking_back import undo
    from jiahe.web.refusal import Refused

    listed = take("household_registration", [household(姓名="周新", 身份证号=NEW, 性别="男", 出生日期="2001-02-03")])
    take("marriages", [
        {"男方姓名": "周新", "男方身份证号": NEW, "女方姓名": "王桂芳", "女方身份证号": LI, "登记日期": "2024-01-01"}
    ])  # fmt: skip
    card = {"姓名": "周新", "身份证号": NEW, "残疾等级": "三级", "发证日期": "2020-03-04"}
    assert take("disability_cards", [card]).loaded == 1
    with pytest.raises(Refused, match="certificates"):
        undo(key=listed.id, account=steward_account.id)
    assert person(name="周新")


def zhou(**other: str) -> dict[str, str]:
    return household(姓名="周新", 身份证号=NEW, 性别="男", 出生日期="2001-02-03") | other


def test_what_a_run_and_a_search_said_of_them_goes_with_a_load(
    acting: Cast, take: Callable[..., Any], posts: dict[str, Acting], taken_back: Callable[[Any], None]
) -> None:
    from jiahe.entitlements.models import Difference, Outcome, Run
    from jiahe.intake.models import Finding
    from jiahe.trust.acting import acting_as

    listed = take("household_registration", [zhou()])
    one, days = person(name="周新"), dict.fromkeys(("found_on", "seen_on", "due_on"), DAY)
    with acting_as(posts["background"]):
        run = Run.objects.create(
            on=DAY, region="420890000000", why="asked", post=posts["background"].post, state="done"
        )
        Outcome.objects.create(
            person=one, programme="x", place=VILLAGE, status="eligible", this_year=1, enrolled=False, on=DAY
        )
        Difference.objects.create(run=run, person=one, programme="x", place=VILLAGE, because=["facts"])
        Finding.objects.create(rule="x", person=one, place=VILLAGE, source="x", **days)
        Finding.objects.create(rule="y", person_id=acting.mother, other=one, place=VILLAGE, source="x", **days)
    taken_back(listed)
    listed.refresh_from_db()
    assert listed.state == "undone"
    with acting_as(posts["background"]):
        assert not Finding.objects.exists()
        assert not Difference.objects.exists()


def test_a_load_stays_when_somebody_whom_it_brought_has_agreed_to_something(
    acting: Cast, take: Callable[..., Any], steward_account: Any, posts: dict[str, Acting]
) -> None:
    from jiahe.intake.taking_back import undo
    from jiahe.trust.acting import acting_as
    from jiahe.trust.consents import give, the_purposes
    from jiahe.web.refusal import Refused

    listed, purpose = take("household_registration", [zhou()]), the_purposes()["sms"]
    with acting_as(replace(posts["steward"], account=steward_account.id)):
        give(person=person(name="周新").id, purpose="sms", version=purpose.texts[-1].since, paper="同意书")
    with pytest.raises(Refused, match="accounts or consents"):
        undo(key=listed.id, account=steward_account.id)


def test_a_row_without_a_number_is_not_added_beside_one_that_may_be_the_same(
    acting: Cast, take: Callable[..., Any]
) -> None:
    bare = zhou(身份证号="", 户籍地="420890100202")
    for rows, rule in (
        ([zhou(), bare], "alike_in_file"),
        ([bare, zhou()], "alike_in_file"),
        ([bare, zhou(身份证号="")], "twice_in_file"),
    ):
        load = take("household_registration", rows, until="checked")
        assert (load.loaded, load.aside, rules(load)) == (1, 1, {rule})
    namesake = zhou(身份证号=id_number(dt.date(2001, 2, 3), "male", 99))
    assert take("household_registration", [zhou(), namesake]).loaded == 2, "each has a number of their own"


def test_a_birth_date_that_lies_ahead_is_set_aside(acting: Cast, take: Callable[..., Any]) -> None:
    load = take("household_registration", [household(姓名="周未", 性别="男", 出生日期="2199-02-03")])
    assert (load.aside, rules(load)) == (1, {"day_ahead"})


def test_a_death_whose_number_says_another_birth_date_is_set_aside(acting: Cast, take: Callable[..., Any]) -> None:
    row = {"姓名": "李国强", "身份证号": GUO, "出生日期": "1992-11-03", "死亡日期": "2025-10-01"}
    load = take("deaths", [row])
    assert (load.aside, rules(load)) == (1, {"number_says_another"})


def test_no_twin_is_lost(acting: Cast, take: Callable[..., Any]) -> None:
    nameless = birth(新生儿姓名="")
    load = take("births", [nameless, nameless | {"性别": "男"}, nameless])
    assert (load.loaded, load.aside, rules(load)) == (2, 1, {"twice_in_file"})
    assert take("births", [nameless, nameless | {"性别": "男"}]).unchanged == 2
    born = {"出生日期": "2025-10-01"}
    assert take("births", [birth(新生儿姓名="李大双", **born), birth(新生儿姓名="李小双", **born)]).loaded == 2


def test_what_is_too_long_for_the_register_sets_its_row_aside(acting: Cast, take: Callable[..., Any]) -> None:
    rows = [zhou(户号="9" * 50), household(姓名="吴安", 性别="女", 出生日期="1999-01-02", 户号="8")]
    load = take("household_registration", rows)
    assert (load.state, load.loaded, load.aside) == ("loaded", 1, 1)
    assert person(name="吴安")
