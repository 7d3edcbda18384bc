"""What the read log says of a person, in words for that person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.utils import timezone

from jiahe.places.naming import full_name
from jiahe.trust.models import Read
from jiahe.trust.purposes import said
from jiahe.web.words import Words

WHAT = MappingProxyType(
    {
        Read.What.VIEW: Words("查看", "Looked at"),
        Read.What.SEARCH: Words("查找后打开", "Found and opened"),
        Read.What.EXPORT: Words("导出", "Taken along in a file"),
        Read.What.API: Words("系统读取", "Read by a program"),
    }
)


@dataclass(frozen=True)
class Reading:
    """That a post read a record on a day: ``at`` is the last time of so many ``times``. The holder is not named."""

    at: datetime
    times: int
    post: Words
    place: str | None
    what: Words
    purpose: Words


def readings_of(person: UUID, *, at_most: int = 2000) -> list[Reading]:
    """Return who has read a person's record, the latest first; what a post did on one day for one purpose is one.

    ``at_most``: rows of the log that are looked at, the latest. The acting post sees those that its policy lets it see:
    all of them when it acts for that person.
    """
    rows = Read.objects.filter(person=person).select_related("post").order_by("-at", "-id")[:at_most]
    found: dict[tuple[object, ...], list[Read]] = {}
    for row in rows:
        key = (timezone.localdate(row.at), row.post_id, row.what, row.purpose or row.page)
        found.setdefault(key, []).append(row)
    return [
        Reading(
            rows[0].at,
            len(rows),
            Words(rows[0].post.title, rows[0].post.title_en),
            full_name(rows[0].post.place, from_level=3),
            WHAT[Read.What(rows[0].what)],
            said(rows[0].purpose, rows[0].page),
        )
        for rows in found.values()
    ]
