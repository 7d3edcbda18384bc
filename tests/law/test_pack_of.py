"""Whoever adds a folder with a rule to a package is told at which line it is wrong."""

import sys

import pytest

from jiahe.law import LawError
from jiahe.law.programme import pack_of

RULE = """\
from jiahe.law import Instalment, Programme, criterion, yuan
from tests.law.families import FAMILIES
from tests.law.tables import parameters


class Grant(Programme):
    key = "test/pack-of"
    zh, en = "津贴", "Grant"
    schema, unit = FAMILIES, "persons"
    parameters = parameters("", key="test/pack-of")

    @criterion(zh="参保", en="Insured", cites="Art 1")
    def insured(row, law):
        return row.insured

    def instalments(row, law):
        return [Instalment("one", "一", "one", 2025, yuan("1.00"))]
"""


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """Return what reads the programmes of a package with these rules."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)

    def read(**rules):
        for name, rule in rules.items():
            folder = tmp_path / "some_law" / name
            folder.mkdir(parents=True)
            for file, text in (("__init__.py", ""), ("../__init__.py", ""), ("rule.py", rule)):
                (folder / file).write_text(text, encoding="utf-8")
        return pack_of("some_law")

    yield read
    for name in set(sys.modules) - before:
        if name.startswith("some_law"):
            del sys.modules[name]


def test_every_rule_of_a_package_is_in_its_pack(pack):
    assert [rule.key for rule in pack(grant=RULE, other=RULE.replace("pack-of", "other")).rules] == [
        "test/other",
        "test/pack-of",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("row.insured", "row.insurd", "line 14: A persons row has no 'insurd'. Did you mean 'insured'?"),
        ('yuan("1.00")', "1", "line 6: test/pack-of: instalment one must return a sum of money, but it returned 1."),
        ("return row", "retun row", "line 14: 规则写得不对。SyntaxError: invalid syntax (rule.py, line 14)"),
        ("row.insured", "rwo.insured", "line 14: 规则写得不对。NameError: name 'rwo' is not defined"),
        ('cites="Art 1"', 'cite="Art 1"', "line 12: 规则写得不对。TypeError: criterion() got an unexpected keyword"),
    ],
)
def test_a_rule_that_is_wrong_is_named_with_its_line(pack, old, new, said):
    with pytest.raises(LawError) as error:
        pack(grant=RULE.replace(old, new))
    assert str(error.value).startswith(f"grant/rule.py, {said}")


def test_two_rules_with_one_key_are_refused(pack):
    with pytest.raises(LawError, match="Two programmes of a pack share a key"):
        pack(grant=RULE, other=RULE)
