"""The types a value in a rule can have, and the one date that means "this has not happened".

Not here: how a type is written in SQL (sqlwords.py) or read from a file (the facts room).
"""

from __future__ import annotations

import datetime as dt
import enum


class Type(enum.Enum):
    """The type of a value. Every type has one more value, unknown (``None``, SQL's NULL)."""

    BOOL = "bool"
    INT = "int"
    DATE = "date"
    MONEY = "money"  # whole fen
    TEXT = "text"
    PLACE = "place"  # a 12-digit division code
    SHARE = "share"  # an exact fraction; only parameters and literals have it
    REF = "ref"  # the key of a row of another table


NEVER = dt.date(9999, 12, 31)
"""What an empty open-ended column (a death, the end of a spell) reads as: later than every other date."""
