"""Drawn posts, places and people against the permission model: no leak and no wrong refusal at any address.

Straight through SQL: test_the_database_alone.py.

Every address of the office is found in the URL configuration. One that is not sorted here fails the test, so a new page
is included or somebody decides why not. What is sent by POST is a form as somebody permitted finds it on a page, filled
in: whoever may not send it changes nothing, and whoever may changes only what is about people whom they see. A page
that nobody could open here, and that no form leads to, fails the test too, and so does one that takes what is sent to
it though its form was found nowhere.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import MultipleObjectsReturned
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from jiahe.mine.actions import ask
from jiahe.mine.doubts import doubt
from jiahe.mine.items import correctable
from jiahe.people.forms import EVENTS
from jiahe.places.facilities import add_facility
from jiahe.places.models import Division, Facility, Holding, Post
from jiahe.places.naming import forget
from jiahe.trust.acting import Acting, acting_as, log_read, posts_of
from jiahe.trust.invitations import invite, redeem
from jiahe.trust.models import Account, Alert, Read
from jiahe.trust.office.accounts import add_account
from jiahe.trust.office.proposals import propose
from jiahe.trust.watching import watch
from tests.trust import drawn_forms
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


def _has_asked(draw: Draw) -> set[int]:
    """Not everybody of the world has asked for something."""
    return {200, 404} if draw.role in w.DECIDERS and draw.sees else {403, 404}


_GUARD = _roles("security_administrator")
_NOBODY_S = {"good": 404}
"""For addresses whose drawn key is nobody's run, export or key."""


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
    "people/<uuid:key>/invite/confirm/": lambda draw: {405},  # by POST only
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
    "intake/whole/": _loads(200),
    "intake/whole/<slug:name>/": _loads(200),
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
    "doubts/<uuid:key>/": _roles(*w.SEES_LOG),
    "requests/": _roles(*w.DECIDERS),
    "requests/<uuid:key>/": _has_asked,
    "retention/": _roles(*w.SEES_RUNS),
    "read-log/": _roles(*w.SEES_LOG),
    "read-log/unusual/": _roles(*w.SEES_LOG),
    "read-log/unusual/<uuid:key>/": _roles(*w.SEES_LOG),
    "read-log/staff/": _GUARD,
    "read-log/watched/": _GUARD,
    "read-log/watched/<uuid:key>/end/": lambda draw: {405},
    "office/posts/": _GUARD,
    "office/posts/new/": _GUARD,
    **{f"office/posts/<uuid:key>/{page}": _GUARD for page in ("", "give/", "end/")},
    "office/accounts/": _GUARD,
    "office/accounts/new/": _GUARD,
    **{f"office/accounts/<uuid:key>/{page}": _GUARD for page in ("", "second-factor/", "reset/")},
    "office/proposals/<uuid:key>/key/": lambda draw: {405},  # by POST only
    "office/proposals/": _roles(*w.APPROVERS),
    "office/proposals/<uuid:key>/": _roles(*w.APPROVERS),
    "office/administrators/": _roles(*w.SEES_LOG),
    "office/accounts/<uuid:key>/link/": lambda draw: {405},  # by POST only
    "office/accounts/<uuid:key>/close/": lambda draw: {405},
    **{f"office/holdings/<int:key>/{page}": _GUARD for page in ("end/", "stand-in/")},
    "office/programs/": _GUARD,
    "office/programs/new/": _GUARD,
    "office/programs/<uuid:key>/end/": _roles("security_administrator", **_NOBODY_S),
    "office/stand-in/": _roles(*w.DELEGATE),
    "office/stand-in/<int:key>/end/": lambda draw: {405},
    "office/facilities/new/": _roles("steward"),
    "office/facilities/<uuid:key>/": lambda draw: {200},  # a facility is no secret
    "office/facilities/<uuid:key>/<slug:word>/": lambda draw: {200, 404} if draw.role == "steward" else {403},
    "office/divisions/<slug:code>/<slug:verb>/": lambda draw: {200, 404} if draw.role == "steward" else {403, 404},
}
"""Who gets what, by address: the codes that are right for a draw."""


