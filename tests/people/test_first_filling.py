"""The first filling of a register from a facts folder: all of it or nothing, and never over somebody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click import UsageError
from click.testing import CliRunner

from jiahe.law.errors import LawError
from tests.own_database import own_database
from tests.town import PARENTHOODS, PERSONS, write_town


@pytest.fixture
def empty_office(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of its own with nobody in it."""
    with own_database("filling", django_db_blocker):
        yield


@pytest.fixture
def load(empty_office: None, tmp_path: Path) -> Any:
    """``load(folder)`` runs the command; what it returns, or its LawError."""
    from jiahe.cli.load import load as command

    def loaded(folder: Path, *more: str) -> Any:
        said = [str(folder), "--source", "旧系统", "--out", str(tmp_path / "checked"), *more]
        done = CliRunner().invoke(command, said, standalone_mode=False)
        if done.exception is not None:
            raise done.exception
        return done.return_value

    return loaded


def people() -> int:
    from jiahe.people.models import Person

    return Person.objects.using("owner").count()


def test_a_folder_fills_an_empty_register_once(load: Any, tmp_path: Path) -> None:
    from jiahe.people.models import Coverage, Parenthood, Person
    from jiahe.places.models import Division

    folder = write_town(tmp_path / "town")
    assert load(folder) == 0
    assert people() == len(PERSONS.strip().splitlines()) - 1
    assert Parenthood.objects.using("owner").count() == len(PARENTHOODS.strip().splitlines()) - 1
    assert set(Person.objects.using("owner").values_list("source", flat=True)) == {"旧系统"}
    assert Coverage.objects.using("owner").filter(name="parenthoods").exists()
    assert Division.objects.using("owner").filter(source="旧系统").exists()
    before = people()
    with pytest.raises(LawError, match="There are people in the register"):
        load(folder)
    assert people() == before


def test_with_a_row_set_aside_nothing_is_loaded_unless_somebody_says_so(load: Any, tmp_path: Path) -> None:
    folder = write_town(tmp_path / "town", parenthoods=f"{PARENTHOODS.strip()}\nnobody,nobody2,birth,,\n")
    with pytest.raises(LawError, match="Rows set aside: 1; so nothing was loaded"):
        load(folder)
    assert people() == 0
    assert (tmp_path / "checked" / "set_aside" / "parenthoods.csv").is_file()
    assert load(folder, "--without-set-aside") == 1
    assert people() == len(PERSONS.strip().splitlines()) - 1


def test_a_source_that_no_record_could_hold_is_refused_before_anything_is_read(load: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="1 to 120 characters"):
        load(write_town(tmp_path / "town"), "--source", "长" * 121)


def test_where_empty_would_mean_that_it_has_not_happened_the_column_is_needed(load: Any, tmp_path: Path) -> None:
    folder = write_town(tmp_path / "town", persons="person_id,name,sex,birth_date\na,甲,female,1990-01-01")
    for other in folder.glob("*.csv"):
        if other.stem not in ("persons", "places"):
            other.unlink()
    with pytest.raises(LawError, match=r"Nothing was loaded: persons.parquet has no column death_date"):
        load(folder)
    assert people() == 0
