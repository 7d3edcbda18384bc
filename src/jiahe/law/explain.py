"""Explains one outcome to one person: every condition with its facts, its article, what would change it, and the sums.

The explanation is one structure in Chinese and English; text, JSON and HTML are made of it. How to read one:
docs/explanation/how-an-answer-is-explained.md. The law knows no names: the caller passes them in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from jiahe.law.explanation import sentences, wording
from jiahe.law.explanation.ahead import Ahead, comes_to, look_ahead, total_if_met
from jiahe.law.explanation.arithmetic import Arithmetic
from jiahe.law.explanation.evidence import Evidence
from jiahe.law.explanation.figures import ABSENT, Figures
from jiahe.law.explanation.html import to_html
from jiahe.law.explanation.payers import Payers
from jiahe.law.explanation.structure import (
    ExplainedCriterion,
    ExplainedInstalment,
    ExplainedSetAside,
    Explanation,
    Figure,
    Names,
    NextChange,
    Phrase,
    RowsSetAside,
)
from jiahe.law.explanation.text import to_text
from jiahe.law.nodes import Expr
from jiahe.law.outcome import Outcome, Paid
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE
from jiahe.law.rule import Criterion
from jiahe.law.trace import FigureUsed, LeftOpen, Trace, left_open_behind, missing_behind, trace
from jiahe.law.types import Type

MONTHS_AHEAD = 36


def explain(
    outcome: Outcome,
    *,
    names: Names | None = None,
    months_ahead: int = MONTHS_AHEAD,
    set_aside: Iterable[RowsSetAside] = (),
) -> Explanation:
    """Return the explanation of an outcome.

    ``months_ahead``: how far to look for the day on which the answer changes by itself; 0 does not look.
    ``set_aside``: rows about the unit or its kin that are not among the facts, because they have faults.
    """
    names = names or Names()
    setting = outcome.reference.setting
    return _Explaining(
        outcome=outcome,
        names=names,
        evidence=Evidence(outcome.rule, names),
        figures=Figures(setting, names),
        ahead=look_ahead(outcome, months_ahead),
        set_aside=tuple(set_aside),
    ).explanation()


def to_json(explanation: Explanation) -> str:
    """Return the explanation as JSON: dates as 2025-09-15, money as whole fen, each phrase as {"zh", "en"}."""
    return json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2)


@dataclass(frozen=True)
class _Explaining:
    outcome: Outcome
    names: Names
    evidence: Evidence
    figures: Figures
    ahead: Ahead
    set_aside: tuple[RowsSetAside, ...]

    def explanation(self) -> Explanation:
        outcome, rule = self.outcome, self.outcome.rule
        place = outcome.reference.setting.law_place(outcome.place)
        traces = {one.key: self._trace_of(one) for one in rule.criteria}
        criteria = tuple(self._criterion(one, traces[one.key]) for one in rule.criteria)
        amounts = self._trace_of_amounts()
        shown = {(fact, id(fact.row)) for one in traces.values() for fact in one.facts}
        amount_records = self.evidence.records(f for f in amounts.facts if (f, id(f.row)) not in shown)
        used = [figure for one in (*traces.values(), amounts) for figure in one.figures]
        figures = self.figures.figures(used)
        in_force = self.figures.in_force(rule, place)
        left_out = (*(one for one in figures if one.value is None), *self.figures.passed_over(used))
        confirmed = all(one.confirmed for one in (in_force, *figures) if one.value is not None)
        total, said = self._total()
        change = self._next_change()
        remarks = self._remarks()
        return Explanation(
            programme=rule.key,
            programme_words=Phrase(rule.zh, rule.en),
            programme_doc=rule.doc,
            version=rule.version,
            in_force=in_force,
            unit=rule.unit.name,
            unit_words=wording.table_words(rule.unit.table),
            key=outcome.key,
            name=self.names.row_name(rule.unit.name, outcome.key),
            on=outcome.reference.setting.on,
            on_said=wording.day(outcome.reference.setting.on),
            place=place,
            place_name=wording.place(place, self.names),
            status=outcome.status,
            headline=sentences.headline(outcome, said, confirmed=confirmed),
            notes=tuple(self._notes(left_out, confirmed=confirmed)),
            remarks=tuple(map(sentences.remark, remarks)),
            set_aside=tuple(map(self._set_aside, self.set_aside)),
            benefit=rule.benefit,
            total=total,
            total_said=said,
            enrolled=outcome.enrolled,
            criteria=criteria,
            instalments=tuple(self._instalment(one) for one in self._shown),
            amount_title=self._amount_title(),
            amount_records=amount_records,
            payer_figures=self._payers.figures_of(paid.instalment for paid in self._shown),
            papers=self._all_papers(criteria),
            figures=(*(one for one in figures if one.value is not None), *remarks),
            left_out=left_out,
            next_change=change,
            outlook=tuple(self._outlook(change)),
        )

    # -------------------------------------------------------------------------------------------- criteria

    def _trace_of(self, criterion: Criterion) -> Trace:
        return trace(self.outcome.reference, [criterion.node], self.outcome.scope)

    def _criterion(self, criterion: Criterion, behind: Trace) -> ExplainedCriterion:
        holds = self.outcome.criteria[criterion.key]
        value, said = sentences.VALUES[holds]
        figures = self.figures.figures(behind.figures)
        wanted = missing_behind(self.outcome.reference, [criterion.node], self.outcome.scope) if holds is None else []
        missing = [fact.name for fact in wanted if fact.table != "law"]
        left_open = self._left_open([criterion.node]) if holds is None else []
        named = self._papers_of(left_open)  # those of this very case, instead of all that could prove the criterion
        return ExplainedCriterion(
            key=criterion.key,
            words=Phrase(criterion.zh, criterion.en),
            value=value,
            said=said,
            cites=criterion.cites,
            records=self.evidence.records(behind.facts),
            figures=tuple(self.figures.brief(one) for one in figures),
            missing=tuple(dict.fromkeys(missing)),
            papers=tuple(dict.fromkeys([*named, *self.evidence.papers(wanted, None if named else criterion)])),
            reasons=tuple(Phrase(one.zh, one.en) for one in left_open),
            outlook=tuple(self._outlook_of(criterion, [one for one in figures if one.value is None])),
            met_from=self.ahead.met_from.get(criterion.key),
        )

    def _left_open(self, nodes: list[Expr]) -> list[LeftOpen]:
        return left_open_behind(self.outcome.reference, nodes, self.outcome.scope)

    def _papers_of(self, left_open: list[LeftOpen]) -> list[Phrase]:
        return [wording.pair(paper) for one in left_open for paper in one.papers]

    def _outlook_of(self, criterion: Criterion, missing: list[Figure]) -> list[Phrase]:
        found = []
        holds = self.outcome.criteria[criterion.key]
        if holds is False:
            found.append(sentences.if_met(self.outcome, criterion.key, self._total_if_met()))
        if criterion.key in self.ahead.met_from:
            found.append(sentences.met_from(self.ahead.met_from[criterion.key]))
        if holds is False and criterion.evidence:
            found.append(sentences.if_otherwise([wording.pair(paper) for paper in criterion.evidence]))
        if holds is None and missing:
            found.append(sentences.waits_for_the_law(missing))
        return found

    def _total_if_met(self) -> Phrase | None:
        total = total_if_met(self.outcome)
        return None if total is None else self._amount(total)

    # -------------------------------------------------------------------------------------------- amounts

    @property
    def _has_amounts(self) -> bool:
        """Whether sums say something: nothing worked out from facts that do not fit yet would only mislead."""
        return self.outcome.status == ELIGIBLE or self._total_if_met() is not None

    @property
    def _shown(self) -> tuple[Paid, ...]:
        return self.outcome.instalments if self._has_amounts else ()

    @property
    def _payers(self) -> Payers:
        return Payers(self.outcome.reference, self.outcome.scope, self.names, self.figures)

    @property
    def _unit(self) -> Phrase:
        return wording.YUAN if self.outcome.rule.benefit == "money" else wording.DAYS

    def _amount(self, amount: int | None) -> Phrase:
        return wording.quantity(amount, Type.MONEY if self.outcome.rule.benefit == "money" else Type.INT, self._unit)

    def _total(self) -> tuple[int | None, Phrase]:
        return self.outcome.total, self._amount(self.outcome.total)

    def _trace_of_amounts(self) -> Trace:
        if not self._has_amounts:
            return Trace((), ())
        paid = [one.instalment for one in self.outcome.instalments]
        nodes = [node for one in paid for node in (one.amount_node, one.year_node)]
        return trace(self.outcome.reference, nodes, self.outcome.scope)

    def _instalment(self, paid: Paid) -> ExplainedInstalment:
        arithmetic = Arithmetic(self.outcome.reference, self.outcome.scope, self.names)
        worked, where = arithmetic.of(paid.instalment.amount_node, self._unit)
        unknown = [
            node
            for node, value in ((paid.instalment.amount_node, paid.amount), (paid.instalment.year_node, paid.year))
            if value is None
        ]
        return ExplainedInstalment(
            key=paid.instalment.key,
            words=Phrase(paid.instalment.zh, paid.instalment.en),
            year=paid.year,
            year_said=wording.year(paid.year),
            amount=paid.amount,
            said=self._amount(paid.amount),
            arithmetic=worked,
            where=where,
            reasons=tuple(Phrase(one.zh, one.en) for one in self._left_open(unknown)),
            paid_by=self._payers.of(paid.instalment),
        )

    def _amount_title(self) -> Phrase:
        titles = sentences.AMOUNTS if self.outcome.rule.benefit == "money" else sentences.DAYS_OFF
        return titles[self.outcome.status == ELIGIBLE]

    # -------------------------------------------------------------------------------------------- the whole

    def _all_papers(self, criteria: tuple[ExplainedCriterion, ...]) -> tuple[Phrase, ...]:
        found = [paper for one in criteria for paper in one.papers]
        if self.outcome.status != NOT_ELIGIBLE:  # so that one way to the office is enough
            amounts = self.outcome.unknown_amounts()
            found += self.evidence.papers(missing_behind(self.outcome.reference, amounts, self.outcome.scope))
            found += self._papers_of(self._left_open(amounts))
        return tuple(dict.fromkeys(found))

    def _notes(self, left_out: tuple[Figure, ...], *, confirmed: bool) -> list[Phrase]:
        status = self.outcome.status
        found = []
        if status == NOT_ELIGIBLE:
            found.append(sentences.A_PERSON_DECIDES)
        elif status == NEEDS_EVIDENCE:
            found.append(sentences.what_is_missing(self.outcome))
        else:
            opened = [one.instalment for one in self.outcome.instalments if one.amount is None]
            if opened:
                missing = any(one.table != "law" for one in self.outcome.missing())
                left_open = bool(self.outcome.left_open())
                found.append(sentences.amounts_open(opened, by_facts=missing, left_open=left_open))
            found.append(sentences.claimed(self.outcome, self._amount(self.outcome.unclaimed)))
        if self.set_aside:
            found.append(sentences.ROWS_SET_ASIDE)
        if not confirmed:
            found.append(sentences.WITH_UNCONFIRMED)
        if any(one.standing != ABSENT for one in left_out):
            found.append(sentences.WITHOUT_UNCONFIRMED)
        return found

    def _remarks(self) -> tuple[Figure, ...]:
        """What the programme tells with every answer but a no, as far as the place's law has it."""
        if self.outcome.status == NOT_ELIGIBLE:
            return ()
        rule, setting, place = self.outcome.rule, self.outcome.reference.setting, self.outcome.place
        told = ((name, setting.value(rule.key, name, place, setting.on)) for name in rule.remarks)
        where = setting.law_place(place)
        return self.figures.figures(FigureUsed(rule.key, name, where, setting.on, one) for name, one in told if one)

    def _set_aside(self, one: RowsSetAside) -> ExplainedSetAside:
        title = wording.table_words(self.outcome.rule.unit.schema.table(one.table))
        people = self.outcome.rule.unit.name
        names = "、".join(self.names.row_name(people, key) for key in one.of)
        said = sentences.set_aside(one, title, names)
        return ExplainedSetAside(one.table, title, one.rows, one.of, said, one.where)

    def _next_change(self) -> NextChange | None:
        day, later = self.ahead.day, self.ahead.outcome
        if day is None:
            return None
        total = None if later is None else comes_to(later)
        words = sentences.next_change(self.outcome, later, day, self._amount)
        return NextChange(day, None if later is None else later.status, total, words)

    def _outlook(self, change: NextChange | None) -> list[Phrase]:
        found = []
        if self.outcome.failed:
            found.append(sentences.CORRECT_THE_FACTS)
        total = self._total_if_met()
        if self.outcome.status == NEEDS_EVIDENCE and total is not None:
            found.append(sentences.if_all_met(total))
        if change is not None:
            found.append(change.words)
            if self._is_worse(self.ahead.outcome):
                found.append(sentences.claim_before(self.outcome, change.day))
        return found

    def _is_worse(self, later: Outcome | None) -> bool:
        """Whether somebody who may be entitled loses by waiting."""
        if self.outcome.status == NOT_ELIGIBLE:
            return False
        if later is None or later.status not in (ELIGIBLE, self.outcome.status):
            return True
        now, then = comes_to(self.outcome), comes_to(later)
        return now is not None and then is not None and then < now


__all__ = ["Explanation", "Names", "Phrase", "RowsSetAside", "explain", "to_html", "to_json", "to_text"]
