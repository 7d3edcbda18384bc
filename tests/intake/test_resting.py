"""A file that is taken back takes nothing along that another file says too, and says what keeps it from going."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.cast import VILLAGE, Cast
from tests.intake.conftest import id_number
from tests.intake.test_loads import GUO, LI, NEW, acting, birth, household, person, rules, zhou

__all__ = ["acting"]  # the fixture

Take = Callable[..., Any]
Rows = list[dict[str, str]]
CARD = {"姓名": "李国强", "身份证号": GUO, "残疾等级": "二级", "发证日期": "2020-03-04"}
DEATH = {"姓名": "李国强", "身份证号": GUO, "死亡日期": "2025-10-01"}
MOVE = {"姓名": "李国强", "身份证号": GUO, "居住地": "420890100202", "居住起始日期": "2024-05-01"}
COUPLE = {"男方姓名": "李国强", "男方身份证号": GUO, "女方姓名": "李秀英", "女方身份证号": LI}
PAID = {"姓名": "李国强", "身份证号": GUO, "项目": "育儿补贴", "年度": "2025", "金额": "3600", "发放日期": "2025-10-31"}
CLAIM = {
    "对象姓名": "李国强", "对象身份证号": GUO, "项目": "育儿补贴", "年度": "2025", "提交日期": "2025-09-01",
    "结果": "办理中",
}  # fmt: skip
LISTED = household(姓名="李秀英", 身份证号=LI, 联系电话="13800000000", 户号="0007")
HUKOU = {"姓名": "李国强", "身份证号": GUO, "迁入地": "420890100202", "迁入日期": "2024-05-01", "户号": "0012"}

FILES: dict[str, tuple[str, Rows]] = {
    "persons": ("household_registration", [zhou(), LISTED]),
    "births": ("births", [birth()]),
    "deaths": ("deaths", [DEATH]),
    "cards": ("disability_cards", [CARD]),
    "moves": ("moves", [MOVE]),
    "moves of hukou": ("hukou_moves", [HUKOU]),
    "divorces": ("divorces", [COUPLE | {"离婚日期": "2024-01-01"}]),
    "statuses": ("orphans", [{"姓名": "李国强", "身份证号": GUO, "认定日期": "2005-03-01"}]),
    "payments": ("payments", [PAID]),
    "claims": ("claims", [CLAIM]),
}
each = pytest.mark.parametrize("name", FILES)


def register() -> dict[str, Any]:
    """Return what the register says, without keys, days of recording, and by which load."""
    from jiahe.people.models import FACT_TABLES, Household

    left_out = {"id", "load", "load_id", "learned_on", "superseded_at", "superseded_by", "superseded_load"}
    sealed = {"id_sealed", "phone_sealed", "account_sealed", "id_index", "phone_index", "account_index"}
    names = dict(FACT_TABLES["persons"].objects.values_list("id", "name"))
    homes = dict(Household.objects.values_list("id", "number"))
    said: dict[str, Any] = {}
    for table, model in FACT_TABLES.items():
        rows = model.objects.filter(superseded_at=None) if table != "persons" else model.objects.all()
        said[table] = sorted(
            repr({
                key: (names | homes).get(value, value) if isinstance(value, UUID) else value
                for key, value in (row | {one: row.get(one) is not None for one in sealed}).items()
                if key not in left_out
            })
            for row in rows.values()
        )  # fmt: skip
    return said


@pytest.fixture
def finish(posts: Any) -> Callable[[Any], Any]:
    """``finish(load)`` checks what is to be checked anew, and loads it."""
    from jiahe.intake import actions, applying, checking

    def finished(load: Any) -> Any:
        load.refresh_from_db()
        if load.state == "checking":
            checking.check(load, posts["steward"])
        actions.begin_loading(key=load.id)
        applying.load_rows(load.id, posts["steward"])
        load.refresh_from_db()
        return load

    return finished


@each
def test_a_file_that_waits_loses_nothing_when_one_with_the_same_rows_is_taken_back(
    acting: Cast, take: Take, taken_back: Any, finish: Any, name: str
) -> None:
    source, rows = FILES[name]
    nothing = register()
    alone = take(source, rows, name="alone.csv")
    assert alone.loaded == len(rows), rules(alone)
    expected = register()
    taken_back(alone)
    assert register() == nothing

    wrong = take(source, rows, name="wrong.csv")
    right = take(source, rows, until="checked", name="right.csv")
    assert right.unchanged == len(rows)
    taken_back(wrong)
    right.refresh_from_db()
    assert (right.state, right.error, right.read) == ("checking", "checked_anew", 0)
    assert not right.rows.exists()
    assert finish(right).loaded == len(rows)
    assert register() == expected


@each
def test_what_a_loaded_file_says_too_is_not_taken_back_before_it(
    acting: Cast, take: Take, taken_back: Any, steward_account: Any, name: str
) -> None:
    from jiahe.intake.models import Load
    from jiahe.intake.taking_back import RestsOnIt, undo

    source, rows = FILES[name]
    nothing = register()
    wrong, right = take(source, rows, name="wrong.csv"), take(source, rows, name="right.csv")
    assert right.unchanged == len(rows)
    right.rows.all().delete()  # as 30 days later
    with pytest.raises(RestsOnIt, match=r"“right.csv”"):
        undo(key=wrong.id, account=steward_account.id)
    taken_back(right)
    taken_back(wrong)
    assert {one.state for one in Load.objects.all()} == {"undone"}
    assert register() == nothing


@each
def test_a_load_writes_into_its_own_row_only_once_it_is_told_to_its_end(
    acting: Cast, take: Take, posts: Any, taken_back: Any, name: str
) -> None:
    """How far it is, is written there through another connection, which would wait for ever."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from jiahe.intake import applying
    from jiahe.intake.models import Load

    source, rows = FILES[name]
    both = [take(source, rows, until="checked", name=f"{one}.csv") for one in ("first", "second")]
    Load.objects.filter(id__in=[one.id for one in both]).update(state="loading")
    for load in both:
        with CaptureQueriesContext(
            connection,
        ) as done:
            said: list[str] = []

            def tell(_: int, done: Any = done, said: list[str] = said) -> None:
                said += [one["sql"] for one in done.captured_queries]

            applying.load_rows(load.id, posts["steward"], tell)
        assert said
        assert not [one for one in said if one.startswith('UPDATE "intake_load"')]
    first, second = both
    if FILES[name][0] != "household_registration":  # persons who came meanwhile are weighed anew
        second.refresh_from_db()
        assert second.rests_on == [first.id]


