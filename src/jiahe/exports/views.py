"""The page on which large exports wait for their owner."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jiahe.exports.actions import file_of
from jiahe.exports.models import Export
from jiahe.trust.acting import require
from jiahe.trust.permissions import EXPORT, READ_OWN
from jiahe.web.tables import Column, Table
from jiahe.web.tags import Tag
from jiahe.web.words import Words

STATE = {
    Export.State.WAITING: (Words("排队中", "Waiting"), "neutral"),
    Export.State.RUNNING: (Words("制作中", "Being made"), "info"),
    Export.State.DONE: (Words("做好了，点名称下载", "Ready: press its name"), "good"),
    Export.State.FAILED: (Words("没有做成，请重新导出", "Failed; export it again"), "bad"),
}


def _what(row: Export) -> SafeString:
    """Return what was exported, in the language in which it was asked for."""
    return format_html('<span lang="{}">{}</span>', row.language, row.caption)


def _link(row: Export) -> str | None:
    return reverse("export", args=[row.id]) if row.state == Export.State.DONE else None


@login_required
def exports(request: HttpRequest) -> HttpResponse:
    """Show the exports of who asks, the last first, and how far those are that are being made."""
    require(READ_OWN, EXPORT)
    rows = Export.objects.filter(account=request.user).order_by("-asked_at")
    columns = [
        Column("caption", Words("内容", "What"), _what, link=_link, heads_row=True),
        Column("asked_at", Words("何时要的", "Asked for"), kind="moment"),
        Column("total", Words("行数", "Rows"), kind="number"),
        Column("state", Words("状态", "State"), lambda row: Tag(*STATE[row.state])),
    ]
    empty = Words("您还没有要后台制作的导出。", "You have no large exports.")
    table = Table(request, rows, caption=Words("我的导出", "My exports"), columns=columns, empty=empty)
    running = [(_what(one), one) for one in rows if one.state in (Export.State.WAITING, Export.State.RUNNING)]
    return table.answer("exports/exports.html", {"running": running, "days": settings.EXPORT_DAYS})


@login_required
def download(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the file of an export to who has asked for it, and to nobody else."""
    require(READ_OWN, EXPORT)
    export = get_object_or_404(Export, id=key, account=request.user, state=Export.State.DONE)
    file = file_of(export)
    if not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), as_attachment=True, filename=export.file_name)
