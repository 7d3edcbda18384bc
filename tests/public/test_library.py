"""The law library: every programme has a page in both languages, and two places can be compared."""

import html
import re

import pytest
from django.test import Client

from jiahe.programmes import the_pack
from jiahe.public.examples import examples_of
from jiahe.public.law_views import FEW
from jiahe.public.programmes import EVENTS, event_of

KEYS = [rule.key for rule in the_pack().rules]


@pytest.mark.parametrize("key", KEYS)
def test_every_programme_has_a_page(reader, key):
    rule = the_pack().rule(key)
    assert event_of(rule) in EVENTS
    response = reader.get(f"/law/{key}/")
    page = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert (rule.zh in page) or (rule.en in page)
    for criterion in rule.criteria:
        assert criterion.zh in page or criterion.en in page


def test_the_list(reader):
    page = reader.get("/law/").content.decode()
    assert all(f"/law/{key}/" in page for key in KEYS)
    assert reader.get("/law/compare/").status_code == 200


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())).split())


def test_the_list_of_a_place_has_what_has_a_text_there(english):
    hangzhou, wuhan = (text_of(english.get(f"/law/?place={code}")) for code in ("330100000000", "420100000000"))
    assert "Hangzhou pregnancy grant" in hangzhou
    assert "Hangzhou pregnancy grant" not in wuhan
    assert "Elder support not confirmed yet, not used" in wuhan


def test_the_list_of_a_kind_of_life_event(english):
    found = text_of(english.get("/law/?event=work"))
    assert "3 programmes" in found
    assert "Childcare subsidy" not in found


def test_a_programme_says_what_is_not_confirmed_and_where_every_figure_stands(english):
    page = text_of(english.get("/law/cn/loss-support/"))
    assert "900.00 yuan a month confirmed since 1 July 2022" in page
    assert "590.00 yuan a month not confirmed, not used" in page
    assert "京卫家庭〔2022〕19号 一" in page
    assert "北京市 : After the only child's death, per person and month: 900.00 yuan a month" in page, "how it changed"
    assert "Date of birth (proved by: medical certificate of birth)" in page, "what it looks at"


def test_examples_are_the_cases_that_the_tests_run(english):
    page = text_of(english.get("/law/cn/loss-support/"))
    assert "From July 2022 each parent whose only child died receives 900 yuan a month" in page
    assert "Answer: mother entitled; 10800.00 yuan in all; 2023: 10800.00 yuan" in page
    assert f"Show all {len(examples_of('cn/loss-support'))} examples" in page
    assert text_of(english.get("/law/cn/loss-support/?examples=all")).count("Answer: mother") > 20


@pytest.mark.parametrize("key", KEYS)
def test_every_example_has_a_name_of_its_own_in_both_languages(key):
    chinese = Client(headers={"accept-language": "zh-CN"}).get(f"/law/{key}/?examples=all").content.decode()
    names = re.findall(r'<h3 id="example-\d+">例 \d+(.*?)</h3>', chinese)
    assert all(re.match("：.*[㐀-鿿]", name) for name in names), names
    examples = [one.title for one in examples_of(key)]
    assert len({one.zh for one in examples}) == len({one.en for one in examples}) == len(names) > 0


@pytest.mark.parametrize("key", KEYS)
def test_a_page_shows_a_few_examples_first(key):
    page = Client().get(f"/law/{key}/").content.decode()
    assert page.count('<h3 id="example-') == min(FEW, len(examples_of(key)))


def test_an_example_in_chinese_names_its_people_in_chinese():
    page = text_of(Client(headers={"accept-language": "zh-hans"}).get("/law/cn/loss-support/"))
    assert "结果：妈妈 符合；共 10800.00 元；2023年 10800.00 元" in page


def test_two_places_side_by_side_differ_in_words(english):
    address = (
        "/law/compare/?programme=cn/only-child-allowance&a=330000000000&b=440000000000&on_a=2026-01-01&on_b=2026-01-01"
    )
    page = text_of(english.get(address))
    assert "How it is reckoned by the year by the month differs" in page
    assert "Until the child is" not in page, "14 in both"
    assert "Until the child is 14 years 14 years the same" in text_of(english.get(address + "&lines=all"))


def test_two_days_side_by_side(english):
    address = "/law/compare/?programme=cn/loss-support&a=110000000000&b=110000000000&on_a=2010-01-01&on_b=2026-01-01"
    page = text_of(english.get(address))
    assert "After the only child's death, per person and month 200.00 yuan a month 900.00 yuan a month differs" in page


def test_a_figure_that_is_not_confirmed_is_not_compared_as_if_it_were(english):
    address = "/law/compare/?programme=cn/loss-support&a=110000000000&b=420000000000&on_a=2026-01-01&on_b=2026-01-01"
    page = text_of(english.get(address))
    assert "900.00 yuan a month a figure is known, but not confirmed, so not used" in page


@pytest.mark.parametrize(
    "address",
    [
        "/law/?place=x&event=y",
        "/law/compare/?a=1&b=2&on_a=x&programme=z",
        "/law/compare/?a=110000000000&on_b=9999-12-31",
    ],
)
def test_whatever_stands_in_the_address_is_answered(reader, address):
    assert reader.get(address).status_code == 200


def test_a_programme_that_does_not_exist(reader):
    assert reader.get("/law/cn/nothing/").status_code == 404
