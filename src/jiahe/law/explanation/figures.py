"""The figures of the law that an answer was measured against, each with the document it stands in, and those left out.

Not here: what was done with them (arithmetic.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from jiahe.law.explanation import wording
from jiahe.law.explanation.structure import Document, Figure, Names, Phrase
from jiahe.law.parameters import Dated, Parameter, Source
from jiahe.law.rule import Rule
from jiahe.law.setting import Setting
from jiahe.law.trace import FigureUsed
from jiahe.law.types import NEVER

CONFIRMED = Phrase("已核对原文", "confirmed: the text has been read")
USED_ALL_THE_SAME = Phrase("仅供参考", "only for orientation")
LEFT_OUT = Phrase("没有采用", "so it was left out")
PASSED_OVER = Phrase("没有采用，仍按已核实的算", "so it was left out, and the confirmed one counts")
ABSENT = Phrase("没有查到当时当地的规定", "no figure is on file for that place and day")


@dataclass(frozen=True)
class Figures:
    """Words figures in a setting."""

    setting: Setting
    names: Names

    def figure(self, used: FigureUsed) -> Figure:
        """Return one figure that was looked up, found or not."""
        parameter = self.setting.parameters[used.programme][used.name]
        if used.dated is not None:
            return self._found(used.programme, parameter, used.dated)
        unconfirmed = parameter.at(used.place, used.on, unconfirmed=True)
        return self._missing(used.programme, parameter, unconfirmed)

    def figures(self, used: Iterable[FigureUsed]) -> tuple[Figure, ...]:
        """Return figures, each once."""
        return tuple({(f.programme, f.name, f.since, f.region): f for f in map(self.figure, used)}.values())

    def passed_over(self, used: Iterable[FigureUsed]) -> tuple[Figure, ...]:
        """Return the figures that would have counted in place of confirmed ones, were they not unconfirmed.

        That of the region where a wider one's was used, or a later one; where they say the same, nothing is lost.
        """
        found: dict[tuple[str, str, dt.date, str], Figure] = {}
        for one in used:
            parameter = self.setting.parameters[one.programme][one.name]
            other = parameter.at(one.place, one.on, unconfirmed=True)
            if one.dated is None or other is None or other.confirmed or other.value == one.dated.value:
                continue
            words = self._missing(one.programme, parameter, other)
            found[(one.programme, one.name, other.start, other.region)] = replace(
                words,
                since=other.start,
                until=None if other.until == NEVER else other.until,
                region=other.region,
                region_name=wording.place(other.region, self.names),
                standing=_unconfirmed(other, PASSED_OVER),
            )
        return () if self.setting.unconfirmed else tuple(found.values())

    def in_force(self, rule: Rule, place: str) -> Figure:
        """Return what the programme's being in force rests on."""
        dated = rule.parameters.in_force.at(place, self.setting.on, unconfirmed=self.setting.unconfirmed)
        assert dated is not None, "an outcome exists only where its programme is in force"
        return self._found(rule.key, rule.parameters.in_force, dated)

    def brief(self, figure: Figure) -> Phrase:
        """Return label and value alone: 每月补贴标准 300.00 元."""
        return Phrase(f"{figure.words.zh} {figure.said.zh}", f"{figure.words.en} – {figure.said.en}")

    def _found(self, programme: str, parameter: Parameter, dated: Dated) -> Figure:
        said = wording.value_said(
            dated.value, parameter.type, self.names, choices=parameter.choices, unit=wording.pair(parameter.unit)
        )
        return Figure(
            programme=programme,
            name=parameter.name,
            words=Phrase(parameter.zh, parameter.en),
            value=dated.value,
            said=said,
            since=dated.start,
            until=None if dated.until == NEVER else dated.until,
            region=dated.region,
            region_name=wording.place(dated.region, self.names),
            document=_document(dated.source),
            article=dated.article,
            confirmed=dated.confirmed,
            standing=CONFIRMED if dated.confirmed else _unconfirmed(dated, USED_ALL_THE_SAME),
        )

    def _missing(self, programme: str, parameter: Parameter, unconfirmed: Dated | None) -> Figure:
        return Figure(
            programme=programme,
            name=parameter.name,
            words=Phrase(parameter.zh, parameter.en),
            value=None,
            said=wording.NOT_ON_FILE if unconfirmed is None else wording.NOT_USED,
            since=None,
            until=None,
            region=None,
            region_name=None,
            document=None if unconfirmed is None else _document(unconfirmed.source),
            article="" if unconfirmed is None else unconfirmed.article,
            confirmed=False,
            standing=ABSENT if unconfirmed is None else _unconfirmed(unconfirmed, LEFT_OUT),
        )


def _unconfirmed(dated: Dated, and_so: Phrase) -> Phrase:
    """Return why a figure is not confirmed, and what was done with it."""
    why = Phrase("未核实（没有写明出处）", "not confirmed (nobody has named a source)")
    if dated.source is not None and not dated.source.read:
        why = Phrase("未核实（文件原文还没有读到）", "not confirmed (the text itself has not been read)")
    elif dated.source is not None:
        why = Phrase(
            "未核实（原文读过，数值或日期还不确定）", "not confirmed (the text has been read, but is not clear on it)"
        )
    return wording.joined([why, and_so], "，", ", ")


def _document(source: Source | None) -> Document | None:
    if source is None:
        return None
    return Document(source.title, source.number, source.date, source.url, source.read)
