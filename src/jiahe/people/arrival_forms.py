"""The form by which somebody is added who has come."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from django import forms
from django.utils import timezone

from jiahe.people.arrivals import WHY, Newcomer, record_arrival
from jiahe.people.comparing import Comparing
from jiahe.people.fields import CODE_HINT, Country, choices_of
from jiahe.web.forms import DayField, OneOf
from jiahe.web.places import PlaceCode
from jiahe.web.words import Words

_UNKNOWN = Words("不知道就不填：记为“未知”，以后补登。", "Leave it empty if it is not known: it counts as unknown.")


class Arrival(Comparing):
    """Somebody who has come."""

    title = Words("登记新来的人", "Add somebody who has come")
    page = "arrival"
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

    def do(self) -> UUID:
        """Add the person; return whose page to show."""
        said = self.values()
        who = Newcomer(**{one.name: said[one.name] for one in dataclasses.fields(Newcomer)})
        told = {"source": self.cleaned_data["source"], "learned_on": said["learned_on"]}
        return UUID(str(record_arrival(who, why=said["why"], others=self.others(), **told).id))
