"""Spark weighs the same pairs as DuckDB, to the last bit that is kept."""

import pytest

from jiahe.intake.matching import Settings, match
from tests.intake.matching.county import make_county

pytestmark = [pytest.mark.spark, pytest.mark.slow]


@pytest.fixture(scope="module")
def session():
    from pyspark.sql import SparkSession

    wishes = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.sql.shuffle.partitions": "2",
    }
    builder = SparkSession.builder.master("local[2]").appName("jiahe-tests")
    for key, value in wishes.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_spark_gives_the_same_pairs_as_duckdb(session, tmp_path):
    from jiahe.intake.matching.spark import SparkScorer

    county = make_county(tmp_path / "county", people=2_000, seed=7)
    settings = Settings(estimate=False)
    expected = match(county.file, county.register, settings=settings)
    found = match(county.file, county.register, settings=settings, scorer=SparkScorer(session, tmp_path))
    assert expected.count()["sure"] > 500
    assert expected.count()["ask"] > 50
    assert found.rows.equals(expected.rows)
    assert found.pairs.equals(expected.pairs)


def test_an_office_that_is_set_to_spark_weighs_on_spark(session, tmp_path):
    from jiahe.intake.matching.engine import score
    from jiahe.intake.matching.means import scorer

    county = make_county(tmp_path / "county", people=500, seed=8)
    settings = Settings(estimate=False)
    expected = match(county.file, county.register, settings=settings, scorer=scorer("duckdb", tmp_path))
    assert scorer("duckdb", tmp_path) is score
    found = match(county.file, county.register, settings=settings, scorer=scorer("spark", tmp_path))
    assert found.pairs.equals(expected.pairs)
