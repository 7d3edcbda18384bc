"""What changes the register. Each verb is one transaction, done by a post, and leaves the old rows readable.

Every action takes ``source`` (the paper or register that says so) and ``learned_on`` (the day we learned it), raises
:class:`~jiahe.people.errors.Refused` with words for the one who asked, and tells whose facts changed. Births are in
births.py, households in households.py, past claims in claims.py; what turned out wrong is corrected in corrections.py
and withdrawals.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q

from jiahe.people.agreeing import lacking
from jiahe.people.constraints import BELIEVED, SOLE_CUSTODY
from jiahe.people.errors import Refused
from jiahe.people.households import left_behind
from jiahe.people.loading import gathering
from jiahe.people.models import (
    Certificate,
    Correction,
    Custody,
    Hukou,
    Parenthood,
    Person,
    Residence,
    Status,
    Union,
)
from jiahe.people.numbers import without_id_number
from jiahe.people.parents import check_adopted
from jiahe.people.recording import (
    CONSTRAINTS,
    action,
    add,
    begin,
    change,
    check_alive,
    check_come,
    check_found_again,
    check_old_enough,
    end,
    replace,
    seen,
    tell,
    there,
)
from jiahe.places.divisions import is_one_place, lies_in
from jiahe.places.naming import full_name
from jiahe.trust.acting import Acting, for_the_county
from jiahe.trust.sealing import unseal
from jiahe.web.words import day_words

# ------------------------------------------------------------------------------------------------ deaths


@action
def record_death(*, person: UUID, death_date: dt.date, source: str, learned_on: dt.date) -> None:
    """Record a death (死亡登记); a marriage ends with it."""
    acting = begin(death_date, learned_on)
    who = seen(person)
    if who.death_date is not None:
        day = day_words(who.death_date)
        raise Refused(
            f"此人的死亡日期已登记为{day.zh}。如有错误，请用“更正死亡登记”。",
            f"The death is recorded already, on {day.en}. If that is wrong, correct it.",
            "death_date",
        )
    change(who, acting, {"death_date": death_date}, source, learned_on, reason="死亡登记 death")
    with for_the_county():
        for union in _unions(person).filter(until_date__isnull=True):
            end(union, acting, death_date, source, learned_on, ended_by="death")
        tell(acting, "death", [person])


def _ended(
    table: type[Any], acting: Acting, day: dt.date | None, source: str, learned_on: dt.date,
    own: Mapping[str, Any] | None = None, /, **row: Any,
) -> bool:  # fmt: skip
    """Let a row on record end when it is told with its end, and fill in what it lacks of its ``own``, by column.

    An end on record that had not come by ``learned_on`` gives way to what is learned later than it was. Return whether
    there was anything to do. Raises Refused where the row says otherwise.
    """
    found = table.objects.filter(BELIEVED, **row).order_by(F("until_date").desc(nulls_first=True)).first()
    if found is None:
        return False
    new = lacking(found, own or {})
    if day is None or day == found.until_date:
        if new:
            replace([(found, new)], acting, "补登所缺 what was not known", source, learned_on)
        return bool(new)
    told_before = found.learned_on is not None and found.learned_on <= learned_on
    not_over = found.until_date is None or (told_before and found.until_date > learned_on)
    if not_over:
        end(found, acting, day, source, learned_on, **new)
    return not_over


# ------------------------------------------------------------------------------------------------ moves


@action
def move_residence(
    *, person: UUID, place: str, from_date: dt.date, source: str, learned_on: dt.date, until_date: dt.date | None = None
) -> None:
    """Record that somebody lives elsewhere from a day on (居住地变动), or that they did until another day."""
    acting = begin(from_date, learned_on)
    check_come(until_date, "until_date")
    who = seen(person)
    with for_the_county():
        now = _move(Residence, who, acting, place, "residence_place", (from_date, until_date), source, learned_on)
        if from_date <= learned_on:
            change(who, acting, {"residence_place": now}, source, learned_on, reason="居住地变动 moved")
        check_found_again(who.hukou_place, who.residence_place, "until_date")
        tell(acting, "residence", [person])


@action
def move_hukou(
    *, person: UUID, place: str, from_date: dt.date, source: str, learned_on: dt.date, until_date: dt.date | None = None
) -> None:
    """Record a move of the hukou (户口迁移), the first registration (落户), or that it was there until another day."""
    acting = begin(from_date, learned_on)
    check_come(until_date, "until_date")
    who = seen(person)
    with for_the_county():
        now = _move(Hukou, who, acting, place, "hukou_place", (from_date, until_date), source, learned_on)
        changes = {"hukou_place": now, **left_behind(who, now)}
        change(who, acting, changes, source, learned_on, reason="户口迁移 hukou moved")
        check_found_again(who.hukou_place, who.residence_place, "until_date")
        tell(acting, "hukou", [person])


def _move(
    kind: type[Any], who: Person, acting: Acting, place: str, column: str, days: tuple[dt.date, dt.date | None],
    source: str, learned_on: dt.date,
) -> str | None:  # fmt: skip
    """Record a spell, and return where it leads: ``who``'s place of today (``column``), or None when nobody knows.

    One that goes on ends the one that went on. A spell that was only known as today's place is written first. A place
    told less closely than the register has it (a town for a village) is refused; only where a file tells since when
    somebody is in the place of today it is recorded as it is told, and takes nothing from the register.
    """
    (day, until), before = days, getattr(who, column)
    spells = kind.objects.filter(BELIEVED, person=who)
    if until is not None:
        open_ones = spells.filter(until_date__isnull=True, from_date=day)
        told = next((one for one in open_ones if is_one_place(one.place, place)), None)
        if told is not None:
            end(told, acting, until, source, learned_on)
        else:
            add(kind, source, learned_on, person=who, place=place, from_date=day, until_date=until)
        left = before is not None and is_one_place(before, place) and (told is not None or _known(who, column) < until)
        return None if left and not spells.filter(from_date__gte=until).exists() else before
    going_on = spells.filter(until_date__isnull=True).first()
    if going_on is not None:
        began, there_now = day_words(going_on.from_date), full_name(going_on.place)
        if going_on.from_date >= day:
            raise Refused(
                f"此人自{began.zh}起已登记在{there_now}，变动日期应晚于这一天。",
                f"Since {began.en} the place is {there_now}; the move must be after that day.",
                "from_date",
            )
    closer = going_on.place if going_on is not None else before if gathering() is None else None
    if closer is not None and closer != place and lies_in(closer, place):
        raise Refused(
            f"登记册里更细：此人在{full_name(closer)}。请把地点写到村（社区）。",
            f"The register is closer: the place is {full_name(closer)}. Write the village too.",
            "place",
        )
    moved = before is not None and not is_one_place(before, place)
    if moved and learned_on < (latest := _known(who, column)):
        known = day_words(latest)
        raise Refused(
            f"登记册在{known.zh}得知此人在{full_name(before)}，比这份材料晚。请核对；材料对的，先在此人的页面更正。",
            f"On {known.en}, later than this source, the register learned of {full_name(before)}. Compare them; if the "
            "source is right, correct the person's page first.",
            "place",
        )
    if going_on is not None:
        end(going_on, acting, day, source, learned_on)
    elif moved and not spells.exists() and who.birth_date is not None and who.birth_date < day:
        add(kind, who.source, who.learned_on, person=who, place=before, from_date=who.birth_date, until_date=day)
    add(kind, source, learned_on, person=who, place=place, from_date=day)
    return before if before is not None and lies_in(before, place) else place


def _known(who: Person, column: str) -> dt.date:
    """Return the day on which the register last learned a value of a person's own row."""
    latest = Correction.objects.filter(person=who, column=column).aggregate(on=Max("learned_on"))["on"]
    return max(filter(None, (latest, who.learned_on)))


