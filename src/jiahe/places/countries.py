"""Countries and areas by their codes (ISO 3166-1 alpha-3), as nationalities are held, and what they are called.

The names are those of the standard, in Chinese too; where people say another, that one is here.
"""

from __future__ import annotations

import gettext

import pycountry

COUNTRIES: tuple[str, ...] = tuple(sorted(one.alpha_3 for one in pycountry.countries))
"""Every code, such as CHN."""

_COMMON = {
    "BRN": ("文莱", "Brunei"),
    "COD": ("刚果（金）", "Congo (Kinshasa)"),
    "COG": ("刚果（布）", "Congo (Brazzaville)"),
    "HKG": ("中国香港", "Hong Kong, China"),
    "KOR": ("韩国", "South Korea"),
    "LAO": ("老挝", "Laos"),
    "MAC": ("中国澳门", "Macao, China"),
    "PRK": ("朝鲜", "North Korea"),
    "RUS": ("俄罗斯", "Russia"),
    "TWN": ("中国台湾", "Taiwan, China"),
    "VNM": ("越南", "Viet Nam"),
}

_IN_CHINESE = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=["zh_CN"]).gettext
_SPOKEN = {one.alpha_3: getattr(one, "common_name", one.name) for one in pycountry.countries}

CALLED: dict[str, tuple[str, str]] = {code: (_IN_CHINESE(name), name) for code, name in _SPOKEN.items()} | _COMMON
"""What people call each country, in Chinese and English, by its code."""

OF_THE_STANDARD = {
    name.casefold(): one.alpha_3 for one in pycountry.countries for name in (one.name, _IN_CHINESE(one.name))
}
"""The code of each name that the standard has, in small letters."""
