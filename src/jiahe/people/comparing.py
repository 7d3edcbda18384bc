"""What the forms that add somebody share: who is perhaps the same is shown, and a tick says that it is another."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms

from jiahe.people.errors import Known, Refused
from jiahe.people.events import Recording
from jiahe.people.models import Person
from jiahe.people.queries import people_seen
from jiahe.people.timeline import choice, name_of
from jiahe.places.naming import full_name
from jiahe.trust.acting import for_the_county, log_read
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words


class Comparing(Recording):
    """A form that adds somebody. ``alike``: people who are shown as perhaps the same; ``elsewhere``: how many more."""

    page: ClassVar[str]
    """How the read log calls it, where whose number it is can read that it was asked for."""

    another = forms.BooleanField(
        required=False,
        label=Words(
            "我核对过了：不是上面的任何一个人，是另一个人",
            "I have compared: it is none of the people above, but another",
        ),
    )
    compared = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        compared = self._compared()
        self.alike: list[Person] = people_seen(compared).people
        self.elsewhere = len(compared) - len(self.alike)
        self._tick = self.fields["another"]
        if not compared:
            del self.fields["another"]

    def values(self) -> dict[str, Any]:
        """Return what is said of the newcomer alone."""
        return {name: value for name, value in super().values().items() if name not in ("another", "compared")}

    def others(self) -> list[UUID]:
        """Return whom the reader has compared, and says that it is none of."""
        return self._compared() if self.cleaned_data.get("another") else []

    def blame(self, refused: Refused) -> None:
        """Show who is much alike, or has the number; whose number it is can read that it was asked for."""
        if isinstance(refused, Known):
            self.alike, self.elsewhere = refused.people, len(refused.elsewhere)
            self.fields.pop("another", None)
            if refused.holder is not None:
                with for_the_county():
                    log_read(refused.holder, page=self.page)
            else:  # what was ticked about others is not ticked about these
                self.fields["another"] = self._tick
                self.order_fields(["another"])
                self.data = self.data.copy()
                self.data["compared"] = " ".join(map(str, [*(one.id for one in self.alike), *refused.elsewhere]))
                self.data.pop("another", None)
        super().blame(refused)

    def shown(self) -> list[dict[str, Any]]:
        """Return what is shown of those who may be the same."""
        return [
            {
                "id": one.id,
                "name": zh(name_of(one)),
                "sex": choice("persons", "sex", one.sex),
                "born": one.birth_date,
                "died": one.death_date,
                "hukou": full_name(one.hukou_place, from_level=4),
                "home": full_name(one.residence_place, from_level=4),
            }
            for one in self.alike
        ]

    def _compared(self) -> list[UUID]:
        """Return whom the form has shown as perhaps the same."""
        try:
            return list(dict.fromkeys(UUID(one) for one in self.data.get("compared", "").split()))
        except ValueError:
            return []
