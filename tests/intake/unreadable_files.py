"""The corpus' files that cannot be read, each with the rule of the fault that says why."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

from jiahe.intake.reading import Limits
from tests.intake.paper import File, simple
from tests.intake.saved import as_ods, as_text, as_xls, as_xlsx

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "Root Entry\0".encode("utf-16-le")

_DTD = b"<!-- \n -->" + b" " * 300 + b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
"""Late enough that it is not in the first bytes of a part."""

_ROW, _ROWS = b"<table:table-row>", b'<table:table-row table:number-rows-repeated="many">'


def files() -> Iterator[File]:
    """All of them."""
    workbook, old = as_xlsx(simple("deaths", 300)), as_xls(simple("deaths", 300))
    not_text = workbook.replace(b"xl/theme", b"xl/\xff\xff\xff\xff\xff")
    noise = random.Random(1).randbytes(50_000)
    for name, content, rule in (
        ("nothing at all.csv", b"", "file_empty"),
        ("only blanks.csv", b"\xef\xbb\xbf\r\n  \r\n", "file_empty"),
        ("a PDF.xlsx", b"%PDF-1.7\n" + noise, "file_not_a_table"),
        ("a picture.xls", b"\x89PNG\r\n\x1a\n" + noise, "file_not_a_table"),
        ("a document.xls", _OLE + "WordDocument\0".encode("utf-16-le") + noise, "file_not_a_table"),
        ("a new document.xlsx", zipped({"word/document.xml": b"<w:document/>"}), "file_not_a_table"),
        ("an archive.xlsx", zipped({"a.csv": as_text(simple())}), "file_not_a_table"),
        ("noise.csv", noise, "file_not_a_table"),
        ("of no encoding.csv", bytes(byte for byte in noise if byte > 0xF7 or byte in b",\n"), "file_not_text"),
        ("with a password.xlsx", _OLE + "EncryptedPackage\0".encode("utf-16-le") + noise, "file_encrypted"),
        ("binary.xlsb", zipped({"xl/workbook.bin": noise}), "file_other_workbook"),
        ("cut off.xlsx", workbook[: len(workbook) // 2], "file_cut_off"),
        ("damaged.xlsx", workbook[:1500] + noise[:400] + workbook[1900:], "file_cut_off"),
        ("a part with a password.xlsx", _flagged(workbook, 1), "file_encrypted"),
        ("of a name that is no text.xlsx", _flagged(not_text, 0x800), "file_cut_off"),
        ("of an unknown encoding.xlsx", _with_part(workbook, "xl/workbook.xml", b"UTF-8", b"U9F-8"), "file_cut_off"),
        *(
            (
                f"with a DTD in {part.replace('/', ' ')}.{kind}",
                _with_part(saved, part, b"?>", b"?>" + _DTD),
                "file_declares",
            )
            for kind, saved, parts in (
                ("xlsx", workbook, ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml")),
                ("ods", as_ods(simple()), ("content.xml",)),
            )
            for part in parts
        ),
        (
            "with a DTD in UTF-16.xlsx",
            _in_utf_16(_with_part(workbook, "xl/workbook.xml", b"?>", b"?>" + _DTD)),
            "file_declares",
        ),
        ("of uncountable rows.ods", _with_part(as_ods(simple()), "content.xml", _ROW, _ROWS), "file_cut_off"),
        ("cut off.xls", old[: len(old) // 2], "file_cut_off"),
        ("cut off.ods", as_ods(simple())[:-30], "file_cut_off"),
    ):
        yield File(name, content, unreadable=rule)
    small = Limits(file_bytes=200_000, unpacked_bytes=2_000_000, parts=500, cells=100_000)
    yield File("larger than allowed.csv", as_text(simple()) * 500, unreadable="file_too_large", limits=small)
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 20_000_000})
    yield File("a zip bomb.xlsx", bomb, unreadable="file_too_large", limits=small)
    crowd = {"xl/workbook.xml": b"<workbook/>"} | {f"xl/worksheets/sheet{n}.xml": b"" for n in range(small.parts)}
    yield File("of very many parts.xlsx", zipped(crowd), unreadable="file_too_large", limits=small)
    far = simple("deaths", 5)
    far.lines.extend([[]] * 2000)
    far.lines.append([*[None] * 200, "x"])
    yield File("one cell far away.xlsx", as_xlsx(far), unreadable="file_too_large", limits=small)
    yield File("one cell far away.ods", as_ods(far), unreadable="file_too_large", limits=small)
    covering = b"<table><tr>" + b"<td colspan=1000 rowspan=999999>x" * 20 + b"<tr><td>x" * 50 + b"</table>"
    yield File("a page of cells that cover all below.xls", covering, unreadable="file_too_large", limits=small)


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip file with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _with_part(package: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A workbook with something else in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        parts = {one: opened.read(one) for one in opened.namelist()}
    assert old in parts[name]
    return zipped(parts | {name: parts[name].replace(old, new, 1)})


def _flagged(package: bytes, flag: int) -> bytes:
    """A zip with a flag on each part in the list at its end."""
    parts = bytearray(package)
    at = parts.find(b"PK\x01\x02")
    while at >= 0:
        parts[at + 8] |= flag & 0xFF
        parts[at + 9] |= flag >> 8
        at = parts.find(b"PK\x01\x02", at + 4)
    return bytes(parts)


def _in_utf_16(package: bytes) -> bytes:
    """A workbook whose list of sheets is in UTF-16."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        parts = {one: opened.read(one) for one in opened.namelist()}
    text = parts["xl/workbook.xml"].decode().replace("UTF-8", "UTF-16")
    return zipped(parts | {"xl/workbook.xml": text.encode("utf-16")})
