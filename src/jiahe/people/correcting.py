"""The forms that put the register right: a person's own values and death, and dated rows. Numbers: number_forms.py."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from jiahe.people import corrections, withdrawals
from jiahe.people.errors import Refused
from jiahe.people.events import Event
from jiahe.people.fields import CODE_HINT, Country, choices_of, village_group
from jiahe.people.models import FACT_TABLES, Person
from jiahe.people.number_forms import WHY
from jiahe.people.timeline import choice
from jiahe.people.withdrawals import OF_ROW, cut_short
from jiahe.places.naming import full_name
from jiahe.web.forms import DayField, LastDayField, OneOf, YuanField
from jiahe.web.places import PlaceCode
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, period, say_html


class Shown(Event):
    """A form that carries what it showed, so that what somebody changed meanwhile is not overwritten."""

    own: tuple[str, ...] = ()
    reason = forms.CharField(max_length=200, label=WHY)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(person, name) for name in self.own})
        super().__init__(*args, person=person, **kwargs)
        for name in self.own:
            self.fields[name].show_hidden_initial = True

    def shown(self) -> dict[str, Any]:
        """Return what the form showed."""
        found = {}
        for name in self.own:
            said = self.data.get(self.add_initial_prefix(name))
            found[name] = self.fields[name].to_python(said) if said else None
        return found

    def blame(self, refused: Refused) -> None:
        """What the reader has been told of is shown now: if they save again, they mean it."""
        if refused.field in self.own:
            now = Person.objects.values_list(refused.field, flat=True).get(id=self.person.id)
            self.data = self.data.copy()
            self.data[self.add_initial_prefix(refused.field)] = "" if now is None else str(now)
        super().blame(refused)


class CorrectionEvent(Shown):
    """A correction of the person's own row."""

    title = Words("更正", "Correct the record")
    name = forms.CharField(max_length=60, required=False, label=Words("姓名", "Name"))
    sex = OneOf(choices=choices_of("persons", "sex"), required=False, label=Words("性别", "Sex"))
    birth_date = DayField(required=False, label=Words("出生日期", "Day of birth"))
    birth_place = PlaceCode(required=False, label=Words("出生地", "Place of birth"), help_text=CODE_HINT)
    nationality = Country(
        required=False,
        label=Words("国籍", "Nationality"),
        help_text=Words("写国名，如：中国、越南。", "Write the country, like China or Viet Nam."),
    )
    hukou_kind = OneOf(
        choices=choices_of("persons", "hukou_kind"), required=False, label=Words("户口性质", "Kind of hukou")
    )
    hukou_place = PlaceCode(required=False, label=Words("户籍地", "Hukou"), help_text=CODE_HINT)
    residence_place = PlaceCode(required=False, label=Words("常住地", "Lives in"), help_text=CODE_HINT)
    village_group = village_group(
        help_text=Words(
            "户籍地的村民小组，只写数字。户籍地改到另一个村的，请写那个村的组；不写就是未知，原来的户也不再算。",
            "The number of the group in the village of the hukou. With the hukou in another village, write the group "
            "there: else it is unknown, and the household of before is left.",
        )
    )

    own = (
        "name",
        "sex",
        "birth_date",
        "birth_place",
        "nationality",
        "hukou_kind",
        "hukou_place",
        "residence_place",
        "village_group",
    )
    field_order = (*own, "reason")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, PlaceCode):
                field.kept = getattr(person, name)

    def do(self) -> UUID:
        """Correct what the reader has changed."""
        values, shown = self.values(), self.shown()
        reason = values.pop("reason")
        changed = {name: value for name, value in values.items() if value != shown[name]}
        corrections.correct_person(person=self.person.id, reason=reason, shown=shown, **changed, **self.told())
        return self.person.id


class DeathCorrection(Shown):
    """A death that was recorded by mistake, or on the wrong day."""

    title = Words("更正死亡登记", "Correct the record of the death")
    wrong = OneOf(
        choices=[
            ("day", Words("日期错了：改成下面的日期", "The day is wrong: it is the day below")),
            ("alive", Words("误登：此人没有去世", "A mistake: this person has not died")),
        ],
        label=Words("哪里错了", "What is wrong"),
    )
    death_date = DayField(required=False, label=Words("死亡日期", "Day of death"))
    own = ("death_date",)
    field_order = ("wrong", "death_date", "reason")

    def do(self) -> UUID:
        """Correct it."""
        values = self.values()
        alive = values["wrong"] == "alive"
        if not alive and values["death_date"] is None:
            raise Refused("请填写死亡日期。", "Write the day of death.", "death_date")
        corrections.correct_death(
            person=self.person.id, death_date=None if alive else values["death_date"], reason=values["reason"],
            shown=self.shown()["death_date"], **self.told(),
        )  # fmt: skip
        return self.person.id


# ------------------------------------------------------------------------------------------------ dated rows


