"""Drawn posts, places and people against the permission model: no leak and no wrong refusal, by address and by SQL.

Every address of the office is found in the URL configuration. One that is not sorted here fails the test, so a new page
is included or somebody decides why not.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from jiahe.people.forms import EVENTS
from jiahe.places.models import Holding, Post
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.invitations import invite, redeem
from jiahe.trust.models import Account, Read
from tests.trust import world as w

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PROGRAMME = "cn/childcare-subsidy"
SEEDS = [1, 2]
DRAWS = 5000
"""Of each test, for each of the seeds: 10,000 in all."""


# ------------------------------------------------------------------------------------------------ the addresses


@dataclass(frozen=True)
class Draw:
    """One question: a post's role and place, who and which place are asked about, and whether that one may be seen."""

    role: str
    scope: str
    person: w.Somebody | None
    place: str
    sees: bool


Judge = Callable[[Draw], set[int]]


def _reads_a_person(draw: Draw) -> set[int]:
    if draw.role not in w.READERS:
        return {403, 404}
    return {200} if draw.sees else {404}


def _reads_answers(draw: Draw) -> set[int]:
    return _reads_a_person(draw) if draw.role in w.ANSWERED else {403, 404}


def _does(*roles: str) -> Judge:
    """Whether a form fits the person and the row, the form says; who may not use it never gets one."""
    return lambda draw: {200, 403, 404} if draw.role in roles and draw.sees else {403, 404}


def _reads_own(draw: Draw) -> set[int]:
    if draw.role != "resident":
        return {403}
    return {200} if draw.sees else {404}


def _reads_a_place(draw: Draw) -> set[int]:
    return {200} if draw.role in w.ANSWERED and w.lies_in(draw.place, draw.scope) else {403}


def _roles(*roles: str, good: int = 200) -> Judge:
    return lambda draw: {good} if draw.role in roles else {403}


def _reads_a_finding(draw: Draw) -> set[int]:
    """Not everybody of the world has one."""
    return _reads_a_person(draw) | {404} if draw.role in w.READERS else {403}


def _sees_a_pair(draw: Draw) -> set[int]:
    """Who sees one of the two may not see the other."""
    if draw.role not in w.CORRECTORS:
        return {403}
    return {200, 404} if draw.sees else {404}


def _reads_a_record(draw: Draw) -> set[int]:
    return {200} if draw.role in w.READERS and w.lies_in(draw.place, draw.scope) else {403}


def _loads(*codes: int) -> Judge:
    """A file reaches over the whole county."""
    return lambda draw: set(codes) if draw.role == "steward" and draw.scope == w.COUNTY else {403}


_GUARD = _roles("security_administrator")
_NOBODY_S = {"good": 404}
"""For addresses whose drawn key is nobody's account, post or run."""


