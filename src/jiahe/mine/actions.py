"""Asking about one's own data, and answering: each in one transaction, by whom it is for."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from jiahe.mine.cases import colleagues_for
from jiahe.mine.models import Request, RequestStep
from jiahe.places.working_days import after_working_days
from jiahe.trust.acting import Acting, require
from jiahe.trust.permissions import ASK_OWN, DECIDE, REQUEST
from jiahe.web.refusal import Refused, refusing

DAYS = 15
"""Working days in which a person answers. PIPL arts. 45, 46, 50 say "in time"; the office binds itself to a number."""


_CONSTRAINTS = {
    "request_in_its_order": (
        "别人刚刚办过这一步，请刷新后再看。", "Somebody has just taken this step. Open the page again.", "",
    ),
    "request_of_a_colleague": (
        "这个请求由别的同事在办。要由您办，请先接过来。", "A colleague sees to this request. Take it over first.", "",
    ),
    "request_of_one_s_own": (
        "关于自己的请求，请别的同事来办。", "A colleague sees to a request about oneself.", "",
    ),
    "request_step_of_a_holder": (
        "您或接手的同事今天不担任这个岗位。", "You, or the colleague you chose, do not hold this post today.", "",
    ),
}  # fmt: skip


class NotCorrected(Exception):
    """A request is granted, but nobody has recorded a form in answer to it."""


class AlreadyDecided(Exception):
    """Somebody has answered the request in the meantime."""


@transaction.atomic
def ask(
    *, person: UUID, kind: str, item: str, says: str = "", wants: str = "", reason: str, once: UUID | None = None
) -> Request:
    """Ask for a correction or an erasure of one's own data, or of that of a child under 14 in one's custody.

    ``once``: the key that came with the empty form. The same form sent again gives the request that it made; a form
    that says something else by then makes another. Raises PermissionDenied; the database refuses for anybody else.
    """
    acting = require(ASK_OWN, REQUEST)
    told = {"person_id": person, "kind": kind, "item": item, "says": says, "wants": wants, "reason": reason}
    more = {"asked_by_id": acting.account, "due_on": after_working_days(timezone.localdate(), DAYS)}
    try:
        with transaction.atomic():
            return Request.objects.create(**told, **more, **({} if once is None else {"id": once}))
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != "mine_request_pkey":
            raise
    return Request.objects.filter(id=once, **told).first() or Request.objects.create(**told, **more)


@transaction.atomic
def take_on(*, request: UUID) -> None:
    """See to a request oneself, also one that a colleague had. Raises as :func:`hand_over`."""
    acting, found = _open(request)
    _step(acting, found, RequestStep.Verb.TAKE)


@transaction.atomic
def hand_over(*, request: UUID, holding: int) -> None:
    """Give a request to a colleague, by what they hold: one of :func:`jiahe.mine.cases.colleagues_for`.

    Raises PermissionDenied, Request.DoesNotExist, AlreadyDecided, Refused.
    """
    acting, found = _open(request)
    to = next((one for one in colleagues_for(found, acting) if one.id == holding), None)
    if to is None:
        raise Refused("这位同事不能办这个请求。", "This colleague cannot see to this request.", "colleague")
    _step(acting, found, RequestStep.Verb.HAND, to_post_id=to.post_id, to_account_id=to.account_id)


@transaction.atomic
def mark_read(*, person: UUID) -> None:
    """Write that a person has opened the page with the answers to what was asked about them, once for each."""
    acting = require(ASK_OWN, REQUEST)
    unread = Request.objects.filter(person=person).exclude(state=Request.State.OPEN).exclude(steps__verb="read")
    read = [RequestStep(request=one, verb=RequestStep.Verb.READ, post_id=acting.post) for one in unread]
    RequestStep.objects.bulk_create(read, ignore_conflicts=True)  # two pages may be opened at once


def _open(request: UUID) -> tuple[Acting, Request]:
    """Return who acts, and an open request of somebody else, locked."""
    acting = require(DECIDE, REQUEST)
    found = Request.objects.select_for_update().filter(id=request).first()  # the database locks open ones only
    if found is None:
        raise AlreadyDecided(str(Request.objects.get(id=request).id))
    if acting.account is None or found.asked_by_id == acting.account:
        raise PermissionDenied("a step about a request is a person's, and nobody sees to their own")
    return acting, found


def _step(acting: Acting, request: Request, verb: str, **to: UUID) -> None:
    with refusing(_CONSTRAINTS):
        RequestStep.objects.create(request=request, verb=verb, post_id=acting.post, account_id=acting.account, **to)


@transaction.atomic
def decide(
    *, request: UUID, granted: bool, answer: str, law: str = "", appeal: str = "", unchanged: bool = False
) -> Request:
    """Answer a request: a yes with what was done, a no with its reasons, the law and how to appeal (PIPL art. 50).

    A yes needs that the register was put right by a form with the request's key, or that somebody says by ``unchanged``
    that nothing was to change there. Raises PermissionDenied, Request.DoesNotExist, AlreadyDecided, ValueError,
    NotCorrected; Refused when a colleague has taken it on.
    """
    acting, found = _open(request)
    if not answer.strip() or not (granted or (law.strip() and appeal.strip())):
        raise ValueError("An answer names its reasons; a no also the law and how to appeal.")
    if granted and not unchanged and found.acted_by_id is None:
        raise NotCorrected(str(found.id))
    _step(acting, found, RequestStep.Verb.ANSWER)
    found.changed = not unchanged if granted else None
    found.state = Request.State.GRANTED if granted else Request.State.NOT_GRANTED
    found.answer, found.law, found.appeal = answer.strip(), law.strip(), appeal.strip()
    found.decided_at, found.decided_by_id = timezone.now(), acting.post
    found.save(update_fields=["state", "changed", "answer", "law", "appeal", "decided_at", "decided_by"])
    return found
