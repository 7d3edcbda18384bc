"""The pages of a place's record: what is missing, how findings came and went, what two sources lack of each other."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jiahe.intake.findings import queries as q
from jiahe.intake.findings.forms import SourcesForm
from jiahe.intake.findings.quality import (
    BIRTHS,
    MEASURES,
    Figures,
    Measure,
    Share,
    compared,
    figures_below,
    figures_of,
    lists_of,
)
from jiahe.intake.findings.two_lists import FEW, Interval
from jiahe.intake.tellings import YEARS
from jiahe.places.divisions import PlacesError, level_of, place_range
from jiahe.places.naming import full_name
from jiahe.places.naming import name_of as place_name
from jiahe.trust.acting import require
from jiahe.trust.permissions import FINDING, READ
from jiahe.web import words
from jiahe.web.charts import Figure, lines
from jiahe.web.tables import REGISTER, Column, Export, Table
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, is_chinese, number


def _own(code: str) -> None:
    """Raise Http404 for what is no place, PermissionDenied for one beyond the acting post's own."""
    acting = require(READ, FINDING)
    try:
        low, high = place_range(code)
    except PlacesError as error:
        raise Http404 from error
    own_low, own_high = place_range(acting.place)
    if not (own_low <= low and high <= own_high):
        raise PermissionDenied


@login_required
def my_record(request: HttpRequest) -> HttpResponse:
    """Go to the figures of the acting post's own place."""
    return redirect("record-of-place", require(READ, FINDING).place)


@login_required
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Show how complete the record of a place is, and how its findings came and went."""
    _own(code)
    today = timezone.localdate()
    figures = figures_of(code, today)
    missing, by_place = _missing(request, code, figures), _by_place(request, code, figures)
    context = {
        "place": zh(full_name(code, from_level=3)),
        "code": code,
        "today": today,
        "check": q.last_check(code),
        "people": figures.people,
        "trend": _trend(code),
        "heaping": None if figures.heaping is None else number(figures.heaping, 2),
        "figures": missing,
        "table": by_place,
    }
    return (missing if missing.is_asked_for else by_place).answer("findings/record.html", context)


def _missing(request: HttpRequest, code: str, figures: Figures) -> Table:
    columns = [
        Column("words", Words("缺什么", "What is missing"), lambda one: str(one.words), heads_row=True),
        Column("of", Words("在哪些人中", "Among"), lambda one: str(one.of)),
        Column("asked", Words("多少人", "People"), lambda one: figures.shares[one.key].asked, kind="number"),
        Column("missing", Words("缺的人数", "Missing"), lambda one: figures.shares[one.key].missing, kind="number"),
        Column("share", Words("占比", "Share"), lambda one: _share(figures.shares[one.key]), kind="percent"),
    ]
    caption = Words("记录里缺什么", "What the record lacks")
    return Table(request, MEASURES, caption=caption, columns=columns, export=_export(code), name="missing")


def _export(code: str) -> Export:
    place = full_name(code, from_level=3)
    return Export(rests_on=Words(f"{REGISTER.zh}：{place}", f"{REGISTER.en}: {place}"), shows=None)


def _share(one: Share) -> float | Words:
    return Words("没有这样的人", "nobody") if one.share is None else one.share


def _by_place(request: HttpRequest, code: str, figures: Figures) -> Table:
    """Return the shares of each place below, with those that are far above the whole."""
    rows = [] if level_of(code) == 5 else list(figures_below(code, timezone.localdate()).items())

    def column(measure: Measure) -> Column:
        return Column(measure.key, measure.words, lambda row: _share(row[1][measure.key]), kind="percent")

    def far_above(row: tuple[str, dict[str, Share]]) -> str:
        found = [str(one.words) for one in MEASURES if row[1][one.key].is_far_above(figures.shares[one.key])]
        return ("、" if is_chinese() else ", ").join(found) or str(Words("无", "none"))

    columns = [
        Column(
            "place", Words("地方", "Place"), lambda row: place_name(row[0]), kind="name", heads_row=True,
            link=lambda row: reverse("record-of-place", args=[row[0]]) if row[0] != code else None,
        ),
        *(column(one) for one in MEASURES),
        Column("above", Words("明显高于全体", "Far above the whole"), far_above),
    ]  # fmt: skip
    caption = Words("各地记录里缺什么", "What the record lacks, by place")
    return Table(request, rows, caption=caption, columns=columns, export=_export(code))


def _trend(code: str) -> Figure | None:
    """Return the chart of a place's findings over the months; None where there were none."""
    months = q.months_of(code)
    if not months:
        return None
    series: dict[str, list[float | None]] = {
        str(Words("新出现", "Found")): [one.opened for one in months],
        str(Words("已办结", "Closed")): [one.closed for one in months],
        str(Words("月末未结", "Left at the end")): [one.left for one in months],
    }
    return lines(
        title=Words("逐月的问题", "Findings, by month"), at=[words.month(one.first) for one in months], series=series,
        each=Words("月份", "Month"),
        lead=Words(
            "数的是问题，不是人。重新打开的也算新出现。",
            "Findings are counted, not people; one that is opened again counts as found.",
        ),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------ two sources


@login_required
def sources(request: HttpRequest, code: str) -> HttpResponse:
    """Compare two sources of births or deaths: how many each knows, and about how many each lacks."""
    _own(code)
    this = timezone.localdate().year
    years = range(this, this - YEARS, -1)
    what = request.GET.get("what", BIRTHS)
    year = next((one for one in years if str(one) == request.GET.get("year")), this - 1)
    lists = lists_of(what, code, year) if what in dict(SourcesForm.base_fields["what"].choices) else {}
    names = list(lists)
    asked = {"what": what, "year": year, **{key: request.GET.get(key) for key in ("first", "second")}}
    for number_of, key in enumerate(("first", "second")):
        if asked[key] not in names:
            asked[key] = names[number_of] if len(names) > number_of else None
    form = SourcesForm(initial=asked, years=years, sources=names)
    context = {
        "place": zh(full_name(code, from_level=3)),
        "code": code,
        "form": form,
        "names": names,
        "first": zh(asked["first"]) if asked["first"] else None,
        "second": zh(asked["second"]) if asked["second"] else None,
        "same": asked["first"] == asked["second"],
        "few": FEW,
    }
    if len(names) > 1 and not context["same"]:
        found = compared(lists, str(asked["first"]), str(asked["second"]))
        context |= {
            "found": found,
            "all": _about(found.all),
            "lacks_first": _about(found.missing_from_first),
            "lacks_second": _about(found.missing_from_second),
        }
    return render(request, "findings/sources.html", context)


def _about(one: Interval) -> str:
    """Return an estimate with its uncertainty in words."""
    value, low, high = (number(round(each)) for each in (max(one.value, 0), max(one.low, 0), max(one.high, 0)))
    return Words("约 {value}（{low} 至 {high}）", "about {value} ({low} to {high})").format(
        value=value, low=low, high=high
    )
