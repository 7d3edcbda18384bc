"""Fields that the register's forms share: somebody else, a choice of the facts contract."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms

from jiahe.facts.cells import RANGES
from jiahe.facts.contract import FACTS
from jiahe.people.errors import NOT_HERE
from jiahe.people.models import Person
from jiahe.people.queries import is_id_number, key_by_name, key_of
from jiahe.places.countries import COUNTRIES
from jiahe.web.countries import country, country_code
from jiahe.web.words import Words, read_day

CODE_HINT = Words(
    "本县的写乡镇或村名；外地的从省或市写起，如：深圳市南山区。也可以写 12 位区划代码。",
    "In this county the name of the town or village; elsewhere from the province or city down, in Chinese. Or the 12 "
    "digits of its code.",
)


def choices_of(table: str, column: str) -> list[tuple[str, Words]]:
    """Return the choices of the facts contract in both languages."""
    return [(key, Words(zh, en)) for key, (zh, en) in FACTS.table(table).column(column).choices.items()]


def village_group(**options: Any) -> forms.IntegerField:
    """Return the field of a village group."""
    least, most = RANGES["persons", "village_group"]
    label = Words("村民小组", "Village group")
    return forms.IntegerField(min_value=least, max_value=most, required=False, label=label, **options)


PERSON_HINT = Words(
    "填写身份证号码。没有号码的，写姓名和出生日期（只认您范围内的人），如：陈美兰 1996-03-04。",
    "Write the ID number. Without one: the name and the day of birth, of somebody in your area, like "
    "Chen Meilan 1996-03-04.",
)
_HOW = Words(
    "请写 18 位身份证号码，或姓名和出生日期，如：陈美兰 1996-03-04。",
    "Write the 18 digits of the ID number, or a name and a day of birth, like Chen Meilan 1996-03-04.",
)
_NOBODY = Words(
    "您的范围内没有查到这个姓名、这天出生的人，或者不止一人。请写身份证号码；还没有登记的，先登记此人。",
    "In your area nobody of that name was born that day, or more than one. Write the ID number; add who is not in the "
    "register yet first.",
)
_NAME_AND_DAY = re.compile(r"(\D+?)[\s,，]*(\d{4}.*)")


_NO_COUNTRY = Words(
    "没有认出国家“{text}”。请写国名，如：越南；或国际标准（ISO 3166）的三个字母，如：VNM。没有国籍或不知道的不填。",
    "The country “{text}” was not understood. Write its name, like Viet Nam, or the three letters of ISO 3166, like "
    "VNM. Leave it empty if there is none or it is not known.",
)


class Country(forms.CharField):
    """A country: its name in either language, or its three letters of ISO 3166-1. The value is the letters, or None."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the box: the name; the letters of a country that has none here."""
        return country(value) if value and country_code(value) == value else value

    def to_python(self, value: Any) -> str:
        """Return the code; the text itself where it is no country."""
        text = str(super().to_python(value)).strip()
        return country_code(text) or text

    def validate(self, value: str) -> None:
        """Raise ValidationError for what is no country."""
        super().validate(value)
        if value and value not in COUNTRIES:
            raise forms.ValidationError(str(_NO_COUNTRY.format(text=value)))

    def clean(self, value: Any) -> str | None:
        """Return the code; None when nothing was written."""
        return super().clean(value) or None


class PersonKey(forms.CharField):
    """Somebody else, by ID number wherever they live; who has none, by name and birth date within the post's area."""

    def clean(self, value: Any) -> Any:
        """Return the person's key."""
        text = str(value or "").strip()
        if not text:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], "required")
            return None
        if is_id_number(text):
            found, words = key_of(text), Words(*NOT_HERE)
        else:
            found, words = key_by_name(*_name_and_day_in(text)), _NOBODY
        if found is None:
            raise forms.ValidationError(str(words))
        return found


def _name_and_day_in(text: str) -> tuple[str, dt.date]:
    said = _NAME_AND_DAY.fullmatch(text)
    try:
        if said is not None:
            return said[1], read_day(said[2])
    except ValueError:
        pass
    raise forms.ValidationError(str(_HOW))


def name_and_day(person: Person) -> str:
    """Return what stands in the field of somebody else for a person; nothing where name or birth date is unknown."""
    return f"{person.name} {person.birth_date}" if person.name and person.birth_date else ""
