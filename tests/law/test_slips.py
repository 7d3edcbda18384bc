"""Slips that Python would let pass, and that would silently change whom a rule asks what."""

# ruff: noqa: E501 (messages stand here as they are printed)

import datetime as dt

import pytest

from jiahe.law import Instalment, LawError, PaidPart, Programme, Type, criterion, unknown, yuan
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting
from tests.law.families import FAMILIES, person
from tests.law.outcomes import by_duckdb, by_reference
from tests.law.tables import facts, parameters
from tests.law.test_errors import WORDS, programme

ROW = (
    "the households row linked from a persons row is neither true nor false. Ask .is_known() whether it is known which "
    "row it is, and write & for and, | for or, ~ for not, and when(...).then(...).otherwise(...) for if."
)
MANY = "children are many rows and have no"
LOOP = f"{MANY} for or in. Write .any(lambda row: ...), .all(...), .count(...), .sum(...) or another aggregate."
NUMBER = f"{MANY} ==. Write .count() == 2, or .any(lambda row: ...)."

MESSAGES = {
    # a row is not a truth: who has no household would have met the condition
    "person.insured if person.household else False": ROW,
    "person.household and person.insured": ROW,
    "not person.household": ROW,
    "person.household & person.insured": "the households row linked from a persons row has no &. Take a column of it, such as "
    ".rent, or ask .is_known() whether it is known which row it is.",
    "person < person": "a persons row has no <. Take a column of it, such as .insured, or ask .is_known() whether it is known "
    "which row it is.",
    # many rows are not a number: Python calls them unequal to every number
    "person.children == 0": NUMBER,
    "person.children != 0": NUMBER,
    "person.children > 2": f"{MANY} <. Write .any(...), .count(...), .sum(...) or another aggregate.",
    "~person.children": f"{MANY} ~. Write .any(...), .count(...), .sum(...) or another aggregate.",
    "len(person.children)": f"{MANY} len(). Write .count().",
    "person.children[0]": f"{MANY} []. Write .only(lambda row: ...).",
    "[child for child in person.children]": LOOP,
    "person in person.children": LOOP,
    # words that Python has for numbers
    "person.birth_date.year()": "A whole number has no (): part. Leave the brackets out.",
    "law.rate(2025)": "A sum of money has no (): law.rate. Leave the brackets out. Its value on another date is .on(date).",
    "law.rate ** 2": "A sum of money has no **: law.rate.",
    "+person.children.count()": "A whole number has no + before it: count.",
    "1 / person.children.count()": "A whole number has no /: count.",
    "person.insured ^ person.insured": "A truth has no ^: persons.insured.",
    "abs(person.income)": "A sum of money has no abs(): persons.income.",
    "round(law.rate)": "A sum of money has no round(): law.rate.",
    "int(person.children.count())": "A whole number has no int(): count.",
    "float(law.rate)": "A sum of money has no float(): law.rate.",
    "range(person.children.count())": "A whole number has no use as a number of Python's: count.",
    "person.sex[0]": "A text has no []: persons.sex.",
    "[letter for letter in person.sex]": "A text has no for or in: persons.sex.",
    "len(person.sex)": "A text has no len(): persons.sex.",
    # brackets forgotten, or one list where values are meant
    "person.insured & person.insured.is_known": "is_known is not called here, so it is no value yet. Write is_known(...).",
    "person.insured & [person.insured]": "[<a truth: persons.insured>] is not a truth.",
    "person.sex.is_in(['female', 'male'])": "is_in takes texts one after the other, .is_in(a, b), not ['female', 'male'].",
    "person.children.count().is_in({1, 2})": "is_in takes whole numbers one after the other, .is_in(a, b), not {1, 2}.",
    # what is written in the rule, not read from facts
    "person.children.at_least(2.0)": "at_least needs a number that is written in the rule, .at_least(2, ...), not 2.0.",
    "person.children.at_least(person.parents.count())": "at_least needs a number that is written in the rule, "
    ".at_least(2, ...), not <a whole number: count>.",
    "date_of(2025, law.today.month, 1)": "date_of needs a month and a day that are written in the rule, not <a whole number: part>.",
    "law.rate.share(law.rate)": "A share of money needs a share, but got a sum of money: law.rate.",
    "person.children.sum('income')": "The value over children must be a value of the row, such as "
    "lambda row: row.child, not 'income'.",
    "unknown(bool)": "unknown needs a type, such as unknown(Type.MONEY), not <class 'bool'>.",
    'unknown(Type.BOOL, zh="没有写", en="silent", evidence="死亡证明")': "A paper is written in Chinese and in English, "
    "evidence=('死亡证明', 'death certificate'), not '死亡证明'.",
    'unknown(Type.BOOL, zh="没有写", en="silent", evidence=[("死亡证明",)])': "A paper is written in Chinese and in English, "
    "evidence=('死亡证明', 'death certificate'), not ('死亡证明',).",
    'person.income.named("收入", "income", unit="元")': "A unit is written in Chinese and in English, unit=('个月', 'months'), "
    "not '元'.",
}


