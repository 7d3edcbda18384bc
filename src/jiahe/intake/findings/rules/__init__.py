"""The rules: what in the register cannot be right, may not be right, or is missing.

What no rule checks: whether an ID number's birth date and sex are those of the record. The numbers are sealed, and a
search would have to open all of them; they are checked when they are written (people/numbers.py).
"""

from __future__ import annotations

from jiahe.intake.findings.rules import disagreeing, gaps, lives, outliers, papers, parents
from jiahe.intake.findings.rules.base import DAYS, DOUBT, GAP, SEVERITIES, WRONG, Rule

_PARTS = (parents, lives, papers, disagreeing, outliers, gaps)
RULES: dict[str, Rule] = {one.key: one for part in _PARTS for one in part.RULES}
"""Every rule by its key, in the order in which people read them."""

__all__ = ["DAYS", "DOUBT", "GAP", "RULES", "SEVERITIES", "WRONG", "Rule"]
