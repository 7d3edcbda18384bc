"""Determination for programs: a person's answers with their reasons, the runs, a snapshot of the facts."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from jiahe.entitlements.explanations import explanations
from jiahe.entitlements.models import Run
from jiahe.entitlements.queries import runs_seen
from jiahe.entitlements.runs import AlreadyRunning, begin_run, who_sees_runs
from jiahe.entitlements.snapshots import take_and_keep
from jiahe.people.queries import read_person
from jiahe.places.divisions import PlacesError
from jiahe.trust.acting import require
from jiahe.trust.permissions import DETERMINE, DETERMINE_PLACE, OUTCOME, PERSON, READ, RUN, SEE_RUNS
from jiahe.trust.programs.auth import by, require_operation
from jiahe.trust.programs.operations import operation
from jiahe.web.problems import Refused as Invalid
from jiahe.web.problems import answers
from jiahe.web.refusal import Refused
from jiahe.web.words import Words

people = Router(tags=["people"])
runs = Router(tags=["runs"])

OWED = operation(
    "people:entitlements", Words("读一个人应享待遇", "Read what a person is owed"), (READ, PERSON), (READ, OUTCOME)
)
SEE = operation("runs:see", Words("看判定记录", "See the runs"), (SEE_RUNS, RUN))
START = operation("runs:start", Words("判定全县", "Determine everybody"), (DETERMINE, RUN), (SEE_RUNS, RUN))
START_PLACE = operation(
    "runs:start-place", Words("判定一个乡镇或村", "Determine a town or village"), (DETERMINE_PLACE, RUN)
)
SNAPSHOT = operation(
    "runs:snapshot", Words("做事实快照", "Take a snapshot of the facts"), (DETERMINE, RUN), (READ, PERSON)
)


class RunFound(Schema):
    """One determination: of everybody, or of a ``place``. ``share``: how far it is, from 0 to 1."""

    id: UUID
    on: dt.date
    region: str
    place: str | None
    why: str
    state: str
    step: str
    share: float
    snapshot: str
    rows: int | None
    law: dict[str, str]
    left_out: list[str]
    error: str


class SnapshotTaken(Schema):
    """A snapshot of the facts: its name is the hash of its contents. It stays on the server; no address gives it."""

    hash: str
    taken_at: dt.datetime
    rows: dict[str, int]
    folder: str = Field(description="Where its Parquet files lie, below JIAHE_HOME on the server")
    kept_until: dt.datetime = Field(description="Until then no determination takes it away")


def _run(run: Run) -> RunFound:
    return RunFound(**{name: getattr(run, name) for name in RunFound.model_fields})


@people.get("/{uuid:key}/entitlements", response=answers(list[dict[str, Any]], signed_in=True), auth=by(OWED))
def entitlements(request: HttpRequest, key: UUID) -> list[dict[str, Any]]:
    """Return the explanation of each programme that looks at a person today. The reading is logged."""
    require(READ, PERSON)
    require(READ, OUTCOME)
    if read_person(key, page="api:entitlements", what="api") is None:
        raise Http404("There is no such person in the post's area.")
    return [one.to_dict() for one in explanations(key, page="api:entitlements", what="api")]


@runs.get("", response=answers(list[RunFound], signed_in=True), auth=by(SEE, START_PLACE))
def list_runs(request: HttpRequest) -> list[RunFound]:
    """Return the last fifty runs that had to do with the post's place, the latest first."""
    return [_run(one) for one in runs_seen(who_sees_runs())[:50]]


@runs.get("/{uuid:key}", response=answers(RunFound, signed_in=True), auth=by(SEE, START_PLACE))
def one_run(request: HttpRequest, key: UUID) -> RunFound:
    """Return one run."""
    found = runs_seen(who_sees_runs()).filter(id=key).first()
    if found is None:
        raise Http404("There is no such run.")
    return _run(found)


@runs.post("", response=answers(RunFound, good=202, signed_in=True, conflict=True), auth=by(START, START_PLACE))
def start(request: HttpRequest, place: str | None = None) -> tuple[int, RunFound]:
    """Determine everybody now, or the people of a town or village, in the background. 409 when that goes on already."""
    from jiahe.entitlements.tasks import determine_register

    require_operation(START if place is None else START_PLACE)
    try:
        begun = begin_run(why=Run.Why.ASKED, place=place)
    except AlreadyRunning as error:
        raise HttpError(409, "A run goes on already. Wait for it to end.") from error
    except (Refused, PlacesError) as error:
        raise Invalid("place", str(error)) from error
    determine_register.defer(run=str(begun.id))
    begun.refresh_from_db()
    return 202, _run(begun)


@runs.post("/snapshots", response=answers(SnapshotTaken, good=201, signed_in=True), auth=by(SNAPSHOT))
def snapshot(request: HttpRequest) -> tuple[int, SnapshotTaken]:
    """Take a snapshot of the facts that the acting post sees, and keep it on the server for seven days.

    Names and numbers of people are not in it; births, kin and claims are, so it is handed out to nobody: who runs the
    server determines it there.
    """
    taken, until = take_and_keep()
    return 201, SnapshotTaken(
        hash=taken.hash, taken_at=taken.taken_at, rows=taken.rows, folder=f"snapshots/{taken.hash}", kept_until=until
    )
