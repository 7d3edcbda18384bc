"""Comparisons

Dates, whole numbers and sums of money have an order; text, places and truths are only equal or different. Only values
of one type can be compared. An unknown side makes the answer unknown, even against itself.
"""

import datetime as dt

from jiahe.law import yuan
from tests.law.families import line
from tests.law.tables import lines

numbers = lines("""
    line    | m | n
    less    | 1 | 2
    equal   | 2 | 2
    greater | 3 | 2
    unknown |   | 2
""")

money = lines("""
    line    | a       | b
    less    | 0.01    | 3600.00
    equal   | 3600.00 | 3600.00
    greater | 3600.01 | 3600.00
    unknown |         |
""")

dates = lines("""
    line    | d          | e
    before  | 2024-12-31 | 2025-01-01
    same    | 2025-01-01 | 2025-01-01
    after   | 2025-01-02 | 2025-01-01
    unknown |            | 2025-01-01
""")

words = lines("""
    line    | word | kind     | at
    one     | yes  | birth    | 420106000000
    two     | no   | adoption | 420100000000
    unknown |      |          |
""")


def test_whole_numbers(spec):
    spec(numbers, line.m < line.n, "true false false unknown")
    spec(numbers, line.m <= line.n, "true true false unknown")
    spec(numbers, line.m == line.n, "false true false unknown")
    spec(numbers, line.m != line.n, "true false true unknown")
    spec(numbers, line.m >= line.n, "false true true unknown")
    spec(numbers, line.m > line.n, "false false true unknown")


def test_a_plain_number_may_stand_on_either_side(spec):
    spec(numbers, line.m <= 2, "true true false unknown")
    spec(numbers, line.m > 2, "false false true unknown")


def test_money(spec):
    """Money is compared with money: `yuan("3600.00")`, or a plain 0."""
    spec(money, line.a < line.b, "true false false unknown")
    spec(money, line.a >= yuan("3600.00"), "false true true unknown")
    spec(money, line.a > 0, "true true true unknown")


def test_dates(spec):
    spec(dates, line.d < line.e, "true false false unknown")
    spec(dates, line.d == line.e, "false true false unknown")
    spec(dates, line.d >= dt.date(2025, 1, 1), "false true true unknown")


def test_text_and_places(spec):
    spec(words, line.word == "yes", "true false unknown")
    spec(words, line.word != "yes", "false true unknown")
    spec(words, line.kind == "birth", "true false unknown")
    spec(words, line.at == "420106000000", "true false unknown")


def test_is_in(spec):
    """One of several: what `in` is in Python. In a column with a fixed list of choices, only these may be asked for."""
    spec(words, line.word.is_in("yes", "perhaps"), "true false unknown")
    spec(words, line.kind.is_in("birth", "adoption"), "true true unknown")
    spec(numbers, line.m.is_in(1, 3), "true false true unknown")


def test_an_unknown_is_not_even_equal_to_itself(spec):
    spec(numbers, line.m == line.m, "true true true unknown")
