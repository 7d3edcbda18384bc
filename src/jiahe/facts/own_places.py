"""The places that a facts folder names itself (places.csv or places.parquet): few, so they are read one by one."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.parquet as pq

from jiahe.facts.csv_text import CsvRows, cells_of
from jiahe.facts.errors import FactsError
from jiahe.facts.finding import SET_ASIDE, meant
from jiahe.facts.folder import TableFile
from jiahe.facts.report import TableCount
from jiahe.facts.workbench import Workbench
from jiahe.places import Divisions, Place, PlacesError


@dataclass
class OwnPlaces:
    """What a folder's places file holds: the places to use, and the rows (number, cells) that were set aside."""

    divisions: Divisions
    used: list[Place] = field(default_factory=list)
    aside: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    count: TableCount | None = None


def read_places(bench: Workbench, divisions: Divisions) -> OwnPlaces:
    """Return the divisions with the folder's own places, and record the rows that cannot be used."""
    file = bench.folder.places
    own = OwnPlaces(divisions)
    if file is None:
        return own
    for unknown in file.unknown:
        zh, en = meant(unknown, [column.name for column in file.table.columns])
        bench.record_one("unknown_column", "places", unknown, column=unknown, a=zh, b=en)
    for column in file.missing:
        bench.record_one("missing_required_column", "places", None, column=column.name, severity=SET_ASIDE)
    rows = _rows(file)
    if file.missing:
        own.aside = rows
    else:
        _sort_out(bench, rows, own)
    own.divisions = divisions.with_places(own.used)
    own.count = TableCount("places", file.path.name, len(rows), len(own.used), len(own.aside), 0, 0)
    return own


def _sort_out(bench: Workbench, rows: list[tuple[int, dict[str, str]]], own: OwnPlaces) -> None:
    """Divide the rows into places to use, from the provinces down, and rows to set aside."""
    accepted: dict[str, int] = {}
    for row, cells in sorted(rows, key=lambda numbered: (numbered[1].get("level", ""), numbered[0])):
        try:
            place = _place(cells)
            own.divisions.check(place, among=accepted)
            if place.code in accepted:
                raise PlacesError(
                    f"Place {place.code} is also in row {accepted[place.code]}.",
                    f"地点 {place.code} 在第 {accepted[place.code]} 行已有。",
                )
        except PlacesError as fault:
            bench.record_one(
                "place_row_unreadable", "places", cells.get("code"), column="code", severity=SET_ASIDE, row=row,
                a=fault.zh, b=str(fault),
            )  # fmt: skip
            own.aside.append((row, cells))
        else:
            accepted[place.code] = row
            own.used.append(place)


def _place(cells: dict[str, str]) -> Place:
    level = cells.get("level", "")
    if not level.isdecimal():
        raise PlacesError(f"The level {level!r} is not a number.", f"级别“{level}”不是数字。")
    return Place(cells.get("code", ""), cells.get("name", ""), int(level))


def _rows(file: TableFile) -> list[tuple[int, dict[str, str]]]:
    """Return every row that is not blank with its number (from 1) and its cells as text."""
    if file.form == "parquet":
        try:
            table = pq.read_table(file.path)
        except (pa.ArrowException, OSError) as fault:
            raise FactsError(
                f"{file.path.name} 不能按 Parquet 读取：请重新导出，或改交 CSV。"
                f"{file.path.name} cannot be read as Parquet ({str(fault).splitlines()[0]}). "
                "Export it again, or hand it over as CSV."
            ) from fault
        records = [(number, record) for number, record in enumerate(table.to_pylist(), start=1)]
    else:
        assert file.header is not None
        reader = CsvRows(file.path, file.encoding, file.header)
        records = [(record.pop("_row"), record) for batch in reader.batches() for record in batch.to_pylist()]
        records += [(r.row, dict(zip(file.columns, cells_of(r.text), strict=False))) for r in reader.ragged]
    texts = [(row, {k: str(v).strip() for k, v in cells.items() if v is not None}) for row, cells in records]
    return [(row, cells) for row, cells in sorted(texts, key=lambda numbered: numbered[0]) if any(cells.values())]
