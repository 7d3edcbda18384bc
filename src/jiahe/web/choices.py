"""How a reader likes to see pages: light or dark, large letters, which language. Kept in cookies on their machine."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

YEAR = 365 * 24 * 3600
THEMES = ("auto", "light", "dark")
SIZES = ("normal", "large")
THEME, SIZE = "jiahe_theme", "jiahe_text"
"""Names of the cookies."""


class Choices(NamedTuple):
    """What was chosen; what was not chosen is the first of each."""

    theme: str = THEMES[0]
    size: str = SIZES[0]


def choices_of(request: HttpRequest | None) -> Choices:
    """Return what the reader's cookies say; a cookie that says something else is passed over."""
    if request is None:
        return Choices()
    theme, size = request.COOKIES.get(THEME), request.COOKIES.get(SIZE)
    return Choices(theme if theme in THEMES else THEMES[0], size if size in SIZES else SIZES[0])


def choose(request: HttpRequest, *, theme: str = "", size: str = "", language: str = "") -> None:
    """Let the page that answers a request look as it was asked to in this very request."""
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
    request.COOKIES |= {name: value for name, value in ((THEME, theme), (SIZE, size)) if value}


def keep(response: HttpResponse, *, theme: str = "", size: str = "", language: str = "", secure: bool = False) -> None:
    """Put the choice of theme, size or language (what is known of them) into the reader's cookies for a year."""
    for name, value, known in ((THEME, theme, THEMES), (SIZE, size, SIZES)):
        if value in known:
            response.set_cookie(name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    if language in dict(settings.LANGUAGES):  # as Django's own page keeps it
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", secure=secure)
