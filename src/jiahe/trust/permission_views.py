"""The page on which everybody in the office sees what each kind of post may do."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jiahe.trust.permission_words import MAY, MAY_NOT, groups, roles
from jiahe.web.words import Words


@login_required
def permissions(request: HttpRequest) -> HttpResponse:
    """Show the whole table of permissions."""
    title = Words("谁可以做什么", "Who may do what")
    found = {"title": title, "roles": roles(), "groups": groups(), "may": MAY, "may_not": MAY_NOT}
    return render(request, "trust/permissions.html", found)
