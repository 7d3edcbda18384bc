"""How an action takes up a load that waits at a step, and how the background is asked to go on with it."""

from __future__ import annotations

from uuid import UUID

from jiahe.intake.models import Load
from jiahe.web.refusal import Refused


def waiting(key: UUID, *states: str) -> Load:
    """Return a load in one of some states, locked. Raises Refused when it has gone on."""
    load = Load.objects.select_for_update().get(id=key)
    if load.state not in states:
        raise Refused("这个文件已经到了下一步，请刷新页面。", "This file has gone on to another step. Reload the page.")
    return load


def begin(load: Load) -> None:
    """Let the background check, part, load or take back a file, whichever is its turn."""
    from jiahe.intake.tasks import work

    work.defer(load=str(load.id))
