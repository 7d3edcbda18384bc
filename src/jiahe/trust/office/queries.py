"""What the pages and commands of running the office read: posts with who holds them, accounts with what they hold."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from jiahe.places.models import Holding, Post, holds_on
from jiahe.trust.models import Account


def posts_listed() -> list[Any]:
    """Return the posts that are there, by place and role, each with ``now``: who holds it today, the holder first."""
    there = Q(until_date__isnull=True) | Q(until_date__gt=timezone.localdate())
    return list(Post.objects.filter(there).prefetch_related(_now("account")).order_by("place", "role", "title"))


def colleagues(*, closed: bool = False) -> QuerySet[Account]:
    """Return the open accounts of colleagues; ``closed``: those that were closed too.

    No system's, and no resident's who never held a post: their sign-in names, often a telephone, are shown to nobody.
    The database says which those are, since who asks sees no resident.
    """
    found = Account.objects.filter(id__in=RawSQL("SELECT trust_colleagues()", []))
    return found if closed else found.filter(is_active=True)


def accounts_listed() -> list[Any]:
    """Return colleagues' accounts by user name, each with ``now``: what it holds today."""
    return list(colleagues(closed=True).prefetch_related(_now("post")).order_by("username"))


def _now(other: str) -> Prefetch:
    held = (
        Holding.objects.filter(holds_on(timezone.localdate()))
        .select_related(other)
        .order_by("-substitutes_for", "from_date")
    )
    return Prefetch("holdings", held, to_attr="now")


def holdings_of(**where: UUID) -> list[Holding]:
    """Return the holdings of a post or of an account, the latest first."""
    rows = Holding.objects.filter(**where).select_related("post", "account", "substitutes_for__account")
    return list(rows.order_by("-from_date", "id"))