@pytest.mark.parametrize("written", MESSAGES)
def test_python_does_not_answer_for_the_facts(written):
    with pytest.raises(LawError) as error:
        eval(written, WORDS)
    assert str(error.value) == MESSAGES[written]


def test_a_paper_is_one_pair_or_several():
    paper, other = ("死亡证明", "death certificate"), ("户口簿", "hukou booklet")
    for evidence, papers in ((paper, (paper,)), ([paper, other], (paper, other)), ((paper, other), (paper, other))):
        assert unknown(Type.BOOL, zh="没有写", en="silent", evidence=evidence).node.papers == papers


# ------------------------------------------------------------------------------------------------ programmes


def asks(answer):
    """Make a criterion."""
    return criterion(zh="条件", en="condition", cites="Art 1")(answer)


def one_instalment(**changes):
    return lambda row, law: [Instalment("one", "一", "one", 2025, yuan("1.00"), **changes)]


NOBODY = "is neither a criterion nor a part of a programme, so nobody would ask it. Mark it with @criterion(...), or put it outside the class if the rule only uses it."
EVERYBODY = (
    "for everybody, whatever the facts. Python answers `is`, `is not` and a plain True or False itself: write .is_known() "
    "or == instead. A condition that the law does not make is left out."
)
SLIPS = {
    "a condition that is not marked": ({"young": lambda row, law: row.birth_date > law.today}, f"young {NOBODY}"),
    "a misspelt population": (
        {"populaton": lambda row, law: row.insured},
        f"populaton {NOBODY} Did you mean 'population'?",
    ),
    "a misspelt enrolled": ({"enroled": lambda row, law: row.insured}, f"enroled {NOBODY} Did you mean 'enrolled'?"),
    "a misspelt benefit": ({"benifit": "days"}, f"benifit {NOBODY} Did you mean 'benefit'?"),
    "a population that is marked": (
        {"population": asks(lambda row, law: row.insured)},
        "population is no criterion, but a part of every programme. Give it another name.",
    ),
    "a criterion called rule": (
        {"rule": asks(lambda row, law: row.insured)},
        "rule is no criterion, but a part of every programme. Give it another name.",
    ),
    "is not None": ({"insured": asks(lambda row, law: row.insured is not None)}, f"insured is True {EVERYBODY}"),
    "is None": ({"insured": asks(lambda row, law: row.household is None)}, f"insured is False {EVERYBODY}"),
    "self": (
        {"insured": asks(lambda self, row, law: row.insured)},
        "insured is called as insured(row, law). Write def insured(row, law): ...",
    ),
    "no law": ({"population": lambda row: row.insured}, "population is called as population(row, law)."),
    "a place by the law": (
        {"place": lambda row, law: row.hukou_place},
        "place is called as place(row). Write def place(row): ...",
    ),
    "forfeited without met_but": (
        {"forfeited": lambda row, law: row.insured},
        "forfeited is called as forfeited(row, law, met_but).",
    ),
    "one instalment alone": (
        {"instalments": lambda row, law: one_instalment()(row, law)[0]},
        "instalments must return a list, [Instalment(...), ...], but returned Instalment(key='one',",
    ),
    "a sum": (
        {"instalments": lambda row, law: [yuan("1.00")]},
        "instalments must return a list, [Instalment(...), ...], but returned [<a sum of money: 100>].",
    ),
    "a part without a tuple": (
        {"instalments": one_instalment(paid_by=PaidPart("全部", "all", yuan("1.00"), ()))},
        "instalment one: paid_by is a tuple, (PaidPart(...),), not PaidPart(",
    ),
    "a file's name for parameters": (
        {"parameters": "parameters.yaml"},
        "write parameters = load_parameters(__file__), not 'parameters.yaml'.",
    ),
    "when without otherwise": (
        {"insured": asks(lambda row, law: WORDS["when"](row.insured).then(True))},
        "insured must return a truth, but it returned when(...).then(...) without .otherwise(...).",
    ),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_in_a_programme(name):
    changes, message = SLIPS[name]
    with pytest.raises(LawError) as error:
        programme(**changes)
    said = str(error.value)
    assert said.startswith("test/programme-")
    assert message in said


def test_two_criteria_of_one_name():
    with pytest.raises(
        LawError, match=r"^Two methods are called 'insured', and the second would replace the criterion\. Rename one\.$"
    ):

        class Twice(Programme):
            @criterion(zh="参保", en="insured", cites="Art 1")
            def insured(row, law):
                return row.insured

            @criterion(zh="有收入", en="has an income", cites="Art 2")
            def insured(row, law):  # noqa: F811
                return row.income > 0


def test_a_programme_made_from_another_keeps_its_criteria():
    """As a reform does that changes one condition: what it does not name stays."""
    old = programme(young=asks(lambda row, law: row.birth_date > dt.date(2020, 1, 1)))

    class Changed(old):
        @criterion(zh="有收入", en="has an income", cites="Art 2")
        def insured(row, law):
            return row.income > 0

    assert [one.key for one in Changed.rule.criteria] == ["insured", "young"]
    assert [one.cites for one in Changed.rule.criteria] == ["Art 2", "Art 1"]
    assert [one.key for one in Changed.rule.instalments] == ["one"]


def test_the_only_row_of_many_is_compared_as_that_row():
    class Head(Programme):
        """Whether the only man of a household is its head."""

        key = "test/head"
        zh, en = "户主", "Head"
        schema, unit = FAMILIES, "persons"
        parameters = parameters("", key="test/head")

        @criterion(zh="独子为户主", en="the only man is the head", cites="Art 1")
        def the_only_man_is_the_head(row, law):
            men = row.household.members
            return men.only(lambda one: one.sex == "male") == row.household.head

        @criterion(zh="一名成员", en="one man is known", cites="Art 1")
        def one_man_is_known(row, law):
            return row.household.members.only(lambda one: one.sex == "male").is_known()

        instalments = one_instalment()

    families = facts(
        persons="""
            person | sex    | household
            ann    | female | red
            bo     | male   | red
            cai    | male   | blue
            dan    | male   | blue
            eve    | female | green
            fei    | male   | green
        """,
        households="""
            household | head
            red       | bo
            blue      | cai
            green     | eve
        """,
    )
    pack = Pack((Head.rule,))
    setting = Setting.of(pack, dt.date(2025, 6, 1), "000000000000")
    expected = by_reference(families, pack, setting)
    assert by_duckdb(families, pack, setting) == expected
    found = {key: outcome["status"] for key, outcome in expected["test/head"].items()}
    assert found == {
        "ann": "eligible", "bo": "eligible", "cai": "not_eligible", "dan": "not_eligible", "eve": "not_eligible",
        "fei": "not_eligible",
    }  # fmt: skip


def test_what_is_written_in_a_rule_as_it_should_be_still_works():
    assert eval("person.children.any(lambda c: person == c.child)", WORDS).node.type is Type.BOOL
    assert eval("person.household.is_known() & person.insured", WORDS).node.type is Type.BOOL
    assert person.children.any(person.insured).node.type is Type.BOOL
