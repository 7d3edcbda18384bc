"""What is done with a delivery: taken in as a load for each source, which are checked one stage after the other."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import uuid_utils.compat as uuids

from jiahe.intake import files
from jiahe.intake.delivery import archive, faults
from jiahe.intake.delivery.parting import Delivery, Parted, part
from jiahe.intake.fault import Unreadable
from jiahe.intake.mending.actions import recall
from jiahe.intake.models import Load
from jiahe.intake.who import loader
from jiahe.places.naming import divisions
from jiahe.trust.acting import Acting, acting_as

State = Load.State
_PIECE = 1 << 20


def receive_delivery(*, pieces: Iterable[bytes], file_name: str, learned_on: dt.date, account: UUID) -> list[Load]:
    """Take tables of the facts contract in: a zip of them, or persons alone. Return its loads, in their order.

    Raises Unreadable; then nothing is kept. The check of the first begins; the others wait for it (begin_next).
    """
    acting = loader()
    with tempfile.TemporaryDirectory(dir=files.folder(), prefix=".delivery-") as name:
        file, tables, work = (Path(name) / one for one in ("file", "tables", "work"))
        tables.mkdir()
        work.mkdir()
        with file.open("wb") as out:
            out.writelines(pieces)
        others = archive.lay_out(file, file_name, tables)
        file.unlink()
        found = part(tables, work, divisions=divisions(), day=learned_on)
        if not found.parts:
            raise Unreadable(faults.NOTHING)
        kept: list[Load] = []
        said = _said(found, others, file_name)
        try:
            for one in found.parts:
                load = Load(
                    id=uuids.uuid7(), source=one.part.source, account_id=account, post_id=acting.post,
                    file_name=f"{Path(file_name).stem[-120:]}-{one.path.name}", learned_on=learned_on,
                    delivery=said | {"stage": one.part.stage},
                )  # fmt: skip
                kept.append(load)
                _keep(load, one)
                load.save(force_insert=True)
            begin_next(kept[0].id, acting)
        except BaseException:
            for load in kept:
                files.forget(load.id)
            raise
    return kept


def _said(found: Delivery, others: list[str], file_name: str) -> dict[str, object]:
    return {
        "key": str(uuids.uuid7()), "file": file_name[-200:], "others": others,
        "tables": [asdict(one) for one in found.tables],
    }  # fmt: skip


def _keep(load: Load, one: Parted) -> None:
    """Seal the file of a part, and name its columns, which are known."""
    load.size, load.digest = files.keep(load.id, _pieces(one.path))
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
