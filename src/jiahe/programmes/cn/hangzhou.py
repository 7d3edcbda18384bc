"""Words that Hangzhou's two birth grants share (杭卫发〔2025〕107号): the order of births, the window, who asked."""

from __future__ import annotations

from typing import Any

from jiahe.law.language import Bool, Row
from jiahe.programmes.cn.family import BirthOrder, Counting

HANGZHOU = "330100000000"
TEXT = "杭卫发〔2025〕107号"
BIRTHS = (
    "夫妻共同生育现存活所有子女的出生医学证明和户口簿",
    "birth certificates and hukou booklets of all living children of the couple",
)


def order_of(child: Row, law: Any) -> BirthOrder:
    """Return the order of births: living children of the couple, by the papers that the text asks for (4（1）)."""
    return BirthOrder(child, law.today, Counting(joint=True, living=True, adopted=False))


def is_live(claim: Row, law: Any, key: str) -> Bool:
    """Whether it is a claim for the grant, handed in by the day, that was not refused or withdrawn."""
    in_being = (claim.programme == key) & ~claim.decision.is_in("refused", "withdrawn")
    return in_being & (claim.submitted_on <= law.today)


def is_paid(who: Row, law: Any, key: str) -> Bool:
    """Whether the grant was paid by the day. What was paid was asked for in time."""
    return who.payments.any(lambda p: (p.programme == key) & (p.paid_on <= law.today))


def asked_in_time(child: Row, law: Any, key: str) -> Bool:
    """Whether the grant was asked for within the window after the birth, was paid, or still can be asked for."""
    last_day = child.birth_date.plus(days=law.window_days)
    asked = child.claims.any(lambda c: is_live(c, law, key) & (c.submitted_on <= last_day))
    return asked | is_paid(child, law, key) | (law.today <= last_day)


def has_asked(child: Row, law: Any, key: str) -> Bool:
    """Whether a claim is with the office or decided, or the grant was paid."""
    handed_in = child.claims.any(lambda c: is_live(c, law, key) & (c.decision != "returned"))
    return handed_in | is_paid(child, law, key)
