"""The pages that belong to no room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "web/home.html")


def components(request: HttpRequest) -> HttpResponse:
    """Show every component of a page, for those who build pages."""
    return render(request, "web/components.html")
