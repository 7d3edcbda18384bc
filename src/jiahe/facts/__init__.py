"""Facts: reading a folder of facts about people, checking it, and handing the law what can be used."""

from jiahe.facts.check import check
from jiahe.facts.clean import CleanFacts, clean
from jiahe.facts.contract import FACTS
from jiahe.facts.errors import FactsError
from jiahe.facts.finding import CELL_UNKNOWN, SET_ASIDE, WARNING, Finding
from jiahe.facts.folder import FactsFolder, TableFile
from jiahe.facts.report import CheckReport, TableCount

__all__ = [
    "CELL_UNKNOWN",
    "FACTS",
    "SET_ASIDE",
    "WARNING",
    "CheckReport",
    "CleanFacts",
    "FactsError",
    "FactsFolder",
    "Finding",
    "TableCount",
    "TableFile",
    "check",
    "clean",
]
