import datetime as dt

import pytest

from jiahe.intake.matching.lunar import lunar_digits
from jiahe.intake.matching.spelling import sound, spell


@pytest.mark.parametrize(
    ("one", "other"),
    [("王丽", "王莉"), ("李燕", "李雁"), ("张伟", "张玮"), ("付强", "傅强"), ("吕律", "吕绿"), ("陳偉", "陈伟")],
)
def test_names_that_sound_alike_have_one_sound(one, other):
    assert sound(one) == sound(other) is not None


def test_a_variant_character_is_the_usual_one():
    assert spell("陳偉國").plain == spell("陈伟国").plain == "陈伟国"
    assert spell("张堃").plain == "张坤"


def test_spaces_dots_and_widths_make_no_difference():
    assert spell("王 小　明") == spell("王小明")
    assert spell("阿依古丽·买买提") == spell("阿依古丽•买买提")


@pytest.mark.parametrize("name", [None, "", "  ", "不详", "未取名", "新生儿", "小芳", "王某之子", "??", "□"])
def test_what_names_nobody_is_unknown(name):
    assert spell(name) is None


def test_an_unreadable_character_is_a_gap_and_has_no_sound():
    one = spell("王?明")
    assert (one.name, one.pattern, one.sound) == ("王□明", "王_明", None)


def test_each_position_has_the_name_without_it():
    assert spell("王小明").without == ("小明", "王明", "王小", None)
    assert spell("王").without == (None, None, None, None)


def test_a_day_in_the_lunar_calendar():
    """Spring festivals as the State Council's holiday notices give them, and the middle of a leap month."""
    assert lunar_digits(dt.date(2024, 2, 10)) == "20240101"
    assert lunar_digits(dt.date(2025, 1, 29)) == "20250101"
    assert lunar_digits(dt.date(2024, 9, 17)) == "20240815"
    assert lunar_digits(dt.date(2023, 4, 5)) == "20230215"
    assert lunar_digits(dt.date(1899, 1, 1)) is None
