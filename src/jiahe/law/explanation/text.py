"""An explanation as plain text, for a terminal or a printed slip. Chinese characters count as two columns wide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len

from jiahe.law.explanation.labels import HEADINGS, document, in_force
from jiahe.law.explanation.structure import (
    EN,
    LANGUAGES,
    ZH,
    ExplainedCriterion,
    ExplainedInstalment,
    ExplainedPart,
    ExplainedPayer,
    Explanation,
    Figure,
    Phrase,
    Record,
)

_WIDE = "⺀-鿿豈-﫿＀-￯"
_PIECE = re.compile(rf"−?\d[\d.]*\s(?:[{_WIDE}]{{1,2}}|%)|\s+|[{_WIDE}]|[^\s{_WIDE}]+")
"""What a line is not broken within: a number with its unit, a Chinese character, a word."""
_NOT_FIRST = frozenset("，。；：、！？）》〕】”’,.;:!?)")
_NOT_LAST = frozenset("（《〔【“‘(")


def to_text(explanation: Explanation, language: str = ZH, width: int = 80) -> str:
    """Return the explanation as text. ``language``: zh, en or both, one after the other. ``width``: columns."""
    wanted = LANGUAGES if language == "both" else (language,)
    return ("\n" + "=" * width + "\n\n").join(_Text(one, width).of(explanation) for one in wanted)


def wrapped(text: str, width: int, first: str = "", rest: str = "") -> Iterator[str]:
    """Iterate over lines of at most ``width`` columns. Chinese breaks anywhere, but marks stay where they belong."""
    line, begin = "", first
    for piece in _glued(_PIECE.findall(text)):
        if line and cell_len(begin + line + piece.rstrip()) > width:
            yield (begin + line).rstrip()
            line, begin = "", rest
        line += piece if line else piece.lstrip()
    yield (begin + line).rstrip()


def _glued(pieces: Iterable[str]) -> Iterator[str]:
    """Put closing marks to what stands before them, and opening ones to what follows."""
    held = ""
    for piece in pieces:
        if held and (held[-1] in _NOT_LAST or piece[0] in _NOT_FIRST):
            held += piece
        else:
            if held:
                yield held
            held = piece
    yield held


class _Text:
    def __init__(self, language: str, width: int) -> None:
        self.language = language
        self.width = width
        self.lines: list[str] = []

    def of(self, explanation: Explanation) -> str:
        self._head(explanation)
        if explanation.set_aside:
            self._title("set_aside")
            for one in explanation.set_aside:
                self._item(self.say(one.said))
        self._title("criteria")
        for number, criterion in enumerate(explanation.criteria, start=1):
            self._criterion(number, criterion)
        self._amounts(explanation)
        self._figures("figures", explanation.figures)
        self._figures("payer_figures", explanation.payer_figures)
        self._figures("left_out", explanation.left_out)
        if explanation.papers:
            self._title("all_papers")
            for paper in explanation.papers:
                self._item(self.say(paper))
        if explanation.outlook:
            self._title("changes")
            for sentence in explanation.outlook:
                self._item(self.say(sentence))
        return "\n".join(self.lines).rstrip() + "\n"

    # -------------------------------------------------------------------------------------------- parts

    def _head(self, explanation: Explanation) -> None:
        title = self.say(explanation.programme_words)
        self._put(f"{title}  {explanation.programme}")
        name, key = explanation.name, str(explanation.key)
        self._pair("who", name if key in name else f"{name}  {key}")
        self._pair("day", self.say(explanation.on_said))
        self._pair("place", self.say(explanation.place_name))
        standing = "" if explanation.in_force.confirmed else self._comma + self.say(explanation.in_force.standing)
        self._pair("in_force", self._cited(explanation.in_force) + standing)
        self.lines.append("")
        self._pair("result", self.say(explanation.headline))
        for note in (*explanation.notes, *explanation.remarks):
            self._put(self.say(note))

    def _criterion(self, number: int, criterion: ExplainedCriterion) -> None:
        inside = " " * len(f"{number}. ")
        self._put(f"{number}. {self.say(criterion.words)}{self._colon}{self.say(criterion.said)}", rest=inside)
        self._pair("cites", criterion.cites, inside)
        for sentence in criterion.figures:
            self._pair("measured", self.say(sentence), inside)
        for record in criterion.records:
            self._record(record, inside)
        if criterion.reasons:
            self._pair("reasons", self._listed(criterion.reasons), inside)
        if criterion.papers:
            self._pair("papers", self._listed(criterion.papers), inside)
        for sentence in criterion.outlook:
            self._put(f"→ {self.say(sentence)}", inside)
        self.lines.append("")

    def _record(self, record: Record, inside: str) -> None:
        if record.note is not None:
            self._item(self.say(record.note), inside)
            return
        between, last = (" ", "，") if self.language == ZH else (": ", "; ")
        cells = last.join(f"{self.say(cell.words)}{between}{self.say(cell.said)}" for cell in record.cells)
        about = self.say(record.about)
        text = f"{about}{'：' if self.language == ZH else ' – '}{cells or self.head('on_record')}"
        source = record.source or self.head("no_source")
        aside = f"（{self.head('source')}：{source}）" if self.language == ZH else f" ({self.head('source')}: {source})"
        self._item(text + aside, inside)

    def _amounts(self, explanation: Explanation) -> None:
        if not explanation.instalments:
            return
        self._heading(self.say(explanation.amount_title))
        for one in explanation.instalments:
            self._instalment(one)
        if explanation.amount_records:
            self._put(self.head("amount_facts") + self._colon.strip())
            for record in explanation.amount_records:
                self._record(record, "")
        self.lines.append("")

    def _instalment(self, one: ExplainedInstalment) -> None:
        self._put(f"{self.say(one.year_said)}  {self.say(one.words)}  {self.say(one.said)}")
        self._put(self.say(one.arithmetic), "   ")
        for sentence in one.where:
            self._put(f"{self.head('where')} {self.say(sentence)}", "   ")
        if one.reasons:
            self._pair("reasons", self._listed(one.reasons), "   ")
        for part in one.paid_by:
            self._part(part)

    def _part(self, part: ExplainedPart) -> None:
        self._pair("paid_by", f"{self.say(part.words)} {self.say(part.said)}", "   ")
        for payer in filter(lambda one: one.says_something, part.payers):
            self._item(f"{self.say(payer.words)}{self._colon}{self._paid(payer)}", "   ")
        if part.together is not None:
            self._item(self.say(part.together), "   ")

    def _paid(self, payer: ExplainedPayer) -> str:
        """The sum with its arithmetic; of an unknown one why it is, and the figures that there are."""
        if payer.amount is not None:
            return self.say(payer.arithmetic)
        why = [self.say(one) for one in (payer.arithmetic, *payer.reasons, *payer.figures)]
        between = "；" if self.language == ZH else "; "
        return f"{self.say(payer.said)}{self._comma}{between.join(why)}"

    def _figures(self, title: str, figures: tuple[Figure, ...]) -> None:
        if not figures:
            return
        self._title(title)
        for figure in figures:
            self._item(f"{self.say(figure.words)}{self._colon}{self.say(figure.said)}")
            parts = [self._cited(figure), self.say(figure.standing)]
            self._put(self._comma.join(part for part in parts if part), "  ")
        self.lines.append("")

    def _cited(self, figure: Figure) -> str:
        url = figure.document.url if figure.document is not None else ""
        region = "" if figure.region_name is None else self.say(figure.region_name)
        parts = [in_force(figure, self.language), region, document(figure.document, figure.article, self.language), url]
        return self._comma.join(part for part in parts if part)

    # -------------------------------------------------------------------------------------------- lines

    def say(self, phrase: Phrase) -> str:
        return phrase.say(self.language)

    def head(self, key: str) -> str:
        return HEADINGS[key].say(self.language)

    def _listed(self, phrases: Iterable[Phrase]) -> str:
        return ("；" if self.language == ZH else "; ").join(map(self.say, phrases))

    @property
    def _colon(self) -> str:
        return ": " if self.language == EN else "："

    @property
    def _comma(self) -> str:
        return ", " if self.language == EN else "，"

    def _title(self, key: str) -> None:
        self._heading(self.head(key))

    def _heading(self, text: str) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")
        self._put(text)
        self.lines.append("-" * min(self.width, cell_len(text)))

    def _pair(self, key: str, text: str, inside: str = "") -> None:
        self._put(f"{self.head(key)}{self._colon}{text}", inside)

    def _item(self, text: str, inside: str = "") -> None:
        self.lines += wrapped(text, self.width, f"{inside}- ", f"{inside}  ")

    def _put(self, text: str, inside: str = "", rest: str | None = None) -> None:
        self.lines += wrapped(text, self.width, inside, inside if rest is None else rest)
