"""What somebody is told who writes a rule as a program, with loops and lists, and what rows and words cannot do."""

import pytest

from jiahe.law import LawError
from tests.law.test_errors import WORDS

NOT_GONE_THROUGH = (
    "children are many rows, and a rule is not run here: there is nothing to go through or to measure yet. "
    "Write .any(...), .all(...), .count(...) or .sum(...) with lambda row: ..., or .only(...)."
)

MESSAGES = {
    # loops and lists
    "[c.kind for c in person.children]": NOT_GONE_THROUGH,
    "sum(person.children)": NOT_GONE_THROUGH,
    "any(person.children)": NOT_GONE_THROUGH,
    "len(person.children)": NOT_GONE_THROUGH,
    "person.children[0]": NOT_GONE_THROUGH,
    "person in person.children": NOT_GONE_THROUGH,
    "person.children.sum(person.income)": "The value over children must be a value of the row, such as "
    "lambda row: row.child, not <a sum of money: persons.income>.",
    # is_in
    "person.sex.is_in()": "is_in needs at least one value.",
    "person.sex.is_in(['female'])": "is_in takes texts one after the other, .is_in(a, b), not ['female'].",
    "person.sex.is_in(None)": "is_in takes texts one after the other, .is_in(a, b), not None.",
    "person.sex.is_in(person.sex)": "is_in takes texts one after the other, .is_in(a, b), not <a text: persons.sex>.",
    "line.m.is_in('a')": "is_in takes whole numbers one after the other, .is_in(a, b), not 'a'.",
    "line.m.is_in([1, 2])": "is_in takes whole numbers one after the other, .is_in(a, b), not [1, 2].",
    # rows
    "person.children.any(lambda c: c == person)": "parenthoods rows have no key, so they cannot be compared.",
    "person.children.at_least('two')": "at_least needs a number of 1 or more, not 'two'.",
    "person.children.least(lambda c: c.birth_order, if_none=person.birth_date.year)": "if_none is a plain value.",
    # words
    "unknown('money')": "unknown needs a type, such as unknown(Type.MONEY), not 'money'.",
}


@pytest.mark.parametrize("written", MESSAGES)
def test_a_rule_that_is_written_as_a_program(written):
    with pytest.raises(LawError) as error:
        eval(written, WORDS)
    assert str(error.value) == MESSAGES[written]
