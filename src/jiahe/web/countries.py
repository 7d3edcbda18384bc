"""What countries are called, for nationalities, which the register holds as ISO 3166-1 alpha-3 codes.

The names are those of the standard, in Chinese too; where people say another, that one is here.
"""

from __future__ import annotations

import gettext
from functools import cache

import pycountry

from jiahe.web.words import UNKNOWN, Words

_COMMON = {
    "BRN": Words("文莱", "Brunei"),
    "COD": Words("刚果（金）", "Congo (Kinshasa)"),
    "COG": Words("刚果（布）", "Congo (Brazzaville)"),
    "HKG": Words("中国香港", "Hong Kong, China"),
    "KOR": Words("韩国", "South Korea"),
    "LAO": Words("老挝", "Laos"),
    "MAC": Words("中国澳门", "Macao, China"),
    "PRK": Words("朝鲜", "North Korea"),
    "RUS": Words("俄罗斯", "Russia"),
    "TWN": Words("中国台湾", "Taiwan, China"),
    "VNM": Words("越南", "Viet Nam"),
}


_STANDARD = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["zh_CN"])


@cache
def _names() -> dict[str, Words]:
    """Return what each country is called, by its code."""
    spoken = {one.alpha_3: getattr(one, "common_name", one.name) for one in pycountry.countries}
    return {code: Words(_STANDARD.gettext(name), name) for code, name in spoken.items()} | _COMMON


@cache
def _by_name() -> dict[str, str]:
    """Return the code of each name, in small letters: those of the standard, and above them those that people say."""
    of_the_standard = {
        name.casefold(): one.alpha_3 for one in pycountry.countries for name in (one.name, _STANDARD.gettext(one.name))
    }
    return of_the_standard | {
        name.casefold(): code for code, words in _names().items() for name in (words.zh, words.en)
    }


def country(code: str | None) -> str:
    """Write the country of an alpha-3 code; what is no code as it is, no code as unknown."""
    return str(country_words(code) if code else UNKNOWN)


def country_words(code: str) -> Words:
    """Return what the country of an alpha-3 code is called; what is no code is returned as it is."""
    return _names().get(code, Words(code, code))


def country_code(text: str) -> str | None:
    """Return the alpha-3 code of a country that is written by its name in either language, or by the code itself.

    None: it is no name by which a country is known here, and no code of ISO 3166-1.
    """
    asked = text.strip().casefold()
    if asked.upper() in _names():
        return asked.upper()
    return _by_name().get(asked)
