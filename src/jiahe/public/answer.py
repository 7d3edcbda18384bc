"""The answer page of the self-check: each outcome said to the family, with the sum, the reason, the law, the papers.

A machine may say yes. What is not met is said as what the family told, and that a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jiahe.law.explain import Explanation, Phrase, explain
from jiahe.law.explanation import wording
from jiahe.law.outcome import Outcome
from jiahe.law.parameters import NATION
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE
from jiahe.law.rule import Rule
from jiahe.law.types import NEVER
from jiahe.public.programmes import PARENTS, name_of, names_in, place_name
from jiahe.public.selfcheck import Check
from jiahe.web.words import Words, is_chinese

YES = Words("按您说的，符合", "Yes, by what you said")
PERHAPS = Words("可能符合，还缺一些情况", "Perhaps: something is still open")
NOT_BY_THIS = Words("按您说的，暂时对不上", "Not by what you said")

A_PERSON_DECIDES = Words(
    "这只是按您说的比对，不是办理结果。您仍然可以申请：能不能办，由工作人员核实后决定，并书面说明理由和依据；有不同意见，可以申请复核。",
    "This only compares what you said with the text; it decides nothing. You may still apply: a person looks into it, "
    "decides, and gives reasons and the law in writing; you can ask for a review.",
)
AT_THE_EMPLOYER = Words(
    "向所在单位提出（人事部门）。单位不同意的，可以问当地人力资源社会保障部门。",
    "Ask your employer (the personnel office). If it does not agree, ask the local labour and social security office.",
)
AT_THE_TOWNSHIP = Words(
    "户口所在地的乡镇政府或街道办事处；村（社区）可以帮忙代办。",
    "The township government or sub-district office where the hukou is; the village or community can apply for you.",
)


@dataclass(frozen=True)
class Missing:
    """Something that is not known yet: of whom, and what."""

    whose: Words
    what: Words


@dataclass(frozen=True)
class Answer:
    """One programme for one member of the family."""

    outcome: Outcome
    check: Check

    @property
    def rule(self) -> Rule:
        """The programme."""
        return self.outcome.rule

    @property
    def person(self) -> Words:
        """Whom it is for."""
        return name_of(self.outcome.key)

    @property
    def is_yes(self) -> bool:
        """Whether it is owed, by what was said."""
        return self.outcome.status == ELIGIBLE

    @property
    def is_perhaps(self) -> bool:
        """Whether something is still open."""
        return self.outcome.status == NEEDS_EVIDENCE

    @property
    def verdict(self) -> Words:
        """The answer in a few words."""
        return YES if self.is_yes else PERHAPS if self.is_perhaps else NOT_BY_THIS

    @property
    def tone(self) -> str:
        """The tone of the verdict's tag."""
        return "good" if self.is_yes else "attention" if self.is_perhaps else "neutral"

    @cached_property
    def explained(self) -> Explanation:
        """The explanation of the outcome."""
        return explain(self.outcome, names=names_in("zh" if is_chinese() else "en"), months_ahead=0)

    @property
    def instalments(self) -> list[Any]:
        """The parts that come to something, and those of which only the amount is not known yet."""
        return [one for one in self.explained.instalments if one.amount or (one.amount is None and one.year)]

    @property
    def if_met(self) -> Phrase | None:
        """What it would come to, if all that is open turns out well; None when that is not known."""
        amounts = [one.amount for one in self.outcome.instalments]
        known = [one for one in amounts if one is not None]
        if not self.is_perhaps or len(known) < len(amounts) or not sum(known):
            return None
        money = self.rule.benefit == "money"
        return Phrase(*(f"{sum(known) / 100:,.2f} {u}" if money else f"{sum(known)} {u}" for u in _UNITS[money]))

    @property
    def conditions(self) -> list[Any]:
        """The conditions, those that are not met or open first."""
        order = {"not_met": 0, "unknown": 1, "met": 2}
        return sorted(self.explained.criteria, key=lambda one: order[one.value])

    @property
    def reasons(self) -> list[Any]:
        """The conditions that keep it from being a yes."""
        wanted = "unknown" if self.is_perhaps else "not_met"
        return [one for one in self.explained.criteria if one.value == wanted]

    @property
    def missing(self) -> list[Missing]:
        """What would settle it, each once."""
        schema = self.rule.unit.schema
        found = {}
        for fact in self.outcome.missing():
            if fact.table == "law":
                continue
            table = schema.table(fact.table)
            what = _ROWS.get(table.name)
            if fact.column and table.key:
                short = wording.column_words(table.column(fact.column))
                what = Words(short.zh, short.en)
            elif what is None:
                what = Words(table.zh, table.name)
            whose = name_of(str(fact.key)) if fact.key else name_of(self.outcome.key)
            found[(fact.key, what)] = Missing(whose, what)
        return list(found.values())

    @property
    def waits_for_the_law(self) -> bool:
        """Whether a figure of the law is missing, which nobody can bring."""
        return any(fact.table == "law" for fact in self.outcome.missing())

    @property
    def papers(self) -> list[Phrase]:
        """The papers to bring: those that would settle what is open, else those that prove what decided."""
        return list(self.explained.papers if self.is_perhaps else self._that_prove())

    def _that_prove(self) -> dict[Phrase, None]:
        schema = self.rule.unit.schema
        found: dict[Phrase, None] = {}
        for criterion in self.rule.criteria:
            behind = [fact for fact in self.outcome.facts(criterion.node) if fact.table != "law" and fact.column]
            if behind and all(fact.column == "death_date" and fact.value == NEVER for fact in behind):
                continue  # nobody brings a paper to prove that a child lives
            columns = [schema.table(fact.table).column(fact.column) for fact in behind]
            pairs = [one.evidence for one in columns if one.evidence and one.name != "death_date"]
            found |= {Phrase(*pair): None for pair in pairs or criterion.evidence}
        return found

    @property
    def documents(self) -> list[Any]:
        """The documents of the law that it rests on, each once."""
        used = [self.explained.in_force, *self.explained.figures]
        return list({one.document.title: one.document for one in used if one.document is not None}.values())

    @property
    def apply_at(self) -> Words:
        """Where to apply."""
        return AT_THE_EMPLOYER if self.rule.benefit == "days" else AT_THE_TOWNSHIP

    @property
    def by_the_nations_text(self) -> bool:
        """Whether only the nation's text could be used, because the place is not known."""
        return self.outcome.place is None and self.outcome.key in PARENTS


