"""The forms of what the register should have had before: a child's parents by birth, a past claim or payment."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.people.claims import record_claim, record_payment
from jiahe.people.events import Event
from jiahe.people.fields import CODE_HINT, PERSON_HINT, PersonKey, choices_of
from jiahe.people.parents import record_parents
from jiahe.people.programmes import paying_programmes
from jiahe.web.forms import DayField, OneOf, YuanField
from jiahe.web.places import PlaceCode
from jiahe.web.words import Words

_WHERE = Words(
    f"户籍迁过的要填，不然看不出是哪里办的。{CODE_HINT.zh}",
    f"Needed where the hukou has moved: else it is not known which place it was. {CODE_HINT.en}",
)
_UNKNOWN = Words("不知道就不填：记为“未知”。", "Leave it empty if it is not known: it counts as unknown.")


class ParentsEvent(Event):
    """The mother or the father by birth, or both, on the child's page."""

    title = Words("补登父母（亲生）", "Record a parent by birth")
    verb = staticmethod(record_parents)
    about = "child"
    mother = PersonKey(
        required=False,
        label=Words("母亲", "Mother"),
        help_text=Words(
            f"{PERSON_HINT.zh}只补登父亲的，这里不填。", f"{PERSON_HINT.en} Leave it empty to record the father only."
        ),
    )
    father = PersonKey(
        required=False,
        label=Words("父亲", "Father"),
        help_text=Words("写法同上。不知道，或只补登母亲的，不填。", "Likewise. Leave it empty if it is not known."),
    )


class _Past(Event):
    """What is told of one programme and one year."""

    programme = OneOf(choices=[], label=Words("项目", "Programme"))
    year = forms.IntegerField(min_value=1949, max_value=2200, label=Words("所属年度", "For which year"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = paying_programmes()


class ClaimEvent(_Past):
    """A claim of former years, as its receipt says."""

    title = Words("补登申领", "Record a past claim")
    verb = staticmethod(record_claim)
    submitted_on = DayField(label=Words("提交日期", "Day of the claim"))
    decision = OneOf(
        choices=choices_of("claims", "decision"),
        label=Words("结果", "Decision"),
        help_text=Words(
            "材料上没有写结果的，选“办理中”；以后知道了再登记一次。",
            "If the paper does not say, choose “being handled”, and record it once more when it is known.",
        ),
    )
    decided_on = DayField(required=False, label=Words("办结日期", "Day of the decision"), help_text=_UNKNOWN)
    place = PlaceCode(required=False, label=Words("受理地", "Where it was taken"), help_text=_WHERE)
    applicant = PersonKey(
        required=False,
        label=Words("申领人", "Who applied"),
        help_text=Words(f"{_UNKNOWN.zh}{PERSON_HINT.zh}", f"{_UNKNOWN.en} {PERSON_HINT.en}"),
    )


class PaymentEvent(_Past):
    """A payment of former years, as the bank's or the finance office's paper says."""

    title = Words("补登发放", "Record a past payment")
    verb = staticmethod(record_payment)
    amount = YuanField(label=Words("金额（元）", "Sum (yuan)"))
    paid_on = DayField(label=Words("发放日期", "Day of payment"))
    place = PlaceCode(required=False, label=Words("发放地", "Where it was paid"), help_text=_WHERE)
