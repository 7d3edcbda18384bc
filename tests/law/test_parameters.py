"""Reading parameters.yaml: every figure with its date, region and source, or an error that says where and what to write."""

# ruff: noqa: E501 (messages stand here as they are printed)

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from jiahe.law import LawError, load_parameters
from jiahe.law.parameters import Dated
from jiahe.law.types import NEVER
from jiahe.law.yamlfile import read_yaml
from tests.law.messages import is_said

RIGHT = """\
programme: test/grant
sources:
  nhc:
    title: 制度管理规范
    number: 国卫办人口发〔2025〕24号
    date: 2025-08-24
    url: https://example.org/24
    read: true
  memory:
    title: Somebody remembers
    read: false
in_force:
  - {from: 2025-01-01, source: nhc, article: 第五条}
parameters:
  rate:
    type: money
    zh: 标准
    en: Rate
    unit: [元, yuan]
    values:
      - {from: 2025-01-01, value: 3600.00, source: nhc, article: 第十四条}
"""
VALUE = "      - {from: 2025-01-01, value: 3600.00, source: nhc, article: 第十四条}\n"
RATE = RIGHT[RIGHT.index("  rate:") :]


def load(folder, text):
    (folder / "grant").mkdir()
    (folder / "grant" / "parameters.yaml").write_text(text, encoding="utf-8")
    return load_parameters(folder / "grant" / "rule.py")


def one_parameter(folder, type, value, more=""):
    text = f"  it:\n    type: {type}\n    zh: 它\n    en: it\n{more}    values:\n      - {{from: 2025-01-01, value: {value}, source: nhc}}\n"
    return load(folder, RIGHT.replace(RATE, text))["it"].values[0].value


def test_a_figure_carries_its_document_and_article(tmp_path):
    rate = load(tmp_path, RIGHT)["rate"]
    (value,) = rate.values
    assert (rate.zh, rate.en, rate.unit) == ("标准", "Rate", ("元", "yuan"))
    assert (value.region, value.start, value.until, value.value) == ("000000000000", dt.date(2025, 1, 1), NEVER, 360000)
    assert (value.source.title, value.source.number, value.article) == (
        "制度管理规范",
        "国卫办人口发〔2025〕24号",
        "第十四条",
    )
    assert value.confirmed


@pytest.mark.parametrize(
    ("type", "written", "value"),
    [
        ("money", "3600.00", 360000),
        ("money", "0.1", 10),
        ("money", "75", 7500),
        ("int", "-3", -3),
        ("share", "7/10", Fraction(7, 10)),
        ("share", "0.7", Fraction(7, 10)),
        ("date", "2025-01-31", dt.date(2025, 1, 31)),
        ("bool", "true", True),
        ("bool", "no", False),
        ("text", "随便", "随便"),
        ("place", "420106000000", "420106000000"),
        ("place", '"000000000000"', "000000000000"),
    ],
)
def test_values_keep_the_digits_they_are_written_with(tmp_path, type, written, value):
    assert one_parameter(tmp_path, type, written) == value


def test_a_choice_is_one_of_its_choices(tmp_path):
    choices = "    choices: {monthly: [按月, by month], yearly: [按年, by year]}\n"
    assert one_parameter(tmp_path, "choice", "monthly", choices) == "monthly"


def values(text):
    """Replace the right value by others."""
    return (VALUE, "".join(f"      - {{{line.strip()}}}\n" for line in text.strip().splitlines()))


