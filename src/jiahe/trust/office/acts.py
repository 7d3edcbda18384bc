"""What administrators do to posts and accounts, written down where it is done; it is only added to."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from jiahe.trust.acting import current
from jiahe.trust.guards import Proposal
from jiahe.trust.models import AdminAct
from jiahe.web.refusal import Refused


def note(
    act: str,
    *,
    account: UUID | None = None,
    post: UUID | None = None,
    reason: str = "",
    proposal: Proposal | None = None,
) -> None:
    """Write down who does what (AdminAct.Act), to whose account and which post, in the transaction that does it.

    ``proposal``: the approved one that this carries out. What a post may note, and that there is such a proposal, the
    database holds; a command on the server needs none. Raises PermissionDenied when nobody acts; Refused where another
    must approve.
    """
    acting = current()
    if acting is None:
        raise PermissionDenied("note")
    if act in Proposal.Act.values and acting.account is not None and proposal is None:
        raise Refused("这件事要另一位管理员批准。", "Another administrator must approve this.", None)
    approval = {"proposal": proposal.id, "approved_by_id": proposal.decided_by_id} if proposal is not None else {}
    AdminAct.objects.create(act=act, by_id=acting.account, account_id=account, post_id=post, reason=reason, **approval)


def acts(**where: UUID) -> QuerySet[AdminAct]:
    """Return what was done, the latest first; ``where``: to an account, or about a post."""
    return (
        AdminAct.objects.filter(**where).select_related("by", "approved_by", "account", "post").order_by("-at", "-id")
    )
