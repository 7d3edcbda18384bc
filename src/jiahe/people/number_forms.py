"""The forms that correct or add a person's numbers. A number is shown by its ends; the old one is not kept."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from jiahe.people import corrections
from jiahe.people.bulk import NUMBERS
from jiahe.people.errors import Refused
from jiahe.people.events import Event
from jiahe.people.models import Person
from jiahe.people.numbers import masked
from jiahe.trust.sealing import unseal
from jiahe.web.words import Words

WHY = Words("为什么更正", "Why it is corrected")


class NumberForm(Event):
    """One number. The form carries the ends of what it showed, so that another's change is not overwritten."""

    column: ClassVar[str]
    hint: ClassVar[Words] = Words("", "")
    reason = forms.CharField(max_length=200, label=WHY)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        now = self._now(person)
        kwargs.setdefault("initial", {"shown": now})
        super().__init__(*args, person=person, **kwargs)
        zh, en = (f"现在登记的是 {now}。", f"On record: {now}.") if now else ("现在没有登记。", "None on record.")
        self.fields[self.column].help_text = Words(f"{zh}{self.hint.zh}", f"{en} {self.hint.en}".strip())

    def values(self) -> dict[str, Any]:
        """Return the number, why, and the masked number that was shown."""
        return super().values() | {"shown": self.cleaned_data["shown"]}

    def blame(self, refused: Refused) -> None:
        """What the reader has been told of is shown now."""
        now = self._now(Person.objects.get(id=self.person.id))
        if self.data.get("shown", "") != now:
            self.data = self.data.copy()
            self.data["shown"] = now
        super().blame(refused)

    def _now(self, person: Person) -> str:
        sealed = getattr(person, f"{NUMBERS[self.column]}_sealed")
        return masked(unseal(sealed, self.column), self.column) or ""


class IdNumber(NumberForm):
    """The ID number, corrected or added."""

    title = Words("更正或补录身份证号码", "Correct or add the ID number")
    verb = staticmethod(corrections.correct_id_number)
    column = "id_number"
    id_number = forms.CharField(max_length=30, label=Words("身份证号码", "ID number"))
    field_order = ("id_number", "reason")


class _Removable(NumberForm):
    """A number that can also be taken away."""

    gone = forms.BooleanField(
        required=False,
        label=Words(
            "删去现在的号码：不对而正确的还不知道，或者本人要求删去",
            "Take it away: it is wrong and the right one is not known, or the person asks for that",
        ),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        if not self._now(person):
            del self.fields["gone"]
            self.fields[self.column].required = True

    def clean(self) -> dict[str, Any]:
        """A number is written, or taken away; nothing is taken away by leaving the box empty."""
        got: dict[str, Any] = super().clean() or {}
        gone = got.pop("gone", False)
        if self.column in got and gone == bool(got[self.column]):
            self.add_error(self.column, str(_EITHER if gone else _NEITHER))
        return got


_EITHER = Words("写了新号码，就不要勾选“删去”。", "With another number written here, do not tick “Take it away”.")
_NEITHER = Words(
    "请填写号码；要删去现在的号码，请勾选“删去”。", "Write the number; to take away what is there, tick the box."
)


class Phone(_Removable):
    """The telephone, corrected, added or taken away."""

    title = Words("更正或补录电话", "Correct or add the telephone")
    verb = staticmethod(corrections.correct_phone)
    column = "phone"
    phone = forms.CharField(max_length=30, required=False, label=Words("电话", "Telephone"))
    hint = Words(
        "写 11 位手机号，或带区号的座机。", "Write a mobile number of 11 digits, or a line with its area code."
    )
    field_order = ("phone", "gone", "reason")


class Account(_Removable):
    """The bank account, corrected, added or taken away."""

    title = Words("更正或补录银行账户", "Correct or add the bank account")
    verb = staticmethod(corrections.correct_account)
    column = "account"
    account = forms.CharField(max_length=50, required=False, label=Words("银行账号", "Bank account"))
    hint = Words(
        "钱会发到这个账户：请看着本人的银行卡或存折填写。本人会看到它改过。",
        "Money goes to this account: copy it from the person's own card or passbook. The person is shown that it was "
        "changed.",
    )
    field_order = ("account", "gone", "reason")