WHERE = "grant/parameters.yaml, line"
IT = "parameters.rate.values[0]"
ERRORS = {
    "an unknown key at the top": (
        ("sources:", "sorces:"),
        f"{WHERE} 3, sorces: there is no key 'sorces' here. Did you mean 'sources'?",
    ),
    "an unknown key of a parameter": (
        ("type: money", "tipe: money"),
        f"{WHERE} 16, parameters.rate.tipe: there is no key 'tipe' here. Did you mean 'type'?",
    ),
    "an unknown key of a value": (
        values("from: 2025-01-01, vale: 1.00, source: nhc"),
        f"{WHERE} 21, {IT}.vale: there is no key 'vale' here. Did you mean 'value'?",
    ),
    "a name that Python has": (
        ("  rate:", "  class:"),
        f"{WHERE} 16, parameters.class: a rule could not write law.class. Use letters, digits and _, and not today, region or in_force.",
    ),
    "a sum with a digit too many": (
        values("from: 2025-01-01, value: 99999999999999999.00, source: nhc"),
        f"{WHERE} 21, {IT}.value: '99999999999999999.00' is too large a number.",
    ),
    "an unknown type": (
        ("type: money", "type: moneys"),
        f"{WHERE} 16, parameters.rate.type: 'moneys' is not allowed here. Did you mean 'money'?",
    ),
    "a missing key": (("    zh: 标准\n", ""), f"{WHERE} 16, parameters.rate: the key 'zh' is missing."),
    "a day that is not": (
        values("from: 2025-02-30, value: 1.00, source: nhc"),
        f"{WHERE} 21, {IT}.from: '2025-02-30' is not a date. Write it as 2025-01-31.",
    ),
    "a year for a day": (
        values("from: 2025, value: 1.00, source: nhc"),
        f"{WHERE} 21, {IT}.from: '2025' is not a date. Write it as 2025-01-31.",
    ),
    "a short region": (
        values("region: 4201, from: 2025-01-01, value: 1.00, source: nhc"),
        f"{WHERE} 21, {IT}.region: '4201' is not a place code: write all 12 digits, with zeros below the level you mean.",
    ),
    "two values for one day": (
        values("from: 2025-01-01, value: 1.00, source: nhc\nfrom: 2025-01-01, value: 2.00, source: nhc"),
        f"{WHERE} 22, parameters.rate.values[1]: two values for region 000000000000 are in force on 2025-01-01.",
    ),
    "a value that begins before another of its region ends": (
        values(
            "from: 2025-06-01, value: 1.00, source: nhc\nfrom: 2025-01-01, until: 2026-01-01, value: 2.00, source: nhc"
        ),
        f"{WHERE} 22, parameters.rate.values[1]: two values for region 000000000000 are in force on 2025-06-01.",
    ),
    "an end before the beginning": (
        values("from: 2025-01-01, until: 2024-01-01, value: 1.00, source: nhc"),
        f"{WHERE} 21, {IT}: it ends (2024-01-01) before it begins (2025-01-01). 'until' is the first day on which it no longer holds.",
    ),
    "a confirmed value without a source": (
        values("from: 2025-01-01, value: 1.00"),
        f"{WHERE} 21, {IT}: a value without a source that has been read needs 'status: unconfirmed'.",
    ),
    "a confirmed value from a source that nobody read": (
        values("from: 2025-01-01, value: 1.00, source: memory"),
        f"{WHERE} 21, {IT}: a value without a source that has been read needs 'status: unconfirmed'.",
    ),
    "an unknown source": (
        values("from: 2025-01-01, value: 1.00, source: nch"),
        f"{WHERE} 21, {IT}.source: 'nch' is not allowed here. Did you mean 'nhc'?",
    ),
    "an unknown status": (
        values("from: 2025-01-01, value: 1.00, status: unconfimed"),
        f"{WHERE} 21, {IT}.status: 'unconfimed' is not allowed here. Did you mean 'unconfirmed'?",
    ),
    "no value": (values("from: 2025-01-01, source: nhc"), f"{WHERE} 21, {IT}: the key 'value' is missing."),
    "no first day": (values("value: 1.00, source: nhc"), f"{WHERE} 21, {IT}: the key 'from' is missing."),
    "half a fen": (
        values("from: 2025-01-01, value: 0.005, source: nhc"),
        f"{WHERE} 21, {IT}.value: '0.005' yuan is not a whole number of fen. Write at most two decimals.",
    ),
    "no number": (
        values("from: 2025-01-01, value: a lot, source: nhc"),
        f"{WHERE} 21, {IT}.value: 'a lot' is not an amount of yuan. Write it as 3600.00.",
    ),
    "an empty value": (
        values("from: 2025-01-01, value: , source: nhc"),
        f"{WHERE} 21, {IT}.value: '' is not an amount of yuan. Write it as 3600.00.",
    ),
    "a list for a value": (
        values("from: 2025-01-01, value: [1], source: nhc"),
        f"{WHERE} 21, {IT}.value: here a plain value is needed, not a list.",
    ),
    "money for a whole number": (
        ("type: money", "type: int"),
        f"{WHERE} 21, {IT}.value: '3600.00' is not a whole number.",
    ),
    "money for a truth": (
        ("type: money", "type: bool"),
        f"{WHERE} 21, {IT}.value: '3600.00' is neither true nor false.",
    ),
    "per cent": (
        ("type: money", "type: share", "value: 3600.00", "value: 70%"),
        f"{WHERE} 21, {IT}.value: '70%' is not a share. Write it as 0.7 or 7/10.",
    ),
    "a share of nothing": (
        ("type: money", "type: share", "value: 3600.00", "value: 1/0"),
        f"{WHERE} 21, {IT}.value: '1/0' is not a share. Write it as 0.7 or 7/10.",
    ),
    "a choice without choices": (
        ("type: money", "type: choice"),
        f"{WHERE} 16, parameters.rate: a parameter of type choice lists its choices.",
    ),
    "another choice": (
        ("type: money", "type: choice\n    choices: {a: [甲, A]}"),
        f"{WHERE} 22, {IT}.value: '3600.00' is not allowed here. Known names: a.",
    ),
    "a choice in one language": (
        ("type: money", "type: choice\n    choices: {a: [甲]}"),
        f"{WHERE} 17, parameters.rate.choices.a: here two texts are needed: [Chinese, English].",
    ),
    "a key that is written twice": (
        values("from: 2025-01-01, value: 1.00, value: 2.00, source: nhc"),
        f"{WHERE} 21, {IT}.value: the key 'value' is written twice.",
    ),
    "a parameter that is written twice": (
        ("parameters:\n", "parameters:\n  rate: {type: int, zh: 它, en: it, values: []}\n"),
        f"{WHERE} 17, parameters.rate: the key 'rate' is written twice.",
    ),
    "a name that no rule can say": (
        ("  rate:", "  yearly rate:"),
        f"{WHERE} 16, parameters.yearly rate: a rule could not write law.yearly rate. Use letters, digits and _, and not today, region or in_force.",
    ),
    "a name that means something else": (
        ("  rate:", "  today:"),
        f"{WHERE} 16, parameters.today: a rule could not write law.today. Use letters, digits and _, and not today, region or in_force.",
    ),
    "a mapping for a list": (
        (VALUE, "      from: 2025-01-01\n"),
        f"{WHERE} 21, parameters.rate.values: here a list is needed, not a mapping.",
    ),
    "a number for a mapping": (
        (VALUE, "      - 3600\n"),
        f"{WHERE} 21, {IT}: here a mapping (key: value) is needed, not a plain value.",
    ),
    "a source without a title": (
        ("    title: 制度管理规范\n", ""),
        f"{WHERE} 4, sources.nhc: the key 'title' is missing.",
    ),
    "read, perhaps": (
        ("read: true", "read: perhaps"),
        f"{WHERE} 8, sources.nhc.read: 'perhaps' is neither true nor false.",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_file_that_is_wrong(tmp_path, name):
    changes, message = ERRORS[name]
    text = RIGHT
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(LawError) as error:
        load(tmp_path, text)
    assert is_said(error.value, message)


def test_a_file_that_is_not_yaml(tmp_path):
    with pytest.raises(LawError) as error:
        load(tmp_path, "programme: test/grant\nsources: {nhc: [}\n")
    said = "grant/parameters.yaml, line 2: this is not YAML: did not find expected node content."
    assert is_said(error.value, said)


def test_a_colon_of_another_width(tmp_path):
    with pytest.raises(LawError, match="冒号要用半角，后面空一格") as error:
        load(tmp_path, RIGHT.replace("programme: ", "programme："))
    assert error.value.en.startswith("grant/parameters.yaml, line 2: this is not YAML: ")


def test_a_file_that_is_empty(tmp_path):
    with pytest.raises(LawError) as error:
        load(tmp_path, "")
    assert is_said(error.value, "grant/parameters.yaml, line 1: here a mapping (key: value) is needed, not nothing.")
    assert str(error.value) == (
        "grant/parameters.yaml, line 1: 这里要写“键: 值”，不是空的。here a mapping (key: value) is needed, not nothing."
    )


def test_a_file_that_is_not_utf_8(tmp_path):
    (tmp_path / "parameters.yaml").write_bytes("programme: 育儿补贴".encode("gbk"))
    with pytest.raises(LawError, match=r"parameters.yaml: this is not a text in UTF-8. Save it again as UTF-8.$"):
        load_parameters(tmp_path / "rule.py")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(LawError, match=r"没有文件 .*parameters.yaml: there is no such file.$"):
        load_parameters(tmp_path / "rule.py")
    (tmp_path / "folder" / "parameters.yaml").mkdir(parents=True)
    with pytest.raises(LawError, match=r"读不了：.*parameters.yaml: the file cannot be read: Is a directory.$"):
        load_parameters(tmp_path / "folder" / "rule.py")


def test_a_file_beside_one_is_named_without_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("a: 1", encoding="utf-8")
    with pytest.raises(LawError, match=r"^mine.yaml, line 1, a: "):
        read_yaml(Path("mine.yaml")).mapping(allowed=("b",))


# ------------------------------------------------------------------------------------------------ looking up


def test_a_later_value_takes_the_place_of_one_without_an_end(tmp_path):
    text = values("from: 2025-01-01, value: 1.00, source: nhc\nfrom: 2026-01-01, value: 2.00, source: nhc")
    rate = load(tmp_path, RIGHT.replace(*text))["rate"]
    assert [rate.at("0" * 12, dt.date(year, 1, 1), unconfirmed=False).value for year in (2025, 2026)] == [100, 200]


def test_after_a_value_with_an_end_the_one_without_an_end_holds_again(tmp_path):
    text = values(
        "from: 2025-01-01, value: 1.00, source: nhc\nfrom: 2026-01-01, until: 2027-01-01, value: 2.00, source: nhc"
    )
    rate = load(tmp_path, RIGHT.replace(*text))["rate"]
    assert [rate.at("0" * 12, dt.date(year, 1, 1), unconfirmed=False).value for year in (2025, 2026, 2027)] == [
        100,
        200,
        100,
    ]
    assert rate.change_days() == [dt.date(2025, 1, 1), dt.date(2026, 1, 1), dt.date(2027, 1, 1)]


def test_a_source_that_was_not_read_can_carry_an_unconfirmed_value(tmp_path):
    text = values("from: 2025-01-01, value: 1.00, source: memory, status: unconfirmed, note: from memory")
    rate = load(tmp_path, RIGHT.replace(*text))["rate"]
    day = dt.date(2025, 6, 1)
    assert rate.at("0" * 12, day, unconfirmed=False) is None
    assert rate.at("0" * 12, day, unconfirmed=True).value == 100
    assert rate.left_out("0" * 12, day)


def test_what_is_unconfirmed_in_one_region_alone_is_left_out_of_the_nation_too(tmp_path):
    city = "from: 2025-01-01, value: 1.00, region: 420100000000, source: memory, status: unconfirmed, note: from memory"
    day, nation = dt.date(2025, 6, 1), "0" * 12
    both = f"{city}\nfrom: 2025-01-01, value: 2.00, source: nhc"
    for folder in (tmp_path / "alone", tmp_path / "beside"):
        folder.mkdir()
    alone = load(tmp_path / "alone", RIGHT.replace(*values(city)))["rate"]
    beside = load(tmp_path / "beside", RIGHT.replace(*values(both)))["rate"]
    assert (alone.left_out(nation, day), alone.left_out_within(nation, day)) == (False, True)
    assert not alone.left_out_within("430000000000", day)
    assert not alone.left_out_within(nation, dt.date(2024, 12, 31))
    assert not beside.left_out_within(nation, day)


def test_a_file_is_read_once(tmp_path):
    first = load(tmp_path, RIGHT)
    assert load_parameters(tmp_path / "grant" / "rule.py") is first


def test_a_reform_adds_values_that_beat_older_ones_of_their_region(tmp_path):
    before = load(tmp_path, RIGHT)
    added = Dated("000000000000", dt.date(2026, 1, 1), NEVER, 480000, None)
    local = Dated("420106000000", dt.date(2025, 1, 1), NEVER, 500000, None)
    after = before.reformed({"rate": (added, local)})["rate"]

    def value(parameter, place, year):
        return parameter.at(place, dt.date(year, 6, 1), unconfirmed=True).value

    assert [value(after, "0" * 12, year) for year in (2025, 2026)] == [360000, 480000]
    assert [value(after, "420106000000", year) for year in (2025, 2026)] == [500000, 500000]
    assert value(before["rate"], "0" * 12, 2026) == 360000
