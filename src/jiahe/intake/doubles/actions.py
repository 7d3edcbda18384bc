"""What somebody decides of two records: of one person, or of two."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from jiahe.intake.checking import counts
from jiahe.intake.doubles.models import Pair
from jiahe.intake.doubles.weighing import take
from jiahe.intake.models import Load, Row, RowFault
from jiahe.intake.row_values import values_of
from jiahe.intake.sources import SOURCES
from jiahe.intake.who import loader
from jiahe.people.lock import lock_register_soon
from jiahe.people.merging import merge
from jiahe.people.models import Person
from jiahe.trust.acting import Acting, require
from jiahe.trust.permissions import CORRECT, PERSON
from jiahe.web.refusal import Refused

SAME, OTHER = Pair.Answer.SAME, Pair.Answer.OTHER


@transaction.atomic
def merge_pair(*, pair: UUID, keep: UUID, reason: str, source: str, learned_on: dt.date) -> None:
    """Decide that two records of the register are of one person, and merge them into ``keep``. Raises Refused."""
    acting = require(CORRECT, PERSON)
    lock_register_soon()  # before the pair: another merge, which moves this pair, has them in this order
    found = _open(pair)
    assert found.other_id is not None, "a row is not merged"
    if keep not in (found.person_id, found.other_id):
        raise Refused(
            "其中一份刚刚与别的档案合并，请重新核对。", "One of the two was merged with another just now. Look again."
        )
    other = found.other_id if keep == found.person_id else found.person_id
    _answer(found, acting, SAME)
    done = merge(keep=keep, other=other, reason=reason, source=source, learned_on=learned_on)
    Pair.objects.filter(id=pair).update(merge=done)


@transaction.atomic
def part_pair(*, pair: UUID) -> None:
    """Decide that two records of the register are of two people. They are not asked about again."""
    acting = require(CORRECT, PERSON)
    _answer(_open(pair), acting, OTHER)


@transaction.atomic
def decide_row(*, pair: UUID, same: bool) -> None:
    """Decide whether a row of a file is about a person of the register. A file that is not loaded yet follows at once.

    The row can be about one person only: the other pairs of it are answered with it. Raises Refused.
    """
    acting = loader()
    require(CORRECT, PERSON)
    # The load before the pair, in the order of whoever drops the file.
    load = Load.objects.select_for_update(of=("self",)).filter(pairs=pair).first()
    found = _open(pair)
    assert load is not None, "two records of the register are merged"
    if load.state == Load.State.CHECKING:  # whether the row is still aside is known only when that is done
        raise Refused("这个文件正在重新检查，查完再定。", "This file is being checked again. Decide when that is done.")
    _answer(found, acting, SAME if same else OTHER)
    if same:
        for one in Pair.objects.filter(load=load, row=found.row, answer=Pair.Answer.OPEN):
            _answer(one, acting, OTHER)
    row = Row.objects.filter(id=found.row, fate=Row.Fate.ASIDE).first()
    if load.state == Load.State.CHECKED and row is not None:
        _follow(load, row, found.person_id if same else None)
        Load.objects.filter(id=load.id).update(**counts(load, load.read))


def _follow(load: Load, row: Row, person: UUID | None) -> None:
    """Let a row go on as it was decided: as that person's, or as somebody new once nobody else is left to ask about."""
    if person is None and Pair.objects.filter(load=load, row=row.id, answer=Pair.Answer.OPEN).exists():
        return
    RowFault.objects.filter(load=load, sheet=row.sheet, number=row.number).delete()
    source = SOURCES[load.source]
    if person is None:
        Row.objects.filter(id=row.id).update(fate=Row.Fate.NEW)
    else:
        take(load, source, row, values_of(source, row), Person.objects.select_related("household").get(id=person))


def _open(pair: UUID) -> Pair:
    found = Pair.objects.select_for_update(of=("self",)).filter(id=pair).first()
    if found is None or found.answer != Pair.Answer.OPEN or found.person_id == found.other_id:
        raise Refused("别人刚刚决定过这一对，请看下一对。", "Somebody has just decided this pair. Go on to the next.")
    return found


def _answer(pair: Pair, acting: Acting, answer: str) -> None:
    Pair.objects.filter(id=pair.id).update(
        answer=answer, answered_at=timezone.now(), answered_by=acting.account, post=acting.post
    )