# ------------------------------------------------------------------------------------------------ marriage


@action
def record_marriage(*, person: UUID, spouse: UUID, from_date: dt.date, source: str, learned_on: dt.date) -> None:
    """Record a marriage (结婚登记) of two people."""
    acting = begin(from_date, learned_on)
    check_alive(seen(person), from_date, "from_date")
    with for_the_county():
        check_alive(there(spouse, "spouse"), from_date, "spouse")
        for one in (person, spouse):
            if _unions(one).filter(Q(until_date__isnull=True) | Q(until_date__gt=from_date)).exists():
                raise Refused(*CONSTRAINTS["one_union_at_a_time"])
        add(Union, source, learned_on, person_id=person, spouse_id=spouse, from_date=from_date)
        tell(acting, "marriage", [person, spouse])


@action
def record_divorce(
    *, person: UUID, until_date: dt.date, source: str, learned_on: dt.date, spouse: UUID | None = None
) -> None:
    """Record the divorce (离婚登记) of somebody who is married; ``spouse``: to whom, where that is told."""
    acting = begin(until_date, learned_on)
    seen(person)
    with for_the_county():
        union = _unions(person).filter(until_date__isnull=True).first()
        if union is None or union.from_date >= until_date:
            raise Refused("此人当日没有存续的婚姻登记。", "This person was not married on that day.", "until_date")
        if spouse is not None and spouse not in (union.person_id, union.spouse_id):
            raise Refused(
                "登记册里，此人当日与另一个人有婚姻。请核对是谁；确是这一位的，先更正那段婚姻，再登记与这一位的结婚。",
                "On record this person was married to somebody else on that day. Check who it is; if it is this one, "
                "correct that marriage first, and record the marriage to this one.",
                "spouse",
            )
        end(union, acting, until_date, source, learned_on, ended_by="divorce")
        tell(acting, "divorce", [union.person_id, union.spouse_id])


def _unions(person: UUID) -> Any:
    return Union.objects.filter(BELIEVED).filter(Q(person_id=person) | Q(spouse_id=person))


