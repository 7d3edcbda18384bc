"""Citizen identity numbers (GB 11643) that are well-formed and can belong to nobody.

A number begins with the county where it was issued. Ours begin with a whole province's code (420000), which issues no
numbers, so that none of them is a living person's; python-stdnum accepts it, because the code exists. Birth date, sex
and check digit are right.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jiahe.synth.population import Days, Flags

PROVINCES = (
    *("42", "43", "41", "36", "34", "51", "61", "44", "33", "32", "31", "11", "12", "13", "14", "15"),
    *("21", "22", "23", "35", "37", "45", "52", "53", "54", "62", "63", "64", "65"),
)
"""Provinces whose own code has been the same ever since there were codes (so not Hainan and Chongqing)."""

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)
_EARLIEST = -40_000  # days since 1970: the year 1860
_A_DAY = 500
"""How many numbers one code has for one sex and birth date."""


class IdNumbers:
    """Gives out numbers, no number twice. One for a whole register, so that its blocks share no number."""

    def __init__(self, province: str) -> None:
        self._prefixes = (province, *(code for code in PROVINCES if code != province))
        self._given = np.zeros(2 * 80_000, dtype=np.int64)

    def issue(self, birth: Days, female: Flags) -> pa.Array:
        """Return a number for each person, in order."""
        key = (birth.astype(np.int64) - _EARLIEST) * 2 + female
        order = np.argsort(key, kind="stable")
        first = np.searchsorted(key[order], key[order])
        count = np.empty(len(key), dtype=np.int64)
        count[order] = np.arange(len(key)) - first
        count += self._given[key]
        self._given += np.bincount(key, minlength=len(self._given))
        sequence = (count % _A_DAY * 137 + key * 71) % _A_DAY * 2 + ~female  # not in the order of the rows
        return _text(self._digits(count // _A_DAY, birth, sequence))

    def _digits(self, prefix: NDArray[np.int64], birth: Days, sequence: NDArray[np.int64]) -> NDArray[np.uint8]:
        codes = np.array([int(code) for code in self._prefixes])
        day = birth.astype("datetime64[D]")
        month = day.astype("datetime64[M]")
        year = day.astype("datetime64[Y]").astype(np.int64) + 1970
        date = year * 10_000 + (month.astype(np.int64) % 12 + 1) * 100 + (day - month).astype(np.int64) + 1
        number = codes[prefix] * 10**15 + date * 1000 + sequence
        digits = np.empty((len(birth), 18), dtype=np.uint8)
        for place in range(16, -1, -1):
            number, digit = np.divmod(number, 10)
            digits[:, place] = digit
        digits[:, 17] = _CHECK[(digits[:, :17] @ _WEIGHTS) % 11] - ord("0")
        return digits + ord("0")


def _text(characters: NDArray[np.uint8]) -> pa.Array:
    """Return rows of characters as an Arrow array of strings, without making a Python string of each."""
    rows, width = characters.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(rows, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(characters)))


def numbered(value: NDArray[np.int64], width: int) -> pa.Array:
    """Return whole numbers as text of one width, with leading zeros."""
    digits = np.empty((len(value), width), dtype=np.uint8)
    for place in range(width - 1, -1, -1):
        value, digit = np.divmod(value, 10)
        digits[:, place] = digit
    return _text(digits + ord("0"))
