"""The corpus' workbooks: XLSX, XLS and ODS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.intake.invented import Cell, Draw
from tests.intake.paper import File, Paper, simple
from tests.intake.saved import as_ods, as_xls, as_xlsx

TITLE = "青石村奖励扶助对象名单"


def files() -> Iterator[File]:
    """All of them."""
    yield from plain()
    yield from merged()
    yield from typed()
    yield from sheets()
    yield from other_kinds()


def xlsx(name: str, *papers: Paper, **layout: Any) -> File:
    return File(name, as_xlsx(*papers, **layout), papers)


def plain() -> Iterator[File]:
    draw = Draw(23)
    yield xlsx("plain.xlsx", simple("births"))
    paper = Paper("deaths")
    for _ in range(4):
        paper.skip("blank")
    paper.head([None, None, *(c.label for c in paper.columns)], labels=[c.label for c in paper.columns])
    for record in draw.records("deaths", 8):
        cells = paper.write(record)
        paper.line([None, None, *cells], record, read=cells)
    yield xlsx("table at C5.xlsx", paper)
    yield xlsx("a thousand formatted rows below.xlsx", simple("payments"), formatted_rows=1000)
    paper = simple("deaths", 8)
    for _ in range(5):
        paper.skip("blank")
    paper.record(draw.records("deaths", 1)[0])
    yield xlsx("a gap between rows.xlsx", paper)
    paper = simple("payments", 6)
    paper.skip("total", "合计", None, None, None, None, "=SUM(F2:F7)→4800", None)
    paper.skip("blank")
    paper.skip("footer", None, "审核人：王某", None, None, "填表人：李某", None, None)
    yield xlsx("total by formula.xlsx", paper)
    paper = Paper("payments")
    paper.skip("note", "金额单位：万元")
    paper.head(["序号", "姓名", "身份证号", "开户银行", "银行账号", "补助金额", "发放日期", "项目", "年度"])
    paper.units = {5: "万元"}
    for record in draw.records("payments", 6):
        paper.record(record, amount=float(record["amount"] or 0) / 10_000)
    yield xlsx("sums in units of ten thousand.xlsx", paper)
    paper = Paper("deaths")
    labels = [column.label for column in paper.columns]
    paper.head([*labels, None], labels=[*labels, "G列"])
    paper.column_faults = {6: "column_unnamed"}
    for n, record in enumerate(draw.records("deaths", 8)):
        paper.line([*paper.write(record), "已核实" if n == 3 else None], record)
    yield xlsx("a remark beside the table.xlsx", paper)
    paper = Paper("deaths")
    for _ in range(2):
        if paper.header is None:
            paper.skip("title", "死亡人口名册")
            paper.head()
        else:
            paper.skip("title", "死亡人口名册")
            paper.skip("repeated_header", *labels)
        paper.records(draw.records("deaths", 5))
        paper.skip("footer", "制表人：", "张某", None, "审核人：", "李某")
    yield xlsx("two blocks of one table.xlsx", paper)


def merged() -> Iterator[File]:
    draw = Draw(29)
    for name, write in (("xlsx", as_xlsx), ("xls", as_xls), ("ods", as_ods)):
        paper = Paper("marriages")
        paper.skip("title", "婚姻登记名册", *[None] * 5)
        paper.merge(1, 0, 1, 5)
        paper.head(
            ["序号", "男方", None, "女方", None, "登记日期"],
            [None, "姓名", "身份证号", "姓名", "身份证号", None],
            labels=["序号", "男方 姓名", "男方 身份证号", "女方 姓名", "女方 身份证号", "登记日期"],
        )
        for merge in ((2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 2, 4), (2, 5, 3, 5)):
            paper.merge(*merge)
        paper.records(draw.records("marriages", 8))
        yield File(f"merged header.{name}", write(paper), (paper,))
        households = families(draw)
        yield File(f"merged households.{name}", write(households), (households,))
    paper = Paper("payments")
    paper.skip("title", TITLE, *[None] * 6)
    paper.merge(1, 0, 1, 6)
    paper.head(
        ["序号", "对象", None, "补助资金", None, None, "发放日期", "项目", "年度"],
        [None, "姓名", "身份证号", "账户", None, "金额（元）", None, None, None],
        [None, None, None, "开户银行", "银行账号", None, None, None, None],
        labels=[
            "序号",
            "对象 姓名",
            "对象 身份证号",
            "补助资金 账户 开户银行",
            "补助资金 账户 银行账号",
            "补助资金 金额（元）",
            "发放日期",
            "项目",
            "年度",
        ],
    )
    for merge in (
        (2, 0, 4, 0),
        (2, 7, 4, 7),
        (2, 8, 4, 8),
        (2, 1, 2, 2),
        (3, 1, 4, 1),
        (3, 2, 4, 2),
        (2, 3, 2, 5),
        (3, 3, 3, 4),
        (3, 5, 4, 5),
        (2, 6, 4, 6),
    ):
        paper.merge(*merge)
    paper.records(draw.records("payments", 8))
    yield xlsx("merged header of three rows.xlsx", paper)
    paper = Paper("deaths")
    paper.head()
    for group in ("第一组", "第二组", "某某自然湾"):
        paper.skip("group" if "组" in group else "note", group, *[None] * 5)
        paper.merge(paper.next - 1, 0, paper.next - 1, 5)
        paper.records(draw.records("deaths", 3))
    yield xlsx("groups merged across.xlsx", paper)

    paper = Paper("deaths")
    paper.skip("note", "青石村", None, None, "2024年度", None, None)
    paper.merge(1, 0, 1, 2)
    paper.merge(1, 3, 1, 5)
    paper.head()
    first, second = draw.records("deaths", 2)
    cells = paper.write(first)
    paper.set_aside("row_same_as_nothing", [cells[0], "同上", *cells[2:]])
    paper.merge(paper.next - 1, 5, paper.next, 5)
    read = paper.write(second | {"address": first["address"]})
    paper.line([*read[:5], None], second | {"address": first["address"]}, read=read, filled=(5,))
    yield xlsx("merged from a row that is set aside.xlsx", paper)


def families(draw: Draw) -> Paper:
    """Households whose number and address are merged over their members; one member has 同上 for the telephone."""
    paper = Paper("households")
    paper.head()
    number, address = 1, 7
    for size in (3, 1, 4, 2):
        top = paper.next
        above: list[Cell] = []
        first: dict[str, str | None] = {}
        for n, record in enumerate(draw.records("households", size)):
            if n == 0:
                first, above = record, paper.record(record)
                continue
            truth = record | {key: first[key] for key in ("household", "address", "phone")}
            cells = paper.write(truth)
            written = [
                None if at in (number, address) else "同上" if at == 8 else cell for at, cell in enumerate(cells)
            ]
            read = [above[at] if at in (number, address, 8) else cell for at, cell in enumerate(cells)]
            paper.line(written, truth, read=read, filled=(number, address, 8))
        if size > 1:
            paper.merge(top, number, paper.next - 1, number)
            paper.merge(top, address, paper.next - 1, address)
    return paper


def typed() -> Iterator[File]:
    draw = Draw(31)
    for n, layout in enumerate(("yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "[$-804]yyyy/m/d;@", "yyyymmdd")):
        paper = simple("deaths", 6, "date:typed", "serial:int")
        yield xlsx(f"typed days {n}.xlsx", paper, date_format=layout)
    yield xlsx("days counted from 1904.xlsx", simple("births", 6, "date:typed"), date_1904=True)
    paper = simple("deaths", 6, "date:serial_1904", "id:lost")
    paper.records(draw.records("deaths", 6), "date:serial_1904")
    yield xlsx("days as bare numbers from 1904.xlsx", paper, date_1904=True)
    yield xlsx("days as bare numbers.xlsx", simple("deaths", 6, "date:serial", "serial:int"))
    yield xlsx("days as whole numbers.xlsx", simple("deaths", 6, "date:eight_int"))
    paper = simple("payments", 6, "id:lost", "account:lost", "money:float", "serial:int")
    yield xlsx("ID numbers and accounts lost.xlsx", paper)
    paper = Paper("births")
    paper.head()
    for record in draw.records("births", 6):
        paper.record(record | {"number": f"00{record['number'][2:]}" if record.get("number") else None}, "number:int")
    yield xlsx("leading zeros lost.xlsx", paper)
    paper = Paper("payments")
    paper.head()
    errors = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!"]
    for record, error in zip(draw.records("payments", 6), errors, strict=True):
        cells = paper.write(record, "money:float")
        read = [*cells[:5], error, *cells[6:]]
        paper.line([*cells[:5], f"=A1→{error}", *cells[6:]], record | {"amount": None}, read=read, lost=("amount",))
    yield xlsx("errors in cells.xlsx", paper)
    yield xlsx("phones and sums as numbers.xlsx", simple("households", 6, "phone:int", "serial:int", "number:int"))
    yield xlsx("full-width and spaced.xlsx", simple("deaths", 9, "id:full_width", "name:full_space", "date:full_width"))


def sheets() -> Iterator[File]:
    hidden = simple("deaths", 4, name="隐藏")
    hidden.hidden = True
    empty, advice = Paper(name="Sheet3"), Paper(name="填表说明")
    empty.fault, advice.fault = "sheet_empty", "sheet_no_header"
    advice.lines = [["一、请如实填写。"], ["二、身份证号请设为文本。"], [None, "谢谢配合"]]
    yield xlsx("hidden, empty and advice.xlsx", simple("births", 5, name="出生"), hidden, empty, advice)
    parts = [simple("payments", n, name=f"第{n}组") for n in (3, 4, 5)]
    yield xlsx("a sheet for each group.xlsx", *parts)


def other_kinds() -> Iterator[File]:
    draw = Draw(37)
    papers = (simple("deaths", 7, "date:typed", "serial:int", name="死亡"), simple("births", 5, name="出生"))
    yield File("two sheets.xls", as_xls(*papers), papers)
    papers = (simple("payments", 5, "id:lost", "money:float", "account:lost"),)
    yield File("numbers.xls", as_xls(*papers), papers)
    papers = (simple("deaths", 6, "date:typed"),)
    yield File("days counted from 1904.xls", as_xls(*papers, date_1904=True), papers)
    papers = (simple("marriages", 30, "date:serial_1904"),)
    yield File("days as bare numbers from 1904.xls", as_xls(*papers, date_1904=True), papers)
    papers = (simple("households", 6, "serial:int"), simple("births", 5, name="出生"))
    yield File("repeated empty rows.ods", as_ods(*papers, trailing=1_000_000), papers)
    paper = Paper("payments")
    paper.head()
    for record in draw.records("payments", 4):
        cells = paper.write(record, "money:float", "date:typed")
        paper.line([*cells[:5], "#REF!", *cells[6:]], record | {"amount": None}, lost=("amount",))
    yield File("days and errors.ods", as_ods(paper), (paper,))
