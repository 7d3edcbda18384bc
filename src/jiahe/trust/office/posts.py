"""Posts, and who holds them from when to when. Each verb is one transaction; what cannot be is :class:`Refused`.

A holding begins and ends today or later: what somebody could see yesterday is not changed. What began today ends at
once; what has not begun is taken back. Of taking away is asked only that it is not one's own. A colleague who stands in
(代理) holds the post beside the one they stand in for, within that one's days. The three administrators stay three
people who hold no other post, and nobody administers themselves; the database holds that (migrations
trust.0015_running_the_office and trust.0033_administrators_hold_no_other_post).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiahe.places.divisions import PlacesError, place_range
from jiahe.places.models import Facility, Holding, Post, holds_on
from jiahe.places.naming import divisions
from jiahe.trust.acting import current, require
from jiahe.trust.models import Account
from jiahe.trust.office.acts import note
from jiahe.trust.office.queries import colleagues
from jiahe.trust.permissions import MANAGE_POSTS, POST
from jiahe.web.refusal import Refused, refusing
from jiahe.web.words import Words

P = ParamSpec("P")
R = TypeVar("R")

NOT_GIVEN = (Post.Role.BACKGROUND, Post.Role.RESIDENT)
"""Roles that nobody makes by hand: the office's own work at night, and residents, who come by invitation."""

_NO_OTHER = Words(
    "系统、安全、审计三种管理员不担任、也不代理其他岗位：此账户或同一个人的另一个账户，这段时间已有岗位。"
    "请另选一位同事，或先结束原来的任期。",
    "A system, security or audit administrator holds no other post and stands in at none: this account, or another one "
    "of the same human, holds a post during that time. Choose another colleague, or end that first.",
)
CONSTRAINTS = {
    "one_holder_at_a_time": (
        "这段时间已有人担任这个岗位。请先结束原来的任期，或改为代理。",
        "Somebody holds this post during that time. End that first, or let the colleague stand in.",
        "from_date",
    ),
    "held_once": (
        "此账户这段时间已担任这个岗位。",
        "This account holds the post during that time already.",
        "account",
    ),
    "one_administrator_each": (
        "系统、安全、审计三种管理员须由不同的人担任：此账户这段时间已是另一种管理员。",
        "System, security and audit administrator are three people: this account is one of them during that time.",
        "account",
    ),
    "administrators_hold_no_other": (_NO_OTHER.zh, _NO_OTHER.en, "account"),
    "held_for_a_day": ("结束日期应晚于开始日期。", "The end must be after the beginning.", "until_date"),
    "provider_has_a_facility": (
        "医疗卫生机构的岗位要写明机构。",
        "Name the facility of a provider's post.",
        "facility",
    ),
}


def _verb(verb: Callable[P, R]) -> Callable[P, R]:
    """Make a function an action: only for who manages posts, one transaction, refusals of the database in words."""

    @wraps(verb)
    def done(*args: P.args, **asked: P.kwargs) -> R:
        require(MANAGE_POSTS, POST)
        with refusing(CONSTRAINTS):
            return verb(*args, **asked)

    return done


