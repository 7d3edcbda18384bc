"""The law as code: a small language for rules, and engines that give every answer with its reasons.

A plain library. It knows no country, no database and no web page.
"""

from jiahe.law.errors import LawError
from jiahe.law.language import all_of, any_of, date_of, greatest, least, unit, unknown, when, yuan
from jiahe.law.parameters import load_parameters
from jiahe.law.payers import PaidPart, Payer
from jiahe.law.programme import Programme, criterion, outcome_of, pack_of
from jiahe.law.rule import Instalment, Pack
from jiahe.law.schema import Column, Relation, Schema, Table
from jiahe.law.types import NEVER, Type

__all__ = [
    "NEVER",
    "Column",
    "Instalment",
    "LawError",
    "Pack",
    "PaidPart",
    "Payer",
    "Programme",
    "Relation",
    "Schema",
    "Table",
    "Type",
    "all_of",
    "any_of",
    "criterion",
    "date_of",
    "greatest",
    "least",
    "load_parameters",
    "outcome_of",
    "pack_of",
    "unit",
    "unknown",
    "when",
    "yuan",
]
