"""The demo town and a small county register, made once; their tables as DuckDB views."""

from pathlib import Path

import duckdb
import pytest

from jiahe.facts import FACTS
from jiahe.synth import make_register


class Register:
    """A made-up register and a way to ask it questions."""

    def __init__(self, out, **asked):
        self.summary = make_register(out, **asked)
        self._database = duckdb.connect()
        for table in FACTS.tables:
            path = out / f"{table.name}.parquet"
            self._database.execute(f"CREATE VIEW {table.name} AS FROM '{path}'")

    def rows(self, question):
        """Return the rows of a query; {day} is the snapshot day."""
        return self._database.sql(question.format(day=f"DATE '{self.summary.on}'")).fetchall()

    def one(self, question):
        """Return the single value of a query."""
        ((value,),) = self.rows(question)
        return value


@pytest.fixture(scope="session")
def town(tmp_path_factory) -> Register:
    return Register(Path(tmp_path_factory.mktemp("synth")) / "town", town=True)


@pytest.fixture(scope="session")
def county(tmp_path_factory) -> Register:
    return Register(Path(tmp_path_factory.mktemp("synth")) / "county", county="420881000000", people=60_000)


@pytest.fixture(params=["town", "county"])
def register(request) -> Register:
    return request.getfixturevalue(request.param)
