"""What a rule is: a sentence about the record, what to do about it, and the SQL that finds it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jiahe.people.models import words_of
from jiahe.people.timeline import choice
from jiahe.web.words import Words

WRONG, DOUBT, GAP = "wrong", "doubt", "gap"
SEVERITIES = {
    WRONG: Words("必有一处记错", "something is recorded wrongly"),
    DOUBT: Words("请核对", "to be checked"),
    GAP: Words("缺项", "something is missing"),
}
DAYS = {WRONG: 10, DOUBT: 15, GAP: 30}
"""Working days until a finding is answered, by severity. The office binds itself; no law sets them."""


@dataclass(frozen=True)
class Rule:
    """One kind of finding. ``said``: the sentence about one case, with the parameters of ``what`` put in.

    ``sql`` gives rows (person, other, what, source): two keys of persons (the second may be NULL), a JSON object
    without any number of a person, and where the data came from. ``needs``: a table that the register must hold whole,
    or it finds nothing (people/whole.py). It reads ``here``, the persons who are looked at with
    their ``place``, beside the whole register, and ``%(on)s``, the day. Only rows that are believed make a finding.
    """

    key: str
    words: Words
    said: Words
    remedy: Words
    severity: str
    sql: str
    needs: str = ""

    @property
    def days(self) -> int:
        """Return the working days until it is answered."""
        return DAYS[self.severity]

    def sentence(self, what: Mapping[str, Any]) -> str:
        """Return what the record says in one case, in the reader's language."""
        return self.said.format(**{name: _part(name, value) for name, value in what.items()})


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _part(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return str(Words("、", ", ")).join(str(words_of(one) if name == "columns" else one) for one in value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return dt.date.fromisoformat(value)
    return choice("certificates", "kind", value) if name == "kind" else value
