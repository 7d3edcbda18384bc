"""Adds somebody to the register who has come: by marriage, a move, an adoption, or because they were missed until now.

Who is born here is recorded on the mother's page (births.py), who is in a file comes with it (bulk.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID

from jiahe.people.errors import Known, Refused
from jiahe.people.models import Hukou, Person, Residence
from jiahe.people.names import search_keys
from jiahe.people.numbers import born_and_sex, nationality_of, read_id_number, read_phone
from jiahe.people.queries import key_of, people_alike
from jiahe.people.recording import action, add, check_come, check_found_again, check_since, note, tell
from jiahe.places.divisions import place_range
from jiahe.trust.acting import Acting, for_the_county, require
from jiahe.trust.permissions import PERSON, RECORD
from jiahe.trust.sealing import blind_index, seal
from jiahe.web.words import Words

WHY = {
    "moved": Words("迁来或来此居住", "moved here"),
    "marriage": Words("结婚来的", "came by marriage"),
    "born": Words("在别处出生", "born elsewhere"),
    "adopted": Words("被收养", "adopted"),
    "missed": Words("早就在这里，一直没有登记", "was here already, not recorded until now"),
}
"""Why somebody is added who was not in the register."""


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """What is known of somebody who has come; None: not known.

    ``hukou_before``: where the hukou was until ``hukou_from``. ``residence_from``: since when the home is there.
    """

    name: str | None = None
    sex: str | None = None
    birth_date: dt.date | None = None
    nationality: str | None = None
    id_number: str | None = None
    phone: str | None = None
    hukou_place: str | None = None
    hukou_kind: str | None = None
    hukou_from: dt.date | None = None
    hukou_before: str | None = None
    residence_place: str | None = None
    residence_from: dt.date | None = None


@action
def record_arrival(
    who: Newcomer, *, why: str, source: str, learned_on: dt.date, others: Collection[UUID] = ()
) -> Person:
    """Add somebody who has come (登记新来的人), whose home or hukou lies in the post's place. ``why``: one of WHY.

    ``others``: people who are much alike, and of whom it was made sure that they are somebody else. Raises Known while
    there are more of them, and when somebody has the ID number.
    """
    acting = require(RECORD, PERSON)
    check_come(who.birth_date, "birth_date")
    check_come(learned_on, "learned_on")
    known = _completed(who)
    _check_days(known)
    _check_here(known, acting)
    _check_new(known, others)
    arrived = Person.objects.create(
        name=known.name,
        search=search_keys(known.name),
        sex=known.sex,
        birth_date=known.birth_date,
        nationality=known.nationality,
        hukou_place=known.hukou_place,
        hukou_kind=known.hukou_kind,
        residence_place=known.residence_place,
        id_sealed=seal(known.id_number, "id_number"),
        id_index=blind_index(known.id_number, "id_number"),
        phone_sealed=seal(known.phone, "phone"),
        phone_index=blind_index(known.phone, "phone"),
        source=source,
        learned_on=learned_on,
    )
    _add_spells(arrived, known, source, learned_on)
    column = "hukou_place" if known.residence_place is None else "residence_place"
    reason = f"新登记（{WHY[why].zh}） added, {why}"
    note(arrived, acting, column, None, getattr(known, column), source, learned_on, reason)
    with for_the_county():
        tell(acting, "arrival", [arrived.id])
    return arrived


def _completed(who: Newcomer) -> Newcomer:
    """Return what is known with the numbers tidied, and with what follows from the ID number."""
    number = read_id_number(who.id_number, born=who.birth_date, sex=who.sex)
    born, sex = born_and_sex(number) if number else (None, None)
    follows = nationality_of(number, who.hukou_place)
    if who.nationality not in (None, "CHN") and follows:
        raise Refused(
            "只有中国公民有户口和居民身份证号码。请核对国籍，或不填户籍地和身份证号码。",
            "Only citizens of China have a hukou and an ID number. Check the nationality, or leave those two empty.",
            "nationality",
        )
    known = replace(
        who,
        id_number=number,
        phone=read_phone(who.phone),
        birth_date=who.birth_date or born,
        sex=who.sex or sex,
        nationality=who.nationality or follows,
    )
    if known.name is None and number is None and known.birth_date is None:
        raise Refused(
            "姓名、身份证号码、出生日期请至少填一项，否则以后认不出是谁。",
            "Write the name, the ID number or the day of birth: else nobody could tell later who this is.",
            "name",
        )
    return known


def _check_days(who: Newcomer) -> None:
    """Refuse a day without its place, a day before the birth, and an earlier hukou that ended nobody knows when."""
    check_since(who.hukou_from, "hukou_from", who.hukou_place, "hukou_place", who.birth_date)
    check_since(who.residence_from, "residence_from", who.residence_place, "residence_place", who.birth_date)
    if who.hukou_before is not None and (who.hukou_from is None or who.birth_date is None):
        raise Refused(
            "要记下迁来前的户籍地，请填写户口哪一天迁来的，以及出生日期；不知道就把这一项留空。",
            "To keep the earlier hukou, write the day on which it was moved here and the day of birth; else leave this "
            "empty.",
            "hukou_before",
        )


def _check_here(who: Newcomer, acting: Acting) -> None:
    check_found_again(who.hukou_place, who.residence_place, "residence_place")
    low, high = place_range(acting.place)
    if not any(low <= place <= high for place in (who.hukou_place, who.residence_place) if place):
        raise Refused(
            "户籍地和居住地都不在您的范围内。至少一处要在您的范围内（写到村）；都不在的，请那里的经办人登记。",
            "Neither the hukou nor the home lies in your area. One of the two must (written down to the village); "
            "otherwise the office there adds the person.",
            "residence_place",
        )


def _check_new(who: Newcomer, others: Collection[UUID]) -> None:
    holder = key_of(who.id_number or "")
    if holder is not None:
        here = list(Person.objects.filter(id=holder))
        raise Known(_NUMBER_HERE if here else _NUMBER_ELSEWHERE, "id_number", here, holder=holder)
    alike = people_alike(name=who.name, sex=who.sex, birth_date=who.birth_date)
    if any(one.id not in others for one in alike):
        raise Known(_ALIKE, "another", alike)


_NUMBER_HERE = (
    "登记册里已经有这个号码的人，见上面的链接，不用再登记。",
    "Somebody in the register has this number: see the link above. They need not be added.",
)
_NUMBER_ELSEWHERE = (
    "登记册里已经有这个号码，不用再登记；档案不在您的范围内。结婚、收养、监护直接填号码；搬来了，请县级经办登记迁移。",
    (
        "The register has this number, with a record outside your area; nobody need be added. A marriage, adoption or "
        "custody takes the number as it is. If the person has moved here, ask the county office to record the move."
    ),
)
_ALIKE = (
    "登记册里有很像的人，见上面。是同一个人就不用再登记；不是，请勾选这一项再保存。",
    "There are people much like this one, see above. If it is one of them, do not add them; else tick this and save.",
)


def _add_spells(arrived: Person, who: Newcomer, source: str, learned_on: dt.date) -> None:
    """Write the home and the hukou as dated rows where it is known since when."""
    if who.residence_from is not None:
        add(Residence, source, learned_on, person=arrived, place=who.residence_place, from_date=who.residence_from)
    if who.hukou_from is None:
        return
    if who.hukou_before is not None and who.birth_date != who.hukou_from:
        add(
            Hukou, source, learned_on, person=arrived, place=who.hukou_before, from_date=who.birth_date,
            until_date=who.hukou_from,
        )  # fmt: skip
    add(Hukou, source, learned_on, person=arrived, place=who.hukou_place, from_date=who.hukou_from)
