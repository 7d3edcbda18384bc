"""How one cell is read: the SQL that turns what is written into a value of the contract's type, or names the fault.

Nothing is guessed. A date is accepted in several ways of writing when it can only be one day. Not here: what rows say
about each other (keys, links, kinship, spells).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jiahe.law.schema import Column
from jiahe.law.types import Type
from jiahe.places.countries import COUNTRIES

SQL_TYPES = {
    Type.BOOL: "BOOLEAN",
    Type.INT: "BIGINT",
    Type.DATE: "DATE",
    Type.MONEY: "BIGINT",
    Type.TEXT: "VARCHAR",
    Type.PLACE: "VARCHAR",
}
"""The DuckDB type of each type of the contract; a REF has the type of the folder's keys."""

WHOLE_NUMBERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"}
    | {"UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}
)
_PLAIN = WHOLE_NUMBERS | {"VARCHAR", "DATE", "BOOLEAN", "DOUBLE", "FLOAT", "UUID"}

RANGES = {
    ("parenthoods", "delivery"): (1, 30),
    ("parenthoods", "birth_order"): (1, 30),
    ("certificates", "grade"): (1, 4),
    ("claims", "year"): (1949, 2200),
    ("payments", "year"): (1949, 2200),
    ("persons", "village_group"): (0, 100_000),
}
"""The least and the greatest number that a column can hold."""

OPEN_WORDS = ("至今", "长期", "长期有效", "永久", "健在", "在世")
"""Words that offices write into an open-ended column for "has not happened"."""

_YES = ("true", "1", "yes", "y", "t", "是", "有")
_NO = ("false", "0", "no", "n", "f", "否", "无")
_BLANKS = " \t\r\n\u00a0\u3000\ufeff"
_WIDE = "０１２３４５６７８９．－／＋Ｘｘ：　"
_NARROW = "0123456789.-/+Xx: "
_NATIONALITIES = {"中国": "CHN", "中国籍": "CHN", "中华人民共和国": "CHN", "CN": "CHN"}
_PLAIN_TEXT = "^[!-&(-~][!-~]*$"
_LOST = r"^[0-9](\.[0-9]+)?[eE]\+?[0-9]{2,}$"

_ISO = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_MIDNIGHT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]00:00(:00(\.0+)?)?$"
_EIGHT = "^[0-9]{8}$"
_PARTED = r"^[0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/|\.[0-9]{1,2}\.)[0-9]{1,2}$|^[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日?$"
_PARTS = "^([0-9]{4})[^0-9]([0-9]{1,2})[^0-9]([0-9]{1,2})日?$"
_SERIAL = r"^[0-9]{5}(\.[0-9]+)?$"
_PART_OF_DATE = r"^(18|19|20)[0-9]{2}(年?|[-/.][0-9]{1,2}|年[0-9]{1,2}月|(0[1-9]|1[0-2]))$"


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """Return a column's name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def _words(texts: Iterable[str]) -> str:
    return "(" + ", ".join(map(quoted, texts)) + ")"


@dataclass(frozen=True)
class Cell:
    """How a column of a file is read. Each expression may use the ones before it under the names given here.

    ``text``: what is written, without blanks around it. ``value``: what it means, or NULL. ``fault``: the key of the
    rule that it breaks, or NULL. ``oddity``: the key of the warning about its form, or NULL.
    """

    column: Column
    text: str
    value: str
    fault: str
    oddity: str

    @property
    def t(self) -> str:
        """Return the name under which the text goes."""
        return named(f"t:{self.column.name}")

    @property
    def v(self) -> str:
        """Return the name under which the value goes."""
        return named(self.column.name)


def type_asked_for(column: Column, physical: str, form: str) -> str | None:
    """Return what a column's Parquet type must be instead, or None when its cells can be read one by one."""
    plain = physical in _PLAIN or physical.startswith(("DECIMAL", "TIMESTAMP"))
    if form == "parquet" and column.type is Type.MONEY and physical not in WHOLE_NUMBERS:
        return "int64 (fen)"
    if not plain:
        return "text" if column.type is Type.REF else column.type.value
    return None


