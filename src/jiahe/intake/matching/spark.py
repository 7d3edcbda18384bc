"""The same model on Spark: for lists that one machine does not hold.

Records are prepared and pairs decided by DuckDB as always; Spark finds and weighs the pairs. It gives the weights that
DuckDB gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
from splink import SparkAPI

from jiahe.intake.matching.engine import Lists, frequencies, linker, scored_columns, weigh
from jiahe.intake.matching.model import Model

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class SparkScorer:
    """Weighs on a Spark session. ``folder``: one that the session and this process share, for Parquet files.

    A call does what :func:`jiahe.intake.matching.engine.score` does.
    """

    def __init__(self, session: SparkSession, folder: Path | None = None) -> None:
        self._session = session
        self._folder = folder

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
        """Weigh the pairs of two tables of this database and add them to its table ``scored``."""
        shares = frequencies(con, model, lists.tables)
        with TemporaryDirectory(prefix="jiahe-matching-", dir=self._folder) as folder:
            for table in (*lists.tables, *shares.values()):
                file = Path(folder) / f"{table}.parquet"
                con.execute(f"COPY {table} TO '{file}' (FORMAT PARQUET)")
                self._session.read.parquet(str(file)).createOrReplaceTempView(table)
            db = SparkAPI(
                spark_session=self._session, break_lineage_method="persist", register_udfs_automatically=False
            )
            for found in weigh(linker(db, model, lists, prior, shares, rules), least, 1):
                weighed = self._session.table(found.physical_name).selectExpr(*scored_columns(model)).toArrow()
                con.register("weighed", weighed)
                con.execute("INSERT INTO scored SELECT * FROM weighed")
                con.unregister("weighed")
