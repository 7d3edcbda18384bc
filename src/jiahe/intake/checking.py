"""Reads a file row by row and says of each what would become of it: new, a change, the same, or set aside and why.

Batch by batch, each in a transaction of its own, so that checking can be paused, and goes on where it was cut off.
Nothing of the register changes. Events are tried by the very actions that will record them, and rolled back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from jiahe.intake.cells import FAULTS, UNITS, PlaceAnswer, Reader
from jiahe.intake.conflicts import note
from jiahe.intake.deciding import decide
from jiahe.intake.decision import KEPT, LEFT_OUT, Decision
from jiahe.intake.delivery.faults import SET_ASIDE
from jiahe.intake.delivery.parting import BETWEEN
from jiahe.intake.doubles.weighing import settle, weigh
from jiahe.intake.fault import Fault, as_said
from jiahe.intake.fields import Field, Kind
from jiahe.intake.files import opened
from jiahe.intake.layout import as_json as as_kept
from jiahe.intake.layout import layout_of
from jiahe.intake.mapping import PROBLEM
from jiahe.intake.mending.actions import count
from jiahe.intake.mending.again import Mends, forget, mended, mends_of, to_check_again
from jiahe.intake.mending.values import can_be_mended, written_of
from jiahe.intake.models import Load, Row, RowFault
from jiahe.intake.reading import Cell, Table
from jiahe.intake.reading import Row as FileRow
from jiahe.intake.resting import rest_on
from jiahe.intake.row_values import as_json, before_as_json
from jiahe.intake.sources import SOURCES, Source
from jiahe.intake.twice import Seen
from jiahe.people.bulk import NUMBERS
from jiahe.people.errors import Refused
from jiahe.people.numbers import without_id_number
from jiahe.people.rows import insert_rows, types_of
from jiahe.places.naming import divisions
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.sealing import keys
from jiahe.web.words import Words

BATCH, EVENTS = 5_000, 100
"""Rows of one transaction; fewer of events, which hold the register's lock while they are tried."""


class Stopped(Exception):
    """Somebody has paused or dropped the load."""


class RowsLost(Exception):
    """Of a file other rows are kept than were read: nothing of it is loaded."""


def check(load: Load, acting: Acting) -> None:
    """Check what is not checked yet, and once more the rows in which a value was mended.

    Raises Stopped, Unreadable, and RowsLost when the reader gave other rows than those of which something became.
    """
    source = SOURCES[load.source]
    with opened(load) as book:
        tables = [(at, sheet.table) for at, sheet in enumerate(book.sheets) if sheet.table is not None]
        chosen = [(at, table) for at, table in tables if load.columns.get(str(at))]
        given = 0
        for at, table in chosen:
            given += _check_sheet(load, source, at, table, acting, since_1904=book.since_1904)
        layout = {str(at): as_kept(layout_of(table, texts=False)) for at, table in chosen}
    began = timezone.now()
    with acting_as(acting):
        pairs = weigh(load)
        go_on(load)
        settle(load, pairs)
        count(load)
        Load.objects.filter(id=load.id).update(
            state=Load.State.CHECKED, checked_at=began, layout=layout, **counts(load, given)
        )


def counts(load: Load, read: int) -> dict[str, int]:
    """Return read, and as the rows have them loaded (or to be), of those changed, unchanged and aside.

    ``read``: how many rows the reader has given. Raises RowsLost when they are not all there, each once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT fate, count(*) FROM intake_row WHERE load_id = %s GROUP BY fate", [load.id])
        found = dict(cursor.fetchall())
    new, changed, same, aside = (found.get(fate, 0) for fate in ("new", "change", "same", "aside"))
    loaded = new + changed
    if read != loaded + same + aside:
        raise RowsLost(f"{read} rows were read, and {loaded} loaded + {same} unchanged + {aside} aside are kept")
    return {"read": read, "loaded": loaded, "changed": changed, "unchanged": same, "aside": aside}


def _check_sheet(load: Load, source: Source, at: int, table: Table, acting: Acting, *, since_1904: bool) -> int:
    """Check what is left of a sheet; return how many rows the reader gives, also of those that were checked before."""
    given = 0
    with acting_as(acting):
        done = Row.objects.filter(load=load, sheet=at).order_by("-number").values_list("number", flat=True).first() or 0
        again, mends, seen = to_check_again(load, at), mends_of(load), Seen.of(load)
    columns = {int(position): key for position, key in load.columns[str(at)].items()}
    readers = {
        position: Reader(
            source.field(key),
            divisions(),
            county=settings.COUNTY,
            unit=_unit(table.units[position]),
            since_1904=since_1904,
        )
        for position, key in columns.items()
    }
    refused = table.labels.index(PROBLEM) if load.delivery else None
    for batch in table.batches(BATCH if source.event is None else EVENTS):
        given += len(batch)
        left = [row for row in batch if row.number > done or row.number in again]
        if left:
            with acting_as(acting):
                go_on(load)
                before = forget(load, at, [row.number for row in left if row.number in again])
                said = _check_batch(load, source, at, left, columns, readers, mends, seen, refused)
                _tally(load, said, before)
                _note_words(load, said)
    return given


def go_on(load: Load) -> None:
    """Lock a load that is being checked. Raises Stopped."""
    if not Load.objects.filter(id=load.id, state=Load.State.CHECKING, paused=False).select_for_update().exists():
        raise Stopped


def _unit(said: str | None) -> str:
    """Return the unit of a column's sums: yuan, unless the file says another one of money."""
    return said if said is not None and said in UNITS else "元"


