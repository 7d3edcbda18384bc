"""What forms of every room are made of: their base, a day as people write it, a choice with large targets.

How a form looks is in templates/django/forms/: any Django form written with ``{{ form }}`` or ``<c-form>`` has its
errors summed up at the top, linked to the fields.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from jiahe.web.words import Words, read_day

SHOWN_AS = "shown-as"
"""The name under which a form is sent to be shown another way: "language:en", "size:large", "theme:dark"."""

_NOT_A_DAY = Words(
    "“%(value)s”不是一个日期。请写成 2024年3月1日 或 2024-03-01。",
    "“%(value)s” is not a date. Write it like 2024-03-01 or 1 March 2024.",
)
_BEFORE = Words("日期不能早于%(day)s。", "The date cannot be before %(day)s.")
_AFTER = Words("日期不能晚于%(day)s。", "The date cannot be after %(day)s.")


class NamesWhatIsMissing(forms.BaseForm):
    """A form (mixed into one of Django's) whose field says its own name when it was left empty.

    A field whose error message for that is Words of its own keeps it. ``kept_as``: what the form is called on the page,
    for the buttons at its top and foot: while a form is sent back they send it too, so that nothing typed is lost.
    """

    kept_as = "the-form"

    def is_valid(self) -> bool:
        """Whether it may be done: not when it was sent only to be shown another way, whatever it says."""
        return super().is_valid() and not self.data.get(SHOWN_AS)

    def full_clean(self) -> None:
        """Check all fields, those that were added to the form late too."""
        for name, field in self.fields.items():
            if not isinstance(field.error_messages.get("required"), Words):
                field.error_messages["required"] = _missing(field, field.label or name)
        super().full_clean()


class Form(NamesWhatIsMissing, forms.Form):
    """The base of our forms."""


def _missing(field: forms.Field, label: Any) -> Words:
    said = label if isinstance(label, Words) else Words(str(label), str(label))
    if isinstance(field, DayField):
        zh, en = "请填写“{}”，例如 2024年3月1日。", "Fill in “{}”, for example 2024-03-01."
    elif isinstance(field, forms.MultipleChoiceField):
        zh, en = "“{}”：请至少选择一项。", "Choose at least one of “{}”."
    elif isinstance(field, forms.ChoiceField):
        zh, en = "请选择“{}”。", "Choose “{}”."
    elif isinstance(field, forms.BooleanField):
        zh, en = "请勾选“{}”。", "Tick “{}”."
    else:
        zh, en = "请填写“{}”。", "Fill in “{}”."
    return Words(zh.format(said.zh), en.format(said.en))


class DayBox(forms.TextInput):
    """A day in one box. What was typed comes back as it was typed; what is known comes as 2024-03-01."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "w-10", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Return what stands in the box."""
        return value.isoformat() if isinstance(value, dt.date) else value or None


class DayBoxes(forms.Widget):
    """A day in three boxes: year, month, day. For a day that people know by heart, such as their own birthday."""

    template_name = "web/widgets/day_boxes.html"
    use_fieldset = True
    boxes: ClassVar = (
        ("year", Words("年", "Year"), 4, "bday-year"),
        ("month", Words("月", "Month"), 2, "bday-month"),
        ("day", Words("日", "Day"), 2, "bday-day"),
    )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template writes: the three boxes."""
        context = super().get_context(name, value, attrs)
        if isinstance(value, dt.date):
            parts = [str(value.year), str(value.month), str(value.day)]
        else:
            parts = [*str(value or "").split("-"), "", "", ""][:3]
        autofill = (attrs or {}).get("autocomplete") == "bday"
        context["boxes"] = [
            {"name": f"{name}_{key}", "label": label, "digits": digits, "value": part, "fill": fill if autofill else ""}
            for (key, label, digits, fill), part in zip(self.boxes, parts, strict=True)
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        """Return the three as 2024-3-1; nothing when all are empty."""
        if name in data:
            return str(data[name])
        parts = [str(data.get(f"{name}_{key}", "")).strip() for key, *_ in self.boxes]
        return "-".join(parts) if any(parts) else ""

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether none of the boxes was sent."""
        return name not in data and all(f"{name}_{key}" not in data for key, *_ in self.boxes)

    def id_for_label(self, id_: str) -> str:
        """The label is a legend; the boxes have their own."""
        return ""


class DayField(forms.Field):
    """A day as people write it (:func:`jiahe.web.words.read_day`), not before ``first`` and not after ``last``."""

    widget = DayBox
    default_error_messages: ClassVar = {
        "invalid": _NOT_A_DAY,
        "before": _BEFORE,
        "after": _AFTER,
    }

    def __init__(
        self, *, boxes: bool = False, first: dt.date | None = None, last: dt.date | None = None, **options: Any
    ) -> None:
        if boxes:
            options.setdefault("widget", DayBoxes)
        self.first, self.last = first, last
        super().__init__(**options)

    def to_python(self, value: Any) -> dt.date | None:
        """Return the day. Raises ValidationError."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.date):
            return value
        try:
            return read_day(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], "invalid", {"value": value}) from None

    def validate(self, value: dt.date | None) -> None:
        """Raise ValidationError for a day that is missing or out of bounds."""
        from jiahe.web.words import day

        super().validate(value)
        if value is None:
            return
        if self.first and value < self.first:
            raise ValidationError(self.error_messages["before"], "before", {"day": day(self.first)})
        if self.last and value > self.last:
            raise ValidationError(self.error_messages["after"], "after", {"day": day(self.last)})

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another day was entered."""
        try:
            return bool(self.to_python(self.prepare_value(initial)) != self.to_python(data))
        except ValidationError:
            return True


class LastDayField(DayField):
    """The last day of something, as papers state it (有效期至), of which the first day that is not in it is kept."""

    def prepare_value(self, value: Any) -> Any:
        """Return the last day of what is kept; what somebody typed as it is."""
        return value - _ONE_DAY if isinstance(value, dt.date) else value

    def clean(self, value: Any) -> dt.date | None:
        """Return the day after. Raises ValidationError."""
        last: dt.date | None = super().clean(value)
        return None if last is None else last + _ONE_DAY


_ONE_DAY = dt.timedelta(days=1)


class YuanField(forms.DecimalField):
    """A sum above zero: people write yuan, with two decimals at most; the value is whole fen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=Decimal("0.01"), max_digits=12, decimal_places=2, **options)
        self.widget.attrs |= {"class": "w-10", "inputmode": "decimal"}

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the box."""
        return f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        """Return whole fen. Raises ValidationError."""
        try:
            yuan = super().clean(value)
        except forms.ValidationError as error:
            raise _NO_SUM if {one.code for one in error.error_list} & _OF_SUMS else error from None
        return None if yuan is None else int(yuan * 100)


_OF_SUMS = {"min_value", "max_digits", "max_whole_digits", "max_decimal_places"}
_NO_SUM = forms.ValidationError(
    Words(
        "请写大于 0、不超过百亿元的金额，最多两位小数，如 3600.00。",
        "Write a sum above zero and below ten thousand million, with two decimals at most, like 3600.00.",
    )
)


class Option(Words):
    """A choice with a line of explanation under it: ``("apply", Option("中文", "English", hint=Words(…)))``."""

    __slots__ = ("hint",)
    hint: Words | None

    def __init__(self, zh: str, en: str, hint: Words | None = None) -> None:
        super().__init__(zh, en)
        object.__setattr__(self, "hint", hint)


class OneOf(forms.ChoiceField):
    """One of a few choices, as radio buttons with large targets. For more than eight use a select."""

    widget = forms.RadioSelect
    default_error_messages: ClassVar = {
        "invalid_choice": Words("没有“%(value)s”这一项，请重新选择。", "There is no choice “%(value)s”. Choose again."),
    }

    def __init__(self, *, choices: Sequence[tuple[str, Words]], **options: Any) -> None:
        super().__init__(choices=choices, **options)


class SomeOf(forms.MultipleChoiceField):
    """Any of a few choices, as boxes to tick with large targets."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages: ClassVar = {
        "invalid_choice": Words("没有“%(value)s”这一项，请重新选择。", "There is no choice “%(value)s”. Choose again."),
    }
