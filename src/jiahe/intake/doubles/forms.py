"""The form by which two records of the register are merged."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.people.models import Person
from jiahe.people.numbers import masked
from jiahe.trust.sealing import unseal
from jiahe.web.forms import Form, OneOf, Option
from jiahe.web.words import Words

_WHY = Words("两份档案登记的是同一个人", "the two records are about one person")


class MergeForm(Form):
    """Which of the two records is kept, why, and on which paper that rests."""

    keep = OneOf(label=Words("保留哪一份", "Which record is kept"), choices=[])
    reason = forms.CharField(label=Words("为什么", "Why"), max_length=200)
    source = forms.CharField(
        max_length=120,
        label=Words("凭什么材料", "The paper it rests on"),
        help_text=Words(
            "例如：户口簿、电话询问本人。不写证件号码。",
            "For example: the household register, a call. No numbers of papers.",
        ),
    )

    def __init__(self, *args: Any, people: tuple[Person, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = people
        self.fields["keep"].choices = [
            (str(one.id), Option(zh, en, _said(one)))
            for one, zh, en in (
                (first, "第一份（左）", "The first (left)"),
                (second, "第二份（右）", "The second (right)"),
            )
        ]
        self.fields["keep"].initial = str((second if _knows(second) > _knows(first) else first).id)
        self.fields["reason"].initial = str(_WHY)


def _said(person: Person) -> Words:
    number = masked(unseal(person.id_sealed, "id_number"))
    if number is None:
        return Words("没有身份证号码", "no ID number")
    return Words(f"身份证号码 {number}", f"ID number {number}")


def _knows(person: Person) -> tuple[bool, int]:
    """Return how much a record says: the number first, then how many of its columns."""
    columns = ("birth_date", "sex", "hukou_place", "residence_place", "household_id", "phone_sealed", "account_sealed")
    return person.id_index is not None, sum(getattr(person, name) is not None for name in columns)
