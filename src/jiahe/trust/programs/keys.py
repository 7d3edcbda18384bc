"""Keys of programs: one administrator proposes a key, another approves it, and the first makes it and sees it once.

Who alone gave a key for any post could read everybody with it, and the log would name a system. What is kept of a key
is its hash. A command on the server needs no second person.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jiahe.places.models import Post
from jiahe.trust.acting import Acting, require
from jiahe.trust.guards import Proposal
from jiahe.trust.models import Account, ProgramKey
from jiahe.trust.office.accounts import LAPSES
from jiahe.trust.office.acts import note
from jiahe.trust.permissions import MANAGE_POSTS, POST
from jiahe.trust.programs.operations import Operation, known
from jiahe.web.refusal import Refused, refusing

FORM = re.compile(r"jiahe_([0-9a-f]{8})_[0-9a-f]{64}")
"""What a key looks like, so that a search for secrets that were published finds one. The first part is no secret."""

NOT_FOR_PROGRAMS = (*Post.ADMINISTRATORS, Post.Role.BACKGROUND, Post.Role.RESIDENT)
"""Roles that no program acts for: who runs the office, the office's own work, and residents."""


@dataclass(frozen=True)
class Given:
    """A key that was just made. ``secret`` is known only here: it is kept nowhere."""

    key: ProgramKey
    secret: str


def hashed(secret: str) -> bytes:
    """Return what is kept of a key. It is 256 random bits, so one pass of SHA-256 cannot be tried through."""
    return hashlib.sha256(secret.encode()).digest()


def posts_for_programs() -> QuerySet[Post]:
    """Return the posts that a program can act for, by place."""
    there = Q(until_date__isnull=True) | Q(until_date__gt=timezone.localdate())
    return Post.objects.filter(there).exclude(role__in=NOT_FOR_PROGRAMS).order_by("place", "role", "title")


def keys_listed() -> QuerySet[ProgramKey]:
    """Return all keys, the newest first."""
    return ProgramKey.objects.select_related("account", "post").order_by("-id")


def last_day(day: dt.date) -> dt.date:
    """Return the last possible ``until_date`` of a key that is given on a day: the same day of the next year."""
    return (day.replace(day=28) if (day.month, day.day) == (2, 29) else day).replace(year=day.year + 1)


@transaction.atomic
def give_key(**asked: Any) -> Given:
    """Give a system a key at once, by a command on the server; ``asked`` as for :func:`wished`. Raises Refused."""
    require(MANAGE_POSTS, POST)
    return _make(Proposal(**wished(**asked)), None)


@transaction.atomic
def make_key(*, proposal: UUID) -> Given:
    """Make the key that another approved, once and within 72 hours; only who proposed it does. Raises Refused."""
    acting = require(MANAGE_POSTS, POST)
    found = Proposal.objects.filter(id=proposal, proposed_by=acting.account, act=Proposal.Act.GIVE_KEY).first()
    if found is None or not found.approved or found.decided_at is None:
        raise Refused("这件事要另一位管理员批准。", "Another administrator must approve this.", None)
    if found.decided_at <= timezone.now() - LAPSES:
        raise Refused("批准已过72小时，请重新提请。", "It was approved over 72 hours ago. Propose it again.", None)
    check_key(found)
    with refusing(_ONCE):
        return _make(found, found)


_ONCE = {
    "key_made_once": (
        "这个密钥已生成过，只显示一次。丢了请停用，重新提请。",
        "This key was made already, and is shown once. If it is lost, end it and propose another.",
        "",
    )
}


