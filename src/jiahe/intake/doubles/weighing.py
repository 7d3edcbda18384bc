"""Whom of the register the rows of a file are about that name nobody by ID number: sure, to be asked, or somebody new.

After the check of the rows, for all of them together. Who is surely meant is compared with the row like somebody found
by number. Where a person must decide, the row is set aside and the pairs are shown (views.py); what was decided of the
very same row before is not asked again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from jiahe.intake.conflicts import note
from jiahe.intake.deciding import compare, told_as_moves
from jiahe.intake.decision import KEPT, PERHAPS, TWICE, Decision
from jiahe.intake.doubles.models import Pair
from jiahe.intake.doubles.records import write_register
from jiahe.intake.doubles.rows import looked_for, write_rows
from jiahe.intake.doubles.search import evidence_of
from jiahe.intake.fault import Fault, as_said
from jiahe.intake.models import Load, Row, RowFault
from jiahe.intake.row_values import before_as_json, hash_of, values_of
from jiahe.intake.sources import SOURCES, Source
from jiahe.people.lock import lock_register
from jiahe.people.models import Person
from jiahe.people.names import close_to, pinyin_of, tidy
from jiahe.people.queries import not_there
from jiahe.trust.files import private_folder
from jiahe.web.words import Words

FEW = 2_000
"""Rows up to which only those of the register are weighed who have a name or birth date like one of them."""
COUNTY_AT_LEAST = 100_000
"""People among whom somebody is looked for, however few are in the register yet: it may only just be filling."""
_BATCH = 5_000


def weigh(load: Load) -> list[dict[str, Any]]:
    """Return the pairs of rows that are new so far with people much like them. Writes nothing; may take long."""
    if SOURCES[load.source].event is not None or not Person.objects.exists():
        return []
    with TemporaryDirectory(dir=private_folder(settings.HOME / "matching")) as name:
        rows, people = Path(name) / "rows.parquet", Path(name) / "people.parquet"
        number = write_rows(rows, load)
        if number and write_register(people, _alike(load) if number <= FEW else None):
            return _matched(rows, people, Path(name), estimate=None if number > FEW else False)
    return []


def weigh_again(load: Load) -> bool:
    """Weigh the rows that are new against who came into the register since the check, and let them go on as that says.

    Return whether a person must look before anything is loaded: a row is set aside, or would change somebody. The
    caller has the register's lock. Where nothing came to be known since, nothing is weighed.
    """
    source = SOURCES[load.source]
    if source.event is not None or load.checked_at is None:
        return False
    came = Person.objects.filter(id__gte=_first_key(load.checked_at - _UNSEEN))
    new = Row.objects.filter(load=load, fate=Row.Fate.NEW, person=None)
    if not new.filter(id_sealed=None).exists():
        came = came.filter(id_index=None)  # who has another number is somebody else
    since = list(came.values_list("id", flat=True))
    if not since or not new.exists():
        return False
    with TemporaryDirectory(dir=private_folder(settings.HOME / "matching")) as name:
        rows, people = Path(name) / "rows.parquet", Path(name) / "people.parquet"
        if write_rows(rows, load) <= FEW:
            since = sorted({*since} & {*_alike(load)})
        pairs = _matched(rows, people, Path(name), estimate=False) if since and write_register(people, since) else []
    before = _to_look_at(load)
    settle(load, pairs)
    return _to_look_at(load) != before


_UNSEEN = dt.timedelta(minutes=5)
"""Who was being added while a check read the register, and was there only afterwards, got a key so long before."""


def _first_key(at: dt.datetime) -> UUID:
    """Return what the key of nobody who was added later comes before: keys begin with their moment (UUIDv7)."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def _to_look_at(load: Load) -> int:
    return Row.objects.filter(load=load, fate__in=(Row.Fate.ASIDE, Row.Fate.CHANGE)).count()


def _matched(rows: Path, people: Path, folder: Path, *, estimate: bool | None) -> list[dict[str, Any]]:
    """Match rows with people. ``estimate``: False for few rows, which are not worth beginning Spark for either."""
    from jiahe.intake.matching import Settings, match  # Splink takes a second to import: not for every page
    from jiahe.intake.matching.means import scorer

    people_there = max(Person.objects.count(), COUNTY_AT_LEAST)
    chosen = Settings(folder=folder, estimate=estimate, register=people_there)
    weigher = scorer("duckdb" if estimate is False else settings.MATCHING, folder)
    return list(match(rows, people, settings=chosen, scorer=weigher).pairs.to_pylist())


