"""What is decided about values of a file: mended for all rows that have them, taken back, remembered for its source."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from jiahe.intake.decision import ALIKE, TWICE
from jiahe.intake.fields import Field
from jiahe.intake.mending.models import Mend, RememberedValue
from jiahe.intake.mending.values import as_used, wrong_with
from jiahe.intake.models import Load, Row, RowFault
from jiahe.intake.sources import SOURCES
from jiahe.intake.who import loader
from jiahe.web.refusal import Refused

Value = tuple[str, str]
"""The key of a field, and what its cells say."""


def mend(*, key: UUID, used: Mapping[Value, str], remember: bool, account: UUID) -> int:
    """Read some values in place of those that a file has, and check its rows with them again; return how many rows.

    ``used``: by field and what is written, what shall be read. ``remember``: also in later files of the source.
    Raises Refused when nothing is given, a value cannot be read, or no row has the value that it is for.
    """
    loader()
    load = _checked(key)
    if not used:
        raise Refused("还没有写出正确的值。", "No right value is written yet.")
    source, rows = SOURCES[load.source], 0
    for (name, written), given in used.items():
        value = as_used(source.field(name), given)
        _refuse_unreadable(source.field(name), value)
        found = _rows_with(load, name, written)
        if not found:
            raise Refused(
                f"文件里已经没有“{written}”要改，请刷新页面。", f"No row is left with “{written}”. Reload the page."
            )
        rows += found
        before = Mend.objects.filter(load=load, field=name, written=written, taken_back_at=None)
        for one in before.values_list("id", flat=True):
            _check_again_without(load, one)
        before.update(taken_back_at=timezone.now(), taken_back_by=account)
        Mend.objects.create(load=load, field=name, written=written, used=value, account_id=account)
        if remember:
            RememberedValue.objects.update_or_create(
                source=load.source, office=load.office, field=name, written=written,
                defaults={"used": value, "account_id": account, "decided_at": timezone.now()},
            )  # fmt: skip
    _check_again(load)
    return rows


def take_back(*, key: UUID, mend: int, account: UUID) -> None:
    """Take a mend back before the file is loaded: its rows are checked as they are written.

    What was remembered of it for later files is forgotten.
    """
    loader()
    load = _checked(key)
    one = Mend.objects.filter(load=load, id=mend, taken_back_at=None).first()
    if one is None:
        raise Refused("这处改正已经撤回了，请刷新页面。", "This has been taken back already. Reload the page.")
    Mend.objects.filter(id=mend).update(taken_back_at=timezone.now(), taken_back_by=account)
    known = RememberedValue.objects.filter(source=load.source, office=load.office)
    known.filter(field=one.field, written=one.written, used=one.used).delete()
    if _check_again_without(load, mend):
        _check_again(load)


def recall(load: Load) -> None:
    """Mend in a file that is about to be checked what its source, or that office of it, is known to write wrongly."""
    fields = {field for columns in load.columns.values() for field in columns.values()}
    known = RememberedValue.objects.filter(source=load.source, office=load.office, field__in=fields)
    Mend.objects.bulk_create(
        Mend(
            load=load, field=one.field, written=one.written, used=one.used, account_id=one.account_id,
            decided_at=one.decided_at, remembered=True,
        )
        for one in known
    )  # fmt: skip


def count(load: Load) -> None:
    """Note how many rows use each mend of a file."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"load": load.id})


_COUNT = """
    UPDATE intake_mend SET rows = coalesce(found.n, 0)
    FROM intake_mend one LEFT JOIN (
        SELECT mend, count(*) AS n FROM intake_row, unnest(mended) AS mend WHERE load_id = %(load)s GROUP BY mend
    ) found ON found.mend = one.id
    WHERE intake_mend.id = one.id AND one.load_id = %(load)s AND one.taken_back_at IS NULL
"""


def _checked(key: UUID) -> Load:
    """Return a load that waits to be loaded, locked. Raises Refused when it has gone on."""
    load = Load.objects.select_for_update().get(id=key)
    if load.state != Load.State.CHECKED:
        raise Refused("这个文件已经到了下一步，请刷新页面。", "This file has gone on to another step. Reload the page.")
    return load


def _check_again(load: Load) -> None:
    from jiahe.intake.tasks import work

    Load.objects.filter(id=load.id).update(state=Load.State.CHECKING)
    work.defer(load=str(load.id))


def _check_again_without(load: Load, mend: int) -> int:
    """Mark the rows that use a mend; return how many they are.

    One of them may be what a row was set aside for that is about the same person, so those are marked too.
    """
    found = Row.objects.filter(load=load, mended__contains=[mend]).update(again=True)
    if found:
        second = RowFault.objects.filter(
            load=load, rule__in=(TWICE.rule, ALIKE.rule), sheet=OuterRef("sheet"), number=OuterRef("number")
        )
        Row.objects.filter(Exists(second), load=load).update(again=True)
    return found


def _refuse_unreadable(field: Field, value: str) -> None:
    if (fault := wrong_with(field, value)) is not None:
        raise Refused(f"“{value}”：{fault.words.zh}{fault.remedy.zh}", f"“{value}”: {fault.words.en} {fault.remedy.en}")


def _rows_with(load: Load, field: str, written: str) -> int:
    """Mark the rows that are set aside for what they say in a field; return how many they are."""
    found = 0
    for at, columns in load.columns.items():
        for position in (int(one) for one, name in columns.items() if name == field):
            faults = RowFault.objects.filter(
                load=load, sheet=int(at), number=OuterRef("number"), columns=[position], written=written
            )
            faults = faults.exclude(written="")  # as the index has them
            found += Row.objects.filter(Exists(faults), load=load, sheet=int(at)).update(again=True)
    return found