# ------------------------------------------------------------------------------------------------ children


@action
def record_adoption(
    *,
    child: UUID,
    parent: UUID,
    from_date: dt.date,
    source: str,
    learned_on: dt.date,
    until_date: dt.date | None = None,
) -> None:
    """Record an adoption (收养登记), of whatever year, or with ``until_date`` that it was dissolved (解除收养)."""
    acting = begin(from_date, learned_on)
    check_come(until_date, "until_date")
    adopted = seen(child, "child")
    with for_the_county():
        who = there(parent, "parent")
        check_old_enough(who, from_date, "parent", years=0)
        check_alive(who, from_date, "parent")
        row = {"child_id": child, "parent_id": parent, "kind": "adoption", "from_date": from_date}
        if not _ended(Parenthood, acting, until_date, source, learned_on, **row):
            check_adopted(adopted, from_date)
            add(Parenthood, source, learned_on, **row, until_date=until_date)
        tell(acting, "adoption", [child, parent])


@action
def record_custody(
    *, child: UUID, custodian: UUID | None, kind: str, from_date: dt.date, source: str, learned_on: dt.date,
    institution_place: str | None = None, jointly: bool = False, until_date: dt.date | None = None,
) -> None:  # fmt: skip
    """Record who brings a child up (抚养、监护): a parent after a divorce, another guardian, an institution.

    Whoever had custody has it no longer, also where it was to end on a day that had not come by ``learned_on``;
    ``jointly``: a guardian beside the guardians that there are. One with an end
    (``until_date``) that has come takes it from nobody; where it is on record as going on, it ends.
    """
    acting = begin(from_date, learned_on)
    seen(child, "child")
    if custodian == child:
        raise Refused(
            "抚养人就是孩子自己，请核对填写的是谁。",
            "Who has custody is the child itself. Check whom you wrote.",
            "custodian",
        )
    if (kind == "institution") != (custodian is None):
        raise Refused(
            "由机构抚养时不填抚养人；其他情形请选择抚养人。",
            "Name a person, unless it is an institution.",
            "custodian",
        )
    if jointly and kind in SOLE_CUSTODY:
        raise Refused(
            "只有“其他监护人”可以共同监护；父母一方或机构抚养是单独的。",
            "Only other guardians can share; one parent or an institution has custody alone.",
            "jointly",
        )
    with for_the_county():
        if custodian is not None:
            check_alive(there(custodian, "custodian"), from_date, "custodian")
        said = {"child_id": child, "custodian_id": custodian, "kind": kind, "from_date": from_date}
        own = {"institution_place": institution_place}
        if not _ended(Custody, acting, until_date, source, learned_on, own, **said):
            not_over = Q(until_date=None) | Q(until_date__gt=max(from_date, learned_on))
            going_on = Custody.objects.filter(BELIEVED, not_over, child_id=child, from_date__lt=from_date)
            if until_date is not None and until_date <= learned_on:
                going_on = going_on.none()
            for row in going_on.exclude(kind="guardian") if jointly else going_on:
                end(row, acting, from_date, source, learned_on)
            add(Custody, source, learned_on, **said, **own, until_date=until_date)
        tell(acting, "custody", [child, *([custodian] if custodian else [])])


# ------------------------------------------------------------------------------------------------ papers


@action
def record_certificate(
    *, person: UUID, kind: str, from_date: dt.date, source: str, learned_on: dt.date, grade: int | None = None,
    number: str | None = None, until_date: dt.date | None = None,
) -> None:  # fmt: skip
    """Record a certificate that somebody holds (证件), or that one on record has an end, a grade or a number.

    Nobody holds two of a kind: one that is issued while an earlier one holds takes its place (换证).
    """
    acting = begin(from_date, learned_on)
    kept = without_id_number(number, unseal(seen(person).id_sealed, "id_number"))
    row, own = {"person_id": person, "kind": kind, "from_date": from_date}, {"grade": grade, "number": kept}
    if not _ended(Certificate, acting, until_date, source, learned_on, own, **row):
        still = Q(until_date=None) | Q(until_date__gt=from_date)
        for one in Certificate.objects.filter(BELIEVED, still, person=person, kind=kind, from_date__lt=from_date):
            end(one, acting, from_date, source, learned_on)
        add(Certificate, source, learned_on, **row, **own, until_date=until_date)
    tell(acting, "certificate", [person])


@action
def record_status(
    *, person: UUID, kind: str, from_date: dt.date, source: str, learned_on: dt.date, place: str | None = None,
    until_date: dt.date | None = None,
) -> None:  # fmt: skip
    """Record a status (身份状态), or that one on record has an end or a place."""
    acting = begin(from_date, learned_on)
    seen(person)
    row, own = {"person_id": person, "kind": kind, "from_date": from_date}, {"place": place}
    if not _ended(Status, acting, until_date, source, learned_on, own, **row):
        add(Status, source, learned_on, **row, **own, until_date=until_date)
    tell(acting, "status", [person])
