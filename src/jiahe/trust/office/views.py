"""The pages of posts and who holds them, for the security administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from jiahe.places.models import Holding, Post
from jiahe.places.naming import full_name
from jiahe.trust.acting import require
from jiahe.trust.guards import Proposal
from jiahe.trust.office import forms
from jiahe.trust.office import queries as q
from jiahe.trust.office.words import ROLES
from jiahe.trust.permissions import MANAGE_POSTS, POST
from jiahe.web.places import offered_places
from jiahe.web.tables import Choice, Column, Contains, Export, Table
from jiahe.web.tags import Tag
from jiahe.web.words import Words

_ROLE = Column("role", Words("岗位类别", "Kind"), lambda one: str(ROLES[one.role]), sort=lambda one: one.role)


def for_managers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view one for who manages posts."""

    def shown(request: HttpRequest, **asked: Any) -> HttpResponse:
        require(MANAGE_POSTS, POST)
        return view(request, **asked)

    return login_required(shown)


def form_page(
    request: HttpRequest,
    form: forms.OfficeForm,
    *,
    back: str,
    caption: str = "",
    done: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show a form, or do what it says and go on: to ``done`` of what it made, else back."""
    if request.method == "POST" and form.try_to():
        messages.success(request, str(_PROPOSED if isinstance(form.done, Proposal) else Words("已办理。", "Done.")))
        return redirect(done(form.done) if done else back)
    context = {
        "form": form,
        "title": form.title,
        "submit": form.submit,
        "back": back,
        "caption": caption,
        "places": offered_places() if "place" in form.fields else (),
    }
    return render(request, "trust/office_form.html", context, status=422 if form.is_bound and form.errors else 200)


_PROPOSED = Words(
    "已提请。另一位安全管理员或审计管理员在72小时内批准后生效。",
    "Proposed. It is done once another security administrator or the audit administrator approves it, within 72 hours.",
)


def titled(post: Post) -> str:
    """Return a post's name in the reader's language."""
    return str(Words(post.title, post.title_en))


# ------------------------------------------------------------------------------------------------ posts


@for_managers
def posts(request: HttpRequest) -> HttpResponse:
    """Show the posts by place, and who holds them today."""
    columns = [
        Column(
            "title",
            Words("岗位", "Post"),
            titled,
            link=lambda one: reverse("post", args=[one.id]),
            heads_row=True,
            sort=titled,
        ),
        _ROLE,
        Column(
            "place",
            Words("负责的地方", "Place"),
            lambda one: full_name(one.place, from_level=3),
            kind="name",
            sort="place",
        ),
        Column("holder", Words("现任", "Held by"), _holders, kind="name"),
    ]
    table = Table(
        request,
        q.posts_listed(),
        caption=Words("岗位与现任", "Posts, and who holds them"),
        columns=columns,
        filters=[
            Choice("role", Words("岗位类别", "Kind"), list(ROLES.items())),
            Contains(
                "place",
                Words("地方", "Place"),
                lambda rows, text: [r for r in rows if text in f"{full_name(r.place)} {r.place}"],
            ),
        ],
        export=Export(rests_on=Words("岗位登记的现状", "the posts as they stand"), shows=None),
    )
    return table.answer("trust/posts.html", {"title": Words("岗位", "Posts")})


def _holders(post: Any) -> str:
    said = [held.account.full_name + (str(_STANDS_IN) if held.substitutes_for_id else "") for held in post.now]
    return "、".join(said) if said else str(_NOBODY)


_NOBODY = Words("空缺", "vacant")
_STANDS_IN = Words("（代理）", " (stands in)")


@for_managers
def new_post(request: HttpRequest) -> HttpResponse:
    """Make a post."""
    form = forms.NewPost(request.POST or None)
    return form_page(request, form, back=reverse("posts"), done=lambda post: reverse("post", args=[post.id]))


@for_managers
def post(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a post and who held it, holds it and will hold it."""
    found = get_object_or_404(Post, id=key)
    columns = [
        Column(
            "account",
            Words("同事", "Colleague"),
            lambda one: one.account.full_name,
            kind="name",
            heads_row=True,
            link=lambda one: reverse("account", args=[one.account_id]),
        ),
        *DAYS,
        Column("instead", Words("代理谁", "Standing in for"), instead_of, kind="name"),
        Column("end", Words("办理", "Change"), _end_words, link=lambda one: reverse("holding-end", args=[one.id])),
        Column(
            "stand_in",
            Words("代理", "Stand-in"),
            _stand_in_words,
            link=lambda one: reverse("holding-stand-in", args=[one.id]),
        ),
    ]
    table = Table(request, q.holdings_of(post=key), caption=Words("任期", "Who holds it, and when"), columns=columns)
    context = {
        "post": found,
        "name": titled(found),
        "role": ROLES[found.role],
        "place": full_name(found.place),
        "may_be_given": found.role not in forms.posts.NOT_GIVEN and not _is_over(found),
        "table": table,
    }
    return table.answer("trust/post.html", context)


def _is_over(one: Any) -> bool:
    return one.until_date is not None and one.until_date <= timezone.localdate()


def _state(one: Holding) -> Tag:
    if _is_over(one):
        return Tag(Words("已结束", "Ended"), "neutral")
    return (
        Tag(Words("未开始", "To come"), "info")
        if one.from_date > timezone.localdate()
        else Tag(Words("在任", "Holding"), "good")
    )


DAYS = (
    Column("state", Words("状态", "State"), _state),
    Column("from_date", Words("从哪天起", "From"), kind="day"),
    Column("until_date", Words("到哪天为止", "Until"), lambda one: one.until_date or Words("长期", "for good")),
)


def instead_of(one: Holding) -> str:
    return one.substitutes_for.account.full_name if one.substitutes_for else ""


def _end_words(one: Holding) -> str:
    return "" if _is_over(one) else str(forms.EndHolding.title)


def _stand_in_words(one: Holding) -> str:
    return "" if _is_over(one) or one.substitutes_for_id else str(forms.StandIn.title)


@for_managers
def give(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give a post to a colleague."""
    found = get_object_or_404(Post, id=key)
    return form_page(
        request,
        forms.GivePost(request.POST or None, post=found),
        back=reverse("post", args=[key]),
        caption=titled(found),
    )


@for_managers
def end_post(request: HttpRequest, key: UUID) -> HttpResponse:
    """End a post."""
    found = get_object_or_404(Post, id=key)
    return form_page(
        request,
        forms.EndPost(request.POST or None, post=found),
        back=reverse("post", args=[key]),
        caption=titled(found),
    )


@for_managers
def end_holding(request: HttpRequest, key: int) -> HttpResponse:
    """End a holding."""
    return _of_a_holding(request, key, forms.EndHolding)


@for_managers
def stand_in(request: HttpRequest, key: int) -> HttpResponse:
    """Let a colleague stand in."""
    return _of_a_holding(request, key, forms.StandIn)


def _of_a_holding(request: HttpRequest, key: int, form: Any) -> HttpResponse:
    held = get_object_or_404(Holding.objects.select_related("post", "account"), id=key)
    back = reverse("post", args=[held.post_id])
    return form_page(request, form(request.POST or None, holding=held), back=back, caption=titled(held.post))
