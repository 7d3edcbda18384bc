"""Whom a leak concerns: whose records an account or a post has read in a time, and which kinds of data were shown.

PIPL art. 57 asks an office that has lost data which kinds they are, why, and what was done; the read log knows whose.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import IO
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Sum
from django.utils import timezone

from jiahe.people.models import Person
from jiahe.places.naming import full_name
from jiahe.trust.acting import log_reads, require
from jiahe.trust.inventory import the_inventory
from jiahe.trust.models import Account, Read
from jiahe.trust.permissions import READ_LOG, SEE_LOG
from jiahe.trust.purposes import titles_of
from jiahe.web import words as w
from jiahe.web.exports import harmless

PAGE = "export:affected"
"""What the read log says of the file itself."""

_RECORD = ("identity", "family", "places", "papers", "contact", "owed", "history")
_LISTS = MappingProxyType(
    {
        "api:search": ("identity", "places"),
        "export:people": ("identity", "places"),
        "list:certificate": ("identity", "places", "papers"),
        "list:missed": ("identity", "family", "places", "owed"),
        "list:due": ("identity", "places", "owed"),
        "list:papers": ("identity", "places", "owed"),
        "list:changed": ("identity", "places", "owed"),
        "list:findings": (*_RECORD, "checks"),
        "list:doubles": ("identity", "family", "places", "checks"),
        "list:requests": ("identity", "requests"),
        "invite": ("identity",),
        "consents": ("identity", "consents"),
        "request": (*_RECORD, "requests"),
        "entitlements": ("identity", "family", "papers", "owed"),
        "api:entitlements": ("identity", "family", "papers", "owed"),
        "export:entitlements/today.html": ("identity", "places", "owed"),
        "export:entitlements/run.html": ("identity", "places", "owed"),
        "finding": (*_RECORD, "checks"),
        "export:findings": ("identity", "places", "checks"),
        "export:doubles": ("identity", "family", "places", "checks"),
        PAGE: ("identity", "places"),
    }
)
"""Kinds of data (groups of the inventory) that a page shows. Any other page counts as the whole record."""

HEADER = (
    "档案编号 record", "姓名 name", "出生日期 born", "满14周岁 14 or older", "户籍地 hukou", "居住地 home",
    "看了几次 readings", "最早 first", "最晚 last", "哪些资料 kinds of data", "在哪些页面 pages",
)  # fmt: skip
UNKNOWN, GONE = "未知 unknown", "已不在登记册 no longer in the register"


class NoSuchReader(Exception):
    """No account or post is called so. The message says it in both languages."""


@dataclass
class Affected:
    """One person whose record was read: how often, when, and on which pages."""

    person: UUID
    times: int = 0
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    pages: set[str] = field(default_factory=set)

    def add(self, page: str, times: int, first: dt.datetime, last: dt.datetime) -> None:
        """Add what was read on one page."""
        self.times += times
        self.first = min(self.first or first, first)
        self.last = max(self.last or last, last)
        self.pages.add(page)


def kinds_of(pages: Iterable[str]) -> list[str]:
    """Return the groups of the inventory that some pages of the read log show, in the inventory's order."""
    shown = {group for page in pages for group in _LISTS.get(page, _RECORD)}
    return [group for group in the_inventory().words["groups"] if group in shown]


def affected_by(
    *, account: str | None, post: UUID | None, since: dt.datetime, until: dt.datetime
) -> dict[UUID, Affected]:
    """Return whose records an account (by its sign-in name) or a post has read, from a time up to another (excluded).

    Raises PermissionDenied and NoSuchReader.
    """
    require(SEE_LOG, READ_LOG)
    rows = _readings(account, post, since, until).filter(person__isnull=False)
    people: dict[UUID, Affected] = {}
    query, values = rows.order_by().values_list("person", "page", "at").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person, page, count(*), min(at), max(at) FROM ({query}) r GROUP BY person, page", values
        )
        for person, page, times, first, last in cursor:
            people.setdefault(person, Affected(person)).add(page, times, first, last)
    return people


def files_shown(*, account: str | None, post: UUID | None, since: dt.datetime, until: dt.datetime) -> dict[UUID, int]:
    """Return the files of which an account or a post was shown rows, and at most how many; the log names nobody there.

    Raises PermissionDenied and NoSuchReader.
    """
    require(SEE_LOG, READ_LOG)
    rows = _readings(account, post, since, until).filter(load__isnull=False)
    return dict(rows.order_by("load").values_list("load").annotate(Sum("rows")))


def _readings(account: str | None, post: UUID | None, since: dt.datetime, until: dt.datetime) -> QuerySet[Read]:
    rows = Read.objects.filter(at__gte=since, at__lt=until)
    if account is not None:
        found = Account.objects.filter(username=account).first()
        if found is None:
            raise NoSuchReader(f"没有账户 {account}。There is no account {account!r}.")
        rows = rows.filter(account_id=found.id)
    return rows.filter(post_id=post) if post is not None else rows


def write(file: IO[str], people: Iterable[Affected]) -> int:
    """Write whom a leak concerns as CSV, and into the read log that they stand in it. Returns how many they are."""
    told = sorted(people, key=lambda one: one.person)
    writer, groups = csv.writer(file), the_inventory().words["groups"]
    writer.writerow(HEADER)
    for begin in range(0, len(told), 1000):
        some = told[begin : begin + 1000]
        known = Person.objects.in_bulk([one.person for one in some])
        log_reads(known, what="export", page=PAGE)
        for one in some:
            kinds = "、".join(str(groups[key].zh) for key in kinds_of(one.pages))
            english = ", ".join(str(groups[key].en) for key in kinds_of(one.pages))
            titles = titles_of(sorted(one.pages))
            pages = f"{titles.zh} {titles.en}"
            times = [w.moment(at) if at else "" for at in (one.first, one.last)]
            cells = [*_who(one.person, known.get(one.person)), one.times, *times, f"{kinds} {english}", pages]
            writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    return len(told)


def _who(key: UUID, person: Person | None) -> list[str]:
    if person is None:
        return [str(key), GONE, "", "", "", ""]
    return [
        str(key),
        person.name or UNKNOWN,
        person.birth_date.isoformat() if person.birth_date else UNKNOWN,
        _is_fourteen(person.birth_date),
        full_name(person.hukou_place) or UNKNOWN,
        full_name(person.residence_place) or UNKNOWN,
    ]


def _is_fourteen(born: dt.date | None) -> str:
    """Whether somebody is 14 by now: of a younger child everything is sensitive (PIPL art. 28)."""
    if born is None:
        return UNKNOWN
    today = timezone.localdate()
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return "是 yes" if years >= 14 else "否 no"
