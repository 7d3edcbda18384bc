"""Drawn posts and rows straight through SQL as the application's role: who may add, change or delete which rows.

The tables are found in the database's catalogue. One that is not sorted here fails the test, so a new table is
included, or somebody decides why not. Of an INSERT the policy is asked before the columns: what else is wrong with a
row is another error than a refusal.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from jiahe.people.models import Person
from jiahe.trust.acting import acting_as
from tests.trust import world as w
from tests.trust.test_nobody_sees_more import Actor, Resident, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DRAWS = 4000

Judge = Callable[[Any, bool, str], bool]
"""Of who acts, whether they see a person of the row, and the row's place: whether they may add it."""


def _does(*roles: str) -> Judge:
    return lambda actor, seen, place: actor.role in roles


def _of_somebody_seen(*roles: str) -> Judge:
    return lambda actor, seen, place: actor.role in roles and (seen or actor.place == w.COUNTY)


def _in_its_place(*roles: str) -> Judge:
    return lambda actor, seen, place: actor.role in roles and w.lies_in(place, actor.place)


def _loads(actor: Any, seen: bool, place: str) -> bool:
    return actor.role == "steward" and actor.place == w.COUNTY


def _anybody(actor: Any, seen: bool, place: str) -> bool:
    return True


_NIGHT, _GUARD = _does("background"), _does("security_administrator")
_ROWS = (
    "certificate", "claim", "correction", "custody", "hukou", "parenthood", "payment", "residence", "status", "union",
)  # fmt: skip
_DETERMINE = _does("county_officer", "background")

MAY_ADD: dict[str, Judge] = {
    **{f"people_{one}": _of_somebody_seen(*w.RECORDERS) for one in _ROWS},
    **{f"people_{one}": _in_its_place(*w.RECORDERS) for one in ("person", "household")},
    **{f"people_{one}": _of_somebody_seen(*w.RECORDERS) for one in ("change", "sent")},
    "people_declaration": _loads,
    "entitlements_outcome": _does(*w.RECORDERS),
    **{f"entitlements_{one}": _DETERMINE for one in ("line", "difference")},
    "entitlements_run": lambda actor, seen, place: (
        _DETERMINE(actor, seen, place) or _in_its_place("village_worker", "township_reviewer")(actor, seen, place)
    ),
    **{f"intake_{one}": _NIGHT for one in ("finding", "check")},
    **{
        f"intake_{one}": _loads
        for one in (
            "load",
            "row",
            "rowfault",
            "remembered",
            "rememberedvalue",
            "mend",
            "idempotencykey",
            "conflict",
            "telling",
        )
    },
    "intake_pair": lambda actor, seen, place: actor.role == "background" and seen,
    "mine_request": lambda actor, seen, place: actor.role == "resident" and seen,
    **{f"places_{one}": _does("steward") for one in ("division", "succession")},
    "places_facility": _does("security_administrator", "steward"),
    "places_facilitycorrection": _does("steward"),
    **{f"places_{one}": _GUARD for one in ("post", "holding")},
    "trust_adminact": _GUARD,
    "trust_staffperson": _GUARD,
    "trust_watched": _GUARD,
    **{f"trust_{one}": _NIGHT for one in ("alert", "seal", "retentionrun")},
    "trust_erasure": _does(*w.CORRECTORS),
    "trust_invitation": _of_somebody_seen(*w.INVITERS),
    "trust_consent": _of_somebody_seen(*w.RECORDERS),
    **dict.fromkeys(("exports_export", "trust_lookups", "trust_read"), _anybody),  # of their own post and account
}
NOT_DRAWN = {"intake_findingstep", "mine_requeststep", "mine_doubt", "trust_programkey", "trust_proposal"}
"""What these ask for hangs on other rows: tests/intake/findings, mine/test_cases.py, mine/test_doubts.py,
trust/test_program_keys.py, trust/test_two_people.py."""

MAY_CHANGE = {
    "entitlements_outcome": w.RECORDERS,
    "entitlements_run": {"county_officer", "background"},
    "intake_finding": {"background", "village_worker", "township_reviewer", "county_officer", "steward"},
    "intake_pair": w.CORRECTORS,
    "places_division": {"steward"},
    "places_succession": {"steward"},
    **{f"people_{one}": w.RECORDERS for one in (*_ROWS, "person", "household")},
    "places_facility": {"security_administrator", "steward"},
    "places_holding": {"security_administrator"},
    "places_post": {"security_administrator", "steward"},
    "trust_consent": w.RECORDERS,
    "trust_alert": w.SEES_LOG,
    "trust_erasure": {"background"},
    "trust_lookups": {*w.ROLES, "resident"},
    "trust_staffperson": {"security_administrator"},
    "trust_invitation": w.INVITERS,
}
"""Roles that may change some row of a table; nobody else changes any, and nobody one about people they do not see."""

UNBOUND = {
    "account_emailaddress", "account_emailconfirmation", "django_session", "mfa_authenticator",
    "socialaccount_socialaccount", "trust_account", "trust_attempt", "trust_signedin",
    "procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers", "procrastinate_workers",
}  # fmt: skip
"""What signing in and the queue need before anybody acts: no post decides there, and no family's data is in them."""


