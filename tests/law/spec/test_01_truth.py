"""Three truths

A condition holds, does not hold, or is unknown. An unknown part makes the whole unknown unless the other part decides
it alone: false decides `&`, true decides `|`. So a missing fact never counts as yes and never as no.
"""

from jiahe.law import Type, all_of, any_of, unknown, when
from tests.law.families import line
from tests.law.tables import lines

truths = lines("""
    line | p     | q
    tt   | true  | true
    tf   | true  | false
    t?   | true  |
    ft   | false | true
    ff   | false | false
    f?   | false |
    ?t   |       | true
    ?f   |       | false
    ??   |       |
""")


def test_and_or_not(spec):
    """`&` is and, `|` is or, `~` is not. (Python's own `and`, `or` and `not` are errors that say so.)"""
    spec(truths, line.p & line.q, "true false unknown  false false false  unknown false unknown")
    spec(truths, line.p | line.q, "true true true  true false unknown  true unknown unknown")
    spec(truths, ~line.p, "false false false  true true true  unknown unknown unknown")


def test_a_plain_true_or_false_may_stand_on_either_side(spec):
    spec(truths, line.p & True, "true true true  false false false  unknown unknown unknown")
    spec(truths, False & line.p, "false false false  false false false  false false false")
    spec(truths, True | line.p, "true true true  true true true  true true true")
    spec(truths, line.p | False, "true true true  false false false  unknown unknown unknown")


def test_all_of_and_any_of(spec):
    """The same for several conditions at once."""
    spec(truths, all_of(line.p, line.q, line.p), "true false unknown  false false false  unknown false unknown")
    spec(truths, any_of(line.p, line.q, ~line.q), "true true true  true true unknown  true true unknown")


def test_truths_can_be_compared(spec):
    spec(truths, line.p == line.q, "true false unknown  false true unknown  unknown unknown unknown")
    spec(truths, line.p != line.q, "false true unknown  true false unknown  unknown unknown unknown")


def test_is_known(spec):
    """Whether a value is known is itself never unknown: what is recorded can be used only where it is recorded."""
    spec(truths, line.p.is_known(), "true true true  true true true  false false false")
    spec(truths, line.q.is_known() & line.q, "true false false  true false false  true false false")
    spec(truths, (line.p & line.q).is_known(), "true true false  true true true  false true false")


def test_unknown_can_be_said(spec):
    """`unknown(Type.BOOL)` is the unknown of a type. Where the law leaves something open, it says why and which paper
    settles it: `unknown(Type.BOOL, zh="…", en="…", evidence=("死亡证明", "death certificate"))`.
    """
    spec(truths, line.p & unknown(Type.BOOL), "unknown unknown unknown  false false false  unknown unknown unknown")
    spec(truths, line.p | unknown(Type.BOOL), "true true true  unknown unknown unknown  unknown unknown unknown")
    spec(
        truths,
        line.p & unknown(Type.BOOL, zh="文件没有写", en="the text is silent"),
        "unknown unknown unknown  false false false  unknown unknown unknown",
    )
    spec(truths, unknown(Type.BOOL).is_known(), "false false false  false false false  false false false")


def test_when_then_otherwise(spec):
    """The value of the branch that is taken; unknown when it is unknown which branch is."""
    spec(truths, when(line.p).then(1).otherwise(0), "1 1 1  0 0 0  unknown unknown unknown")
    spec(
        truths,
        when(line.p).then(line.q).otherwise(~line.q),
        "true false unknown  false true unknown  unknown unknown unknown",
    )
    spec(
        truths,
        when(line.p.is_known()).then(line.p).otherwise(line.q),
        "true true true  false false false  true false unknown",
    )


def test_when_is_unknown_even_if_all_branches_agree(spec):
    spec(truths, when(line.p).then(7).otherwise(7), "7 7 7  7 7 7  unknown unknown unknown")


def test_several_branches_are_tried_in_order(spec):
    spec(
        truths,
        when(line.p).then("first").when(line.q).then("second").otherwise("none"),
        "first first first  second none unknown  unknown unknown unknown",
    )
