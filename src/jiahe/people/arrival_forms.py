"""The form by which somebody is added who has come."""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from jiahe.people.arrivals import WHY, Known, Newcomer, record_arrival
from jiahe.people.errors import Refused
from jiahe.people.events import Recording
from jiahe.people.fields import CODE_HINT, Country, choices_of
from jiahe.people.models import Person
from jiahe.people.queries import people_seen
from jiahe.trust.acting import for_the_county, log_read
from jiahe.web.forms import DayField, OneOf
from jiahe.web.places import PlaceCode
from jiahe.web.words import Words

_UNKNOWN = Words("不知道就不填：记为“未知”，以后补登。", "Leave it empty if it is not known: it counts as unknown.")


class Arrival(Recording):
    """Somebody who has come. ``alike``: people who are shown as perhaps the same."""

    title = Words("登记新来的人", "Add somebody who has come")
    another = forms.BooleanField(
        required=False,
        label=Words(
            "我核对过了：不是上面的任何一个人，是另一个人",
            "I have compared: it is none of the people above, but another",
        ),
    )
    compared = forms.CharField(required=False, widget=forms.HiddenInput)
    why = OneOf(choices=list(WHY.items()), label=Words("为什么登记", "Why they are added"))
    name = forms.CharField(max_length=60, required=False, label=Words("姓名", "Name"), help_text=_UNKNOWN)
    id_number = forms.CharField(
        max_length=30,
        required=False,
        label=Words("身份证号码", "ID number"),
        help_text=Words(
            "出生日期和性别可以不填，从号码里取。没有号码的不填。",
            "Birth date and sex are taken from it if they are left empty. Leave it empty if there is none.",
        ),
    )
    sex = OneOf(choices=[*choices_of("persons", "sex"), ("", Words("不知道", "not known"))], required=False,
                label=Words("性别", "Sex"))  # fmt: skip
    birth_date = DayField(required=False, label=Words("出生日期", "Day of birth"), help_text=_UNKNOWN)
    nationality = Country(
        required=False,
        label=Words("国籍", "Nationality"),
        help_text=Words("写国名，如：中国、越南。有户口或身份证号码的可以不填。", "Like China or Viet Nam. "
                        "Not needed with a hukou or an ID number."),
    )  # fmt: skip
    hukou_place = PlaceCode(
        required=False,
        label=Words("户籍地", "Hukou"),
        help_text=Words(
            f"全国任何地方都可以。{CODE_HINT.zh}不知道、没有户口的不填：记为“未知”。",
            f"Anywhere in China. {CODE_HINT.en} Leave it empty if it is not known or there is none: it counts as "
            "unknown.",
        ),
    )
    hukou_from = DayField(
        required=False, label=Words("户口从哪一天起在那里", "From which day the hukou is there"), help_text=_UNKNOWN
    )
    hukou_before = PlaceCode(
        required=False,
        label=Words("迁来前的户籍地", "Hukou before that"),
        help_text=Words("户口是迁来的才填。", "Only if the hukou was moved."),
    )
    hukou_kind = OneOf(
        choices=[*choices_of("persons", "hukou_kind"), ("", Words("不知道", "not known"))],
        required=False,
        label=Words("户口性质", "Kind of hukou"),
    )
    residence_place = PlaceCode(required=False, label=Words("现在住在哪里", "Where they live now"), help_text=CODE_HINT)
    residence_from = DayField(
        required=False, label=Words("从哪一天起住在那里", "From which day they live there"), help_text=_UNKNOWN
    )
    phone = forms.CharField(max_length=30, required=False, label=Words("电话", "Telephone"))
    learned_on = DayField(initial=timezone.localdate, label=Words("哪一天得知的", "Which day the office learned of it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Person] = people_seen(self._compared()).people
        self._tick = self.fields["another"]
        if not self.alike:
            del self.fields["another"]

    def do(self) -> UUID:
        """Add the person; return whose page to show."""
        said = self.values()
        who = Newcomer(**{one.name: said[one.name] for one in dataclasses.fields(Newcomer)})
        others = self._compared() if said.get("another") else ()
        told = {"source": self.cleaned_data["source"], "learned_on": said["learned_on"]}
        return UUID(str(record_arrival(who, why=said["why"], others=others, **told).id))

    def blame(self, refused: Refused) -> None:
        """Show who is much alike, or has the number; whose number it is can read that it was asked for."""
        if isinstance(refused, Known):
            self.alike = refused.people
            self.fields.pop("another", None)
            if refused.holder is not None:
                with for_the_county():
                    log_read(refused.holder, page="arrival")
            else:  # what was ticked about others is not ticked about these
                self.fields["another"] = self._tick
                self.order_fields(["another"])
                self.data = self.data.copy()
                self.data["compared"] = " ".join(str(one.id) for one in self.alike)
                self.data.pop("another", None)
        super().blame(refused)

    def _compared(self) -> list[UUID]:
        """Return whom the form has shown as perhaps the same."""
        try:
            return [UUID(one) for one in self.data.get("compared", "").split()]
        except ValueError:
            return []
