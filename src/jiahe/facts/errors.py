"""The errors of a facts folder that cannot be read at all. Single faulty rows and cells are findings, not errors."""

from __future__ import annotations


class FactsError(Exception):
    """A facts folder or one of its files cannot be used. The message names it and says what to do."""
