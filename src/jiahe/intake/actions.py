"""What is done with a file that came in: taken, its columns named, checked, loaded, dropped."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from uuid import UUID

import psycopg
import uuid_utils.compat as uuids
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from jiahe.intake import applying, checking, files
from jiahe.intake.contents import FACTS
from jiahe.intake.delivery import archive
from jiahe.intake.delivery.actions import begin_next, part_delivery
from jiahe.intake.fault import Fault, Unreadable
from jiahe.intake.guessing import guess, likely
from jiahe.intake.labels import plain_label
from jiahe.intake.mapping import needs_nobody
from jiahe.intake.mending.actions import recall
from jiahe.intake.models import Conflict, Load, Mend, Pair, Remembered, Row, RowFault
from jiahe.intake.reading import Book
from jiahe.intake.reading.faults import SHEET_EMPTY
from jiahe.intake.sources import SOURCES
from jiahe.intake.steps import begin, waiting
from jiahe.intake.taking_back import take_load_back
from jiahe.intake.who import loader
from jiahe.trust.acting import Acting, acting_as, background, posts_of, require
from jiahe.trust.permissions import FILE, SWEEP
from jiahe.web.refusal import Refused

State = Load.State


def receive(
    *,
    source: str,
    pieces: Iterable[bytes],
    file_name: str,
    learned_on: dt.date,
    account: UUID,
    key: UUID | None = None,
    office: str = "",
    by_itself: bool = False,
    load_when_faultless: bool = False,
) -> Load:
    """Take a file in, sealed, and guess what its columns bring. Raises Unreadable; then nothing is kept.

    ``by_itself``: nobody stands by to name the columns, so the check begins at once where every one of them is sure.
    A delivery of several tables (FACTS) is only looked at by the names in it; the background parts it.
    """
    acting = loader()
    load = Load(
        id=key or uuids.uuid7(), source=source, account_id=account, post_id=acting.post, file_name=file_name[-200:],
        learned_on=learned_on, office=office, load_when_faultless=load_when_faultless,
    )  # fmt: skip
    try:
        files.keep(load, pieces)
        if source == FACTS:
            with files.plain(load) as path:
                archive.look(path, load.file_name)
            load.state = State.CHECKING
        else:
            with files.opened(load) as book:
                sure = _guess_columns(load, book)
            if by_itself and sure:
                load.state = State.CHECKING
        load.save(force_insert=True)
        if load.state == State.CHECKING:
            recall(load)
            begin(load)
    except BaseException:
        files.forget(load.id)
        raise
    return load


def _guess_columns(load: Load, book: Book) -> bool:
    """Fill in what the columns are likely to bring; return whether no person needs to look at that.

    A hidden sheet is left out unless a person says otherwise, and a person must say so.
    """
    sure = True
    for at, sheet in enumerate(book.sheets):
        if sheet.table is not None and sheet.hidden:
            sure = False
        elif sheet.table is not None:
            matches = guess(load.source, sheet.table)
            sure = sure and needs_nobody(matches)
            load.columns[str(at)] = likely(matches)
        else:
            sure = sure and sheet.fault is SHEET_EMPTY
    return sure and any(load.columns.values())


def same_file(load: Load) -> Load | None:
    """Return the last load of the very same file that is in the register."""
    before = Load.objects.filter(digest=load.digest, source=load.source, state=State.LOADED).exclude(id=load.id)
    return before.order_by("-came_at").first()


def name_columns(*, key: UUID, columns: Mapping[str, Mapping[str, str]], labels: Mapping[str, tuple[str, ...]]) -> None:
    """Say which field each column brings, by the position of its sheet, and begin the check. It is remembered.

    Sheets that are not named are not read. ``labels``: under which it is remembered; under "" it is not. Raises
    Refused when two columns bring the same field or one that is needed is missing.
    """
    loader()
    load = waiting(key, State.COLUMNS)
    source = SOURCES[load.source]
    needed = {one.key for one in source.fields if one.required}
    for at, chosen in columns.items():
        if len(set(chosen.values())) < len(chosen):
            twice = next(one for one in chosen.values() if list(chosen.values()).count(one) > 1)
            words = source.field(twice).words
            raise Refused(f"有两列都选了“{words.zh}”。", f"Two columns are said to be “{words.en}”.", f"sheet_{at}")
        if chosen and (missing := sorted(needed - set(chosen.values()))):
            zh = "、".join(source.field(one).words.zh for one in missing)
            en = ", ".join(source.field(one).words.en for one in missing)
            raise Refused(f"缺少必需的列：{zh}。", f"Columns that are needed are missing: {en}.", f"sheet_{at}")
    if not any(columns.values()):
        raise Refused("没有一列要导入。", "No column is to be loaded.")
    told = {
        plain_label(label)[:200]: chosen.get(str(position), "")
        for at, chosen in columns.items()
        for position, label in enumerate(labels[at])
        if label
    }
    for label, field in told.items():
        Remembered.objects.update_or_create(source=load.source, label=label, defaults={"field": field})
    load.columns = columns
    Load.objects.filter(id=key).update(columns=columns, state=State.CHECKING)
    recall(load)
    begin(load)


def begin_loading(*, key: UUID) -> None:
    """Load what was checked. Where nothing is new, it is noted that its source says so too."""
    loader()
    load = waiting(key, State.CHECKED)
    if load.loaded == 0 and load.unchanged == 0:
        raise Refused("这个文件里没有可以导入的行。", "Nothing in this file can be loaded.")
    Load.objects.filter(id=key).update(state=State.LOADING, error="")
    begin(load)


def pause(*, key: UUID, paused: bool) -> None:
    """Stop a check or a load for a while, or go on with it."""
    loader()
    load = waiting(key, State.CHECKING, State.LOADING)
    if load.paused != paused:
        Load.objects.filter(id=key).update(paused=paused)
        if not paused:
            begin(load)


def drop(*, key: UUID) -> None:
    """Throw a file away that is not loaded; what is wrong with it stays readable."""
    acting = loader()
    waiting(key, State.COLUMNS, State.CHECKING, State.CHECKED, State.FAILED)
    Load.objects.filter(id=key).update(state=State.DROPPED, ended_at=timezone.now())
    Pair.objects.filter(load=key, answer=Pair.Answer.OPEN).delete()
    Conflict.objects.filter(load=key).delete()
    Row.objects.filter(load=key).delete()
    files.forget(key)
    begin_next(key, acting)


# ------------------------------------------------------------------------------------------------ in the background


def work_on(key: UUID) -> None:
    """Check, part or load a file, whichever is its turn, through the post that brought it, as who asked for it.

    Cut off at any moment, it can be called again: a check goes on; a load begins anew, for nothing of it is there, and
    so does the parting of a delivery.
    """
    with acting_as(background()):
        load = Load.objects.select_related("account", "undone_by", "post").get(id=key)
        account = load.undone_by if load.state == State.UNDOING else load.account
        held = account.is_active and load.post in posts_of(account)
    acting = Acting.of(load.post, account)
    if not held:
        _fail(key, acting, "post")
        return
    with suppress(checking.Stopped), _seldom_collecting():
        try:
            if load.state == State.CHECKING and load.source == FACTS:
                with telling(load.id, acting) as tell:
                    part_delivery(load, acting, tell)
            elif load.state == State.CHECKING:
                checking.check(load, acting)
            if load.state in (State.CHECKING, State.CHECKED):
                load_faultless(load.id, acting)
            elif load.state == State.LOADING:
                with telling(load.id, acting) as tell:
                    applying.load_rows(load.id, acting, tell)
            elif load.state == State.UNDOING:
                take_load_back(load.id, acting)
        except Unreadable as unreadable:
            _fail(key, acting, unreadable.fault.rule, unreadable.fault)
        except checking.Stopped:
            raise
        except Exception as error:
            _fail(key, acting, type(error).__name__)
            raise
    begin_next(load.id, acting)  # what goes wrong here is not this load's fault


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Look for cycles of garbage less often: rows come by the million and make none; looking costs an eighth."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


_FAULTLESS = (
    Q(state=State.CHECKED, load_when_faultless=True, aside=0, changed=0, read__gt=0)
    & ~Q(mends__remembered=False)
    & ~Exists(RowFault.objects.filter(load=OuterRef("pk")))
    & ~Exists(Mend.objects.filter(load=OuterRef("pk"), taken_back_at=None, rows__gt=0))
)


def load_faultless(key: UUID, acting: Acting) -> None:
    """Begin to load what was checked without a fault, where its sender wants that.

    What changes the register's word about somebody waits for a person, and so does what is not read as it is written.
    """
    with acting_as(acting):
        for load in Load.objects.select_for_update().filter(_FAULTLESS, id=key):
            Load.objects.filter(id=key).update(state=State.LOADING, error="")
            begin(load)


def _fail(key: UUID, acting: Acting, error: str, fault: Fault | None = None) -> None:
    """Note why it could not be done, in the words of a fault of the file. What could not be undone is still there.

    What was dropped meanwhile stays so.
    """
    with acting_as(acting):
        this, load = Load.objects.filter(id=key), Load.objects.select_for_update().get(id=key)
        if load.state == State.UNDOING:
            this.update(state=State.LOADED, undone_by=None, error=error)
        elif load.state != State.DROPPED:
            said = {fault.rule: fault.as_json()} if fault is not None else {}
            this.update(state=State.FAILED, error=error, faults=load.faults | said, ended_at=timezone.now())


@contextmanager
def telling(key: UUID, acting: Acting) -> Iterator[Callable[[int], None]]:
    """Give what notes how far a load is, on a connection of its own: rows are loaded in one transaction.

    It raises Stopped when somebody wants the load paused.
    """
    with psycopg.connect(settings.APP_DATABASE_URL, autocommit=True) as own:
        for name, value in acting.named_settings().items():
            own.execute("SELECT set_config(%s, %s, false)", [name, value])

        def tell(done: int) -> None:
            asked = own.execute("UPDATE intake_load SET done = %s WHERE id = %s RETURNING paused", [done, key])
            if asked.fetchone() == (True,):
                raise checking.Stopped

        yield tell


def resume_cut_off_loads(acting: Acting) -> None:
    """Go on with what was cut off: the office has just been started."""
    with acting_as(acting):
        at_work = Q(state__in=(State.CHECKING, State.LOADING, State.UNDOING), paused=False)
        waiting = Q(state=State.COLUMNS) & ~Q(delivery={})
        for load in Load.objects.filter(at_work | waiting | _FAULTLESS):
            begin(load)


KEPT_DAYS = 30
"""Days for which a file stays after its load is over: as long as its rows (inventory.yaml)."""


def sweep(acting: Acting) -> None:
    """Delete the files of loads that ended a while ago, what is wrong with their rows, and files that nobody has.

    A file with which nobody has gone on for as long is dropped.
    """
    with acting_as(acting):
        require(SWEEP, FILE)
        over = timezone.now() - dt.timedelta(days=KEPT_DAYS)
        left = Load.objects.filter(came_at__lt=over, state__in=(State.COLUMNS, State.CHECKING, State.CHECKED))
        left.update(state=State.DROPPED, ended_at=timezone.now())
        RowFault.objects.filter(load__ended_at__lt=over).delete()
        Pair.objects.filter(load__ended_at__lt=over, answer=Pair.Answer.OPEN).delete()
        Conflict.objects.filter(load__state=State.DROPPED).delete()
        gone = Load.objects.filter(ended_at__lt=over) | Load.objects.filter(state__in=(State.DROPPED, State.PARTED))
        files.sweep(set(Load.objects.exclude(id__in=gone).values_list("id", flat=True)))
