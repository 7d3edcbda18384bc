"""The corpus' web pages and XML of 2003 that are called .xls, as the systems of Chinese offices export them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from html import escape
from typing import Any

from tests.intake.invented import Cell, Draw
from tests.intake.paper import File, Paper, simple

_EXCEL = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>导出</title>'
    "<style>td {{mso-number-format:'\\@';}}</style></head><body>{tables}</body></html>"
)


def files() -> Iterator[File]:
    """All of them."""
    yield _page("a web page.xls", simple("deaths", 12), "utf-8")
    yield _page("a web page of GB2312.xls", simple("births", 8), "gb18030")
    yield _page("a web page of UTF-16.xls", simple("deaths", 8), "utf-16")
    yield _page("a page without end tags.xls", simple("deaths", 8), "utf-8", ended=False)
    yield _page("a page on one line.xls", simple("payments", 60), "gb18030")

    paper = Paper("deaths")
    paper.skip("title", "青石镇死亡人口名册 2025年", *[None] * (len(paper.columns) - 1))
    paper.merge(1, 0, 1, len(paper.columns) - 1)
    paper.head()
    first, second, third = Draw(5).records("deaths", 3)
    paper.record(first)
    covered = len(paper.columns) - 1
    written = paper.write(first)
    for record in (second, third):
        cells = paper.write(record)
        cells[covered] = None
        read = [*cells[:covered], written[covered]]
        truth = record | {paper.columns[covered].key: first[paper.columns[covered].key]}
        paper.line(cells, truth, read=read, filled=[covered])
    paper.merge(3, covered, 5, covered)
    yield _page("a page with spans.xls", paper, "utf-8")
    yield _workbook("XML of 2003 with merges.xls", [paper], "utf-8")

    yield _workbook("XML of 2003.xls", [simple("deaths", 12, name="名册"), simple("births", 4, name="出生")], "utf-8")
    yield _workbook("XML of 2003 in GB2312.xls", [simple("deaths", 8, name="名册")], "gb18030", declared="gb2312")

    signing_in = b"<html><body><form><input name=user></form></body></html>"
    xml = _xml([simple()], "utf-8")
    for name, content, rule in (
        ("a page for signing in.xls", signing_in, "file_page_without_table"),
        ("a frame of pages.xls", b"<html><frameset><frame src=sheet001.htm></frameset></html>", "file_in_other_files"),
        ("a web archive.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "file_other_workbook"),
        ("XML of something else.xls", b'<?xml version="1.0"?><data><row/></data>', "file_other_workbook"),
        ("XML that is cut off.xls", xml[:2000], "file_cut_off"),
        ("XML with an entity.xls", _with_entity(xml), "file_declares"),
        ("XML that stands nowhere.xls", xml.replace(b"<Row>", b'<Row ss:Index="9999999">', 1), "file_cut_off"),
    ):
        yield File(name, content, unreadable=rule)


def _page(name: str, paper: Paper, charset: str, *, ended: bool = True) -> File:
    paper.name = name.rpartition(".")[0]
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in paper.merges}
    hidden = _hidden(paper)
    rows = []
    for number, line in enumerate(paper.lines, 1):
        cells = "".join(
            _td(cell, spans.get((number, column)), ended=ended)
            for column, cell in enumerate(line)
            if (number, column) not in hidden
        )
        rows.append(f"<tr>{cells}</tr>" if ended else f"<TR>{cells}")
    table = f"<script>var a = '<td>x</td>';</script><table border=1><tbody>{''.join(rows)}</tbody></table>"
    return File(name, _EXCEL.format(charset=charset, tables=table).encode(charset), (paper,))


def _hidden(paper: Paper) -> set[tuple[int, int]]:
    """The cells that a merged range covers."""
    return {
        (row, column)
        for top, left, bottom, right in paper.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def _td(cell: Cell, span: tuple[int, int] | None, *, ended: bool) -> str:
    spanned = f' rowspan="{span[0]}" colspan={span[1]}' if span else ""
    text = "&nbsp;" if cell is None else escape(str(cell))
    return f"<td{spanned} class=xl24><font>{text}</font>{'</td>' if ended else ''}"


def _workbook(name: str, papers: list[Paper], encoding: str, declared: str = "UTF-8") -> File:
    return File(name, _xml(papers, encoding, declared), tuple(papers))


def _xml(papers: list[Paper], encoding: str, declared: str = "UTF-8") -> bytes:
    sheets = "".join(_sheet(paper) for paper in papers)
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{sheets}</Workbook>'
    )
    return text.encode(encoding)


def _sheet(paper: Paper) -> str:
    hidden, merges = _hidden(paper), {(top, left): (b - top, r - left) for top, left, b, r in paper.merges}
    rows = []
    for number, line in enumerate(paper.lines, 1):
        cells = []
        for column, cell in enumerate(line):
            if (number, column) in hidden or (cell is None and (number, column) not in merges):
                continue
            down, right = merges.get((number, column), (0, 0))
            span = f' ss:MergeAcross="{right}" ss:MergeDown="{down}"' if down or right else ""
            cells.append(f'<Cell ss:Index="{column + 1}"{span}>{_data(cell)}</Cell>')
        rows.append(f"<Row>{''.join(cells)}</Row>")
    return f'<Worksheet ss:Name="{escape(paper.name)}"><Table>{"".join(rows)}</Table></Worksheet>'


def _data(cell: Any) -> str:
    if isinstance(cell, dt.date):
        return f'<Data ss:Type="DateTime">{cell.isoformat()}T00:00:00.000</Data>'
    kind = "Number" if isinstance(cell, int | float) else "String"
    comment = '<Comment><ss:Data xmlns="http://www.w3.org/TR/REC-html40">批注</ss:Data></Comment>'
    return f'<Data ss:Type="{kind}">{escape(str(cell))}</Data>{comment}'


def _with_entity(xml: bytes) -> bytes:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>\n<Workbook'
    return xml.replace(b"<Workbook", declared, 1).replace("王".encode(), b"&b;", 1)
