"""Every file of the corpus, from its bytes to the register: no row lost, doubled or invented."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jiahe.intake.reading import LIMITS
from tests.cast import Cast
from tests.intake.conftest import identity
from tests.intake.corpus import CORPUS
from tests.intake.paper import File

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

USUAL = [file for file in CORPUS if file.limits is LIMITS]
"""The others are read with limits of their own, in test_reading.py."""
SOURCE = {
    "households": "household_registration",
    "births": "births",
    "deaths": "deaths",
    "marriages": "marriages",
    "disability": "disability_cards",
    "payments": "payments",
}
VILLAGES = (
    ("420890100211", "青石村"),
    ("420890100212", "白果村"),
    ("420890100213", "清水湾社区"),
    ("420890100214", "石桥村"),
)


@pytest.fixture
def villages(divisions: None, posts: dict[str, Acting]) -> None:
    """The villages of which the corpus writes."""
    from jiahe.places.models import Division
    from jiahe.places.naming import forget
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        Division.objects.bulk_create([Division(code=c, name=n, level=5, source="测试") for c, n in VILLAGES])
    forget()


def source_of(file: File) -> str:
    kinds = Counter(paper.kind for paper in file.papers)
    return SOURCE[kinds.most_common(1)[0][0]] if kinds else "deaths"


@pytest.mark.slow
@pytest.mark.parametrize("file", USUAL, ids=lambda file: file.name)
def test_each_row_is_loaded_there_already_or_set_aside(
    file: File, take: Callable[..., Any], cast: Cast, posts: dict[str, Acting], villages: None, tmp_path: Path
) -> None:
    from jiahe.intake.fault import Unreadable
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as

    raw, source = file.write(tmp_path).read_bytes(), source_of(file)
    with acting_as(posts["steward"]):
        before = Person.objects.count()
        if file.unreadable:
            with pytest.raises(Unreadable) as unreadable:
                take(source, raw, name=file.name)
            assert unreadable.value.fault.rule == file.unreadable
            return
        load = take(source, raw, name=file.name)
        identity(load)
        chosen = {int(at) for at, columns in load.columns.items() if columns}
        for at, paper in enumerate(file.papers):
            rows = set(load.rows.filter(sheet=at).values_list("number", flat=True))
            assert rows == ({*paper.cells, *paper.aside} if at in chosen else set()), "each row of the file, once"
            blamed = set(load.row_faults.filter(sheet=at).values_list("number", flat=True))
            assert blamed == set(load.rows.filter(sheet=at, fate="aside").values_list("number", flat=True))
        if source == "household_registration":
            assert Person.objects.count() - before == load.loaded
            told = {(one["name"], one["birth_date"]) for paper in file.papers for one in paper.truth.values()}
            for name, born in Person.objects.filter(load=load.id).values_list("name", "birth_date"):
                said = (name.replace("·", ""), born.isoformat() if isinstance(born, dt.date) else None)
                assert any(said == ((known or "").replace("·", ""), day if said[1] else None) for known, day in told), (
                    f"nobody is called {said}"
                )
        else:
            assert Person.objects.count() == before, "only lists of persons add persons"


def test_the_corpus_is_large_enough_and_some_of_it_loads_whole() -> None:
    assert len(USUAL) >= 60
    assert {source_of(file) for file in USUAL} == set(SOURCE.values())
