"""The pages of programs' keys, for the security administrator."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiahe.places.naming import full_name
from jiahe.trust.models import ProgramKey
from jiahe.trust.office.views import for_managers, form_page, titled
from jiahe.trust.programs.forms import EndKey, GiveKey
from jiahe.trust.programs.keys import Given, keys_listed, make_key
from jiahe.trust.programs.operations import from_where, told
from jiahe.web.refusal import Refused
from jiahe.web.tables import Column, Table
from jiahe.web.tags import Tag
from jiahe.web.words import Words

TITLE = Words("程序密钥", "Program keys")


@for_managers
def program_keys(request: HttpRequest) -> HttpResponse:
    """Show the keys: whose, for which post, what they may do, when they were used, when they end."""
    return _page(request)


def _page(request: HttpRequest, given: Given | None = None) -> HttpResponse:
    table = Table(
        request,
        keys_listed(),
        caption=TITLE,
        columns=[
            Column("system", Words("系统", "System"), "account.full_name", kind="name", heads_row=True),
            Column("sign", Words("密钥", "Key"), lambda one: f"jiahe_{one.sign}_…"),
            Column("state", Words("状态", "State"), _state),
            Column("post", Words("岗位", "Post"), lambda one: titled(one.post)),
            Column("place", Words("地方", "Place"), lambda one: full_name(one.post.place, from_level=3), kind="name"),
            Column("operations", Words("可以做的事", "May do"), lambda one: told(one.operations)),
            Column("networks", Words("从哪里来", "From where"), lambda one: from_where(one.networks)),
            Column("purpose", Words("用途", "What for"), "purpose", kind="name"),
            Column(
                "last_used_at", Words("上次使用", "Last used"),
                lambda one: one.last_used_at or Words("没有用过", "never"), kind="moment",
            ),
            Column("until_date", Words("到哪天为止", "Until"), kind="day"),
            Column(
                "end", Words("办理", "Change"), lambda one: "" if _is_over(one) else str(EndKey.title),
                link=lambda one: reverse("end-program-key", args=[one.id]),
            ),
        ],
        empty=Words("还没有程序密钥。", "No program has a key."),
    )  # fmt: skip
    return table.answer("trust/program_keys.html", {"title": TITLE, "given": given})


def _is_over(key: ProgramKey) -> bool:
    post_ends = key.post.until_date
    today = timezone.localdate()
    return key.ended_at is not None or key.until_date <= today or (post_ends is not None and post_ends <= today)


def _state(key: ProgramKey) -> Tag:
    if key.ended_at is not None:
        return Tag(Words("已停用", "Ended"), "neutral")
    if _is_over(key):
        return Tag(Words("已到期", "Over"), "neutral")
    return Tag(Words("可用", "Works"), "good")


@for_managers
def give(request: HttpRequest) -> HttpResponse:
    """Propose that a program gets a key."""
    form = GiveKey(request.POST if request.method == "POST" else None)
    return form_page(request, form, back=reverse("program-keys"), done=lambda one: reverse("proposal", args=[one.id]))


@require_POST
@for_managers
@never_cache
def make(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make the key that another approved, and show it this once. ``key``: the proposal's."""
    try:
        given = make_key(proposal=key)
    except Refused as refused:
        messages.error(request, str(refused.words))
        return redirect("program-keys")
    return _page(request, given)


@for_managers
def end(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a key at once."""
    found = get_object_or_404(ProgramKey.objects.select_related("account"), id=key)
    caption = f"{found.account.full_name}：jiahe_{found.sign}_…"
    form = EndKey(request.POST if request.method == "POST" else None, key=found)
    return form_page(request, form, back=reverse("program-keys"), caption=caption)
