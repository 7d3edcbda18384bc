"""Looks into an XLS file for the one thing that calamine does not tell: from which year it counts its days.

The file is a compound file (MS-CFB): a chain of sectors for each stream. The workbook's stream is a row of records
(MS-XLS 2.4), each with its kind, its length and its bytes; DATEMODE stands in the first part, before any sheet.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

_DATE_MODE, _END_OF_PART = 0x22, 0x0A
_NO_SECTOR = 0xFFFFFFFA
"""From here on a number of a sector is none (MS-CFB 2.1)."""
_NAMES = ("Workbook", "Book")


def counts_from_1904(path: Path) -> bool:
    """Whether a workbook counts its days from 1904. A damaged file says no: calamine says what is wrong with it."""
    try:
        return any(
            kind == _DATE_MODE and body[:2] == b"\1\0" for kind, body in _records(_workbook_stream(path.read_bytes()))
        )
    except (struct.error, ValueError, IndexError):
        return False


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of the stream's first part."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _END_OF_PART:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _workbook_stream(data: bytes) -> bytes:
    """Return the workbook's stream. Raises struct.error, ValueError, IndexError on a damaged file."""
    sector, small = (1 << one for one in struct.unpack_from("<HH", data, 30))
    root_at, cutoff, small_table_at = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))

    def joined(numbers: Iterator[int]) -> bytes:
        """The sectors; at most as many as the file can have, so that a chain in a circle ends."""
        most = len(data) // sector + 1
        return b"".join(data[(one + 1) * sector : (one + 2) * sector] for one in islice(numbers, most))

    table = _numbers(joined(_sectors_of_table(data, sector)))
    entries = joined(_chain(root_at, table))
    for begin in range(128, len(entries) - 127, 128):
        (length,) = struct.unpack_from("<H", entries, begin + 64)
        first, size = struct.unpack_from("<II", entries, begin + 116)
        name = entries[begin : begin + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name in _NAMES and size >= cutoff:
            return joined(_chain(first, table))[:size]
        if name in _NAMES:
            held = joined(_chain(struct.unpack_from("<I", entries, 116)[0], table))
            numbers = _chain(first, _numbers(joined(_chain(small_table_at, table))))
            return b"".join(held[one * small : (one + 1) * small] for one in islice(numbers, cutoff // small + 1))
    return b""


def _sectors_of_table(data: bytes, sector: int) -> Iterator[int]:
    """Yield the sectors of the table of sectors: 109 are named at the file's beginning, others in a chain of lists."""
    listed: Sequence[int] = struct.unpack_from("<109I", data, 76)
    (next_list,) = struct.unpack_from("<I", data, 68)
    for _ in range(len(data) // 512 + 1):
        yield from (one for one in listed if one < _NO_SECTOR)
        if next_list >= _NO_SECTOR:
            return
        *listed, next_list = _numbers(data[(next_list + 1) * sector : (next_list + 2) * sector])


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(first: int, table: Sequence[int]) -> Iterator[int]:
    """Yield the sectors of a stream, which may go on for ever."""
    number = first
    while number < _NO_SECTOR:
        yield number
        number = table[number]