_ANSWERERS = w.READERS - {"auditor", "background"}
"""Roles that do something about a finding."""


def _begins_a_run(draw: Draw) -> set[int]:
    """Of a place within their own."""
    return {200, 403} if draw.role in {"county_officer", "background", *w.SEES_PLACE_RUNS} else {403}


SENT: dict[str, Judge] = {
    "people/<uuid:key>/invite/confirm/": lambda draw: (
        {404, 422} if draw.role in w.INVITERS and draw.sees else {403, 404}
    ),
    "api/people/search": _roles(*w.READERS),
    "api/loads": lambda draw: {400, 403},  # what it must bring is asked first
    "api/runs": _begins_a_run,
    "runs/start/": _begins_a_run,
    "findings/again/": _roles(*_ANSWERERS),
    "findings/<uuid:key>/": lambda draw: _reads_a_finding(draw) if draw.role in _ANSWERERS else {403, 404},
    "read-log/watched/<uuid:key>/end/": _GUARD,
    "office/proposals/<uuid:key>/key/": _GUARD,
    **{f"office/accounts/<uuid:key>/{page}": _GUARD for page in ("link/", "close/")},
    "office/stand-in/<int:key>/end/": _roles(*w.DELEGATE),
}
"""Who may send something, where it is not everybody who may see the page."""

UNOPENED = {
    **{one: "tests/intake" for one in JUDGES if one.startswith(("intake/<uuid:key>/", "intake/templates/"))},
    **{one: "tests/intake/test_sending.py" for one in JUDGES if one.startswith("api/loads")},
    "people/<uuid:key>/merges/<uuid:merge>/": "tests/people/test_merging.py",
    "people/<uuid:key>/invite/confirm/": "tests/trust/test_invitations_by_two.py",
    "runs/<uuid:key>/": "tests/entitlements/test_runs.py",
    "api/runs/<uuidstr:key>": "tests/entitlements/test_runs.py",
    "exports/<uuid:key>/": "tests/exports/test_exports.py",
    "office/programs/<uuid:key>/end/": "tests/trust/test_program_keys.py",
    "office/proposals/<uuid:key>/key/": "tests/trust/test_program_keys.py",
    "office/stand-in/<int:key>/end/": "tests/trust/test_delegation.py",
    "api/people/search": "here: it takes JSON, and no page has a form for it",
}
"""Addresses that are opened by nobody here and that no form leads to, and where somebody does. Who may not is held
off here as elsewhere."""