_ROWS = {
    "parenthoods": Words(
        "子女和父母的关系（还有没有别的孩子、是亲生还是收养）", "whose child it is, and whether there are others"
    ),
    "custodies": Words("由谁抚养", "who has custody"),
    "unions": Words("婚姻情况", "the marriage"),
    "hukou": Words("户口有没有迁过", "whether the hukou has moved"),
    "certificates": Words(
        "有没有相关证件（光荣证、残疾人证），哪天发的", "the certificate or card, and its date of issue"
    ),
    "statuses": Words("身份情况（是否在单位工作、是否孤儿等）", "the status (working for an employer, an orphan …)"),
    "claims": Words("申请过没有，哪年、结果怎样", "what was claimed, for which year, and how it stands"),
    "payments": Words("领到过没有", "what was paid"),
}
"""What is missing when it is not known whether there are rows: in a family's words."""

_UNITS = {True: ("元", "yuan"), False: ("天", "days")}


@dataclass(frozen=True)
class HangsOnPlace:
    """A programme that is in force in some places only, for somebody whose place is not known."""

    rule: Rule
    person: Words
    by_residence: bool
    places: list[str]


@dataclass(frozen=True)
class AnswerPage:
    """Everything the answer page shows."""

    check: Check

    @cached_property
    def answers(self) -> list[Answer]:
        """The outcomes: yes first, then perhaps, then not by what was said."""
        found = [Answer(one, self.check) for one in self.check.outcomes]
        return sorted(found, key=lambda one: (not one.is_yes, not one.is_perhaps))

    @property
    def hang_on_place(self) -> list[HangsOnPlace]:
        """The programmes of which only the place is missing."""
        found = []
        for one in self.check.elsewhere:
            in_force = one.rule.parameters.in_force
            regions = [
                region
                for region in in_force.regions_within(NATION)
                if in_force.at(region, self.check.answers.on, unconfirmed=False)
            ]
            by_residence = one.missing.column == "residence_place"
            found.append(HangsOnPlace(one.rule, name_of(one.person), by_residence, list(map(place_name, regions))))
        return found

    @property
    def is_empty(self) -> bool:
        """Whether no programme looks at the family."""
        return not (self.answers or self.check.elsewhere)

    @property
    def decides(self) -> Words:
        """Who decides."""
        return A_PERSON_DECIDES
