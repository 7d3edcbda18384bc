"""The forms by which households are split and merged, on the page of one of their people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.html import format_html

from jiahe.people import households
from jiahe.people.events import Event
from jiahe.people.fields import PersonKey
from jiahe.people.queries import housemates
from jiahe.people.timeline import name_of
from jiahe.web.forms import DayField, SomeOf
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, day


class Split(Event):
    """A household of their own for this person and who goes along."""

    title = Words("分户", "Split the household")
    people = SomeOf(
        choices=[],
        required=False,
        label=Words("同户的人，谁一起分出去", "Who of the household goes along"),
        help_text=Words(
            "本页这个人单独立户。一起去的请打勾；没打勾的留在原户。",
            "The person of this page gets a household of their own. Tick who goes along; the others stay.",
        ),
    )
    on = DayField(label=Words("从哪一天起", "From which day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [
            (str(one.id), format_html("{}{}{}", zh(name_of(one)), Words("，", ", "), _born(one.birth_date)))
            for one in housemates(self.person)
        ]

    def do(self) -> UUID:
        """Split it."""
        along = map(UUID, self.cleaned_data["people"])
        households.split_household(people=[self.person.id, *along], on=self.cleaned_data["on"], **self.told())
        return self.person.id


def _born(on: Any) -> str:
    return (
        str(Words("{on}出生", "born on {on}")).format(on=day(on)) if on else str(Words("出生日期未知", "birth unknown"))
    )


class Merge(Event):
    """The whole household of this person goes into another."""

    title = Words("并户", "Merge households")
    verb = staticmethod(households.merge_households)
    other = PersonKey(
        label=Words("并入谁的户", "Into whose household"),
        help_text=Words(
            "填写那一户任何一个人的身份证号码。本户的人全部并过去；两户要在同一个村（居）。",
            "Write the ID number of anybody there. All of this household go along; both must be of one village.",
        ),
    )
    on = DayField(label=Words("从哪一天起", "From which day"))
