"""Odds from the data: u from pairs of different persons of one list, m by expectation maximisation, without labels.

Both are mixed with the prior's, by how much was seen: few records change little, many replace it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import duckdb

from jiahe.intake.matching.engine import Lists, count, frequencies, linker
from jiahe.intake.matching.model import Comparison, Model

if TYPE_CHECKING:
    from splink import Linker

_PAIRS = 10_000_000
"""How many pairs are drawn for u, and at most looked at for m. Splink draws by a hash of the key: always the same."""
_SEEN = 10.0
"""u is mixed as if the prior had seen each level so many times."""
_MATCHES = 500.0
"""m is mixed as if the prior had seen so many pairs that are one person."""
_LEAST_M = 1e-4


def estimated(con: duckdb.DuckDBPyConnection, model: Model, lists: Lists, *, prior: float, records: int) -> Model:
    """Return the model with the odds of these lists (tables of this database). ``records``: of the smaller list."""
    model = _with_u(con, model, lists)
    return _with_m(con, model, lists, prior, records)


def _with_u(con: duckdb.DuckDBPyConnection, model: Model, lists: Lists) -> Model:
    """Estimate u within one list: hardly any of its pairs are one person, however much the two lists overlap.

    Where Splink has seen nothing it leaves the prior's u: a list of one county says nothing of people elsewhere.
    """
    from splink import DuckDBAPI

    register = Lists(lists.tables[-1])
    number = count(con, register.left)
    pairs = float(min(_PAIRS, number * (number - 1) // 2))
    made = linker(DuckDBAPI(con), model, register, 1e-6, frequencies(con, model, [register.left]), ["1 = 1"])
    made.training.estimate_u_using_random_sampling(max_pairs=pairs, min_count_per_level=None, num_chunks=1)
    found = _found(made, "u_probability")
    mixed = {}
    for one in model.comparisons:
        seen = pairs * _known(con, one, register.left) ** 2
        mixed[one.key] = {
            level.key: (level.m, _mixed(found[one.key][level.key], seen, level.u, _SEEN / level.u))
            for level in one.levels
        }
    return model.with_odds(mixed)


def _with_m(con: duckdb.DuckDBPyConnection, model: Model, lists: Lists, prior: float, records: int) -> Model:
    from splink import DuckDBAPI

    made = linker(DuckDBAPI(con), model, lists, prior, frequencies(con, model, lists.tables), ["1 = 1"])
    for rule in model.training:
        # Where a rule finds no pairs Splink would raise, and leave its model without what the rule reads.
        if _finds_pairs(con, rule, lists):
            made.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True, max_pairs=_PAIRS / 10
            )
    found = _found(made, "m_probability")
    mixed = {}
    for one in model.comparisons:
        shares = _estimated(one, found[one.key])
        seen = records / 2 * min(_known(con, one, table) for table in lists.tables) if shares else 0.0
        m = {
            level.key: max(_LEAST_M, _mixed(shares.get(level.key, 0.0), seen, level.m, _MATCHES))
            for level in one.levels
        }
        last = one.levels[-1]
        m[last.key] = min(m[last.key], last.u)  # disagreement is never evidence for a match
        mixed[one.key] = {level.key: (m[level.key], level.u) for level in one.levels}
    return model.with_odds(mixed)


def _finds_pairs(con: duckdb.DuckDBPyConnection, rule: str, lists: Lists) -> bool:
    pairs = f"{lists.left} AS l, {lists.tables[-1]} AS r"
    two = "true" if lists.right else "l.uid <> r.uid"
    return bool(con.sql(f"SELECT 1 FROM {pairs} WHERE {rule} AND {two} LIMIT 1").fetchall())


def _estimated(one: Comparison, found: dict[str, float]) -> dict[str, float]:
    """Return the shares that Splink has estimated: none for a comparison that it left as it was.

    Of the others it leaves a level as it was that it has never seen; the share of that level is 0.
    """
    return {level.key: found[level.key] for level in one.levels if found[level.key] != level.m}


def _mixed(share: float, seen: float, prior: float, weight: float) -> float:
    """Mix a share of what was seen with the prior's; rounded, so that it is the same on every machine."""
    return float(f"{(share * seen + prior * weight) / (seen + weight):.6g}")


def _known(con: duckdb.DuckDBPyConnection, one: Comparison, table: str) -> float:
    """Return the share of a list's records with a known value."""
    unknown = re.sub(r"_[lr]\b", "", one.unknown)
    [(share,)] = con.sql(f"SELECT avg(CASE WHEN {unknown} THEN 0 ELSE 1 END) FROM {table}").fetchall()
    return float(share or 0)


def _found(made: Linker, which: str) -> dict[str, dict[str, float]]:
    """Return m or u as Splink has it now, by comparison and level."""
    settings: dict[str, Any] = made.misc.save_model_to_json()
    return {
        one["output_column_name"]: {
            level["label_for_charts"]: float(level[which]) for level in one["comparison_levels"] if which in level
        }
        for one in settings["comparisons"]
    }
