"""A file that the steward takes along: whom it tells of is in the read log, and that it was taken is written down.

A row that is set aside is often about nobody of the register, and still has a name and a number: how many such rows
went along, the read log has of the file. The file itself is noted too, where those look who watch over administrators.
"""

from __future__ import annotations

from uuid import UUID

from jiahe.intake.models import Load, Row
from jiahe.trust.acting import log_reads, log_rows, require
from jiahe.trust.office.acts import note
from jiahe.trust.permissions import FILE, LOAD

COMMENTED, SET_ASIDE = "commented", "set-aside"


def take_along(load: Load, what: str) -> None:
    """Write down that all rows of a file (COMMENTED), or those set aside (SET_ASIDE), are taken along."""
    acting = require(LOAD, FILE)
    rows = Row.objects.filter(load=load, **({"fate": Row.Fate.ASIDE} if what == SET_ASIDE else {}))
    told: set[UUID] = set()
    of_nobody = 0
    for person, people in rows.values_list("person", "people").iterator():
        named = {*map(UUID, people.values()), *([person] if person else [])}
        told |= named
        of_nobody += not named
    log_reads(sorted(told), what="export", page=f"export:load-{what}")
    log_rows(load.id, of_nobody, what="export", page=f"export:load-{what}")
    note("take_file", post=acting.post, reason=f"{load.source} {load.learned_on} {load.id} {what}")
