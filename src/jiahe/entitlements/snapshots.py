"""Snapshots of the facts that somebody asked for: kept on the server for a stated time, and handed out to nobody.

A snapshot tells the births, kin and claims of everybody, so no address gives it (trust/inventory.yaml: nobody sees it).
Who runs the server may determine it there, with ``jiahe determine --facts``.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from jiahe.people.facts import Snapshot, take_snapshot
from jiahe.trust.acting import require
from jiahe.trust.files import make_private
from jiahe.trust.permissions import DETERMINE, RUN

KEPT_DAYS = 7
_UNTIL = "kept_until"


def take_and_keep() -> tuple[Snapshot, dt.datetime]:
    """Take a snapshot of the facts that the acting post sees; return it and until when it is kept.

    Raises PermissionDenied.
    """
    require(DETERMINE, RUN)
    taken = take_snapshot(Path(settings.HOME) / "snapshots")
    until = timezone.now() + dt.timedelta(days=KEPT_DAYS)
    (taken.folder / _UNTIL).write_text(until.isoformat() + "\n", encoding="ascii")
    make_private(taken.folder)
    return taken, until


def is_kept(folder: Path) -> bool:
    """Whether the time for which somebody asked for a snapshot is not over; never, if nobody did."""
    try:
        return dt.datetime.fromisoformat((folder / _UNTIL).read_text(encoding="ascii").strip()) > timezone.now()
    except (FileNotFoundError, ValueError):
        return False
