"""The read log: nothing that was answered is missing from it, and nothing in it can be changed unseen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from jiahe.trust import seals
from jiahe.trust.acting import Acting, acting_as, log_read, log_reads, log_rows
from jiahe.trust.verifying import Fault, Verdict, verify
from tests.cast import COUNTY, VILLAGE, post
from tests.own_database import own_database

ROOT = Path(__file__).parents[2]
OTHER = {
    "person": "gen_random_uuid()",
    "load": "gen_random_uuid()",
    "rows": "coalesce(rows, 0) + 1",
    "post_id": "(SELECT id FROM places_post WHERE id <> post_id LIMIT 1)",
    "account_id": "(SELECT id FROM trust_account LIMIT 1)",
    "what": "'export'",
    "page": "page || ' '",
    "purpose": "purpose || 'x'",
    "at": "at + interval '1 microsecond'",
    "turn": "turn - 1",
    "id": "id + 100000",
}
"""For each column of the log another value."""

OTHER_SEAL = {
    "number": "number + 1000",
    "last_turn": "last_turn + 1",
    "last_id": "last_id + 1",
    "marks": "set_byte(marks, 8, (get_byte(marks, 8) + 1) % 256)",
    "before": "before || '\\x00'",
    "at": "at + interval '1 microsecond'",
    "hash": "set_byte(hash, 0, (get_byte(hash, 0) + 1) % 256)",
}


COLUMNS = "person, post_id, account_id, what, page, purpose, at"


@dataclass
class Log:
    """An office with a sealed log: five seals over 40 readings by two posts, each of rows of a file among its eight."""

    worker: Acting
    officer: Acting
    people: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(8)])

    def owner(self, query: str) -> list[Any]:
        """What somebody does who has the database and not the key."""
        from django.db import connections

        with connections["owner"].cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall()) if cursor.description else []

    def ids(self) -> list[int]:
        return [one for (one,) in self.owner("SELECT id FROM trust_read ORDER BY turn, id")]

    def read(self, number: int = 1, acting: Acting | None = None) -> None:
        for at in range(number):
            with acting_as(acting or self.worker):
                log_read(self.people[at % len(self.people)], page="person", purpose="visit")

    def keep(self) -> None:
        self.owner("CREATE TABLE kept_read AS TABLE trust_read; CREATE TABLE kept_seal AS TABLE trust_seal")
        self.heads = heads_file().read_bytes()

    def put_back(self) -> None:
        for one in ("read", "seal"):
            self.owner(f"DELETE FROM trust_{one}; INSERT INTO trust_{one} SELECT * FROM kept_{one}")
        heads_file().write_bytes(self.heads)


def heads_file() -> Path:
    from django.conf import settings

    return Path(settings.HOME) / "read-log-heads"


@pytest.fixture(scope="module")
def log(django_db_setup: None, django_db_blocker: Any) -> Iterator[Log]:
    from jiahe.trust.models import Account

    heads_file().unlink(missing_ok=True)
    with own_database("read_log", django_db_blocker):
        made = Log(post("village_worker", VILLAGE), post("county_officer", COUNTY))
        made.owner("ALTER TABLE trust_read DROP CONSTRAINT read_of_a_person_or_of_rows")  # as who owns the table can
        Account(username="somebody", full_name="某").save(using="owner")
        for _ in range(5):
            made.read(5)
            made.read(2, made.officer)
            with acting_as(made.officer):
                log_rows(uuid4(), 7, page="load-faults")
            assert seals.seal_all() == 8
        made.keep()
        yield made
    heads_file().unlink(missing_ok=True)


@pytest.fixture
def whole(log: Log) -> Iterator[Log]:
    """The log as it was sealed, put back after a test has done with it what it wanted."""
    assert not verify().count
    yield log
    log.put_back()


def kinds(verdict: Verdict) -> set[str]:
    return {one.kind for one in verdict.faults}


# ------------------------------------------------------------------------------------------------ what is detected


def test_a_log_that_nobody_touched_is_whole(whole: Log) -> None:
    verdict = verify()
    assert (verdict.rows, verdict.seals, verdict.unsealed, verdict.count) == (40, 5, 0, 0)


def test_every_column_is_tried(whole: Log) -> None:
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = '{}'"
    assert {one for (one,) in whole.owner(columns.format("trust_read"))} == set(OTHER)
    assert {one for (one,) in whole.owner(columns.format("trust_seal"))} == set(OTHER_SEAL)


@settings(max_examples=60)
@given(column=st.sampled_from(sorted(OTHER)), at=st.integers(0, 39))
def test_a_change_of_any_column_of_any_row_is_found(log: Log, column: str, at: int) -> None:
    changed = log.ids()[at]
    try:
        log.owner(f"UPDATE trust_read SET {column} = {OTHER[column]} WHERE id = {changed}")
        assert changed in {one.row for one in verify().faults}
    finally:
        log.put_back()
    assert not verify().count


@settings(max_examples=30)
@given(gone=st.sets(st.integers(0, 39), min_size=1, max_size=40))
def test_removed_rows_are_named(log: Log, gone: set[int]) -> None:
    removed = {log.ids()[one] for one in gone}
    try:
        log.owner(f"DELETE FROM trust_read WHERE id IN ({', '.join(map(str, removed))})")
        verdict = verify()
        assert {(one.kind, one.row) for one in verdict.faults} == {("removed", one) for one in removed}
    finally:
        log.put_back()


@settings(max_examples=30)
@given(pair=st.lists(st.integers(0, 39), min_size=2, max_size=2, unique=True), what=st.sampled_from(["all", "order"]))
def test_two_rows_that_changed_places_are_named(log: Log, pair: list[int], what: str) -> None:
    one, other = (log.ids()[at] for at in pair)
    kept = "SELECT * FROM trust_read WHERE id IN ({one}, {other})"
    swapped = (
        "id = -id" if what == "all" else "turn = (SELECT turn FROM kept_read k WHERE k.id = {one} + {other} - r.id)"
    )
    try:
        log.owner(f"UPDATE trust_read r SET {swapped} WHERE id IN ({one}, {other})".format(one=one, other=other))
        if what == "all":
            log.owner(f"UPDATE trust_read SET id = {one + other} + id WHERE id < 0")
        if log.owner(f"({kept} EXCEPT TABLE kept_read)".format(one=one, other=other)):  # two of one transaction are one
            assert {one, other} & {fault.row for fault in verify().faults}
    finally:
        log.put_back()


@settings(max_examples=30)
@given(like=st.integers(0, 39), key=st.sampled_from(["-1", "(SELECT max(id) + 7 FROM trust_read)"]))
def test_a_row_that_was_slipped_in_is_named(log: Log, like: int, key: str) -> None:
    try:
        (made,) = log.owner(
            f"INSERT INTO trust_read (id, {COLUMNS}, turn) SELECT {key}, {COLUMNS}, turn - 1 "
            f"FROM trust_read WHERE id = {log.ids()[like]} RETURNING id"
        )
        assert ("added", made[0]) in {(one.kind, one.row) for one in verify().faults}
    finally:
        log.put_back()


@pytest.mark.parametrize("column", sorted(OTHER_SEAL))
@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_change_of_any_column_of_any_seal_is_found(whole: Log, column: str, number: int) -> None:
    whole.owner(f"UPDATE trust_seal SET {column} = {OTHER_SEAL[column]} WHERE number = {number}")
    assert {"seal_changed", "seal_missing", "chain_broken"} & kinds(verify())


@pytest.mark.parametrize("number", [1, 3])
def test_a_seal_that_is_gone_with_its_rows_is_missed(whole: Log, number: int) -> None:
    last = f"(SELECT last_id FROM kept_seal WHERE number = {number})"
    whole.owner(f"DELETE FROM trust_read WHERE id <= {last} AND id > {last} - 8")
    whole.owner(f"DELETE FROM trust_seal WHERE number = {number}")
    assert Fault("seal_missing", number) in verify().faults


def test_an_end_that_was_cut_off_is_missed_also_after_more_was_sealed(whole: Log) -> None:
    whole.owner("DELETE FROM trust_read WHERE id > (SELECT last_id FROM trust_seal WHERE number = 3)")
    whole.owner("DELETE FROM trust_seal WHERE number > 3")
    assert verify().faults == [Fault("cut_off", 5)]
    whole.read(3)
    assert seals.seal_all() == 3
    assert verify().faults == [Fault("cut_off", 5)]


def test_a_log_made_anew_without_the_key_fits_no_seal(whole: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    whole.owner("DELETE FROM trust_seal; DELETE FROM trust_read WHERE id % 2 = 0")
    monkeypatch.setattr(seals, "_key", lambda: b"a key that was guessed")
    seals.seal_all()
    monkeypatch.undo()
    verdict = verify()
    assert verdict.other_key
    assert "seal_changed" in kinds(verdict)


def test_a_row_of_the_future_is_not_taken_for_one_to_be_sealed(whole: Log) -> None:
    whole.owner(
        f"INSERT INTO trust_read (id, {COLUMNS}, turn) "
        f"SELECT id + 100, {COLUMNS}, turn + 1000000 FROM trust_read LIMIT 1"
    )
    assert seals.seal_all() == 0
    assert kinds(verify()) == {"added"}


# ------------------------------------------------------------------------------------------------ the sealer


def test_a_reading_that_still_goes_on_is_sealed_when_it_is_over(whole: Log) -> None:
    from django.conf import settings

    with psycopg.connect(settings.APP_DATABASE_URL) as slow:
        for name, value in whole.worker.named_settings().items():
            slow.execute("SELECT set_config(%s, %s, true)", [name, value])
        slow.execute(
            "INSERT INTO trust_read (person, post_id, what, page, purpose) VALUES (%s, %s, 'view', 'person', '')",
            [whole.people[0], whole.worker.post],
        )
        whole.read(4)
        assert seals.seal_all() == 0  # begun after the slow one, and over: they wait for it
        assert verify().unsealed == 4
    assert seals.seal_all() == 5
    verdict = verify()
    assert (verdict.rows, verdict.unsealed, verdict.count) == (45, 0, 0)


def test_a_reading_that_was_taken_back_leaves_nothing(whole: Log) -> None:
    with acting_as(whole.worker):
        log_read(whole.people[0], page="person")
        transaction.set_rollback(True)
    whole.read()
    assert seals.seal_all() == 1
    assert not verify().count


def test_a_long_list_is_sealed_in_several_seals(whole: Log) -> None:
    with acting_as(whole.worker):
        log_reads([uuid4() for _ in range(2500)], what="export", page="export:today")
    assert seals.seal_all(at_most=1000) == 2500
    verdict = verify()
    assert (verdict.seals, verdict.count, verdict.unsealed) == (8, 0, 0)


def test_after_a_restore_with_lower_transaction_numbers_the_log_goes_on(whole: Log) -> None:
    from jiahe.trust.turns import keep_turns

    far = "max(turn) + 5000000000"
    whole.owner(
        f"UPDATE trust_read SET turn = (SELECT {far} FROM trust_read) WHERE id = (SELECT max(id) FROM trust_read)"
    )
    whole.owner("DELETE FROM trust_seal WHERE number = 5")  # the dump's last rows are sealed where they came from
    whole.owner("UPDATE trust_seal SET last_turn = last_turn + 5000000000 WHERE number = 4")
    with pytest.raises(seals.LogError, match="jiahe migrate"):
        seals.seal_all()
    try:
        keep_turns(using="owner")
        whole.read(3)
        assert seals.seal_all() >= 3
    finally:
        body = "'SELECT $1::text::bigint + 0'"
        whole.owner(f"CREATE OR REPLACE FUNCTION trust_turn(xid8) RETURNS bigint LANGUAGE sql IMMUTABLE AS {body}")


# ------------------------------------------------------------------------------------------------ who may write


@pytest.mark.parametrize("table", ["trust_read", "trust_seal"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_cannot_change_the_log(whole: Log, table: str, verb: str) -> None:
    from django.conf import settings

    with psycopg.connect(settings.APP_DATABASE_URL) as own, pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute(verb.format(table))


def test_nobody_writes_a_reading_for_another_post_or_a_seal(whole: Log) -> None:
    from django.db import ProgrammingError

    from jiahe.trust.models import Read, Seal

    refused = pytest.raises(ProgrammingError, match="row-level security")
    with refused, acting_as(whole.worker):
        Read.objects.create(person=whole.people[0], post_id=whole.officer.post, what="view", page="x", purpose="")
    with refused, acting_as(whole.officer):
        Seal.objects.create(number=6, last_turn=1, last_id=1, marks=b"", before=b"", hash=b"", at="2026-01-01T00:00Z")


# ------------------------------------------------------------------------------------------------ the command


def jiahe(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "jiahe", "trust", *arguments],
        env=environment(), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def environment() -> dict[str, str]:
    from django.conf import settings

    owner = settings.APP_DATABASE_URL.replace("jiahe_app", "jiahe_owner")
    urls = {"DATABASE_URL": settings.APP_DATABASE_URL, "JIAHE_OWNER_DATABASE_URL": owner}
    return {**os.environ, **urls, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}


def test_the_command_says_whether_the_log_is_whole_and_holds_what_was_noted_on_paper(whole: Log) -> None:
    code, said = jiahe("verify")
    assert code == 0, said
    assert "日志完整。The log is whole." in said
    noted = verify().last
    assert noted is not None
    spaced = " ".join(noted.hash[at : at + 8] for at in range(0, 64, 8))
    assert spaced in said
    whole.read(2)
    assert jiahe("seal")[0] == 0
    code, said = jiahe("verify", "--anchor", spaced.upper())
    assert code == 0, said
    assert "The anchor is seal 5" in said
    code, said = jiahe("verify", "--anchor", "0" * 64, "--json")
    assert code == 1
    assert json.loads(said) | {"whole": False, "anchor_found": False, "seals": 6} == json.loads(said)


def test_the_command_names_what_is_wrong(whole: Log) -> None:
    changed, removed = whole.ids()[4], whole.ids()[20]
    whole.owner(f"UPDATE trust_read SET purpose = 'check' WHERE id = {changed}")
    whole.owner(f"DELETE FROM trust_read WHERE id = {removed}")
    code, said = jiahe("verify")
    assert code == 1
    assert f"Row {changed} was changed (seal 1)." in said
    assert f"第 {removed} 条被删除" in said
    assert "The log is not whole." in said


# ------------------------------------------------------------------------------------------------ nothing is lost

READER = """
import os, sys, threading
from uuid import UUID
from jiahe.site import start
start.prepare()
from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as, log_read
from jiahe.trust.seals import seal_all

