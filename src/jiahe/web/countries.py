"""What countries are called on pages, for nationalities, which the register holds as ISO 3166-1 alpha-3 codes."""

from __future__ import annotations

from functools import cache

from jiahe.places.countries import CALLED, OF_THE_STANDARD
from jiahe.web.words import UNKNOWN, Words


@cache
def _by_name() -> dict[str, str]:
    """Return the code of each name, in small letters: those of the standard, and above them those that people say."""
    return OF_THE_STANDARD | {name.casefold(): code for code, names in CALLED.items() for name in names}


def country(code: str | None) -> str:
    """Write the country of an alpha-3 code; what is no code as it is, no code as unknown."""
    return str(country_words(code) if code else UNKNOWN)


def country_words(code: str) -> Words:
    """Return what the country of an alpha-3 code is called; what is no code is returned as it is."""
    return Words(*CALLED.get(code, (code, code)))


def country_code(text: str) -> str | None:
    """Return the alpha-3 code of a country that is written by its name in either language, or by the code itself.

    None: it is no name by which a country is known here, and no code of ISO 3166-1.
    """
    asked = text.strip().casefold()
    if asked.upper() in CALLED:
        return asked.upper()
    return _by_name().get(asked)
