"""The page of a place: its take-up by programme and by what lies in it, and over time; having it determined now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from jiahe.entitlements import queries as q
from jiahe.entitlements.areas import rest_of, worklist
from jiahe.entitlements.lists import rules_of
from jiahe.entitlements.run_views import may_begin
from jiahe.places.divisions import PlacesError, lies_in, place_range
from jiahe.places.history import history_of
from jiahe.places.naming import full_name
from jiahe.trust.acting import Acting, require
from jiahe.trust.permissions import OUTCOME, READ
from jiahe.web import words
from jiahe.web.charts import Bars, Figure, bars, lines
from jiahe.web.tables import Column, Export, Table
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words


@login_required
def my_place(request: HttpRequest) -> HttpResponse:
    """Go to the acting post's own place."""
    return redirect("place", require(READ, OUTCOME).place)


@login_required
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show the take-up of a place by programme and by what lies in it."""
    acting = require(READ, OUTCOME)
    try:
        place_range(code)
    except PlacesError as error:
        raise Http404 from error
    if not lies_in(code, acting.place):
        raise PermissionDenied
    run = q.last_run()
    year = (run.on if run else timezone.localdate()).year
    shares = q.shares_in(code)
    columns = [
        Column(
            "name", Words("地方", "Place"), kind="name", sort="name", heads_row=True,
            link=lambda one: reverse("place", args=[one.place]) if one.place not in (None, code) else None,
        ),
        Column("programme", Words("项目", "Programme"), lambda one: str(one.programme_words), sort="programme"),
        Column("entitled", Words("本年应享（人）", "Entitled this year"), kind="number", sort="entitled"),
        Column("enrolled", Words("已申领（人）", "Claimed"), kind="number", sort="enrolled"),
        Column(
            "missed", Words("漏享（人）", "Missing out"), kind="number", sort="missed",
            link=_list_of("missed", "missed", acting, code),
        ),
        Column(
            "wanting_papers", Words("差材料（人）", "Need a paper"), kind="number", sort="wanting_papers",
            link=_list_of("papers", "wanting_papers", acting, code),
        ),
        Column("forfeited", Words("逾期未申领（人）", "Forfeited"), kind="number", sort="forfeited"),
        Column("missed_money", Words("漏享金额", "Sum missed"), kind="money", sort="missed_money"),
        Column("take_up", Words("申领率", "Take-up"), _take_up, kind="percent"),
    ]  # fmt: skip
    caption = Words(f"{year}年各地应享与申领", f"Entitled and claimed in {year}, by place")
    table = Table(
        request, shares, caption=caption, columns=columns,
        export=Export(rests_on=lambda: rules_of(run), shows=None),
    )  # fmt: skip
    again = q.last_run_of(code)
    context = {
        "place": zh(full_name(code, from_level=3)),
        "code": code,
        "changed": bool(history_of(code)),
        "run": run,
        "year": year,
        "year_before": year - 1,
        "earlier_day": q.earlier_day(run),
        "again": again if again and (run is None or again.started_at > run.started_at) else None,
        "running": q.run_going_on(code),
        "may_begin": may_begin(acting, code),
        "is_whole": code == settings.COUNTY,
        "figures": [*_by_programme(shares, year), *_over_time(code)],
        "table": table,
    }
    return table.answer("entitlements/place.html", context)


def _list_of(show: str, number: str, acting: Acting, code: str) -> Callable[[Any], str | None]:
    """Return what links a number of the table to the people whom it counts."""

    def address(one: q.Share) -> str | None:
        area = "" if one.place == acting.place else one.place or rest_of(code)
        return worklist(show, area, one.programme) if getattr(one, number) else None

    return address


def _take_up(one: q.Share) -> float | Words | None:
    return Words("没有应享的人", "nobody entitled") if one.entitled == 0 else one.take_up


def _by_programme(shares: list[q.Share], year: int) -> list[Bars]:
    """Return a chart a programme: a bar for each place where somebody is entitled; one alone says nothing."""
    figures = []
    for programme in dict.fromkeys(one.programme for one in shares):
        rows = [(one.name, one.take_up) for one in shares if one.programme == programme and one.entitled]
        if len(rows) > 1:
            name = q.programme_name(programme)
            title = Words(f"{name.zh}：{year}年申领的占应享的", f"{name.en}: claimed, of entitled in {year}")
            of, each = Words("申领率", "Take-up"), Words("地方", "Place")
            figures.append(bars(title=title, rows=rows, of=of, each=each, kind="percent"))
    return figures


def _over_time(code: str) -> list[Figure]:
    """Return the chart of a place over the months; none for a single month."""
    points = q.series_of(code)
    if len(points) < 2:
        return []
    series: dict[str, list[float | None]] = {
        str(Words("应享", "Entitled")): [point.entitled for point in points],
        str(Words("已申领", "Claimed")): [point.enrolled for point in points],
        str(Words("漏享", "Missing out")): [point.missed for point in points],
        str(Words("逾期未申领", "Forfeited")): [point.forfeited for point in points],
    }
    lead = Words(
        "所有项目合计的人次，每月最后一次全县判定。应享的是当年有应发的人，每年一月重新数起；已申领的，各年都没有未申领的；漏享的也有往年的、当时还能补领的人；"
        "逾期未申领的，是当年或上一年的一次没有按时申领的人。并入本地的地方，从前的数一并算入。",
        "All programmes, by the last run of everybody in each month. The entitled are owed something in that year, and "
        "are counted anew each January; the claimed have nothing left to claim of any year so far; the missed are also "
        "those who could still claim for an earlier year; who forfeited did not claim something for that year or the "
        "one before in time. What was merged into this place is in it from the start.",
    )
    title, each = Words("逐月应享与申领", "Entitled and claimed, by month"), Words("月份", "Month")
    at = [words.month(point.on) for point in points]
    return [lines(title=title, at=at, series=series, each=each, lead=lead)]
