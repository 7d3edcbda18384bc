"""Asking about one's own data, and answering: each in one transaction, by whom it is for."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jiahe.mine.models import Request
from jiahe.mine.remedies import is_acted_on
from jiahe.places.working_days import after_working_days
from jiahe.trust.acting import require
from jiahe.trust.permissions import ASK_OWN, DECIDE, REQUEST

DAYS = 15
"""Working days in which a person answers. PIPL arts. 45, 46, 50 say "in time"; the office binds itself to a number."""


class NotCorrected(Exception):
    """A request is granted, but the acting post has recorded nothing in answer to it."""


class AlreadyDecided(Exception):
    """Somebody has answered the request in the meantime."""


@transaction.atomic
def ask(*, person: UUID, kind: str, item: str, says: str = "", wants: str = "", reason: str) -> Request:
    """Ask for a correction or an erasure of one's own data, or of that of a child under 14 in one's custody.

    Raises PermissionDenied; the database refuses for anybody else.
    """
    acting = require(ASK_OWN, REQUEST)
    return Request.objects.create(
        person_id=person, kind=kind, item=item, says=says, wants=wants, reason=reason, asked_by_id=acting.account,
        due_on=after_working_days(timezone.localdate(), DAYS),
    )  # fmt: skip


@transaction.atomic
def decide(
    *, request: UUID, granted: bool, answer: str, law: str = "", appeal: str = "", unchanged: bool = False
) -> Request:
    """Answer a request: a yes with what was done, a no with its reasons, the law and how to appeal (PIPL art. 50).

    A yes needs that the register was put right by a form with the request's key, or that somebody says by ``unchanged``
    that nothing was to change there. Raises PermissionDenied, Request.DoesNotExist, AlreadyDecided, ValueError,
    NotCorrected.
    """
    acting = require(DECIDE, REQUEST)
    found = Request.objects.select_for_update().filter(id=request).first()  # the database locks open ones only
    if found is None:
        raise AlreadyDecided(str(Request.objects.get(id=request).id))
    if found.asked_by_id is not None and found.asked_by_id == acting.account:
        raise PermissionDenied("nobody answers their own request")
    if not answer.strip() or not (granted or (law.strip() and appeal.strip())):
        raise ValueError("An answer names its reasons; a no also the law and how to appeal.")
    if granted and not unchanged and not is_acted_on(found):
        raise NotCorrected(str(found.id))
    found.changed = not unchanged if granted else None
    found.state = Request.State.GRANTED if granted else Request.State.NOT_GRANTED
    found.answer, found.law, found.appeal = answer.strip(), law.strip(), appeal.strip()
    found.decided_at, found.decided_by_id = timezone.now(), acting.post
    found.save(update_fields=["state", "changed", "answer", "law", "appeal", "decided_at", "decided_by"])
    return found
