"""Parameters: the figures of the law, dated, per region, each with the document that it stands in.

A value without a source that somebody has read is unconfirmed: it is left out, so unknown, unless asked for.
"""

from __future__ import annotations

import datetime as dt
import keyword
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from pathlib import Path

from jiahe.law.errors import LawError, UnknownName, did_you_mean
from jiahe.law.language import fen
from jiahe.law.place_codes import check_place, place_prefix
from jiahe.law.types import NEVER, Type
from jiahe.law.yamlfile import Entry, read_yaml

NATION = "000000000000"

_TYPES = {
    "money": Type.MONEY,
    "int": Type.INT,
    "share": Type.SHARE,
    "date": Type.DATE,
    "bool": Type.BOOL,
    "choice": Type.TEXT,
    "text": Type.TEXT,
    "place": Type.PLACE,
}


@dataclass(frozen=True)
class Source:
    """A document of the law. ``read``: somebody has read the text itself."""

    id: str
    title: str
    read: bool
    number: str = ""
    date: str = ""
    in_force: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Dated:
    """A value in force in ``region`` from ``start`` until the day before ``until``."""

    region: str
    start: dt.date
    until: dt.date
    value: bool | int | dt.date | str | Fraction
    source: Source | None
    article: str = ""
    confirmed: bool = True
    note: str = ""

    def holds(self, on: dt.date) -> bool:
        """Whether it is in force on that day."""
        return self.start <= on and (on < self.until or self.until == NEVER)


@dataclass(frozen=True)
class Parameter:
    """One figure of the law through time and over the regions."""

    name: str
    type: Type
    zh: str
    en: str
    unit: tuple[str, str]
    choices: dict[str, tuple[str, str]]
    values: tuple[Dated, ...]

    def at(self, place: str, on: dt.date, *, unconfirmed: bool) -> Dated | None:
        """Return the value in force for a place: the village's own, else the town's, and so on up to the nation's.

        Of two of one region the later one counts; of two from the same day, the one that is listed last.
        """
        prefix = place_prefix(place)
        best: Dated | None = None
        for dated in self.values:
            if not dated.holds(on) or not (dated.confirmed or unconfirmed):
                continue
            own = place_prefix(dated.region)
            if prefix.startswith(own) and (
                best is None or (len(own), dated.start) >= (len(place_prefix(best.region)), best.start)
            ):
                best = dated
        return best

    def left_out(self, place: str, on: dt.date) -> bool:
        """Whether there is a value for that place and day that is left out because it is unconfirmed."""
        return self.at(place, on, unconfirmed=False) is None and self.at(place, on, unconfirmed=True) is not None

    def left_out_within(self, region: str, on: dt.date) -> bool:
        """Whether that is so of the region or of a region inside it that has values of its own."""
        return any(self.left_out(one, on) for one in (region, *self.regions_within(region)))

    def regions_within(self, region: str) -> list[str]:
        """Return the regions strictly inside ``region`` that have values of their own, the smallest last."""
        prefix = place_prefix(region)
        inside = {d.region for d in self.values if place_prefix(d.region).startswith(prefix) and d.region != region}
        return sorted((r for r in inside if place_prefix(r) != prefix), key=lambda r: (len(place_prefix(r)), r))

    def change_days(self) -> list[dt.date]:
        """Return the days on which some value begins or ends, in order."""
        return sorted({d.start for d in self.values} | {d.until for d in self.values if d.until != NEVER})


@dataclass(frozen=True)
class Parameters:
    """All parameters of one programme, and where and since when the programme is in force."""

    programme: str
    sources: dict[str, Source]
    in_force: Parameter
    by_name: dict[str, Parameter]
    file: Path = field(compare=False)

    def __getitem__(self, name: str) -> Parameter:
        if name == "in_force":
            return self.in_force
        if name not in self.by_name:
            raise UnknownName(f"{self.programme} has no parameter {name!r}. {did_you_mean(name, self.by_name)}")
        return self.by_name[name]

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.by_name.values())

    def reformed(self, changes: dict[str, tuple[Dated, ...]]) -> Parameters:
        """Return the parameters with values added; while one holds, no older one of the same region does.

        "in_force" among the names changes where and since when the programme is in force.
        """
        changed = {name: _with(self[name], added) for name, added in changes.items()}
        in_force = changed.pop("in_force", self.in_force)
        return replace(self, in_force=in_force, by_name={**self.by_name, **changed})


