"""The forms by which facilities are added, ended and put right."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.places import facilities
from jiahe.places.models import Facility
from jiahe.trust.acting import current
from jiahe.trust.office.forms import OfficeForm, from_today
from jiahe.trust.office.words import KINDS_OF_FACILITY
from jiahe.web.forms import DayField, OneOf
from jiahe.web.places import PlaceCode
from jiahe.web.words import Words

_HINT = Words("乡镇或村名，或 12 位区划代码。", "The name of the town or village, or the 12 digits of its code.")


class NewFacility(OfficeForm):
    """A facility of the county."""

    title = Words("新增服务机构", "Add a facility")
    name = forms.CharField(max_length=120, label=Words("名称", "Name"))
    kind = OneOf(choices=list(KINDS_OF_FACILITY.items()), label=Words("类别", "Kind"))
    place = PlaceCode(label=Words("在哪里", "Where"), help_text=_HINT)
    from_date = from_today(label=Words("从哪天起开办", "Open since"))
    source = forms.CharField(
        max_length=120,
        label=Words("依据", "Resting on"),
        help_text=Words("如：医疗机构执业许可证、托育机构备案。", "Like: its licence, or its filing as a nursery."),
    )

    def do(self) -> Facility:
        """Add it."""
        return facilities.add_facility(**self.cleaned_data)


class EndFacility(OfficeForm):
    """The end of a facility."""

    title = Words("停办", "Close the facility")
    submit = Words("停办", "Close it")
    on = from_today(label=Words("从哪天起停办", "First day without it"))

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        self.facility = facility
        super().__init__(*args, **kwargs)

    def do(self) -> None:
        """End it."""
        facilities.end_facility(facility=self.facility.id, on=self.cleaned_data["on"])


class CorrectFacility(NewFacility):
    """What was written wrong of a facility."""

    title = Words("更正", "Put right")
    submit = Words("保存", "Save")
    from_date = DayField(label=Words("从哪天起开办", "Open since"))
    until_date = DayField(
        required=False,
        label=Words("从哪天起停办", "First day without it"),
        help_text=Words("还在办的不填。", "Leave it empty while it is open."),
    )
    reason = forms.CharField(
        max_length=200,
        label=Words("为什么更正", "Why it is put right"),
        error_messages={"required": Words("请写明为什么更正。", "Say why it is put right.")},
    )
    own = ("name", "kind", "place", "from_date", "until_date", "source")
    field_order = (*own, "reason")

    def __init__(self, *args: Any, facility: Facility, **kwargs: Any) -> None:
        self.facility = facility
        kwargs.setdefault("initial", {name: getattr(facility, name) for name in self.own})
        super().__init__(*args, **kwargs)

    def do(self) -> Facility:
        """Put it right."""
        acting = current()
        assert acting is not None  # the page is for who may change divisions
        facilities.correct_facility(facility=self.facility.id, post=acting.post, **self.cleaned_data)
        return self.facility


FORMS: dict[str, type[EndFacility | CorrectFacility]] = {"correct": CorrectFacility, "end": EndFacility}
"""What can be done about a facility, by the word in the address."""