class RowForm(Event):
    """A form about one dated row."""

    reason = forms.CharField(max_length=200, label=WHY)

    def __init__(self, *args: Any, person: Person, row: Any, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, person=person, **kwargs)

    def told(self) -> dict[str, Any]:
        """Return also which row it is about."""
        return super().told() | {"table": type(self.row).__name__.lower(), "row": self.row.id}


class Withdrawal(RowForm):
    """A row that was never true."""

    title = Words("撤销记录", "Withdraw a record")
    verb = staticmethod(withdrawals.withdraw_row)
    restore = forms.BooleanField(required=False, initial=True)
    reason = forms.CharField(max_length=200, label=Words("为什么撤销", "Why it is withdrawn"))

    def __init__(self, *args: Any, person: Person, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, person=person, row=row, **kwargs)
        earlier = cut_short(row)
        if earlier:
            label = say_html(
                "恢复此前的记录：{what}，持续到{until}",
                "Restore the earlier record: {what}, lasting until {until}",
                what=format_html_join("；", "{} {}", ((_place(one), _days(one)) for one in earlier)),
                until=row.until_date or str(Words("现在", "now")),
            )
            self.fields["restore"].label = mark_safe(label)  # escaped, with Chinese names marked as such
        else:
            del self.fields["restore"]

    def values(self) -> dict[str, Any]:
        """Return the reason, and whether the earlier record is restored."""
        return {"restore": False, **super().values()}


def _place(row: Any) -> str:
    """Return where a spell was; of custody and certificates the kind."""
    place = getattr(row, "place", None)
    return zh(full_name(place, from_level=4)) if place else str(choice(_CONTRACT[type(row)], "kind", row.kind))


def _days(row: Any) -> str:
    return period(row.from_date, row.last_day)


class RowCorrection(RowForm):
    """A row that says something wrong."""

    title = Words("更正记录", "Correct a record")
    verb = staticmethod(withdrawals.correct_row)

    def __init__(self, *args: Any, person: Person, row: Any, **kwargs: Any) -> None:
        names = OF_ROW[type(row)]
        kwargs.setdefault("initial", {name: getattr(row, name) for name in names})
        super().__init__(*args, person=person, row=row, **kwargs)
        for name in names:
            self.fields[name] = _field(row, name)
        for name in ("reason", "source"):
            self.fields[name] = self.fields.pop(name)


def _field(row: Any, name: str) -> forms.Field:
    """Return the field of one value of a row. What is known is not blanked; only an end may be taken away."""
    column = row._meta.get_field(name)
    needed = not column.null or getattr(row, name) is not None
    if name in _DAYS:
        return DayField(label=_DAYS[name], required=needed)
    if name == "decided_on":
        hint = Words("没有办结就不填。", "Leave it empty if it is not decided.")
        return DayField(label=Words("办结日期", "Day of the decision"), required=False, help_text=hint)
    if name == "until_date" and row.keeps_last_day:
        hint = Words("长期有效就不填。", "Leave it empty if it holds for good.")
        return LastDayField(label=_LAST_DAY, required=False, help_text=hint)
    if name == "until_date":
        hint = Words("仍在持续就不填。", "Leave it empty if it goes on.")
        return DayField(label=Words("到哪一天止", "Until which day"), required=False, help_text=hint)
    if name in ("place", "institution_place"):
        label = Words("地点", "Place")
        return PlaceCode(kept=getattr(row, name), label=label, help_text=CODE_HINT, required=needed)
    if name == "grade":
        return forms.IntegerField(min_value=1, max_value=4, required=needed, label=Words("等级", "Grade"))
    if name == "number":
        return forms.CharField(max_length=60, required=needed, label=Words("证件号码", "Number"))
    if name == "year":
        return forms.IntegerField(min_value=1949, max_value=2200, label=Words("所属年度", "For which year"))
    if name == "amount":
        return YuanField(label=Words("金额（元）", "Sum (yuan)"))
    choices = choices_of(_CONTRACT[type(row)], name)
    if name == "ended_by":
        none = ("", Words("没有终止", "it has not ended"))
        return OneOf(choices=[none, *choices], label=Words("终止原因", "Why it ended"), required=False)
    label = Words("结果", "Decision") if name == "decision" else Words("类别", "Kind")
    return OneOf(choices=choices, label=label, required=needed)


_LAST_DAY = Words("有效期至（含当日）", "Last day on which it holds")
_DAYS = {
    "from_date": Words("从哪一天起", "From which day"),
    "submitted_on": Words("提交日期", "Day of the claim"),
    "paid_on": Words("发放日期", "Day of payment"),
}
_CONTRACT = {model: name for name, model in FACT_TABLES.items()}


ROW_FORMS: dict[str, type[RowForm]] = {"withdraw": Withdrawal, "correct": RowCorrection}
"""What can be done about a dated row, by the word in the address."""
