"""The words a rule is written in: rows and typed values whose operators build the graph.

Nothing is computed here. A value cannot be used as a Python truth: write ``&``, ``|``, ``~`` and ``when``.
"""

from jiahe.law.language.rows import Many, Row, unit
from jiahe.law.language.values import Bool, Date, Int, Money, Place, Share, Text, Value, value_of
from jiahe.law.language.words import all_of, any_of, date_of, fen, greatest, least, pairs_of, unknown, when, yuan

__all__ = [
    "Bool",
    "Date",
    "Int",
    "Many",
    "Money",
    "Place",
    "Row",
    "Share",
    "Text",
    "Value",
    "all_of",
    "any_of",
    "date_of",
    "fen",
    "greatest",
    "least",
    "pairs_of",
    "unit",
    "unknown",
    "value_of",
    "when",
    "yuan",
]
