"""People are found by what an office has at hand, within what the post may see."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from jiahe.people.corrections import correct_phone
from jiahe.people.names import close_to, exact_keys, pinyin_of, search_keys, tolerant_keys
from jiahe.people.queries import find_people, is_number
from jiahe.trust.acting import acting_as
from tests.cast import VILLAGE, Cast
from tests.site.conftest import reader  # noqa: F401 - the client of the village's worker

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)


@given(HAN | st.text("长乐朝阳银行单曾王a·1𠀀éü", min_size=1, max_size=6))
def test_a_name_read_word_by_word_is_read_as_a_whole(name: str) -> None:
    whole = [one.replace("ü", "v") for one in lazy_pinyin(name, style=Style.NORMAL)]
    assert pinyin_of(name) == ("".join(whole), "".join(one[:1] for one in whole))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["李小满", "lixiaoman", "LXM", " 李 小满 ", "2023-03-20", "2023年3月20日", "20230320", "20 March 2023"]
)
def test_a_girl_is_found(cast: Cast, posts: Any, text: str) -> None:
    with acting_as(posts["worker"]):
        found = find_people(text)
        assert [p.id for p in found.people] == [cast.girl]
        assert not found.tolerant


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["李小曼", "李晓满", "李小", "李小小满", "王小满", "李满小"])
def test_a_name_with_one_wrong_character_is_found_and_said_to_be_another(cast: Cast, posts: Any, text: str) -> None:
    with acting_as(posts["worker"]):
        found = find_people(text)
        assert cast.girl in [p.id for p in found.people]
        assert found.tolerant


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["lixiaman", "lixiaomam", "lixiaomna", "lixiaomang", "linxiaoman", "li xiao man g", "nixiaoman"]
)
def test_pinyin_with_one_wrong_letter_is_found_and_said_to_be_another(cast: Cast, posts: Any, text: str) -> None:
    with acting_as(posts["worker"]):
        found = find_people(text)
        assert cast.girl in [p.id for p in found.people]
        assert found.tolerant


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["lixiqaomam", "zhangxiaoman", "lxn", "lixi"])
def test_pinyin_with_two_wrong_letters_or_initials_with_one_find_nobody(cast: Cast, posts: Any, text: str) -> None:
    with acting_as(posts["worker"]):
        assert not find_people(text).people


@given(HAN, st.data())
def test_any_one_wrong_letter_is_tried(name: str, data: st.DataObject) -> None:
    own = pinyin_of(name)[0]
    at = data.draw(st.integers(0, len(own) - 1))
    other = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    for wrong in (own[:at] + other + own[at + 1 :], own[:at] + other + own[at:], own[:at] + own[at + 1 :]):
        if len(own) >= 5 and 5 <= len(wrong) <= 40 and wrong != own:
            assert own in tolerant_keys(wrong)


@pytest.mark.django_db
def test_a_search_finds_nobody_outside_the_post_s_place(cast: Cast, posts: Any) -> None:
    with acting_as(posts["worker"]):
        assert not find_people("王桂芳").people
    with acting_as(posts["officer"]):
        assert [p.id for p in find_people("王桂芳").people] == [cast.wang]
        assert not find_people("王桂芳", place=VILLAGE).people
    assert not find_people("王桂芳").people


@given(HAN, st.integers(0, 3), st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5))
def test_any_one_wrong_character_shares_a_key(name: str, at: int, other: str) -> None:
    at %= len(name)
    for wrong in (name[:at] + other + name[at + 1 :], name[:at] + other + name[at:], name[:at] + name[at + 1 :]):
        if wrong:
            assert set(tolerant_keys(wrong)) & set(search_keys(name)) or len(name) == 1


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("曾小红", "zengxiaohong"), ("单田芳", "shantianfang"), ("翟天临", "ztl"), ("覃小兰", "qinxiaolan"),
        ("仇英", "qiuying"), ("解缙", "xiejin"), ("缪文", "miaowen"), ("区家强", "oujiaqiang"),
        ("万俟卨", "moqixie"), ("曾小红", "cengxiaohong"), ("吕玲", "lyuling"), ("吕玲", "lvling"), ("吕玲", "lüling"),
    ],
)  # fmt: skip
def test_a_surname_is_found_in_its_own_reading(name: str, asked: str) -> None:
    assert set(exact_keys(asked)) & set(search_keys(name))


@pytest.mark.django_db
def test_names_that_differ_in_one_character_are_found_beside_the_exact_one(cast: Cast, posts: Any) -> None:
    with acting_as(posts["worker"]):
        assert [p.id for p in find_people("李秀英").people] == [cast.mother]
        near = find_people("李国英", near=True)
        assert {p.id for p in near.people} >= {cast.mother, cast.father}


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["420890199405060041", "2023-02-30", "20230230"])
def test_what_cannot_be_is_said(cast: Cast, posts: Any, text: str) -> None:
    with acting_as(posts["worker"]):
        assert find_people(text).wrong


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["没有此人", "12345", "4208901994", "1380000"])
def test_what_is_neither_is_just_not_found(cast: Cast, posts: Any, text: str) -> None:
    with acting_as(posts["worker"]):
        found = find_people(text)
        assert (found.people, found.wrong) == ([], False)


def test_keys() -> None:
    assert search_keys("李小明") == sorted(["=李小明", "李小明", "小明", "李明", "李小", "lixiaoming", "lxm"])
    assert search_keys(None) == []
    assert exact_keys("  ") == []
    assert tolerant_keys("wxm") == []
    assert close_to("王") == {"王"}


def test_a_mistyped_number_leads_to_the_search_by_the_birth_date_in_it(cast: Cast, reader: Client) -> None:  # noqa: F811
    mistyped = "420106202303201231"
    answer = reader.post("/people/", {"q": mistyped, "why": "check"}, follow=True)
    page = answer.content.decode()
    assert "多半抄错了一位" in page
    assert mistyped not in answer.redirect_chain[-1][0]
    link = re.search(r'href="([^"]*)">按号码里的出生日期查：2023年3月20日出生的人', page)
    assert link is not None
    assert "李小满" in reader.get(link[1].replace("&amp;", "&")).content.decode()
    nowhere = reader.post("/people/", {"q": "420106202313401231"}, follow=True).content.decode()
    assert "多半抄错了一位" in nowhere
    assert "按号码里的出生日期查" not in nowhere, "those digits are no day"
    assert "按号码里的出生日期查" not in reader.get("/people/?number=yes&born=x").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("0724-7322222", "0724-7322222"), ("0724-7322222", "07247322222"), ("0724-7322222", "(0724) 732 2222"),
        ("0724-7322222", "（０７２４）７３２２２２２"), ("010-65432101", "010-6543-2101"),
        ("13812345678", "138 1234 5678"), ("13812345678", "+86 138-1234-5678"),
        ("13812345678", "１３８１２３４５６７８"),
    ],
)  # fmt: skip
def test_a_telephone_is_found_as_it_is_written_and_stands_in_no_address(
    cast: Cast, posts: Any, reader: Client, kept: str, typed: str  # noqa: F811
) -> None:  # fmt: skip
    with acting_as(posts["steward"]):
        told = {"source": "本人", "learned_on": dt.date(2025, 12, 10), "reason": "补录"}
        correct_phone(person=cast.girl, phone=kept, **told)
    with acting_as(posts["worker"]):
        assert [one.id for one in find_people(typed).people] == [cast.girl]
    answer = reader.post("/people/", {"q": typed}, follow=True)
    assert "李小满" in answer.content.decode()
    assert "q=" not in answer.redirect_chain[-1][0]
    refused = reader.get("/people/", {"q": typed}, follow=True)
    assert "网址里不放" in refused.content.decode()
    assert "李小满" not in refused.content.decode()


@pytest.mark.parametrize(
    "text", ["12812345678", "4228221990010112", "6222 0212 3456 7894", "0724 732222", "+86 724 7322222"]
)
def test_what_is_nearly_such_a_number_stands_in_no_address_either(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize(
    "text", ["2025-12-01", "20251201", "1 December 2025", "2025 年 12 月 1 日", "李小满", "12345", ""]
)
def test_a_date_and_a_name_stand_in_the_address(text: str) -> None:
    assert not is_number(text)
