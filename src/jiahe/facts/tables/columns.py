"""What the tables of the contract share: columns of people, days and sources, and the papers that prove them."""

from __future__ import annotations

from jiahe.law.schema import Column
from jiahe.law.types import Type


def person_column(name: str, zh: str, en: str, *, required: bool = True) -> Column:
    """Return a column that names a person."""
    return Column(name, Type.REF, zh, en, refers_to="persons", required=required)


def from_column(zh: str = "起始日期", en: str = "First day", *, evidence: tuple[str, str] | None = None) -> Column:
    """Return the column of the first day on which a row holds. ``evidence``: the paper that proves the row."""
    return Column("from_date", Type.DATE, zh, en, required=True, evidence=evidence)


def until_column(
    zh: str = "终止日期（不含当日，空为至今）", en: str = "First day on which it no longer holds; empty: goes on"
) -> Column:
    """Return the column of the first day on which a row no longer holds; empty: it goes on."""
    return Column("until_date", Type.DATE, zh, en, open_ended=True)


SOURCE = Column("source", Type.TEXT, "来源", "Where the row came from (a register, a file, a paper)")

HUKOU_BOOK = ("居民户口簿", "household register (hukou) booklet")
BIRTH_CERTIFICATE = ("出生医学证明", "medical certificate of birth")
HUKOU_MOVES = ("户口簿（历次迁移记载）或户籍证明", "household register booklet (with the moves), or proof of hukou")
ADOPTION = ("收养登记证", "adoption registration")
MARRIAGE = ("结婚证或离婚证", "marriage certificate, or divorce certificate")
CLAIM_OR_PAYMENT = ("申领受理回执或补贴发放记录", "receipt of the claim, or record of the payment")
DEATH_CERTIFICATE = ("死亡证明", "death certificate")
