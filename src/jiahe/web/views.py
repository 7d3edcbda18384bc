"""The pages that belong to no room."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from jiahe.web import choices
from jiahe.web.words import Words

POST = "post"
"""Key of the session under which the chosen post is kept (trust/middleware.py reads it)."""


def home(request: HttpRequest) -> HttpResponse:
    """The front page: for a family when nobody is signed in, else the work of the acting post."""
    return render(request, "web/start.html" if request.user.is_authenticated else "web/home.html")


@require_POST
@login_required
def choose_post(request: HttpRequest) -> HttpResponse:
    """Act through another of the posts that one holds. Raises PermissionDenied for a post that one does not hold."""
    chosen = next((one for one in request.posts if str(one.id) == request.POST.get("post")), None)
    if chosen is None:
        raise PermissionDenied("choose:post")
    request.session[POST] = str(chosen.id)
    said = Words("现在以“{title}”的岗位办理。", "You now act as {title}.")
    messages.success(request, said.format(title=Words(chosen.title, chosen.title_en)))
    return redirect("home")


@require_POST
def set_look(request: HttpRequest) -> HttpResponse:
    """Keep how the reader likes to see pages (``theme``, ``size``) and go back to where they were (``next``)."""
    response = HttpResponseRedirect(_back(request))
    choices.keep(
        response,
        theme=request.POST.get("theme", ""),
        size=request.POST.get("size", ""),
        secure=request.is_secure(),
    )
    return response


def _back(request: HttpRequest) -> str:
    to = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if is_ours else reverse("home")
