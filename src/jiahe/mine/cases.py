"""A request as a case: who sees to it, what was done about it and when, what waits.

The person reads of posts, never of who holds them; the staff read both.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from jiahe.mine.models import Request, RequestStep
from jiahe.people.models import Person
from jiahe.places.divisions import codes_above
from jiahe.places.models import Holding, Post
from jiahe.trust.acting import Acting
from jiahe.trust.models import Account
from jiahe.trust.permissions import DECIDE, REQUEST, may
from jiahe.web.tags import Tag
from jiahe.web.words import Words

STEPS: MappingProxyType[str, Words] = MappingProxyType(
    {
        "take": Words("开始核实", "Being looked into"),
        "hand": Words("转给同事核实", "Handed to a colleague"),
        "answer": Words("已答复", "Answered"),
        "read": Words("本人已看到答复", "The person has read the answer"),
    }
)
_ASKED = Words("已收到请求", "The request was received")
_WAITING = Tag(Words("等待接手", "nobody has taken it on yet"), "info")
_CHECKED = Tag(Words("正在核实", "being looked into"), "info")
_OVERDUE = Tag(Words("已超期", "overdue"), "bad")
STATES: MappingProxyType[str, Tag] = MappingProxyType(
    {
        "open": Tag(Words("等待答复", "waiting"), "info"),
        "granted": Tag(Words("已照办", "done"), "good"),
        "not_granted": Tag(Words("没有照办", "not done"), "attention"),
    }
)


@dataclass(frozen=True)
class Told:
    """One step in words. ``by``, ``to``: posts. ``by_name``, ``to_name``: the colleagues, for the staff only."""

    title: Words | str
    at: dt.datetime
    by: Words | None = None
    to: Words | None = None
    by_name: str = ""
    to_name: str = ""


def is_overdue(request: Request) -> bool:
    """Whether the day by which a request had to be answered is over."""
    return request.state == Request.State.OPEN and request.due_on < timezone.localdate()


def state_of(request: Request) -> Tag:
    """Return how far a request has come."""
    if is_overdue(request):
        return _OVERDUE
    if request.state == Request.State.OPEN:
        return _CHECKED if request.owner_id is not None else _WAITING
    return STATES[request.state]


def owner_of(request: Request) -> Words | None:
    """Return which post sees to a request; None: nobody yet."""
    return _post(request.owner)


def with_steps(requests: QuerySet[Request], *, names: bool = False) -> QuerySet[Request]:
    """Return requests with their steps in their order. ``names``: with the colleagues as well."""
    joined = ("post", "to_post", "account", "to_account") if names else ("post", "to_post")
    steps = RequestStep.objects.select_related(*joined).order_by("id")
    return requests.prefetch_related(Prefetch("steps", steps))


def history_of(request: Request, *, names: bool = False) -> list[Told]:
    """Return what was done about a request of :func:`with_steps`, the earliest first."""
    return [Told(_ASKED, request.asked_at), *(_told(request, one, names) for one in request.steps.all())]


def _told(request: Request, step: RequestStep, names: bool) -> Told:
    title: Words | str = STEPS[step.verb]
    if step.verb == RequestStep.Verb.READ:
        return Told(title, step.at)
    if step.verb == RequestStep.Verb.ANSWER:
        title = Words("已答复：{how}", "Answered: {how}").format(how=STATES[request.state].words)
    by, to = _post(step.post), _post(step.to_post)
    return Told(title, step.at, by, to, *((_name(step.account), _name(step.to_account)) if names else ()))


def _name(account: Account | None) -> str:
    return account.full_name if account is not None else ""


def _post(post: Post | None) -> Words | None:
    return Words(post.title, post.title_en) if post is not None else None


def colleagues_for(request: Request, acting: Acting) -> list[Holding]:
    """Return what those hold today who may see to a request as well: neither who acts nor who asked.

    About somebody who has moved out of the acting post's place, those of the county: they see where to.
    """
    person, today = Person.objects.filter(id=request.person_id).first(), timezone.localdate()
    homes = {one for one in (person.hukou_place, person.residence_place) if one} if person else set()
    places = {settings.COUNTY, *homes, *(above for one in homes for above in codes_above(one))}
    roles = [role for role in Post.Role.values if may(role, DECIDE, REQUEST)]
    found = Holding.objects.filter(
        Q(until_date__isnull=True) | Q(until_date__gt=today), from_date__lte=today, account__is_active=True,
        post__role__in=roles, post__place__in=places,
    )  # fmt: skip
    others = found.exclude(account__in=[one for one in (acting.account, request.asked_by_id) if one is not None])
    return list(others.select_related("post", "account").order_by("post__place", "post__title", "id"))


def nobody_has() -> Q:
    """Return the condition that nobody sees to a request: nobody has taken it on, or who had holds the post no more."""
    today = timezone.localdate()
    held = Holding.objects.filter(
        Q(until_date__isnull=True) | Q(until_date__gt=today), from_date__lte=today, post=OuterRef("owner"),
        account=OuterRef("owner_account"), account__is_active=True,
    )  # fmt: skip
    return Q(owner__isnull=True) | ~Exists(held)


def _for_me(acting: Acting) -> QuerySet[Request]:
    """Return the open requests that the acting colleague has taken on, or nobody has."""
    mine = nobody_has() | Q(owner_account=acting.account)
    return Request.objects.filter(mine, state=Request.State.OPEN)


def waiting_requests(acting: Acting) -> int:
    """Return how many requests the acting colleague has taken on, or nobody has."""
    return _for_me(acting).count()


def late_requests(acting: Acting) -> int:
    """Return how many of these are past their day."""
    return _for_me(acting).filter(due_on__lt=timezone.localdate()).count()
