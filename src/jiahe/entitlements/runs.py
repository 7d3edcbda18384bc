"""One determination of everybody or of one place: snapshot, run, what is kept, and what changed since the run before.

A run that fails leaves the answers of the one before; what it wrote is taken away.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pyarrow as pa
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from jiahe.determination.run import determine
from jiahe.determination.summary import summarise
from jiahe.entitlements.differences import WHOSE, differences
from jiahe.entitlements.lapsing import lapses
from jiahe.entitlements.law import setting_of, steps
from jiahe.entitlements.models import Difference, Line, Outcome, Run
from jiahe.entitlements.snapshots import is_kept
from jiahe.entitlements.whose import around, look_here, make_sure_it_is_a_place, write_whose
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, criterion_column
from jiahe.people.facts import Snapshot, kin_of, take_snapshot
from jiahe.people.lock import lock_register
from jiahe.people.models import Change, Person
from jiahe.people.queries import not_there
from jiahe.places.divisions import lies_in
from jiahe.programmes import the_pack
from jiahe.trust.acting import Acting, acting_as, current, require
from jiahe.trust.files import make_private, private_folder
from jiahe.trust.permissions import DETERMINE, DETERMINE_PLACE, RUN, SEE_RUNS

BATCH = 2_000
KEPT_RUNS = 3
"""Runs of everybody whose outcomes and snapshots stay on disk; of the older ones lines and differences are kept."""


class AlreadyRunning(Exception):
    """A determination of the same people goes on already."""


def begin_run(*, why: str, on: dt.date | None = None, place: str | None = None) -> Run:
    """Note that a run begins. ``place``: of one town or village only; the county's own code is everybody.

    Raises AlreadyRunning, PermissionDenied, and what make_sure_it_is_a_place() raises.
    """
    if place in (None, settings.COUNTY):
        place, acting = None, require(DETERMINE, RUN)
    else:
        acting = require(DETERMINE_PLACE, RUN)
        make_sure_it_is_a_place(place)
        if not lies_in(place, acting.place):
            raise PermissionDenied(f"a run of {place}")
    try:
        with transaction.atomic():
            return Run.objects.create(
                on=on or timezone.localdate(), region=settings.COUNTY, why=why, post=acting.post, place=place
            )
    except IntegrityError as error:
        raise AlreadyRunning from error


def who_sees_runs() -> Acting:
    """Return who acts, if they may see runs: all of them, or those of their place. Raises PermissionDenied."""
    acting = current()
    return acting if acting is not None and acting.may(DETERMINE_PLACE, RUN) else require(SEE_RUNS, RUN)


def forget_cut_off_runs(acting: Acting) -> None:
    """Mark runs as failed that nobody can be at any more: the office has just been started."""
    with acting_as(acting):
        Run.objects.filter(state=Run.State.RUNNING).update(
            state=Run.State.FAILED, error="cut off", finished_at=timezone.now()
        )


def run_register(key: UUID, acting: Acting) -> Run:
    """Determine everybody, or a place's people, for a run that was noted; return it done. Not within a transaction.

    For a place the same is done as for everybody, on fewer facts, so the answers are the same. How far it is can be
    read from the run meanwhile. Whatever goes wrong, the run is marked failed and the kept answers are
    those of the run before.
    """

    def tell(step: str, share: float) -> None:
        with acting_as(acting):
            Run.objects.filter(id=key).update(step=step, share=share)

    folder = folder_of(key)
    try:
        private_folder(folder.parent)
        private_folder(folder)
        tell("snapshot", 0.0)
        with acting_as(acting):
            run = Run.objects.get(id=key)
            wanted = None if run.place is None else around(run.place)
            snapshot = take_snapshot(folder if wanted is not None else Path(settings.HOME) / "snapshots", around=wanted)
        whose = None if wanted is None else write_whose(wanted, snapshot, folder / WHOSE)
        tell("determine", 0.2)
        result = determine(snapshot.tables, the_pack(), setting_of(run.on), folder)
        tell("ahead", 0.5)
        lost = lapses(run.on, snapshot.tables, result.outcomes, folder)
        make_private(folder)
        tell("keep", 0.7)
        run.snapshot, run.snapshot_at = snapshot.hash, snapshot.taken_at
        run.rows = result.rows if whose is None else _rows_about(folder)
        run.law = {lowered.rule.key: lowered.rule.version for lowered in result.query.rules}
        run.left_out = result.left_out
        with acting_as(acting):
            before = runs_of_everybody().filter(region=run.region).order_by("-started_at").first()
            if before is not None and (folder_of(before.id) / "outcomes.parquet").exists():
                found = list(differences(before, run, snapshot, result.outcomes))
                lock_register()
                gone = not_there(one.person_id for one in found)
                Difference.objects.bulk_create((one for one in found if one.person_id not in gone), batch_size=BATCH)
            _keep(run, snapshot, result, lost, whose)
            run.state, run.step, run.share, run.finished_at = Run.State.DONE, "done", 1.0, timezone.now()
            run.save()
            if whose is None:
                _forget_old_files()
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        with acting_as(acting):
            Run.objects.filter(id=key).update(
                state=Run.State.FAILED, finished_at=timezone.now(), error=type(error).__name__
            )
        raise
    if whose is not None:
        shutil.rmtree(folder)  # no run is compared with it
    return run


def runs_of_everybody() -> QuerySet[Run]:
    """Return the runs over the whole register that are done."""
    return Run.objects.filter(state=Run.State.DONE, place__isnull=True)


def run_is_late() -> bool:
    """Whether there is somebody to determine, and no run of everybody is of today."""
    return Person.objects.exists() and not runs_of_everybody().filter(on=timezone.localdate()).exists()


def folder_of(run: UUID) -> Path:
    """Return where a run's outcomes are."""
    return Path(settings.HOME) / "runs" / str(run)


