"""Finds how a file's text is encoded, and decodes it line by line, whatever bytes in it are no text."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from jiahe.intake.fault import Unreadable
from jiahe.intake.reading import faults

BLOCK = 2**20
# A single line longer than this is no line of a table.
_LONGEST_LINE = 16 * BLOCK
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# Python decodes GB18030 as of 2000, which had private places for these characters of names; GB 18030-2022 has own ones.
_OF_2022 = str.maketrans(
    "\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c\ue831\ue832\ue83b\ue843\ue854\ue855\ue864",
    "\U00020087\U00020089\U000200cc\u9fb4\u9fb5\u9fb6\u9fb7\U000215d7\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
)


_HIGH = bytes(range(0x80, 0x100))
# What no text has: one in fifty is too many.
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")
_PRIVATE = re.compile("[\ue816-\ue864]")


class Encoding(NamedTuple):
    """An encoding, and how many bytes of its mark stand at the file's beginning."""

    name: str
    mark: int = 0


def encoding_of(path: Path) -> Encoding:
    """Find a file's encoding: its mark, else UTF-8 if that fits nearly all, else GB18030. Raises Unreadable.

    GB18030 fits most bytes, UTF-8 fits hardly any text but its own; so a few bad bytes do not make UTF-8 into GB18030.
    """
    with path.open("rb") as file:
        begin = file.read(BLOCK)
        for mark, name in _BOMS:
            if begin.startswith(mark):
                return Encoding(name, len(mark))
        if wide := _utf_16(begin):
            return Encoding(wide)
        if len(begin.translate(None, _CONTROLS)) * 50 < len(begin) * 49:
            raise Unreadable(faults.NOT_A_TABLE)
        utf_8, gb18030, seen = 0, 0, 0
        for block in _blocks(file, begin, b"\n"):
            if block.isascii():
                continue
            seen += len(block) - len(block.translate(None, _HIGH))
            utf_8 += _errors(block, "utf-8")
            if utf_8:
                gb18030 += _errors(block, "gb18030")
            if utf_8 and seen > BLOCK:
                break
    # A Chinese character is three bytes of UTF-8 and two of GB18030.
    if utf_8 * 30 <= seen:
        return Encoding("utf-8")
    if gb18030 * 20 <= seen:
        return Encoding("gb18030")
    raise Unreadable(faults.NOT_TEXT)


def _utf_16(begin: bytes) -> str | None:
    """Which UTF-16 has so many zeros: separators and digits have theirs on one side of each pair of bytes."""
    even, odd = begin[0::2].count(0), begin[1::2].count(0)
    if (even + odd) * 20 < len(begin):
        return None
    return "utf-16-le" if odd > 4 * even else "utf-16-be" if even > 4 * odd else None


def _errors(block: bytes, encoding: str) -> int:
    return block.decode(encoding, "replace").count("\ufffd")


def _keep(error: UnicodeError) -> tuple[str, int]:
    """Let bytes that are no text stand in it as U+DC00 and the byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("jiahe.keep", _keep)
_BAD = re.compile("[\udc00-\udcff]")


def _blocks(file: BinaryIO, begin: bytes, newline: bytes) -> Iterator[bytes]:
    """The file in blocks of whole lines."""
    rest = begin
    while True:
        more = file.read(BLOCK)
        if not more:
            break
        cut = _end_of_last_line(rest, newline)
        if cut:
            yield rest[:cut]
            rest = rest[cut:] + more
        else:
            rest += more
        if len(rest) > _LONGEST_LINE:
            raise Unreadable(faults.NOT_A_TABLE)
    if rest:
        yield rest


def _end_of_last_line(block: bytes, newline: bytes) -> int:
    at = block.rfind(newline)
    while len(newline) == 2 and at % 2 and at > 0:
        at = block.rfind(newline, 0, at + 1)
    if at < 0:
        # Line ends of old Macs.
        returned = newline.replace(b"\n", b"\r")
        at = block.rfind(returned, 0, len(block) - len(newline)) if len(newline) == 1 else -1
    return at + len(newline) if at >= 0 else 0


class Lines:
    """The lines of a file with their ends. Bytes that are no text stand in them as U+DC00 and the byte.

    ``taken``: the lines handed out since it was last cleared; ``bad``: where in the file the first such byte of a line
    is, from 1, by the line's number.
    """

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self.taken: list[str] = []
        self.bad: dict[int, int] = {}
        self.number = 0
        self._again: list[str] = []
        self._block: Iterator[str] = iter(())
        self._blocks = self._read(path, encoding)

    def __iter__(self) -> Iterator[str]:
        """Go on where the lines are; an iterator made before ``back`` was called is of no more use."""
        taken = self.taken
        while self._again:
            self.number += 1
            taken.append(self._again.pop())
            yield taken[-1]
        while True:
            for line in self._block:
                self.number += 1
                taken.append(line)
                yield line
            block = next(self._blocks, None)
            if block is None:
                return
            self._block = block

    def back(self, lines: list[str]) -> None:
        """Take lines back, to hand them out again."""
        self.number -= len(lines)
        self._again.extend(reversed(lines))

    def _read(self, path: Path, encoding: Encoding) -> Iterator[Iterator[str]]:
        newline = "\n".encode(encoding.name)
        at = encoding.mark
        with path.open("rb") as file:
            file.seek(encoding.mark)
            for block in _blocks(file, file.read(BLOCK), newline):
                try:
                    text = block.decode(encoding.name)
                except UnicodeDecodeError:
                    text = block.decode(encoding.name, "jiahe.keep")
                    self._note_bad(text, encoding.name, at)
                if encoding.name == "gb18030" and _PRIVATE.search(text):
                    text = text.translate(_OF_2022)
                # StringIO parts lines at \n, \r and \r\n only; str.splitlines also at marks that a cell may contain.
                yield io.StringIO(text, newline="")
                at += len(block)

    def _note_bad(self, text: str, encoding: str, at: int) -> None:
        """Note each line of a block with bytes that are no text; ``at``: how many bytes are before the block."""
        for number, line in enumerate(io.StringIO(text, newline=""), self.number + 1):
            if got := _BAD.search(line):
                self.bad[number] = at + len(line[: got.start()].encode(encoding)) + 1
            bad = len(_BAD.findall(line)) if got else 0
            at += bad + len((_BAD.sub("", line) if bad else line).encode(encoding))


def visible(text: str) -> str:
    r"""A text for people to read: each byte that is no text as \xNN."""
    return "".join(f"\\x{ord(c) - 0xDC00:02x}" if "\udc00" <= c <= "\udcff" else c for c in text)
