"""Runs a model with Splink, on DuckDB or on Spark: which pairs are compared, and how each of them is weighed.

The same model and the same tables give the same pairs and weights on both. Not here: what the weights decide
(deciding.py), and where the odds come from (estimating.py).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, Protocol

import duckdb

from jiahe.intake.matching.model import Comparison, Level, Model
from jiahe.intake.matching.settings import Settings

if TYPE_CHECKING:  # Splink takes a second to import, and only who weighs needs it
    from splink import Linker
    from splink.internals.database_api import DatabaseAPI
    from splink.internals.splink_dataframe import SplinkDataFrame

LEFT, RIGHT = "a", "b"
"""What Splink calls the two lists. One letter, so that its keys of pairs stay short in memory."""

_ROWS_A_CHUNK = 100_000
_SMOOTHING = 2.0


@dataclass(frozen=True, slots=True)
class Lists:
    """The names of a run's prepared tables. ``right`` is None when one list is compared with itself."""

    left: str
    right: str | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """One table or both."""
        return (self.left,) if self.right is None else (self.left, self.right)

    @property
    def link_type(self) -> Literal["dedupe_only", "link_only"]:
        """What Splink calls it."""
        return "dedupe_only" if self.right is None else "link_only"


@contextmanager
def workbench(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to a database in a folder of its own, which is deleted at the end."""
    with TemporaryDirectory(prefix="jiahe-matching-", dir=settings.folder) as folder:
        config: dict[str, Any] = {"memory_limit": settings.memory, "temp_directory": str(Path(folder) / "spill")}
        if settings.threads:
            config["threads"] = settings.threads
        with duckdb.connect(str(Path(folder) / "matching.duckdb"), config=config) as con:
            con.execute("SET enable_progress_bar_print = false")
            yield con


def frequencies(con: duckdb.DuckDBPyConnection, model: Model, tables: Sequence[str]) -> dict[str, str]:
    """Write a table of how frequent each value is, for each column where that matters; return their names.

    A share is (count + 2) / (records + 2 / u): what a few records show is mixed with what is usual, so that a name
    seen twice among twenty people is not taken for a common one.
    """
    made = {}
    for column, u in model.frequencies().items():
        made[column] = f"frequency_{column}"
        values = " UNION ALL ".join(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL" for table in tables)
        con.execute(
            f"CREATE OR REPLACE TABLE {made[column]} AS WITH every AS ({values}) "
            f"SELECT {column}, (count(*) + {_SMOOTHING}) / ((SELECT count(*) FROM every) + {_SMOOTHING / u})::DOUBLE "
            f"AS tf_{column} FROM every GROUP BY {column}"
        )
    return made


def linker(
    db: DatabaseAPI[Any], model: Model, lists: Lists, prior: float, shares: Mapping[str, str], rules: Sequence[str]
) -> Linker:
    """Return Splink's linker. ``prior``: the chance that two records drawn from the lists are one person.

    ``shares``: the tables of :func:`frequencies`, by column. All tables are in the database of ``db``.
    """
    from splink import Linker, SettingsCreator
    from splink.blocking_rule_library import CustomRule

    logging.getLogger("splink").setLevel(logging.ERROR)
    names = zip(lists.tables, (LEFT, RIGHT), strict=False)
    inputs = [db.register(table, dataset_display_name=name) for table, name in names]
    made = Linker(
        inputs,
        SettingsCreator(
            link_type=lists.link_type,
            comparisons=[_comparison(one) for one in model.comparisons],
            blocking_rules_to_generate_predictions=[CustomRule(rule) for rule in rules],
            probability_two_random_records_match=prior,
            unique_id_column_name="uid",
            retain_matching_columns=True,
            retain_intermediate_calculation_columns=True,
        ),
        log_level=None,
        validate_settings=False,
    )
    for column, table in shares.items():
        made.table_management.register_term_frequency_lookup(db.register(table), column)
    return made


def weigh(made: Linker, least: float | None, chunks: int) -> Iterator[SplinkDataFrame]:
    """Yield the pairs that weigh ``least`` or more (None: all), in so many parts; each is dropped after its turn."""
    for number in range(1, chunks + 1):
        found = made.inference.predict_chunk(
            left_chunk=(number, chunks), right_chunk=(1, 1), threshold_match_weight=least, warning_mode="never"
        )
        yield found
        found.drop_table_from_database_and_remove_from_cache()


def scored_columns(model: Model) -> list[str]:
    """Return what is kept of a pair: keys, and each comparison's level (a number; -1: unknown) and weight in bits."""
    columns = ["uid_l", "uid_r", "match_weight"]
    for one in model.comparisons:
        adjusted = f" + mw_tf_adj_{one.key}" if any(level.frequency for level in one.levels) else ""
        columns += [f"gamma_{one.key}", f"mw_{one.key}{adjusted} AS weight_{one.key}"]
    return columns


class Scorer(Protocol):
    """Weighs the pairs of two tables of a database and adds them to its table ``scored``; see :func:`score`."""

    def __call__(
        self,
        con: duckdb.DuckDBPyConnection,
        model: Model,
        lists: Lists,
        *,
        prior: float,
        rules: Sequence[str],
        least: float | None,
    ) -> None:
        """Weigh the pairs that one of the rules finds, and keep those of ``least`` bits or more (None: all)."""


def score(
    con: duckdb.DuckDBPyConnection,
    model: Model,
    lists: Lists,
    *,
    prior: float,
    rules: Sequence[str],
    least: float | None,
) -> None:
    """Weigh the pairs of two tables of this database and add them to its table ``scored``, on DuckDB."""
    from splink import DuckDBAPI

    made = linker(DuckDBAPI(con), model, lists, prior, frequencies(con, model, lists.tables), rules)
    columns = ", ".join(scored_columns(model))
    rows = max(count(con, table) for table in lists.tables)
    for found in weigh(made, least, 1 + rows // _ROWS_A_CHUNK):
        con.execute(f"INSERT INTO scored SELECT {columns} FROM {found.physical_name}")


def make_scored(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Make the table that pairs are added to."""
    parts = "".join(f", gamma_{one.key} INTEGER, weight_{one.key} DOUBLE" for one in model.comparisons)
    con.execute(f"CREATE OR REPLACE TABLE scored (uid_l BIGINT, uid_r BIGINT, match_weight DOUBLE{parts})")


def count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    [(number,)] = con.sql(f"SELECT count(*) FROM {table}").fetchall()
    return int(number)


def _comparison(one: Comparison) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [{"sql_condition": one.unknown, "is_null_level": True}]
    levels += [_level(level, one.settled) for level in one.levels]
    return {"output_column_name": one.key, "comparison_levels": levels}


def _level(level: Level, settled: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "sql_condition": level.sql or "ELSE",
        "label_for_charts": level.key,
        "m_probability": level.m,
        "u_probability": level.u,
        "fix_m_probability": settled,
        "fix_u_probability": settled,
    }
    if level.frequency:
        made["tf_adjustment_column"] = level.frequency
    return made
