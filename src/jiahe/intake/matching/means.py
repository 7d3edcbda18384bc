"""What weighs the pairs: DuckDB in this process, or Spark where the office is set to use it (JIAHE_MATCHING)."""

from __future__ import annotations

from pathlib import Path

from jiahe.intake.matching.engine import Scorer, score


def scorer(name: str, folder: Path) -> Scorer:
    """Return what weighs, by its name: "duckdb" or "spark". Raises LawError where Spark cannot run.

    ``folder``: of temporary files, which Spark's workers must see as well.
    """
    if name != "spark":
        return score
    from jiahe.intake.matching.spark import SparkScorer  # pyspark is an extra
    from jiahe.law.spark_engine import new_session

    return SparkScorer(new_session(), folder)
