"""What is done with a delivery: parted into a load for each source, which are checked one stage after the other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import uuid_utils.compat as uuids
from django.utils import timezone

from jiahe.intake import files
from jiahe.intake.checking import go_on
from jiahe.intake.delivery import archive, faults
from jiahe.intake.delivery.parting import Delivery, Parted, part
from jiahe.intake.fault import Unreadable
from jiahe.intake.mending.actions import recall
from jiahe.intake.models import Load
from jiahe.places.naming import divisions
from jiahe.trust.acting import Acting, acting_as

State = Load.State
_PIECE = 1 << 20


def part_delivery(load: Load, acting: Acting, tell: Callable[[int], None] = lambda done: None) -> None:
    """Make a delivery its loads, all or none, and begin to check the first of them. Its own file is then forgotten.

    ``tell`` is called with the share that is done, in per cent. Raises Unreadable, and Stopped when somebody has paused
    or dropped it; then there is no load.
    """
    tell(0)
    with _room(load.id) as room:
        tables, work = room / "tables", room / "work"
        tables.mkdir()
        work.mkdir()
        with files.plain(load) as file:
            others = archive.lay_out(file, load.file_name, tables)
        found = part(
            tables, work, divisions=divisions(), day=load.learned_on, progress=lambda share: tell(int(share * 100))
        )
        if not found.parts:
            raise Unreadable(faults.NOTHING)
        said = _said(load, found, others)
        loads = [_load_of(load, one, said) for one in found.parts]
        try:
            for new, one in zip(loads, found.parts, strict=True):
                _keep(new, one)
            with acting_as(acting):
                go_on(load)
                for new in loads:
                    new.save(force_insert=True)
                begin_next(loads[0].id, acting)
                Load.objects.filter(id=load.id).update(state=State.PARTED, ended_at=timezone.now())
        except BaseException:
            for new in loads:
                files.forget(new.id)
            raise
    files.forget(load.id)


@contextmanager
def _room(key: UUID) -> Iterator[Path]:
    """Give an empty folder for the tables of a delivery; what a process that was killed left in it is gone."""
    room = files.folder() / f".delivery-{key}"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(mode=0o700)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _said(load: Load, found: Delivery, others: list[str]) -> dict[str, object]:
    return {
        "key": str(load.id), "file": load.file_name, "others": others,
        "tables": [asdict(one) for one in found.tables],
    }  # fmt: skip


def _load_of(whole: Load, one: Parted, said: dict[str, object]) -> Load:
    """Return the load of a part, not saved yet, as one of whoever sent the delivery."""
    return Load(
        id=uuids.uuid7(), source=one.part.source, account_id=whole.account_id, post_id=whole.post_id,
        file_name=f"{Path(whole.file_name).stem[-120:]}-{one.path.name}", learned_on=whole.learned_on,
        load_when_faultless=whole.load_when_faultless, delivery=said | {"stage": one.part.stage},
    )  # fmt: skip


def _keep(load: Load, one: Parted) -> None:
    """Seal the file of a part, and name its columns, which are known."""
    files.keep(load, _pieces(one.path))
    with files.opened(load) as book:
        table = book.sheets[0].table
        if table is None:
            raise Unreadable(faults.NOTHING)
        load.columns = {
            "0": {str(at): one.columns[label] for at, label in enumerate(table.labels) if label in one.columns}
        }


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def begin_next(key: UUID, acting: Acting) -> None:
    """Begin to check the loads of a delivery for which no earlier one is awaited any more.

    ``key``: of any load of it. A load that was checked and brings nothing new keeps none waiting.
    """
    with acting_as(acting):
        told = Load.objects.values_list("delivery", flat=True).get(id=key)
        if not told:
            return
        loads = list(Load.objects.select_for_update().filter(delivery__key=told["key"]).order_by("id"))
        awaited = [one.delivery["stage"] for one in loads if _is_awaited(one)]
        for load in loads:
            if load.state == State.COLUMNS and load.delivery["stage"] == min(awaited):
                Load.objects.filter(id=load.id).update(state=State.CHECKING)
                recall(load)
                _begin(load)


def _is_awaited(load: Load) -> bool:
    return load.state in (State.COLUMNS, State.CHECKING, State.LOADING, State.FAILED) or (
        load.state == State.CHECKED and load.loaded > 0
    )


def _begin(load: Load) -> None:
    from jiahe.intake.tasks import work

    work.defer(load=str(load.id))
