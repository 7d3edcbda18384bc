"""Charts: their numbers are there without the drawing, and the drawing is safe to stand in a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from jiahe.web import charts
from jiahe.web.charts import bars, clean, lines
from jiahe.web.words import Words

STATIC = Path(charts.__file__).parent / "static/web"
TAKE_UP = [("红星村", 0.92), ("<青石桥>", 0.614), ("李家湾村", None)]


def take_up() -> charts.Bars:
    return bars(
        title=Words("到位率", "Take-up"),
        rows=TAKE_UP,
        each=Words("村", "Village"),
        of=Words("到位率", "Take-up"),
        kind="percent",
    )


def by_month() -> charts.Figure:
    return lines(
        title=Words("受理", "Cases"),
        at=["1", "2"],
        series={"红星村": [41, 66], "<青石桥>": [12, None]},
        each=Words("月", "Month"),
    )


def test_bars_are_a_table_whose_numbers_are_drawn(reader: Callable[[str], None], written: Callable[..., str]) -> None:
    reader("en")
    figure = take_up()
    assert figure.heads == ["Village", "Take-up"]
    assert figure.rows == [("红星村", 92.0, "92.0%"), ("<青石桥>", 61.4, "61.4%"), ("李家湾村", None, "unknown")]
    html = written('<c-chart :figure="figure" />', figure=figure)
    assert '<th scope="row"><span lang="zh-Hans">红星村</span></th>' in html
    assert '<rect class="bar" width="92.00" height="10"/>' in html
    assert "&lt;" in html, "a name is written, not read as a page"
    assert html.count("<svg") == 2, "what is unknown has no bar"
    assert "<span>unknown</span>" in html


def test_a_bar_is_of_the_whole_or_of_the_largest() -> None:
    def long(rows: list[float | None], kind: charts.Kind) -> list[float | None]:
        named = [(str(at), value) for at, value in enumerate(rows)]
        words = Words("", "")
        return [one[1] for one in bars(title=words, rows=named, of=words, each=words, kind=kind).rows]

    assert long([0.5, 1.0, 0.0], "percent") == [50, 100, 0]
    assert long([30, 120, None], "number") == [25, 100, None]
    assert long([0, None], "money") == [0, None]
    assert long([], "number") == []


def test_the_numbers_of_lines_are_a_table(reader: Callable[[str], None], written: Callable[..., str]) -> None:
    reader("en")
    figure = by_month()
    assert figure.heads == ["Month", "红星村", "<青石桥>"]
    assert figure.rows == [["1", "41", "12"], ["2", "66", "unknown"]]
    html = written('<c-chart :figure="figure" />', figure=figure)
    assert '<th scope="col" class="right"><span lang="zh-Hans">红星村</span></th>' in html


def test_every_line_is_drawn_and_named(reader: Callable[[str], None]) -> None:
    reader("zh")
    for drawing in (by_month().wide, by_month().narrow):
        for said in ("红星村", "&lt;青石桥&gt;"):
            assert said in drawing


def test_a_drawing_obeys_the_content_security_policy_and_is_read_aloud() -> None:
    drawing = by_month().wide
    assert "style=" not in drawing
    assert "<script" not in drawing
    title, description = re.findall(r'aria-labelledby="(\S+) (\S+)"', drawing)[0]
    assert f'<title id="{title}">' in drawing
    assert f'<desc id="{description}">' in drawing
    assert not re.search(r"<svg[^>]* (width|height)=", drawing)


def test_what_is_not_harmless_is_left_out() -> None:
    bad = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5" onload="x()"><script>x()</script>'
        '<a href="javascript:x()"><text>a</text></a><path style="fill:red" fill="url(http://x/)" clip-path="url(#k)"/>'
        '<foreignObject/><g id="k"/></svg>'
    )
    cleaned = clean(bad, "t", "d")
    for word in ("onload", "script", "href", "style", "http://x", "foreignObject"):
        assert word not in cleaned
    assert re.search(r'clip-path="url\(#(c\w+-k)\)" ?/><g id="\1"', cleaned)


def test_lines_are_named_without_covering_each_other() -> None:
    figure = lines(
        title=Words("受理", "Cases"),
        at=["1", "2"],
        series={"a": [1, 100], "b": [50, 99.5], "c": [3, None]},
        each=Words("月", "Month"),
    )
    ends = charts._ends([{"series": "a", "value": 100.0}, {"series": "b", "value": 99.5}], ["a", "b"])
    assert ends[0]["value"] - ends[1]["value"] > 5
    assert figure.rows[1][1:] == ["100", "99.5", str(Words("未知", "unknown"))]


def test_more_lines_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 4"):
        lines(title=Words("", ""), at=["1"], series={str(n): [n] for n in range(5)}, each=Words("", ""))


def test_charts_are_drawn_in_the_light_tokens_and_shown_in_those_of_the_reader() -> None:
    tokens = (STATIC / "tokens.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([\w-]+): (#\w+);", tokens.split("}")[0]))
    drawn = [charts.INK, charts.SOFT, charts.PAPER, charts.LINE, charts.EDGE, *charts.SERIES]
    names = ["ink", "soft", "paper", "line", "edge", "chart-1", "chart-2", "chart-3", "chart-4"]
    assert [light[name] for name in names] == drawn
    parts = (STATIC / "parts.css").read_text(encoding="utf-8")
    for name, colour in zip(names, drawn, strict=True):
        assert re.search(rf'\.chart \[(fill|stroke)="{colour}"\] {{ \1: var\(--{name}\); }}', parts), name
