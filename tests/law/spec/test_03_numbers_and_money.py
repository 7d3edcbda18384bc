"""Numbers and money

Whole numbers and money are exact. Money is whole fen, and nothing else: a number of yuan is written `yuan("3600.00")`,
and a float or a plain number (other than 0) is an error. An unknown part makes the whole unknown.
"""

from fractions import Fraction

from jiahe.law import Type, greatest, least, unknown, when, yuan
from tests.law.families import line
from tests.law.tables import lines

numbers = lines("""
    line     | m  | n
    positive | 7  | 3
    negative | -7 | 3
    zero     | 0  | 3
    unknown  | 7  |
""")

money = lines("""
    line    | a       | b      | n
    plain   | 10.00   | 0.01   | 3
    debt    | -10.00  | 0.01   | 3
    unknown | 10.00   |        |
""")

sums = lines("""
    line     | a
    three    | 0.03
    two      | 0.02
    one      | 0.01
    nothing  | 0.00
    debt_one | -0.01
    debt_two | -0.02
    large    | 99999999.99
    unknown  |
""")


def test_sums_differences_products(spec):
    spec(numbers, line.m + line.n, "10 -4 3 unknown")
    spec(numbers, line.m - line.n, "4 -10 -3 unknown")
    spec(numbers, line.m * line.n, "21 -21 0 unknown")
    spec(numbers, 1 + line.m, "8 -6 1 8")
    spec(numbers, 1 - line.m, "-6 8 1 -6")
    spec(numbers, 2 * line.m, "14 -14 0 14")


def test_nothing_times_an_unknown_is_unknown(spec):
    spec(numbers, line.n * 0, "0 0 0 unknown")


def test_money_is_added_and_multiplied(spec):
    spec(money, line.a + line.b, "10.01 -9.99 unknown")
    spec(money, line.a - line.b, "9.99 -10.01 unknown")
    spec(money, line.a * line.n, "30.00 -30.00 unknown")
    spec(money, 2 * line.b, "0.02 0.02 unknown")
    spec(money, yuan("0.50") * line.n, "1.50 1.50 unknown")
    spec(money, line.a + yuan("0.05"), "10.05 -9.95 10.05")


def test_least_and_greatest(spec):
    """The smallest or largest of several values; unknown when one of them is."""
    spec(numbers, least(line.m, line.n), "3 -7 0 unknown")
    spec(numbers, greatest(line.m, line.n), "7 3 3 unknown")
    spec(numbers, least(line.m, 5), "5 -7 0 5")
    spec(numbers, greatest(0, line.m, line.n), "7 3 3 unknown")
    spec(money, greatest(line.a - line.b, 0), "9.99 0.00 unknown")


def test_a_share_is_rounded_half_up(spec):
    """An exact share of a sum is rounded to whole fen: half a fen away from zero, unless it is said otherwise."""
    spec(sums, line.a.share(Fraction(1, 2)), "0.02 0.01 0.01 0.00 -0.01 -0.01 50000000.00 unknown")
    spec(sums, line.a.share(Fraction(1, 3)), "0.01 0.01 0.00 0.00 0.00 -0.01 33333333.33 unknown")


def test_a_share_is_rounded_down_or_up(spec):
    """`down` is towards zero, `up` away from it."""
    spec(sums, line.a.share(Fraction(1, 2), rounding="down"), "0.01 0.01 0.00 0.00 0.00 -0.01 49999999.99 unknown")
    spec(sums, line.a.share(Fraction(1, 2), rounding="up"), "0.02 0.01 0.01 0.00 -0.01 -0.01 50000000.00 unknown")
    spec(sums, line.a.share(Fraction(1, 3), rounding="up"), "0.01 0.01 0.01 0.00 -0.01 -0.01 33333333.33 unknown")


def test_a_share_may_be_negative_or_more_than_all(spec):
    spec(sums, line.a.share(Fraction(-1, 2)), "-0.02 -0.01 -0.01 0.00 0.01 0.01 -50000000.00 unknown")
    spec(sums, line.a.share(Fraction(3, 2)), "0.05 0.03 0.02 0.00 -0.02 -0.03 149999999.99 unknown")


def test_amounts_written_in_the_rule_have_room_too(spec):
    """The product is exact, however many digits the share has."""
    spec(
        money,
        when(line.n > 2).then(yuan("6000.00")).otherwise(yuan("5000.00")).share(Fraction(3333, 10000)),
        "1999.80 1999.80 unknown",
    )
    spec(
        money,
        when(line.n > 2).then(yuan("6000.00")).otherwise(0) * when(line.n > 2).then(100_000).otherwise(1),
        "600000000.00 600000000.00 unknown",
    )


def test_an_unknown_share_makes_the_sum_unknown(spec):
    spec(sums, line.a.share(unknown(Type.SHARE)), "unknown unknown unknown unknown unknown unknown unknown unknown")


def test_a_name_changes_nothing(spec):
    """`.named(...)` gives a quantity the words and the unit that an explanation prints: `300.00 yuan × 15 months`."""
    spec(numbers, line.m.named("应补贴月数", "months owed", unit=("个月", "months")) + 1, "8 -6 1 8")