@_verb
def add_post(*, role: str, place: str, title: str, title_en: str, facility: str = "") -> Post:
    """Make a post for a place of the county and all below it. Administrators are the whole county's.

    ``facility``: the name of the hospital, clinic or station that a provider's post is for.
    """
    if role not in Post.Role.values or role in NOT_GIVEN:
        known = ", ".join(one for one in Post.Role.values if one not in NOT_GIVEN)
        raise Refused(
            f"没有“{role}”这种岗位，可写：{known}。", f"There is no role {role!r}. Write one of: {known}.", "role"
        )
    try:
        divisions().name(place)
    except PlacesError as error:
        raise Refused(error.zh, str(error), "place") from error
    low, high = place_range(settings.COUNTY)
    if not low <= place <= high:
        raise Refused("这个地方不在本县。", f"{place} does not lie in this county.", "place")
    if role in Post.ADMINISTRATORS and place != settings.COUNTY:
        raise Refused(
            "管理员岗位属于全县，请选择本县。", "An administrator is the whole county's; choose the county.", "place"
        )
    for field, text in (("title", title), ("title_en", title_en)):
        if not text.strip():
            raise Refused("请写岗位名称，中文、英文都要。", "Give the post a name, in Chinese and in English.", field)
    where = None
    if role == Post.Role.PROVIDER:
        if not facility.strip():
            raise Refused(*CONSTRAINTS["provider_has_a_facility"])
        today = timezone.localdate()
        where = Facility.objects.filter(holds_on(today), name=facility.strip(), place=place).first()
        where = where or Facility.objects.create(name=facility.strip(), place=place, from_date=today)
    made = Post.objects.create(role=role, place=place, title=title.strip(), title_en=title_en.strip(), facility=where)
    note("add_post", post=made.id)
    return made


@_verb
def give_post(*, post: UUID, account: UUID, from_date: dt.date, until_date: dt.date | None = None) -> Holding:
    """Give a post to an account from a day on, until (not including) another, or for good: a command on the server."""
    held = give(post, account, from_date, until_date)
    note("give_post", account=account, post=post)
    return held


@_verb
def stand_in(*, holding: int, account: UUID, from_date: dt.date, until_date: dt.date) -> Holding:
    """Let a colleague stand in (代理) for who holds a post, until (not including) a day: a command on the server."""
    held = holding_of(holding)
    made = let_stand_in(held, account, from_date, until_date)
    note("stand_in", account=account, post=held.post_id)
    return made


def give(post: UUID, account: UUID, from_date: dt.date, until_date: dt.date | None) -> Holding:
    """Give a post to an account. Raises Refused."""
    return _hold(_post(post), _other(account), from_date, until_date, None)


def let_stand_in(held: Holding, account: UUID, from_date: dt.date, until_date: dt.date) -> Holding:
    """Let a colleague stand in for a holder, within the holder's days. Raises Refused."""
    if held.substitutes_for_id is not None:
        raise Refused("代理人不能再找人代理。", "Who stands in is not stood in for. Choose the holder.", "account")
    if held.account_id == account:
        raise Refused("请选择另一位同事。", "Choose another colleague.", "account")
    if from_date < held.from_date or (held.until_date is not None and until_date > held.until_date):
        until = held.until_date or "—"
        raise Refused(
            f"代理应在任期之内（{held.from_date} 至 {until}）。",
            f"A colleague stands in within the holder's days ({held.from_date} to {until}).",
            "from_date",
        )
    return _hold(held.post, _other(account), from_date, until_date, held)


@_verb
def end_holding(*, holding: int, on: dt.date) -> None:
    """End a holding and who stands in for it; ``on``: the first day without. Of a closed account as of any other."""
    held = holding_of(holding)
    _not_oneself(held.account_id)
    not_past(on, "on")
    if held.until_date is not None and held.until_date <= on:
        raise Refused(f"任期在 {held.until_date} 已经结束。", f"It ends on {held.until_date} already.", "on")
    note("end_holding", account=held.account_id, post=held.post_id)
    for one in (*Holding.objects.filter(substitutes_for=held), held):
        cut(one, on)


@_verb
def end_post(*, post: UUID, on: dt.date) -> None:
    """End a post (撤销岗位): from a day on nobody holds it, and it is given to nobody."""
    found = _post(post)
    if found.role in NOT_GIVEN:
        raise Refused("这个岗位不能撤销。", "This post cannot be ended.", None)
    not_past(on, "on")
    goes_on = found.holdings.exclude(until_date__lte=on)
    for one in sorted(goes_on, key=lambda held: held.substitutes_for_id is None):
        _not_oneself(one.account_id)
        cut(one, on)
    found.until_date = on
    found.save(update_fields=["until_date"])
    note("end_post", post=post)


