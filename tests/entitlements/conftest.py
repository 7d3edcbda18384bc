"""An office whose register holds the cast of tests/town.py, committed: runs read it from connections of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.cast import COUNTY, VILLAGE, post
from tests.own_database import own_database
from tests.town import write_town


class Office:
    """Posts, and the keys of the cast by name."""

    def __init__(self) -> None:
        self.background = post("background", COUNTY)
        self.officer = post("county_officer", COUNTY)
        self.worker = post("village_worker", VILLAGE)
        self.neighbour = post("village_worker", "420890100202")

    def key(self, name: str) -> UUID:
        """The key of somebody of the cast."""
        from jiahe.people.models import Person
        from jiahe.trust.acting import acting_as

        with acting_as(self.officer):
            return Person.objects.get(name=name).id


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A database of its own beside the tests', loaded with the cast; taken away afterwards."""
    from jiahe.cli.console import ready_facts
    from jiahe.people.load import load_register

    with own_database("town", django_db_blocker):
        folder = write_town(tmp_path_factory.mktemp("town"))
        with ready_facts(folder, None, lambda *_: None, check=True) as facts:
            tables = {name: Path(path) for name, path in facts.tables.items()}
            load_register(tables, source="测试", learned_on=dt.date(2025, 12, 1))
        yield Office()
