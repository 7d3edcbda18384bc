"""What a clerk has corrected or withdrawn: no file brings it back, neither the next nor the very same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.intake.test_conflicts import death, found
from tests.intake.test_loads import GUO, LI, acting, birth, household, rules
from tests.intake.test_spells_and_papers import CHILD, child, counted, rows

__all__ = ["acting", "child", "found"]  # the fixtures

Take = Callable[..., Any]
RIGHT = {"reason": "查实有误", "source": "本人到场", "learned_on": dt.date(2025, 12, 3)}
MOTHER = {"姓名": "李秀英", "身份证号": LI}
BOTH = {"男方姓名": "李国强", "男方身份证号": GUO, "女方姓名": "李秀英", "女方身份证号": LI}


def person(key: Any) -> Any:
    from jiahe.people.models import Person

    return Person.objects.get(id=key)


def withdraw(model: str, who: Any, table: str, **about: Any) -> None:
    from jiahe.people.withdrawals import withdraw_row

    (one,) = rows(model, **about)
    withdraw_row(person=who, table=table, row=one.id, restore=False, **RIGHT)


def test_a_death_that_was_proved_wrong_stays_wrong_and_is_looked_at(acting: Cast, take: Take, found: Any) -> None:
    from jiahe.people.corrections import correct_death

    assert take("deaths", death("2025-11-01")).loaded == 1
    correct_death(person=acting.mother, death_date=None, **RIGHT)
    again = take("deaths", death("2025-11-01"))
    assert (counted(again), rules(again)) == ((0, 0, 1), {"put_right_by_hand"})
    assert person(acting.mother).death_date is None
    assert found() == {acting.mother: [("death_date", None, "2025-11-01", "deaths")]}


def test_the_finding_says_that_the_register_has_her_living(acting: Cast, take: Take, found: Any, steward: Any) -> None:
    from jiahe.intake.models import Finding
    from jiahe.people.corrections import correct_death

    take("deaths", death("2025-11-01"))
    correct_death(person=acting.mother, death_date=None, **RIGHT)
    take("deaths", death("2025-11-01"))
    found()
    page = steward.get(f"/findings/{Finding.objects.get(rule='sources_disagree').id}/").content.decode()
    assert "在世" in page
    assert "2025年11月1日" in page


def test_a_death_on_another_day_is_another_event(acting: Cast, take: Take) -> None:
    from jiahe.people.corrections import correct_death

    take("deaths", death("2025-11-01"))
    correct_death(person=acting.mother, death_date=None, **RIGHT)
    assert counted(take("deaths", death("2025-11-20"))) == (1, 0, 0)


def test_what_was_taken_back_with_its_file_comes_again(
    acting: Cast, take: Take, taken_back: Callable[[Any], None]
) -> None:
    taken_back(take("deaths", death("2025-11-01")))
    card = [MOTHER | {"残疾等级": "二级", "发证日期": "2025-03-01"}]
    taken_back(take("disability_cards", card))
    assert counted(take("deaths", death("2025-11-01"))) == (1, 0, 0)
    assert counted(take("disability_cards", card)) == (1, 0, 0)


PAPERS = [
    ("disability_cards", {"残疾等级": "二级", "发证日期": "2025-03-01"}, "Certificate", "certificate"),
    ("orphans", {"认定日期": "2025-03-01"}, "Status", "status"),
    (
        "payments",
        {"项目": "奖励扶助", "年度": "2024", "金额": "960元", "发放日期": "2024-06-30"},
        "Payment",
        "payment",
    ),
    ("moves", {"居住地": "420890100202", "居住起始日期": "2025-03-01"}, "Residence", "residence"),
]


@pytest.mark.parametrize(("source", "says", "model", "table"), PAPERS)
def test_a_row_that_was_withdrawn_is_set_aside(
    acting: Cast, take: Take, source: str, says: dict[str, str], model: str, table: str
) -> None:
    assert counted(take(source, [MOTHER | says])) == (1, 0, 0)
    withdraw(
        model, acting.mother, table, person=acting.mother, **({"until_date": None} if table == "residence" else {})
    )
    again = take(source, [MOTHER | says])
    assert (counted(again), rules(again)) == ((0, 0, 1), {"put_right_by_hand"})


def test_a_row_whose_day_was_corrected_is_set_aside_and_the_right_one_is_there(acting: Cast, take: Take) -> None:
    from jiahe.people.withdrawals import correct_row

    take("orphans", [MOTHER | {"认定日期": "2025-03-01"}])
    (one,) = rows("Status", person=acting.mother)
    correct_row(person=acting.mother, table="status", row=one.id, from_date=dt.date(2025, 4, 1), **RIGHT)
    again = take("orphans", [MOTHER | {"认定日期": "2025-03-01", "终止日期": "2025-03-20"}])
    assert rules(again) == {"put_right_by_hand"}
    assert counted(take("orphans", [MOTHER | {"认定日期": "2025-04-01"}])) == (0, 1, 0)


def test_a_renewed_card_and_an_end_told_later_are_no_correction(acting: Cast, take: Take) -> None:
    from jiahe.people.actions import record_status

    told = {"source": "认定书", "learned_on": dt.date(2025, 12, 3)}
    record_status(person=acting.mother, kind="orphan", from_date=dt.date(2025, 3, 1), **told)
    record_status(
        person=acting.mother, kind="orphan", from_date=dt.date(2025, 3, 1), until_date=dt.date(2025, 6, 1), **told
    )
    assert counted(take("orphans", [MOTHER | {"认定日期": "2025-03-01"}])) == (0, 1, 0)
    assert counted(take("orphans", [MOTHER | {"认定日期": "2025-07-01"}])) == (1, 0, 0)


def test_a_father_who_was_withdrawn_is_not_brought_back_by_births(acting: Cast, take: Take, child: Any) -> None:
    row = birth(新生儿姓名="李小满", 出生日期="2023-03-20", 新生儿身份证号=CHILD)
    assert counted(take("births", [row])) == (0, 1, 0)
    withdraw("Parenthood", child, "parenthood", child=child, parent=acting.father)
    again = take("births", [row])
    assert (counted(again), rules(again)) == ((0, 0, 1), {"put_right_by_hand"})
    alone = row | {"父亲姓名": "", "父亲身份证号": ""}
    assert counted(take("births", [alone])) == (0, 1, 0)


def test_a_marriage_and_a_divorce_that_were_withdrawn_stay_so(acting: Cast, take: Take) -> None:
    from jiahe.people.withdrawals import correct_row

    rows_of = {"person__in": [acting.mother, acting.father]}
    for one in rows("Union", **rows_of):
        withdraw("Union", acting.mother, "union", id=one.id)
    wed = [BOTH | {"登记日期": "2021-05-20"}]
    assert counted(take("marriages", wed)) == (1, 0, 0)
    parted = [BOTH | {"离婚日期": "2025-10-01"}]
    assert counted(take("divorces", parted)) == (1, 0, 0)
    (one,) = rows("Union", **rows_of)
    correct_row(person=acting.mother, table="union", row=one.id, until_date=None, ended_by=None, **RIGHT)
    again = take("divorces", parted)
    assert (counted(again), rules(again)) == ((0, 0, 1), {"put_right_by_hand"})
    withdraw("Union", acting.mother, "union", **rows_of)
    again = take("marriages", wed)
    assert (counted(again), rules(again)) == ((0, 0, 1), {"put_right_by_hand"})


def test_an_account_or_telephone_that_a_clerk_emptied_is_not_filled_in_again(acting: Cast, take: Take) -> None:
    from jiahe.people.corrections import correct_account, correct_phone

    bank = [MOTHER | {"银行账号": "6217001210024455220"}]
    police = [household(姓名="李秀英", 身份证号=LI, 联系电话="13800000000", 户号="0009")]
    take("bank_accounts", bank)
    take("household_registration", [police[0] | {"户号": ""}])
    correct_account(person=acting.mother, account=None, **RIGHT)
    correct_phone(person=acting.mother, phone=None, **RIGHT)
    again = take("bank_accounts", bank)
    assert (counted(again), rules(again)) == ((0, 0, 1), {"says_otherwise"})
    again = take("household_registration", police)
    assert (counted(again), rules(again)) == ((1, 0, 0), {"register_kept"})
    who = person(acting.mother)
    assert (who.account_sealed, who.phone_sealed) == (None, None)
    correct_account(person=acting.mother, account="6217001210024455220", **RIGHT)
    assert counted(take("bank_accounts", bank)) == (0, 1, 0)


def test_a_home_that_somebody_left_is_unknown_and_another_is_filled_in(acting: Cast, take: Take) -> None:
    from jiahe.people.actions import move_residence

    def listed(place: str) -> Any:
        return take("household_registration", [household(姓名="李秀英", 身份证号=LI, 户籍地="") | {"居住地": place}])

    home = person(acting.mother).residence_place
    at_home = {"person": acting.mother, "place": home, "from_date": dt.date(2020, 1, 1), "source": "本人"}
    for until in (None, dt.date(2025, 11, 1)):
        move_residence(**at_home, until_date=until, learned_on=dt.date(2025, 12, 3))
    assert person(acting.mother).residence_place is None
    assert rules(listed(home)) == {"says_otherwise"}
    assert counted(listed("420890100202")) == (1, 0, 0)
