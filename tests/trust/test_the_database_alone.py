"""Drawn posts straight through SQL, as the application's role: the database gives each its rows, and no others.

No filter of the office's code is in between. Who may read which row is said again in row_model.py.
"""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from jiahe.entitlements.models import Difference, Run
from jiahe.entitlements.runs import begin_run
from jiahe.intake.models import Conflict, Load, Telling
from jiahe.people.models import Certificate, Change, Claim, Correction, Hukou, Payment
from jiahe.trust.acting import acting_as
from jiahe.trust.consents import give, standings_of
from jiahe.trust.log_actions import link_staff
from tests.trust import world as w
from tests.trust.row_model import MODEL, Asking, Row, rows_that_name
from tests.trust.test_nobody_sees_more import DRAWS, SEEDS, Actor, Resident, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOT_ABOUT_PEOPLE = re.compile(
    r"django_.*|account_.*|procrastinate_.*|pg_.*|places_.*|trust_(account|attempt|lookups|programkey)|entitlements_(run|line)"
    r"|people_(coverage|declaration)|intake_(check|idempotencykey|load|mend|rowfault|remembered(value)?)"
)
"""Tables that hold nothing about somebody of the register."""


def _tables() -> list[str]:
    """Return every table that the application's role may read, and that may be about somebody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm') "
            "AND c.relnamespace = 'public'::regnamespace AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall() if not NOT_ABOUT_PEOPLE.fullmatch(row[0])]


def _key(table: str) -> str:
    return {one._meta.db_table: one for one in apps.get_models()}[table]._meta.pk.column


def _asking(actor: Actor | Resident, scene: Scene) -> Asking:
    return Asking(actor.role, actor.place, actor.acting.post, frozenset(scene.seen_by(actor)))


def _beside(scene: Scene, draw: random.Random) -> None:
    """Let there be what is noted beside the register about some of the people."""
    people = draw.sample(scene.world.people, 20)
    steward, background = scene.staff("steward"), scene.staff("background")
    with acting_as(steward.acting):
        load = Load.objects.create(
            source="deaths", account=steward.account, post_id=steward.acting.post, file_name="死亡.csv", size=1,
            digest="0" * 64, learned_on=w.LEARNED,
        )  # fmt: skip
        for one in people:
            Conflict.objects.create(load=load, person_id=one.id, column="name", says="别名")
            Telling.objects.create(load=load, person_id=one.id, event="death", source="deaths")
            Change.objects.create(person=one.id, action="move", post=steward.acting.post)
            told: dict[str, Any] = {"person_id": one.id, "source": "户籍", "learned_on": w.LEARNED}
            Hukou.objects.create(**told, place=w.VILLAGES[0], from_date=w.LEARNED)
            Certificate.objects.create(**told, kind="disability", from_date=w.LEARNED)
            benefit = {"programme": "cn/childcare-subsidy", "year": 2025, "place": w.COUNTY}
            Claim.objects.create(**told, **benefit, submitted_on=w.LEARNED, decision="approved")
            Payment.objects.create(**told, **benefit, amount=360000, paid_on=w.LEARNED)
            Correction.objects.create(
                person_id=one.id, column="name", before="旧名", after=one.name, reason="错字", source="户籍",
                post=steward.acting.post, learned_on=w.LEARNED,
            )  # fmt: skip
    with acting_as(background.acting):
        run = begin_run(why=Run.Why.ASKED)
        for one in people:
            place = one.hukou if w.lies_in(one.hukou, w.COUNTY) else None
            told = {"person_id": one.id, "programme": "cn/childcare-subsidy", "place": place, "because": []}
            Difference.objects.create(run=run, **told)
    for actor in scene.actors:
        if isinstance(actor, Resident):
            with acting_as(actor.acting):
                first = standings_of(actor.person)[0]
                give(person=actor.person, purpose=first.purpose.key, version=first.text.since)
    with acting_as(scene.staff("security_administrator").acting):
        link_staff(account=scene.staff("village_worker").account, id_number=people[0].id_number)


def _as_anybody_sees_them(scene: Scene) -> dict[str, dict[str, Row]]:
    """Return the rows that name somebody, by table and key: those that anybody at all gets to see."""
    people = {one.id for one in scene.world.people}
    found: dict[str, dict[str, Row]] = {}
    for actor in scene.actors:
        with acting_as(actor.acting):
            for table in _tables():
                found.setdefault(table, {}).update(rows_that_name(table, _key(table), people))
    return {table: rows for table, rows in found.items() if rows}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_database_itself_gives_a_post_its_rows_and_no_others(seed: int) -> None:
    scene, draw = Scene(seed), random.Random(seed)
    scene.furnish()
    _beside(scene, draw)
    known = _as_anybody_sees_them(scene)
    assert known.keys() - MODEL.keys() == set(), "say in MODEL who may read its rows"
    assert MODEL.keys() - known.keys() <= NOBODY_HERE, "furnish the scene with rows of it"
    tables = sorted(known)
    for number in range(DRAWS):
        actor, table, person = draw.choice(scene.actors), draw.choice(tables), draw.choice(scene.world.people)
        asking, may = _asking(actor, scene), MODEL[table]
        where, values = draw.choice([("true", []), *_conditions(table, known[table], person)])
        with acting_as(actor.acting), connection.cursor() as cursor:
            cursor.execute(f"SELECT {_key(table)}::text FROM {table} WHERE {where}", values)
            found = {row[0] for row in cursor.fetchall()} & known[table].keys()
        told = f"draw {number}: {actor.role} at {actor.place}: {table} WHERE {where}"
        right = {key for key, row in known[table].items() if may(asking, row)}
        assert found <= right, f"{told} leaks"
        if where == "true":
            assert found == right, f"{told} is refused what it may read"


NOBODY_HERE = {"people_merge", "people_sent"}
"""Tables of which the scene has no row; tests/people/test_merging.py and test_forms.py hold who reads them."""


def _conditions(table: str, rows: dict[str, Row], person: w.Somebody) -> list[tuple[str, list[Any]]]:
    """Return ways to ask for what one may not have: by key, around the policy's subquery, by a function."""
    found: list[tuple[str, list[Any]]] = []
    for column in sorted({column for row in rows.values() for column in row.people}):
        found.append((f"{column}::uuid = %s", [person.id]))
        found.append((f"{column}::uuid IN (SELECT id FROM people_person) OR true", []))
        found.append((f"{column}::uuid IN (SELECT kin FROM people_kin(ARRAY[%s]::uuid[], 3))", [person.id]))
    if table == "people_person":
        found.append(("name = %s OR id_index IS NOT NULL", [person.name]))
        found.append(("id IN (SELECT id FROM people_find(ARRAY[%s], NULL, NULL, 99))", [f"={person.name}"]))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_database_lets_a_post_change_only_what_it_may(seed: int) -> None:
    scene, draw = Scene(seed), random.Random(seed)
    tables = ["people_person", *scene.world.rows]
    for number in range(DRAWS // 5):
        actor, table = draw.choice(scene.actors), draw.choice(tables)
        told = f"draw {number}: {actor.role} at {actor.place}: {table}"
        rows = (
            {one.id: (one.id,) for one in scene.world.people} if table == "people_person" else scene.world.rows[table]
        )
        key = draw.choice(list(rows))
        seen = scene.seen_by(actor).intersection(rows[key])
        verb = draw.choice(["UPDATE {} SET source = source WHERE id = %s", "DELETE FROM {} WHERE id = %s"])
        with acting_as(actor.acting), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(verb.format(table), [key])
                    changed = cursor.rowcount
            except DatabaseError:
                changed = 0
        may = verb.startswith("UPDATE") and bool(seen) and actor.role in w.RECORDERS
        assert changed == (1 if may else 0), told