def _with(old: Parameter, added: tuple[Dated, ...]) -> Parameter:
    kept = [one for dated in sorted(old.values, key=lambda d: d.start) for one in _beside(dated, added)]
    return replace(old, values=(*kept, *added))


def _beside(old: Dated, added: tuple[Dated, ...]) -> list[Dated]:
    """Return what is left of an older value beside added ones of the same region: before them, and after they end."""
    left = [(old.start, old.until)]
    for one in added:
        if one.region == old.region:
            parts = [(s, min(u, one.start)) for s, u in left] + [(max(s, one.until), u) for s, u in left]
            left = [(start, until) for start, until in parts if start < until]
    return [replace(old, start=start, until=until) for start, until in left]


def load_parameters(rule_file: str | Path) -> Parameters:
    """Read ``parameters.yaml`` beside a rule. Raises LawError naming file, line and key for anything wrong."""
    return _load(Path(rule_file).resolve().parent / "parameters.yaml")


@cache
def _load(file: Path) -> Parameters:
    top = read_yaml(file).mapping(
        allowed=("programme", "sources", "in_force", "parameters"), required=("programme", "in_force")
    )
    sources = {}
    if "sources" in top:
        sources = {key: _source(key, entry) for key, entry in top["sources"].mapping().items()}
    in_force = Parameter(
        "in_force", Type.BOOL, "施行", "in force", ("", ""), {}, _values(top["in_force"], Type.BOOL, {}, sources)
    )
    by_name = {}
    if "parameters" in top and not top["parameters"].is_empty:
        by_name = {key: _parameter(key, entry, sources) for key, entry in top["parameters"].mapping().items()}
    return Parameters(top["programme"].text(), sources, in_force, by_name, file)


def _source(key: str, entry: Entry) -> Source:
    fields = ("title", "number", "date", "in_force", "url", "read", "note")
    got = entry.mapping(allowed=fields, required=("title", "read"))
    words = {name: got[name].text() for name in fields if name in got and name != "read"}
    return Source(key, read=got["read"].boolean(), **words)


def _parameter(name: str, entry: Entry, sources: dict[str, Source]) -> Parameter:
    got = entry.mapping(
        allowed=("type", "zh", "en", "unit", "choices", "values", "note"), required=("type", "zh", "en", "values")
    )
    if (
        not name.isidentifier()
        or keyword.iskeyword(name)
        or name.startswith("_")
        or name in ("today", "region", "in_force")
    ):
        raise entry.error(
            f"a rule could not write law.{name}. Use letters, digits and _, and not today, region or in_force.",
            f"规则里写不出 law.{name}：请用字母、数字和 _，不能用 today、region、in_force 和 Python 的保留字。",
        )
    written = got["type"].one_of(_TYPES)
    choices: dict[str, tuple[str, str]] = {}
    if written == "choice":
        if "choices" not in got:
            raise entry.error("a parameter of type choice lists its choices.", "类型是 choice 的标准要列出 choices。")
        choices = {key: _pair(one) for key, one in got["choices"].mapping().items()}
    unit = _pair(got["unit"]) if "unit" in got else ("", "")
    values = _values(got["values"], _TYPES[written], choices, sources)
    return Parameter(name, _TYPES[written], got["zh"].text(), got["en"].text(), unit, choices, values)


def _pair(entry: Entry) -> tuple[str, str]:
    words = [one.text() for one in entry.items()]
    if len(words) != 2:
        raise entry.error("here two texts are needed: [Chinese, English].", "这里要写两个词：[中文, 英文]。")
    return words[0], words[1]


