"""What administrators did, as tables: of one account, and all of it for who watches over them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from jiahe.trust.acting import require
from jiahe.trust.models import AdminAct
from jiahe.trust.office.acts import acts
from jiahe.trust.office.words import ACTS
from jiahe.trust.permissions import READ_LOG, SEE_LOG
from jiahe.trust.watching import why_words
from jiahe.web.tables import Choice, Column, Table
from jiahe.web.words import Words

TITLE = Words("管理员做过什么", "What administrators did")


@login_required
def administrators(request: HttpRequest) -> HttpResponse:
    """Show everything that administrators did, the latest first."""
    require(SEE_LOG, READ_LOG)
    return acts_table(request).answer("trust/admin_acts.html", {"title": TITLE})


def acts_table(request: HttpRequest, **where: UUID) -> Table:
    """Return what was done as a table; ``where``: to an account."""
    return Table(
        request,
        acts(**where),
        caption=TITLE,
        name="acts",
        columns=[
            Column("at", Words("时间", "When"), kind="moment", heads_row=True),
            Column("by", Words("谁办的", "By"), _by, kind="name"),
            Column("approved_by", Words("谁批准的", "Approved by"), _approver, kind="name"),
            Column("act", Words("做了什么", "What"), lambda one: str(ACTS[one.act])),
            Column("account", Words("对谁的账户", "Whose account"), _account, kind="name"),
            Column("post", Words("岗位", "Post"), lambda one: str(_titled(one)) if one.post else ""),
            Column("reason", Words("原因", "Reason"), _reason, kind="name"),
        ],
        filters=[Choice("act", Words("做了什么", "What"), [*ACTS.items()], "act")],
        empty=Words("还没有记录。", "Nothing yet."),
    )


def _reason(one: AdminAct) -> Words | str:
    return why_words(one.reason) if one.act in (AdminAct.Act.WATCH, AdminAct.Act.UNWATCH) else one.reason


def _by(one: AdminAct) -> str:
    return (
        f"{one.by.full_name}（{one.by.username}）"
        if one.by
        else str(Words("服务器上的命令", "a command on the server"))
    )


def _approver(one: AdminAct) -> str:
    return f"{one.approved_by.full_name}（{one.approved_by.username}）" if one.approved_by else ""


def _account(one: AdminAct) -> str:
    return f"{one.account.full_name}（{one.account.username}）" if one.account else ""


def _titled(one: Any) -> Words:
    return Words(one.post.title, one.post.title_en)
