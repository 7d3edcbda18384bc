"""Lists of rows: what is shown, and how a reader sorts, filters, pages and takes it along.

A view describes the table once; the page, the CSV and the Excel file are all made from that description:

    table = Table(
        request,
        Person.objects.all(),
        caption=Words("本村居民", "Residents of the village"),
        columns=[
            Column("name", Words("姓名", "Name"), sort="name", link=lambda row: row.get_absolute_url()),
            Column("born", Words("出生日期", "Born"), value="birth_date", kind="day", sort="birth_date"),
        ],
        filters=[Contains("name", Words("姓名", "Name"), "name__icontains")],
    )
    return table.answer("people/list.html", {"table": table})

and the page writes ``<c-table :table="table" />``. Not here: how a table looks (templates/cotton/table.html), and the
files (exports.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from jiahe.web import words
from jiahe.web.templatetags.words import zh
from jiahe.web.words import UNKNOWN, Words, read_day

Kind = Literal["text", "name", "number", "percent", "money", "day", "month", "moment"]
"""What a column holds: text, a name that is Chinese only, a number, a share of one, a sum of fen, a date, a time."""

RIGHT = {"number", "percent", "money"}
ALL = 2000
"""A list of at most this many rows can be shown on one page, to be printed."""
EXPORTS = ("xlsx", "csv")


@dataclass(frozen=True)
class Column:
    """One column. ``value`` is an attribute or key ("village.name"), or a function of the row; empty: the key.

    No value is shown as unknown. Where a row has none for another reason, the function returns Words that say so.
    """

    key: str
    title: Words
    value: str | Callable[[Any], Any] = ""
    kind: Kind = "text"
    sort: str | Callable[[Any], Any] | None = None
    """What the column is sorted by: a field for a queryset, an attribute or function for a list; None: it is not."""
    link: Callable[[Any], str | None] | None = None
    export: bool = True
    heads_row: bool = False
    """Whether the column names the row (a row header for screen readers)."""

    def of(self, row: Any) -> Any:
        """Return the bare value for a row."""
        return _take(row, self.value or self.key)

    def written(self, row: Any) -> SafeString:
        """Return the value for a row as the page shows it."""
        value = self.of(row)
        shown = _write(value, self.kind)
        href = self.link(row) if self.link is not None and value not in (None, "") else None
        return format_html('<a href="{}">{}</a>', href, shown) if href else shown

    @property
    def is_right(self) -> bool:
        """Whether it is set to the right, as numbers are."""
        return self.kind in RIGHT


def _take(row: Any, path: str | Callable[[Any], Any]) -> Any:
    if callable(path):
        return path(row)
    for name in path.split("."):
        if row is None:
            return None
        row = row.get(name) if isinstance(row, Mapping) else getattr(row, name)
    return row


_WRITERS: dict[str, Callable[[Any], str]] = {
    "name": zh,
    "number": lambda value: words.number(value, 0 if isinstance(value, int) else 1),
    "percent": words.percent,
    "money": words.yuan,
    "day": words.day,
    "month": words.month,
    "moment": words.moment,
}


def _write(value: Any, kind: Kind) -> SafeString:
    if value is None or value == "":
        return format_html('<span class="none">{}</span>', str(UNKNOWN))
    if isinstance(value, bool):
        value = words.YES if value else words.NO
    elif kind in _WRITERS and not isinstance(value, Words):
        value = _WRITERS[kind](value)
    return conditional_escape(str(value))


# ---------------------------------------------------------------------------------------------------- filters


@dataclass(frozen=True)
class Contains:
    """A box to type into. ``where`` is a lookup ("name__icontains"), or a function of the rows and the text."""

    key: str
    title: Words
    where: str | Callable[[Any, str], Any]
    kind: str = field(default="text", init=False)

    def narrowed(self, rows: Any, value: str) -> Any:
        """Return the rows that are left."""
        return _narrowed(rows, self.where, value, lambda held: value.casefold() in str(held).casefold())


@dataclass(frozen=True)
class Choice:
    """A choice of one value. ``where`` is a lookup ("status"), or a function of the rows and the value."""

    key: str
    title: Words
    options: Sequence[tuple[str, Words | str]]
    where: str | Callable[[Any, str], Any] = ""
    kind: str = field(default="choice", init=False)

    def narrowed(self, rows: Any, value: str) -> Any:
        """Return the rows that are left; a value that cannot be chosen leaves all."""
        if value not in {str(key) for key, _ in self.options}:
            return rows
        return _narrowed(rows, self.where or self.key, value, lambda held: str(held) == value)


@dataclass(frozen=True)
class Since:
    """Days from a day on, or up to one. ``where`` is a lookup ("decided_on__gte"), or a function of rows and day."""

    key: str
    title: Words
    where: str | Callable[[Any, dt.date], Any]
    kind: str = field(default="day", init=False)

    def narrowed(self, rows: Any, value: str) -> Any:
        """Return the rows that are left; what is not a day leaves all."""
        try:
            day = read_day(value)
        except ValueError:
            return rows
        until = isinstance(self.where, str) and self.where.endswith("__lte")
        return _narrowed(
            rows, self.where, day, lambda held: held is not None and (held <= day if until else held >= day)
        )


Filter = Contains | Choice | Since


def _narrowed(rows: Any, where: str | Callable[[Any, Any], Any], value: Any, fits: Callable[[Any], bool]) -> Any:
    if callable(where):
        return where(rows, value)
    if isinstance(rows, QuerySet):
        return rows.filter(**{where: value})
    return [row for row in rows if fits(_take(row, where.split("__")[0]))]


@dataclass(frozen=True)
class Shown:
    """A filter as the page shows it."""

    key: str
    title: Words
    kind: str
    value: str
    options: Sequence[tuple[str, Words | str]] = ()

    @property
    def said(self) -> str:
        """Return the chosen value in words."""
        return next((str(label) for key, label in self.options if str(key) == self.value), self.value)


# ---------------------------------------------------------------------------------------------------- the table


@dataclass(frozen=True)
class Head:
    """A column's head as the page shows it: ``sorted`` is "ascending", "descending" or nothing."""

    column: Column
    href: str
    sorted: str


