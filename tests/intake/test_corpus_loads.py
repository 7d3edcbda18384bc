"""Every file of the corpus, from its bytes to the register: each row loaded once as it is true, or said why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from jiahe.intake.reading import LIMITS
from tests.intake.conftest import DAY, identity
from tests.intake.corpus import CORPUS
from tests.intake.paper import File, Paper
from tests.intake.truths import LISTS, found, register, told

if TYPE_CHECKING:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import Acting

USUAL = [file for file in CORPUS if file.limits is LIMITS]
"""The others are read with limits of their own, in test_reading.py."""
LOST = {"id": "id_number_lost", "account": "account_lost", "money": "spreadsheet_error", "date": "date_serial"}
"""By which rule a row is set aside whose column of a kind has lost what it said."""


def kinds_of(file: File) -> list[str]:
    """The kinds of lists in a file, each of which is loaded by itself."""
    return list(dict.fromkeys(paper.kind for paper in file.papers if paper.header is not None))


READABLE = [(file, kind) for file in USUAL for kind in kinds_of(file)]
FIRST = {kind: next(file for file, other in READABLE if other == kind) for kind in LISTS}
CASES = [
    pytest.param(file, kind, id=f"{file.name} {kind}", marks=() if FIRST[kind] is file else pytest.mark.slow)
    for file, kind in READABLE
]


def columns_of(file: File, kind: str) -> dict[str, dict[str, str]]:
    """What the columns of each sheet bring, as a person who knows the list says it."""
    fields = LISTS[kind].fields
    return {
        str(at): {
            str(position): fields[column.key]
            for position, column in enumerate(paper.columns[: len(paper.labels)])
            if paper.kind == kind and column.key in fields
        }
        for at, paper in enumerate(file.papers)
        if paper.header is not None
    }


def fates(paper: Paper, kind: str) -> tuple[Counter[str], dict[int, str]]:
    """Of one sheet: how many rows are to be loaded and set aside, and by which rule each of the latter is."""
    aside = dict(paper.aside)
    for number, keys in paper.lost.items():
        kinds = {column.kind for column in paper.columns if column.key in keys and column.key in LISTS[kind].fields}
        if kinds:
            aside[number] = LOST[min(kinds, key=list(LOST).index)]
    return Counter(loaded=len(paper.cells) + len(paper.aside) - len(aside), aside=len(aside)), aside


def taken(file: File, kind: str, columns: Mapping[str, dict[str, str]], account: Any, acting: Acting) -> Load:
    """A file whose columns a person has confirmed, checked and loaded."""
    from jiahe.intake import actions, applying, checking, queries

    source = LISTS[kind].source
    load = actions.receive(
        source=source, pieces=[file.content], file_name=file.name, learned_on=DAY, account=account.id
    )
    labels = {str(sheet.at): sheet.labels for sheet in queries.preview(load).sheets}
    actions.name_columns(key=load.id, columns=columns, labels=labels)
    load.refresh_from_db()
    checking.check(load, acting)
    load.refresh_from_db()
    identity(load)
    if load.loaded:
        actions.begin_loading(key=load.id)
        applying.load_rows(load.id, acting)
        load.refresh_from_db()
        identity(load)
    return load


@pytest.mark.parametrize(("file", "kind"), CASES)
def test_each_row_is_loaded_as_it_is_true_or_set_aside_with_its_rule(
    file: File, kind: str, in_villages: Acting, steward_account: Any
) -> None:
    from jiahe.intake.sources import SOURCES
    from jiahe.people.models import Person
    from jiahe.web.refusal import Refused

    papers = {at: paper for at, paper in enumerate(file.papers) if paper.kind == kind and paper.header is not None}
    columns = columns_of(file, kind)
    needed = {one.key for one in SOURCES[LISTS[kind].source].fields if one.required}
    if any(needed - set(columns[str(at)].values()) for at in papers):
        with pytest.raises(Refused, match="Columns that are needed are missing"):
            taken(file, kind, columns, steward_account, in_villages)
        return
    register(kind, [truth for paper in papers.values() for truth in paper.truth.values()])
    before = Person.objects.count()
    load = taken(file, kind, columns, steward_account, in_villages)

    expected, good = Counter[str](), []
    for at, paper in papers.items():
        counted, aside = fates(paper, kind)
        expected += counted
        good += [truth for number, truth in paper.truth.items() if number not in aside]
        assert set(load.rows.filter(sheet=at).values_list("number", flat=True)) == {*paper.cells, *paper.aside}
        rules = {number: set[str]() for number in aside}
        for number, rule in load.row_faults.filter(sheet=at).values_list("number", "rule"):
            rules[number] = rules.get(number, set()) | {rule}
        assert {number: rule in rules[number] for number, rule in aside.items()} == dict.fromkeys(aside, True)
        assert rules.keys() == aside.keys(), {n: rules[n] for n in rules.keys() - aside.keys()}
    assert (load.loaded, load.unchanged, load.aside) == (expected["loaded"], 0, expected["aside"])
    assert found(kind, load.id) == told(kind, good)
    adds = kind in ("households", "births")
    assert Person.objects.count() - before == (load.loaded if adds else 0), "only these lists add persons"

    again = taken(file, kind, columns, steward_account, in_villages)
    assert (again.loaded, again.unchanged, again.aside) == (0, load.loaded, load.aside), "the same file again"
    assert not found(kind, again.id)


@pytest.mark.parametrize("file", [file for file in USUAL if file.unreadable], ids=lambda file: file.name)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_kept(
    file: File, in_villages: Acting, steward_account: Any
) -> None:
    from jiahe.intake import actions
    from jiahe.intake.fault import Unreadable
    from jiahe.intake.models import Load

    with pytest.raises(Unreadable) as unreadable:
        actions.receive(
            source="deaths", pieces=[file.content], file_name=file.name, learned_on=DAY, account=steward_account.id
        )
    assert unreadable.value.fault.rule == file.unreadable
    assert not Load.objects.exists()


@pytest.mark.parametrize(("file", "kind"), CASES)
def test_no_column_is_surely_taken_for_another(file: File, kind: str, tmp_path: Path) -> None:
    from jiahe.intake.mapping import SURE_ENOUGH, match_columns
    from jiahe.intake.reading import open_book
    from jiahe.intake.sources import SOURCES

    source, right = SOURCES[LISTS[kind].source], columns_of(file, kind)
    for at, sheet in enumerate(open_book(file.write(tmp_path), file.name).sheets):
        if sheet.table is None or file.papers[at].kind != kind:
            continue
        samples = list(zip(*(row.cells for row in sheet.table.rows()), strict=True)) or [()] * len(sheet.table.labels)
        for one in match_columns(sheet.table.labels, samples, source.fields, {}):
            if one.field is not None and one.sure >= SURE_ENOUGH:
                assert one.field.key == right[str(at)].get(str(one.column)), one


def test_the_corpus_is_large_enough_has_all_sources_and_most_of_it_loads_whole() -> None:
    from jiahe.intake.sources import SOURCES

    assert len(USUAL) >= 60
    assert {LISTS[kind].source for _, kind in READABLE} == set(SOURCES)
    whole = [
        (file, kind)
        for file, kind in READABLE
        if not any(fates(paper, kind)[1] for paper in file.papers if paper.kind == kind)
    ]
    assert len(whole) >= 60
