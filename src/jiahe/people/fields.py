"""Fields that the register's forms share: somebody else, a choice of the facts contract."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.facts.contract import FACTS
from jiahe.people.errors import NOT_HERE
from jiahe.people.queries import key_of
from jiahe.web.words import Words

CODE_HINT = Words("填写 12 位区划代码，或本县的地名。", "Write the 12 digits of its code, or a name of this county.")


def choices_of(table: str, column: str) -> list[tuple[str, Words]]:
    """Return the choices of the facts contract in both languages."""
    return [(key, Words(zh, en)) for key, (zh, en) in FACTS.table(table).column(column).choices.items()]


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
