"""The rows of a list as one reader has asked for them: filtered, sorted, paged, or taken along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from jiahe.web.tables.columns import Column, taken
from jiahe.web.tables.export import Export
from jiahe.web.tables.filters import Filter, Shown
from jiahe.web.tables.people import Names, Tells
from jiahe.web.words import Words

ALL = 2000
"""A list of at most this many rows can be shown on one page, to be printed."""


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
        shows: Names | Tells | None = None,
        export: Export | None = None,
        empty: Words | None = None,
        name: str = "",
        row_class: Callable[[Any], str] | None = None,
        is_long: bool = False,
    ) -> None:
        """``order`` is the key of the first sorting ("-born" downwards). ``name`` parts two tables on one page.

        ``shows`` None: its pages tell of nobody in the register. ``export`` None: nobody can take it along.
        ``is_long``: of tens of thousands of rows, each with somebody's: a page's keys are read first, for else all rows
        would be joined with their people before some are taken.
        """
        self.request, self.caption, self.columns = request, caption, list(columns)
        self.filters, self.per_page, self.first_order = list(filters), per_page, order
        self.export_of, self.empty, self.row_class, self.shows = export, empty, row_class, shows
        self.exports = ("xlsx", "csv") if export is not None and self._may_be_taken_by_reader(export) else ()
        self.prefix = f"{name}-" if name else ""
        self.id = f"table-{name}" if name else "table"
        self._rows = rows if isinstance(rows, QuerySet) else list(rows)
        self.is_long = is_long
        self._known_count: int | None = None
        if any(one.heads_row for one in self.columns) is False and self.columns:
            self.row_head = self.columns[0].key
        else:
            self.row_head = next(one.key for one in self.columns if one.heads_row)

    def _may_be_taken_by_reader(self, export: Export) -> bool:
        acting = getattr(self.request, "acting", None)
        return export.shows is None or (acting is not None and acting.may("export", export.shows.record))

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

    def knows_count(self, count: int) -> None:
        """Take how many rows there are before the filters, where it is known: they are not counted again."""
        self._known_count = count

    @cached_property
    def page(self) -> Page:
        """Return the page that was asked for; one that does not exist is the last."""
        rows = self.rows
        paginator = Paginator(rows, self.per_page)
        if self._known_count is not None and not self.is_filtered:
            paginator.count = self._known_count
        if self._asked("page") == "all" and self._may_be_whole(paginator.count):
            paginator = Paginator(rows, max(paginator.count, 1))
        page = paginator.get_page(self._asked("page"))
        if self.is_long and isinstance(rows, QuerySet):
            page.object_list = rows.filter(pk__in=list(page.object_list.values_list("pk", flat=True)))
        return page

    def _may_be_whole(self, count: int) -> bool:
        """Whether all rows can stand on one page: not those that the reader may see but not take along."""
        return count <= ALL and (self.export_of is None or bool(self.exports))

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
        is_offered = self.page.paginator.num_pages > 1 and self._may_be_whole(self.count)
        return self.address(page="all") if is_offered else ""

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
    def is_asked_for(self) -> bool:
        """Whether the reader asks for a file of this table, and may have it."""
        return self._asked("export") in self.exports

    @property
    def is_looked_for(self) -> bool:
        """Whether the list was narrowed by a name: that is a look at whoever is left, and no list any more."""
        return any(one.value and one.kind == "text" and one.key == f"{self.prefix}name" for one in self.shown_filters)

    @property
    def wants_export(self) -> bool:
        """Whether the file is made now."""
        return self.is_asked_for and not self.is_for_later

    @cached_property
    def is_for_later(self) -> bool:
        """Whether the file that the reader asks for is made in the background: this page is then asked again there."""
        from jiahe.web import exports

        return self.is_asked_for and exports.is_for_later(self)

    def answer(self, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
        """Return the file when one was asked for, else the page; the table is ``table`` in its context.

        Whose records are in the file, and of whom the page tells, is in the read log; whom it names is counted. Raises
        what counting raises (trust/pace.py: TooMuchLookedUp).
        """
        from jiahe.web import exports

        if self.is_asked_for:
            exports.count(self)
            return exports.later(self) if self.is_for_later else exports.file_of(self, self._asked("export"))
        exports.show(self)
        return render(self.request, template, {"table": self, **(context or {})})


def _sorted(rows: Iterable[Any], by: str | Callable[[Any], Any], downwards: bool) -> list[Any]:
    take = by if callable(by) else lambda row: taken(row, by.replace("__", "."))
    pairs = [(take(row), row) for row in rows]
    known = sorted((pair for pair in pairs if pair[0] is not None), key=lambda pair: _key(pair[0]), reverse=downwards)
    return [row for _, row in known] + [row for value, row in pairs if value is None]


def _key(value: Any) -> Any:
    return str(value) if isinstance(value, Words) else value
