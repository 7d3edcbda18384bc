"""The forms of life events, one class an event. What a form cannot know (who is there, what overlaps) actions say."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from jiahe.law.arithmetic import completed_years
from jiahe.people import actions
from jiahe.people.births import record_birth
from jiahe.people.comparing import Comparing
from jiahe.people.correcting import CorrectionEvent, DeathCorrection
from jiahe.people.errors import Refused
from jiahe.people.events import Event
from jiahe.people.fields import CODE_HINT, PERSON_HINT, PersonKey, choices_of
from jiahe.people.household_forms import Join, Merge, Split
from jiahe.people.households import lies_here
from jiahe.people.late_forms import ClaimEvent, ParentsEvent, PaymentEvent
from jiahe.people.models import Person
from jiahe.people.number_forms import Account, IdNumber, Phone
from jiahe.people.queries import came_home_on, housemates, parents_by_birth, spouse_at_birth
from jiahe.trust.acting import current
from jiahe.web.forms import DayField, LastDayField, OneOf
from jiahe.web.places import PlaceCode
from jiahe.web.words import Words


class Birth(Comparing, Event):
    """A birth, on the page of the mother or father, who may have died since."""

    title = Words("出生登记", "Record a birth")
    another = forms.BooleanField(
        required=False,
        label=Words(
            "我核对过了：不是上面的孩子，是另一个孩子（如双胞胎）",
            "I have compared: it is none of the children above, but another (like a twin)",
        ),
    )
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
    hukou_from = DayField(
        required=False,
        label=Words("户口从哪一天起落在那里", "From which day the hukou is there"),
        help_text=Words(
            "落户的日期；不知道就不填。", "The day of the registration; leave it empty if it is not known."
        ),
    )
    birth_place = PlaceCode(
        required=False,
        label=Words("在哪里出生", "Where the child was born"),
        help_text=Words(f"不知道就不填。{CODE_HINT.zh}", f"Leave it empty if it is not known. {CODE_HINT.en}"),
    )
    home = OneOf(
        choices=[
            ("here", Words("与本页这位家长住在一起", "with the parent of this page")),
            ("elsewhere", Words("住在别处（在下一栏填写）", "elsewhere (say where below)")),
            ("unknown", Words("不知道", "not known")),
        ],
        label=Words("孩子出生后住在哪里", "Where the child has lived since the birth"),
    )
    residence_place = PlaceCode(required=False, label=Words("孩子的住处", "The child's home"), help_text=CODE_HINT)
    other = OneOf(
        choices=[
            ("spouse", Words("孩子出生时的配偶", "the husband or wife at that time")),
            ("number", Words("另一个人（在下一栏填写）", "somebody else (write below who)")),
            ("unknown", Words("不知道，或暂不登记", "not known, or not recorded yet")),
        ],
        label=Words("另一位家长", "The other parent"),
    )
    other_parent = PersonKey(
        required=False, label=Words("另一位家长是谁", "Who the other parent is"), help_text=PERSON_HINT
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.person.death_date is not None:
            (here, _), *others = self.fields["home"].choices
            self.fields["home"].choices = [(here, Words("住在这位家长生前的住处", "where this parent lived")), *others]

    def do(self) -> UUID:
        """Record the birth."""
        values = self.values()
        values |= self._home(values.pop("home"), values["residence_place"])
        other = self._other(values.pop("other"), values.pop("other_parent"))
        mother, father = self.person.id, other
        if self.person.sex == "male":
            if other is None:
                raise Refused("不知道母亲是谁时，不能在父亲的页面登记。", "The mother must be named.", "other")
            mother, father = other, self.person.id
        child = record_birth(mother=mother, father=father, others=self.others(), **values, **self.told())
        return UUID(str(child.id))

    def _home(self, said: str, written: str | None) -> dict[str, Any]:
        """Return where the child lives, and since when: with this parent not before this parent came there."""
        if said == "elsewhere" and written is None:
            raise Refused("请填写孩子住在哪里。", "Say where the child lives.", "residence_place")
        place = {"here": self.person.residence_place, "elsewhere": written}.get(said)
        born = self.cleaned_data["birth_date"]
        came = came_home_on(self.person.id) if said == "here" else None
        return {"residence_place": place, "residence_from": place and max(born, came or born)}

    def _other(self, said: str, written: UUID | None) -> UUID | None:
        if said == "unknown":
            return None
        if said == "number":
            if written is None:
                raise Refused("请填写另一位家长是谁。", "Write who the other parent is.", "other_parent")
            return written
        spouse = spouse_at_birth(self.person.id, self.cleaned_data["birth_date"])
        if spouse is None:
            raise Refused(
                "孩子出生那天没有存续的婚姻登记。请填写是谁，或选“不知道”。",
                "No marriage of that day is on record. Write who it is, or choose “not known”.",
                "other",
            )
        return spouse

    def blame(self, refused: Refused) -> None:
        """What is wrong with the other parent is said at that field."""
        if refused.field in ("mother", "father"):
            own = "father" if self.person.sex == "male" else "mother"
            refused.field = None if refused.field == own else "other_parent"
        super().blame(refused)


class Death(Event):
    """A death."""

    title = Words("死亡登记", "Record a death")
    verb = staticmethod(actions.record_death)
    death_date = DayField(label=Words("死亡日期", "Day of death"))


class MoveHome(Event):
    """A move of the home."""

    title = Words("居住地变动", "Record a move of home")
    verb = staticmethod(actions.move_residence)
    place = PlaceCode(label=Words("地点", "Place"), help_text=CODE_HINT)
    from_date = DayField(label=Words("从哪一天起", "From which day"))


class MoveHukou(Event):
    """A move of the hukou, or the first registration."""

    title = Words("户口迁移或落户", "Record a hukou move or registration")
    verb = staticmethod(actions.move_hukou)
    place = PlaceCode(label=Words("地点", "Place"), help_text=CODE_HINT)
    from_date = DayField(label=Words("从哪一天起", "From which day"))


class Marriage(Event):
    """A marriage."""

    title = Words("结婚登记", "Record a marriage")
    verb = staticmethod(actions.record_marriage)
    spouse = PersonKey(label=Words("配偶", "Spouse"), help_text=PERSON_HINT)
    from_date = DayField(label=Words("登记日期", "Day of registration"))


class Divorce(Event):
    """A divorce."""

    title = Words("离婚登记", "Record a divorce")
    verb = staticmethod(actions.record_divorce)
    until_date = DayField(label=Words("离婚日期", "Day of the divorce"))


class Adoption(Event):
    """An adoption, on the child's page."""

    title = Words("收养登记", "Record an adoption")
    verb = staticmethod(actions.record_adoption)
    about = "child"
    parent = PersonKey(label=Words("收养人", "Who adopts"), help_text=PERSON_HINT)
    from_date = DayField(label=Words("收养登记日期", "Day of registration"))


