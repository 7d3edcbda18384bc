"""Whether a row of a file is about somebody, or something, of whom an earlier row of the same file has told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from jiahe.intake.decision import ALIKE, TWICE, Decision
from jiahe.intake.fault import Fault
from jiahe.intake.models import Load, Row
from jiahe.intake.row_values import hash_of, values_of
from jiahe.intake.sources import SOURCES, Source, Values


class Seen:
    """The rows of a load that are checked already, the hashes of whom or what they are about.

    ``_brings``: of a source whose rows may each bring somebody (births), what they say, by whose they are.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._hashes: set[bytes] = set()
        self._brings: dict[tuple[Any, ...], list[Values]] = {}

    @classmethod
    def of(cls, load: Load) -> Seen:
        """Return those of a check that goes on where it was cut off."""
        seen = cls(SOURCES[load.source])
        rows = Row.objects.filter(load=load, identity__isnull=False, again=False)
        seen._hashes = {bytes(one) for one in rows.values_list("identity", flat=True).iterator()}
        if seen._source.one_of is not None:
            for row in rows.iterator():
                seen._note(row.people, values_of(seen._source, row))
        elif seen._source.event is None:
            numbered = rows.filter(fate=Row.Fate.NEW, id_sealed__isnull=False, says__has_keys=["name", "birth_date"])
            for name, born in numbered.values_list("says__name", "says__birth_date").iterator():
                seen._hashes.add(_named(name, dt.date.fromisoformat(born)))
        return seen

    def take(self, decision: Decision, says: Values) -> tuple[bytes | None, Fault | None, tuple[str, ...]]:
        """Take one row more: return what it is known by, or what is wrong with it and the fields to blame."""
        own, *named = _identities(self._source, decision, says)
        if own in self._hashes or self._is_brought(decision, says):
            return None, TWICE, ()
        if any(one in self._hashes for one in _rivals(named, says)):
            return None, ALIKE, ("name", "birth_date")
        self._hashes.update((own, *named))
        self._note(decision.people, says)
        return own, None, ()

    def _is_brought(self, decision: Decision, says: Values) -> bool:
        """Whether a row may bring whom an earlier one brings."""
        main, one_of = self._source.roles[0].key, self._source.one_of
        if one_of is None or main in decision.people:
            return False
        earlier = self._brings.get(self._whose(decision.people, says), ())
        return any(one_of(one, says) for one in earlier)

    def _note(self, people: dict[str, Any], says: Values) -> None:
        if self._source.one_of is not None:
            self._brings.setdefault(self._whose(people, says), []).append(says)

    def _whose(self, people: dict[str, Any], says: Values) -> tuple[Any, ...]:
        return str(people.get("mother")), says["birth_date"]


def _identities(source: Source, decision: Decision, says: Values) -> list[bytes]:
    """Return the keyed hash of what a row is about, and of the name and birth date of somebody new with a number."""
    if source.event is not None:
        return [hash_of(sorted(decision.people.items()), sorted(says.items(), key=lambda one: one[0]))]
    number, named = says.get("id_number"), (says.get("name"), says.get("birth_date"))
    if decision.person is not None or None in named:
        return [hash_of(decision.person or number)]
    return [hash_of(number), _named(*named)] if number is not None else [hash_of(*named)]


def _rivals(named: Sequence[bytes], says: Values) -> list[bytes]:
    """Return the hashes of rows that may be about the same person: one of the two has no number."""
    if named:
        return [hash_of(says["name"], says["birth_date"])]
    return [_named(says.get("name"), says.get("birth_date"))] if "id_number" not in says else []


def _named(name: Any, born: Any) -> bytes:
    return hash_of("with a number", name, born)