# ------------------------------------------------------------------------------------------------ what they share


def _hold(
    post: Post, account: Account, from_date: dt.date, until_date: dt.date | None, instead_of: Holding | None
) -> Holding:
    not_past(from_date, "from_date")
    if until_date is not None and until_date <= from_date:
        raise Refused(*CONSTRAINTS["held_for_a_day"])
    if post.until_date is not None and (until_date is None or until_date > post.until_date):
        raise Refused(f"这个岗位在 {post.until_date} 撤销。", f"The post ends on {post.until_date}.", "until_date")
    if post.role in NOT_GIVEN:
        raise Refused("这个岗位不交给个人。", "This post is not given to anybody.", None)
    overlapping = _overlapping(Holding.objects.filter(account=account, administers=True), from_date, until_date)
    if post.role in Post.ADMINISTRATORS and overlapping.exists():
        raise Refused(*CONSTRAINTS["one_administrator_each"])
    if instead_of is None:
        there = _overlapping(post.holdings.filter(substitutes_for=None), from_date, until_date)
        held = there.select_related("account").first()
        if held is not None and held.account_id == account.id:
            raise Refused(*CONSTRAINTS["held_once"])
        if held is not None:
            until = held.until_date or "—"
            raise Refused(
                f"{held.account.full_name}（{held.account.username}）自 {held.from_date} 至 {until} 担任这个岗位。"
                "请先结束该任期，或改为代理。",
                f"{held.account.username} holds this post from {held.from_date} to {until}. End that first, or let the "
                "colleague stand in.",
                "from_date",
            )
    return Holding.objects.create(
        post=post, account=account, from_date=from_date, until_date=until_date, substitutes_for=instead_of
    )


def _overlapping(rows: QuerySet[Holding], from_date: dt.date, until_date: dt.date | None) -> QuerySet[Holding]:
    still = Q(until_date__isnull=True) | Q(until_date__gt=from_date)
    return rows.filter(still) if until_date is None else rows.filter(still, from_date__lt=until_date)


def cut(held: Holding, on: dt.date) -> None:
    """Let a holding end on a day, today too; one that has not begun by then is taken back. Raises Refused."""
    if held.until_date is not None and held.until_date <= on:
        return
    row = Holding.objects.filter(id=held.id)
    if held.from_date >= on and held.from_date > timezone.localdate():
        changed = row.delete()[0]
    else:
        changed = row.update(until_date=on)
    if not changed:  # the database lets nobody take away what is held by the very post that acts
        raise Refused(*_OWN)


_OWN = (
    "不能给自己安排岗位，请另一位安全管理员办理。",
    "Nobody manages their own posts. Ask another security administrator.",
    "account",
)


def _not_oneself(account: UUID) -> None:
    """Raise Refused for the acting account: nobody gives themselves a post or takes one away."""
    acting = current()
    if acting is not None and acting.account == account:
        raise Refused(*_OWN)


def _other(account: UUID) -> Account:
    """Return a colleague's open account that is not the acting one's. Raises Refused."""
    _not_oneself(account)
    found: Account | None = colleagues().filter(id=account).first()
    if found is None:
        raise Refused("没有这个账户，或已停用。", "There is no such account, or it is closed.", "account")
    return found


def _post(post: UUID) -> Post:
    found: Post | None = Post.objects.filter(id=post).first()
    if found is None:
        raise Refused("没有这个岗位。", "There is no such post.", "post")
    return found


def holding_of(holding: int) -> Holding:
    """Return a holding with its post and account. Raises Refused."""
    found: Holding | None = Holding.objects.select_related("post", "account").filter(id=holding).first()
    if found is None:
        raise Refused("没有这段任期。", "There is no such holding.", "holding")
    return found


def not_past(day: dt.date, field: str) -> None:
    if day < timezone.localdate():
        raise Refused(f"{day} 已经过去：请写今天或以后的日期。", f"{day} is past. Write today or a later day.", field)
