"""One fault as data: its rows, and what is said of the faulty one.

In the texts, ``{persons[0]}`` is the number that the case's first row of persons has in the folder.
"""

from dataclasses import dataclass

Row = dict[str, str]


@dataclass(frozen=True)
class Case:
    """``at``: the faulty row, as table and place among the case's rows. ``says``: zh, en, remedy_zh, remedy_en."""

    rule: str
    rows: dict[str, list[Row]]
    at: tuple[str, int]
    column: str | None
    value: str | None
    severity: str
    says: tuple[str, str, str, str]
    name: str = ""

    def __str__(self) -> str:
        return f"{self.rule}-{self.name}" if self.name else self.rule


def person(key: str, **cells: str) -> Row:
    return {"person_id": key, "nationality": "CHN", **cells}


def one(
    rule: str, column: str, value: str, severity: str, *says: str, name: str = "", shown: str | None = None
) -> Case:
    """Return the case of one cell of one person."""
    who = person(f"{rule}{name}", **{column: value})
    return Case(rule, {"persons": [who]}, ("persons", 0), column, shown or value, severity, says, name)


def of_person(rule: str, table: str, row: Row, column: str, severity: str, *says: str, name: str = "") -> Case:
    """Return the case of one cell of a row about a person."""
    key = f"{rule}{name}{table}"
    ref = "child" if table in ("parenthoods", "custodies") else "person"
    rows = {"persons": [person(key)], table: [{ref: key, **row}]}
    return Case(rule, rows, (table, 0), column, row.get(column) or None, severity, says, name or table)


def pair(rule: str, parent: Row, child: Row, column: str, value: str, *says: str, kind: str = "birth") -> Case:
    """Return the case of one child and one parent."""
    rows = {
        "persons": [person(f"{rule}-p", **parent), person(f"{rule}-c", **child)],
        "parenthoods": [{"child": f"{rule}-c", "parent": f"{rule}-p", "kind": kind}],
    }
    return Case(rule, rows, ("parenthoods", 0), column, value, "set_aside", says)


UNKNOWN_ZH, UNKNOWN_EN = "这一格按“未知”读取。", " The cell is read as unknown."
ASIDE_ZH, ASIDE_EN = "本行未采用。", " The row is not used."
OPEN_ZH = "空白会读作“还没有发生”，所以本行未采用。"
OPEN_EN = " An empty cell would read as 'has not happened', so the row is not used."
EMPTY = ("不知道就留空。", " Leave it empty when it is not known.")
DATE = ("写成 2024-05-01 的形式。", "Write it like 2024-05-01.")
ID = ("对照居民身份证改正。" + EMPTY[0], "Correct it from the identity card." + EMPTY[1])
LOST = (
    "从原系统重新导出，并把这一列设为“文本”格式；丢掉的数字不能猜。",
    "Export it again from its source with this column as text; the lost digits cannot be guessed.",
)
PLACE = (
    "写 12 位区划代码，不知道的下级补零（例如县级 420882000000）。" + EMPTY[0],
    "Write the 12-digit code, with zeros below the level that is known (a county: 420882000000)." + EMPTY[1],
)
MONEY = (
    "写元，最多两位小数，不写逗号和单位，例如 3600.00。",
    "Write yuan with at most two decimals, without commas or signs, like 3600.00.",
)
DATES = ("核对两个日期，改正错的一个。", "Compare the two dates and correct the wrong one.")
KIN = (
    "核对两人的日期和亲子关系，改正错的一项。",
    "Compare the dates of both and the relation, and correct what is wrong.",
)
PAID = {"programme": "cn/leave", "year": "2024", "paid_on": "2024-05-01", "amount": "10.00"}
CLAIM = {"programme": "cn/leave", "year": "2024", "submitted_on": "2024-05-01", "decision": "pending"}