def _catalogue(verb: str) -> dict[str, bool]:
    """Return the tables of which the application may INSERT, UPDATE or DELETE some row; whether policies bind it."""
    has = "has_table_privilege" if verb == "DELETE" else "has_any_column_privilege"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT relname, relrowsecurity FROM pg_class WHERE relkind IN ('r', 'p') "
            f"AND relnamespace = 'public'::regnamespace AND {has}(oid, %s)",
            [verb],
        )
        return dict(cursor.fetchall())


def test_every_table_that_can_be_written_is_bound_and_judged() -> None:
    for verb in ("INSERT", "UPDATE", "DELETE"):
        free = {table for table, is_bound in _catalogue(verb).items() if not is_bound}
        assert free <= UNBOUND, f"no policy binds {verb} there: {free - UNBOUND}"
    bound = {table for table, is_bound in _catalogue("INSERT").items() if is_bound}
    assert bound == set(MAY_ADD) | NOT_DRAWN


_POINTING = {
    "person", "person_id", "other_id", "spouse_id", "child_id", "parent_id", "custodian_id", "applicant_id", "shown",
}  # fmt: skip
"""Columns that say whom a row is about. Of a claim, who applied opens nothing."""


def _row(table: str, actor: Actor | Resident, person: w.Somebody, other: w.Somebody, place: str) -> dict[str, Any]:
    """Return what the policies read of a row: about two people, of a place, by the acting post."""
    columns = {
        field.column: field
        for model in apps.get_models()
        if model._meta.db_table == table
        for field in model._meta.fields
    }
    row: dict[str, Any] = {}
    people = iter((person.id, other.id))
    for name, field in columns.items():
        if field.related_model is Person or name in ("person", "shown"):
            row[name] = next(people)
        elif name in ("post", "post_id"):
            row[name] = actor.acting.post
        elif name in ("place", "hukou_place"):
            row[name] = place
        elif name == "source":
            row[name] = "test"
    more = {
        "trust_consent": {"how": "paper", "paper": "x"}, "trust_adminact": {"act": "add_post"},
        "mine_request": {"state": "open"}, "intake_finding": {"state": "open"},
    }  # fmt: skip
    return row | more.get(table, {})


def test_the_database_lets_a_post_add_only_what_it_may() -> None:
    scene, draw, tables = Scene(5), random.Random(5), sorted(set(MAY_ADD))
    wrong, now = [], {"trust_adminact": "at"}
    for number in range(DRAWS):
        actor, table, place = draw.choice(scene.actors), draw.choice(tables), draw.choice(w.PLACES)
        person, other = draw.sample(scene.world.people, 2)
        row = _row(table, actor, person, other, place)
        about = {row[name] for name in row if name in _POINTING and name != "applicant_id"}
        names = [f'"{name}"' for name in row] + ([now[table]] if table in now else [])
        marks = ["%s"] * len(row) + (["now()"] if table in now else [])
        statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(marks)})"
        if not row:
            statement = f"INSERT INTO {table} DEFAULT VALUES"
        refused = False
        with acting_as(actor.acting), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(statement, list(row.values()))
                    transaction.set_rollback(True)
            except DatabaseError as error:
                refused = isinstance(error.__cause__, InsufficientPrivilege)
        seen = about & scene.seen_by(actor)
        sees = seen == about if table == "intake_pair" else bool(seen)
        may = MAY_ADD[table](actor, sees, place)
        if refused == may:
            wrong.append(f"draw {number}: {actor.role} at {actor.place} adds to {table}, refused {refused}: {row}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_lets_nobody_change_a_row_that_is_none_of_theirs(verb: str) -> None:
    scene, draw = Scene(6), random.Random(6)
    tables = sorted(table for table, is_bound in _catalogue(verb).items() if is_bound)
    wrong = []
    for number in range(DRAWS // 4):
        actor, table = draw.choice(scene.actors), draw.choice(tables)
        person = draw.choice(scene.world.people)
        (model,) = (one for one in apps.get_models() if one._meta.db_table == table)
        keys = [field.column for field in model._meta.fields if field.related_model is Person]
        keys = ["id"] if table == "people_person" else keys
        about = draw.random() < 0.5 and bool(keys)
        where = " OR ".join(f"{key} = %s" for key in keys) if about else "true"
        told = f"draw {number}: {actor.role} at {actor.place}: {verb} {table} where {where} {person.id}"
        with acting_as(actor.acting), connection.cursor() as cursor:
            column = _changeable(table)
            change = f'UPDATE {table} SET "{column}" = "{column}"' if verb == "UPDATE" else f"DELETE FROM {table}"
            changed = 0
            try:
                with transaction.atomic():
                    cursor.execute(f"{change} WHERE {where}", [person.id] * len(keys) if about else [])
                    changed = cursor.rowcount
                    transaction.set_rollback(True)
            except DatabaseError:
                pass
        if verb == "UPDATE":
            may = actor.role in MAY_CHANGE.get(table, set())
        else:
            may = table not in ("people_person", *scene.world.rows)
        if about and len(keys) == 1 and table != "entitlements_outcome":
            may = may and (person.id in scene.seen_by(actor) or actor.place == w.COUNTY)
        if changed and not may:
            wrong.append(f"{told}: {changed}")
    assert not wrong, "\n".join(wrong)


def _changeable(table: str) -> str:
    """Return a column that the application may change."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "ORDER BY has_column_privilege(attrelid, attnum, 'UPDATE') DESC, attnum LIMIT 1",
            [table],
        )
        return str(cursor.fetchone()[0])
