"""A place as a field of a form: its code, its name, or an entry of the county's list."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings

from jiahe.places.divisions import Place, PlacesError, place_range
from jiahe.places.naming import divisions, paths
from jiahe.web.words import Words


class PlaceCode(forms.CharField):
    """A place: its code, its name, or an entry of the list that is offered.

    A place of the county by its own name, one elsewhere by the names from the province or the city down (深圳市南山区).
    ``kept``: a code that is on record already, which may be none that the list of divisions knows.
    """

    def __init__(self, *, kept: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs["list"] = "places"
        self.kept = kept

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the box: the place's name where it leads back to just that place, else the code."""
        if not isinstance(value, str) or not _CODE.fullmatch(value):
            return value
        try:
            name = paths().full_name(value)
        except PlacesError:
            return value
        return name if paths().named(_BETWEEN.sub("", name)) == {value} else value

    def to_python(self, value: Any) -> str:
        """Return the code of the one place that is named; the text itself where it names none or several."""
        text = str(super().to_python(value)).strip()
        codes = paths().named(_BETWEEN.sub("", text)) if text and not _CODE.search(text) else frozenset()
        return next(iter(codes)) if len(codes) == 1 else text

    def clean(self, value: Any) -> Any:
        """Return the code of a known division; None when nothing was written."""
        text = str(super().clean(value)).strip()
        if not text or text == self.kept:
            return text or None
        if found := _CODE.search(text):
            return _known(found.group())
        name = _BETWEEN.sub("", text)
        codes = sorted(paths().named(name))
        if len(codes) > 1:
            raise forms.ValidationError(str(_several(text, codes)))
        if not codes:
            raise forms.ValidationError(str(_none(text, name)))
        return codes[0]


_CODE = re.compile(r"[0-9]{12}")
_BETWEEN = re.compile(r"[\s\-—>,，、/·]+")
_SHOWN = 3


def _known(code: str) -> str:
    try:
        divisions().name(code)
    except PlacesError as error:
        raise forms.ValidationError(str(Words(error.zh, str(error)))) from error
    return code


def _several(text: str, codes: list[str]) -> Words:
    names = [paths().full_name(code) for code in codes[:_SHOWN]]
    more = len(codes) > _SHOWN
    return Words(
        f"“{text}”不止一处：{'、'.join(names)}{'……' if more else ''}。请写全名，或 12 位区划代码。",
        f"“{text}” is the name of several places: {', '.join(names)}{' …' if more else ''}. Write the full name, or "
        "the 12 digits of the code.",
    )


def _none(text: str, name: str) -> Words:
    within, close = paths().near(name)
    if close:
        names = [paths().full_name(code) for code in close[:_SHOWN]]
        return Words(
            f"没有找到“{text}”。是不是{'、'.join(names)}？", f"“{text}” was not found. Did you mean {', '.join(names)}?"
        )
    if within is not None and within != paths().county:
        known = paths().full_name(within)
        return Words(
            f"“{text}”只认出了{known}，后面的部分没有找到：请改正，或只写到这一级。",
            f"Of “{text}” only {known} was understood: correct what follows, or leave it out.",
        )
    return Words(
        f"没有找到“{text}”。本县的写乡镇、村名；外地的从省或市写起，如“深圳市南山区”；或写 12 位区划代码。",
        f"“{text}” was not found. Write a town or village of this county; elsewhere begin with the province or the "
        "city, like 深圳市南山区; or write the 12 digits of the code.",
    )


def offered_places() -> list[Place]:
    """Return the county's towns and villages."""
    return [one for one in divisions().places(*place_range(settings.COUNTY)) if one.level >= 4]
