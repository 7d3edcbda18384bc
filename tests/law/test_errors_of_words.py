"""What somebody is told who gives the words of a rule what they do not take."""

import pytest

from jiahe.law import LawError
from tests.law.test_errors import WORDS

MESSAGES = {
    # is_in
    "person.sex.is_in()": "is_in needs at least one value.",
    "person.sex.is_in(['female'])": "is_in takes texts one after the other, .is_in(a, b), not ['female'].",
    "person.sex.is_in(None)": "is_in takes texts one after the other, .is_in(a, b), not None.",
    "person.sex.is_in(person.sex)": "is_in takes texts one after the other, .is_in(a, b), not <a text: persons.sex>.",
    "line.m.is_in('a')": "is_in takes whole numbers one after the other, .is_in(a, b), not 'a'.",
    "line.m.is_in([1, 2])": "is_in takes whole numbers one after the other, .is_in(a, b), not [1, 2].",
    # rows
    "person.children.any(lambda c: c == person)": "parenthoods rows have no key, so they cannot be compared.",
    "person.children.at_least('two')": "at_least needs a number that is written in the rule, "
    ".at_least(2, ...), not 'two'.",
    "person.children.least(lambda c: c.birth_order, if_none=person.birth_date.year)": "if_none is a plain value.",
    # words
    "unknown('money')": "unknown needs a type, such as unknown(Type.MONEY), not 'money'.",
}


@pytest.mark.parametrize("written", MESSAGES)
def test_words_say_what_they_take(written):
    with pytest.raises(LawError) as error:
        eval(written, WORDS)
    assert str(error.value) == MESSAGES[written]
