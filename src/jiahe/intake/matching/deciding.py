"""What becomes of a pair: sure, ask or dropped; and of a record: sure, ask or new.

*Sure* is one person for certain, and may be joined without asking. It takes an ID number that both have (unless name
and birth date both contradict it), or a weight at the threshold and nothing against it:

* both have ID numbers, and not the same one;
* the names differ by more than how one name is written, or the birth dates by more than how one date is written, or
  one is unknown: a brother, a sister or a twin has everything else in common;
* another person could be meant as well, less than ``margin`` behind;
* the person is already taken by another record that fits better.

Whatever is against it makes it *ask*: a person looks and decides. A record with no pair is *new*.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from jiahe.intake.matching.model import Model
from jiahe.intake.matching.settings import Settings
from jiahe.web.words import Words

SURE, ASK, NEW = "sure", "ask", "new"

VERDICTS = {
    SURE: Words("确定是同一人", "surely the same person"),
    ASK: Words("需要人工确认", "a person must decide"),
    NEW: Words("登记册中没有此人", "nobody in the register"),
}
REASONS = {
    "id": Words("身份号码相同", "the ID number is the same"),
    "weight": Words("各项信息高度一致", "everything agrees"),
    "doubt": Words("相同之处不足以确定", "too little agrees to be sure"),
    "id_conflict": Words(
        "身份号码相同，但姓名和出生日期都不同", "the ID number is the same, but name and birth date are not"
    ),
    "other_id": Words("双方都有身份号码，但不相同", "both have an ID number, and not the same"),
    "other_name": Words("姓名不同或有一方未知", "the name is another, or unknown on one side"),
    "other_date": Words("出生日期不同或有一方未知", "the birth date is another, or unknown on one side"),
    "rival": Words("另有一人也可能是", "it could be another person as well"),
    "taken": Words("此人已与另一行更相符", "another row fits this person better"),
}
"""Why a pair is what it is."""

_ONE_NAME = ("same", "variant", "sound", "order")
_ONE_DATE = ("same", "swapped", "lunar", "one_digit")
_CONTRADICTS = ("same_year", "other")


def decide(con: duckdb.DuckDBPyConnection, model: Model, settings: Settings, *, within: bool = False) -> None:
    """Write the table ``decided``: of ``scored``, the pairs that are sure or ask, with ``verdict`` and ``why``.

    ``within``: of one list, where several records may be one person.
    """
    by_id = _on(model, "id_number", "same")
    one_name = _on(model, "name", *_ONE_NAME)
    con.execute(f"""
        CREATE OR REPLACE TABLE judged AS
        WITH known AS (
            SELECT * REPLACE (round(match_weight, 4) AS match_weight), {by_id} AS by_id,
                {by_id} AND {_on(model, "name", "other")} AND {_on(model, "birth", *_CONTRADICTS)} AS id_conflict
            FROM scored
        ), lines AS (
            SELECT *,
                max(match_weight) OVER best_first AS best,
                nth_value(match_weight, 2) OVER best_first AS second
            FROM known
            WINDOW best_first AS (
                PARTITION BY uid_l ORDER BY match_weight DESC, uid_r
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            )
        )
        SELECT * EXCLUDE (best, second), CASE
            WHEN id_conflict THEN 'id_conflict'
            WHEN by_id THEN 'id'
            WHEN match_weight < {settings.sure} THEN 'doubt'
            WHEN {_on(model, "id_number", "other")} THEN 'other_id'
            WHEN NOT {one_name} THEN 'other_name'
            WHEN NOT {_on(model, "birth", *_ONE_DATE)} THEN 'other_date'
            WHEN {"false" if within else _is_rivalled(settings)} THEN 'rival'
            ELSE 'weight' END AS why
        FROM lines WHERE by_id OR match_weight >= {settings.ask}
    """)
    con.execute("CREATE OR REPLACE TABLE decided AS " + (_WITHIN if within else _ONE_TO_ONE))
    con.execute("DROP TABLE judged")


_WITHIN = "SELECT *, CASE WHEN why IN ('id', 'weight') THEN 'sure' ELSE 'ask' END AS verdict FROM judged"

_ONE_TO_ONE = """
    WITH ranked AS (
        SELECT *, why IN ('id', 'weight') AS fits,
            row_number() OVER (PARTITION BY uid_l, fits ORDER BY by_id DESC, match_weight DESC, uid_r) = 1 AS best_l,
            row_number() OVER (PARTITION BY uid_r, fits ORDER BY by_id DESC, match_weight DESC, uid_l) = 1 AS best_r
        FROM judged
    ), final AS (
        SELECT * EXCLUDE (fits, best_l, best_r) REPLACE (
            CASE WHEN fits AND NOT best_r THEN 'taken' WHEN fits AND NOT best_l THEN 'rival' ELSE why END AS why
        ), CASE WHEN fits AND best_l AND best_r THEN 'sure' ELSE 'ask' END AS verdict
        FROM ranked
    )
    SELECT * FROM final
    WHERE verdict = 'sure' OR uid_l NOT IN (SELECT uid_l FROM final WHERE verdict = 'sure')
"""


def verdicts_of_rows(con: duckdb.DuckDBPyConnection, left: str) -> pa.Table:
    """Return each record of the left list with its verdict, in the order of the keys."""
    return con.sql(f"""
        SELECT record_id AS left_id, CASE
            WHEN bool_or(verdict = 'sure') THEN 'sure' WHEN count(verdict) > 0 THEN 'ask' ELSE 'new' END AS verdict
        FROM {left} LEFT JOIN decided ON uid = uid_l GROUP BY record_id ORDER BY record_id
    """).to_arrow_table()


def _is_rivalled(settings: Settings) -> str:
    """Whether this is not the best pair of its record, or the next best is close behind."""
    return f"match_weight < best OR second > match_weight - {settings.margin}"


def _on(model: Model, comparison: str, *levels: str) -> str:
    """Return the condition that a comparison is on one of these levels (false where it is unknown)."""
    return f"{_gamma(comparison)} IN ({', '.join(str(number_of(model, comparison, level)) for level in levels)})"


def _gamma(comparison: str) -> str:
    return f"gamma_{comparison}"


def number_of(model: Model, comparison: str, level: str) -> int:
    """Return Splink's number of a level: 0 for the last, counted upwards; unknown is -1."""
    keys = [one.key for one in model.comparison(comparison).levels]
    return len(keys) - 1 - keys.index(level)
