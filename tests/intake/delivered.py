"""A delivery of contract tables made in tests: packed, taken in, and each of its loads taken to its end."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.intake.conftest import identity

if TYPE_CHECKING:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import Acting

Rows = Sequence[Mapping[str, Any]]


def csv_of(rows: Rows) -> bytes:
    """Return rows as a CSV file of the contract."""
    out = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def packed_folder(folder: Path) -> bytes:
    """Return the tables of a folder as a zip."""
    return packed({path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))})


def received(raw: bytes, account: UUID, day: dt.date, name: str = "register.zip") -> Load:
    """Take a delivery in; call it inside acting_as(the steward's)."""
    from jiahe.intake import actions
    from jiahe.intake.contents import FACTS

    return actions.receive(source=FACTS, pieces=[raw], file_name=name, learned_on=day, account=account)


def deliver(raw: bytes, account: UUID, day: dt.date, name: str = "register.zip") -> list[Load]:
    """Take a delivery in and part it; return its loads. Call it inside acting_as(the steward's)."""
    from jiahe.intake.delivery.actions import part_delivery
    from jiahe.intake.delivery.queries import loads_of
    from jiahe.intake.who import loader

    load = received(raw, account, day, name)
    part_delivery(load, loader())
    return loads_of(load)


def to_the_end(loads: Sequence[Load], acting: Acting) -> dict[str, Load]:
    """Check and load what is its turn, as the background does, until all is done; return the loads by source."""
    from jiahe.intake import applying, checking
    from jiahe.intake.delivery.actions import begin_next
    from jiahe.intake.models import Load

    for one in loads:
        one.refresh_from_db()
        assert one.state == "checking", (one.source, one.state)
        checking.check(one, acting)
        one.refresh_from_db()
        identity(one)
        if one.loaded:
            Load.objects.filter(id=one.id).update(state="loading")
            applying.load_rows(one.id, acting)
        begin_next(one.id, acting)
        one.refresh_from_db()
        identity(one)
    return {one.source: one for one in loads}
