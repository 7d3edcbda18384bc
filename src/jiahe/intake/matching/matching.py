"""Matches a file's records with the register's, or finds the records of one list that are one person.

ID numbers first: who has the same number needs no other evidence (but see deciding.py). The others are weighed by the
model of chinese.py. Its odds are the package's prior (prior.json); when both lists have 2,000 records or more, or the
settings ask for it, they are estimated from the lists and mixed with the prior's (estimating.py). What was used is in
``Pairs.odds``. The same records give the same pairs, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from jiahe.intake.matching.chinese import BY_NUMBER, model
from jiahe.intake.matching.deciding import ASK, NEW, REASONS, SURE, decide, number_of, verdicts_of_rows
from jiahe.intake.matching.engine import LEFT, RIGHT, Lists, Scorer, make_scored, score, workbench
from jiahe.intake.matching.estimating import estimated
from jiahe.intake.matching.model import Model, Odds
from jiahe.intake.matching.records import Records, prepare
from jiahe.intake.matching.settings import Settings
from jiahe.web.words import UNKNOWN, Words

DEFAULTS = Settings()
_DOUBLES = 0.02
"""The share of records that are expected to stand twice in one list."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """``pairs``: left_id, right_id, weight (bits), probability, verdict (sure or ask), why (a key of REASONS), and for
    each comparison its level (null: unknown) and weight; in the order of the keys. ``rows``: left_id and verdict (sure,
    ask or new) of every record of the left list; None for one list. ``odds``: what was weighed with.
    """

    pairs: pa.Table
    rows: pa.Table | None
    odds: Odds
    is_estimated: bool

    def count(self) -> dict[str, int]:
        """Return how many records of the left list are sure, ask and new."""
        assert self.rows is not None, "one list has pairs only"
        verdicts = self.rows["verdict"].to_pylist()
        return {verdict: verdicts.count(verdict) for verdict in (SURE, ASK, NEW)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one comparison says. ``weight``: bits for (above 0) or against being one person; 0 when it is unknown."""

    what: Words
    says: Words
    weight: float


def match(left: Records, right: Records, *, settings: Settings = DEFAULTS, scorer: Scorer = score) -> Pairs:
    """Match each record of a file (``left``) with the persons of the register (``right``); both have RECORDS' columns.

    ``scorer``: what weighs the pairs, DuckDB or a SparkScorer. Raises NotRecords when a table is not fit.
    """
    with workbench(settings) as con:
        numbers = prepare(con, left, LEFT), prepare(con, right, RIGHT)
        prior = min(0.5, 0.5 / max(1, *numbers, settings.register))
        lists = Lists(LEFT, RIGHT)
        used, is_estimated = _model(con, lists, prior, min(numbers), settings)
        make_scored(con, used)
        if all(numbers):
            scorer(con, used, lists, prior=prior, rules=[BY_NUMBER], least=None)
            decide(con, used, settings)
            con.execute(
                f"CREATE TABLE rest AS SELECT * FROM {LEFT} "
                "WHERE uid NOT IN (SELECT uid_l FROM decided WHERE verdict = 'sure')"
            )
            # Who has the same number was weighed already, and must not stand there twice.
            others = [f"{rule} AND ({BY_NUMBER}) IS NOT TRUE" for rule in used.blocking if rule != BY_NUMBER]
            scorer(con, used, Lists("rest", RIGHT), prior=prior, rules=others, least=settings.ask)
        decide(con, used, settings)
        return Pairs(_pairs(con, used, LEFT, RIGHT), verdicts_of_rows(con, LEFT), used.odds(), is_estimated)


def duplicates(register: Records, *, settings: Settings = DEFAULTS) -> Pairs:
    """Find the records of one list that are one person. Raises NotRecords when the table is not fit."""
    with workbench(settings) as con:
        number = prepare(con, register, LEFT)
        prior = min(0.5, 2 * _DOUBLES / max(1, number))
        used, is_estimated = _model(con, Lists(LEFT), prior, number, settings)
        make_scored(con, used)
        if number > 1:
            score(con, used, Lists(LEFT), prior=prior, rules=used.blocking, least=settings.ask)
        decide(con, used, settings, within=True)
        return Pairs(_pairs(con, used, LEFT, LEFT), None, used.odds(), is_estimated)


def evidence(pair: Mapping[str, Any]) -> list[Evidence]:
    """Return what speaks for and against a pair (a row of ``Pairs.pairs``), the heaviest first, the unknown last."""
    found = []
    for one in model().comparisons:
        key = pair[f"{one.key}_level"]
        says = UNKNOWN if key is None else one.level(key).words
        found.append((key is None, Evidence(one.words, says, float(pair[f"{one.key}_weight"]))))
    return [one for _, one in sorted(found, key=lambda each: (each[0], -abs(each[1].weight)))]


def reason(pair: Mapping[str, Any]) -> Words:
    """Return why a pair is sure or ask."""
    return REASONS[pair["why"]]


def _model(
    con: duckdb.DuckDBPyConnection, lists: Lists, prior: float, smaller: int, settings: Settings
) -> tuple[Model, bool]:
    wanted = smaller >= settings.enough if settings.estimate is None else settings.estimate
    if not wanted or smaller < 2:
        return model(), False
    return estimated(con, model(), lists, prior=prior, records=smaller), True


def _pairs(con: duckdb.DuckDBPyConnection, used: Model, left: str, right: str) -> pa.Table:
    columns = []
    for one in used.comparisons:
        names = " ".join(f"WHEN {number_of(used, one.key, level.key)} THEN '{level.key}'" for level in one.levels)
        columns.append(f"CASE gamma_{one.key} {names} END AS {one.key}_level")
        columns.append(f"round(weight_{one.key}, 4)::FLOAT AS {one.key}_weight")
    return con.sql(f"""
        SELECT l.record_id AS left_id, r.record_id AS right_id, match_weight AS weight,
            1 / (1 + pow(2::DOUBLE, -match_weight)) AS probability, verdict, why, {", ".join(columns)}
        FROM decided JOIN {left} AS l ON l.uid = uid_l JOIN {right} AS r ON r.uid = uid_r
        ORDER BY left_id, right_id
    """).to_arrow_table()
