"""One determination of the whole register: snapshot, run, what is kept of it, and what changed since the run before.

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
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from jiahe.determination.run import determine, law_version
from jiahe.determination.summary import summarise
from jiahe.entitlements.differences import differences
from jiahe.entitlements.family import county_and_above
from jiahe.entitlements.law import setting_of, steps
from jiahe.entitlements.models import Difference, Line, Outcome, Run
from jiahe.law.arithmetic import plus
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, criterion_column
from jiahe.people.facts import Snapshot, kin_of, take_snapshot
from jiahe.people.lock import lock_register
from jiahe.people.models import Change
from jiahe.people.queries import not_there
from jiahe.places.divisions import place_range
from jiahe.programmes import the_pack
from jiahe.trust.acting import Acting, acting_as, require
from jiahe.trust.files import make_private, private_folder
from jiahe.trust.permissions import DETERMINE, RUN

BATCH = 2_000
KEPT_RUNS = 3
"""Runs whose outcomes and snapshots stay on disk; of the older ones only the lines and differences are kept."""


class AlreadyRunning(Exception):
    """A determination of the register goes on already."""


def begin_run(*, why: str, on: dt.date | None = None) -> Run:
    """Note that a run begins. Raises AlreadyRunning, PermissionDenied."""
    acting = require(DETERMINE, RUN)
    try:
        with transaction.atomic():
            return Run.objects.create(on=on or timezone.localdate(), region=settings.COUNTY, why=why, post=acting.post)
    except IntegrityError as error:
        raise AlreadyRunning from error


def forget_cut_off_runs(acting: Acting) -> None:
    """Mark runs as failed that nobody can be at any more: the office has just been started."""
    with acting_as(acting):
        Run.objects.filter(state=Run.State.RUNNING).update(
            state=Run.State.FAILED, error="cut off", finished_at=timezone.now()
        )


def run_register(key: UUID, acting: Acting) -> Run:
    """Determine everybody for a run that was noted; return it done. Call it outside any transaction.

    How far it is can be read from the run meanwhile. Whatever goes wrong, the run is marked failed and the kept answers
    are those of the run before.
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
            snapshot = take_snapshot(Path(settings.HOME) / "snapshots")
        tell("determine", 0.2)
        result = determine(snapshot.tables, the_pack(), setting_of(run.on), folder)
        tell("ahead", 0.5)
        ahead = _look_ahead(run.on, snapshot, folder)
        make_private(folder)
        tell("keep", 0.7)
        run.snapshot, run.snapshot_at, run.rows = snapshot.hash, snapshot.taken_at, result.rows
        run.law = {lowered.rule.key: law_version(lowered.rule) for lowered in result.query.rules}
        run.left_out = result.left_out
        with acting_as(acting):
            before = Run.objects.filter(state=Run.State.DONE, region=run.region).order_by("-started_at").first()
            if before is not None and (folder_of(before.id) / "outcomes.parquet").exists():
                found = list(differences(before, run, snapshot, result.outcomes))
                lock_register()
                gone = not_there(one.person_id for one in found)
                Difference.objects.bulk_create((one for one in found if one.person_id not in gone), batch_size=BATCH)
            _keep(run, snapshot, result, ahead)
            run.state, run.step, run.share, run.finished_at = Run.State.DONE, "done", 1.0, timezone.now()
            run.save()
            _forget_old_files()
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        with acting_as(acting):
            Run.objects.filter(id=key).update(
                state=Run.State.FAILED, finished_at=timezone.now(), error=type(error).__name__
            )
        raise
    return run


def folder_of(run: UUID) -> Path:
    """Return where a run's outcomes are."""
    return Path(settings.HOME) / "runs" / str(run)


MONTHS_AHEAD = 2
"""On the first days of how many coming months a run looks for what will be lost."""


def _look_ahead(on: dt.date, snapshot: Snapshot, folder: Path) -> list[tuple[dt.date, Path]]:
    """Return the outcomes on the first days of the coming months, were nothing to change: what lapses shows there."""
    found = []
    for months in range(1, MONTHS_AHEAD + 1):
        day = plus(on.replace(day=1), months, "months")
        found.append(
            (day, determine(snapshot.tables, the_pack(), setting_of(day), folder / f"ahead-{months}").outcomes)
        )
    return found


