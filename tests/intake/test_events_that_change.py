"""Events that end, replace or change what is on record: counted as changes, shown in words, confirmed by a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.intake.test_changes import lines
from tests.intake.test_conflicts import death
from tests.intake.test_loads import GUO, LI, acting, birth, rules
from tests.intake.test_sending import send, work
from tests.intake.test_spells_and_papers import CHILD, child, counted

__all__ = ["acting", "child", "send", "work"]  # the fixtures

Take = Callable[..., Any]
MOTHER = {"姓名": "李秀英", "身份证号": LI}
BOTH = {"男方姓名": "李国强", "男方身份证号": GUO, "女方姓名": "李秀英", "女方身份证号": LI}
GIRL = {"孩子姓名": "李小满", "孩子身份证号": CHILD}
OTHER = "420890100202"


def test_a_death_is_a_change_from_none_to_its_day(acting: Cast, take: Take, steward: Any) -> None:
    load = take("deaths", death("2025-11-01"), until="checked")
    assert (load.loaded, load.changed) == (1, 1)
    page = lines(steward, load, "filled")
    for words in ("李秀英", "死亡日期", "没有登记", "2025年11月1日"):
        assert words in page, words


def test_a_divorce_shows_the_day_on_which_it_ends_the_marriage(acting: Cast, take: Take, steward: Any) -> None:
    load = take("divorces", [BOTH | {"离婚日期": "2025-10-01"}])
    assert (load.state, load.changed) == ("loaded", 1)
    page = lines(steward, load, "filled")
    assert "离婚日期" in page
    assert "2025年10月1日" in page


def test_a_move_shows_the_place_that_it_leaves(acting: Cast, take: Take, steward: Any) -> None:
    move = MOTHER | {"居住地": OTHER, "居住起始日期": "2025-03-01"}
    load = take("moves", [move])
    assert load.changed == 1
    page = lines(steward, load, "replaced")
    assert "柳林村" in page
    assert "石墩村" in page
    gone = take("moves", [move | {"居住终止日期": "2025-06-01"}])
    assert gone.changed == 1
    assert "居住终止日期" in lines(steward, gone, "filled")


def test_a_card_that_holds_longer_shows_its_last_days(acting: Cast, take: Take, steward: Any) -> None:
    card = MOTHER | {"残疾等级": "二级", "发证日期": "2020-03-01"}
    take("disability_cards", [card | {"有效期至": "2027-06-30"}])
    load = take("disability_cards", [card | {"有效期至": "2028-06-30"}], name="later.csv", on=dt.date(2025, 12, 8))
    assert (load.changed, rules(load)) == (1, set())
    page = lines(steward, load, "replaced")
    assert "2027年6月30日" in page
    assert "2028年6月30日" in page
    assert "7月1日" not in page


def test_custody_that_passes_shows_what_it_ends(acting: Cast, take: Take, child: Any, steward: Any) -> None:
    first = GIRL | {"抚养人姓名": "李秀英", "抚养人身份证号": LI, "抚养类别": "父母一方", "起始日期": "2024-05-01"}
    assert take("custodies", [first]).changed == 0
    later = first | {"抚养人姓名": "李国强", "抚养人身份证号": GUO, "起始日期": "2025-05-01"}
    load = take("custodies", [later])
    assert (load.changed, rules(load)) == (1, set())
    assert "抚养监护：2024年5月1日起，未终止" in lines(steward, load, "replaced")


def test_a_claim_that_goes_on_shows_how_it_stood(acting: Cast, take: Take, child: Any, steward: Any) -> None:
    claim = {
        "对象姓名": "李小满", "对象身份证号": CHILD, "项目": "育儿补贴", "年度": "2025", "提交日期": "2025-09-01",
        "结果": "办理中", "办结日期": "",
    }  # fmt: skip
    assert take("claims", [claim]).changed == 0
    load = take("claims", [claim | {"结果": "已通过", "办结日期": "2025-10-01"}])
    assert load.changed == 1
    page = lines(steward, load, "replaced")
    assert "办理中" in page
    assert "已通过" in page


def test_what_only_the_same_file_has_brought_is_no_change(acting: Cast, take: Take, child: Any) -> None:
    first = GIRL | {"抚养人姓名": "李秀英", "抚养人身份证号": LI, "抚养类别": "父母一方", "起始日期": "2024-05-01"}
    later = first | {"抚养人姓名": "李国强", "抚养人身份证号": GUO, "起始日期": "2025-05-01"}
    load = take("custodies", [first, later])
    assert (counted(load), load.changed) == ((2, 0, 0), 0)


def test_events_that_only_bring_something_are_new(acting: Cast, take: Take) -> None:
    assert take("births", [birth()]).changed == 0
    assert take("disability_cards", [MOTHER | {"残疾等级": "二级", "发证日期": "2025-03-01"}]).changed == 0


def test_what_would_change_the_register_only_since_the_check_is_set_aside(acting: Cast, take: Take, posts: Any) -> None:
    from jiahe.intake import applying
    from jiahe.intake.models import Load
    from jiahe.people.actions import record_certificate

    load = take("disability_cards", [MOTHER | {"残疾等级": "二级", "发证日期": "2025-03-01"}], until="checked")
    assert load.changed == 0
    record_certificate(
        person=acting.mother, kind="disability", from_date=dt.date(2024, 3, 1), grade=1, source="残疾人证",
        learned_on=dt.date(2025, 12, 3),
    )  # fmt: skip
    Load.objects.filter(id=load.id).update(state="loading")
    applying.load_rows(load.id, posts["steward"])
    load.refresh_from_db()
    assert (load.loaded, load.aside, rules(load)) == (0, 1, {"changed_since"})


EVENTS = [
    ("deaths", [MOTHER | {"死亡日期": "2025-11-01"}]),
    ("divorces", [BOTH | {"离婚日期": "2025-10-01"}]),
    ("moves", [MOTHER | {"居住地": OTHER, "居住起始日期": "2025-03-01"}]),
    ("hukou_moves", [MOTHER | {"迁入地": OTHER, "迁入日期": "2025-03-01"}]),
]


@pytest.mark.parametrize(("source", "rows"), EVENTS)
def test_sent_by_a_program_it_waits_for_a_person(
    acting: Cast, steward: Any, send: Any, work: Any, source: str, rows: list[dict[str, str]]
) -> None:
    came = send(rows, source=source, name=f"{source}.csv", load_when_faultless="true")
    work(came)
    seen = steward.get(came.json()["links"]["load"]).json()
    assert (seen["state"], seen["waits_for"], seen["changed"], seen["aside"]) == ("checked", "confirmation", 1, 0)
    assert came.status_code == 202
