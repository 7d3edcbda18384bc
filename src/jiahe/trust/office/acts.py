"""What administrators do to posts and accounts, written down where it is done; it is only added to."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from jiahe.trust.acting import current
from jiahe.trust.models import AdminAct


def note(act: str, *, account: UUID | None = None, post: UUID | None = None, reason: str = "") -> None:
    """Write down who does what (AdminAct.Act), to whose account and which post, in the transaction that does it.

    What a post may note, the database holds. Raises PermissionDenied when nobody acts.
    """
    acting = current()
    if acting is None:
        raise PermissionDenied("note")
    AdminAct.objects.create(act=act, by_id=acting.account, account_id=account, post_id=post, reason=reason)


def acts(**where: UUID) -> QuerySet[AdminAct]:
    """Return what was done, the latest first; ``where``: to an account, or about a post."""
    return AdminAct.objects.filter(**where).select_related("by", "account", "post").order_by("-at", "-id")
