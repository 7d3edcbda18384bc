"""What the frame of a page asks for: where one can go, how the reader likes to see pages, whose office it is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.template import Context, Library
from django.utils import timezone

from jiahe.places.divisions import PlacesError
from jiahe.places.naming import divisions
from jiahe.web import navigation
from jiahe.web.choices import Choices, choices_of
from jiahe.web.forms import SHOWN_AS, NamesWhatIsMissing

register = Library()


@register.simple_tag(takes_context=True)
def places_to_go(context: Context, *, foot: bool = False) -> list[navigation.Link]:
    """Return the links that the acting post may follow: those at the top of each page, or those at its foot."""
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    return navigation.links(context.get("acting"), request.path if request else "", signed_in=signed_in, foot=foot)


@register.simple_tag(takes_context=True)
def looks(context: Context) -> Choices:
    """Return how the reader wants pages to look."""
    return choices_of(context.get("request"))


@register.simple_tag(takes_context=True)
def kept_form(context: Context) -> dict[str, str] | None:
    """Return the form that the page's own buttons send too, so that nothing typed is lost; None when there is none.

    It is the one that the view names (``keeps``), or the one that was sent and is shown again. ``name``: what a button
    says it wants by; ``goes_on``: what it says that wants nothing.
    """
    if context.get("keeps"):
        return {"id": context["keeps"], "name": "do", "goes_on": "continue"}
    request, form = context.get("request"), context.get("form")
    was_sent = request is not None and request.method == "POST"
    if not was_sent or not isinstance(form, NamesWhatIsMissing) or not form.is_bound or form.is_multipart():
        return None  # the browser would lose a file that was chosen
    return {"id": form.kept_as, "name": SHOWN_AS, "goes_on": ""}


@register.simple_tag(takes_context=True)
def office_name(context: Context) -> str:
    """Return the name of the county that this office is for; nothing when its divisions are not there yet."""
    if context.get("request") is None:
        return ""
    return str(caches["process"].get_or_set("web.office_name", _county, 600) or "")


def _county() -> str:
    try:
        with transaction.atomic():
            return divisions().name(settings.COUNTY)
    except (DatabaseError, PlacesError):
        return ""


@register.simple_tag
def now_here() -> dt.datetime:
    """Return the time at which the page is made."""
    return timezone.localtime()


@register.filter
def get(mapping: Any, key: str) -> Any:
    """Return what a mapping holds under a key."""
    return mapping.get(key)