def wished(
    *, system: str, post: UUID, purpose: str, operations: Sequence[str], until_date: dt.date,
    networks: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Return the fields of a Proposal that ask for a key; a system that is new gets its account. Raises Refused.

    ``operations``: their keys (operations.py). ``networks``: addresses or ranges (10.1.0.0/16); none: from anywhere.
    ``until_date``: the first day on which it does not work. A system that has a key already gets another: while both
    work, the program changes from one to the other, and its idempotency keys go on. An account without a key opens
    nothing.
    """
    name, purpose = system.strip(), purpose.strip()
    if not 0 < len(name) <= 60:
        raise Refused("请写系统名称，最多60个字。", "Name the system, in 60 characters at most.", "system")
    if not 0 < len(purpose) <= 120:
        raise Refused("请写用途，最多120个字。", "Say what it is for, in 120 characters at most.", "purpose")
    _check(post, operations, until_date)
    ranges = _networks(networks)
    account = Account.objects.filter(is_program=True, is_active=True, full_name=name).first() or _account(name)
    return {
        "act": "give_key", "account_id": account.id, "post_id": post, "reason": purpose,
        "operations": list(operations), "networks": ranges, "until_date": until_date,
    }  # fmt: skip


def check_key(wish: Proposal) -> None:
    """See that a key that is wished may be given, today. Raises Refused."""
    if wish.post_id is None or wish.until_date is None:
        raise ValueError("a key is for a post, and ends on a day")
    _check(wish.post_id, wish.operations or [], wish.until_date)


def _check(key: UUID, operations: Sequence[str], until_date: dt.date) -> None:
    post = posts_for_programs().filter(id=key).first()
    if post is None:
        raise Refused("没有这个岗位，或不能给程序用。", "There is no such post, or no program may act for it.", "post")
    _check_operations(operations, post)
    _check_day(until_date, post)


def _make(wish: Proposal, approved: Proposal | None) -> Given:
    sign = secrets.token_hex(4)
    secret = f"jiahe_{sign}_{secrets.token_hex(32)}"
    key = ProgramKey.objects.create(
        account_id=wish.account_id, post_id=wish.post_id, sign=sign, hash=hashed(secret), purpose=wish.reason,
        operations=wish.operations, networks=wish.networks, until_date=wish.until_date,
        made_by_id=wish.proposed_by_id, proposal=approved.id if approved else None,
    )  # fmt: skip
    note("give_key", account=key.account_id, post=key.post_id, reason=f"{sign}：{key.purpose}", proposal=approved)
    return Given(key, secret)


@transaction.atomic
def end_key(*, key: UUID) -> None:
    """End a key at once. Raises Refused when it is not there, or ended already."""
    acting = require(MANAGE_POSTS, POST)
    found = ProgramKey.objects.filter(id=key, ended_at=None).first()
    if found is None:
        raise Refused("没有这个密钥，或已停用。", "There is no such key, or it is ended already.")
    found.ended_at, found.ended_by_id = timezone.now(), acting.account
    found.save(update_fields=["ended_at", "ended_by"])
    note("end_key", account=found.account_id, post=found.post_id, reason=found.sign)


def _account(name: str) -> Account:
    """Make the account by which logs name a system; nobody can sign in with it."""
    account = Account(username=f"program-{secrets.token_hex(4)}", full_name=name, is_program=True)
    account.set_unusable_password()
    account.save(force_insert=True)
    return account


def _check_operations(keys: Sequence[str], post: Post) -> None:
    chosen = [one for one in known() if one.key in keys]
    if not keys or len(chosen) != len(set(keys)):
        raise Refused("请选择它可以做的事。", "Choose what it may do.", "operations")
    beyond: list[Operation] = [one for one in chosen if not one.fits(post.role)]
    if beyond:
        raise Refused(
            f"这个岗位不能：{'、'.join(one.words.zh for one in beyond)}。请换岗位或去掉这些。",
            f"This post may not: {', '.join(one.words.en for one in beyond)}. Choose another post, or leave these out.",
            "operations",
        )
    if any(one.whole_county for one in chosen) and Acting.of(post).named_settings()["jiahe.whole"] != "yes":
        raise Refused("送文件要用全县的岗位。", "Files are sent through a post of the whole county.", "post")


def _check_day(until_date: dt.date, post: Post) -> None:
    today = timezone.localdate()
    if not today < until_date <= last_day(today):
        raise Refused(
            f"请写明天以后、{last_day(today)} 以前（最多一年）的日期。",
            f"Write a day after today and not after {last_day(today)} (a year at most).",
            "until_date",
        )
    if post.until_date is not None and until_date > post.until_date:
        raise Refused(f"这个岗位在 {post.until_date} 撤销。", f"The post ends on {post.until_date}.", "until_date")


def _networks(said: Sequence[str]) -> list[str]:
    found = []
    for one in said:
        try:
            found.append(str(ip_network(one.strip())))
        except ValueError as error:
            raise Refused(
                f"“{one}”不是地址或网段，写法如：10.20.30.40 或 10.20.0.0/16。",
                f"{one!r} is no address or range. Write it like 10.20.30.40 or 10.20.0.0/16.",
                "networks",
            ) from error
    return found
