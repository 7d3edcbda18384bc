"""A place as a field of a form: its code, its name, or an entry of the county's list."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings

from jiahe.places.divisions import Place, PlacesError, place_range
from jiahe.places.naming import divisions
from jiahe.web.words import Words


class PlaceCode(forms.CharField):
    """A place: its code, its name if the county has just one of that name, or an entry of the list that is offered.

    ``kept``: a code that is on record already, which may be none that the list of divisions knows.
    """

    def __init__(self, *, kept: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs["list"] = "places"
        self.kept = kept

    def clean(self, value: Any) -> Any:
        """Return the code of a known division; None when nothing was written."""
        text = str(super().clean(value)).strip()
        if not text or text == self.kept:
            return text or None
        code = found.group() if (found := _CODE.search(text)) else None
        if code is None:
            named = [one.code for one in offered_places() if one.name == text]
            code = named[0] if len(named) == 1 else text
        try:
            divisions().name(code)
        except PlacesError as error:
            raise forms.ValidationError(str(Words(error.zh, str(error)))) from error
        return code


_CODE = re.compile(r"[0-9]{12}")


def offered_places() -> list[Place]:
    """Return the county's towns and villages."""
    return [one for one in divisions().places(*place_range(settings.COUNTY)) if one.level >= 4]