def _values(
    entry: Entry, type: Type, choices: dict[str, tuple[str, str]], sources: dict[str, Source]
) -> tuple[Dated, ...]:
    found: list[Dated] = []
    for one in entry.items():
        dated = _dated(one, type, choices, sources)
        refuse_overlap(one, dated, found)
        found.append(dated)
    return tuple(found)


def refuse_overlap(entry: Entry, dated: Dated, others: Iterable[Dated]) -> None:
    """Raise LawError when another value of the region is in force at the same time, and neither follows the other."""
    for other in others:
        overlap = dated.region == other.region and dated.start < other.until and other.start < dated.until
        earlier = min(dated, other, key=lambda d: d.start)
        if overlap and (dated.start == other.start or earlier.until != NEVER):
            raise entry.error(
                f"two values for region {dated.region} are in force on {max(dated.start, other.start)}.",
                f"地区 {dated.region} 在 {max(dated.start, other.start)} 有两个数值同时施行。",
            )


def _dated(entry: Entry, type: Type, choices: dict[str, tuple[str, str]], sources: dict[str, Source]) -> Dated:
    got = entry.mapping(
        allowed=("region", "from", "until", "value", "source", "article", "status", "note"), required=("from",)
    )
    if "value" not in got and type is not Type.BOOL:
        raise entry.error("the key 'value' is missing.", "缺少键 'value'。")
    value = read_value(got["value"], type, choices) if "value" in got else True
    source = None
    if "source" in got:
        source = sources[got["source"].one_of(sources)]
    status = got["status"].one_of(("confirmed", "unconfirmed")) if "status" in got else "confirmed"
    if status == "confirmed" and (source is None or not source.read):
        raise entry.error(
            "a value without a source that has been read needs 'status: unconfirmed'.",
            "没有读过原文的数值要写 'status: unconfirmed'。",
        )
    region, start, until = read_span(entry, got)
    words = {key: got[key].text() for key in ("article", "note") if key in got}
    return Dated(region, start, until, value, source, confirmed=status == "confirmed", **words)


_MOST = 10**14
"""No number and no sum in fen is larger: sums of them have room in the 64 bits that a register's run counts with."""


def _within_reason(entry: Entry, number: int) -> int:
    if abs(number) > _MOST:
        raise entry.error(f"{entry.text()!r} is too large a number.", f"“{entry.text()}”这个数太大。")
    return number


def read_span(entry: Entry, got: Mapping[str, Entry]) -> tuple[str, dt.date, dt.date]:
    """Return the region of a value, and from when until when it holds."""
    region = NATION
    if "region" in got:
        try:
            region = check_place(got["region"].text())
        except LawError as problem:
            raise got["region"].wrapped(problem) from None
    start = got["from"].date()
    until = got["until"].date() if "until" in got else NEVER
    if until <= start:
        raise entry.error(
            f"it ends ({until}) before it begins ({start}). 'until' is the first day on which it no longer holds.",
            f"结束（{until}）不晚于开始（{start}）。until 是不再施行的第一天。",
        )
    return region, start, until


def read_value(entry: Entry, type: Type, choices: dict[str, tuple[str, str]]) -> bool | int | dt.date | str | Fraction:
    """Return a value of that type as written in YAML: money in yuan, shares as decimals or fractions (7/10)."""
    if type is Type.BOOL:
        return entry.boolean()
    if type is Type.INT:
        return _within_reason(entry, entry.integer())
    if type is Type.DATE:
        return entry.date()
    if type is Type.TEXT and choices:
        return entry.one_of(choices)
    written = entry.text()
    try:
        if type is Type.MONEY:
            amount = fen(written)
        if type is Type.SHARE:
            return Fraction(written)
        if type is Type.PLACE:
            return check_place(written)
    except LawError as problem:
        raise entry.wrapped(problem) from None
    except (ValueError, ZeroDivisionError):
        said = f"“{written}”不是比例：请写成 0.7 或 7/10。"
        raise entry.error(f"{written!r} is not a share. Write it as 0.7 or 7/10.", said) from None
    return _within_reason(entry, amount) if type is Type.MONEY else written