class Table:
    """The rows of a queryset or a list as one reader has asked for them in the query string."""

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet | Iterable[Any],
        *,
        columns: Sequence[Column],
        caption: Words | str,
        filters: Sequence[Filter] = (),
        per_page: int = 25,
        order: str = "",
        exports: Sequence[str] = EXPORTS,
        empty: Words | None = None,
        name: str = "",
        row_class: Callable[[Any], str] | None = None,
    ) -> None:
        """``order`` is the key of the first sorting ("-born" downwards). ``name`` parts two tables on one page."""
        self.request, self.caption, self.columns = request, caption, list(columns)
        self.filters, self.per_page, self.first_order = list(filters), per_page, order
        self.exports, self.empty, self.row_class = exports, empty, row_class
        self.prefix = f"{name}-" if name else ""
        self.id = f"table-{name}" if name else "table"
        self._rows = rows if isinstance(rows, QuerySet) else list(rows)
        if any(one.heads_row for one in self.columns) is False and self.columns:
            self.row_head = self.columns[0].key
        else:
            self.row_head = next(one.key for one in self.columns if one.heads_row)

    # ---- what was asked

    def _asked(self, key: str) -> str:
        return self.request.GET.get(self.prefix + key, "").strip()

    @cached_property
    def shown_filters(self) -> list[Shown]:
        """Return the filters with what was asked of each."""
        return [
            Shown(self.prefix + one.key, one.title, one.kind, self._asked(one.key), getattr(one, "options", ()))
            for one in self.filters
        ]

    @property
    def is_filtered(self) -> bool:
        """Whether any filter was used."""
        return any(one.value for one in self.shown_filters)

    @cached_property
    def sorting(self) -> tuple[Column, bool] | None:
        """Return the column that it is sorted by and whether downwards, or None."""
        for asked in (self._asked("sort"), self.first_order):
            for column in self.columns:
                if column.sort is not None and asked.removeprefix("-") == column.key:
                    return column, asked.startswith("-")
        return None

    @cached_property
    def rows(self) -> Any:
        """Return all rows that the filters leave, sorted."""
        rows = self._rows
        for one in self.filters:
            if value := self._asked(one.key):
                rows = one.narrowed(rows, value)
        if self.sorting is None:
            return rows.order_by("pk") if isinstance(rows, QuerySet) and not rows.ordered else rows
        column, downwards = self.sorting
        if isinstance(rows, QuerySet):
            by = F(str(column.sort).replace(".", "__"))
            return rows.order_by(by.desc(nulls_last=True) if downwards else by.asc(nulls_last=True), "pk")
        return _sorted(rows, column.sort or column.key, downwards)

    @cached_property
    def page(self) -> Page:
        """Return the page that was asked for; one that does not exist is the last."""
        rows = self.rows
        paginator = Paginator(rows, self.per_page)
        if self._asked("page") == "all" and paginator.count <= ALL:
            paginator = Paginator(rows, max(paginator.count, 1))
        return paginator.get_page(self._asked("page"))

    @property
    def count(self) -> int:
        """Return how many rows the filters leave."""
        return int(self.page.paginator.count)

    # ---- what the page writes

    @property
    def heads(self) -> list[Head]:
        """Return the heads of the columns."""
        heads = []
        for column in self.columns:
            now = ""
            if self.sorting is not None and self.sorting[0] is column:
                now = "descending" if self.sorting[1] else "ascending"
            href = ""
            if column.sort is not None:
                href = self.address(sort=("-" if now == "ascending" else "") + column.key, page=None)
            heads.append(Head(column, href, now))
        return heads

    @property
    def can_be_sorted(self) -> bool:
        """Whether any column is sorted by its head."""
        return any(one.sort is not None for one in self.columns)

    @property
    def lines(self) -> Iterator[tuple[str, list[tuple[Column, SafeString]]]]:
        """Yield the rows of the page: a class, and each column with what stands in it."""
        for row in self.page.object_list:
            yield (
                self.row_class(row) if self.row_class else "",
                [(column, column.written(row)) for column in self.columns],
            )

    def address(self, **changes: str | int | None) -> str:
        """Return the address of this page with other wishes; None takes a wish back."""
        query = self.request.GET.copy()
        for key, value in changes.items():
            query.pop(self.prefix + key, None)
            if value is not None:
                query[self.prefix + key] = str(value)
        return f"?{query.urlencode()}"

    @property
    def address_without_filters(self) -> str:
        """Return the address of this page with every filter taken back."""
        return self.address(**{one.key: None for one in self.filters}, page=None)

    @property
    def pages(self) -> list[tuple[int | None, str]]:
        """Return the pages to go to with their addresses; None stands for those left out."""
        elided = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [(one, self.address(page=one)) if isinstance(one, int) else (None, "") for one in elided]

    @property
    def next_address(self) -> str:
        """Return the address of the next page, or nothing."""
        return self.address(page=self.page.next_page_number()) if self.page.has_next() else ""

    @property
    def previous_address(self) -> str:
        """Return the address of the page before, or nothing."""
        return self.address(page=self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def all_address(self) -> str:
        """Return the address that shows all rows at once, when there are pages and not too many rows."""
        return self.address(page="all") if self.page.paginator.num_pages > 1 and self.count <= ALL else ""

    @property
    def other_wishes(self) -> list[tuple[str, str]]:
        """Return what the filter form must carry along: the rest of the query string, without the page."""
        own = {one.key for one in self.shown_filters} | {self.prefix + "page", self.prefix + "export"}
        return [(key, value) for key, values in self.request.GET.lists() for value in values if key not in own]

    @property
    def export_links(self) -> list[tuple[str, str]]:
        """Return the names of the files that can be taken along, with their addresses."""
        names = {"xlsx": "Excel", "csv": "CSV"}
        return [(names[one], self.address(export=one, page=None)) for one in self.exports]

    # ---- what is taken along

    @property
    def wants_export(self) -> bool:
        """Whether the reader asks for a file, and may have it. Write it into the read log where it holds persons."""
        return self._asked("export") in self.exports

    def export(self, *, by: str = "") -> HttpResponse:
        """Return the file that was asked for: all rows that the filters leave. ``by`` says who made it."""
        from jiahe.web import exports

        return exports.file_of(self, self._asked("export"), by=by)

    def answer(self, template: str, context: dict[str, Any] | None = None, *, by: str = "") -> HttpResponse:
        """Return the file when one was asked for, else the page; the table is ``table`` in its context."""
        if self.wants_export:
            return self.export(by=by)
        return render(self.request, template, {"table": self, **(context or {})})


def _sorted(rows: Iterable[Any], by: str | Callable[[Any], Any], downwards: bool) -> list[Any]:
    take = by if callable(by) else lambda row: _take(row, by.replace("__", "."))
    pairs = [(take(row), row) for row in rows]
    known = sorted((pair for pair in pairs if pair[0] is not None), key=lambda pair: _key(pair[0]), reverse=downwards)
    return [row for _, row in known] + [row for value, row in pairs if value is None]


def _key(value: Any) -> Any:
    return str(value) if isinstance(value, Words) else value
