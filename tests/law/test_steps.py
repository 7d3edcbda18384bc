"""The steps of a query: what is a table, what stands within its reader, and when a table is dropped."""

from sqlglot import exp, parse_one

from jiahe.law.sqlsteps import Step, statement, steps_of


def _query(sql: str) -> exp.Select:
    return parse_one(sql, into=exp.Select, dialect="duckdb")


SUBQUERIES = [
    ("people", _query("SELECT k FROM persons")),
    ("old", _query("SELECT k FROM people WHERE k > 1")),
    ("older", _query("SELECT k FROM old WHERE k > 2")),
    ("rich", _query("SELECT k, 'older' AS word FROM people AS p WHERE k < 9")),
]
RESULT = _query("SELECT k FROM older UNION ALL SELECT k FROM rich UNION ALL SELECT k FROM rich AS again")


def test_a_subquery_that_is_read_more_than_once_is_a_table_until_its_last_reader():
    people, rich, result = steps_of(SUBQUERIES, RESULT, "duckdb")
    assert people == Step("people", "SELECT k FROM persons", done=())
    assert (rich.name, rich.done) == ("rich", ())
    assert result.done == ("people", "rich")
    assert result.sql.startswith(
        "WITH old AS (SELECT k FROM people WHERE k > 1), older AS (SELECT k FROM old WHERE k > 2)"
    )


def test_a_table_is_dropped_as_soon_as_nothing_reads_it():
    twice = _query("SELECT a.k FROM people AS a JOIN people AS b ON a.k = b.k")
    steps = steps_of(
        [SUBQUERIES[0], ("pairs", twice)], _query("SELECT k FROM pairs JOIN pairs AS p USING (k)"), "duckdb"
    )
    assert [(step.name, step.done) for step in steps] == [("people", ()), ("pairs", ("people",)), ("", ("pairs",))]


def test_one_statement_has_all_subqueries_in_order():
    sql = statement(SUBQUERIES[:2], _query("SELECT k FROM old"), "duckdb")
    assert sql == (
        "WITH people AS (SELECT k FROM persons), old AS (SELECT k FROM people WHERE k > 1) SELECT k FROM old"
    )
