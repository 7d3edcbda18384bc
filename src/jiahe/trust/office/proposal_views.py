"""The pages of what needs two administrators: what waits, and one of them, to be approved or refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from jiahe.places.naming import full_name
from jiahe.trust.acting import require
from jiahe.trust.guards import Proposal
from jiahe.trust.office import proposals as p
from jiahe.trust.office.forms import OfficeForm
from jiahe.trust.office.views import titled
from jiahe.trust.office.words import PROPOSED, ROLES
from jiahe.trust.permissions import APPROVE, MANAGE_POSTS, POST
from jiahe.trust.programs.operations import from_where, told
from jiahe.web.forms import OneOf
from jiahe.web.tables import Choice, Column, Table
from jiahe.web.tags import Tag
from jiahe.web.words import Words

TITLE = Words("待另一人批准", "Waiting for a second person")
STATES: dict[str, Tag] = {
    "open": Tag(Words("等待批准", "Waiting"), "attention"),
    "approved": Tag(Words("已批准", "Approved"), "good"),
    "refused": Tag(Words("没有批准", "Refused"), "bad"),
    "lapsed": Tag(Words("已过期", "Lapsed"), "neutral"),
}


class DecideProposal(OfficeForm):
    """Approve what another administrator proposed, or refuse it."""

    decision = OneOf(
        label=Words("您的决定", "Your decision"),
        choices=[("yes", Words("批准", "Approve")), ("no", Words("不批准", "Refuse"))],
    )
    answer = forms.CharField(
        required=False,
        max_length=200,
        label=Words("为什么不批准", "Why you refuse it"),
        help_text=Words("不批准时填写。", "Only where you refuse."),
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        self.proposal = proposal
        super().__init__(*args, **kwargs)

    def do(self) -> Proposal:
        """Decide it."""
        if self.cleaned_data["decision"] == "yes":
            return p.approve(proposal=self.proposal.id)
        return p.refuse(proposal=self.proposal.id, answer=self.cleaned_data["answer"])


@login_required
def proposals(request: HttpRequest) -> HttpResponse:
    """Show what was proposed, what waits first."""
    require(APPROVE, POST)
    table = Table(
        request,
        Proposal.objects.select_related("account", "post", "proposed_by").order_by("-decided_at", "-proposed_at"),
        caption=TITLE,
        columns=[
            Column(
                "act", Words("什么事", "What"), lambda one: str(PROPOSED[one.act]), heads_row=True,
                link=lambda one: reverse("proposal", args=[one.id]),
            ),
            Column("account", Words("谁的账户", "Whose account"), "account.full_name", kind="name"),
            Column("reason", Words("原因", "Reason"), kind="name"),
            Column("by", Words("谁提请", "Proposed by"), "proposed_by.full_name", kind="name"),
            Column("until", Words("最迟批准", "Lapses"), kind="moment", sort="until"),
            Column("state", Words("状态", "State"), _state),
        ],
        filters=[Choice("act", Words("什么事", "What"), [*PROPOSED.items()], "act")],
        empty=Words("没有等待批准的事。", "Nothing waits for a second person."),
    )  # fmt: skip
    return table.answer("trust/proposals.html", {"title": TITLE})


def _state(one: Proposal) -> Tag:
    if one.decided_at is not None:
        return STATES["approved" if one.approved else "refused"]
    return STATES["open" if p.is_open(one) else "lapsed"]


@login_required
def proposal(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one, and decide it."""
    acting = require(APPROVE, POST)
    rows = Proposal.objects.select_related("account", "post", "proposed_by", "decided_by")
    found = get_object_or_404(rows, id=key)
    form = DecideProposal(request.POST or None, proposal=found) if p.may_decide(found, acting.account) else None
    if request.method == "POST" and form is not None and form.try_to():
        messages.success(request, str(_DONE[form.done.approved]))
        return redirect("proposals")
    is_mine = found.proposed_by_id == acting.account
    to_be_made = is_mine and found.act in p.SHOWN_ONCE and found.approved and not p.is_done(found)
    context: dict[str, Any] = {
        "proposal": found,
        "title": PROPOSED[found.act],
        "state": _state(found),
        "post": titled(found.post) if found.post else None,
        "role": ROLES[found.post.role] if found.post else None,
        "place": full_name(found.post.place) if found.post else None,
        "form": form,
        "is_mine": is_mine and p.is_open(found),
        "to_be_made": to_be_made and acting.may(MANAGE_POSTS, POST),
        "is_key": found.act == Proposal.Act.GIVE_KEY,
        "operations": told(found.operations or []),
        "networks": from_where(found.networks or []),
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "trust/proposal.html", context, status=status)


_DONE = {
    True: Words("已批准，已写入管理员记录。", "Approved, and written down."),
    False: Words("没有批准，已写入管理员记录。", "Refused, and written down."),
}