def _check_batch(
    load: Load,
    source: Source,
    at: int,
    rows: Sequence[FileRow],
    columns: dict[int, str],
    readers: dict[int, Reader],
    mends: Mends,
    seen: Seen,
    refused: int | None,
) -> list[_Read]:
    said = [_Read(row, source, columns) for row in rows]
    if refused is not None:
        for one, row in zip(said, rows, strict=True):
            one.refuse(row.cells[refused])
    for position, reader in readers.items():
        cells, field = [row.cells[position] for row in rows], reader.field
        if field.key in mends:
            cells, used = mended(cells, mends[field.key])
            for one, mend in zip(said, used, strict=True):
                one.mended += [mend] if mend is not None else []
        for one, value in zip(said, reader.column(cells), strict=True):
            one.put(position, field, value)
    for one in said:
        one.judge()
    good = [one for one in said if not one.faults]
    for one, decision in zip(good, decide(source, load, [one.says for one in good]), strict=True):
        one.take(decision, seen)
    _write(load, at, said)
    note(load, [one.decision for one in good])
    rest_on(load, {one for row in good for one in row.decision.rests})
    return said


def _tally(load: Load, rows: Sequence[_Read], before: Mapping[str, int]) -> None:
    """Count rows by what became of them. ``before``: those of them that were counted already, by their fate then."""
    tally = {"read": len(rows) - sum(before.values()), "loaded": 0, "changed": 0, "unchanged": 0, "aside": 0}
    for fate, n in (*((one.fate, 1) for one in rows), *((fate, -n) for fate, n in before.items())):
        tally[{"same": "unchanged", "aside": "aside"}.get(fate, "loaded")] += n
        tally["changed"] += n if fate == Row.Fate.CHANGE else 0
    Load.objects.filter(id=load.id).update(**{name: F(name) + n for name, n in tally.items()})


class _Wrong(NamedTuple):
    """A fault of a row, the columns to blame, words of its own, and what is written where that can be mended."""

    fault: Fault
    at: tuple[int, ...]
    words: Words | None = None
    written: str = ""


