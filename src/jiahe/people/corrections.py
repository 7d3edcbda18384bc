"""What puts a person's own row right: the old value stays readable, with who changed it and why.

Dated rows are withdrawn and corrected in withdrawals.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from jiahe.people.bulk import HIDDEN, NUMBERS
from jiahe.people.errors import Refused
from jiahe.people.households import left_behind
from jiahe.people.models import BELIEVED, Hukou, Person, Residence, Union
from jiahe.people.numbers import masked, read_account, read_id_number, read_phone
from jiahe.people.recording import action, begin, change, check_found_again, note, replace, seen, tell
from jiahe.people.said import in_words
from jiahe.trust.acting import Acting, for_the_county
from jiahe.trust.permissions import CORRECT
from jiahe.trust.sealing import blind_index, seal, unseal

CORRECTABLE = (
    "name",
    "sex",
    "birth_date",
    "nationality",
    "hukou_place",
    "hukou_kind",
    "birth_place",
    "residence_place",
    "village_group",
)
"""What of a person's own row is corrected here; numbers and deaths have actions of their own."""

SPELLS: dict[str, type[Any]] = {"hukou_place": Hukou, "residence_place": Residence}
"""The dated rows that a place of a person's own row comes from; one that has an open row is not corrected by itself."""


@action
def correct_person(
    *, person: UUID, reason: str, source: str, learned_on: dt.date, shown: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:  # fmt: skip
    """Correct what was written wrong about a person (更正). The old value stays readable.

    With the hukou in another village, the household and the village group there are theirs no longer.

    ``shown``: what the form showed; what has become something else since is not overwritten.
    """
    acting = begin(None, learned_on, to=CORRECT)
    who = seen(person)
    wrong = sorted(set(changes) - set(CORRECTABLE))
    if wrong:
        raise Refused(
            f"不能更正：{'、'.join(wrong)}。", f"This cannot be corrected here: {', '.join(wrong)}.", wrong[0]
        )
    for name, value in changes.items():
        if shown is not None and name in shown:
            _check_unchanged(name, shown[name], getattr(who, name), value)
    different = {name: value for name, value in changes.items() if getattr(who, name) != value}
    if not different:
        raise Refused("没有改动任何内容。", "Nothing is different.")
    for name, spells in SPELLS.items():
        if name in different and spells.objects.filter(BELIEVED, person=who, until_date__isnull=True).exists():
            raise Refused(
                "这个地点来自一条有起始日期的记录，不能直接改。请登记迁移或变动，或在“经历”里撤销、更正那条记录。",
                "This place comes from a dated record and cannot be changed by itself. Record a move, or withdraw or "
                "correct that record under “Life”.",
                name,
            )
    with for_the_county():
        if "hukou_place" in different:
            different = left_behind(who, different["hukou_place"]) | different
        change(who, acting, different, source, learned_on, reason=reason)
        if different.keys() & SPELLS.keys():
            check_found_again(who.hukou_place, who.residence_place, next(iter(different.keys() & SPELLS.keys())))
        tell(acting, "correction", [person])


def _check_unchanged(name: str, shown: Any, now: Any, asked: Any) -> None:
    if now not in (shown, asked):
        there, yours = in_words(name, now), in_words(name, asked)
        raise Refused(
            f"您打开此表之后，别人已把这一项改为“{there.zh}”，您填的是“{yours.zh}”。请核对；确实要改，再保存一次。",
            f"Since you opened this form somebody has changed this to “{there.en}”; you wrote “{yours.en}”. Check it; "
            "if yours is right, save again.",
            name,
        )


@action
def correct_id_number(
    *, person: UUID, id_number: str, reason: str, source: str, learned_on: dt.date, shown: str | None = None
) -> None:
    """Correct or add the citizen identity number. The old one is not kept: a wrong number may be somebody else's.

    ``shown``: the masked number that the form showed; "" for none.
    """
    acting = begin(None, learned_on, to=CORRECT)
    who = seen(person)
    number = read_id_number(id_number, born=who.birth_date, sex=who.sex)
    _put(who, acting, "id_number", number, shown, reason=reason, source=source, learned_on=learned_on)


@action
def correct_phone(
    *, person: UUID, phone: str | None, reason: str, source: str, learned_on: dt.date, shown: str | None = None
) -> None:
    """Correct or add the telephone; None takes it away. ``shown``: as for :func:`correct_id_number`."""
    acting = begin(None, learned_on, to=CORRECT)
    who = seen(person)
    _put(who, acting, "phone", read_phone(phone), shown, reason=reason, source=source, learned_on=learned_on)


@action
def correct_account(
    *, person: UUID, account: str | None, reason: str, source: str, learned_on: dt.date, shown: str | None = None
) -> None:
    """Correct or add the bank account that money goes to; None takes it away. The person is shown that it changed.

    ``shown``: as for :func:`correct_id_number`.
    """
    acting = begin(None, learned_on, to=CORRECT)
    who = seen(person)
    _put(who, acting, "account", read_account(account), shown, reason=reason, source=source, learned_on=learned_on)


def _put(who: Person, acting: Acting, name: str, number: str | None, shown: str | None, **known: Any) -> None:
    """Seal another number, with the index by which it is found. A correction says that it was changed, not to what."""
    sealed, index = f"{NUMBERS[name]}_sealed", f"{NUMBERS[name]}_index"
    had = unseal(getattr(who, sealed), name)
    if shown is not None and shown != (masked(had, name) or ""):
        _check_unchanged(name, shown, masked(had, name), masked(number, name))
    if number == had:
        raise Refused("没有改动任何内容。", "Nothing is different.", name)
    setattr(who, sealed, seal(number, name))
    setattr(who, index, blind_index(number, name))
    who.save(update_fields=[sealed, index])
    note(who, acting, name, had and HIDDEN, number and HIDDEN, **known)


@action
def correct_death(
    *, person: UUID, death_date: dt.date | None, reason: str, source: str, learned_on: dt.date,
    shown: dt.date | None = None,
) -> None:  # fmt: skip
    """Correct the day of a death, or withdraw a death that was recorded by mistake (``death_date`` None).

    A marriage that the death had ended goes on, or ends on the other day. ``shown``: the day that the form showed.
    """
    acting = begin(death_date, learned_on, to=CORRECT)
    who = seen(person)
    if who.death_date is None:
        raise Refused("此人没有死亡登记。", "No death of this person is recorded.", "death_date")
    if shown is not None:
        _check_unchanged("death_date", shown, who.death_date, death_date)
    if death_date == who.death_date:
        raise Refused("没有改动任何内容。", "Nothing is different.", "death_date")
    before = who.death_date
    change(who, acting, {"death_date": death_date}, source, learned_on, reason=reason)
    with for_the_county():
        ended = Union.objects.filter(BELIEVED, until_date=before, ended_by="death")
        rows = list(ended.filter(Q(person=who) | Q(spouse=who)).select_related("person", "spouse"))
        again = [(row, _end_by_death(row, who, death_date)) for row in rows]
        replace([one for one in again if one[1]], acting, reason, source, learned_on)
        tell(acting, "death", [person])


def _end_by_death(union: Union, who: Person, death_date: dt.date | None) -> dict[str, Any]:
    """Return when the earlier death ends a union; nothing when that is the day on record."""
    other = union.spouse if union.person_id == who.id else union.person
    deaths = [one for one in (death_date, other.death_date) if one is not None]
    until = min(deaths) if deaths else None
    return {} if until == union.until_date else {"until_date": until, "ended_by": "death" if until else None}
