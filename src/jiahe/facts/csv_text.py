"""CSV files as offices write them: UTF-8 or GB18030, with or without BOM, and rows that are too short or too long.

Everything is read as text here; what a cell means is decided in cells.py.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from jiahe.facts.errors import ColumnTwice, FactsError

_CHUNK = 1 << 22
_ENCODINGS = ("utf-8", "gb18030")
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx, .ods and .et (zip) and .xls (OLE) files begin."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encoding_of(path: Path) -> str:
    """Return ``utf-8`` or ``gb18030``, whichever the whole file is. Raises FactsError with the line where both fail."""
    with path.open("rb") as file:
        begins = file.read(4)
        if begins in _SPREADSHEETS:
            raise FactsError(
                f"{path.name} 是改了后缀的表格文件（xlsx、xls 等），不是 CSV：请在表格软件里打开，另存为“CSV UTF-8”。"
                f"{path.name} is a spreadsheet file with the ending .csv. Open it and save it as “CSV UTF-8”."
            )
        if begins[:2] in _UTF_16:
            raise _utf_16(path)
    failed_at = [_first_fault(path, encoding) for encoding in _ENCODINGS]
    for encoding, line in zip(_ENCODINGS, failed_at, strict=True):
        if line is None:
            return encoding
    raise FactsError(
        f"{path.name} 既不是 UTF-8（第 {failed_at[0]} 行不合）也不是 GB18030（第 {failed_at[1]} 行不合）："
        "请另存为“CSV UTF-8（逗号分隔）”再试。"
        f"{path.name} is neither UTF-8 (fails on line {failed_at[0]}) nor GB18030 (fails on line {failed_at[1]}). "
        "Save it as “CSV UTF-8” and try again."
    )


def _utf_16(path: Path) -> FactsError:
    return FactsError(
        f"{path.name} 是 UTF-16 文本（表格软件的“Unicode 文本”）：请另存为“CSV UTF-8（逗号分隔）”再试。"
        f"{path.name} is UTF-16 text. Save it as “CSV UTF-8” and try again."
    )


def _first_fault(path: Path, encoding: str) -> int | None:
    """Return the number of the first line that the encoding cannot read, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            try:
                lines += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as fault:
                return lines + fault.object[: fault.start].count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return lines
    return None


@dataclass(frozen=True)
class Header:
    """The first record of a CSV file: its column names and how many lines of text they take."""

    columns: tuple[str, ...]
    lines: int


def header_of(path: Path, encoding: str) -> Header:
    """Return the header. Raises FactsError when it is empty, names a column twice, or is not parted by commas."""
    with _open_text(path, encoding) as file:
        reader = csv.reader(file)
        names = tuple(cell.strip() for cell in next(reader, []))
        lines = reader.line_num
    if not any(names):
        raise FactsError(
            f"{path.name} 的第一行是空的：请在第一行写列名。"
            f"{path.name}: the first line is empty. Write the column names there."
        )
    if any("\0" in name for name in names):
        raise _utf_16(path)
    if len(names) == 1 and any(mark in names[0] for mark in "\t;，"):
        raise FactsError(
            f"{path.name} 的各列不是用英文逗号分隔的：请另存为“CSV UTF-8（逗号分隔）”。"
            f"{path.name}: the columns are not parted by commas. Save it as CSV, comma-separated."
        )
    refuse_doubles(path, names)
    return Header(names, lines)


def refuse_doubles(path: Path, names: Sequence[str]) -> None:
    """Raise ColumnTwice when a column is there twice; capital letters make no difference."""
    lowered = [name.lower() for name in names]
    for name in names:
        if name and lowered.count(name.lower()) > 1:
            raise ColumnTwice(path.name, name)


def _open_text(path: Path, encoding: str) -> TextIO:
    file = path.open(encoding=encoding, newline="")
    if file.read(1) != "\ufeff":
        file.seek(0)
    return file


@dataclass
class RaggedRow:
    """A row with more or fewer cells than the header: its number (from 1, data rows only) and its text."""

    row: int
    cells: int
    text: str


@dataclass
class CsvRows:
    """The rows of a CSV file, read in batches. ``ragged`` is complete once ``batches`` has been read to its end."""

    path: Path
    encoding: str
    header: Header
    ragged: list[RaggedRow] = field(default_factory=list)
    fault: FactsError | None = None
    """Why the file could not be read to its end: whoever reads ``batches`` may wrap it."""

    @property
    def schema(self) -> pa.Schema:
        """Return ``_row`` (from 1, counting blank and ragged rows too) and the file's columns as text."""
        return pa.schema([("_row", pa.int64()), *((name, pa.string()) for name in self._named())])

    def _named(self) -> list[str]:
        """Rename what has no name or one that begins with "_" (our own marks on rows to be mended): nobody reads it."""
        return [
            name if name and not name.startswith("_") else f"_unread_{position}"
            for position, name in enumerate(self.header.columns, start=1)
        ]

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows that have as many cells as the header. Raises FactsError when quotation marks do not close."""
        try:
            first, reader = 1, self._open()
            for batch in reader:
                numbers = self._numbers(first, batch.num_rows)
                if batch.num_rows:
                    first = int(numbers[-1]) + 1
                    yield pa.RecordBatch.from_arrays([pa.array(numbers), *batch.columns], schema=self.schema)
        except pa.ArrowInvalid as fault:
            self.fault = self._told(fault)
            raise self.fault from fault

    def _told(self, fault: pa.ArrowInvalid) -> FactsError:
        if "straddl" in str(fault):
            return FactsError(
                f"{self.path.name} 里有一行超过 {_CHUNK >> 20} MB：多半是引号没有配对，或换行丢了；改正或重新导出。"
                f"{self.path.name} cannot be read as CSV (a row of more than {_CHUNK >> 20} MB). A quotation mark that "
                "is not closed, or lost line ends, are the usual causes; correct it or export it again."
            )
        return FactsError(
            f"{self.path.name} 不能按 CSV 读取：多半是引号没有配对；改正，或重新另存为 CSV。"
            f"{self.path.name} cannot be read as CSV ({str(fault).splitlines()[0]}). "
            "A quotation mark that is not closed is the usual cause; correct it or save the file as CSV again."
        )

    def _open(self) -> pc.CSVStreamingReader | tuple[()]:
        if not self._has_rows():
            return ()
        return pc.open_csv(
            self.path,
            read_options=pc.ReadOptions(
                encoding=self.encoding,
                use_threads=False,
                block_size=_CHUNK,
                column_names=self._named(),
                skip_rows=self.header.lines,
            ),
            parse_options=pc.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=self._note
            ),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(self._named(), pa.string()),
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=[""],
            ),
        )

    def _has_rows(self) -> bool:
        with _open_text(self.path, self.encoding) as file:
            for _ in range(self.header.lines):
                file.readline()
            return file.read(1) != ""

    def _note(self, row: pc.InvalidRow) -> str:
        self.ragged.append(RaggedRow(row.number - self.header.lines, row.actual_columns, row.text))
        return "skip"

    def _numbers(self, first: int, rows: int) -> np.ndarray:
        """Return the numbers of the next rows: those from ``first`` on that are not ragged."""
        bad = np.array([row.row for row in self.ragged], dtype=np.int64)
        bad = bad[bad >= first]
        numbers = np.arange(first, first + rows + len(bad), dtype=np.int64)
        return numbers[~np.isin(numbers, bad)][:rows]


def cells_of(text: str) -> list[str]:
    """Return the cells of one ragged row, split as well as they can be."""
    return next(csv.reader(io.StringIO(text)), [])