def cell(table: str, column: Column, physical: str, key_type: str) -> Cell:
    """Return how to read a column that a file holds with this DuckDB type (VARCHAR for every column of a CSV file)."""
    wanted = key_type if column.type is Type.REF or physical_key(table, column) else SQL_TYPES[column.type]
    if physical == wanted and physical != "VARCHAR":
        text, value, fault, oddity = named(column.name), "{t}", "NULL", "NULL"
    elif column.type in (Type.INT, Type.MONEY) and physical in WHOLE_NUMBERS:
        text, value, fault, oddity = named(column.name), "TRY_CAST({t} AS BIGINT)", "NULL", "NULL"
    else:
        text = _text(column, physical)
        value, fault, oddity = _reading(column, wanted)
    required = "WHEN {t} IS NULL THEN 'required_empty'" if column.required else "WHEN {t} IS NULL THEN NULL"
    fault = f"CASE {required} {_limits(table, column)} ELSE {fault} END"
    t, v = named(f"t:{column.name}"), named(column.name)
    value, fault, oddity = (part.replace("{t}", t).replace("{v}", v) for part in (value, fault, oddity))
    return Cell(column, text, value, fault, oddity)


def physical_key(table: str, column: Column) -> bool:
    """Say whether the column is the key that all REF columns hold."""
    return table == "persons" and column.name == "person_id"


def _text(column: Column, physical: str) -> str:
    """Return SQL for what a cell says, without what spreadsheets and keyboards put around it.

    Most cells have nothing around them, which one quick match tells; only the others are worked on.
    """
    written = named(column.name) if physical == "VARCHAR" else f"CAST({named(column.name)} AS VARCHAR)"
    # an apostrophe keeps a spreadsheet from reading the cell as a formula
    unmarked = f"regexp_replace({written}, '^''([=+@-])', '\\1')"
    bare = f"CASE WHEN starts_with({written}, '''') THEN {unmarked} ELSE {written} END"
    text = f"nullif(trim({bare}, {quoted(_BLANKS)}), '')"
    plain = _PLAIN_TEXT
    if column.name == "id_number":
        text = f"upper(replace(translate(ltrim({text}, '''`'), {quoted(_WIDE)}, {quoted(_NARROW)}), ' ', ''))"
        plain = "^[0-9]{17}[0-9X]$"
    elif column.type not in (Type.TEXT, Type.REF) or column.choices:
        text = f"translate({text}, {quoted(_WIDE)}, {quoted(_NARROW)})"
    return f"CASE WHEN regexp_matches({written}, {quoted(plain)}) THEN {written} ELSE {text} END"


def _reading(column: Column, wanted: str) -> tuple[str, str, str]:
    """Return value, fault and oddity of a cell that is written as text."""
    match column.type:
        case Type.DATE:
            return _date(column)
        case Type.INT:
            number = "TRY_CAST(regexp_extract({t}, '^([+-]?[0-9]{1,18})(\\.0+)?$', 1) AS BIGINT)"
            return number, "CASE WHEN {v} IS NULL THEN 'number_unreadable' END", "NULL"
        case Type.BOOL:
            value = (
                f"CASE WHEN lower({{t}}) IN {_words(_YES)} THEN true WHEN lower({{t}}) IN {_words(_NO)} THEN false END"
            )
            return value, "CASE WHEN {v} IS NULL THEN 'yes_no_unreadable' END", "NULL"
        case Type.MONEY:
            return _money()
        case Type.PLACE:
            return _place()
        case Type.REF:
            return _key(wanted)
        case _ if column.name == "person_id":
            return _key(wanted)
        case _ if column.choices:
            return _choice(column)
        case _ if column.name == "nationality":
            known = " ".join(f"WHEN {quoted(word)} THEN {quoted(code)}" for word, code in _NATIONALITIES.items())
            value = f"CASE upper({{t}}) {known} ELSE CASE WHEN {{t}} IN {_words(COUNTRIES)} THEN {{t}} END END"
            return value, "CASE WHEN {v} IS NULL THEN 'nationality_unreadable' END", "NULL"
        case _:
            return "{t}", "NULL", "NULL"