acting = Acting.of(Post.objects.get(id=sys.argv[1]))

def read(name):
    number = 0
    while True:
        number += 1
        with acting_as(acting):
            log_read(UUID(int=number), page="person", purpose=f"{name}-{number}")
        os.write(1, f"{name}-{number}\\n".encode())

def seal():
    while True:
        seal_all()

for work in (seal, *(lambda name=name: read(name) for name in "abc")):
    threading.Thread(target=work).start()
"""


def test_a_killed_office_has_lost_no_reading_that_it_answered(whole: Log) -> None:
    for _ in range(3):
        command = [sys.executable, "-c", READER, str(whole.worker.post)]
        with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as office:
            assert office.stdout is not None
            answered = [office.stdout.readline().strip() for _ in range(150)]
            office.kill()
            answered += office.stdout.read().split("\n")[:-1]  # what it answered until it died
        written = {one for (one,) in whole.owner("SELECT purpose FROM trust_read")}
        assert set(answered) <= written
        assert not verify().count
    until_sealed()
    verdict = verify()
    assert (verdict.count, verdict.unsealed) == (0, 0)


def until_sealed() -> None:
    while verify().unsealed:
        seals.seal_all()


@pytest.mark.slow
def test_two_thousand_readings_at_once_are_all_there_and_all_sealed(whole: Log) -> None:
    from django.db import connections

    each, done = 250, threading.Event()

    def read(acting: Acting) -> None:
        whole.read(each, acting)
        connections.close_all()

    def seal() -> None:
        while not done.wait(0.05):
            seals.seal_all()
        connections.close_all()

    sealer = threading.Thread(target=seal)
    readers = [threading.Thread(target=read, args=[(whole.worker, whole.officer)[at % 2]]) for at in range(8)]
    for one in (sealer, *readers):
        one.start()
    for one in readers:
        one.join()
    done.set()
    sealer.join()
    until_sealed()
    verdict = verify()
    assert (verdict.rows, verdict.unsealed, verdict.count) == (40 + 8 * each, 0, 0)
    assert verdict.seals > 6, "sealed while they read"
