"""Files of births. A child whom the police's list has brought before is linked to its parents, never made twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from jiahe.intake.fields import Field, Kind
from jiahe.intake.sources.base import Role, Source, Told, Values, day, person_fields
from jiahe.intake.sources.person_lists import not_ahead, of_number
from jiahe.people.births import record_birth
from jiahe.people.bulk import Changed, change_persons
from jiahe.people.constraints import BELIEVED
from jiahe.people.errors import Refused
from jiahe.people.models import Correction, Parenthood, Person
from jiahe.people.names import pinyin_of, tidy
from jiahe.people.parents import record_parents
from jiahe.people.put_right import emptied_by_hand
from jiahe.places.divisions import lies_in
from jiahe.web.words import Words

_CHILD = Role("", Words("孩子", "child"), needed=False, brought=True)
_MOTHER = Role("mother", Words("母亲", "mother"))
_FATHER = Role("father", Words("父亲", "father"), needed=False, left_out=True)

# ------------------------------------------------------------------------------------------------ whose birth it is


def _find_child(told: Told) -> Mapping[str, UUID]:
    """Return the child that no number names: the mother's of that day, or one near her without a mother.

    Raises Refused where more than one can be meant, or one whose name only sounds the same or whose number is another.
    """
    if "" in told.people:
        return {}
    name = told.says.get("name")
    _refuse_another_number(told)
    born = _born_that_day(told)
    hers = [one for one in born if told.people["mother"] in _parents(one)]
    same = [one for one in hers if _is_called(one, name)] or [one for one in hers if _may_be(one, told)]
    if same:
        lacks_one = any(not _named_parents(told) <= _parents(one).keys() for one in same)
        return _only(same) if lacks_one else {"": same[0].id}
    places = _places(told)
    near = [one for one in born if one not in hers and _is_near(one, places)]
    called = [one for one in near if _is_called(one, name)]
    if called and not any(_has_mother(one) for one in called):
        return _only(called)
    alike = [one for one in near if not _has_mother(one) and (_may_be(one, told) or _sounds_like(one, told))]
    if called or alike or any(_sounds_like(one, told) for one in hers):
        raise Refused(_UNSURE.zh, _UNSURE.en)
    return {}


_UNSURE = Words(
    "登记册里可能已有这个孩子，认不准是哪一个。请看出生日期、村和姓名（或读音）相同的孩子，"
    "在孩子的页面和本行都补上身份证号，再导入；确实是另一个孩子的，请在母亲的页面登记出生。",
    "This child may be in the register already, and nobody can be sure who it is. Look for a child of that day and "
    "village whose name is or sounds the same; add the ID number on its page and in this row, and load it again. If it "
    "is another child, record the birth on its mother's page.",
)


def _refuse_another_number(told: Told) -> None:
    """Raise Refused where the mother has a child of that day and name under another number: nobody is made twice."""
    if "id_number" not in told.says or "name" not in told.says:
        return
    hers = Parenthood.objects.filter(BELIEVED, parent=told.people["mother"]).exclude(kind="step").values("child")
    numbered = Person.objects.filter(birth_date=told.says["birth_date"], id__in=hers).exclude(id_index=None)
    if any(_is_called(one, told.says["name"]) for one in numbered.exclude(load=told.load)):
        raise Refused(_ANOTHER_NUMBER.zh, _ANOTHER_NUMBER.en, "id_number")


_ANOTHER_NUMBER = Words(
    "登记册里，这位母亲同一天出生、同名的孩子是另一个身份证号。请核对户口簿：登记册错了的，在孩子的页面更正；文件错了的，改好本行再导入。",
    "In the register this mother's child of that day and name has another ID number. Look at the household register: "
    "if the register is wrong, correct it on the child's page; if the file is, mend the row and load it again.",
)


def _only(found: list[Person]) -> Mapping[str, UUID]:
    if len(found) > 1:
        raise Refused(_UNSURE.zh, _UNSURE.en)
    return {"": found[0].id}


def _born_that_day(told: Told) -> list[Person]:
    """Return who was born on the row's day, but whom this very load has brought: twins may have no names yet.

    Where the row has a number, it is nobody's: who has one is somebody else.
    """
    born = Person.objects.filter(birth_date=told.says["birth_date"]).exclude(load=told.load)
    if "id_number" in told.says:
        born = born.filter(id_index=None)
    parents = Parenthood.objects.filter(BELIEVED).exclude(kind="step").select_related("parent")
    return list(born.order_by("id").prefetch_related(Prefetch("parenthoods", parents)))


def _parents(one: Person) -> dict[UUID, Person]:
    return {row.parent_id: row.parent for row in one.parenthoods.all()}


def _has_mother(one: Person) -> bool:
    return any(parent.sex == "female" for parent in _parents(one).values())


def _named_parents(told: Told) -> set[UUID]:
    return {person for role, person in told.people.items() if role}


def _is_called(one: Person, name: str | None) -> bool:
    return name is not None and one.name is not None and tidy(one.name) == tidy(name)


def _may_be(one: Person, told: Told) -> bool:
    """Whether one of the two has no name yet, and the sex is not another."""
    return None in (one.name, told.says.get("name")) and _fits_sex(one, told)


def _sounds_like(one: Person, told: Told) -> bool:
    name = told.says.get("name")
    if name is None or one.name is None:
        return False
    return pinyin_of(tidy(one.name)) == pinyin_of(tidy(name)) and _fits_sex(one, told)


def _fits_sex(one: Person, told: Told) -> bool:
    sex = told.says.get("sex")
    return sex is None or one.sex in (None, sex)


def _places(told: Told) -> set[Any]:
    """Return where the row says that the child is, and where its mother is."""
    mother = Person.objects.get(id=told.people["mother"])
    said = (told.says.get("hukou_place"), told.says.get("residence_place"))
    return {*said, mother.hukou_place, mother.residence_place} - {None}


def _is_near(one: Person, places: set[Any]) -> bool:
    """Whether somebody lives or has hukou in one of some places; one may be known no deeper than its town."""
    own: set[Any] = {one.hukou_place, one.residence_place} - {None}
    return any(lies_in(a, b) or lies_in(b, a) for a in own for b in places)


def _may_be_one(one: Values, other: Values) -> bool:
    """Whether two rows of one mother and day may be one child: no sex, name or number tells them apart.

    Twins are often called alike; a name of the same sound may be the same.
    """
    if None not in (numbers := (one.get("id_number"), other.get("id_number"))):
        return numbers[0] == numbers[1]
    if None not in (sexes := (one.get("sex"), other.get("sex"))) and sexes[0] != sexes[1]:
        return False
    sounds = [pinyin_of(tidy(name)) for name in (one.get("name"), other.get("name")) if name is not None]
    return len(sounds) < 2 or sounds[0] == sounds[1]


# ------------------------------------------------------------------------------------------------ what becomes of it


def _is_there(told: Told) -> bool:
    """Whether the register has the child, with all parents and the number that the row names."""
    known = Parenthood.objects.filter(BELIEVED, child=told.people.get(""), kind="birth")
    if "" not in told.people or not _named_parents(told) <= set(known.values_list("parent_id", flat=True)):
        return False
    return not ("id_number" in told.says and Person.objects.filter(id=told.people[""], id_index=None).exists())


def _known(told: Told) -> list[Any]:
    """Return the parents whom the row names, and by what came to be known what it would fill in."""
    if "" not in told.people:
        return []
    child, columns = told.people[""], [one for one in _FILLED if one in told.says]
    known = Parenthood.objects.filter(BELIEVED, child=child, parent__in=_named_parents(told), kind="birth")
    return [*known, *Correction.objects.filter(person=child, column__in=columns)]


def _record(told: Told) -> UUID | None:
    if "" in told.people:
        _link(told, told.people[""])
        return None
    says = told.says
    mother = Person.objects.get(id=told.people["mother"])
    return record_birth(
        name=says.get("name"),
        sex=says.get("sex"),
        birth_date=says["birth_date"],
        mother=told.people["mother"],
        father=told.people.get("father"),
        hukou_place=says.get("hukou_place"),
        residence_place=says.get("residence_place") or mother.residence_place or mother.hukou_place,
        birth_place=says.get("birth_place"),
        id_number=says.get("id_number"),
        others=None,
        source=told.source,
        learned_on=told.learned_on,
    ).id


def _link(told: Told, child: UUID) -> None:
    """Record the parents of a child who is there, and fill in what nobody knew of it."""
    record_parents(
        child=child, mother=told.people["mother"], father=told.people.get("father"), source=told.source,
        learned_on=told.learned_on,
    )  # fmt: skip
    now = Person.objects.get(id=child)
    emptied = {column for _, column in emptied_by_hand([child], list(_FILLED))}
    unknown = [one for one, column in _FILLED.items() if getattr(now, column) is None and one not in emptied]
    new = {one: told.says[one] for one in unknown if one in told.says}
    if new:
        change_persons(
            [Changed(child, new, dict.fromkeys(new))], source=told.source, learned_on=told.learned_on,
            reason=f"导入文件 file {told.load}",
        )  # fmt: skip


_FILLED = {"name": "name", "sex": "sex", "birth_place": "birth_place", "id_number": "id_index"}
"""What a row fills in, and the column that is empty where nobody knows it."""

BIRTHS = Source(
    key="births",
    words=Words("出生医学证明", "Birth certificates"),
    office=Words("助产机构", "Midwifery facilities"),
    lead=Words("一个孩子一行，写明母亲，父亲可空。", "One row a child, with its mother; the father may be empty."),
    fields=(
        Field(
            "name",
            Words("新生儿姓名", "Child: name"),
            Kind.NAME,
            ("婴儿姓名", "孩子姓名", "子女姓名", "儿童姓名", "姓名"),
        ),
        Field("sex", Words("性别", "Sex"), Kind.SEX, ("新生儿性别", "婴儿性别", "孩子性别")),
        day("birth_date", "出生日期", "Birth date", "出生时间", "出生年月日", "新生儿出生日期"),
        Field(
            "id_number",
            Words("新生儿身份证号", "Child: ID number"),
            Kind.ID_NUMBER,
            ("孩子身份证号", "婴儿身份证号", "儿童身份证号", "身份证号"),
        ),
        *person_fields("mother", "母亲", "Mother", extra=("产妇",)),
        *person_fields("father", "父亲", "Father", required=False),
        Field("birth_place", Words("出生地", "Birth place"), Kind.PLACE, ("出生地点", "出生地区")),
        Field("hukou_place", Words("落户地", "Hukou place"), Kind.PLACE, ("户籍地", "入户地", "户口所在地")),
        Field("residence_place", Words("居住地", "Home"), Kind.PLACE, ("现居住地", "家庭住址")),
    ),
    roles=(_CHILD, _MOTHER, _FATHER),
    tells="birth",
    complete=of_number,
    judge=not_ahead("birth_date"),
    finds=_find_child,
    known=_known,
    there=_is_there,
    event=_record,
    one_of=_may_be_one,
)
