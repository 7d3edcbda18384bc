"""Two sources that say different things of somebody: nothing is overwritten, and somebody looks which is right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import COUNTY, Cast
from tests.intake.findings.conftest import ON
from tests.intake.test_loads import LI, NEW, acting, household, rules

__all__ = ["acting"]  # the fixture

Take = Callable[..., Any]


def bank(name: str) -> list[dict[str, str]]:
    return [{"姓名": name, "身份证号": LI, "银行账号": "6217001210024455220"}]


def death(day: str, **other: str) -> list[dict[str, str]]:
    return [{"姓名": "李秀英", "身份证号": LI, "死亡日期": day} | other]


@pytest.fixture
def found(posts: Any) -> Callable[[], dict[Any, list[Any]]]:
    """``found()``: search, and return what sources say otherwise that is not closed, by person."""
    from jiahe.intake.findings.models import Finding
    from jiahe.intake.findings.search import look
    from jiahe.trust.acting import acting_as

    def searched() -> dict[Any, list[Any]]:
        with acting_as(posts["background"]):
            look(place=COUNTY, on=ON)
        open_ones = Finding.objects.filter(rule="sources_disagree").exclude(state="closed")
        return {
            one.person_id: [(said["column"], said["now"], said["says"], said["by"]) for said in one.what["said"]]
            for one in open_ones
        }

    return searched


def test_what_a_source_is_not_believed_becomes_a_finding_until_it_is_put_right(
    acting: Cast, take: Take, found: Any
) -> None:
    from jiahe.people.corrections import correct_person

    load = take("household_registration", [household(姓名="李秀英", 身份证号=LI, 性别="女", 户籍地="420890100202")])
    assert rules(load) == {"says_otherwise"}
    said = [("hukou_place", "420890100201", "420890100202", "household_registration")]
    assert found() == {acting.mother: said}
    assert found() == {acting.mother: said}
    take("bank_accounts", bank("李秀瑛"))
    assert found() == {acting.mother: [*said, ("name", "李秀英", "李秀瑛", "bank_accounts")]}
    correct_person(
        person=acting.mother, name="李秀瑛", hukou_place="420890100202", reason="写错", source="户口簿",
        learned_on=dt.date(2025, 12, 3),
    )  # fmt: skip
    assert found() == {}


def test_what_a_source_says_no_more_is_over_until_that_file_is_taken_back(
    acting: Cast, take: Take, found: Any, taken_back: Any
) -> None:
    take("bank_accounts", bank("李秀瑛"))
    said = found()
    assert list(said) == [acting.mother]
    agrees = take("bank_accounts", bank("李秀英"))
    assert found() == {}
    again = take("bank_accounts", bank("李秀英"))
    taken_back(agrees)
    assert found() == {}, "the other file agrees too"
    taken_back(again)
    assert found() == said


def test_what_one_office_says_another_does_not_settle(acting: Cast, take: Take, found: Any, steward: Any) -> None:
    from jiahe.intake.models import Finding

    assert take("deaths", death("2025-11-03"), office="police").loaded == 1
    assert take("deaths", death("2025-11-05"), office="cdc").aside == 1
    said = found()
    assert said == {acting.mother: [("death_date", "2025-11-03", "2025-11-05", "deaths")]}
    assert take("deaths", death("2025-11-03"), office="civil_affairs").unchanged == 1
    assert found() == said
    finding = Finding.objects.get(rule="sources_disagree")
    page = steward.get(f"/findings/{finding.id}/")
    assert "死亡登记（疾控）" in page.content.decode()
    take("deaths", death("2025-11-06"), office="civil_affairs")
    assert [one[2] for one in found()[acting.mother]] == ["2025-11-05", "2025-11-06"], "each office by itself"
    take("deaths", death("2025-11-03"), office="cdc")
    assert [one[2] for one in found()[acting.mother]] == ["2025-11-06"]


def test_a_file_that_is_checked_and_dropped_forgets_nothing(acting: Cast, take: Take, found: Any) -> None:
    from jiahe.intake import actions
    from jiahe.intake.models import Conflict

    take("bank_accounts", bank("李秀瑛"))
    before = found()
    wrong = take("bank_accounts", bank("李秀英"), until="checked")
    assert found() == before, "a check forgets nothing yet"
    actions.drop(key=wrong.id)
    assert found() == before
    assert Conflict.objects.count() == 1
    take("bank_accounts", bank("李秀英"))
    assert found() == {}


def test_of_two_files_of_one_source_the_later_counts(acting: Cast, take: Take, found: Any) -> None:
    take("bank_accounts", bank("李秀瑛"))
    take("bank_accounts", bank("李绣英"))
    assert found() == {acting.mother: [("name", "李秀英", "李绣英", "bank_accounts")]}


def test_a_number_under_another_name_is_a_conflict(acting: Cast, take: Take, found: Any) -> None:
    take("bank_accounts", bank("赵铁柱"))
    assert found() == {acting.mother: [("name", "李秀英", "赵铁柱", "bank_accounts")]}


def test_two_days_of_one_death_are_a_conflict(acting: Cast, take: Take, found: Any) -> None:
    assert take("deaths", death("2025-11-01")).loaded == 1
    again = take("deaths", death("2025-11-03", 出生日期="1994-05-06"))
    assert (again.loaded, again.aside) == (0, 1)
    assert found() == {acting.mother: [("death_date", "2025-11-01", "2025-11-03", "deaths")]}


def test_what_an_event_says_beside_it_is_heard(acting: Cast, take: Take, found: Any) -> None:
    load = take("deaths", death("2025-11-01", 姓名="李秀瑛"))
    assert load.loaded == 1, rules(load)
    assert found() == {acting.mother: [("name", "李秀英", "李秀瑛", "deaths")]}


def test_unknown_contradicts_nothing(acting: Cast, take: Take, found: Any) -> None:
    from jiahe.intake.models import Conflict
    from jiahe.people.models import Person

    Person.objects.filter(id=acting.mother).update(sex=None)
    take("household_registration", [household(姓名="李秀英", 身份证号=LI, 性别="女", 联系电话="13800000000")])
    assert not Conflict.objects.exists()
    assert found() == {}


def card(account: str) -> list[dict[str, str]]:
    return [{"姓名": "李秀英", "身份证号": LI, "银行账号": account}]


OLD, RENEWED, THIRD = "6217001210024455220", "6217001210024455238", "6217001210024455246"


def test_another_number_is_a_finding_that_does_not_hold_it(acting: Cast, take: Take, found: Any, steward: Any) -> None:
    from jiahe.intake.models import Conflict, Finding

    take("bank_accounts", card(OLD))
    load = take("bank_accounts", card(RENEWED))
    assert (load.aside, rules(load)) == (1, {"says_otherwise"})
    assert Conflict.objects.get().says is None
    assert found() == {acting.mother: [("account", None, None, "bank_accounts")]}
    finding = Finding.objects.get(rule="sources_disagree")
    page = steward.get(f"/findings/{finding.id}/").content.decode()
    assert page.count("（不显示）") == 2
    assert OLD not in page
    assert RENEWED not in page


def test_a_telephone_is_one_too_and_keeps_nothing_else_back(acting: Cast, take: Take, found: Any) -> None:
    def listed(phone: str, **other: str) -> Any:
        return take("household_registration", [household(姓名="李秀英", 身份证号=LI, 联系电话=phone) | other])

    listed("13800000000")
    assert listed("13900000000", 户号="0009").changed == 1
    assert found() == {acting.mother: [("phone", None, None, "household_registration")]}


def test_another_number_is_settled_when_the_register_is_corrected_or_a_later_file_agrees(
    acting: Cast, take: Take, found: Any
) -> None:
    from jiahe.people.corrections import correct_account

    take("bank_accounts", card(OLD))
    take("bank_accounts", card(RENEWED))
    assert list(found()) == [acting.mother]
    correct_account(
        person=acting.mother, account=RENEWED, reason="换卡", source="社保卡", learned_on=dt.date(2025, 12, 3)
    )
    assert found() == {}
    take("bank_accounts", card(THIRD))
    assert list(found()) == [acting.mother], "what the bank says now, the register does not say"
    take("bank_accounts", card(RENEWED))
    assert found() == {}


def test_a_file_that_is_dropped_or_taken_back_leaves_none(
    acting: Cast, take: Take, found: Any, taken_back: Any
) -> None:
    from jiahe.intake import actions

    dropped = take("bank_accounts", bank("李秀瑛"), until="checked")
    assert list(found()) == [acting.mother]
    actions.drop(key=dropped.id)
    assert found() == {}
    rows = [
        household(姓名="周新", 身份证号=NEW, 性别="男", 出生日期="2001-02-03"),
        household(姓名="李秀英", 身份证号=LI, 户籍地="420890100202"),
    ]
    load = take("household_registration", rows)
    assert list(found()) == [acting.mother]
    taken_back(load)
    assert found() == {}


def test_what_another_file_says_otherwise_keeps_no_load_from_being_taken_back(
    acting: Cast, take: Take, found: Any, taken_back: Any
) -> None:
    load = take("household_registration", [household(姓名="周新", 身份证号=NEW, 性别="男", 出生日期="2001-02-03")])
    take("bank_accounts", [{"姓名": "周欣", "身份证号": NEW, "银行账号": "6217001210024455220"}], until="checked")
    assert len(found()) == 1
    taken_back(load)
    assert found() == {}


def test_somebody_dead_on_a_list_of_the_living_is_a_finding(acting: Cast, take: Take, found: Any, steward: Any) -> None:
    from jiahe.intake.models import Finding
    from jiahe.people.corrections import correct_death

    take("deaths", death("2025-11-01"))
    load = take("household_registration", [household(姓名="李秀英", 身份证号=LI, 户号="0009")])
    assert (load.loaded, load.aside, rules(load)) == (1, 0, set()), "the row itself is taken as ever"
    assert found() == {acting.mother: [("death_date", "2025-11-01", None, "household_registration")]}
    page = steward.get(f"/findings/{Finding.objects.get(rule='sources_disagree').id}/").content.decode()
    assert "2025年11月1日" in page
    assert "在世" in page
    correct_death(
        person=acting.mother, death_date=None, reason="查实有误", source="本人到场", learned_on=dt.date(2025, 12, 3)
    )
    assert found() == {}


def test_a_list_says_that_somebody_lived_on_its_day_only(acting: Cast, take: Take, found: Any) -> None:
    from jiahe.people.actions import record_death
    from jiahe.people.corrections import correct_death

    told: dict[str, Any] = {"reason": "查实有误", "source": "本人到场", "learned_on": dt.date(2025, 12, 3)}
    take("deaths", death("2025-11-01"))
    take("household_registration", [household(姓名="李秀英", 身份证号=LI)], on=dt.date(2025, 11, 10))
    assert found()
    correct_death(person=acting.mother, death_date=dt.date(2025, 11, 20), **told)
    assert found() == {}, "she died after that day"
    correct_death(person=acting.mother, death_date=None, **told)
    record_death(
        person=acting.mother, death_date=dt.date(2025, 12, 2), source="死亡证", learned_on=dt.date(2025, 12, 3)
    )
    assert found() == {}, "the list is of before her death"


def test_who_died_after_the_list_and_an_account_of_the_dead_contradict_nothing(
    acting: Cast, take: Take, found: Any
) -> None:
    listed = [household(姓名="李秀英", 身份证号=LI)]
    take("deaths", death("2025-11-01"))
    take("household_registration", listed, on=dt.date(2025, 11, 1))
    take("bank_accounts", bank("李秀英"))
    assert found() == {}
