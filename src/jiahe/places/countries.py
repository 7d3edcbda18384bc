"""Countries and areas by their codes (ISO 3166-1 alpha-3), as nationalities are held."""

from __future__ import annotations

import pycountry

COUNTRIES: tuple[str, ...] = tuple(sorted(one.alpha_3 for one in pycountry.countries))
"""Every code, such as CHN."""
