"""Files of where people live and where their hukou is: each row a move to a place, or that it ended."""

from __future__ import annotations

from typing import Any

from jiahe.intake.fields import Field, Kind
from jiahe.intake.sources.base import Source, Told, day, person_fields
from jiahe.intake.sources.ends import ends, until
from jiahe.intake.sources.person_lists import HOUSEHOLDS
from jiahe.people import actions
from jiahe.people.bulk import Changed, change_persons, households
from jiahe.people.constraints import BELIEVED
from jiahe.people.models import Correction, Hukou, Person, Residence
from jiahe.places.divisions import lies_in
from jiahe.web.words import Words


def _spells(spells: Any, told: Told) -> list[Any]:
    """Return the register's spells at the place or closer, from that day, with the end that the row says."""
    says = told.says
    same = spells.filter(BELIEVED, person_id=told.people[""], from_date=says["from_date"])
    return [
        one
        for one in same
        if lies_in(one.place, says["place"]) and says.get("until_date", one.until_date) == one.until_date
    ]


def _says(told: Told) -> dict[str, Any]:
    says = told.says
    return {
        "person": told.people[""],
        "place": says["place"],
        "from_date": says["from_date"],
        "until_date": says.get("until_date"),
        "source": told.source,
        "learned_on": told.learned_on,
    }


def _home_lacking(told: Told) -> dict[str, Any]:
    """Return what a row says of the household and village group of today's hukou, and the register does not know."""
    now = Person.objects.get(id=told.people[""])
    if now.hukou_place != told.says["place"] or "until_date" in told.says:
        return {}
    asked = {"household": now.household_id, "village_group": now.village_group}
    return {name: told.says[name] for name, known in asked.items() if name in told.says and known is None}


def _hukou_known(told: Told) -> list[Any]:
    """Return the spells, and by what the household and group came to be known of which the row tells too."""
    columns = [column for name, column in _HOME.items() if name in told.says]
    noted = Correction.objects.filter(person=told.people[""], column__in=columns) if columns else ()
    return [*_spells(Hukou.objects, told), *noted]


_HOME = {"household": "household_id", "village_group": "village_group"}


def _move_hukou(told: Told) -> None:
    """Record the move, and into which household and village group it led."""
    if not _spells(Hukou.objects, told):
        actions.move_hukou(**_says(told))
    values = _home_lacking(told)
    known: dict[str, Any] = {"source": told.source, "learned_on": told.learned_on}
    if (number := values.pop("household", None)) is not None:
        home = number, told.says["place"]
        values["household_id"] = households([(*home, told.says.get("village_group"))], **known)[home]
    if values:
        now = Changed(told.people[""], values, dict.fromkeys(values))
        change_persons([now], reason=f"导入文件 file {told.load}", **known)


MOVES = Source(
    key="moves",
    words=Words("居住登记", "Moves of home"),
    office=Words("公安局、卫健局", "Public security, family services"),
    lead=Words(
        "一人一处住地一行，写明从哪一天起；搬走的写明到哪一天。",
        "One row a person and home, with the day from which; the day until which, where they have left.",
    ),
    fields=(
        *person_fields("", "", ""),
        Field(
            "place",
            Words("居住地", "Home"),
            Kind.PLACE,
            ("现居住地", "现住址", "居住地址", "迁入地", "流入地", "暂住地"),
            required=True,
        ),
        day(
            "from_date",
            "居住起始日期",
            "Lives there from",
            "起始日期",
            "入住日期",
            "迁入日期",
            "居住登记日期",
            "流入日期",
        ),
        until("居住终止日期", "Until (that day not included)", "终止日期", "搬离日期"),
    ),
    judge=ends(come=True),
    known=lambda told: _spells(Residence.objects, told),
    event=lambda told: actions.move_residence(**_says(told)),
)
HUKOU_MOVES = Source(
    key="hukou_moves",
    words=Words("户口迁移", "Moves of hukou"),
    office=Words("公安局", "Public security"),
    lead=Words(
        "一人一次迁移或落户一行，写明迁入地和迁入日期。",
        "One row a person and move or first registration, with the new place and its day.",
    ),
    fields=(
        *person_fields("", "", ""),
        Field(
            "place",
            Words("迁入地", "Moved to"),
            Kind.PLACE,
            ("户籍地", "户口所在地", "落户地", "迁入地址", "现户籍地"),
            required=True,
        ),
        day("from_date", "迁入日期", "Registered there from", "落户日期", "迁移日期", "迁入时间", "起始日期"),
        until("户籍终止日期", "Until (that day not included)", "终止日期", "户口注销日期"),
        HOUSEHOLDS.field("household"),
        HOUSEHOLDS.field("village_group"),
    ),
    judge=ends(come=True),
    known=_hukou_known,
    there=lambda told: bool(_spells(Hukou.objects, told)) and not _home_lacking(told),
    event=_move_hukou,
)
