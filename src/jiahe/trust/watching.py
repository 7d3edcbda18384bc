"""Records that are watched: a reading without an open task about that person is told to audit at once.

The security administrator marks them by ID number and sees nobody; who reads the register does not learn which records
are watched. The alert itself is raised by the database, in the transaction that reads (migration
trust.0024_watched_records).
"""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jiahe.trust.acting import require
from jiahe.trust.guards import Watched
from jiahe.trust.log_actions import person_with
from jiahe.trust.office.acts import note
from jiahe.trust.permissions import MANAGE_POSTS, POST
from jiahe.web.refusal import Refused, refusing
from jiahe.web.words import Words

WHY: MappingProxyType[str, Words] = MappingProxyType(
    {
        "known": Words("知名人士", "Somebody known to all"),
        "colleague": Words("同事或其家人", "A colleague, or their family"),
        "protected": Words("受保护的人（如遭受家庭暴力后）", "Somebody under protection (as after violence at home)"),
    }
)
"""The log of what administrators did has the key, and shows its words (:func:`why_words`)."""
A_YEAR = dt.timedelta(days=366)

_CONSTRAINTS = {
    "watched_once": ("这份档案已经受关注。", "This record is watched already.", "id_number"),
}


def why_words(reason: str) -> Words | str:
    """Return a reason of the log in words; what was noted before it had keys was noted in Chinese."""
    return WHY.get(reason) or next((one for one in WHY.values() if one.zh == reason), reason)


def watch(*, id_number: str, why: str, review_on: dt.date) -> Watched:
    """Have a record watched. That it was done and why is noted, and not whose it is. Raises Unregistered, Refused."""
    acting = require(MANAGE_POSTS, POST)
    if acting.account is None:
        raise PermissionDenied("watch")
    with refusing(_CONSTRAINTS):
        made = Watched.objects.create(
            person=person_with(id_number), why=why, review_on=review_on, marked_by_id=acting.account
        )
        note("watch", reason=why)
    return made


@transaction.atomic
def end_watching(*, watched: UUID) -> None:
    """Watch a record no longer. Raises Refused."""
    acting = require(MANAGE_POSTS, POST)
    found = Watched.objects.filter(id=watched, ended_at__isnull=True).first()
    if found is None:
        raise Refused("这份档案已不受关注。", "This record is watched no longer.", None)
    found.ended_at, found.ended_by_id = timezone.now(), acting.account
    found.save(update_fields=["ended_at", "ended_by"])
    note("unwatch", reason=found.why)


def watched_now() -> QuerySet[Watched]:
    """Return what is watched, what is to be looked at again first."""
    return Watched.objects.filter(ended_at__isnull=True).select_related("marked_by").order_by("review_on", "id")


def due_for_review() -> int:
    """Return how many watched records have reached the day on which they are looked at again."""
    return watched_now().filter(review_on__lte=timezone.localdate()).count()
