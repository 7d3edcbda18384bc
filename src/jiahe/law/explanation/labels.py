"""The headings and small words that the text and the page share, so that both say the same."""

from __future__ import annotations

from jiahe.law.explanation import wording
from jiahe.law.explanation.structure import Document, Figure, Phrase

HEADINGS = {
    "who": Phrase("对象", "For"),
    "rests_on": Phrase("核对的是谁、哪天、哪里", "For whom, which day and where"),
    "day": Phrase("核对日期", "Day"),
    "place": Phrase("适用哪里的规定", "Whose rules apply"),
    "result": Phrase("结果", "Answer"),
    "criteria": Phrase("逐条核对", "The conditions, one by one"),
    "value": Phrase("核对结果", "Result"),
    "cites": Phrase("依据", "Law"),
    "facts": Phrase("看了哪些资料", "Facts that were looked at"),
    "source": Phrase("来源", "source"),
    "no_source": Phrase("未写明", "not stated"),
    "measured": Phrase("对照的规定", "Measured against"),
    "papers": Phrase("可以证明的材料（有哪种带哪种）", "Papers that would settle it (whichever applies)"),
    "on_record": Phrase("有记录", "on record"),
    "reasons": Phrase("为什么还不清楚", "Why it is open"),
    "outlook": Phrase("怎样会变", "What would change it"),
    "where": Phrase("其中", "where"),
    "year": Phrase("年度", "Year"),
    "instalment": Phrase("名称", "Part"),
    "amount": Phrase("金额", "Amount"),
    "days": Phrase("天数", "Days"),
    "worked": Phrase("怎么算的", "How"),
    "amount_facts": Phrase("计算时还看了这些资料", "Further facts that the sums rest on"),
    "paid_by": Phrase("谁出钱", "Who pays"),
    "payer": Phrase("出钱方", "Payer"),
    "part": Phrase("哪一部分", "Which part"),
    "payer_figures": Phrase("出钱比例的依据", "What the payers' shares rest on"),
    "set_aside": Phrase("没有采用的资料", "Facts that are not used"),
    "figures": Phrase("用到的标准", "Figures of the law"),
    "left_out": Phrase("没有采用的标准", "Figures that were left out"),
    "figure": Phrase("标准", "Figure"),
    "figure_value": Phrase("数值", "Value"),
    "since": Phrase("施行", "In force"),
    "region": Phrase("适用地区", "Where"),
    "document": Phrase("文件", "Document"),
    "standing": Phrase("是否核实", "Confirmed"),
    "changes": Phrase("什么会改变结果", "What would change the answer"),
    "programme": Phrase("项目", "Programme"),
    "in_force": Phrase("施行依据", "In force by"),
    "row": Phrase("谁的、哪一项", "Whose"),
    "column": Phrase("内容", "What"),
    "said": Phrase("记录", "Recorded"),
    "all_papers": Phrase("要补充的材料（按实际情况，有哪种带哪种）", "Papers to bring (whichever apply)"),
}


def document(one: Document | None, article: str, language: str) -> str:
    """Return a document as it is cited: 《…》（国卫办人口发〔2025〕24号）第五条."""
    if one is None:
        return Phrase("没有写明文件", "no document is named").say(language)
    if language == "zh":
        number = f"（{one.number}）" if one.number else ""
        return f"《{one.title}》{number}{article}"
    return ", ".join(part for part in (f"《{one.title}》", one.number, article) if part)


def in_force(figure: Figure, language: str) -> str:
    """Return since when a figure holds, and until when if that is known."""
    if figure.since is None:
        return ""
    since = wording.day(figure.since).say(language)
    if figure.until is None:
        return f"{since}起" if language == "zh" else f"since {since}"
    until = wording.day(figure.until).say(language)
    return f"{since}起，{until}前" if language == "zh" else f"from {since}, before {until}"