def _date(column: Column) -> tuple[str, str, str]:
    value = f"""TRY_CAST(CASE
        WHEN regexp_matches({{t}}, '{_ISO}') THEN {{t}}
        WHEN regexp_matches({{t}}, '{_PARTED}') THEN regexp_replace({{t}}, '{_PARTS}', '\\1-\\2-\\3')
        WHEN regexp_matches({{t}}, '{_EIGHT}') THEN {{t}}[1:4] || '-' || {{t}}[5:6] || '-' || {{t}}[7:8]
        WHEN regexp_matches({{t}}, '{_MIDNIGHT}') THEN {{t}}[1:10] END AS DATE)"""
    open_word = f"WHEN {{t}} IN {_words(OPEN_WORDS)} THEN" if column.open_ended else ""
    fault = f"""CASE WHEN {{v}} IS NOT NULL THEN NULL {open_word and open_word + " NULL"}
        WHEN regexp_matches({{t}}, '{_ISO}|{_PARTED}|{_EIGHT}|{_MIDNIGHT}') THEN 'date_no_such_day'
        WHEN regexp_matches({{t}}, '{_SERIAL}') THEN 'date_serial'
        WHEN regexp_matches({{t}}, '{_PART_OF_DATE}') THEN 'date_incomplete'
        ELSE 'date_unreadable' END"""
    oddity = f"""CASE {open_word and open_word + " 'open_word'"}
        WHEN {{v}} IS NOT NULL AND NOT regexp_matches({{t}}, '{_ISO}') THEN 'date_odd' END"""
    return value, fault, oddity


def _money() -> tuple[str, str, str]:
    value = r"""CASE WHEN regexp_matches({t}, '^[+-]?[0-9]{1,14}(\.[0-9]{0,2}0*)?$')
        THEN TRY_CAST(TRY_CAST({t} AS DECIMAL(38, 10)) * 100 AS BIGINT) END"""
    fault = r"""CASE WHEN {v} IS NOT NULL THEN NULL
        WHEN regexp_matches({t}, '^[+-]?[0-9]+\.[0-9]+$') THEN 'money_fraction' ELSE 'money_unreadable' END"""
    return value, fault, "NULL"


def _place() -> tuple[str, str, str]:
    code = r"regexp_replace({t}, '^([0-9]{12})\.0$', '\1')"
    value = f"CASE WHEN {code} IN (SELECT code FROM known_place) THEN {code} END"
    fault = f"""CASE WHEN {{v}} IS NOT NULL THEN NULL WHEN regexp_matches({{t}}, '{_LOST}') THEN 'number_lost'
        WHEN regexp_matches({code}, '^[0-9]{{12}}$') THEN 'place_unknown' ELSE 'place_not_12_digits' END"""
    return value, fault, "NULL"


def _key(wanted: str) -> tuple[str, str, str]:
    if wanted == "VARCHAR":
        value = f"CASE WHEN NOT regexp_matches({{t}}, '{_LOST}') THEN {{t}} END"
        return value, "CASE WHEN {v} IS NULL THEN 'number_lost' END", "NULL"
    text = "lower({t})" if wanted == "UUID" else r"regexp_replace({t}, '\.0$', '')"
    value = f"CASE WHEN CAST(TRY_CAST({text} AS {wanted}) AS VARCHAR) = {text} THEN TRY_CAST({text} AS {wanted}) END"
    return value, "CASE WHEN {v} IS NULL THEN 'refers_to_nobody' END", "NULL"


def _choice(column: Column) -> tuple[str, str, str]:
    words: dict[str, str] = {}
    for choice, (zh, _) in column.choices.items():
        for word in (choice, zh, zh.split("（")[0]):
            words.setdefault(word.lower(), choice)
    known = " ".join(f"WHEN {quoted(word)} THEN {quoted(choice)}" for word, choice in words.items())
    return f"CASE lower({{t}}) {known} END", "CASE WHEN {v} IS NULL THEN 'choice_unknown' END", "NULL"


def _limits(table: str, column: Column) -> str:
    """Return the branches that find a value which is of the right type and still cannot be."""
    if column.type is Type.DATE:
        return "WHEN {v} < DATE '1850-01-01' THEN 'date_too_early' WHEN {v} > DATE '9999-12-31' THEN 'date_unreadable'"
    if column.type is Type.MONEY:
        return "WHEN {v} < 0 THEN 'money_negative'"
    if (table, column.name) in RANGES:
        low, high = RANGES[table, column.name]
        return f"WHEN {{v}} NOT BETWEEN {low} AND {high} THEN 'number_out_of_range'"
    return ""