ABOUT_NOBODY = re.compile(
    r"|check/|law/.*|account/.*|components/|language/setlang/|look/|post/|runs/start/|health/(live|ready)|\^api/|api/"
    r"|api/(openapi\.json|programmes.*|places|self-check|runs/snapshots)|privacy/|permissions/|office/password/.*"
    r"|office/divisions/(<slug:code>/)?|office/facilities/|intake/whole/.*"
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

    def __init__(self, role: str, place: str, facility: Facility | None = None) -> None:
        self.role, self.place = role, place
        there = Post.objects.filter(role=role, place=place) if role == Post.Role.BACKGROUND else Post.objects.none()
        told = {"role": role, "place": place, "facility": facility, "title": role, "title_en": role}
        post = there.first() or Post.objects.create(**told)
        self.acting = Acting.of(post)
        self.account = Account.objects.create(username=f"{role}-{place}", password="!", full_name=f"{role} {place}")
        Holding.objects.create(account=self.account, post=post, from_date=dt.date(2025, 1, 1))
        self.client = Client()
        self.client.force_login(self.account, backend=BACKEND)


class Resident:
    """An account of somebody's own, signed in."""

    role, place = "resident", ""

    def __init__(self, person: UUID, inviting: Acting) -> None:
        self.person = person
        name = f"resident-{uuid4()}"
        self.account = Account(username=name, password="!", full_name=name)
        with acting_as(inviting):
            code = invite(person=person)
        redeem(code=code, account=self.account)
        self.acting = Acting.of(posts_of(self.account)[-1], self.account)
        self.client = Client()
        self.client.force_login(self.account, backend=BACKEND)


def _anybody(role: str) -> Acting:
    """Return a post of the whole county that nobody holds."""
    return Acting.of(Post(role=role, place=w.COUNTY, title="-", title_en="-"))


class Scene:
    """The register, the posts, and residents with accounts of their own."""

    def __init__(self, seed: int) -> None:
        with acting_as(_anybody("steward")):
            began = {"from_date": dt.date(2025, 1, 1), "source": "备案"}
            at = {one: Facility.objects.create(name="某院", kind="hospital", place=one, **began) for one in w.PLACES}
        with acting_as(_anybody("security_administrator")):
            self.actors: list[Actor | Resident] = [
                Actor(role, place, at[place] if role == "provider" else None) for role in w.ROLES for place in w.PLACES
            ]
        of_the_county = {actor.role: actor.acting for actor in self.actors if actor.place == w.COUNTY}
        with acting_as(of_the_county["steward"]):
            self.world = w.drawn_world(seed)
        for number, one in enumerate(self.world.people):
            if number < 5 or one.id in self.world.children:
                self.actors.append(Resident(one.id, of_the_county["county_officer"]))
        self._seen: dict[Actor | Resident, set[UUID]] = {}
        self.keys: dict[str, list[Any]] = {}
        """Keys of what there is beside people, by how the patterns of its addresses begin."""
        self.asked: dict[UUID, UUID] = {}
        """What somebody has asked for, by who asks."""
        self.readings: dict[UUID, int] = {}
        """A reading of somebody's record, by whose it is."""

    def staff(self, role: str, place: str = w.COUNTY) -> Actor:
        """Return who has a role in a place; else in the whole county."""
        (found,) = (one for one in self.actors if isinstance(one, Actor) and (one.role, one.place) == (role, place))
        return found

    def furnish(self) -> None:
        """Let there be what pages are about beside people: places, posts, what was proposed, noticed and asked for."""
        today = timezone.localdate()
        with acting_as(_anybody("steward")):
            places = [(w.COUNTY, "某县", 3), *((one, f"某{one}镇", 4) for one in w.TOWNS)]
            places += [(one, f"某{one}村", 5) for one in w.VILLAGES]
            Division.objects.bulk_create([Division(code=c, name=n, level=i, source="测试") for c, n, i in places])
            forget()
            facility = add_facility(
                name="某托育", kind="nursery", place=w.VILLAGES[0], from_date=dt.date(2025, 1, 1), source="备案"
            )
        guard, worker = self.staff("security_administrator"), self.staff("village_worker")
        with acting_as(Acting.of(Post.objects.get(id=guard.acting.post), guard.account)):
            new = add_account(username="new", full_name="New")
            free = Post.objects.create(role="village_worker", place=w.VILLAGES[0], title="空岗", title_en="Free")
            proposed = propose(act="give_post", account=worker.account.id, post=free.id, from_date=today, reason="新到")
            watched = watch(
                id_number=self.world.people[0].id_number, why="known", review_on=today + dt.timedelta(days=30)
            )
            keys: dict[str, list[Any]] = {
                "office/posts/<": list(Post.objects.exclude(role="resident").values_list("id", flat=True)),
                "office/holdings/<": list(Holding.objects.values_list("id", flat=True)),
            }
        with acting_as(self.staff("background").acting):
            noticed = Alert.objects.create(
                rule="at_night", day=today, post_id=worker.acting.post, account=worker.account, number=6, readings=9
            )
        doubted = []
        for one in self.actors:
            if isinstance(one, Resident):
                with acting_as(worker.acting):
                    log_read(one.person, page="person")
                with acting_as(self.staff("auditor").acting):
                    self.readings[one.person] = Read.objects.filter(person=one.person).latest("id").id
                with acting_as(one.acting):
                    item = correctable()[0][1][0][0]
                    made = ask(person=one.person, kind="correction", item=item, wants="别的", reason="证件")
                    self.asked[one.person] = made.id
                    if not doubted:
                        doubted.append(doubt(person=one.person, reading=self.readings[one.person], says="没办过事").id)
        self.keys = keys | {
            "office/accounts/<": [new.id] * 250 + [one.account.id for one in self.actors if isinstance(one, Actor)],
            "office/proposals/<": [proposed.id], "office/facilities/<": [facility.id], "doubts/<": doubted,
            "read-log/unusual/<": [noticed.id], "read-log/watched/<": [watched.id],
        }  # fmt: skip

    def seen_by(self, actor: Actor | Resident) -> set[UUID]:
        if actor not in self._seen:
            people = {one.id for one in self.world.people if w.may_see(actor.role, actor.place, one)}
            self._seen[actor] = self.world.own(actor.person) if isinstance(actor, Resident) else people
        return self._seen[actor]


def _address(pattern: str, draw: random.Random, asked: Draw, scene: Scene, words: tuple[str, ...] = ()) -> str:
    """Return an address of a pattern, about the person and the place that are asked about.

    ``words``: those in it that say which form it is (drawn_forms.kind_of), where they are not drawn.
    """
    person, world = asked.person.id if asked.person else uuid4(), scene.world
    key, table = str(person), words[0] if words and "/rows/" in pattern else ""
    if pattern.startswith("findings/<"):
        key = str(draw.choice([one for one, about in world.findings.items() if about == person] or [uuid4()]))
    if pattern.startswith("doubles/<"):
        key = str(draw.choice([one for one, people in world.pairs.items() if person in people] or [uuid4()]))
    if pattern.startswith("requests/<"):
        key = str(scene.asked.get(person, uuid4()))
    key = next((str(draw.choice(some)) for start, some in scene.keys.items() if pattern.startswith(start)), key)
    rows = [
        (name.removeprefix("people_"), str(row))
        for name, found in world.rows.items()
        for row, people in found.items()
        if person in people and table in ("", name.removeprefix("people_"))
    ]
    table, row = draw.choice(rows or [(table or "residence", str(uuid4()))])
    parts = {
        "name": "certificates",
        "key": key, "merge": key, "code": asked.place, "account": key, "table": table, "row": row, "kind": "json",
        "word": draw.choice(["withdraw", "correct"] if "/rows/" in pattern else [*EVENTS]),
        "verb": draw.choice(["rename", "merge", "split", "recode"]), "reading": str(scene.readings.get(person, 1)),
    }  # fmt: skip
    parts |= {"word": draw.choice(["correct", "end"])} if pattern.startswith("office/facilities/") else {}
    own = {"law/<path:key>/": PROGRAMME, "api/programmes/<path:key>": PROGRAMME, "requests/<slug:kind>/": "correction"}
    parts |= {"kind": draw.choice(["correction", "erasure"])} if "<slug:kind>" in pattern else {}
    named = [one for one in ("table", "word", "kind", "verb") if f":{one}>" in pattern]
    parts |= dict(zip(named, words, strict=False)) if words else {}
    int_key = "<int:key>" in pattern and not key.isdigit()
    parts |= {"key": own[pattern]} if pattern in own else {"key": "0"} if int_key else {}
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


@pytest.fixture
def _own_places() -> Iterator[None]:
    yield
    forget()


@pytest.mark.usefixtures("_own_places")
@pytest.mark.parametrize("seed", SEEDS)
def test_no_address_leaks_and_none_refuses_wrongly(seed: int) -> None:
    scene, draw, all_addresses = Scene(seed), random.Random(seed), list(addresses())
    scene.furnish()
    judged, sending = sorted(JUDGES), Sending(scene, draw)
    for number in range(DRAWS):
        actor = draw.choice(scene.actors)
        person = draw.choice(scene.world.people) if draw.random() < 0.95 else None
        seen = scene.seen_by(actor)
        asked = Draw(actor.role, actor.place, person, draw.choice(w.PLACES), person is not None and person.id in seen)
        if draw.random() < OF_WHICH_SENT:
            sending.send(actor, asked, f"draw {number}")
            continue
        # Most draws where people are; each other address is asked now and then, by everybody.
        pattern = draw.choice(judged) if draw.random() < 0.9 else draw.choice(all_addresses)
        address, query = _address(pattern, draw, asked, scene), _query(pattern, draw, person)
        before = _reads(actor)
        answer = actor.client.get(address, query)
        told = f"draw {number}: {actor.role} at {actor.place}: GET {address} {query}"
        assert answer.status_code < 500, told
        said = [str(person.id) if person else "", query.get("q", "")]  # what was asked comes back in the answer
        assert _people_in(answer, scene.world, said) <= seen, told
        if pattern in JUDGES and not ("show" in query and answer.status_code == 404):
            assert answer.status_code in JUDGES[pattern](asked), f"{told}: {answer.status_code}"
        if pattern.startswith(("people/<", "api/people/<", "findings/<", "doubles/<")) and answer.status_code == 200:
            assert _reads(actor) > before, f"{told}: not in the read log"
        if pattern == "api/people" and answer.status_code == 200:
            assert _reads(actor) - before == len(answer.json()["people"]), f"{told}: each is in the read log"
    assert not sending.wrong, "\n".join(sending.wrong)
    assert len(sending.did) > 15, f"forms that are sent do something: {sorted(sending.did)}"


OF_WHICH_SENT = 0.3
"""Of the draws, how many send a form."""

NOT_SENT = {"account/logout/"}
"""An order that would end the session."""


_SAYS_MUCH = re.compile(r".{9,}")
"""What is sent and so long that it stands in an answer by no chance: it is the sender's own, as a number asked for.

So is a name that was sent, which a form that is refused shows again; who bears it could still be told by key or number.
"""


class Sending:
    """Sends forms as whoever is drawn, and holds what was written against who may; then takes it back."""

    def __init__(self, scene: Scene, draw: random.Random) -> None:
        self.scene, self.draw, self.forms = scene, draw, drawn_forms.Forms()
        self.did: set[drawn_forms.Kind] = set()
        """The forms by which somebody changed something."""
        self.wrong: list[str] = []
        self._find_forms()
        self.kinds = sorted(one for one in self.forms.found if one[0] not in NOT_SENT)
        self.eyes = scene.staff("background").acting
        self.columns = drawn_forms.about_people()
        with acting_as(self.eyes):
            self.before = drawn_forms.rows_of(self.columns, self.columns)

    def _find_forms(self) -> None:
        """Open each page as somebody who may, until its forms are found."""
        seeing = [one for one in self.scene.actors if one.place in ("", w.COUNTY)]
        takes: dict[str, bool] = {}
        shown: set[drawn_forms.Kind | None] = set()
        held: set[str] = set()
        of_villages = {
            one for village in w.VILLAGES for one in self.scene.seen_by(self.scene.staff("village_worker", village))
        }
        for pattern, judge in sorted(JUDGES.items()):
            opened, tried, most = 0, 0, 30 if re.search(r":(table|word|kind|verb)>", pattern) else 5
            for _ in range(400):
                actor = self.draw.choice(seeing)
                seen = self.scene.seen_by(actor)
                people = [one for one in self.scene.world.people if one.id in seen or not seen]
                person = self.draw.choice([one for one in people if one.id in of_villages] or people)
                asked = Draw(actor.role, actor.place, person, w.COUNTY, bool(seen))
                address = _address(pattern, self.draw, asked, self.scene)
                if not judge(asked) & {200, 302} or drawn_forms.kind_of(address) in self.forms.found:
                    continue
                tried += 1
                if opened == most or tried > 40:
                    break
                query = _query(pattern, self.draw, person)
                answer = actor.client.get(address, query)
                self.forms.look_at(address, answer)
                opened += answer.status_code == 200
                kind = drawn_forms.kind_of(address)
                if answer.status_code == 200 and kind not in shown:
                    shown.add(kind)
                    if self._opens_to_all(address, query, asked, judge) & {*w.VILLAGES}:
                        held.add(pattern)
                if answer.status_code == 200 and pattern not in takes:
                    takes[pattern] = self._takes_a_form(actor, address)
        unfound = {pattern for pattern, is_so in takes.items() if is_so} - self.forms.patterns
        assert not unfound, "what these take by POST was found on no page: furnish the scene for it"
        self._rows_open_to_all(of_villages)
        of_people = {one for one in JUDGES if one.startswith(("people/<", "api/people/<"))} - set(UNOPENED)
        assert of_people <= held, "furnish the scene so that somebody of a village may have it too"
        missing = set(JUDGES) - self.forms.opened - self.forms.patterns
        assert missing == set(UNOPENED), "furnish the scene with what it is about, or say in UNOPENED what tests it"

    def _rows_open_to_all(self, people: set[UUID]) -> None:
        """Hold the same of a row of every table about some people: which ones are drawn is chance."""
        pattern = "people/<uuid:key>/rows/<slug:table>/<uuid:row>/<slug:word>/"
        world = self.scene.world
        for name, rows in world.rows.items():
            row, about = next(
                (row, named & people) for row, named in ((key, {*some}) for key, some in rows.items()) if named & people
            )
            person = next(one for one in world.people if one.id in about)
            asked = Draw("steward", w.COUNTY, person, w.COUNTY, sees=True)
            address = f"/people/{person.id}/rows/{name.removeprefix('people_')}/{row}/withdraw/"
            assert self._opens_to_all(address, {}, asked, JUDGES[pattern]) & {*w.TOWNS}, address

    def _opens_to_all(self, address: str, query: dict[str, str], asked: Draw, judge: Judge) -> set[str]:
        """Hold that what somebody of the county gets is refused nobody who may have it, of a town or a village either.

        Return the places whose posts were asked.
        """
        places: set[str] = set()
        for one in self.scene.actors if asked.role != "resident" else ():
            if isinstance(one, Actor) and self._may_open(one, address, asked, judge):
                code = one.client.get(address, query).status_code
                assert code == 200, f"{one.role} at {one.place}: GET {address} {query}: {code}, as nobody else who may"
                places.add(one.place)
        return places

    def _may_open(self, one: Actor, address: str, asked: Draw, judge: Judge) -> bool:
        """Whether somebody may have what an address shows, which exists: the judges let it be missing as well."""
        word, seen = address.split("/")[-2], self.scene.seen_by(one)
        if asked.person is None or asked.person.id not in seen:
            return False
        if word in w.CORRECTIONS and one.role not in w.CORRECTORS:
            return False
        if word == "join" and not w.lies_in(asked.person.hukou, one.place):  # a household is where the hukou is
            return False
        pair = next((people for key, people in self.scene.world.pairs.items() if str(key) in address), ())
        if not set(pair) <= seen or (word == "split" and one.place != w.COUNTY):  # they may see nobody to part from
            return False
        return 200 in judge(replace(asked, role=one.role, scope=one.place, sees=True))

    def _takes_a_form(self, actor: Actor | Resident, address: str) -> bool:
        """Whether the page of an address reads what is sent to it."""
        cookies = copy.deepcopy(actor.client.cookies)
        with transaction.atomic(), drawn_forms.noting_who_reads() as read:
            actor.client.post(address, {})
            transaction.set_rollback(True)
        actor.client.cookies = cookies
        return address in read

    def send(self, actor: Actor | Resident, asked: Draw, told: str) -> None:
        """Send a form that was found, mostly, or nothing, to some address."""
        draw, scene = self.draw, self.scene
        anywhere = draw.choice(sorted({*JUDGES, *SENT})), ()
        pattern, words = draw.choice(self.kinds) if draw.random() < 0.85 else anywhere
        address = _address(pattern, draw, asked, scene, words)
        someone = asked.person if draw.random() < 0.3 and asked.person else draw.choice(scene.world.people)
        forms = self.forms.of(address)
        form = draw.choice(forms).filled(draw, someone.id_number, draw.choice(w.VILLAGES)) if forms else {}
        if pattern in ("people/", "api/people/search"):
            form = {"q": someone.id_number}
        told = f"{told}: {actor.role} at {actor.place}: POST {address} {form}"
        codes = SENT.get(pattern, JUDGES.get(pattern, lambda _: {200}))(asked)
        before, cookies = drawn_forms.written(), copy.deepcopy(actor.client.cookies)
        with transaction.atomic():
            reads = _reads(actor)
            as_json = {"content_type": "application/json"} if pattern.startswith("api/") else {}
            answer = actor.client.post(address, form, follow=pattern == "people/", **as_json)
            assert answer.status_code < 500, told
            said = [
                str(asked.person.id) if asked.person else "",
                *(one for one in map(str, form.values()) if _SAYS_MUCH.fullmatch(one) or one in scene.world.names),
            ]
            shown = _people_in(answer, scene.world, said)
            if pattern == "api/people/search" and answer.status_code == 200:
                assert _reads(actor) - reads == len(answer.json()["people"]), f"{told}: each is in the read log"
            tables = drawn_forms.since(before)
            with acting_as(self.eyes):
                now = drawn_forms.rows_of(tables, self.columns)
            transaction.set_rollback(True)
        actor.client.cookies = cookies
        if any(one.startswith("places_") for one in tables):
            forget()
        code, denied, strange = answer.status_code, codes <= {400, 403, 404}, self._strange(actor, now)
        wrong = {
            "leaks": not shown <= scene.seen_by(actor),
            "is not refused": denied and code not in {403, 404, 405, *codes},
            f"writes to {tables}": denied and bool(tables),
            "is refused": code in (403, 404) and code not in codes,
            f"changes {strange}": not denied and bool(strange),
        }
        self.wrong += [f"{told} {what}: {code}" for what, is_so in wrong.items() if is_so]
        if tables:
            self.did.add((pattern, words))

    def _strange(self, actor: Actor | Resident, now: dict[str, drawn_forms.Rows]) -> list[tuple[str, tuple[UUID, ...]]]:
        """Return the changed rows that name neither somebody whom who acts sees nor anybody new, by their tables.

        That facts changed is told of the kin too, whom such a row names.
        """
        strangers = {one.id for one in self.scene.world.people} - self.scene.seen_by(actor)
        rows = {table: drawn_forms.changed(self.before[table], some) for table, some in now.items()}
        kin = {one for table, some in rows.items() if table != "people_change" for people in some for one in people}
        return [
            (table, people)
            for table, some in rows.items()
            for people in some
            if people and not set(people) - (strangers - kin if table == "people_change" else strangers)
        ]


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
            answer = Client().get(_address(pattern, draw, asked, scene), _query(pattern, draw, None))
            assert answer.status_code < 500, pattern
            if pattern in JUDGES:
                assert answer.status_code in (302, 401, 405), pattern
            assert not _people_in(answer, scene.world, [str(person.id)]), pattern


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
    draw = random.Random(3)
    felt: set[str] = set()
    for actor in scene.actors:
        seen, own = scene.seen_by(actor), isinstance(actor, Resident)
        with acting_as(actor.acting):
            assert {one.id for one in Person.objects.filter(id=scene.world.people[0].id)} == seen
        asked = str(actor.person if isinstance(actor, Resident) else draw.choice(sorted(seen) or [uuid4()]))
        for address in OF_ONESELF if own else OF_PEOPLE:
            try:
                answer = actor.client.get(address.format(asked))
            except MultipleObjectsReturned:  # the page asked for one row and got others: it shows nothing
                continue
            found = _people_in(answer, scene.world, [asked])
            assert found <= seen, f"{actor.role} at {actor.place}: {address}"
            felt |= {address} if len(found) > (0 if own else 1) else set()
    assert felt >= {"/today/", "/people/?q=1990-01-01"}, "the fault is felt: pages show whom nobody asked for"


OF_PEOPLE = (
    *("/today/", "/today/?show=papers", "/today/?show=changed", "/findings/", "/doubles/", "/requests/", "/runs/"),
    *("/people/?q=1990-01-01", "/people/place/", "/people/place/?export=csv", "/today/?export=csv", "/api/people?q=zz"),
    *(
        "/people/{}/",
        "/people/{}/household/",
        "/people/{}/entitlements/",
        "/api/people/{}",
        "/api/people/{}/entitlements",
    ),
)
OF_ONESELF = tuple(f"/my/{{}}/{page}" for page in ("", "owed/", "looked/", "consents/", "requests/", "copy.json"))
