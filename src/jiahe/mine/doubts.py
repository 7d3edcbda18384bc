"""A person says that a reading of their record looks wrong; who watches over the reading finds out and answers."""

from __future__ import annotations

from types import MappingProxyType
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from jiahe.mine.actions import DAYS, AlreadyDecided
from jiahe.mine.models import Doubt
from jiahe.places.working_days import after_working_days
from jiahe.trust.acting import Acting, require
from jiahe.trust.models import Read
from jiahe.trust.permissions import ASK_OWN, READ_LOG, REQUEST, SEE_LOG
from jiahe.web.refusal import Refused, refusing
from jiahe.web.tags import Tag
from jiahe.web.words import Words

STATES: MappingProxyType[str, Tag] = MappingProxyType(
    {
        "open": Tag(Words("等待查实", "being looked into"), "info"),
        "right": Tag(Words("查实：没有问题", "found to be right"), "good"),
        "wrong": Tag(Words("查实：不应当看", "found to be wrong"), "attention"),
    }
)
_CONSTRAINTS = {"doubted_once": ("这次查阅您已经提出过。", "You have said so of this look already.", "says")}


def reading_of(person: UUID, reading: int) -> Read | None:
    """Return a reading of the record of somebody whom the resident acts for; None for any other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_known_as(%s)", [person])
        keys = [key for (key,) in cursor.fetchall()]
    return Read.objects.filter(id=reading, person__in=keys).select_related("post").first()


def doubt(*, person: UUID, reading: int, says: str) -> Doubt:
    """Say that a reading looks wrong, once. Raises PermissionDenied, Read.DoesNotExist, Refused."""
    acting = require(ASK_OWN, REQUEST)
    read = reading_of(person, reading)
    if read is None:
        raise Read.DoesNotExist
    with refusing(_CONSTRAINTS):
        return Doubt.objects.create(
            person_id=person, reading=read.id, post_id=read.post_id, read_at=read.at, purpose=read.purpose,
            page=read.page, says=says, asked_by_id=acting.account,
            due_on=after_working_days(timezone.localdate(), DAYS),
        )  # fmt: skip


@transaction.atomic
def answer_doubt(*, doubt: UUID, wrong: bool, answer: str) -> Doubt:
    """Answer with what was found, once. Raises PermissionDenied, AlreadyDecided, Refused for who had read it."""
    acting = require(SEE_LOG, READ_LOG)
    found = Doubt.objects.select_for_update().filter(id=doubt, state=Doubt.State.OPEN).first()
    if found is None:
        raise AlreadyDecided(str(doubt))
    if acting.account is None:
        raise PermissionDenied("nobody answers by a command")
    if Read.objects.filter(id=found.reading, account=acting.account).exists() or found.asked_by_id == acting.account:
        raise Refused(
            "这次查阅与您本人有关，请由别人答复。", "This look is about you: somebody else must answer.", None
        )
    found.state = Doubt.State.WRONG if wrong else Doubt.State.RIGHT
    found.answer, found.decided_at, found.decided_by_id = answer.strip(), timezone.now(), acting.post
    found.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    return found


def doubts_of(person: UUID) -> QuerySet[Doubt]:
    """Return what was said of the readings of a person's record, the latest first."""
    return Doubt.objects.filter(person=person).select_related("post", "decided_by").order_by("-asked_at", "-id")


def waiting_doubts(_: Acting) -> int:
    """Return how many wait for an answer, as far as the acting post sees them."""
    return Doubt.objects.filter(state=Doubt.State.OPEN).count()
