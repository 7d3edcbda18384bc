"""The forms of life events, one class an event. What a form cannot know (who is there, what overlaps) actions say."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils import timezone

from jiahe.facts.contract import FACTS
from jiahe.law.arithmetic import completed_years
from jiahe.people import actions, corrections
from jiahe.people.errors import Refused
from jiahe.people.models import Person
from jiahe.places.divisions import Place, PlacesError, place_range
from jiahe.places.naming import divisions
from jiahe.web.forms import DayField, Form, OneOf
from jiahe.web.words import Words


def choices_of(table: str, column: str) -> list[tuple[str, Words]]:
    """Return the choices of the facts contract in both languages."""
    return [(key, Words(zh, en)) for key, (zh, en) in FACTS.table(table).column(column).choices.items()]


class PlaceCode(forms.CharField):
    """A place: its code, its name if the county has just one of that name, or an entry of the list that is offered."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs["list"] = "places"

    def clean(self, value: Any) -> Any:
        """Return the code of a known division; None when nothing was written."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        code = found.group() if (found := _CODE.search(text)) else None
        if code is None:
            named = [one.code for one in offered_places() if one.name == text]
            code = named[0] if len(named) == 1 else text
        try:
            divisions().name(code)
        except PlacesError as error:
            raise forms.ValidationError(str(Words(error.zh, str(error)))) from error
        return code


_CODE = re.compile(r"[0-9]{12}")


def offered_places() -> list[Place]:
    """Return the towns and villages of the county."""
    return [one for one in divisions().places(*place_range(settings.COUNTY)) if one.level >= 4]


class Event(Form):
    """What every event says: on which paper it rests."""

    title = Words("登记", "Record")
    about = "person"
    """Whether the event is of the person whose page it is ("person"), or the person's child ("child")."""

    source = forms.CharField(
        max_length=120,
        label=Words("依据", "Resting on"),
        help_text=Words(
            "凭哪份材料或哪个部门的登记，如：出生医学证明。",
            "Which paper or register says so, like: birth certificate.",
        ),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        self.fields["source"] = self.fields.pop("source")  # asked last

    def told(self) -> dict[str, Any]:
        """Return where we know it from, and since when."""
        return {"source": self.cleaned_data["source"], "learned_on": timezone.localdate()}

    def values(self) -> dict[str, Any]:
        """Return the event's own values."""
        return {name: value if value != "" else None for name, value in self.cleaned_data.items() if name != "source"}

    def do(self) -> UUID:
        """Do it; return whose page to show. Raises Refused."""
        raise NotImplementedError

    def try_to(self) -> UUID | None:
        """Do it, or note on the form what keeps it from being done."""
        if not self.is_valid():
            return None
        try:
            return self.do()
        except Refused as refused:
            self.add_error(refused.field if refused.field in self.fields else None, str(refused.words))
            return None


class Birth(Event):
    """A birth, on the page of the mother or father."""

    title = Words("出生登记", "Record a birth")
    name = forms.CharField(
        max_length=60,
        required=False,
        label=Words("孩子姓名", "Name of the child"),
        help_text=Words("还没起名可以不填。", "Leave it empty if there is none yet."),
    )
    sex = OneOf(choices=choices_of("persons", "sex"), required=False, label=Words("性别", "Sex"))
    birth_date = DayField(label=Words("出生日期", "Day of birth"))
    id_number = forms.CharField(
        max_length=30,
        required=False,
        label=Words("身份证号码", "ID number"),
        help_text=Words("还没有可以不填。", "Leave it empty if there is none yet."),
    )
    hukou_place = PlaceCode(
        required=False,
        label=Words("户口落在哪里", "Where the hukou is"),
        help_text=Words(
            "还没落户就不填：记为“未知”，以后补登。", "Not registered yet: leave it empty. It counts as unknown."
        ),
    )
    with_spouse = forms.BooleanField(
        required=False, initial=True, label=Words("同时登记配偶为孩子的另一位家长", "The spouse is the other parent")
    )

    def do(self) -> UUID:
        """Record the birth."""
        values = self.values()
        spouse = values.pop("with_spouse") and spouse_of(self.person)
        mother, father = self.person.id, spouse or None
        if self.person.sex == "male":
            if not spouse:
                raise Refused("请在母亲的页面登记。", "Record the birth on the mother's page.", "with_spouse")
            mother, father = spouse, self.person.id
        return UUID(str(actions.record_birth(mother=mother, father=father, **values, **self.told()).id))


def spouse_of(person: Person) -> UUID | None:
    """Return the spouse of today."""
    from jiahe.people.queries import spouse_key

    return spouse_key(person.id)


class Death(Event):
    """A death."""

    title = Words("死亡登记", "Record a death")
    death_date = DayField(label=Words("死亡日期", "Day of death"))

    def do(self) -> UUID:
        """Record the death."""
        actions.record_death(person=self.person.id, **self.values(), **self.told())
        return self.person.id


class MoveHome(Event):
    """A move of the home."""

    title = Words("居住地变动", "Record a move of home")
    place = PlaceCode(
        label=Words("地点", "Place"), help_text=Words("填写 12 位区划代码。", "Write the 12 digits of its code.")
    )
    from_date = DayField(label=Words("从哪一天起", "From which day"))

    def do(self) -> UUID:
        """Record the move."""
        actions.move_residence(person=self.person.id, **self.values(), **self.told())
        return self.person.id


class MoveHukou(Event):
    """A move of the hukou, or the first registration."""

    title = Words("户口迁移或落户", "Record a hukou move or registration")
    place = PlaceCode(
        label=Words("地点", "Place"), help_text=Words("填写 12 位区划代码。", "Write the 12 digits of its code.")
    )
    from_date = DayField(label=Words("从哪一天起", "From which day"))

    def do(self) -> UUID:
        """Record the move."""
        actions.move_hukou(person=self.person.id, **self.values(), **self.told())
        return self.person.id


class PersonKey(forms.CharField):
    """Somebody else, by ID number, or by the key that the search page offers."""

    def clean(self, value: Any) -> Any:
        """Return the person's key."""
        from jiahe.people.queries import key_of

        text = str(value or "").strip()
        if not text and not self.required:
            return None
        found = key_of(text)
        if found is None:
            raise forms.ValidationError(
                str(
                    Words(
                        "登记册中没有这个身份证号码，请核对。", "Nobody in the register has this ID number. Check it."
                    )
                )
            )
        return found


class Marriage(Event):
    """A marriage."""

    title = Words("结婚登记", "Record a marriage")
    spouse = PersonKey(label=Words("配偶", "Spouse"), help_text=Words("填写身份证号码。", "Write the ID number."))
    from_date = DayField(label=Words("登记日期", "Day of registration"))

    def do(self) -> UUID:
        """Record the marriage."""
        actions.record_marriage(person=self.person.id, **self.values(), **self.told())
        return self.person.id


class Divorce(Event):
    """A divorce."""

    title = Words("离婚登记", "Record a divorce")
    until_date = DayField(label=Words("离婚日期", "Day of the divorce"))

    def do(self) -> UUID:
        """Record the divorce."""
        actions.record_divorce(person=self.person.id, **self.values(), **self.told())
        return self.person.id


class Adoption(Event):
    """An adoption, on the child's page."""

    title = Words("收养登记", "Record an adoption")
    parent = PersonKey(label=Words("收养人", "Who adopts"), help_text=Words("填写身份证号码。", "Write the ID number."))
    from_date = DayField(label=Words("收养登记日期", "Day of registration"))

    def do(self) -> UUID:
        """Record the adoption."""
        actions.record_adoption(child=self.person.id, **self.values(), **self.told())
        return self.person.id


class CustodyEvent(Event):
    """Custody or guardianship, on the child's page."""

    title = Words("抚养、监护登记", "Record custody or guardianship")
    kind = OneOf(choices=choices_of("custodies", "kind"), label=Words("类别", "Kind"))
    custodian = PersonKey(
        required=False,
        label=Words("抚养人、监护人", "Who has custody"),
        help_text=Words("填写身份证号码。", "Write the ID number."),
    )
    institution_place = PlaceCode(required=False, label=Words("机构登记地", "Where the institution is registered"))
    from_date = DayField(label=Words("从哪一天起", "From which day"))

    def do(self) -> UUID:
        """Record the custody."""
        actions.record_custody(child=self.person.id, **self.values(), **self.told())
        return self.person.id


class CertificateEvent(Event):
    """A certificate."""

    title = Words("登记证件", "Record a certificate")
    kind = OneOf(choices=choices_of("certificates", "kind"), label=Words("证件种类", "Which certificate"))
    grade = forms.IntegerField(
        min_value=1, max_value=4, required=False, label=Words("等级（一级最重）", "Grade (1 is the most severe)")
    )
    number = forms.CharField(max_length=60, required=False, label=Words("证件号码", "Number"))
    from_date = DayField(label=Words("发证日期", "Day of issue"))

    def do(self) -> UUID:
        """Record the certificate."""
        actions.record_certificate(person=self.person.id, **self.values(), **self.told())
        return self.person.id


class StatusEvent(Event):
    """A status."""

    title = Words("登记身份状态", "Record a status")
    kind = OneOf(choices=choices_of("statuses", "kind"), label=Words("状态", "Status"))
    place = PlaceCode(
        required=False,
        label=Words("地点", "Place"),
        help_text=Words("填写 12 位区划代码。", "Write the 12 digits of its code."),
    )
    from_date = DayField(label=Words("从哪一天起", "From which day"))
    until_date = DayField(
        required=False,
        label=Words("到哪一天止", "Until which day"),
        help_text=Words("仍在持续就不填。", "Leave it empty if it goes on."),
    )

    def do(self) -> UUID:
        """Record the status."""
        actions.record_status(person=self.person.id, **self.values(), **self.told())
        return self.person.id


class CorrectionEvent(Event):
    """A correction of the person's own row."""

    title = Words("更正", "Correct the record")
    name = forms.CharField(max_length=60, required=False, label=Words("姓名", "Name"))
    sex = OneOf(choices=choices_of("persons", "sex"), required=False, label=Words("性别", "Sex"))
    birth_date = DayField(required=False, label=Words("出生日期", "Day of birth"))
    nationality = forms.RegexField(
        r"^[A-Z]{3}$",
        required=False,
        label=Words("国籍", "Nationality"),
        help_text=Words("三个字母，中国为 CHN。", "Three letters; CHN for China."),
    )
    hukou_kind = OneOf(
        choices=choices_of("persons", "hukou_kind"), required=False, label=Words("户口性质", "Kind of hukou")
    )
    reason = forms.CharField(max_length=200, label=Words("为什么更正", "Why it is corrected"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(person, name) for name in self.own})
        super().__init__(*args, person=person, **kwargs)

    own = ("name", "sex", "birth_date", "nationality", "hukou_kind")

    def do(self) -> UUID:
        """Correct what is different."""
        values = self.values()
        reason = values.pop("reason")
        corrections.correct_person(person=self.person.id, reason=reason, **values, **self.told())
        return self.person.id


class IdNumber(Event):
    """The ID number, corrected or added."""

    title = Words("更正或补录身份证号码", "Correct or add the ID number")
    id_number = forms.CharField(max_length=30, label=Words("身份证号码", "ID number"))
    reason = forms.CharField(max_length=200, label=Words("为什么更正", "Why it is corrected"))

    def do(self) -> UUID:
        """Correct it."""
        corrections.correct_id_number(person=self.person.id, **self.values(), **self.told())
        return self.person.id


EVENTS: dict[str, type[Event]] = {
    "birth": Birth,
    "death": Death,
    "home": MoveHome,
    "hukou": MoveHukou,
    "marriage": Marriage,
    "divorce": Divorce,
    "adoption": Adoption,
    "custody": CustodyEvent,
    "certificate": CertificateEvent,
    "status": StatusEvent,
    "correction": CorrectionEvent,
    "id-number": IdNumber,
}
"""The events that a person's page offers, by the word in their address."""

ADULTS, CHILDREN = {"birth", "marriage", "divorce"}, {"adoption", "custody"}
"""Those that are offered for people of 15 and over, and for those under 18; somebody of unknown age is offered all."""

CORRECTIONS = {"correction", "id-number"}
"""Those that need the right to correct."""


def events_for(person: Person) -> dict[str, type[Event]]:
    """Return the events that a person's page offers: nothing but corrections for somebody who has died."""
    if person.death_date is not None:
        return {word: kind for word, kind in EVENTS.items() if word in CORRECTIONS}
    passed = set()
    if person.birth_date is not None:
        age = completed_years(person.birth_date, timezone.localdate())
        passed = (ADULTS if age < 15 else set()) | (CHILDREN if age >= 18 else set())
    return {word: kind for word, kind in EVENTS.items() if word not in passed}
