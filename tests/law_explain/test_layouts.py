"""Text, JSON and HTML say the same: whatever is in the one structure is in all three."""

import datetime as dt
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from jiahe.law import Pack
from jiahe.law import criterion as condition
from jiahe.law.explain import Names, explain, to_html, to_json, to_text
from jiahe.law.explanation.text import wrapped
from jiahe.law.facts import Facts
from jiahe.law.outcome import determine_one
from jiahe.law.setting import Setting
from tests.law_explain.cast import CAST
from tests.law_explain.heating import NAMES, PACK, SCHEMA, ZHANG, HeatingHelp, outcome

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """The words of a page, its elements, and whether they are closed in order."""

    def __init__(self, html):
        super().__init__()
        self.words, self.elements, self.open = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.words.append(data)


def spaceless(text):
    return re.sub(r"\s+", "", text)


def said_in(explanation, language):
    """Every fact, article, figure, paper, sentence and amount of the JSON."""
    parts = json.loads(to_json(explanation))
    yield parts["name"]
    for phrase in (parts["programme_words"], parts["headline"], parts["on_said"], parts["place_name"], *parts["notes"]):
        yield phrase[language]
    for criterion in parts["criteria"]:
        yield criterion["cites"]
        for key in ("words", "said"):
            yield criterion[key][language]
        for key in ("figures", "papers", "outlook"):
            yield from (phrase[language] for phrase in criterion[key])
        yield from records_in(criterion["records"], language)
    for one in parts["instalments"]:
        for key in ("words", "year_said", "said", "arithmetic"):
            yield one[key][language]
        yield from (phrase[language] for phrase in one["where"])
    yield from records_in(parts["amount_records"], language)
    for figure in (*parts["figures"], *parts["left_out"], parts["in_force"]):
        yield from figure_in(figure, language)
    yield from (phrase[language] for phrase in (*parts["papers"], *parts["outlook"]))


def records_in(records, language):
    for record in records:
        if record["note"]:
            yield record["note"][language]
            continue
        yield record["about"][language]
        yield record["source"]
        for cell in record["cells"]:
            yield cell["words"][language]
            yield cell["said"][language]


