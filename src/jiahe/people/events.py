"""What every form of the register has in common: on which paper it rests, and that it is recorded once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

import uuid_utils.compat as uuids
from django import forms
from django.utils import timezone

from jiahe.people.errors import Refused
from jiahe.people.models import Person
from jiahe.people.once import KEY, once
from jiahe.web.forms import Form
from jiahe.web.words import Words

_NO_KEY = Words("此表已过期，请重新打开。", "This form is out of date. Open it again.")


class Recording(Form):
    """Something that is recorded, once, and on which paper it rests."""

    title = Words("登记", "Record")

    once = forms.UUIDField(
        initial=uuids.uuid7, widget=forms.HiddenInput, error_messages={"required": _NO_KEY, "invalid": _NO_KEY}
    )
    source = forms.CharField(
        max_length=120,
        label=Words("依据", "Resting on"),
        help_text=Words(
            "凭哪份材料或哪个部门的登记，如：出生医学证明。",
            "Which paper or register says so, like: birth certificate.",
        ),
    )

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"] = self.fields.pop("source")  # asked last

    def told(self) -> dict[str, Any]:
        """Return where we know it from, and since when."""
        return {"source": self.cleaned_data["source"], "learned_on": timezone.localdate()}

    def values(self) -> dict[str, Any]:
        """Return the event's own values."""
        own = {name: value for name, value in self.cleaned_data.items() if name not in ("source", "once")}
        return {name: value if value != "" else None for name, value in own.items()}

    do: Callable[[], UUID]
    """Does it; returns whose page to show. Raises Refused."""

    def try_to(self) -> UUID | None:
        """Do it, or note on the form what keeps it from being done."""
        if not self.is_valid():
            return None
        try:
            return once(self.data, self.do)
        except Refused as refused:
            self.blame(refused)
            return None

    def blame(self, refused: Refused) -> None:
        """Note on the form why it was refused. One whose key is used up gets another, and keeps what was typed."""
        if refused.field == KEY:
            self.data = self.data.copy()
            self.data["once"] = str(uuids.uuid7())
        visible = refused.field in self.fields and refused.field != KEY
        self.add_error(refused.field if visible else None, str(refused.words))


class Event(Recording):
    """Something that is recorded about a person. It calls one action: its ``verb``, with the person as ``about``."""

    verb: ClassVar[Callable[..., Any]]
    about = "person"

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def do(self) -> UUID:
        """Do it; return whose page to show. Raises Refused."""
        type(self).verb(**{self.about: self.person.id}, **self.values(), **self.told())
        return self.person.id
