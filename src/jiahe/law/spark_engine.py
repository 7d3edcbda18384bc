"""The SQL engine on Spark: the same law, in the same steps, on a cluster. Needs ``jiahe[spark]`` and Java 17.

Spark runs in ANSI mode here: a number that does not fit is an error, as in DuckDB, never a NULL read as unknown.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from jiahe.law.duckdb_engine import Progress
from jiahe.law.errors import LawError
from jiahe.law.query import Query, compile_pack
from jiahe.law.rule import Pack
from jiahe.law.schema import Schema
from jiahe.law.setting import Setting
from jiahe.law.sqlwords import SparkWords

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class SparkRegister:
    """A register of facts that Spark can read.

    ``tables``: for each table that is there, a Parquet file or folder (a path, or a text such as ``hdfs://...``), an
    Arrow table, or a DataFrame. ``session``: the Spark session to use, else the running one or a new one. The register
    works in a session of its own beside it, so the views and settings of yours stay as they are.
    """

    def __init__(self, schema: Schema, tables: Mapping[str, Any], session: SparkSession | None = None) -> None:
        self.schema = schema
        self.session = (session or new_session()).newSession()
        self.session.conf.set("spark.sql.ansi.enabled", "true")
        self.session.conf.set("spark.sql.constraintPropagation.enabled", "false")  # exponential in a query's layers
        self.columns: dict[str, frozenset[str]] = {}
        for name, table in tables.items():
            schema.table(name)
            frame = self._frame(table)
            frame.createOrReplaceTempView(name)
            self.columns[name] = frozenset(frame.columns)

    def _frame(self, table: Any) -> DataFrame:
        if isinstance(table, (str, Path)):
            return self.session.read.parquet(str(table))
        if isinstance(table, pa.Table):
            return self.session.createDataFrame(table)
        frame: DataFrame = table
        return frame

    def __enter__(self) -> SparkRegister:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in self.columns:
            self.session.catalog.dropTempView(name)

    def has(self, table: str, column: str) -> bool:
        """Whether the register has that column."""
        return column in self.columns.get(table, frozenset())

    def compile(self, pack: Pack, setting: Setting) -> Query:
        """Return the query of a pack over this register."""
        return compile_pack(pack, setting, has=self.has, words=SparkWords())

    def rows(self, query: Query) -> list[dict[str, Any]]:
        """Run a query and return its rows in memory, for small registers."""
        rows: list[dict[str, Any]] = self._result(query).toArrow().to_pylist()
        return rows

    def write(self, query: Query, out: str | Path, *, progress: Progress | None = None) -> int:
        """Run a query into a folder of Parquet files; return the number of rows. ``progress`` gets a share from 0 to 1.

        A folder that is there already is replaced. Spark puts a file ``_SUCCESS`` into it when it is whole.
        """
        with _Watch(self.session, progress):
            self._result(query).write.mode("overwrite").option("compression", "zstd").parquet(str(out))
        return self.session.read.parquet(str(out)).count()

    def _result(self, query: Query) -> DataFrame:
        """Return the rows of a query, not yet worked out.

        Spark would put a subquery that is read twice into its plan twice, and the plan of a whole pack would not fit in
        memory. So each step's table is worked out once (a local checkpoint).
        """
        *tables, result = query.steps
        for step in tables:
            frame = self.session.sql(step.sql).localCheckpoint(eager=False)
            frame.createOrReplaceTempView(step.name)
        return self.session.sql(result.sql)


def new_session() -> SparkSession:
    """Return the session as spark-defaults.conf has it. Raises LawError where Spark cannot run."""
    check_spark()
    from pyspark.sql import SparkSession

    return SparkSession.builder.appName("jiahe").getOrCreate()


def check_spark() -> None:
    """Make sure that Spark can run. Raises LawError, which says what to install."""
    if importlib.util.find_spec("pyspark") is None:
        raise LawError(
            "Spark is not installed. Install it with: pip install 'jiahe[spark]'. Or use DuckDB, the default.",
            "没有安装 Spark：请运行 pip install 'jiahe[spark]'，或用默认的 DuckDB。",
        )
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise LawError(
            "Spark needs Java 17 or later, and none was found. Install it (Debian: apt-get install "
            "openjdk-17-jre-headless), or set JAVA_HOME to where it is. Or use DuckDB, the default.",
            "Spark 要用 Java 17 或更新的版本，没有找到：请安装（Debian：apt-get install openjdk-17-jre-headless），"
            "或用 JAVA_HOME 写明位置；也可以用默认的 DuckDB。",
        )


class _Watch:
    """Asks Spark now and then how many of its tasks are done."""

    _group = "jiahe-write"

    def __init__(self, session: SparkSession, progress: Progress | None) -> None:
        self.session = session
        self.progress = progress
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        furthest = 0.0
        while self.progress is not None and not self.stop.wait(0.5):
            furthest = max(furthest, self._share())
            self.progress(furthest)

    def _share(self) -> float:
        tracker = self.session.sparkContext.statusTracker()
        done = total = 0
        for job in tracker.getJobIdsForGroup(self._group):
            for stage in getattr(tracker.getJobInfo(job), "stageIds", ()):
                info = tracker.getStageInfo(stage)
                if info is not None:
                    done, total = done + info.numCompletedTasks, total + info.numTasks
        return done / total if total else 0.0

    def __enter__(self) -> None:
        if self.progress is not None:
            self.session.sparkContext.setJobGroup(self._group, "jiahe: determine")
            self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        if self.progress is not None:
            self.thread.join()
