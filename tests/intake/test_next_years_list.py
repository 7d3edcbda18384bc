"""A later list of a source brings an earlier one up to date; what the register keeps holds nothing else back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import openpyxl
from django.test import Client

from tests.cast import VILLAGE, Cast
from tests.intake.test_loads import LI, NEW, acting, household, person, rules, zhou

__all__ = ["acting"]  # the fixture

Take = Callable[..., Any]
LAST_YEAR, THIS_YEAR = dt.date(2024, 12, 2), dt.date(2025, 12, 2)
POLICE = "household_registration"


def test_a_later_list_of_the_source_replaces_what_an_earlier_one_told(acting: Cast, take: Take) -> None:
    first = take(POLICE, [zhou(户口性质="农业", 户号="0007")], on=LAST_YEAR)
    assert (first.loaded, first.aside) == (1, 0), rules(first)
    row = zhou(户口性质="居民户口", 户号="A-1007")
    again = take(POLICE, [row], on=THIS_YEAR, until="checked")
    assert (again.loaded, again.changed, again.unchanged, again.aside) == (1, 1, 0, 0), rules(again)
    assert again.rows.get().before == {"hukou_kind": "rural", "household": "0007"}, "shown before it is loaded"
    loaded = take(POLICE, [row], on=THIS_YEAR)
    assert loaded.changed == 1
    now = person(name="周新")
    assert (now.hukou_kind, now.household.number) == ("urban", "A-1007")
    assert take(POLICE, [row], on=THIS_YEAR).unchanged == 1


def test_an_earlier_list_does_not_replace_what_a_later_one_told(acting: Cast, take: Take) -> None:
    take(POLICE, [zhou(户口性质="居民户口")], on=THIS_YEAR)
    old = take(POLICE, [zhou(户口性质="农业")], on=LAST_YEAR)
    assert (old.loaded, old.aside, rules(old)) == (0, 1, {"says_otherwise"})
    assert person(name="周新").hukou_kind == "urban"


def test_a_later_list_does_not_replace_what_a_clerk_has_put_right(acting: Cast, take: Take) -> None:
    from jiahe.people.corrections import correct_person

    take(POLICE, [zhou(户口性质="农业")], on=LAST_YEAR)
    correct_person(
        person=person(name="周新").id, birth_date=dt.date(2001, 2, 4), reason="写错", source="医学证明",
        learned_on=LAST_YEAR,
    )  # fmt: skip
    later = take(POLICE, [zhou(户口性质="居民户口")], on=THIS_YEAR)
    assert (later.loaded, later.changed, later.aside, rules(later)) == (1, 1, 0, {"register_kept"})
    now = person(name="周新")
    assert (now.birth_date, now.hukou_kind) == (dt.date(2001, 2, 4), "urban")


def test_one_value_that_is_refused_does_not_hold_the_rest_of_the_row_back(acting: Cast, take: Take) -> None:
    from jiahe.intake.models import Conflict

    row = household(姓名="李秀英", 身份证号=LI, 户籍地="420890100202", 户号="0009", 联系电话="13800000000")
    load = take(POLICE, [row | {"户口性质": "农业"}, zhou()])
    assert (load.read, load.loaded, load.changed, load.unchanged, load.aside) == (2, 2, 1, 0, 0)
    assert rules(load) == {"register_kept"}
    mother = person(id=acting.mother)
    assert (mother.hukou_place, mother.hukou_kind, mother.household_id) == (VILLAGE, "rural", None), (
        "the household is one of the other village"
    )
    assert mother.phone_sealed is not None
    assert Conflict.objects.get(column="hukou_place").says == "420890100202"
    again = take(POLICE, [row | {"户口性质": "农业"}])
    assert (again.loaded, again.aside, rules(again)) == (0, 1, {"says_otherwise"}), "nothing of the rest is new"


def test_another_telephone_for_everybody_keeps_no_row_from_being_loaded(acting: Cast, take: Take) -> None:
    take(POLICE, [zhou(联系电话="13800000000", 户口性质="农业")], on=LAST_YEAR)
    later = take(POLICE, [zhou(联系电话="13900000000", 户口性质="居民户口")], on=THIS_YEAR)
    assert (later.changed, later.aside) == (1, 0)
    assert person(name="周新").hukou_kind == "urban"


def test_what_is_not_taken_is_said_on_the_page_and_in_the_commented_workbook(
    acting: Cast, take: Take, steward: Client, tmp_path: Any
) -> None:
    row = household(姓名="李秀英", 身份证号=LI, 户籍地="420890100202", 联系电话="13800000000")
    load = take(POLICE, [row], until="checked")
    page = steward.get(f"/intake/{load.id}/").content.decode()
    assert "没有采用；本行其余的可以导入" in page
    assert "下载搁置的行" not in page
    listed = steward.get(f"/intake/{load.id}/faults/register_kept/").content.decode()
    assert "户籍地：420890100202" in listed
    (tmp_path / "out.xlsx").write_bytes(b"".join(steward.get(f"/intake/{load.id}/commented.xlsx")))
    comments = [
        cell.comment.text
        for sheet in openpyxl.load_workbook(tmp_path / "out.xlsx")
        for line in sheet.iter_rows()
        for cell in line
        if cell.comment
    ]
    assert len(comments) == 1
    assert "没有采用" in comments[0]


def test_a_sender_that_wants_no_confirmation_still_waits_for_what_changes(acting: Cast, take: Take, posts: Any) -> None:
    from jiahe.intake import actions
    from jiahe.intake.models import Load

    take(POLICE, [zhou(户口性质="农业")], on=LAST_YEAR)
    load = take(POLICE, [zhou(户口性质="居民户口")], on=THIS_YEAR, until="checked")
    Load.objects.filter(id=load.id).update(load_when_faultless=True)
    actions.load_faultless(load.id, posts["steward"])
    load.refresh_from_db()
    assert load.state == "checked"


def test_a_row_with_another_number_for_a_person_is_set_aside_whole(acting: Cast, take: Take) -> None:
    from jiahe.intake.deciding import compare
    from jiahe.intake.sources import SOURCES

    load = take(POLICE, [zhou()])
    says = {"name": "周新", "id_number": NEW, "phone": "13800000000"}
    decision = compare(SOURCES[POLICE], load, says, person(id=acting.mother))
    assert (decision.fate, decision.before) == ("aside", {})