def _rows_about(folder: Path) -> int:
    with duckdb.connect() as db:
        query = "SELECT count(*) FROM read_parquet(?) WHERE person_id IN (SELECT person_id FROM read_parquet(?))"
        row = db.execute(query, [str(folder / "outcomes.parquet"), str(folder / WHOSE)]).fetchone()
    return int(row[0]) if row else 0


def _keep(run: Run, snapshot: Snapshot, result: Any, lost: pa.Table, whose: list[UUID] | None) -> None:
    """Replace what is kept, but for the families whose facts changed after the snapshot: their answers are newer.

    ``whose``: of these people only (None: of everybody). Not for who is not in the register any more: merged into
    another record meanwhile, or taken back with a file.
    """
    wanted = None if whose is None else set(whose)
    kept = [one for one in _outcomes(run, snapshot, result, lost) if wanted is None or one.person_id in wanted]
    lock_register()
    newer = kin_of(_changed_since(snapshot), steps=steps()).keys()
    if wanted is None:
        Outcome.objects.exclude(person_id__is_any=list(newer)).delete()
    else:
        Outcome.objects.filter(person_id__is_any=sorted(wanted - newer)).delete()
    left_out = newer | not_there(one.person_id for one in kept)
    rows = (one for one in kept if one.person_id not in left_out)
    while batch := list(islice(rows, BATCH)):
        Outcome.objects.bulk_create(batch)
    if whose is None:
        _add_up(run, result)


def _add_up(run: Run, result: Any) -> None:
    Line.objects.bulk_create(
        [
            Line(
                run=run, place=line.place, programme=line.programme, entitled=line.entitled, enrolled=line.enrolled,
                missed=line.missed, claims_unknown=line.claims_unknown, needs_evidence=line.needs_evidence,
                year=run.on.year, forfeited=line.forfeited, this_year=line.this_year, missed_money=line.missed_money,
            )
            for line in summarise(result.outcomes, region=run.region, level="village")
            if the_pack().rule(line.programme).benefit == "money"
        ]
    )  # fmt: skip


def _changed_since(snapshot: Snapshot) -> list[UUID]:
    return list(Change.objects.filter(at__gt=snapshot.taken_at).values_list("person", flat=True).distinct())


def _outcomes(run: Run, snapshot: Snapshot, result: Any, lost: pa.Table) -> Iterator[Outcome]:
    rules = [lowered.rule for lowered in result.query.rules if lowered.rule.benefit == "money"]
    if not rules:
        return
    unknown = " ".join(
        f"WHEN '{rule.key}' THEN list_filter(["
        + ", ".join(f"CASE WHEN {criterion_column(rule, c.key)} IS NULL THEN '{c.key}' END" for c in rule.criteria)
        + "], lambda x: x IS NOT NULL)"
        for rule in rules
    )
    keys = ", ".join(f"'{rule.key}'" for rule in rules)
    query = f"""
        WITH o AS (SELECT *, CASE programme {unknown} END AS unknown FROM read_parquet(?) WHERE programme IN ({keys})),
        placed AS (
            SELECT o.*, {look_here()} AS look
            FROM o JOIN read_parquet(?) p USING (person_id)
        )
        SELECT person_id, programme, look, CAST(status AS VARCHAR), this_year, total, unclaimed, enrolled,
            CASE WHEN status = '{NEEDS_EVIDENCE}' THEN unknown ELSE [] END, lost_from, loses
        FROM placed LEFT JOIN lost USING (person_id, programme)
        WHERE look IS NOT NULL AND status IN ('{ELIGIBLE}', '{NEEDS_EVIDENCE}')
    """
    with duckdb.connect() as db:
        db.register("lost", lost)
        found = db.execute(query, [str(result.outcomes), str(snapshot.tables["persons"])])
        while batch := found.fetchmany(BATCH):
            for person, programme, place, status, this_year, total, unclaimed, enrolled, wanted, day, loses in batch:
                yield Outcome(
                    person_id=UUID(person), programme=programme, place=place, status=status, this_year=this_year,
                    total=total, unclaimed=unclaimed, enrolled=enrolled, unknown=wanted, lost_from=day, loses=loses,
                    run=run, on=run.on,
                )  # fmt: skip


def _forget_old_files() -> None:
    """Keep the files of the last runs and their snapshots, and snapshots still wanted; take the others away."""
    kept = list(runs_of_everybody().order_by("-started_at")[:KEPT_RUNS])
    names = {"runs": {str(run.id) for run in kept}, "snapshots": {run.snapshot for run in kept}}
    going_on = {str(one) for one in Run.objects.filter(state=Run.State.RUNNING).values_list("id", flat=True)}
    for kind, wanted in names.items():
        for path in (Path(settings.HOME) / kind).iterdir():
            if path.name not in wanted | going_on and not path.name.startswith(".") and not is_kept(path):
                shutil.rmtree(path, ignore_errors=True)