def _keep(run: Run, snapshot: Snapshot, result: Any, ahead: list[tuple[dt.date, Path]]) -> None:
    """Replace what is kept, but for the families whose facts changed after the snapshot: their answers are newer.

    Nor for who is not in the register any more: merged into another record meanwhile, or taken back with a file.
    """
    kept = list(_outcomes(run, snapshot, result, ahead))
    lock_register()
    newer = kin_of(_changed_since(snapshot), steps=steps()).keys()
    Outcome.objects.exclude(person_id__in=newer).delete()
    left_out = newer | not_there(one.person_id for one in kept)
    rows = (one for one in kept if one.person_id not in left_out)
    while batch := list(islice(rows, BATCH)):
        Outcome.objects.bulk_create(batch)
    Line.objects.bulk_create(
        [
            Line(
                run=run, place=line.place, programme=line.programme, entitled=line.entitled, enrolled=line.enrolled,
                missed=line.missed, claims_unknown=line.claims_unknown, needs_evidence=line.needs_evidence,
                this_year=line.this_year, missed_money=line.missed_money,
            )
            for line in summarise(result.outcomes, region=run.region, level="village")
            if the_pack().rule(line.programme).benefit == "money"
        ]
    )  # fmt: skip


def _changed_since(snapshot: Snapshot) -> list[UUID]:
    return list(Change.objects.filter(at__gt=snapshot.taken_at).values_list("person", flat=True).distinct())


def _outcomes(run: Run, snapshot: Snapshot, result: Any, ahead: list[tuple[dt.date, Path]]) -> Iterator[Outcome]:
    low, high = place_range(run.region)
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
    joins = " ".join(f"LEFT JOIN read_parquet(?) a{i} USING (person_id, programme)" for i in range(len(ahead)))
    left = [
        f"CASE a{i}.status WHEN '{ELIGIBLE}' THEN a{i}.total WHEN '{NEEDS_EVIDENCE}' THEN NULL ELSE 0 END"
        for i in range(len(ahead))
    ]
    less = [f"NOT coalesce(placed.enrolled, FALSE) AND placed.total > {one}" for one in left]
    days = " ".join(f"WHEN {one} THEN DATE '{day}'" for one, (day, _) in zip(less, ahead, strict=True))
    sums = " ".join(f"WHEN {one} THEN placed.total - {then}" for one, then in zip(less, left, strict=True))
    query = f"""
        WITH o AS (SELECT *, CASE programme {unknown} END AS unknown FROM read_parquet(?) WHERE programme IN ({keys})),
        placed AS (
            SELECT o.*, CASE WHEN p.hukou_place > '{low}' AND p.hukou_place <= '{high}' THEN p.hukou_place
                WHEN (p.hukou_place IS NULL OR p.hukou_place IN {county_and_above()})
                    AND p.residence_place BETWEEN '{low}' AND '{high}' THEN p.residence_place END AS look
            FROM o JOIN read_parquet(?) p USING (person_id)
        )
        SELECT person_id, programme, look, CAST(placed.status AS VARCHAR), placed.this_year, placed.total,
            placed.enrolled, CASE WHEN placed.status = '{NEEDS_EVIDENCE}' THEN unknown ELSE [] END,
            CASE {days} END, CASE {sums} END
        FROM placed {joins} WHERE look IS NOT NULL AND placed.status IN ('{ELIGIBLE}', '{NEEDS_EVIDENCE}')
    """
    with duckdb.connect() as db:
        found = db.execute(
            query, [str(result.outcomes), str(snapshot.tables["persons"]), *(str(file) for _, file in ahead)]
        )
        while batch := found.fetchmany(BATCH):
            for person, programme, place, status, this_year, total, enrolled, keys_unknown, day, lost in batch:
                yield Outcome(
                    person_id=UUID(person), programme=programme, place=place, status=status, this_year=this_year,
                    total=total, enrolled=enrolled, unknown=keys_unknown, lost_from=day, loses=lost, run=run, on=run.on,
                )  # fmt: skip


def _forget_old_files() -> None:
    """Keep the files of the last runs and their snapshots; take the others away."""
    kept = list(Run.objects.filter(state=Run.State.DONE).order_by("-started_at")[:KEPT_RUNS])
    names = {"runs": {str(run.id) for run in kept}, "snapshots": {run.snapshot for run in kept}}
    going_on = {str(one) for one in Run.objects.filter(state=Run.State.RUNNING).values_list("id", flat=True)}
    for kind, wanted in names.items():
        for path in (Path(settings.HOME) / kind).iterdir():
            if path.name not in wanted | going_on and not path.name.startswith("."):
                shutil.rmtree(path, ignore_errors=True)
