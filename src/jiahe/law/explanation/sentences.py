"""The sentences of an explanation, in plain office Chinese and in English.

The charter binds them: a machine may say yes; that something is not met is said as what the records show, never as a
decision, and always with what would change it and who decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from jiahe.law.explanation import wording
from jiahe.law.explanation.ahead import comes_to
from jiahe.law.explanation.labels import document
from jiahe.law.explanation.structure import Figure, Holds, Phrase, RowsSetAside
from jiahe.law.outcome import Outcome
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE
from jiahe.law.rule import Instalment

STATUS = {
    ELIGIBLE: Phrase("符合", "You are entitled"),
    NEEDS_EVIDENCE: Phrase("需补充材料", "More evidence is needed"),
    NOT_ELIGIBLE: Phrase("按现有资料暂不符合", "On what is recorded, not met"),
}

VALUES: dict[bool | None, tuple[Holds, Phrase]] = {
    True: ("met", Phrase("符合", "met")),
    False: ("not_met", Phrase("暂不符合", "not met")),
    None: ("unknown", Phrase("还不清楚", "unknown")),
}

A_PERSON_DECIDES = Phrase(
    "这是按登记资料比对出来的，不是办理结果。您仍然可以申请；能不能办，由工作人员核实后决定，并说明理由和依据；有不同意见，可以申请复核。",
    "This is what the records show; it decides nothing. You may still apply. Only a person may refuse, with reasons "
    "and the law they rest on, and you can ask for a review.",
)
CORRECT_THE_FACTS = Phrase(
    "上面的资料如果有错，请先到登记的地方更正，更正后重新核对。",
    "If one of the facts above is wrong, have it corrected where it is registered; the answer is then worked out anew.",
)
BRING_THE_PAPERS = Phrase("补齐所列材料后，再核对一次就有结果。", "The papers listed would settle it.")
AN_OFFICIAL_SETTLES_IT = {
    True: Phrase(
        "这要由工作人员看所列材料核定（为什么，见下面的说明）。",
        "An official settles this, from the papers listed (why, see below).",
    ),
    False: Phrase("这要由工作人员核定（为什么，见下面的说明）。", "An official settles this (why, see below)."),
}
BRING_THEM_AND_WAIT_FOR_THE_LAW = Phrase(
    "要补齐所列材料；此外当地有的规定还没有查到或还没有核实，要等工作人员查清。",
    "The papers listed are needed. Besides, a rule of the law here is not on file or not confirmed: the office has to "
    "find that out.",
)
WAITS_FOR_THE_LAW = Phrase(
    "缺的不是您的材料：当地有的规定还没有查到或还没有核实，由工作人员查清，不需要您补材料。",
    "Nothing of yours is missing: a rule of the law here is not on file or not confirmed. The office has to find that "
    "out; you need not bring anything.",
)
WITH_UNCONFIRMED = Phrase(
    "注意：这里用了还没有核实的标准，哪些没有核实，下面都注明了。",
    "Note: figures that are not confirmed were used. Below it is said of each whether it is.",
)
WITHOUT_UNCONFIRMED = Phrase(
    "有的标准还没有核实，没有采用（见“没有采用的标准”）。",
    "Some figures are not confirmed and were left out (see “Figures that were left out”).",
)
ROWS_SET_ASIDE = Phrase(
    "注意：有关的资料有几行因为有错没有采用，结果可能因此不同；请先更正（见“没有采用的资料”）。",
    "Note: rows of the facts have faults and are not used, so the answer may be another one. Have them corrected first "
    "(see “Facts that are not used”).",
)
TAKEN_AT_WORK = Phrase("休假向所在单位提出，不在这里申领。", "Leave is asked for at work; it is not claimed here.")
ENROLLED = {
    True: Phrase("已经有办理记录。", "A claim is on record."),
    False: Phrase("还没有查到有效的办理记录，可以去办理。", "No claim that stands is on record: it can be claimed."),
    None: Phrase(
        "有没有办理过，现有资料看不出来。", "Whether it has been claimed cannot be seen from what is recorded."
    ),
}
SOME_YEAR_OPEN = Phrase(
    "今年或往年，有的年份还没有查到有效的办理记录，可以去办理。",
    "For some year, this or an earlier one, no claim that stands is on record: it can be claimed.",
)
AMOUNTS = {
    True: Phrase("金额怎么算", "How the amount is worked out"),
    False: Phrase(
        "各项条件都符合时，金额这样算", "If every condition were met, the amount would be worked out like this"
    ),
}
DAYS_OFF = {
    True: Phrase("天数怎么算", "How the days are worked out"),
    False: Phrase(
        "各项条件都符合时，天数这样算", "If every condition were met, the days would be worked out like this"
    ),
}


def headline(outcome: Outcome, total: Phrase, *, confirmed: bool) -> Phrase:
    """Return the answer in one sentence. What rests on unconfirmed figures says so, lest it be read as a promise."""
    words = STATUS[outcome.status]
    if outcome.status == ELIGIBLE and outcome.total is not None:
        words = Phrase(f"{words.zh}，共 {total.zh}", f"{words.en}: {total.en} in all")
    if not confirmed:
        return Phrase(
            f"{words.zh}（按未核实的标准，仅供参考）",
            f"{words.en} (by figures that are not confirmed; only for orientation)",
        )
    return words


def set_aside(one: RowsSetAside, title: Phrase, names: str) -> Phrase:
    """Return which rows are not used, about whom, and where they are."""
    rows = "1 row is" if one.rows == 1 else f"{one.rows} rows are"
    return Phrase(
        f"“{title.zh}”有 {one.rows} 行没有采用，涉及 {names}。{one.where.zh}",
        f"{title.en}: {rows} not used, about {names}. {one.where.en}",
    )


def claimed(outcome: Outcome, unclaimed: Phrase) -> Phrase:
    """Return whether something is left to claim, and how much where it is not all that is owed.

    ``unclaimed``: the sum in words. While it is not known and several years are due, the open one may be any of them.
    """
    if outcome.rule.benefit == "days":
        return TAKEN_AT_WORK
    if outcome.enrolled is False and outcome.unclaimed and outcome.unclaimed != outcome.total:
        said = f"{unclaimed.en} can be claimed now: no claim that stands is on record for that."
        now_zh = f"{unclaimed.zh}现在就可以办理，还没有查到有效的办理记录。"
        return Phrase(now_zh, said) if outcome.total is None else Phrase(f"其中 {now_zh}", f"Of it, {said}")
    if outcome.enrolled is not False or outcome.unclaimed is not None:
        return ENROLLED[outcome.enrolled]
    now = outcome.reference.setting.on.year
    due = {one.year for one in outcome.instalments if one.amount != 0 and (one.year is None or one.year <= now)}
    return SOME_YEAR_OPEN if len(due) > 1 else ENROLLED[False]


def what_is_missing(outcome: Outcome) -> Phrase:
    """Return what has to happen before there is an answer, where evidence is needed: not always is it a paper."""
    left_open = outcome.left_open()
    if left_open:
        return AN_OFFICIAL_SETTLES_IT[any(one.papers for one in left_open)]
    by_facts = {key: any(fact.table != "law" for fact in outcome.missing_for(key)) for key in outcome.unknown}
    if all(by_facts.values()):
        return BRING_THE_PAPERS
    return BRING_THEM_AND_WAIT_FOR_THE_LAW if any(by_facts.values()) else WAITS_FOR_THE_LAW


def amounts_open(instalments: list[Instalment], *, by_facts: bool, left_open: bool) -> Phrase:
    """Return that some instalments cannot be worked out yet: for want of facts, or of figures that nobody can bring.

    ``left_open``: the rule itself leaves it to a person.
    """
    zh = "、".join(f"“{one.zh}”" for one in instalments)
    en = ", ".join(f"“{one.en}”" for one in instalments)
    begins = Phrase(f"条件都符合，但{zh}还算不出来：", f"All conditions are met, but {en} cannot be worked out yet: ")
    if by_facts:
        return Phrase(
            f"{begins.zh}资料不全，要先补充材料。", f"{begins.en}facts are missing, and evidence is needed first."
        )
    if left_open:
        return Phrase(
            f"{begins.zh}要由工作人员看材料核定（原因见下）。",
            f"{begins.en}an official settles it from the papers (why, see below).",
        )
    return Phrase(
        f"{begins.zh}当地的标准还没有查到或还没有核实，不需要您补材料。",
        f"{begins.en}the figure of the law is not on file or not confirmed. You need not bring anything for that.",
    )


# ------------------------------------------------------------------------------------------------ what would change it


def if_met(outcome: Outcome, key: str, total: Phrase | None) -> Phrase:
    """Return what follows if a failed criterion were met. ``total``: what it would come to, None when that is open."""
    others = [other for other in outcome.failed if other != key]
    unknown = len(outcome.unknown)
    if others:
        return Phrase(
            f"除了这一条，还有 {len(others)} 条暂不符合，要都符合才行。",
            f"This is not the only one: {len(others)} more would have to be met as well.",
        )
    if unknown:
        return Phrase(
            f"这一条符合以后，还要补充材料，弄清另外 {unknown} 条。",
            f"If this one were met, evidence would still be needed for {unknown} more.",
        )
    if total is None:
        return Phrase(
            "只要这一条符合，就全部符合；金额要按更正后的资料另算。",
            "If this one were met, all would be; the amount depends on the corrected facts.",
        )
    return Phrase(
        f"只要这一条符合，就全部符合，共 {total.zh}。",
        f"If this one were met, all would be, and it would come to {total.en}.",
    )


def if_otherwise(papers: list[Phrase]) -> Phrase:
    """Return the papers that would show that a condition is met after all."""
    listed = wording.joined(papers)
    return Phrase(
        f"如果实际情况不是这样，可以凭这些材料证明（有哪种带哪种）：{listed.zh}。",
        f"If it is otherwise, these papers would show it (whichever applies): {listed.en}.",
    )


def if_all_met(total: Phrase) -> Phrase:
    """Return what it comes to once everything unknown has turned out well."""
    return Phrase(f"各条都符合的话，共 {total.zh}。", f"If all are met, it comes to {total.en}.")


def met_from(day: dt.date) -> Phrase:
    """Return that a criterion is met by the passing of time."""
    said = wording.day(day)
    return Phrase(
        f"资料不变的话，从{said.zh}起这一条就符合。", f"If nothing else changes, it is met from {said.en} on."
    )


def waits_for_the_law(figures: list[Figure]) -> Phrase:
    """Return that what is missing is a figure, which nobody can bring."""
    names = wording.joined([figure.words for figure in figures], "、", ", ")
    return Phrase(
        f"缺的是“{names.zh}”的已核实数值，不需要您补材料。",
        f"What is missing is a confirmed figure for “{names.en}”; you need not bring anything for that.",
    )


def next_change(now: Outcome, later: Outcome | None, day: dt.date, say: Callable[[int | None], Phrase]) -> Phrase:
    """Return what changes on a day to come. ``say``: words an amount."""
    on = wording.day(day)
    begins = Phrase(f"资料不变的话，从{on.zh}起", f"If nothing else changes, from {on.en} on")
    if later is None:
        return Phrase(
            f"{begins.zh}，不再属于这个项目核对的范围。", f"{begins.en} this programme no longer looks at this case."
        )
    before, after, total = STATUS[now.status], STATUS[later.status], say(comes_to(later))
    why = _turned(now, later) or _instalments_changed(now, later, say)
    aside = Phrase(f"（{why.zh}）", f" ({why.en})") if why is not None else Phrase("", "")
    if now.status == later.status == NEEDS_EVIDENCE:
        return Phrase(
            f"{begins.zh}，各条都符合的话，合计变为 {total.zh}{aside.zh}。",
            f"{begins.en} it would come to {total.en}{aside.en}, if all are met.",
        )
    if now.status == later.status:
        return Phrase(
            f"{begins.zh}，合计变为 {total.zh}{aside.zh}。", f"{begins.en} the total becomes {total.en}{aside.en}."
        )
    sum_ = Phrase(f"，共 {total.zh}", f", {total.en} in all") if later.total is not None else Phrase("", "")
    return Phrase(
        f"{begins.zh}，结果由“{before.zh}”变为“{after.zh}”{sum_.zh}{aside.zh}。",
        f"{begins.en} the answer changes from “{before.en}” to “{after.en}”{sum_.en}{aside.en}.",
    )


def _turned(now: Outcome, later: Outcome) -> Phrase | None:
    """Name the criteria behind a change."""
    turned = [one for one in now.rule.criteria if now.criteria[one.key] is not later.criteria[one.key]]
    values = [(one, VALUES[later.criteria[one.key]][1]) for one in turned]
    parts = [Phrase(f"“{one.zh}”{value.zh}", f"“{one.en}” is {value.en}") for one, value in values]
    return wording.joined(parts) if parts else None


def _instalments_changed(now: Outcome, later: Outcome, say: Callable[[int | None], Phrase]) -> Phrase | None:
    """Name the instalments behind a change, of the years that both answers speak about."""
    parts = []
    for one, other in zip(now.instalments, later.instalments, strict=True):
        if one.year == other.year and one.amount != other.amount:
            year, was, is_ = wording.year(one.year), say(one.amount), say(other.amount)
            zh = f"{year.zh}{one.instalment.zh}由 {was.zh}变为 {is_.zh}"
            parts.append(Phrase(zh, f"{year.en}, {one.instalment.en}: {is_.en} instead of {was.en}"))
    return wording.joined(parts) if parts else None


def claim_before(now: Outcome, day: dt.date) -> Phrase:
    """Return the advice not to wait until the answer becomes a worse one."""
    said = wording.day(day)
    if now.status == NEEDS_EVIDENCE and what_is_missing(now) in (WAITS_FOR_THE_LAW, AN_OFFICIAL_SETTLES_IT[False]):
        if now.rule.benefit == "days":
            return Phrase(
                f"不必等结果，假要在{said.zh}之前休。",
                f"Do not wait for that: the leave has to be taken before {said.en}.",
            )
        return Phrase(f"不必等结果，请在{said.zh}之前申请。", f"Do not wait for that: claim before {said.en}.")
    if now.rule.benefit == "days" and now.status == NEEDS_EVIDENCE:
        return Phrase(
            f"材料请尽早补齐，假要在{said.zh}之前休。",
            f"Bring the papers soon: the leave has to be taken before {said.en}.",
        )
    if now.rule.benefit == "days":
        return Phrase(f"还没休的，请在{said.zh}之前休。", f"What has not been taken should be taken before {said.en}.")
    if now.status == NEEDS_EVIDENCE:
        return Phrase(
            f"材料请尽早补齐，在{said.zh}之前申请。",
            f"Bring the papers soon, and claim before {said.en}.",
        )
    return Phrase(
        f"还没办理的，请在{said.zh}之前办理。", f"What has not been claimed yet should be claimed before {said.en}."
    )


def remark(figure: Figure) -> Phrase:
    """Return something else that a family should know, with the document it stands in."""
    zh, en = (document(figure.document, figure.article, language) for language in ("zh", "en"))
    return Phrase(f"{figure.said.zh}（{zh}）。", f"{figure.said.en} ({en}).")