class CustodyEvent(Event):
    """Custody or guardianship, on the child's page."""

    title = Words("抚养、监护登记", "Record custody or guardianship")
    verb = staticmethod(actions.record_custody)
    about = "child"
    kind = OneOf(choices=choices_of("custodies", "kind"), label=Words("类别", "Kind"))
    custodian = PersonKey(
        required=False,
        label=Words("抚养人、监护人", "Who has custody"),
        help_text=PERSON_HINT,
    )
    institution_place = PlaceCode(required=False, label=Words("机构登记地", "Where the institution is registered"))
    jointly = forms.BooleanField(
        required=False, label=Words("与现有的监护人共同监护", "Together with the guardians that there are")
    )
    from_date = DayField(label=Words("从哪一天起", "From which day"))


class CertificateEvent(Event):
    """A certificate."""

    title = Words("登记证件", "Record a certificate")
    verb = staticmethod(actions.record_certificate)
    kind = OneOf(choices=choices_of("certificates", "kind"), label=Words("证件种类", "Which certificate"))
    grade = forms.IntegerField(
        min_value=1, max_value=4, required=False, label=Words("等级（一级最重）", "Grade (1 is the most severe)")
    )
    number = forms.CharField(max_length=60, required=False, label=Words("证件号码", "Number"))
    from_date = DayField(label=Words("发证日期", "Day of issue"))
    until_date = LastDayField(
        required=False,
        label=Words("有效期至（含当日）", "Last day on which it is valid"),
        help_text=Words("长期有效，或证上没有写的，不填。", "Leave it empty if it is valid for good, or does not say."),
    )


class StatusEvent(Event):
    """A status."""

    title = Words("登记身份状态", "Record a status")
    verb = staticmethod(actions.record_status)
    kind = OneOf(choices=choices_of("statuses", "kind"), label=Words("状态", "Status"))
    place = PlaceCode(
        required=False,
        label=Words("地点", "Place"),
        help_text=CODE_HINT,
    )
    from_date = DayField(label=Words("从哪一天起", "From which day"))
    until_date = LastDayField(
        required=False,
        label=Words("最后一天（含当日）", "Last day on which it holds"),
        help_text=Words("仍在持续就不填。", "Leave it empty if it goes on."),
    )


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
    "parents": ParentsEvent,
    "claim": ClaimEvent,
    "payment": PaymentEvent,
    "join": Join,
    "split": Split,
    "merge": Merge,
    "correction": CorrectionEvent,
    "id-number": IdNumber,
    "phone": Phone,
    "account": Account,
    "death-correction": DeathCorrection,
}
"""The events that a person's page offers, by the word in their address."""

ADULTS, CHILDREN = {"birth", "marriage", "divorce"}, {"custody"}
"""Those that are offered for people of 15 and over, and for those under 18; somebody of unknown age is offered all."""

CORRECTIONS = {"correction", "id-number", "phone", "account", "death-correction"}
"""Those that need the right to correct."""

LATE = {"birth", "parents", "adoption", "status", "claim", "payment"}
"""What the register should have had before: offered of the dead too."""


def events_for(
    person: Person, others: list[Person] | None = None, parents: int | None = None
) -> dict[str, type[Event]]:
    """Return the events that a person's page offers.

    ``others``: the housemates; ``parents``: how many by birth; where they were asked for before.
    """
    return {word: kind for word, kind in EVENTS.items() if is_offered(word, person, others, parents)}


def is_offered(word: str, person: Person, others: list[Person] | None = None, parents: int | None = None) -> bool:
    """Whether a person's page offers an event: for somebody who has died, corrections and what was left out."""
    if person.death_date is not None and word not in CORRECTIONS | LATE:
        return False
    if word == "death-correction":
        return person.death_date is not None
    if person.birth_date is not None and word in ADULTS | CHILDREN:
        age = completed_years(person.birth_date, person.death_date or timezone.localdate())
        return age >= 15 if word in ADULTS else age < 18
    if word == "parents":
        return (parents_by_birth(person.id) if parents is None else parents) < 2
    if word == "join":
        return person.household_id is None and lies_here(person.hukou_place, current())
    if word in ("split", "merge") and person.household_id is None:
        return False
    return word != "split" or bool(housemates(person) if others is None else others)
