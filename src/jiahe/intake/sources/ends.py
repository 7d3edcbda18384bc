"""What sources share whose rows say from when to when something held: how an end is named, judged and told again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from jiahe.intake.fault import Fault
from jiahe.intake.fields import Field
from jiahe.intake.sources.base import Told, Values, day
from jiahe.intake.sources.person_lists import Judged, not_ahead
from jiahe.people.agreeing import says_all
from jiahe.web.words import Words

ENDS_FIRST = Fault(
    "ends_first",
    Words("终止日期不晚于起始日期。", "It ends on the day on which it begins, or before."),
    Words(
        "核对两个日期；仍在持续的，终止日期留空。",
        "Compare the two days; leave the end empty where it goes on.",
    ),
)


def until(zh: str = "终止日期", en: str = "Until (that day not included)", *synonyms: str) -> Field:
    """Return the field of the first day on which something no longer holds; empty: nothing is said of an end."""
    return day("until_date", zh, en, *synonyms, required=False)


def last_day(zh: str, en: str, *synonyms: str) -> Field:
    """Return the field of the last day on which something holds (有效期至); with :func:`until` the earlier counts."""
    return day("last_day", zh, en, *synonyms, required=False)


def end_of(says: Values) -> dt.date | None:
    """Return the first day on which what a row tells of no longer holds; None: the row says nothing of an end."""
    days = [says["until_date"]] if "until_date" in says else []
    return min([*days, says["last_day"] + dt.timedelta(days=1)] if "last_day" in says else days, default=None)


def ends(begins: str = "from_date", *, come: bool = False) -> Callable[[Values], Judged]:
    """Judge that a row ends after it begins, on a day that has come, and that its end has ``come`` where it must have.

    ``begins``: the field of the day on which it begins.
    """
    agrees = not_ahead(begins, *(["until_date"] if come else []))

    def judge(says: Values) -> Judged:
        over = end_of(says)
        first = over is not None and begins in says and over <= says[begins]
        named = [name for name in ("until_date", "last_day") if name in says]
        return agrees(says) + ([(ENDS_FIRST, (begins, *named))] if first else [])

    return judge


def going_as_said(rows: Any, told: Told, **own: Any) -> list[Any]:
    """Return those of some rows of the register that end as a row of a file says; one that says of no end fits any.

    ``own``: what else the file says, by column; None where it says nothing.
    """
    over = end_of(told.says)
    return [one for one in (rows if over is None else rows.filter(until_date=over)) if says_all(one, own)]
