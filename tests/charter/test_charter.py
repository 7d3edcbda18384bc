"""The product holds to the charter: every fact, rule, figure, message and template is read for what is refused."""

import re
from pathlib import Path

import jiahe
from jiahe.charter import check_guarded, check_package, check_schema, load_charter
from jiahe.charter.guard import unused_exemptions
from jiahe.facts.contract import FACTS
from jiahe.law.reads import facts_read
from jiahe.law.types import Type
from jiahe.programmes import the_pack

PACKAGE = Path(jiahe.__file__).parent
CHARTER_PAGE = Path(__file__).parents[2] / "docs" / "charter.md"


def listed(breaches):
    return [str(breach) for breach in breaches]


def test_no_fact_of_the_contract_is_refused():
    assert listed(check_schema(FACTS)) == []


def test_no_text_of_the_package_is_refused():
    assert listed(check_package(PACKAGE)) == []


def test_a_guarded_fact_is_read_only_where_an_article_needs_it():
    reads = {rule.key: facts_read(rule) for rule in the_pack().rules}
    assert reads, "no programme was found, so nothing was checked"
    assert listed(check_guarded(reads)) == []


def test_a_programme_only_gives():
    taken = [
        f"{rule.key}: {parameter.name} from {dated.start} is {dated.value}"
        for rule in the_pack().rules
        for parameter in rule.parameters
        for dated in parameter.values
        if parameter.type in (Type.MONEY, Type.SHARE, Type.INT) and dated.value < 0
    ]
    assert taken == []


def test_every_exception_still_excuses_something():
    assert unused_exemptions(PACKAGE, FACTS) == []


def test_every_guarded_column_is_a_column_of_the_contract():
    for guarded in load_charter().guarded:
        table, column = guarded.column.split(".")
        assert FACTS.table(table).column(column)


def test_the_charter_page_states_every_refusal_and_its_guard():
    sections = re.split(r"^## (?=\d)", CHARTER_PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    refusals = load_charter().refusals
    assert [refusal.number for refusal in refusals] == list(range(1, 8))
    assert len(sections) == len(refusals)
    for refusal, section in zip(refusals, sections, strict=True):
        assert section.startswith(f"{refusal.number}. {refusal.en}\n")
        assert refusal.zh in section
        assert "**Held by**" in section