class _Read:
    """One row as far as it is read: what it says, and what is wrong with it."""

    def __init__(self, row: FileRow, source: Source, columns: dict[int, str]) -> None:
        self.number, self.cells, self.source, self.columns = row.number, row.cells, source, columns
        self.says: dict[str, Any] = {}
        self.faults: list[_Wrong] = []
        self.kept: list[_Wrong] = []
        self.mended: list[int] = []
        self.decision = Decision(Row.Fate.ASIDE)
        self.identity: bytes | None = None
        self.unread = row.fault is not None
        if row.fault is not None:
            self.faults.append(_Wrong(row.fault, ()))

    @property
    def fate(self) -> str:
        return Row.Fate.ASIDE if self.faults else self.decision.fate

    @property
    def wrong(self) -> list[_Wrong]:
        """What is wrong with the row: that sets it aside, or is only not taken from it."""
        return self.faults or self.kept

    def put(self, position: int, field: Field, value: Any) -> None:
        """Take what one cell says."""
        if isinstance(value, Fault):
            if field.only_weighed:
                return
            known = FAULTS[value.rule]
            words = None if value.remedy == known.remedy else value.remedy
            written = written_of(self.cells[position]) if can_be_mended(field, known) else ""
            self.faults.append(_Wrong(known, (position,), words, written))
        elif isinstance(value, PlaceAnswer):
            self.says[self.columns[position]] = value.code
            if value.village_group is not None and self.columns[position] == "hukou_place":
                self.says.setdefault("village_group", value.village_group)
        elif value is not None:
            self.says[self.columns[position]] = value

    def refuse(self, why: Cell) -> None:
        """Set aside what a delivery of several tables says cannot be used."""
        if isinstance(why, str) and why:
            zh, _, en = why.partition(BETWEEN)
            self.faults.append(_Wrong(SET_ASIDE, (), Words(zh, en)))

    def judge(self) -> None:
        """Find what is missing, and what does not agree with itself. Of a row that could not be read, nothing is."""
        if self.unread:
            return
        self.says = self.source.complete(self.says) | self.says
        self._keep_no_id_number()
        faulty = {self.columns[at] for wrong in self.faults for at in wrong.at}
        for one in self.source.fields:
            if one.required and one.key not in self.says and one.key not in faulty:
                self.faults.append(_Wrong(FAULTS["required_empty"], self._at(one.key)))
        if not self.faults:
            self.faults += [_Wrong(fault, self._at(*names)) for fault, names in self.source.judge(self.says)]

    def _keep_no_id_number(self) -> None:
        """Take the holder's ID number out of the number of a paper; the row's own column has it, sealed."""
        for one in self.source.fields:
            if one.kind is Kind.PAPER and one.key in self.says:
                try:
                    rest = without_id_number(self.says.pop(one.key), self.says.get("id_number"))
                except Refused:
                    self.faults.append(_Wrong(FAULTS["paper_of_another"], self._at(one.key)))
                else:
                    self.says |= {} if rest is None else {one.key: rest}

    def take(self, decision: Decision, seen: Seen) -> None:
        """Take what became of the row beside the register; a second row about one person is not taken silently."""
        self.decision = decision
        self.faults += [_Wrong(fault, self._at(*names), words) for fault, names, words in decision.faults]
        if self.faults:
            return
        self.kept += [_Wrong(KEPT, self._at(*decision.kept))] if decision.kept else []
        self.kept += [_Wrong(LEFT_OUT, self._at(*decision.left_out))] if decision.left_out else []
        self.identity, fault, names = seen.take(decision, self.says)
        self.faults += [_Wrong(fault, self._at(*names))] if fault is not None else []

    def _at(self, *names: str) -> tuple[int, ...]:
        return tuple(at for at, key in self.columns.items() if key in names)


def _write(load: Load, at: int, rows: Sequence[_Read]) -> None:
    live, kept = keys(), ("new", "change")
    columns: dict[str, Sequence[Any]] = {
        "load_id": [load.id] * len(rows),
        "sheet": [at] * len(rows),
        "number": [one.number for one in rows],
        "fate": [one.fate for one in rows],
        "identity": [one.identity for one in rows],
        "says": [as_json(one.says) if one.fate != "aside" else {} for one in rows],
        "before": [before_as_json(one.decision.before) for one in rows],
        "person": [one.decision.person for one in rows],
        "people": [one.decision.people for one in rows],
        "mended": [one.mended for one in rows],
        **{
            f"{column}_sealed": [live.seal(one.says.get(name), name) if one.fate in kept else None for one in rows]
            for name, column in NUMBERS.items()
        },
    }
    insert_rows("intake_row", types_of(Row), columns)
    faults = [(one.number, wrong) for one in rows for wrong in one.wrong]
    columns = {
        "load_id": [load.id] * len(faults),
        "sheet": [at] * len(faults),
        "number": [number for number, _ in faults],
        "rule": [wrong.fault.rule for _, wrong in faults],
        "columns": [wrong.at for _, wrong in faults],
        "said": [as_said(wrong.words) for _, wrong in faults],
        "written": [wrong.written for _, wrong in faults],
    }
    insert_rows("intake_rowfault", types_of(RowFault), columns)


def _note_words(load: Load, rows: Sequence[_Read]) -> None:
    """Keep the words of rules that are broken for the first time."""
    found = [wrong.fault for one in rows for wrong in one.wrong]
    rules = {fault.rule: fault for fault in found if fault.rule not in load.faults}
    if rules:
        load.faults |= {rule: fault.as_json() for rule, fault in rules.items()}
        Load.objects.filter(id=load.id).update(faults=load.faults)
