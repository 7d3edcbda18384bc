"""The forms of those who watch over the reading."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from stdnum.cn import ric

from jiahe.facts.checks.identity import fault_of
from jiahe.trust.models import Account
from jiahe.trust.office.queries import colleagues
from jiahe.trust.watching import A_YEAR, WHY
from jiahe.web.forms import DayField, Form, OneOf
from jiahe.web.words import Words

_WRONG_NUMBER = Words(
    "身份证号码不对：请核对 18 位数字，最后一位可以是 X。",
    "The ID number is wrong: check its 18 digits; the last may be X.",
)


class CloseForm(Form):
    """Close a notice."""

    note = forms.CharField(
        label=Words("查实情况和处理意见", "What you found, and what was done"),
        help_text=Words(
            "写清问了谁、是否因公、怎么处理。不写居民姓名。",
            "Whom you asked, whether it was work, what was done. No residents' names.",
        ),
        widget=forms.Textarea({"rows": 4}),
        min_length=6,
        max_length=2000,
        error_messages={
            "required": Words("请写明查实情况。", "Write what you found."),
            "min_length": Words("请写得清楚一些，至少 6 个字。", "Write a little more: 6 characters or more."),
        },
    )


class _AccountChoice(forms.ModelChoiceField):
    def label_from_instance(self, account: Account) -> str:
        return f"{account.full_name} ({account.username})"


class StaffPersonForm(Form):
    """Say who of the staff is whom."""

    account = _AccountChoice(
        label=Words("工作人员", "Account"),
        queryset=Account.objects.none(),
        error_messages={
            "required": Words("请选择工作人员。", "Choose an account."),
            "invalid_choice": Words("没有这个账号，请重新选择。", "There is no such account. Choose again."),
        },
    )
    id_number = forms.CharField(
        label=Words("本人身份证号码", "Their own ID number"),
        help_text=Words(
            "留空则取消登记。号码不保存在这里。", "Leave it empty to take it back. The number is not kept here."
        ),
        required=False,
        max_length=30,
        widget=forms.TextInput({"class": "w-20", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = colleagues().order_by("full_name", "username")

    def clean_id_number(self) -> str:
        """Return the number, tidied. Raises ValidationError when it is none."""
        return _number(self.cleaned_data["id_number"])


def _number(text: str) -> str:
    number = str(ric.compact(text))
    if number and fault_of(number) is not None:
        raise forms.ValidationError(_WRONG_NUMBER)
    return number


class WatchForm(Form):
    """Have a record watched."""

    id_number = forms.CharField(
        label=Words("身份证号码", "ID number"),
        help_text=Words("号码不保存在这里，这里也不显示姓名。", "The number is not kept here, and no name is shown."),
        max_length=30,
        widget=forms.TextInput({"class": "w-20", "autocomplete": "off"}),
        error_messages={"required": Words("请填写身份证号码。", "Write the ID number.")},
    )
    why = OneOf(
        label=Words("为什么关注", "Why"),
        choices=[*WHY.items()],
        error_messages={"required": Words("请选择原因。", "Choose why.")},
    )
    review_on = DayField(
        label=Words("哪天复核", "Look at it again on"),
        help_text=Words("最长一年。到时看看还要不要关注。", "Within a year. Then see whether it is still needed."),
        error_messages={"required": Words("请写复核日期。", "Write the day.")},
    )

    def clean_id_number(self) -> str:
        """Return the number, tidied. Raises ValidationError when it is none."""
        return _number(self.cleaned_data["id_number"])

    def clean_review_on(self) -> dt.date:
        """Return a day after today, within a year. Raises ValidationError."""
        day: dt.date = self.cleaned_data["review_on"]
        if not dt.timedelta() < day - timezone.localdate() <= A_YEAR:
            raise forms.ValidationError(Words("请写明天到一年之内的日期。", "Write a day from tomorrow to a year on."))
        return day