JUDGES: dict[str, Judge] = {
    "people/": _roles(*w.READERS),
    "people/new/": _roles(*w.RECORDERS),
    "people/place/": _roles(*w.READERS),
    "people/<uuid:key>/": _reads_a_person,
    "people/<uuid:key>/household/": _reads_a_person,
    "people/<uuid:key>/record/<slug:word>/": _does(*w.RECORDERS),
    "people/<uuid:key>/rows/<slug:table>/<uuid:row>/<slug:word>/": _does(*w.CORRECTORS),
    "people/<uuid:key>/merges/<uuid:merge>/": _does(*w.CORRECTORS),
    "people/<uuid:key>/consents/": _does(*w.RECORDERS),
    "people/<uuid:key>/invite/": _does(*w.INVITERS),
    "people/<uuid:key>/entitlements/": _reads_answers,
    "api/people": _roles(*w.READERS),
    "api/people/search": lambda draw: {405},  # by POST, see below
    "api/people/<uuidstr:key>": _reads_a_person,
    "api/people/<uuidstr:key>/entitlements": _reads_answers,
    "today/": _roles(*w.ANSWERED),
    "places/": _roles(*w.ANSWERED, good=302),
    "places/<place:code>/": _reads_a_place,
    "runs/": _roles(*w.SEES_RUNS, *w.SEES_PLACE_RUNS),
    "runs/<uuid:key>/": _roles(*w.SEES_RUNS, *w.SEES_PLACE_RUNS, **_NOBODY_S),
    "api/runs": _roles(*w.SEES_RUNS, *w.SEES_PLACE_RUNS),
    "api/runs/<uuidstr:key>": _roles(*w.SEES_RUNS, *w.SEES_PLACE_RUNS, **_NOBODY_S),
    "findings/": _roles(*w.READERS),
    "findings/again/": lambda draw: {405},  # by POST only
    "findings/<uuid:key>/": _reads_a_finding,
    "findings/places/": _roles(*w.READERS, good=302),
    "findings/places/<slug:code>/": _reads_a_record,
    "findings/places/<slug:code>/sources/": _reads_a_record,
    "doubles/": _roles(*w.CORRECTORS),
    "doubles/<uuid:key>/": _sees_a_pair,
    "intake/": _loads(200),
    "intake/templates/<str:key>/": _loads(404),  # the drawn key is no source
    **{
        f"intake/<uuid:key>/{page}": _loads(404)
        for page in ("", "changes/", "passed/", "values/", "faults/<str:rule>/", "commented.xlsx", "set-aside.xlsx")
    },
    "api/loads": lambda draw: {405},  # by POST only
    **{f"api/loads/<uuidstr:key>{page}": _loads(404) for page in ("", "/faults")},
    "exports/": _roles(*w.EXPORTERS),
    "exports/<uuid:key>/": _roles(*w.EXPORTERS, **_NOBODY_S),
    "my/": _roles("resident", good=302),
    **{
        f"my/<uuid:key>/{page}": _reads_own
        for page in ("", "owed/", "looked/", "consents/", "copy.<str:kind>", "requests/", "requests/<slug:kind>/")
    },
    "my/<uuid:key>/looked/<int:reading>/": lambda draw: {200, 404} if draw.role == "resident" else {403},
    "doubts/": _roles(*w.SEES_LOG),
    "doubts/<uuid:key>/": _roles(*w.SEES_LOG, **_NOBODY_S),
    "requests/": _roles(*w.DECIDERS),
    "requests/<uuid:key>/": _roles(*w.DECIDERS, **_NOBODY_S),
    "retention/": _roles(*w.SEES_RUNS),
    "read-log/": _roles(*w.SEES_LOG),
    "read-log/unusual/": _roles(*w.SEES_LOG),
    "read-log/unusual/<uuid:key>/": _roles(*w.SEES_LOG, **_NOBODY_S),
    "read-log/staff/": _GUARD,
    "read-log/watched/": _GUARD,
    "read-log/watched/<uuid:key>/end/": lambda draw: {405},
    "office/posts/": _GUARD,
    "office/posts/new/": _GUARD,
    **{
        f"office/posts/<uuid:key>/{page}": _roles("security_administrator", **_NOBODY_S)
        for page in ("", "give/", "end/")
    },
    "office/accounts/": _GUARD,
    "office/accounts/new/": _GUARD,
    "office/accounts/<uuid:key>/": _roles("security_administrator", **_NOBODY_S),
    "office/accounts/<uuid:key>/second-factor/": _roles("security_administrator", **_NOBODY_S),
    "office/accounts/<uuid:key>/reset/": _roles("security_administrator", **_NOBODY_S),
    "office/proposals/<uuid:key>/key/": lambda draw: {405},  # by POST only
    "office/proposals/": _roles(*w.APPROVERS),
    "office/proposals/<uuid:key>/": _roles(*w.APPROVERS, **_NOBODY_S),
    "office/administrators/": _roles(*w.SEES_LOG),
    "office/accounts/<uuid:key>/link/": lambda draw: {405},  # by POST only
    "office/accounts/<uuid:key>/close/": lambda draw: {405},
    **{
        f"office/holdings/<int:key>/{page}": _roles("security_administrator", **_NOBODY_S)
        for page in ("end/", "stand-in/")
    },
    "office/programs/": _GUARD,
    "office/programs/new/": _GUARD,
    "office/programs/<uuid:key>/end/": _roles("security_administrator", **_NOBODY_S),
    "office/stand-in/": _roles(*w.DELEGATE),
    "office/stand-in/<int:key>/end/": lambda draw: {405},
    "office/facilities/new/": _roles("steward"),
    "office/facilities/<uuid:key>/": lambda draw: {404},  # the drawn key is no facility's
    "office/facilities/<uuid:key>/<slug:word>/": _roles("steward", good=404),
    "office/divisions/<slug:code>/<slug:verb>/": lambda draw: {200, 404} if draw.role == "steward" else {403, 404},
}
"""Who gets what, by address: the codes that are right for a draw."""

ABOUT_NOBODY = re.compile(
    r"|check/|law/.*|account/.*|components/|language/setlang/|look/|post/|runs/start/|health/(live|ready)|\^api/|api/"
    r"|api/(openapi\.json|programmes.*|places|self-check|runs/snapshots)|privacy/|permissions/|office/password/.*"
    r"|office/divisions/(<slug:code>/)?|office/facilities/"
)
"""Addresses that tell of no person, or only take orders. Nobody's name may be on them, whoever asks."""


