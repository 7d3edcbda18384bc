"""What can be wrong with a sum of money."""

from __future__ import annotations

from jiahe.intake.fault import Fault, rule

_WRITE_YUAN = ("写元，最多两位小数，例如 3600.00。", "Write yuan with at most two decimals, like 3600.00.")

MONEY: tuple[Fault, ...] = (
    rule("money_unreadable", "不是金额。", "Not a sum of money.", *_WRITE_YUAN),
    rule(
        "money_fraction",
        "金额不足一分的部分无法支付。",
        "The sum has a fraction of a fen, which nobody can pay.",
        *_WRITE_YUAN,
    ),
    rule(
        "money_negative",
        "金额是负数。",
        "The sum is negative.",
        "写实际发放的金额；退回的款项不写在这里。",
        "Write the sum that was paid; money that came back does not belong here.",
    ),
)
