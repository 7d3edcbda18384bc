"""The pages of the law library."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jiahe.programmes import the_pack
from jiahe.public.compare import compared
from jiahe.public.law_forms import CompareWish, ListWish
from jiahe.public.library import listed, page_of
from jiahe.web.words import Words

FEW = 6
"""How many worked examples a programme's page shows at first."""


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """List the programmes, by place and by kind of life event."""
    wish = ListWish.of(request.GET.dict())
    found = listed(wish.place.chosen, wish.event, on=timezone.localdate())
    title = Words("政策法规库", "Law library")
    return render(
        request, "public/library.html", {"title": title, "wish": wish, "found": found, "on": timezone.localdate()}
    )


@require_safe
def programme(request: HttpRequest, key: str) -> HttpResponse:
    """Show one programme. Raises Http404."""
    page = page_of(key.strip("/"))
    if page is None:
        raise Http404(key)
    every = request.GET.get("examples") == "all"
    shown = page.examples if every else page.examples[:FEW]
    title = Words(page.rule.zh, page.rule.en)
    return render(request, "public/programme.html", {"title": title, "page": page, "examples": shown})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Compare two places, or two days."""
    wish = CompareWish.of(request.GET.dict())
    found = [] if wish.is_same else compared(wish.one, wish.other, wish.keys)
    title = Words("两地或两个时间的规定对照", "Compare two places or two days")
    context = {"title": title, "wish": wish, "found": found, "rules": the_pack().rules}
    return render(request, "public/compare.html", context)