def addresses() -> Iterator[str]:
    """Return the pattern of every address of the office."""

    def walk(patterns: list[Any], before: str) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, before + str(one.pattern))
            elif isinstance(one, URLPattern):
                yield before + str(one.pattern)

    yield from sorted(set(walk(get_resolver().url_patterns, "")))


def test_every_address_is_judged() -> None:
    unknown = [one for one in addresses() if one not in JUDGES and not ABOUT_NOBODY.fullmatch(one)]
    assert unknown == [], "say in JUDGES who may read it, or in ABOUT_NOBODY that it tells of nobody"
    assert set(JUDGES) <= set(addresses())


# ------------------------------------------------------------------------------------------------ the posts


class Actor:
    """An account with one post, signed in."""

    def __init__(self, role: str, place: str) -> None:
        self.role, self.place = role, place
        there = Post.objects.filter(role=role, place=place) if role == Post.Role.BACKGROUND else Post.objects.none()
        post = there.first() or Post.objects.create(role=role, place=place, title=role, title_en=role)
        self.acting = Acting.of(post)
        self.account = Account.objects.create(username=f"{role}-{place}", password="!", full_name="甲")
        Holding.objects.create(account=self.account, post=post, from_date=dt.date(2025, 1, 1))
        self.client = Client()
        self.client.force_login(self.account, backend=BACKEND)


class Resident:
    """An account of somebody's own, signed in."""

    role, place = "resident", ""

    def __init__(self, person: UUID, inviting: Acting) -> None:
        self.person = person
        self.account = Account(username=f"resident-{uuid4()}", password="!", full_name="乙")
        with acting_as(inviting):
            code = invite(person=person)
        redeem(code=code, account=self.account)
        self.acting = Acting.of(posts_of(self.account)[-1], self.account)
        self.client = Client()
        self.client.force_login(self.account, backend=BACKEND)


class Scene:
    """The register, the posts, and residents with accounts of their own."""

    def __init__(self, seed: int) -> None:
        guard = Post(role="security_administrator", place=w.COUNTY, title="-", title_en="-")
        with acting_as(Acting.of(guard)):
            # A provider's post is one of a facility, and nothing reads by facility yet.
            roles = [role for role in w.ROLES if role != "provider"]
            self.actors: list[Actor | Resident] = [Actor(role, place) for role in roles for place in w.PLACES]
        of_the_county = {actor.role: actor.acting for actor in self.actors if actor.place == w.COUNTY}
        with acting_as(of_the_county["steward"]):
            self.world = w.drawn_world(seed)
        for number, one in enumerate(self.world.people):
            if number < 5 or one.id in self.world.children:
                self.actors.append(Resident(one.id, of_the_county["county_officer"]))

    def seen_by(self, actor: Actor | Resident) -> set[UUID]:
        if isinstance(actor, Resident):
            return self.world.own(actor.person)
        return {one.id for one in self.world.people if w.may_see(actor.role, actor.place, one)}


def _address(pattern: str, draw: random.Random, asked: Draw, world: w.World) -> str:
    """Return an address of a pattern, about the person and the place that are asked about."""
    key = str(asked.person.id if asked.person else uuid4())
    if pattern.startswith("findings/<"):
        about = [one for one, person in world.findings.items() if asked.person and asked.person.id == person]
        key = str(draw.choice(about or [uuid4()]))
    if pattern.startswith("doubles/<"):
        about = [one for one, people in world.pairs.items() if asked.person and asked.person.id in people]
        key = str(draw.choice(about or [uuid4()]))
    rows = [
        (table.removeprefix("people_"), str(row))
        for table, found in world.rows.items()
        for row, people in found.items()
        if asked.person and asked.person.id in people
    ]
    table, row = draw.choice(rows or [("residence", str(uuid4()))])
    parts = {
        "key": key, "merge": key, "code": asked.place, "account": key, "table": table, "row": row, "kind": "json",
        "word": draw.choice([*EVENTS, "withdraw", "correct"] if "/rows/" not in pattern else ["withdraw", "correct"]),
        "verb": draw.choice(["rename", "merge", "split", "recode"]),
    }  # fmt: skip
    own = {"law/<path:key>/": PROGRAMME, "api/programmes/<path:key>": PROGRAMME, "requests/<slug:kind>/": "correction"}
    parts |= {"kind": "correction"} if "<slug:kind>" in pattern else {}
    parts |= {"key": own[pattern]} if pattern in own else {"key": "0"} if "<int:key>" in pattern else {}
    filled = re.sub(r"<\w+:(\w+)>", lambda found: parts.get(found[1], "1"), pattern)
    return "/" + re.sub(r"\(\?P<\w+>[^)]*\)|[\^$]", "x", filled) if "(?P" in pattern else "/" + filled.strip("^")


