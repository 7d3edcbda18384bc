"""Charts without a script: take-up by village as bars, a number over the months as lines.

Bars are a table with a bar in each row, looked at and read in one place. Lines are an SVG: Altair describes them and
vl-convert draws them, in the light colours of tokens.css; parts.css turns each colour into that of the reader. The SVG
stands in the page, wide and once more narrow for a phone, without any style attribute (the content security policy
forbids them). Its title and description are read aloud; the same numbers stand beneath it as a table.
"""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.utils.safestring import SafeString, mark_safe

from jiahe.web import words
from jiahe.web.words import Words

INK, SOFT, PAPER, LINE, EDGE = "#17211f", "#48554f", "#ffffff", "#cbd4d0", "#5c6b65"
SERIES = ("#14665b", "#b86200", "#4a5fb5", "#9b2f6b")
"""The light tokens --ink, --soft, --paper, --line, --edge, and --chart-1 to --chart-4."""

DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
LETTERS = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, WenQuanYi Micro Hei, sans-serif"
LETTER, WIDE, NARROW, HEIGHT = 14, 640, 330, 240
"""Height of letters, widths of the two drawings, their height: in pixels."""

Kind = Literal["number", "percent", "money"]
_SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Figure:
    """Lines for ``<c-chart :figure="figure" />``: what it is called, the drawings, and the numbers in words."""

    title: str
    lead: str
    wide: SafeString
    narrow: SafeString
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Bars:
    """A table whose numbers are drawn too, for ``<c-chart :figure="figure" />``: what it is called, and its rows.

    A row is a name, how long its bar is (0 to 100; None: the number is unknown, there is no bar), and the number in
    words.
    """

    title: str
    lead: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, float | None, str]]


def bars(
    *,
    title: Words,
    rows: Sequence[tuple[str, float | None]],
    of: Words,
    each: Words,
    kind: Kind = "number",
    lead: Words | None = None,
) -> Bars:
    """Give a bar a row: ``of`` says what is drawn ("Take-up"), ``each`` what a row is ("Village").

    A share ("percent") is drawn of 100%, another number of the largest. A row whose number is None has no bar and says
    "unknown". Nothing is drawn here, so that numbers that change all day cost a page nothing.
    """
    whole = 1.0 if kind == "percent" else max((value for _, value in rows if value is not None), default=0)
    drawn = [
        (
            name,
            None if value is None else round(100 * min(max(value / whole, 0), 1), 2) if whole else 0.0,
            _said(value, kind),
        )
        for name, value in rows
    ]
    return Bars(str(title), str(lead or ""), [str(each), str(of)], drawn)


def lines(
    *,
    title: Words,
    at: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    each: Words,
    kind: Kind = "number",
    lead: Words | None = None,
) -> Figure:
    """Draw one line a series over the points ``at`` (months, years), named at its end and dashed in its own way.

    Raises ValueError for more lines than can be told apart.
    """
    if len(series) > len(SERIES):
        raise ValueError(f"{len(series)} lines cannot be told apart; draw at most {len(SERIES)}, or show a table.")
    said = [[point, *(_said(values[order], kind) for values in series.values())] for order, point in enumerate(at)]
    drawn = tuple((name, tuple(values)) for name, values in series.items())
    wide, narrow = (_lines(tuple(at), drawn, kind, width, _spoken(title, lead)) for width in (WIDE, NARROW))
    return Figure(str(title), str(lead or ""), wide, narrow, [str(each), *series], said)


@lru_cache(maxsize=256)
def _lines(
    at: tuple[str, ...],
    series: tuple[tuple[str, tuple[float | None, ...]], ...],
    kind: Kind,
    width: int,
    spoken: tuple[str, str],
) -> SafeString:
    import altair as alt

    names = [name for name, _ in series]
    data = [
        {"at": point, "series": name, "value": _scaled(value, kind)}
        for name, values in series
        for point, value in zip(at, values, strict=True)
        if value is not None
    ]
    scale = alt.Scale(domain=names, range=list(SERIES[: len(names)]))
    dashes = alt.Scale(domain=names, range=list(DASHES[: len(names)]))
    y = alt.Y("value:Q", title=None, scale=_scale(kind), axis=_axis(grid=True, tickCount=5, labelExpr=_LABELS[kind]))
    base = alt.Chart(alt.Data(values=data)).encode(
        x=alt.X("at:O", sort=list(at), title=None, axis=_axis(labelAngle=0, labelOverlap=True)),
        y=y,
        color=alt.Color("series:N", legend=None, scale=scale),
    )
    marks = base.mark_line(strokeWidth=3).encode(strokeDash=alt.StrokeDash("series:N", legend=None, scale=dashes))
    points = base.mark_point(filled=True, size=60, opacity=1)
    ends = base.mark_text(align="left", dx=10, fontSize=LETTER, fontWeight="bold").encode(text="series:N")
    ends.data = alt.Data(values=_ends(data, names))
    room = max((_ems(name) for name in names), default=0) * LETTER + 60
    return _drawn((marks + points + ends).properties(width=max(width - room, 80), height=HEIGHT), spoken)