def test_a_file_that_has_no_column_of_accounts_rests_on_none_that_brought_them(
    acting: Cast, take: Take, taken_back: Any
) -> None:
    bank = take("bank_accounts", [{"姓名": "李秀英", "身份证号": LI, "银行账号": "6217001210024455220"}])
    take("household_registration", [household(姓名="李秀英", 身份证号=LI)])
    taken_back(bank)
    bank.refresh_from_db()
    assert bank.state == "undone"


def test_a_file_confirmed_after_the_other_was_asked_back_keeps_it(
    acting: Cast, take: Take, posts: Any, steward_account: Any
) -> None:
    from jiahe.intake.taking_back import take_load_back, undo

    wrong = take("disability_cards", [CARD])
    undo(key=wrong.id, account=steward_account.id)
    take("disability_cards", [CARD], name="right.csv")
    take_load_back(wrong.id, posts["steward"])
    wrong.refresh_from_db()
    assert (wrong.state, wrong.error) == ("loaded", "built_on")


def test_a_file_about_the_same_person_that_says_something_else_keeps_none(
    acting: Cast, take: Take, taken_back: Any
) -> None:
    card = take("disability_cards", [CARD])
    take("deaths", [DEATH])
    take("deaths", [DEATH], office="cdc")
    take("household_registration", [household(姓名="李国强", 身份证号=GUO)])
    taken_back(card)
    card.refresh_from_db()
    assert card.state == "undone"


def test_a_file_checked_before_the_other_came_goes_on_as_it_is(acting: Cast, take: Take, taken_back: Any) -> None:
    waits = take("deaths", [DEATH], until="checked")
    taken_back(take("disability_cards", [CARD]))
    waits.refresh_from_db()
    assert (waits.state, waits.loaded, waits.error) == ("checked", 1, "")


def test_rows_that_might_be_somebody_taken_back_are_checked_anew(
    acting: Cast, take: Take, taken_back: Any, finish: Any, steward: Client
) -> None:
    from jiahe.intake.models import Pair

    wrong = take("household_registration", [zhou()])
    bare = zhou(身份证号="", 户籍地="420890100202")
    right = take("household_registration", [bare], until="checked")
    assert (right.aside, Pair.objects.count()) == (1, 1)
    taken_back(wrong)
    page = steward.get(f"/intake/{right.id}/").content.decode()
    assert "有一份文件撤销了导入" in page
    done = finish(right)
    assert (done.loaded, done.aside, done.row_faults.count(), Pair.objects.count()) == (1, 0, 0, 0)
    assert done.error == ""


def test_the_page_names_whom_what_keeps_a_file_is_about(acting: Cast, take: Take, steward: Client) -> None:
    from jiahe.people.corrections import correct_person
    from jiahe.trust.models import Read

    number = id_number(dt.date(2001, 2, 3), "male", 15)
    listed = take("household_registration", [zhou(), zhou(姓名="周全", 身份证号=number)])
    take("disability_cards", [CARD | {"姓名": "周新", "身份证号": NEW}], name="cards.csv")
    take("household_registration", [zhou()], name="again.csv")
    new, all_ = person(name="周新"), person(name="周全")
    correct_person(person=all_.id, birth_place=VILLAGE, reason="x", source="户口簿", learned_on=dt.date(2025, 12, 3))
    page = steward.get(f"/intake/{listed.id}/").content.decode()
    assert "周新" not in page
    said = steward.post(f"/intake/{listed.id}/", {"undo": "yes", "sure": "yes"}).content.decode()
    assert "不能撤销：已有别的记录或文件以它为依据" in said
    for one in (new, all_):
        assert f'<a href="/people/{one.id}/">{one.name}</a>' in said
    assert "again.csv" in said
    assert "cards.csv" not in said
    read = Read.objects.filter(page="load-rests")
    assert {one.person for one in read} == {new.id, all_.id}
    listed.refresh_from_db()
    assert listed.state == "loaded"


def test_a_file_without_any_table_is_not_offered_to_be_checked(steward: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    said = {
        "source": "deaths", "office": "police", "learned_on": "2025-12-01",
        "file": SimpleUploadedFile("wrong.csv", "只有一句话，没有表格".encode()),
    }  # fmt: skip
    page = steward.post("/intake/", said, follow=True).content.decode()
    assert "这个文件里没有找到表格" in page
    assert "检查这个文件" not in page
    assert "不要这个文件" in page