def _query(pattern: str, draw: random.Random, person: w.Somebody | None) -> dict[str, str]:
    found = {}
    if pattern in ("people/", "api/people"):  # a number is asked for by POST
        found["q"] = draw.choice([person.name, person.name[:2], person.name[1:]]) if person else "赵"
    if pattern == "people/place/" and draw.random() < 0.7:
        found["place"] = draw.choice(w.PLACES)
    if draw.random() < 0.3:
        found["show"] = draw.choice(["missed", "due", "papers", "changed"])
    if draw.random() < 0.1:
        found["export"] = "csv"
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_no_address_leaks_and_none_refuses_wrongly(seed: int) -> None:
    scene, draw, all_addresses = Scene(seed), random.Random(seed), list(addresses())
    judged = sorted(JUDGES)
    for number in range(DRAWS):
        # Most draws where people are; each other address is asked now and then, by everybody.
        pattern = draw.choice(judged) if draw.random() < 0.9 else draw.choice(all_addresses)
        actor = draw.choice(scene.actors)
        person = draw.choice(scene.world.people) if draw.random() < 0.95 else None
        seen = scene.seen_by(actor)
        asked = Draw(actor.role, actor.place, person, draw.choice(w.PLACES), person is not None and person.id in seen)
        address, query = _address(pattern, draw, asked, scene.world), _query(pattern, draw, person)
        before = _reads(actor)
        writes = draw.random() < 0.1 and pattern not in NOT_SENT
        answer = _post(actor, pattern, address, person) if writes else actor.client.get(address, query)
        told = f"draw {number}: {actor.role} at {actor.place}: {'POST' if writes else 'GET'} {address} {query}"
        assert answer.status_code < 500, told
        own_words = query.get("q") or (person.id_number if person else "")
        said = [str(person.id) if person else "", own_words]  # what was asked comes back in the answer
        assert _people_in(answer, scene.world, said) <= seen, told
        if pattern in JUDGES and not writes and not ("show" in query and answer.status_code == 404):
            assert answer.status_code in JUDGES[pattern](asked), f"{told}: {answer.status_code}"
        if pattern.startswith(("people/<", "api/people/<", "findings/<", "doubles/<")) and answer.status_code == 200:
            assert _reads(actor) > before, f"{told}: not in the read log"
        if pattern in ("api/people", "api/people/search") and answer.status_code == 200:
            assert _reads(actor) - before == len(answer.json()["people"]), f"{told}: each is in the read log"


NOT_SENT = {
    "account/logout/", "account/sessions/", "runs/start/", "api/runs", "api/runs/snapshots",
    "people/<uuid:key>/invite/", "findings/again/",
}  # fmt: skip
"""Orders that would end a session, begin work beside the test, or void a code."""


def _post(actor: Actor | Resident, pattern: str, address: str, person: w.Somebody | None) -> Any:
    """Send an empty form; where one searches by number, the number of somebody."""
    asked = {"q": person.id_number if person else "1"}
    if pattern == "api/people/search":
        return actor.client.post(address, asked, content_type="application/json")
    return actor.client.post(address, asked if pattern == "people/" else {}, follow=pattern == "people/")


def _reads(actor: Actor | Resident) -> int:
    with acting_as(actor.acting):
        return Read.objects.filter(post_id=actor.acting.post).count()


def _people_in(answer: Any, world: w.World, said: list[str]) -> set[UUID]:
    """Return the people whom an answer tells of, by name, number or key, beside the words of the question."""
    text = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8", "replace")
    for word in filter(None, said):
        text = text.replace(word, "")
    return {one.id for one in world.people if one.name in text or one.id_number in text or str(one.id) in text}


def test_nobody_who_has_not_signed_in_reads_of_anybody() -> None:
    scene, draw = Scene(7), random.Random(7)
    for pattern in addresses():
        for person in draw.sample(scene.world.people, 3):
            asked = Draw("", "", person, draw.choice(w.PLACES), sees=False)
            answer = Client().get(_address(pattern, draw, asked, scene.world), _query(pattern, draw, None))
            assert answer.status_code < 500, pattern
            if pattern in JUDGES:
                assert answer.status_code in (302, 401, 405), pattern
            assert not _people_in(answer, scene.world, [str(person.id)]), pattern


# ------------------------------------------------------------------------------------------------ straight SQL


