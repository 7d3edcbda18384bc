"""The corpus' text files: CSV, TSV and TXT."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from tests.intake.invented import RARE, Draw
from tests.intake.paper import File, Paper, simple
from tests.intake.saved import as_text, text


def files() -> Iterator[File]:
    """All of them."""
    yield from encodings()
    yield from separators()
    yield from bad_rows()
    yield from headers()
    yield from values()


def encodings() -> Iterator[File]:
    yield text("utf-8.csv", simple("births"))
    yield text("utf-8 with its mark.csv", simple("households"), before=b"\xef\xbb\xbf")
    yield text("gb18030.csv", simple("payments"), "gb18030")
    rare = Paper("deaths")
    rare.head()
    for record, name in zip(Draw(3).records("deaths", len(RARE)), RARE, strict=True):
        rare.record(record | {"name": name})
    yield text("rare characters in gb18030.csv", rare, "gb18030")
    yield text("rare characters in utf-8.csv", rare)
    private = simple("deaths")
    record = Draw(4).records("deaths", 1)[0] | {"name": "张\u9fb4"}
    read = private.write(record)
    # FE59: to decoders of 2000 a private place, since GB 18030-2005 the character 龴.
    private.line(",".join(map(str, read)).replace("\u9fb4", "\udcfe\udc59"), record, read=read)
    yield text("a character of gb18030 that moved.csv", private, "gb18030")
    yield text("utf-16 little.txt", simple("marriages"), "utf-16-le", b"\xff\xfe", separator="\t")
    yield text("utf-16 big.csv", simple("marriages"), "utf-16-be", b"\xfe\xff")
    yield text("utf-16 without its mark.csv", simple("disability", 30), "utf-16-le")
    yield text("a table of text called .xls", simple("households"), "gb18030", separator="\t")


def separators() -> Iterator[File]:
    for name, separator in (
        ("tab.tsv", "\t"),
        ("semicolon.csv", ";"),
        ("bar.txt", "|"),
        ("，.csv", "，"),
        ("；.txt", "；"),
    ):
        yield text(name, simple("payments"), "gb18030", separator=separator)
    yield text("old Mac.csv", simple(), newline="\r")
    yield text("line feeds, none at the end.csv", simple(), newline="\n", last_newline=False)
    yield text("all quoted.csv", simple("births"), quoting=csv.QUOTE_ALL)
    paper = Paper("deaths")
    paper.head(
        ["序号", "姓\n名", "性别", "身份\n证号", "死亡日期", "户籍地址"],
        labels=["序号", "姓名", "性别", "身份证号", "死亡日期", "户籍地址"],
    )
    for n, record in enumerate(Draw(5).records("deaths", 12)):
        paper.record(record, address=['青石村，"老屋"\n二组', "白果村,3组", "石桥村；一组;", "一\r\n二"][n % 4])
    yield text("line breaks and separators in cells.csv", paper)


def bad_rows() -> Iterator[File]:
    draw = Draw(11)
    for rule, cut in (("row_too_few_cells", slice(0, 4)), ("row_too_many_cells", slice(0, 9))):
        paper = simple("deaths")
        cells = [*map(str, paper.write(draw.records("deaths", 1)[0])), "多", "余", "的"]
        paper.set_aside(rule, cells[cut])
        paper.records(draw.records("deaths", 2))
        yield text(f"{rule}.csv", paper, "gb18030")
    for encoding in ("utf-8", "gb18030"):
        paper = simple("deaths", 40)
        before = len(as_text(paper, encoding))
        paper.at[paper.next] = (paper.next, before + 1 + len("41,王".encode(encoding)))
        paper.set_aside("row_not_text", "41,王\udcff芳,女,429999199001010000,2024-01-01,石桥村")
        paper.records(draw.records("deaths", 3))
        yield text(f"a bad byte in {encoding}.csv", paper, encoding)
    paper = simple("deaths", 30)
    paper.set_aside("row_not_text", "31,王芳,女,429999199001010000,2024-01-01,石桥\udce6\udc9d")
    yield text("cut off within a character.csv", paper, last_newline=False)
    paper = simple("deaths", 30)
    paper.set_aside("row_not_text", "31,\udccd\udcf5\udcb7\udcbc,女,429999199001010000,2024-01-01,石桥村")
    paper.records(draw.records("deaths", 5))
    yield text("one line of another encoding.csv", paper)
    for last in (False, True):
        paper = simple("deaths")
        paper.set_aside("row_open_quote", '13,"王芳,女,429999199001010000,2024-01-01,石桥村')
        if not last:
            record = draw.records("deaths", 1)[0] | {"address": "石桥村,二组"}
            read = paper.write(record)
            paper.line(",".join([*map(str, read[:5]), f'"{read[5]}"']), record, read=read)
            paper.records(draw.records("deaths", 3))
        yield text(f"open quote{' in the last line' * last}.csv", paper)
    paper = Paper("deaths")
    paper.head()
    paper.set_aside("row_same_as_nothing", ["1", "王芳", "女", "429999199001010000", "2024-01-01", "同上"])
    paper.records(draw.records("deaths", 4))
    yield text("as above with nothing above.csv", paper)


def headers() -> Iterator[File]:
    draw = Draw(17)
    paper = Paper("deaths")
    paper.skip("title", "名册")
    for _ in range(30):
        paper.skip("blank")
    paper.head()
    paper.records(draw.records("deaths", 5))
    yield text("header in row 32.csv", paper)
    paper = Paper("marriages")
    paper.head(
        ["序号", "男方", None, "女方", None, "登记日期"],
        [None, "姓名", "身份证号", "姓名", "身份证号", None],
        labels=["序号", "男方 姓名", "男方 身份证号", "女方 姓名", "女方 身份证号", "登记日期"],
    )
    paper.records(draw.records("marriages", 10))
    yield text("header of two rows.csv", paper, "gb18030")
    paper = Paper("payments")
    paper.head(
        ["序号", "基本情况", None, "补助资金", None, None, "备注", "项目", "年度"],
        [None, "姓名", "身份证号", "银行", None, "金额", None, None, None],
        [None, None, None, "开户银行", "银行账号", None, None, None, None],
        labels=[
            "序号",
            "基本情况 姓名",
            "基本情况 身份证号",
            "补助资金 银行 开户银行",
            "补助资金 银行 银行账号",
            "补助资金 金额",
            "备注",
            "项目",
            "年度",
        ],
    )
    paper.records(draw.records("payments", 10))
    yield text("header of three rows.csv", paper)
    paper = Paper("marriages")
    paper.head(
        ["序号", "姓名", "身份证号", "姓名", "身份证号", "登记日期"],
        labels=["序号", "姓名", "身份证号", "姓名 (2)", "身份证号 (2)", "登记日期"],
    )
    paper.column_faults = dict.fromkeys((1, 2, 3, 4), "column_doubled")
    paper.records(draw.records("marriages", 10))
    yield text("names of columns twice.csv", paper)
    paper = Paper("deaths")
    paper.head(
        ["序号", "姓名", None, "身份证号", "死亡日期", "户籍地址"],
        labels=["序号", "姓名", "C列", "身份证号", "死亡日期", "户籍地址"],
    )
    paper.column_faults = {2: "column_unnamed"}
    paper.records(draw.records("deaths", 10))
    yield text("a column without a name.csv", paper)
    paper = Paper("deaths")
    paper.head()
    paper.skip("numbers_of_columns", "甲", "1", "2", "3", "4", "5")
    paper.skip("example", "示例", "张三", "男", "110101199001011234", "2024-01-01", "某村")
    paper.skip("example", "选填", "必填", "必填", "必填", "必填", "选填")
    paper.records(draw.records("deaths", 10))
    yield text("numbers of columns and an example.csv", paper)
    paper = Paper("deaths")
    paper.head()
    yield text("only a header.csv", paper)
    paper = Paper("deaths")
    paper.fault = "sheet_no_header"
    for record in draw.records("deaths", 10):
        paper.lines.append(paper.write(record))
    yield text("no header.csv", paper)
    paper = Paper("deaths")
    paper.columns = (paper.columns[5], paper.columns[1], paper.columns[2])
    paper.head(["村", "姓名", None, "备注"], labels=["村", "姓名", "C列", "备注"])
    paper.column_faults = {2: "column_unnamed"}
    for record in draw.records("deaths", 4):
        paper.line([None, record["name"], "女", None], record)
    yield text("texts only, below a column without a name.csv", paper)
    paper = simple("deaths")
    paper.lines, paper.header, paper.fault = [*paper.lines[1:], paper.lines[0]], None, "sheet_no_header"
    yield text("the header at the end.csv", paper)
    paper = Paper("deaths")
    paper.head(["xh", "xm", "xb", "sfzh", "swrq", "hjdz"])
    paper.records(draw.records("deaths", 20))
    paper.skip("other_header", "序号", "姓名", "出生日期", "身份证号", "电话", "备注")
    paper.set_aside("row_under_other_header", ["1", "王芳", "2024-01-01", "429999199001010000", "1", "无"])
    yield text("another table below initials.csv", paper)
    paper = Paper("births")
    paper.head([column.key for column in paper.columns])
    paper.records(draw.records("births", 10), "sex:code")
    yield text("names of columns in English.csv", paper)
    paper = Paper("deaths")
    paper.columns = paper.columns[3:4]
    paper.head()
    paper.records(draw.records("deaths", 10))
    yield text("one column.csv", paper)
    paper = Paper("deaths")
    paper.head(["序号*", "姓名（必填）", "性别（1男2女）", "身份证号码", "死亡日期（年/月/日）", "所在村（居）、组"])
    paper.records(draw.records("deaths", 10), "sex:code", "date:slashes")
    yield text("advice in the names of columns.csv", paper, "gb18030")
    paper = Paper("deaths")
    paper.head(["xh", "xm", "xb", "sfzh", "swrq", "hjdz"])
    paper.records(draw.records("deaths", 10))
    yield text("initials for names of columns.csv", paper)


def values() -> Iterator[File]:
    draw = Draw(19)
    dates = ["dots", "slashes", "eight", "zh", "han", "full_width", "serial_text", "midnight"]
    paper = Paper("deaths")
    paper.head()
    for record, manner in zip(draw.records("deaths", 16), dates * 2, strict=True):
        cells = paper.write(record, f"date:{manner}")
        # A count of days that has become a text is none: it may be anything.
        lost = ("death_date",) if manner == "serial_text" else ()
        paper.line([str(cell) for cell in cells], record | dict.fromkeys(lost), lost=lost)
    yield text("days written in eight ways.csv", paper)
    paper = Paper("deaths")
    paper.head()
    for record, manner in zip(
        draw.records("deaths", 12), ["full_width", "small_x", "spaced", "trailing", "tab", "as_text"] * 2, strict=True
    ):
        paper.record(record, f"id:{manner}", "name:spaced")
    yield text("ID numbers written in six ways.csv", paper)
    paper = Paper("payments")
    paper.head()
    for record, money in zip(draw.records("payments", 12), ["plain", "thousands", "yuan"] * 4, strict=True):
        paper.record(record, f"money:{money}", "account:spaced", "name:full_space", "id:apostrophe")
    yield text("sums and accounts.csv", paper, "gb18030")
    paper = simple("households")
    paper.records(draw.records("households", 5), "id:lost_text", "phone:dashes")
    yield text("ID numbers lost as 4.29999E+17.csv", paper)
    for encoding in ("utf-8", "gb18030"):
        paper = Paper("deaths")
        paper.head()
        above: list[Any] = []
        for n, record in enumerate(draw.records("deaths", 12)):
            if n % 3 == 0:
                above = paper.record(record)
                place, day = record["address"], record["death_date"]
                continue
            mark = ["同上", "〃", "″", '"'][n // 3]
            cells = paper.write(record | {"address": place, "death_date": day})
            written = [*cells[:4], mark, mark]
            raw = ",".join(map(str, written)) if mark == '"' else written
            paper.line(
                raw, record | {"address": place, "death_date": day}, read=[*cells[:4], *above[4:]], filled=(4, 5)
            )
        yield text(f"as above in {encoding}.csv", paper, encoding)
    paper = Paper("deaths")
    paper.head([*(column.label for column in paper.columns), None, None, None], labels=[c.label for c in paper.columns])
    for record in draw.records("deaths", 10):
        cells = paper.write(record)
        paper.line([*cells, None, "", " "], record, read=cells)
    yield text("empty columns at the end.csv", paper)
