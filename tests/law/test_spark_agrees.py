"""Spark gives the same answers as the reference engine, and the same rows as DuckDB over a large register.

One session on two local threads serves all tests here. ``JIAHE_EXAMPLES`` and ``JIAHE_SEED`` as in
test_engines_agree.py, with one example here for 25 there: a query takes Spark seconds.
"""

import datetime as dt
import os
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiahe.facts.contract import FACTS
from jiahe.law.duckdb_engine import DuckDBRegister
from jiahe.law.programme import pack_of
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting
from jiahe.law.spark_engine import SparkRegister
from jiahe.synth.register import make_register
from tests.law import drawn_facts, drawn_programmes
from tests.law.drawn_graphs import KINDS
from tests.law.engines import arrow_tables, by_reference, by_spark
from tests.law.outcomes import by_reference as outcomes_by_reference
from tests.law.outcomes import from_rows, in_force
from tests.law.questions import differences, drawn
from tests.law.repeatable import announced, examples, repeatable
from tests.law.test_packs_agree import differences as outcome_differences
from tests.law.test_packs_agree import printed

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


@pytest.fixture
def quick(session):
    """A session that interprets its plans: for a handful of rows, compiling them takes longer than running them."""
    own = session.newSession()
    own.conf.set("spark.sql.codegen.wholeStage", "false")
    own.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    return own


def test_reference_and_spark_give_the_same_values(quick):
    number = max(1, examples(200) // 25)
    announced(number)

    @repeatable(number)
    @given(st.randoms(use_true_random=True))
    def agree(dice):
        asked = drawn(dice, KINDS)
        expected = by_reference(asked.facts, asked.setting, asked.unit, asked.nodes)
        wrong = differences(asked, expected, by_spark(quick, asked.facts, asked.setting, asked.unit, asked.nodes))
        assert not wrong, "\n".join([*wrong, str(asked)])

    agree()


def test_reference_and_spark_have_the_same_outcomes(quick):
    number = max(1, examples(200) // 50)
    announced(number)

    @repeatable(number)
    @given(st.randoms(use_true_random=True))
    def agree(dice):
        pack = drawn_programmes.pack(dice)
        facts = drawn_facts.families(dice)
        if not facts.has("households"):
            pack = Pack(tuple(rule for rule in pack.rules if rule.unit.name != "households"))
        setting = drawn_facts.setting(dice, *pack.parameters.values())
        if not in_force(pack, setting):
            return
        with SparkRegister(facts.schema, arrow_tables(facts), quick) as register:
            found = from_rows(pack, register.rows(register.compile(pack, setting)))
        wrong = outcome_differences(outcomes_by_reference(facts, pack, setting), found)
        assert not wrong, "\n".join(
            [*wrong, *printed(pack), drawn_facts.shown_setting(setting), drawn_facts.shown(facts)]
        )

    agree()


def in_order(table):
    """Return a result in an order of its own; DuckDB writes some texts as dictionaries."""
    for number, name in enumerate(table.column_names):
        if pa.types.is_dictionary(table[name].type):
            table = table.set_column(number, name, table[name].cast(pa.string()))
    return table.sort_by([("programme", "ascending"), ("person_id", "ascending")])


def test_spark_gives_the_same_rows_as_duckdb_on_200_000_people(session, tmp_path):
    make_register(tmp_path / "facts", county="420106", people=200_000, seed=1)
    tables = {table.name: tmp_path / "facts" / f"{table.name}.parquet" for table in FACTS.tables}
    tables = {name: file for name, file in tables.items() if file.exists()}
    pack = pack_of("jiahe.programmes.cn")
    setting = Setting.of(pack, dt.date(2025, 9, 15), "000000000000", unconfirmed=True)
    with DuckDBRegister(FACTS, tables) as register:
        register.write(register.compile(pack, setting), tmp_path / "duckdb.parquet")
    shares: list[float] = []
    with SparkRegister(FACTS, tables, session) as register:
        count = register.write(register.compile(pack, setting), tmp_path / "spark", progress=shares.append)
    expected, found = (in_order(pq.read_table(tmp_path / name)) for name in ("duckdb.parquet", "spark"))
    assert count == expected.num_rows > 10_000
    assert set(found.column_names) == set(expected.column_names)
    different = [name for name in expected.column_names if expected[name].to_pylist() != found[name].to_pylist()]
    assert different == []
    assert shares == sorted(shares)
    assert shares[-1] > 0


def said(code, **environment):
    """Return what a new Python prints as its error."""
    source = f"from jiahe.law.spark_engine import SparkRegister\nfrom tests.law.families import FAMILIES\n{code}"
    kept = {name: value for name, value in os.environ.items() if name != "JAVA_HOME"}
    path = os.pathsep.join(["src", "."])
    done = subprocess.run(
        [sys.executable, "-c", source],
        env=kept | {"PYTHONPATH": path} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip().splitlines()[-1]


def test_without_java_it_says_what_to_install():
    message = said("SparkRegister(FAMILIES, {})", PATH="")
    assert message.startswith("jiahe.law.errors.LawError: Spark 要用 Java 17 或更新的版本，没有找到：请安装")
    assert "Spark needs Java 17 or later, and none was found. Install it" in message


def test_without_pyspark_it_says_what_to_install():
    assert said("import sys; sys.modules['pyspark'] = None; SparkRegister(FAMILIES, {})") == (
        "jiahe.law.errors.LawError: 没有安装 Spark：请运行 pip install 'jiahe[spark]'，或用默认的 DuckDB。"
        "Spark is not installed. Install it with: pip install 'jiahe[spark]'. "
        "Or use DuckDB, the default."
    )
