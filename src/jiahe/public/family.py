"""A family's facts as far as it has told them: a child, a mother, a father, and the brothers and sisters it names.

What was not told is unknown, never no. Where nobody has told whether a person has a row (a certificate, a claim), the
facts hold one of which only the owner, at most the kind, is known: there may be one. See
docs/explanation/self-check.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from jiahe.facts.contract import CERTIFICATES, CUSTODIES, FACTS, PERSONS, STATUSES
from jiahe.law.facts import Facts
from jiahe.law.types import NEVER
from jiahe.programmes import the_pack
from jiahe.public.programmes import CHILD, FATHER, MOTHER, PARENTS

_OWNER = {
    "parenthoods": "parent",
    "custodies": "child",
    "unions": "person",
    "certificates": "person",
    "statuses": "person",
    "claims": "person",
    "payments": "person",
}
"""The column that says whose a row is."""

_EARLIER_GRANTS = ("cn/hangzhou-childcare-grant-2023",)
"""Programmes that have ended, whose payments a rule still asks about."""

_ALL_BUT_DEATH = frozenset(column.name for column in PERSONS.columns) - {"death_date"}


def kinds_of(table: str) -> tuple[str, frozenset[str]]:
    """Return the column that tells the rows of a table apart by kind, and the kinds; "" and none if there is none."""
    if table in ("claims", "payments"):
        return "programme", frozenset((*(rule.key for rule in the_pack().rules), *_EARLIER_GRANTS))
    by_table = {"certificates": CERTIFICATES, "statuses": STATUSES, "custodies": CUSTODIES}
    if table not in by_table:
        return "", frozenset()
    return "kind", frozenset(by_table[table].column("kind").choices)


class Family:
    """The facts told so far. ``asked_for``: the members whose outcomes are wanted."""

    def __init__(self, on: dt.date) -> None:
        self.on = on
        self.asked_for: tuple[str, ...] = (CHILD, *PARENTS)
        self._persons: dict[str, dict[str, Any]] = {CHILD: {}, MOTHER: {"sex": "female"}, FATHER: {"sex": "male"}}
        self._deaths: dict[str, dt.date] = {}
        self._dead: set[str] = set()
        self._parents: dict[str, dict[str, Any]] = {MOTHER: {}, FATHER: {}}
        self._rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in FACTS.tables}
        self._untold: dict[tuple[str, str], frozenset[str]] = {}
        for table in _OWNER:
            owners = PARENTS if table in ("parenthoods", "unions") else (CHILD, *PARENTS)
            self._untold |= dict.fromkeys(((table, owner) for owner in owners), kinds_of(table)[1])
        self._never_moved = False

    # -------------------------------------------------------------------------------------------- telling

    def know(self, person: str, **cells: Any) -> None:
        """Write what is known of a person."""
        self._persons.setdefault(person, {}).update(cells)

    def lives(self, *people: str) -> None:
        """Write that people live."""
        self._deaths.update(dict.fromkeys(people, NEVER))

    def died(self, person: str, on: dt.date | None) -> None:
        """Write that somebody died; the day may be unknown."""
        self._dead.add(person)
        if on is not None:
            self._deaths[person] = on

    def parent(self, person: str, **cells: Any) -> None:
        """Write how somebody is the child's parent: ``kind``, ``from_date``, ``difficult_delivery``."""
        self._parents.setdefault(person, {}).update(cells)

    def no_parent(self, person: str) -> None:
        """Write that there is no such parent on record."""
        del self._parents[person]

    def row(self, table: str, owner: str, **cells: Any) -> None:
        """Write a row."""
        self._rows[table].append({_OWNER[table]: owner, **cells})

    def no_more(self, table: str, *owners: str, kinds: tuple[str, ...] = ()) -> None:
        """Write that these owners have no rows (of these kinds) but those written."""
        for owner in owners:
            left = self._untold.get((table, owner), frozenset()) - set(kinds) if kinds else frozenset()
            if left:
                self._untold[(table, owner)] = left
            else:
                self._untold.pop((table, owner), None)

    def never_moved(self) -> None:
        """Write that the child's hukou never left its place."""
        self._never_moved = True

    # -------------------------------------------------------------------------------------------- the facts

    @property
    def units(self) -> list[str]:
        """The members whose outcomes are wanted. A parent who died is not asked for; a child that died is."""
        return [one for one in self.asked_for if one == CHILD or one not in self._dead]

    def facts(self) -> Facts:
        """Return the facts.

        A parent of whom it is not known whether they live is nobody yet: a row points at them, and nothing more. As
        long as that is not known of somebody who is asked for, no death at all is known.
        """
        present = [one for one in self._persons if one in (CHILD, *self.units) or one in self._deaths]
        columns = {} if all(one in self._deaths for one in present) else {"persons": _ALL_BUT_DEATH}
        tables: dict[str, list[dict[str, Any]] | None] = {name: [*rows] for name, rows in self._rows.items()}
        for table, row in self._that_may_be():
            tables[table] = [*(tables[table] or ()), row]
        tables["persons"] = [self._person(one) for one in present]
        own = [{"child": CHILD, "parent": one, **cells} for one, cells in self._parents.items()]
        tables["parenthoods"] = [*own, *(tables["parenthoods"] or ())]
        tables["residences"] = None
        tables["hukou"] = [] if self._never_moved else None
        return Facts(FACTS, tables, columns=columns)

    def _person(self, person: str) -> dict[str, Any]:
        day = self._deaths.get(person)
        return {"person_id": person, **self._persons[person], "death_date": None if day == NEVER else day}

    def _that_may_be(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Iterate over the rows that nobody has told of: of any kind, or of each kind that is still open."""
        for (table, owner), left in self._untold.items():
            column, kinds = kinds_of(table)
            for kind in sorted(left) if left != kinds else [None]:
                yield table, {_OWNER[table]: owner} | ({column: kind} if kind else {})
