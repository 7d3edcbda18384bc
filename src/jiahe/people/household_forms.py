"""The forms by which households are joined, split and merged, on the page of one of their people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.html import format_html

from jiahe.people import households
from jiahe.people.errors import Refused
from jiahe.people.events import Event
from jiahe.people.fields import PERSON_HINT, PersonKey, village_group
from jiahe.people.queries import housemates
from jiahe.people.timeline import name_of
from jiahe.web.forms import DayField, OneOf, SomeOf
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, day


class Join(Event):
    """A household for somebody who has none: that of somebody else of the village, or one that begins."""

    title = Words("入户", "Join a household")
    whose = OneOf(
        choices=[
            ("other", Words("加入别人的户（在下一栏填写）", "that of somebody else (write below whose)")),
            ("own", Words("自己立户", "one of their own, which begins")),
        ],
        label=Words("入哪一户", "Which household"),
    )
    other = PersonKey(
        required=False,
        label=Words("入谁的户", "Whose household"),
        help_text=Words(
            f"那一户的任何一个人，户口要在同一个村（居）。{PERSON_HINT.zh}",
            f"Anybody of it, with the hukou in the same village. {PERSON_HINT.en}",
        ),
    )
    village_group = village_group(
        help_text=Words("只写数字。不写就随那一户。", "Its number. Leave it empty for that of the household.")
    )
    on = DayField(label=Words("从哪一天起", "From which day"))

    def do(self) -> UUID:
        """Record it."""
        values = self.values()
        if values.pop("whose") == "own":
            values["other"] = None
        elif values["other"] is None:
            raise Refused("请填写入谁的户。", "Write whose household it is.", "other")
        households.join_household(person=self.person.id, **values, **self.told())
        return self.person.id


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
