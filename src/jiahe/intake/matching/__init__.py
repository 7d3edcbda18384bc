"""Whether two records are about one person: sure, to be asked, or somebody new.

    found = match(file_records, register_records)
    found.pairs      # an Arrow table: weight, verdict, why, and the evidence of every comparison
    found.rows       # each record of the file: sure, ask or new

A library on Splink and DuckDB: Arrow or Parquet in, Arrow out. It knows no Django model and merges nothing.
"""

from jiahe.intake.matching.deciding import ASK, NEW, REASONS, SURE, VERDICTS
from jiahe.intake.matching.matching import Evidence, Pairs, duplicates, evidence, match, reason
from jiahe.intake.matching.records import RECORDS, NotRecords
from jiahe.intake.matching.settings import Settings

__all__ = [
    "ASK",
    "NEW",
    "REASONS",
    "RECORDS",
    "SURE",
    "VERDICTS",
    "Evidence",
    "NotRecords",
    "Pairs",
    "Settings",
    "duplicates",
    "evidence",
    "match",
    "reason",
]
