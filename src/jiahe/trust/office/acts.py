"""What administrators do to posts and accounts, written down where it is done; it is only added to."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from jiahe.trust.acting import require
from jiahe.trust.models import AdminAct
from jiahe.trust.permissions import MANAGE_POSTS, POST


def note(act: str, *, account: UUID | None = None, post: UUID | None = None, reason: str = "") -> None:
    """Write down who does what (AdminAct.Act), to whose account and which post, in the transaction that does it."""
    acting = require(MANAGE_POSTS, POST)
    AdminAct.objects.create(act=act, by_id=acting.account, account_id=account, post_id=post, reason=reason)


def acts(**where: UUID) -> QuerySet[AdminAct]:
    """Return what was done, the latest first; ``where``: to an account, or about a post."""
    return AdminAct.objects.filter(**where).select_related("by", "account", "post").order_by("-at", "-id")