def figure_in(figure, language):
    if figure["name"] != "in_force":
        yield figure["words"][language]
        yield figure["said"][language]
        yield figure["standing"][language]
    yield figure["article"]
    if figure["region_name"]:
        yield figure["region_name"][language]
    if figure["document"]:
        yield from (figure["document"][key] for key in ("title", "number", "url"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", CAST)
def test_everything_in_the_json_is_in_the_text_and_on_the_page(name, language):
    explanation = explain(CAST[name](), names=NAMES)
    text = spaceless(to_text(explanation, language))
    page = spaceless("".join(Page(to_html(explanation, language)).words))
    said = [spaceless(one) for one in said_in(explanation, language)]
    assert len(said) > 30
    assert [one for one in said if one not in text] == []
    assert [one for one in said if one not in page] == []


def test_json_keeps_money_in_fen_dates_in_iso_and_both_languages():
    parts = json.loads(to_json(explain(CAST["eligible"](), names=NAMES)))
    assert (parts["status"], parts["total"], parts["on"]) == ("eligible", 1_167_000, "2025-09-15")
    assert parts["headline"] == {"zh": "符合，共 11670.00 元", "en": "You are entitled: 11670.00 yuan in all"}
    assert [one["amount"] for one in parts["instalments"]] == [360_000, 762_000, 45_000, 0]
    assert [f["value"] for f in parts["figures"] if f["name"] == "winter_share"] == ["1/8"]


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_a_name_is_never_markup(language):
    explanation = explain(outcome({**ZHANG, "person_id": "p2"}), names=NAMES)
    page = to_html(explanation, language)
    assert "<b>" not in page
    assert "&lt;b&gt;李奶奶&lt;/b&gt;" in page


@pytest.mark.parametrize("name", CAST)
def test_the_page_is_accessible(name):
    elements = Page(to_html(explain(CAST[name](), names=NAMES), "both")).elements
    tags = [tag for tag, _ in elements]
    assert elements[0] == ("html", {"lang": "zh-Hans"})
    assert [attributes["lang"] for tag, attributes in elements if tag == "article"] == ["zh-Hans", "en"]
    assert tags.count("main") == 1
    assert tags.count("caption") == tags.count("table") > 0
    assert all("scope" in attributes for tag, attributes in elements if tag == "th")
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert "script" not in tags


def test_a_part_of_a_page_brings_neither_head_nor_style():
    part = to_html(explain(CAST["eligible"](), names=NAMES), "zh", page=False)
    assert {"html", "head", "style", "body"}.isdisjoint(tag for tag, _ in Page(part).elements)
    assert part.count("<article") == 1


def test_several_explanations_make_one_page():
    explanations = [explain(CAST[name](), names=NAMES) for name in ("eligible", "not_eligible")]
    elements = Page(to_html(explanations, "both")).elements
    assert [tag for tag, _ in elements].count("html") == 1
    ids = [attributes["id"] for tag, attributes in elements if tag == "h1"]
    assert len(ids) == len(set(ids)) == 4


def test_a_name_that_holds_the_key_is_not_followed_by_it():
    explanation = explain(CAST["eligible"](), names=Names(row_name=lambda table, key: f"张大爷（{key}）"))
    assert "对象：张大爷（p1）\n" in to_text(explanation)


def test_without_names_codes_and_keys_are_printed():
    explanation = explain(CAST["eligible"](), names=Names())
    assert explanation.name == "p1"
    assert explanation.place_name.zh == "110101001001"


@pytest.mark.parametrize("width", [30, 60, 80])
@pytest.mark.parametrize("name", CAST)
def test_lines_keep_to_the_width(name, width):
    from rich.cells import cell_len

    lines = to_text(explain(CAST[name](), names=NAMES), "both", width).splitlines()
    assert all(cell_len(line) <= width for line in lines if "https" not in line)
    assert not [line for line in lines if line.strip().startswith(("，", "。", "）", "》"))]


def test_a_number_stays_with_its_unit():
    assert list(wrapped("合计变为 3600.00 元。", 18)) == ["合计变为", "3600.00 元。"]


def test_a_page_of_its_own_says_at_the_top_whose_answer_it_is():
    explanation = explain(CAST["eligible"](), names=NAMES)
    page = to_html(explanation, "zh")
    top = page[: page.index('<section class="answer')]
    assert explanation.name in top[top.index("<h1") :]
    assert explanation.on_said.zh in top
    part = to_html(explanation, "zh", page=False)
    assert explanation.name not in part[: part.index('<section class="answer')]


def test_no_year_and_no_sum_is_broken_in_two_on_a_narrow_screen():
    page = to_html(explain(CAST["eligible"](), names=NAMES), "zh")
    assert ".whole { white-space: nowrap; }" in page
    assert '<td class="whole">2025年</td>' in page


def test_the_answer_as_data_names_the_version_of_its_law():
    """Two answers are by the same law where it is the same; a rule or a figure that changes gives another one."""

    def version(pack):
        facts = Facts(SCHEMA, {"persons": [ZHANG], "cards": [], "payments": []})
        setting = Setting.of(pack, dt.date(2025, 9, 15), "110000000000")
        (found,) = determine_one(facts, pack, setting, "p1")
        return json.loads(to_json(explain(found, names=NAMES)))["version"]

    old = HeatingHelp.parameters
    raised = old.reformed({"monthly_rate": (replace(old["monthly_rate"].values[0], value=400_00),)})
    assert version(PACK) == version(Pack((HeatingHelp.rule,))) == HeatingHelp.rule.version
    assert version(PACK.reformed({HeatingHelp.key: raised})) != version(PACK)

    class Younger(HeatingHelp):
        @condition(zh="年满六十周岁", en="Is 60", cites="草案")
        def old_enough(person, law):
            return person.birth_date.plus(years=60) <= law.today

    assert version(Pack((Younger.rule,))) not in (version(PACK), "")
