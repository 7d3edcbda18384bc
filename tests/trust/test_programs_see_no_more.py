"""Drawn keys, posts and people against what each key was given: by address and by SQL, no program gets more."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from jiahe.people.models import Person
from jiahe.site.api import api
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import Account, ProgramKey, Read
from jiahe.trust.programs import asking
from jiahe.trust.programs.keys import hashed
from jiahe.trust.programs.operations import known
from tests.programs import program, program_key
from tests.trust import world as w
from tests.trust.test_nobody_sees_more import Actor, Draw, Scene, _people_in, _reads_a_person, _reads_answers, _roles

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DRAWS = 300

ASKED = {
    "/api/people?q={name}": ("people:find", _roles(*w.READERS)),
    "/api/people/{person}": ("people:read", _reads_a_person),
    "/api/people/{person}/entitlements": ("people:entitlements", _reads_answers),
    "/api/runs": ("runs:see", _roles(*w.SEES_RUNS)),
    "/api/loads/{person}": ("loads:births", lambda draw: {404}),  # nobody's load
}
"""Addresses, the operation that a key needs for each, and which codes are right when it has it."""

OPERATIONS = {
    "people:find": w.READERS,
    "people:read": w.READERS,
    "people:entitlements": w.READERS & w.ANSWERED,
    "runs:see": w.SEES_RUNS,
    "loads:births": {"steward"},
}
"""The roles for which a key can have an operation."""

PROGRAMS = ("village_worker", "township_reviewer", "county_officer", "finance", "auditor", "steward")


def _fits(operation: str, actor: Actor) -> bool:
    whole = actor.place == w.COUNTY or not operation.startswith("loads:")
    return actor.role in OPERATIONS[operation] and whole


def _keys(scene: Scene, draw: random.Random) -> list[tuple[Actor, set[str], str, Client]]:
    """Return keys: whose post, for which operations, the key, and the program that sends it."""
    made = []
    for number, actor in enumerate(one for one in scene.actors if one.role in PROGRAMS):
        assert isinstance(actor, Actor), "no resident"
        possible = [one for one in OPERATIONS if _fits(one, actor)]
        if possible:
            chosen = set(draw.sample(possible, draw.randint(1, len(possible))))
            secret = program_key(actor.acting.post, *sorted(chosen), system=f"系统{number}")
            made.append((actor, chosen, secret, program(secret)))
    return made


def test_a_program_gets_what_its_key_was_given_and_what_its_post_sees() -> None:
    scene, draw = Scene(5), random.Random(5)
    keys = _keys(scene, draw)
    got = 0
    for number in range(DRAWS):
        actor, chosen, secret, client = draw.choice(keys)
        pattern, (needed, judge) = draw.choice(list(ASKED.items()))
        person = draw.choice(scene.world.people)
        seen = scene.seen_by(actor)
        before = _read_by(actor, secret)
        answer = client.get(pattern.format(person=person.id, name=person.name))
        told = f"draw {number}: {actor.role} at {actor.place} with {sorted(chosen)}: {pattern}"
        asked = Draw(actor.role, actor.place, person, actor.place, person.id in seen)
        assert answer.status_code in (judge(asked) if needed in chosen else {403}), f"{told}: {answer.status_code}"
        assert _people_in(answer, scene.world, [str(person.id), person.name]) <= seen, told
        if answer.status_code == 200 and pattern.startswith("/api/people/"):
            assert _read_by(actor, secret) > before, f"{told}: not in the read log"
            got += 1
        elif answer.status_code != 200:
            assert _read_by(actor, secret) == before, told
    assert got > 10, "programs read something"


def _read_by(actor: Actor, secret: str) -> int:
    """Return how often a program is in the read log, by its own name and post."""
    with acting_as(actor.acting):
        account = asking._find(secret).account  # type: ignore[union-attr] # it is there
        return Read.objects.filter(account_id=account, post_id=actor.acting.post, what="api").count()


def test_the_database_shows_a_program_no_table_that_its_operations_do_not_need() -> None:
    scene, draw = Scene(6), random.Random(6)
    for actor, chosen, secret, _ in _keys(scene, draw):
        asked = asking.who_asks(RequestFactory().get("/api/runs"), secret)
        assert isinstance(asked, asking.Asking)
        reads = any(one.startswith("people:") for one in chosen)
        with acting_as(asked.acting), connection.cursor() as cursor:
            expected = scene.seen_by(actor) if reads else set()
            assert {one.id for one in Person.objects.all()} == expected, f"{actor.role} at {actor.place}: {chosen}"
            for table in ("entitlements_outcome", "intake_finding", "trust_programkey"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                if table != "entitlements_outcome" or "people:entitlements" not in chosen:
                    assert cursor.fetchone() == (0,), f"{table}: {chosen}"


def test_every_address_of_those_signed_in_can_be_given_to_a_program_by_an_operation() -> None:
    """An address that a room adds without an operation would be open to no key, or to each."""
    paths = api.get_openapi_schema()["paths"]
    operations = {(path, verb): one for path, verbs in paths.items() for verb, one in verbs.items()}
    guarded = {where: one["security"] for where, one in operations.items() if "security" in one}
    assert len(guarded) >= 11
    for where, security in guarded.items():
        assert [list(one) for one in security] == [["ProgramKeyAuth"], ["SessionAuth"]], where
    assert {one.key for one in known()} >= set(OPERATIONS)


def test_a_key_with_more_than_can_be_given_still_sees_no_more_than_its_post() -> None:
    """Planted: the row says more than the administrator could have given. Finance reads no record."""
    scene = Scene(8)
    actor = next(one for one in scene.actors if one.role == "finance" and one.place == w.COUNTY)
    account = Account.objects.create(username="planted", password="!", full_name="某", is_program=True)
    secret = f"jiahe_{'a' * 8}_{'b' * 64}"
    with acting_as(Acting(actor.acting.post, "security_administrator", w.COUNTY, "", "")):
        ProgramKey.objects.create(
            account=account, post_id=actor.acting.post, sign="a" * 8, hash=hashed(secret), purpose="x",
            operations=["people:read", "people:find", "no such thing"],
            until_date=timezone.localdate() + dt.timedelta(days=3),
        )  # fmt: skip
    answers: list[Any] = [program(secret).get(f"/api/people/{one.id}") for one in scene.world.people[:5]]
    assert {one.status_code for one in answers} == {403}
