"""Which loads a file rests on: they brought what some of its rows say too, and these rows brought nothing of their own.

Taken back alone, such a load would take along what the other file says: so that one is checked anew if it waits, and if
it is loaded, it goes first. It is kept with the load, for the rows are deleted 30 days after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from jiahe.intake.models import Load
from jiahe.intake.sources import SOURCES
from jiahe.people.bulk import NUMBERS
from jiahe.people.models import Person
from jiahe.people.timeline import name_of
from jiahe.people.undoing import SHOWN, Rests
from jiahe.trust.acting import log_reads
from jiahe.trust.pace import count_lookup
from jiahe.web.words import Words


def rest_on(load: Load, loads: Iterable[UUID | None]) -> None:
    """Note that rows of a load say what other loads have brought."""
    new = {*loads} - {None, load.id, *load.rests_on}
    if new:
        load.rests_on = [*load.rests_on, *new]
        Load.objects.filter(id=load.id).update(rests_on=load.rests_on)


def rest_on_persons(load: Load) -> None:
    """Note who brought the persons whom rows of a load are about, and what these say too of their columns."""
    of_persons = SOURCES[load.source].event is None
    with connection.cursor() as cursor:
        brought = {key for chosen in load.columns.values() for key in chosen.values()}
        asked = {
            "load": load.id,
            "numbers": [one for one in NUMBERS if one in brought],
            "fates": ["same", "change"] if of_persons else ["same"],
        }
        cursor.execute(_PERSONS + (_COLUMNS if of_persons else ""), asked)
        rest_on(load, (one for (one,) in cursor.fetchall()))


def resting_on(load: UUID) -> list[Load]:
    """Return the loads in the register that rest on one."""
    there = Load.objects.filter(state=Load.State.LOADED, rests_on__contains=[load]).exclude(id=load)
    return list(there.order_by("-came_at"))


@dataclass(frozen=True)
class Resting:
    """What keeps a load from being taken back, as its page shows it: of one kind how much, and of whom, by name."""

    words: Words
    count: int
    people: list[tuple[UUID, str]]

    @property
    def more(self) -> bool:
        """Whether it may be about others too."""
        return len(self.people) == SHOWN


def named(found: Sequence[Rests]) -> list[Resting]:
    """Return what rests on a load, with the names of whom it is about: that they are read is counted and logged."""
    keys = list(dict.fromkeys(key for one in found for key in one.people))
    if keys:
        count_lookup(len(keys))
        log_reads(keys, what="view", page="load-rests")
    people = Person.objects.in_bulk(keys)
    return [Resting(one.words, one.count, [(key, name_of(people.get(key))) for key in one.people]) for one in found]


_PERSONS = """
    SELECT DISTINCT p.load FROM intake_row r
        CROSS JOIN LATERAL (
            SELECT r.person AS id UNION ALL SELECT value::uuid FROM jsonb_each_text(r.people)
        ) whom JOIN people_person p ON p.id = whom.id
    WHERE r.load_id = %(load)s AND r.fate = ANY(%(fates)s) AND p.load IS NOT NULL
"""
# The numbers of a row that changes nothing are not kept, so that it may have said any that its file has a column of.
_COLUMNS = """
    UNION SELECT DISTINCT c.load FROM intake_row r JOIN people_correction c ON c.person_id = r.person
    WHERE r.load_id = %(load)s AND r.fate = ANY(%(fates)s) AND c.load IS NOT NULL
        AND (c."column" = ANY(%(numbers)s) OR r.says ? replace(c."column", 'household_id', 'household'))
"""
