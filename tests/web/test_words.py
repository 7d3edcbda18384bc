"""Sentences, sums and dates in two languages, as people write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiahe.places.countries import COUNTRIES
from jiahe.web.countries import country, country_code
from jiahe.web.words import Words, day, moment, number, percent, period, read_day, say, yuan

Reader = Callable[[str], None]


def test_words_are_what_the_reader_reads_when_they_are_written(reader: Reader) -> None:
    words = Words("姓名", "Name")
    reader("zh")
    assert str(words) == "姓名"
    reader("en")
    assert f"{words}" == "Name"


def test_a_sentence_with_its_parts(reader: Reader) -> None:
    def people(n: int) -> str:
        return say("共{n:,}人", "{n:,} {n:person|people}", n=n)

    reader("zh")
    assert people(38980) == "共38,980人"
    reader("en")
    assert [people(1), people(2)] == ["1 person", "2 people"]
    assert say("{on}起", "since {on}", on=dt.date(2025, 1, 1)) == "since 1 January 2025"


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (360000, "3,600.00 元", "3,600.00 yuan"),
        (-5, "−0.05 元", "−0.05 yuan"),
        (0, "0.00 元", "0.00 yuan"),
        (None, "未知", "unknown"),
    ],
)
def test_a_sum(reader: Reader, fen: int | None, zh: str, en: str) -> None:
    reader("zh")
    assert yuan(fen) == zh
    reader("en")
    assert yuan(fen) == en


def test_days_and_times(reader: Reader) -> None:
    first, last = dt.date(2025, 3, 1), dt.date(2025, 12, 31)
    evening = dt.datetime(2025, 3, 1, 16, 5, tzinfo=dt.UTC)
    reader("zh")
    assert day(first) == "2025年3月1日"
    assert moment(evening) == "2025年3月2日 00:05"
    assert day(evening) == "2025年3月2日"
    assert [period(first, last), period(first, None), period(None, last)] == [
        "2025年3月1日至2025年12月31日",
        "2025年3月1日起",
        "至2025年12月31日",
    ]
    reader("en")
    assert day(first) == "1 March 2025"
    assert period(first, last) == "1 March 2025 to 31 December 2025"
    assert day(None) == period(None, None) == "unknown"


def test_numbers(reader: Reader) -> None:
    reader("en")
    assert [number(38980), number(-2.5, 1), number(None), percent(0.9234)] == ["38,980", "−2.5", "unknown", "92.3%"]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01",
        "2024-3-1",
        "2024/3/1",
        "2024.3.1",
        "20240301",
        "2024年3月1日",
        "2024年3月1号",
        "２０２４年３月１日",
        " 2024 年 3 月 1 日 ",
        "1 March 2024",
        "1 mar 2024",
    ],
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_day(text) == dt.date(2024, 3, 1)


@pytest.mark.parametrize(
    "text", ["", "昨天", "2024-02-30", "2024年13月1日", "3/1/2024", "1 Ma 2024", "2024", "24-03-01"]
)
def test_what_is_not_a_day_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011, the message is the caller's
        read_day(text)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["zh", "en"]))
def test_a_day_that_is_written_is_read_back(date: dt.date, language: str) -> None:
    from django.utils import translation

    with translation.override({"zh": "zh-hans", "en": "en"}[language]):
        assert read_day(day(date)) == date


def test_a_template_escapes_what_is_put_in(reader: Reader, written: Callable[..., str]) -> None:
    reader("en")
    assert written('{% t "{a}好" "hello {a}" a=name %}', name="<b>") == "hello &lt;b&gt;"
    assert written("{% t zh en %}", zh="<b>", en="<b>") == "&lt;b&gt;"
    assert written('{% t "<b>重</b>" "<b>heavy</b>" %}') == "<b>heavy</b>"


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("CHN", "中国", "China"),
        ("VNM", "越南", "Viet Nam"),
        ("KOR", "韩国", "South Korea"),
        ("IRN", "伊朗", "Iran"),
        ("BRA", "巴西", "Brazil"),
        ("XYZ", "XYZ", "XYZ"),
        (None, "未知", "unknown"),
    ],
)
def test_a_nationality_is_written_as_a_country(
    reader: Reader, written: Callable[..., str], code: str | None, zh: str, en: str
) -> None:
    for language, expected in (("zh", zh), ("en", en)):
        reader(language)
        assert written("{{ code|country }}", code=code) == expected


@pytest.mark.parametrize("code", COUNTRIES)
def test_every_country_has_a_name_in_both_languages_by_which_it_is_found(reader: Reader, code: str) -> None:
    for language, is_chinese in (("zh", True), ("en", False)):
        reader(language)
        name = country(code)
        assert re.search("[\u4e00-\u9fff]", name) is not None if is_chinese else re.search("[A-Za-z]", name)
        assert country_code(name) == code


@pytest.mark.parametrize("said", ["大韩民国", "Korea, Republic of", "south korea", "kor"])
def test_a_country_is_found_by_its_name_in_the_standard_too(said: str) -> None:
    assert country_code(said) == "KOR"


def test_what_is_no_country_is_none() -> None:
    assert country_code("地球") is None


def test_a_chinese_name_is_marked_on_an_english_page(reader: Reader, written: Callable[..., str]) -> None:
    reader("en")
    assert written("{{ name|zh }}", name="李<晓燕") == '<span lang="zh-Hans">李&lt;晓燕</span>'
    assert written("{{ name|zh }}", name="Li & Sons") == "Li &amp; Sons"
    reader("zh")
    assert written("{{ name|zh }}", name="李晓燕") == "李晓燕"
