"""What the read log says: to the person whose record was read, and to those who watch over the reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import connection
from django.utils.crypto import salted_hmac

from jiahe.places.naming import full_name
from jiahe.trust.acting import current
from jiahe.trust.models import Alert
from jiahe.trust.purposes import GUARDIAN, said, titles_of
from jiahe.web.words import Words, say

WHAT = MappingProxyType(
    {
        "view": Words("查看", "Looked at"),
        "search": Words("查找后打开", "Found and opened"),
        "export": Words("导出", "Taken along in a file"),
        "api": Words("系统读取", "Read by a program"),
        "list": Words("列在名单上", "Appeared in a list"),
    }
)


@dataclass(frozen=True)
class Reading:
    """That a post read a record on a day: ``at`` is the last time of so many ``times``. The holder is not named.

    ``system``: which one it was, where a program acted for the post; empty: a person did.
    """

    at: datetime
    times: int
    post: Words
    place: str | None
    what: Words
    purpose: Words
    last: int
    """The key of the last of them in the log."""
    system: str


_READINGS = """
SELECT max(r.at), count(*), p.title, p.title_en, p.place, r.what, max(r.purpose),
    own.is_mine,
    (array_agg(r.page ORDER BY r.at DESC, r.id DESC))[1], (array_agg(r.id ORDER BY r.at DESC, r.id DESC))[1],
    coalesce(program.full_name, ''), array_agg(DISTINCT r.page) FILTER (WHERE r.what = 'list')
FROM trust_read r JOIN places_post p ON p.id = r.post_id
LEFT JOIN trust_account program ON program.id = r.account_id AND program.is_program
CROSS JOIN LATERAL (
    SELECT CASE WHEN p.role = 'resident'
        THEN r.account_id IN (SELECT t.account_id FROM trust_resident t WHERE t.person = %s) END
) AS own(is_mine)
WHERE r.person = ANY(%s)
GROUP BY (r.at AT TIME ZONE 'Asia/Shanghai')::date, p.id, program.full_name, own.is_mine, r.what,
    CASE WHEN r.what <> 'list' THEN coalesce(nullif(r.purpose, ''), r.page) END
ORDER BY max(r.at) DESC, max(r.id) DESC
"""


_YOU, _GUARDIAN = Words("您", "You"), Words("另一位监护人", "Another guardian")
"""Which of the residents read, whose post is one for all; for a resident alone."""


def readings_of(person: UUID) -> list[Reading]:
    """Return who has read a person's record, the latest first; what a post did on one day for one purpose is one.

    So are all the lists of one day in which a post saw the person.

    The acting post sees those that its policy lets it see: all of them when it acts for that person. What was read of a
    record that was merged into theirs is among it. However often it was read, none is left out. Who acts as a resident
    reads “you” where they looked themselves, by whichever account, and “another guardian” where somebody else who has
    the care of the child did.
    """
    acting = current()
    me = acting.person if acting is not None else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_known_as(%s)", [person])
        keys = [key for (key,) in cursor.fetchall()]
        cursor.execute(_READINGS, [me, keys])
        found = cursor.fetchall()
    told = []
    for at, times, zh, en, place, what, purpose, is_mine, page, last, system, lists in found:
        by, where, why = Words(zh, en), full_name(place, from_level=3), purpose
        if me is not None and is_mine is not None:
            why = GUARDIAN if person != me else purpose  # the log did not tell them apart at first
            by, where = _YOU if is_mine else _GUARDIAN if why == GUARDIAN else by, None
        what_for = titles_of(lists) if lists else said(why, page)
        told.append(Reading(at, times, by, where, WHAT[what], what_for, last, system))
    return told


# ------------------------------------------------------------------------------------------------ who watches


def names_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """Return what people are called, of those whom the acting post sees: the register's own policy decides.

    An audit administrator sees nobody, and an auditor everybody.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM people_person WHERE id = ANY(%s)", [list(people)])
        return dict(cursor.fetchall())


def number_of(person: UUID) -> str:
    """Return a number that stands for a person in the log and says nothing about them."""
    digits = salted_hmac("read-log-number", str(person)).hexdigest()[:10].upper()
    return f"{digits[:5]}-{digits[5:]}"


_NOTICED = MappingProxyType(
    {
        "own_family": (
            "查阅了本人或亲属 {number} 人的档案，共 {readings} 次。",
            "Read {number} {number:record|records} of their own family, {readings} {readings:time|times} in all.",
        ),
        "sweeping": (
            "一个小时内查阅了 {number} 个人（外来文件一行算一人），多于平时的 {usual} 人。",
            "Read {number} people's records, or rows of files, within an hour, more than the usual {usual}.",
        ),
        "exporting": (
            "一个小时内导出了 {number} 个人的资料（外来文件一行算一人），多于平时的 {usual} 人。",
            "Took along {number} people's data, or rows of files, within an hour, more than the usual {usual}.",
        ),
        "no_work": (
            "一天查阅了 {number} 个没有为其办理任何登记的人，多于平时的 {usual} 人。",
            "Read {number} people's records in a day and recorded nothing for them, more than the usual {usual}.",
        ),
        "at_night": (
            "夜间（22 点到 6 点）查阅了 {number} 个人，共 {readings} 次。",
            "Read {number} people's records at night (22:00 to 06:00), {readings} times in all.",
        ),
        "many_posts": (
            "七天内有 {number} 个岗位查阅了同一个人的档案，共 {readings} 次。",
            "{number} posts read the record of one person within seven days, {readings} times in all.",
        ),
        "watched": (
            "查阅了受关注的档案 {readings} 次，当时没有关于此人待办的事。",
            "Read a watched record {readings} {readings:time|times}, with no open task about that person.",
        ),
        "stopped": (
            "一小时内查看 {number} 份档案（名单上十人算一份），超过上限 {usual} 份，多出的没有给看。",
            "Looked up {number} records within an hour (ten in a list as one), beyond {usual}: the rest was not shown.",
        ),
        "new_account": (
            "发出的邀请码停用了居民正在用的账户，换成了另一个账户。请向居民本人和确认人核实。",
            "An invitation ended a resident's account and opened another. Ask the resident, and who confirmed it.",
        ),
        "inviting": (
            "其发出的邀请码一天开通了 {number} 个账户，多于平时的 {usual} 个。请问问其中几位居民是不是本人开通的。",
            "{number} codes of theirs opened accounts in a day, more than the usual {usual}. Ask some of the people.",
        ),
    }
)


def noticed(alert: Alert) -> str:
    """Return in plain words what was seen."""
    zh, en = _NOTICED[alert.rule]
    return say(zh, en, number=alert.number, readings=alert.readings, usual=alert.usual)
