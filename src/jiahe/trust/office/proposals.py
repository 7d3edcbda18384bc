"""What needs two administrators: one proposes it, another approves or refuses it, and only then it is done.

Who alone gives a link for a password, takes the second factor off and gives posts could take over any account; who
alone gives programs keys could read everybody by one. So the second is another security administrator or the audit
administrator: never who proposed it, nor whom it is about, nor another account of either. The database holds that
(migrations trust.0023_two_people, trust.0027_keys_by_two and trust.0030_one_human).
A command on the server needs no second person; it is written down too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as, posts_of, require
from jiahe.trust.guards import Proposal
from jiahe.trust.models import Account, AdminAct, ProgramKey
from jiahe.trust.office.accounts import LAPSES, is_new, resettable, take_factor
from jiahe.trust.office.acts import note
from jiahe.trust.office.posts import CONSTRAINTS, give, holding_of, let_stand_in
from jiahe.trust.permissions import APPROVE, MANAGE_POSTS, POST
from jiahe.trust.programs import keys
from jiahe.web.refusal import Refused, refusing

SHOWN_ONCE = (Proposal.Act.PASSWORD_LINK, Proposal.Act.GIVE_KEY)
"""What the proposer makes after the approval, since whoever makes it sees it."""


class _Undone(Exception):
    """Takes back what was only tried."""


@transaction.atomic
def propose(
    *,
    act: str,
    account: UUID,
    reason: str,
    post: UUID | None = None,
    holding: int | None = None,
    from_date: dt.date | None = None,
    until_date: dt.date | None = None,
    operations: Sequence[str] | None = None,
    networks: Sequence[str] | None = None,
) -> Proposal:
    """Propose one of Proposal.Act. It is tried and taken back first, so that what cannot be is Refused at once."""
    acting = require(MANAGE_POSTS, POST)
    if acting.account is None:
        raise PermissionDenied("a command proposes nothing")
    if not reason.strip():
        raise Refused("请写明原因。", "Write the reason.", "reason")
    made = Proposal(
        act=act, account_id=account, post_id=post, holding=holding, from_date=from_date, until_date=until_date,
        operations=operations, networks=networks, reason=reason.strip(), proposed_by_id=acting.account,
        through_id=acting.post, until=timezone.now() + LAPSES,
    )  # fmt: skip
    try:
        with refusing(CONSTRAINTS):
            _do(made)
            raise _Undone
    except _Undone:
        pass
    same = Proposal.objects.filter(
        act=act, account=account, post=post, decided_at__isnull=True, until__gt=timezone.now()
    )
    if same.exists():
        raise Refused("同样的事已在等待批准。", "The same waits for approval already.", None)
    made.save(force_insert=True)
    note("propose", account=account, post=post, reason=made.reason)
    return made


@transaction.atomic
def propose_key(**asked: Any) -> Proposal:
    """Propose that a system gets a key; ``asked`` as for keys.wished. Raises Refused."""
    require(MANAGE_POSTS, POST)
    wish = keys.wished(**asked)
    return propose(account=wish.pop("account_id"), post=wish.pop("post_id"), **wish)


@transaction.atomic
def approve(*, proposal: UUID) -> Proposal:
    """Approve what another proposed, and do it as the one who proposed it. Raises Refused; nothing is kept then."""
    found = _decide(proposal, approved=True, answer="")
    by = next((one for one in posts_of(found.proposed_by) if one.id == found.through_id), None)
    if by is None or by.role != Post.Role.SECURITY_ADMINISTRATOR:
        raise Refused(
            "提请的人已不再是安全管理员，请不予批准。",
            "Who proposed it is no longer a security administrator. Refuse it.",
            None,
        )
    with acting_as(Acting.of(by, found.proposed_by)), refusing(CONSTRAINTS):
        _do(found)
        if found.act not in SHOWN_ONCE:  # those are noted when they are made
            note(found.act, account=found.account_id, post=found.post_id, reason=found.reason, proposal=found)
    return found


@transaction.atomic
def refuse(*, proposal: UUID, answer: str) -> Proposal:
    """Refuse what another proposed, with the reason. Raises Refused."""
    if not answer.strip():
        raise Refused("请写明为什么不批准。", "Write why you refuse it.", "answer")
    found = _decide(proposal, approved=False, answer=answer.strip())
    note("refuse", account=found.account_id, post=found.post_id, reason=found.answer)
    return found


def may_decide(proposal: Proposal, account: UUID | None) -> bool:
    """Whether an administrator may decide it: a third person, by another account too, while it is open."""
    return (
        is_open(proposal)
        and account is not None
        and Proposal.objects.filter(id=proposal.id).exclude(_one_of_the_two(account)).exists()
    )


def _one_of_the_two(account: UUID) -> Q:
    """Return the condition that an account is the proposer's or that of whom it is about, or the same human's."""
    said = [
        models.Func(models.Value(account), one, function="trust_one_human", output_field=models.BooleanField())
        for one in ("proposed_by", "account")
    ]
    return Q(said[0]) | Q(said[1])


def is_open(proposal: Proposal) -> bool:
    """Whether it waits for a decision."""
    return proposal.decided_at is None and proposal.until > timezone.now()


def waiting(account: UUID | None) -> int:
    """Return how many proposals wait for the decision of an administrator."""
    still = Proposal.objects.filter(decided_at__isnull=True, until__gt=timezone.now())
    return still.exclude(_one_of_the_two(account)).count() if account is not None else 0


def is_done(proposal: Proposal) -> bool:
    """Whether what was approved has been done; a link or a key may still be waiting to be made."""
    return AdminAct.objects.filter(proposal=proposal.id).exists()


def _decide(proposal: UUID, *, approved: bool, answer: str) -> Proposal:
    acting = require(APPROVE, POST)
    found = Proposal.objects.select_for_update().filter(id=proposal).first()
    if found is None or not is_open(found):
        raise Refused("这件事已有人办理，或已过期。", "It was decided already, or has lapsed.", None)
    if not may_decide(found, acting.account):
        raise Refused(
            "不能批准自己提请的事，也不能批准关于自己的事；换一个账户也一样（同一个人，或账户写着同样的姓名）。请另一位管理员办理。",
            "Nobody decides what they proposed themselves, or what is about themselves, by another account of theirs "
            "or one of the same name either. Let another administrator decide it.",
            None,
        )
    found.decided_by_id, found.decided_at = acting.account, timezone.now()
    found.approved, found.answer = approved, answer
    found.save(update_fields=["decided_by", "decided_at", "approved", "answer"])
    return found


def _do(proposal: Proposal) -> None:
    """Do it as the acting post; of a link or a key, only see that it may be made."""
    if proposal.act == Proposal.Act.PASSWORD_LINK:
        _reset(proposal.account_id)
    elif proposal.act == Proposal.Act.GIVE_KEY:
        keys.check_key(proposal)
    elif proposal.act == Proposal.Act.REMOVE_FACTOR:
        take_factor(proposal.account_id)
    elif proposal.from_date is None:
        raise ValueError("a holding begins on a day")
    elif proposal.act == Proposal.Act.GIVE_POST and proposal.post_id is not None:
        give(proposal.post_id, proposal.account_id, proposal.from_date, proposal.until_date)
    elif proposal.act == Proposal.Act.STAND_IN and proposal.holding is not None and proposal.until_date is not None:
        let_stand_in(holding_of(proposal.holding), proposal.account_id, proposal.from_date, proposal.until_date)
    else:
        raise ValueError(f"{proposal.act} lacks what it is about")


def _reset(account: UUID) -> None:
    found: Account = resettable(account)
    if is_new(found):
        raise Refused(
            "此账户还没有人登录过，可直接给密码链接。",
            "Nobody has signed in to this account yet: give its link at once.",
            None,
        )


def end_what_may_be_over() -> int:
    """End every program's key, and what is approved and not yet made; return how many keys. As the owner.

    A backup was put back: which of them were ended or used up since, it does not know.
    """
    with transaction.atomic(using="owner"):
        approved = Proposal.objects.using("owner").filter(act__in=SHOWN_ONCE, approved=True)
        approved.update(decided_at=F("decided_at") - LAPSES)
        return ProgramKey.objects.using("owner").filter(ended_at=None).update(ended_at=timezone.now())
