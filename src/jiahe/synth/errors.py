"""The errors of a made-up register that cannot be made. What is asked for is a facts folder, so they are its errors."""

from __future__ import annotations

from jiahe.facts.errors import FactsError


class SynthError(FactsError):
    """The register that is asked for cannot be made. The message says why, and what to ask for."""


class UnknownCounty(SynthError):
    """There is no such county, or the census does not know it."""
