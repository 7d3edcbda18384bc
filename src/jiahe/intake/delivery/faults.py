"""What can be wrong with a delivery as a whole, and why a row of it is set aside."""

from __future__ import annotations

from jiahe.intake.fault import Fault, rule

_TABLES = (
    "请把 persons.csv 等各表（CSV 或 Parquet）放在一个 zip 压缩包里，不设密码，再上传。",
    "Put persons.csv and the other tables (CSV or Parquet) into one zip without a password, and upload that.",
)
NO_ARCHIVE = rule(
    "delivery_no_archive",
    "这不是 zip 压缩包，也不是 persons.csv 或 persons.parquet。",
    "This is neither a zip nor persons.csv or persons.parquet.",
    *_TABLES,
)
DAMAGED = rule("delivery_damaged", "压缩包不完整或已损坏。", "The zip is cut off or damaged.", *_TABLES)
SECRET = rule("delivery_secret", "压缩包设有密码，无法打开。", "The zip is protected by a password.", *_TABLES)
OUTSIDE = rule(
    "delivery_outside",
    "压缩包里有指向包外的路径或链接。为安全起见没有打开。",
    "The zip holds a path or a link that leads out of it. It was not opened.",
    *_TABLES,
)
TWICE = rule(
    "delivery_twice",
    "压缩包里同一张表有两个文件。",
    "The zip has two files of one table.",
    "请每张表只留一个文件，再上传。",
    "Keep one file a table, and upload it again.",
)
NO_PERSONS = rule(
    "delivery_no_persons",
    "没有人员表 persons.csv（或 persons.parquet）：别的表里的人靠它认出是谁。",
    "There is no persons.csv or persons.parquet, by which the people of the other tables are known.",
    *_TABLES,
)
NOTHING = rule(
    "delivery_nothing",
    "各表里没有可以导入的行。",
    "The tables have no row that can be loaded.",
    "请看事实约定（docs/reference/facts.md）里的表和列。",
    "See the tables and columns of the facts contract (docs/reference/facts.md).",
)
NOBODY = rule(
    "delivery_nobody",
    "persons 里没有一个人有姓名或身份证号，认不出是谁。",
    "Nobody in persons has a name or an ID number, so that nobody can be recognised.",
    "判定用的快照不带姓名和号码，不能用来交接；请导出带姓名和身份证号的各表，再交一次。",
    "A snapshot for determining has neither, and cannot be handed over; export the tables with names and ID numbers, "
    "and deliver those.",
)
SET_ASIDE = rule(
    "delivery_row",
    "按事实约定检查，这一行不能用。",
    "By the check of the facts contract, this row cannot be used.",
    "看每行的说明，改原来的表，再交一次。",
    "See what is said of each row, mend the table that it came from, and deliver it again.",
)


def unreadable(said: str) -> Fault:
    """A table that the check cannot read at all, in the words of the check (Chinese and English, or English)."""
    return rule(
        "delivery_unreadable",
        f"有一张表读不了：{said}",
        f"A table cannot be read: {said}",
        "请重新导出这张表，再上传。",
        "Export that table again, and upload all of them.",
    )


def column_twice(file: str, column: str | None) -> Fault:
    """A table whose header names a column twice. ``column``: None where it may be a cell of a row about somebody."""
    zh, en = (f"“{column}”这一列", f"the column “{column}”") if column is not None else ("同一个列名", "a column name")
    return unreadable(
        f"{file} 的第一行里，{zh}出现了两次；第一行应是列名，没有的请补上。"
        f"In the first line of {file}, {en} is there twice. That line must hold the names of the columns."
    )
