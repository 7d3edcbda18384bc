"""A faulty copy of a register: CSV files with planted faults, and the list of them for whoever counts what was found.

Every row has one fault at most. Which faults there are is in faults.py.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jiahe.facts.contract import FACTS
from jiahe.synth.faults import FAULTS, Columns, Fault
from jiahe.synth.write import ABOUT

LIST = "planted_faults.csv"
_REMARK = "备注"
"""A column that the contract does not have, as many exports carry one."""
_TRIES = 400


def write_dirty(clean: Path, out: Path, rng: np.random.Generator) -> dict[str, int]:
    """Write a faulty copy of the register in ``clean`` to ``out`` and return how many faults of each kind were planted.

    about/planted_faults.csv lists table, row (the data row, from 1; 0 is the header), column, kind, and the rule of the
    check that finds it (empty where the cell is read all the same, or as unknown).
    """
    (out / ABOUT).mkdir(parents=True, exist_ok=True)
    planted: Counter[str] = Counter()
    with (out / ABOUT / LIST).open("w", encoding="utf-8", newline="") as file:
        listed = csv.writer(file, lineterminator="\n")
        listed.writerow(["table", "row", "column", "kind", "rule"])
        copier = _Copier(rng)
        for table in FACTS.tables:
            source, target = clean / f"{table.name}.parquet", out / f"{table.name}.csv"
            for row, column, kind, rule in copier.copy(source, target, table.name):
                listed.writerow([table.name, row, column, kind, rule])
                planted[kind] += 1
    places = pq.read_table(clean / "places.parquet").to_pylist()
    with (out / "places.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, ["code", "name", "level"], lineterminator="\n")
        rows.writeheader()
        rows.writerows(places)
    return dict(planted)


class _Copier:
    """Copies tables and spoils rows. It leaves alone whatever refers to a person whose own row it has spoiled.

    So no fault hides another one: a child older than its parent is found only if both rows of persons can be used.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._people: set[str] = set()

    def copy(self, source: Path, target: Path, table: str) -> Iterator[tuple[int, str, str, str]]:
        """Write one table and yield the row, column, kind and rule of every fault planted."""
        faults = [fault for fault in FAULTS if fault.table == table]
        remarks = [_REMARK] if table == "persons" else []
        written = 0
        with pq.ParquetFile(source) as file, target.open("w", encoding="utf-8", newline="") as out:
            rows = csv.writer(out, lineterminator="\n")
            rows.writerow([column.name for column in FACTS.table(table).columns] + remarks)
            for remark in remarks:
                yield 0, remark, "unknown_column", "unknown_column"
            for group in range(file.num_row_groups):
                columns = _as_text(file.read_row_group(group), table)
                spoiled = self._touched(columns, table)
                for fault in faults:
                    wanted = max(int(group == 0), round(fault.share * file.metadata.row_group(group).num_rows))
                    for i, column in self._plant(columns, fault, wanted, spoiled):
                        yield written + i + 1, column, fault.kind, fault.rule
                size = len(next(iter(columns.values())))
                rows.writerows(zip(*columns.values(), *([""] * size for _ in remarks), strict=True))
                written += size

    def _touched(self, columns: Columns, table: str) -> set[int]:
        """Return the rows that refer to a person whose row is spoiled."""
        refs = [column.name for column in FACTS.table(table).columns if column.type.value == "ref"]
        return {i for name in refs for i, key in enumerate(columns[name]) if key in self._people}

    def _plant(self, columns: Columns, fault: Fault, wanted: int, spoiled: set[int]) -> Iterator[tuple[int, str]]:
        """Spoil so many rows in place, each at most once; yield each row's position and the column."""
        size = len(next(iter(columns.values())))
        for i in self._rng.integers(0, size, wanted + _TRIES).tolist():
            if wanted == 0:
                return
            own = {i, i + 1} if fault.kind == "overlapping_spells" else {i}
            if own & spoiled:
                continue
            at = _repeat(columns, i) if fault.repeats else i
            people = {columns["person_id"][i]} if fault.table == "persons" else set()
            column = fault.spoil(self._rng, columns, at)
            if column is None:
                if fault.repeats:
                    _take_back(columns)
                continue
            self._people |= people
            spoiled |= {*own, at}
            wanted -= 1
            yield at, column


def _repeat(columns: Columns, i: int) -> int:
    for cells in columns.values():
        cells.append(cells[i])
    return len(next(iter(columns.values()))) - 1


def _take_back(columns: Columns) -> None:
    for cells in columns.values():
        cells.pop()


def _as_text(rows: pa.Table, table: str) -> Columns:
    """Return the columns as CSV writes them: ISO dates, yuan with two decimals, empty cells for what is not known."""
    texts = {}
    for column in FACTS.table(table).columns:
        values = rows[column.name]
        texts[column.name] = (
            (_yuan(values) if column.type.value == "money" else values.cast(pa.string())).fill_null("").to_pylist()
        )
    return texts


def _yuan(fen: pa.ChunkedArray) -> pa.ChunkedArray:
    whole = pc.divide(fen, 100)
    rest = pc.utf8_lpad(pc.subtract(fen, pc.multiply(whole, 100)).cast(pa.string()), 2, "0")
    return pc.binary_join_element_wise(whole.cast(pa.string()), rest, ".")
