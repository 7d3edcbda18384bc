"""Fields that the register's forms share: a place, somebody else, a choice of the facts contract."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings

from jiahe.facts.contract import FACTS
from jiahe.people.errors import NOT_HERE
from jiahe.people.queries import key_of
from jiahe.places.divisions import Place, PlacesError, place_range
from jiahe.places.naming import divisions
from jiahe.web.words import Words

CODE_HINT = Words("填写 12 位区划代码，或本县的地名。", "Write the 12 digits of its code, or a name of this county.")


def choices_of(table: str, column: str) -> list[tuple[str, Words]]:
    """Return the choices of the facts contract in both languages."""
    return [(key, Words(zh, en)) for key, (zh, en) in FACTS.table(table).column(column).choices.items()]


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
    """Return the towns and villages of the county."""
    return [one for one in divisions().places(*place_range(settings.COUNTY)) if one.level >= 4]


class PersonKey(forms.CharField):
    """Somebody else, by ID number, wherever they live."""

    def clean(self, value: Any) -> Any:
        """Return the person's key."""
        text = str(value or "").strip()
        if not text and not self.required:
            return None
        found = key_of(text)
        if found is None:
            raise forms.ValidationError(str(Words(*NOT_HERE)))
        return found
