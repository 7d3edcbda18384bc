"""The kinds of value in a rule's graph. Each checks, when it is made, that its parts fit together.

The meaning of each kind is the reference engine's method of the same name (reference.py).
"""

from jiahe.law.expressions.aggregates import Aggregate, AnyRow, AtLeast, Count, Extreme, Only, Total
from jiahe.law.expressions.dates_and_places import DateOf, DaysUntil, Division, Part, Plus, Within, YearsUntil
from jiahe.law.expressions.leaves import Accrued, Col, KeyOf, LeftOpen, Literal, Named, Param, Region, Today
from jiahe.law.expressions.needs import NOUNS
from jiahe.law.expressions.quantities import Add, Greater, Lesser, Multiply, Portion, Subtract
from jiahe.law.expressions.truth import And, Compare, If, IsIn, Known, Not, Or, check_choice

__all__ = [
    "NOUNS",
    "Accrued",
    "Add",
    "Aggregate",
    "And",
    "AnyRow",
    "AtLeast",
    "Col",
    "Compare",
    "Count",
    "DateOf",
    "DaysUntil",
    "Division",
    "Extreme",
    "Greater",
    "If",
    "IsIn",
    "KeyOf",
    "Known",
    "LeftOpen",
    "Lesser",
    "Literal",
    "Multiply",
    "Named",
    "Not",
    "Only",
    "Or",
    "Param",
    "Part",
    "Plus",
    "Portion",
    "Region",
    "Subtract",
    "Today",
    "Total",
    "Within",
    "YearsUntil",
    "check_choice",
]