def _tables() -> list[str]:
    """Return every table that the application's role may read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm') "
            "AND c.relnamespace = 'public'::regnamespace AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


NOT_ABOUT_PEOPLE = re.compile(
    r"django_.*|account_.*|procrastinate_.*|pg_.*|places_.*|trust_(account|attempt|lookups|programkey)|entitlements_(run|line)"
    r"|people_coverage|intake_(check|idempotencykey|load|mend|rowfault|remembered(value)?)"
)
"""Tables that hold nothing about somebody of the register."""


def _expected(table: str, actor: Actor | Resident, scene: Scene) -> set[Any] | None:
    """Return the keys of the rows of the world that a post may read in a table; None: the table is not judged."""
    seen = scene.seen_by(actor)
    if table == "people_person":
        return seen
    if table == "intake_finding":
        staff = isinstance(actor, Actor)
        return {key for key, person in scene.world.findings.items() if staff and person in seen}
    if table in scene.world.rows:
        return {key for key, people in scene.world.rows[table].items() if seen.intersection(people)}
    return None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_database_itself_gives_a_post_its_rows_and_no_others(seed: int) -> None:
    scene, draw, tables = Scene(seed), random.Random(seed), _tables()
    models = {one._meta.db_table: one for one in apps.get_models()}
    judged = [one for one in tables if not NOT_ABOUT_PEOPLE.fullmatch(one)]
    for number in range(DRAWS):
        actor, table = draw.choice(scene.actors), draw.choice(judged)
        model, told = models[table], f"draw {number}: {actor.role} at {actor.place}: {table}"
        key = model._meta.pk.column
        with acting_as(actor.acting), connection.cursor() as cursor:
            person = draw.choice(scene.world.people)
            where, values = draw.choice([("true", []), *_conditions(model, person)])
            cursor.execute(f"SELECT {key}::text FROM {table} WHERE {where}", values)
            found = {row[0] for row in cursor.fetchall()}
            expected = _expected(table, actor, scene)
            if expected is not None and where == "true":
                assert found == {str(one) for one in expected}, told
            for column in _people_columns(model) if found and table not in scene.world.rows else ():
                cursor.execute(f"SELECT {column} FROM {table} WHERE {where}", values)
                assert {row[0] for row in cursor} <= scene.seen_by(actor), told


def _people_columns(model: Any) -> list[str]:
    from jiahe.people.models import Person

    beside = ("intake_finding.other_id",)  # like a row of kin, it may name the key of somebody who is not seen
    columns = [f.column for f in model._meta.fields if f.related_model is Person]
    return [one for one in columns if f"{model._meta.db_table}.{one}" not in beside]


def _conditions(model: Any, person: w.Somebody) -> list[tuple[str, list[Any]]]:
    """Return ways to ask for what one may not have: by key, around the policy's subquery, by a function."""
    found: list[tuple[str, list[Any]]] = []
    for column in _people_columns(model):
        found.append((f"{column} = %s", [person.id]))
        found.append((f"{column} IN (SELECT id FROM people_person) OR true", []))
        found.append((f"{column} IN (SELECT kin FROM people_kin(ARRAY[%s]::uuid[], 3))", [person.id]))
    if model._meta.db_table == "people_person":
        found.append(("id = %s", [person.id]))
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


# ------------------------------------------------------------------------------------------------ a planted fault


def test_pages_whose_filters_are_broken_leak_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every query about people forgets what to look for: the database still gives a post its own and no others."""
    from django.db.models import QuerySet

    from jiahe.people.models import Person

    scene = Scene(3)
    rightly = QuerySet.filter

    def forgets(self: QuerySet[Any], *conditions: Any, **named: Any) -> QuerySet[Any]:
        about_people = self.model._meta.app_label in ("people", "entitlements", "intake")
        return self.all() if about_people else rightly(self, *conditions, **named)

    monkeypatch.setattr(QuerySet, "filter", forgets)
    shown = set()
    for actor in (one for one in scene.actors if one.role in ("village_worker", "township_reviewer", "finance")):
        seen = scene.seen_by(actor)
        with acting_as(actor.acting):
            assert {one.id for one in Person.objects.filter(id=scene.world.people[0].id)} == seen
        asked = str(scene.world.people[0].id)
        for address in ("/today/", "/findings/", "/people/?q=1990-01-01", f"/people/{asked}/", "/api/people?q=zz"):
            found = _people_in(actor.client.get(address), scene.world, [asked])
            assert found <= seen, f"{actor.role} at {actor.place}: {address}"
            shown |= found
    assert shown  # the fault is felt: pages show people whom nobody asked for