def _ends(data: list[dict[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    """Return where the name of each line stands: at its last point, or above the name that would cover it."""
    last = [dict(row) for name in names for row in [one for one in data if one["series"] == name][-1:]]
    gap = max((row["value"] for row in data), default=0) * (LETTER + 3) / HEIGHT
    below = None
    for row in sorted(last, key=lambda one: one["value"]):
        if below is not None and row["value"] - below < gap:
            row["value"] = below + gap
        below = row["value"]
    return last


def _scale(kind: Kind) -> Any:
    import altair as alt

    return alt.Scale(domain=[0, 100]) if kind == "percent" else alt.Scale(domainMin=0, nice=True)


_LABELS = {
    one: "format(datum.value, ',~f')" + (" + '%'" if one == "percent" else "") for one in ("number", "percent", "money")
}


def _scaled(value: float | None, kind: Kind) -> float | None:
    """Return a number as it is drawn: a share in hundredths, a sum of fen in yuan."""
    if value is None:
        return None
    return round(value * 100, 4) if kind == "percent" else value / 100 if kind == "money" else value


def _said(value: float | None, kind: Kind) -> str:
    if kind == "percent":
        return words.percent(value)
    if kind == "money":
        return words.yuan(None if value is None else int(value))
    return words.number(value, 0 if value is None or float(value).is_integer() else 1)


def _ems(text: str) -> int:
    """Return about how wide a text is, in Chinese characters; the machine may have no Chinese letters to measure."""
    return int(sum(1 if ord(one) > 0x2E7F else 0.56 for one in text) + 0.99)


def _axis(**more: Any) -> Any:
    import altair as alt

    return alt.Axis(
        **{
            "labelColor": INK,
            "labelFontSize": LETTER,
            "gridColor": LINE,
            "domainColor": EDGE,
            "tickColor": EDGE,
            "grid": False,
            **more,
        }
    )


def _spoken(title: Words, lead: Words | None) -> tuple[str, str]:
    return str(title), str(lead or title)


def _drawn(chart: Any, spoken: tuple[str, str]) -> SafeString:
    """Return the SVG of one of Altair's charts, safe to stand in a page."""
    import vl_convert

    spec = chart.configure(font=LETTERS, background=PAPER).configure_view(stroke=None).to_dict()
    return clean(vl_convert.vegalite_to_svg(spec), *spoken)


# ---------------------------------------------------------------------------------------------------- into a page

_KEPT = re.compile("svg|g|path|text|tspan|rect|line|circle|defs|clipPath|linearGradient|stop")
_CHINESE = re.compile("[㐀-鿿]")
_ATTRIBUTES = re.compile(
    "d|x|y|x1|x2|y1|y2|cx|cy|r|dx|dy|width|height|transform|viewBox|id|clip-path|fill|fill-opacity|stroke|stroke-width|"
    "stroke-opacity|stroke-dasharray|stroke-dashoffset|stroke-linecap|stroke-linejoin|stroke-miterlimit|opacity|"
    "text-anchor|dominant-baseline|font-size|font-weight|font-style|offset|stop-color"
)


def clean(svg: str, title: str, description: str) -> SafeString:
    """Return a drawing for the inside of a page.

    What is not known to be harmless is left out (scripts, links, style attributes, roles of single marks); its ids are
    its own; it takes the width that it is given; a screen reader hears the title and the description.
    """
    root = ET.fromstring(svg)
    mark = "c" + hashlib.sha256((svg + title).encode()).hexdigest()[:10]
    _keep(root, mark)
    if "viewBox" not in root.attrib:
        root.set("viewBox", f"0 0 {root.get('width', '600')} {root.get('height', '300')}")
    for one in ("width", "height"):
        root.attrib.pop(one, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{mark}-title {mark}-desc")
    for at, (name, text) in enumerate((("title", title), ("desc", description))):
        said = ET.Element(f"{{{_SVG}}}{name}", {"id": f"{mark}-{name}"})
        said.text = text
        root.insert(at, said)
    ET.register_namespace("", _SVG)
    return mark_safe(ET.tostring(root, encoding="unicode"))


def _keep(element: ET.Element, mark: str) -> None:
    for name, value in list(element.attrib.items()):
        if not _ATTRIBUTES.fullmatch(name) or re.search(r"url\((?!#)|javascript:", value):
            del element.attrib[name]
        elif name == "id":
            element.set(name, f"{mark}-{value}")
        elif "url(#" in value:
            element.set(name, value.replace("url(#", f"url(#{mark}-"))
    for child in list(element):
        if not _KEPT.fullmatch(child.tag.removeprefix(f"{{{_SVG}}}")):
            element.remove(child)
        else:
            _keep(child, mark)
    if element.text and _CHINESE.search(element.text):
        element.set("lang", "zh-Hans")
