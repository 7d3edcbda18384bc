"""Takes a loaded file back as a whole, unless something rests on it; files that wait are checked anew without it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from jiahe.intake.models import Conflict, Load, Pair, Row, RowFault, Telling
from jiahe.intake.resting import resting_on
from jiahe.intake.states import ANEW
from jiahe.intake.steps import begin, waiting
from jiahe.intake.who import loader
from jiahe.people.lock import lock_register
from jiahe.people.signals import facts_changed
from jiahe.people.undoing import Rests, built_on, take_back
from jiahe.trust.acting import Acting, acting_as
from jiahe.web.refusal import Refused

State = Load.State

UNDONE_WITHIN = dt.timedelta(days=2 * 366)
"""How long after its end a load can be taken back: less than what it ended or changed is kept (inventory.yaml)."""


class RestsOnIt(Refused):
    """The load cannot be taken back.

    ``found``: the records that rest on it, of each kind how much and of whom; ``files``: the loads that say what it
    brought too.
    """

    def __init__(self, found: list[Rests], files: list[Load]) -> None:
        zh = [f"{one.words.zh} {one.count} 条" for one in found] + [f"文件“{one.file_name}”" for one in files]
        en = [f"{one.count} {one.words.en}" for one in found] + [f"the file “{one.file_name}”" for one in files]
        super().__init__(
            f"不能撤销：已有别的记录或文件以它为依据（{'、'.join(zh)}）。",
            f"It cannot be taken back: records or files rest on it ({', '.join(en)}).",
        )
        self.found, self.files = found, files


def undo(*, key: UUID, account: UUID) -> None:
    """Take a load back, in the background. Raises Refused; RestsOnIt when something was built on it."""
    loader()
    load = waiting(key, State.LOADED)
    if load.ended_at is not None and load.ended_at < timezone.now() - UNDONE_WITHIN:
        raise Refused(
            "导入已满两年，不能整份撤销：恢复原样所需的旧记录会到期删除。请逐条更正。",
            "It was loaded two years ago or more and cannot be taken back as a whole: the earlier records that this "
            "needs are erased when their time is over. Correct the records one by one.",
        )
    found, files = built_on(key), resting_on(key)
    if found or files:
        raise RestsOnIt(found, files)
    Load.objects.filter(id=key).update(state=State.UNDOING, undone_by=account, error="")
    begin(load)


def take_load_back(key: UUID, acting: Acting) -> None:
    """Take a load back, unless something was built on it since that was asked for: then it stays loaded."""
    with acting_as(acting):
        lock_register()
        load = Load.objects.get(id=key)
        if built_on(key) or resting_on(key):
            Load.objects.filter(id=key).update(state=State.LOADED, undone_by=None, error="built_on")
            return
        left = take_back(key)
        Conflict.objects.filter(load=key).delete()
        Telling.objects.filter(load=key).delete()
        Load.objects.filter(id=key).update(state=State.UNDONE, ended_at=timezone.now())
        _check_anew(load)
        facts_changed.send(sender=Load, people=left)


def _check_anew(gone: Load) -> None:
    """Forget what was found of the files that were checked beside a load that is gone, and check them from the start.

    Their rows may be the same as those that it brought, change them, wait to be told apart from them, or be set aside
    for what it said.
    """
    beside = Q() if gone.ended_at is None else Q(checked_at=None) | Q(checked_at__gt=gone.ended_at)
    begun = Exists(Row.objects.filter(load=OuterRef("pk")))
    waits = Q(state__in=(State.CHECKED, State.LOADING)) & beside | Q(begun, state=State.CHECKING)
    for load in Load.objects.select_for_update().filter(waits).order_by("id"):
        Pair.objects.filter(load=load, answer=Pair.Answer.OPEN).delete()
        Conflict.objects.filter(load=load).delete()
        RowFault.objects.filter(load=load).delete()
        Row.objects.filter(load=load).delete()
        nothing = dict.fromkeys(("done", "read", "loaded", "changed", "unchanged", "aside"), 0)
        Load.objects.filter(id=load.id).update(
            state=State.CHECKING, error=ANEW, checked_at=None, rests_on=[], **nothing
        )
        begin(load)
