"""The cast of tests/town.py, checked and determined once for all tests of this folder."""

from __future__ import annotations

import datetime as dt

import pytest

from jiahe.cli.console import ready_facts
from jiahe.determination.run import determine
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack
from tests.town import write_town

DAY = dt.date(2025, 9, 15)
HUBEI = "420000000000"


@pytest.fixture(scope="session")
def town(tmp_path_factory):
    """The cast's folder of CSV files."""
    return write_town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="session")
def facts(town):
    """The cast's facts, checked."""
    with ready_facts(town, None, lambda step, share: None, check=True) as ready:
        yield ready


@pytest.fixture(scope="session")
def run(facts, tmp_path_factory):
    """A run over the cast in Hubei on 15 September 2025."""
    setting = Setting.of(the_pack(), DAY, HUBEI)
    return determine(facts.tables, the_pack(), setting, tmp_path_factory.mktemp("result"))
