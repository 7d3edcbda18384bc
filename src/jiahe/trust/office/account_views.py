"""The pages of accounts, and the page on which the owner of one sets a password."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiahe.trust.models import Account
from jiahe.trust.office import accounts as acts
from jiahe.trust.office import forms
from jiahe.trust.office import queries as q
from jiahe.trust.office.act_views import acts_table
from jiahe.trust.office.views import DAYS, for_managers, form_page, instead_of, titled
from jiahe.trust.second_factor import has_second_factor
from jiahe.web.refusal import Refused
from jiahe.web.tables import Column, Contains, Table
from jiahe.web.tags import Tag
from jiahe.web.words import Words, is_chinese


@for_managers
def accounts(request: HttpRequest) -> HttpResponse:
    """Show the accounts, and what each holds today."""
    columns = [
        Column(
            "name",
            Words("姓名", "Name"),
            "full_name",
            kind="name",
            link=lambda one: reverse("account", args=[one.id]),
            heads_row=True,
            sort="full_name",
        ),
        Column("username", Words("用户名", "User name"), sort="username"),
        Column("posts", Words("现任岗位", "Posts held"), _held),
        Column("state", Words("状态", "State"), _account_state),
        Column(
            "last_login",
            Words("上次登录", "Last sign-in"),
            lambda one: one.last_login or Words("没有登录过", "never"),
            kind="moment",
        ),
    ]
    filters = [
        Contains(
            "name",
            Words("姓名或用户名", "Name or user name"),
            lambda rows, text: [r for r in rows if text in f"{r.full_name} {r.username}"],
        )
    ]
    table = Table(request, q.accounts_listed(), caption=Words("账户", "Accounts"), columns=columns, filters=filters)
    return table.answer("trust/accounts.html", {"title": Words("账户", "Accounts")})


def _held(account: Any) -> str:
    return ("、" if is_chinese() else ", ").join(titled(held.post) for held in account.now)


def _account_state(account: Account) -> Tag:
    if not account.is_active:
        return Tag(Words("已停用", "Closed"), "neutral")
    if not account.has_usable_password():
        return Tag(Words("还没设密码", "No password yet"), "attention")
    return Tag(Words("可以登录", "Can sign in"), "good")


@for_managers
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account."""
    form = forms.NewAccount(request.POST or None)
    return form_page(request, form, back=reverse("accounts"), done=lambda one: reverse("account", args=[one.id]))


@for_managers
def account(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an account and what it held, holds and will hold."""
    return _account_page(request, get_object_or_404(q.colleagues(closed=True), id=key))


def _account_page(request: HttpRequest, found: Account, **more: Any) -> HttpResponse:
    columns = [
        Column(
            "post",
            Words("岗位", "Post"),
            lambda one: titled(one.post),
            heads_row=True,
            link=lambda one: reverse("post", args=[one.post_id]),
        ),
        *DAYS,
        Column("instead", Words("代理谁", "Standing in for"), instead_of, kind="name"),
    ]
    table = Table(request, q.holdings_of(account=found.id), caption=Words("岗位", "Posts"), columns=columns)
    context = {
        "account": found,
        "state": _account_state(found),
        "table": table,
        "acts": acts_table(request, account=found.id),
        **more,
    }
    context["is_new"] = acts.is_new(found)
    context["has_factor"] = has_second_factor(found)
    return table.answer("trust/account.html", context)


@require_POST
@for_managers
@never_cache
def link(request: HttpRequest, key: UUID) -> HttpResponse:
    """Make a link by which the owner sets a password, and show it this once."""
    found = get_object_or_404(q.colleagues(closed=True), id=key)
    try:
        path = acts.password_link(account=key)
    except Refused as refused:
        messages.error(request, str(refused.words))
        return redirect("account", key)
    return _account_page(request, found, link=request.build_absolute_uri(path))


@for_managers
def second_factor(request: HttpRequest, key: UUID) -> HttpResponse:
    """Propose to remove the second factor of a colleague who lost it."""
    found = get_object_or_404(q.colleagues(closed=True), id=key)
    form = forms.RemoveFactor(request.POST or None, account=found)
    return form_page(request, form, back=reverse("account", args=[key]), caption=found.full_name)


@for_managers
def reset(request: HttpRequest, key: UUID) -> HttpResponse:
    """Propose that a colleague gets a link for another password."""
    found = get_object_or_404(q.colleagues(closed=True), id=key)
    form = forms.ResetPassword(request.POST or None, account=found)
    return form_page(request, form, back=reverse("account", args=[key]), caption=found.full_name)


@require_POST
@for_managers
def close(request: HttpRequest, key: UUID) -> HttpResponse:
    """Close an account."""
    try:
        left = acts.close_account(account=key)
        messages.success(request, str(Words("账户已停用。", "The account is closed.")))
        if left:
            messages.warning(request, str(_LEFT))
    except Refused as refused:
        messages.error(request, str(refused.words))
    return redirect("account", key)


_LEFT = Words(
    "此账户还占着您自己的岗位（代理），请另一位安全管理员在岗位页面结束它的任期。",
    "The account still stands in at your own post: let another security administrator end that on the post's page.",
)


@never_cache
def first_password(request: HttpRequest, account: UUID, key: str) -> HttpResponse:
    """Let the owner of an account set a password, by the link that the administrator gave them."""
    found = acts.account_of_link(account, key)
    if found is None:
        return render(request, "trust/first_password.html", {"form": None}, status=404)
    form = forms.FirstPassword(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, str(Words("密码已设好，请登录。", "The password is set. Sign in.")))
        return redirect("account_login")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "trust/first_password.html", {"form": form, "account": found}, status=status)