def _alike(load: Load) -> list[UUID]:
    """Return who of the register has a name or a birth date like one of the rows."""
    asked = [
        {"sound": pinyin_of(own)[0], "close": sorted(close_to(own)), "born": born, "place": place}
        for name, born, place in looked_for(load)
        for own in [tidy(name)]
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_alike(%s::jsonb)", [json.dumps(asked)])
        return [key for (key,) in cursor.fetchall()]


def settle(load: Load, pairs: Sequence[dict[str, Any]]) -> None:
    """Let each row go on as its pairs say; the caller has a transaction, and has locked the load."""
    if not pairs:
        return
    lock_register()
    source, gone = SOURCES[load.source], not_there(UUID(one["right_id"]) for one in pairs)
    by_row: dict[int, list[dict[str, Any]]] = {}
    for one in pairs:
        if UUID(one["right_id"]) not in gone:  # merged, or taken back with a file, while it was weighed
            by_row.setdefault(int(one["left_id"]), []).append(one)
    keys = sorted(by_row)
    for first in range(0, len(keys), _BATCH):
        rows = Row.objects.in_bulk(keys[first : first + _BATCH])
        _settle_some(load, source, [(row, by_row[key]) for key, row in rows.items()])


def _settle_some(load: Load, source: Source, rows: Sequence[tuple[Row, list[dict[str, Any]]]]) -> None:
    weighed = [(_Weighed(row, values_of(source, row)), pairs) for row, pairs in rows]
    known = _answered([one.said for one, _ in weighed])
    asked: list[Pair] = []
    sure: list[tuple[_Weighed, UUID]] = []
    for one, pairs in weighed:
        answers = known.get(one.said, {})
        same = next((person for person, answer in answers.items() if answer == Pair.Answer.SAME), None)
        left = [pair for pair in pairs if UUID(pair["right_id"]) not in answers]
        if same is not None:
            sure.append((one, same))
        elif left and left[0]["verdict"] == "sure":
            sure.append((one, UUID(left[0]["right_id"])))
        elif left:
            asked += [_pair(load, one, pair) for pair in left]
            set_aside(load, one.row, PERHAPS, ("name", "birth_date"))
    Pair.objects.bulk_create(asked, batch_size=1000, ignore_conflicts=True)
    people = Person.objects.select_related("household").in_bulk([person for _, person in sure])
    for one, person in sure:
        take(load, source, one.row, one.values, people[person])


@dataclass(frozen=True)
class _Weighed:
    row: Row
    values: dict[str, Any]

    @property
    def said(self) -> bytes:
        return said_of(self.values)


def said_of(values: dict[str, Any]) -> bytes:
    """Return the keyed hash of all that a row says."""
    text = repr(sorted(values.items(), key=lambda one: one[0]))
    return salted_hmac("jiahe.intake.said", text, algorithm="sha256").digest()


def _answered(said: Sequence[bytes]) -> dict[bytes, dict[UUID, str]]:
    """Return what was decided last of the very same rows: by what they say, of each person."""
    found: dict[bytes, dict[UUID, str]] = {}
    for one in Pair.objects.filter(said__in=said).exclude(answer=Pair.Answer.OPEN).order_by("answered_at"):
        found.setdefault(bytes(one.said), {})[one.person_id] = one.answer
    return found


def _pair(load: Load, one: _Weighed, pair: dict[str, Any]) -> Pair:
    return Pair(
        person_id=UUID(pair["right_id"]), load=load, row=one.row.id, said=one.said, weight=pair["weight"],
        why=pair["why"], evidence=evidence_of(pair),
    )  # fmt: skip


def take(load: Load, source: Source, row: Row, values: dict[str, Any], person: Person) -> None:
    """Take a row as one about a person of the register: the same, a change, or set aside for what does not agree."""
    decision = compare(source, load, values, person, told_as_moves(load))
    note(load, [decision])
    own = hash_of(person.id)
    if Row.objects.filter(load=load, identity=own).exclude(id=row.id).exists():
        decision = Decision(Row.Fate.ASIDE, faults=[(TWICE, (), None)])
    row.fate, row.person, row.identity = decision.fate, decision.person, own
    row.before = before_as_json(decision.before)
    if decision.faults:
        row.person = row.identity = None
    row.save(update_fields=["fate", "person", "identity", "before"])
    for fault, names, words in decision.faults:
        set_aside(load, row, fault, names, words)
    if decision.kept and not decision.faults:
        say(load, row, KEPT, decision.kept)


def set_aside(load: Load, row: Row, fault: Fault, names: Sequence[str] = (), words: Words | None = None) -> None:
    """Set a row aside, and say why."""
    Row.objects.filter(id=row.id).update(fate=Row.Fate.ASIDE)
    say(load, row, fault, names, words)


def say(load: Load, row: Row, fault: Fault, names: Sequence[str] = (), words: Words | None = None) -> None:
    """Keep what is wrong with a row."""
    columns = {key: int(at) for at, key in load.columns.get(str(row.sheet), {}).items()}
    RowFault.objects.create(
        load=load, sheet=row.sheet, number=row.number, rule=fault.rule,
        columns=sorted(columns[name] for name in names if name in columns), said=as_said(words),
    )  # fmt: skip
    if fault.rule not in load.faults:
        load.faults[fault.rule] = fault.as_json()
        Load.objects.filter(id=load.id).update(faults=load.faults)
