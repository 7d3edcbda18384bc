"""Ask for a large export, make it in the background, take it away when its days are over."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone, translation

from jiahe.exports.models import Export
from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as, posts_of, require
from jiahe.trust.files import private_folder
from jiahe.trust.permissions import EXPORT, SWEEP
from jiahe.web.tables import Table
from jiahe.web.words import Words

STEP = 500
"""Rows after which it is told how far an export is."""


def folder() -> Path:
    """Return where the files are, readable by the office alone."""
    return private_folder(Path(settings.HOME) / "exports")


def file_of(export: Export) -> Path:
    """Return where the file of an export is, or was."""
    return folder() / str(export.id)


# ------------------------------------------------------------------------------------------------ asking


def later(table: Table) -> HttpResponse:
    """Note that a list is wanted as a file and send its reader to where it will wait. Asking twice asks once."""
    from jiahe.exports.tasks import make

    request = table.request
    asked = {
        "account_id": request.user.id,
        "post_id": request.acting.post,
        "address": request.get_full_path(),
        "language": translation.get_language() or settings.LANGUAGE_CODE,
    }
    if not Export.objects.filter(**asked, state__in=(Export.State.WAITING, Export.State.RUNNING)).exists():
        export = Export.objects.create(**asked, caption=str(table.caption)[:200], total=table.count)
        make.defer(export=str(export.id), post=str(request.acting.post))
    said = Words(
        "共 {n:,} 行，正在后台制作；做好后在这里下载。", "{n:,} rows are being written; the file will wait here."
    )
    messages.info(request, said.format(n=table.count))
    return redirect("exports")


# ------------------------------------------------------------------------------------------------ making


def make_export(key: UUID, post: UUID) -> None:
    """Make the file of an export, as the account that asked for it, through the post it asked through.

    The page that was asked is asked again, so what may be seen and what is logged is decided there. Raises
    PermissionDenied when the account does not hold the post any more; whatever goes wrong, the export is failed.
    """
    held = Post.objects.get(id=post)
    with acting_as(Acting.of(held)):
        export = Export.objects.select_related("account").get(id=key)
        Export.objects.filter(id=key).update(state=Export.State.RUNNING)
    acting, file = Acting.of(held, export.account), file_of(export)
    try:
        if not export.account.is_active or held not in posts_of(export.account):
            raise PermissionDenied("export")
        with _telling(key, acting) as tell, translation.override(export.language), acting_as(acting):
            name = _write(_answer(export, acting, tell), file)
        _end(key, acting, state=Export.State.DONE, done=export.total, file_name=name)
    except BaseException as error:
        file.unlink(missing_ok=True)
        _end(key, acting, state=Export.State.FAILED, error=type(error).__name__)
        raise


def _answer(export: Export, acting: Acting, tell: Callable[[int], None]) -> HttpResponse:
    """Ask the page of the list as its reader did."""
    path, _, query = export.address.partition("?")
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "QUERY_STRING": query}
    request.GET = QueryDict(query)
    request.user, request.acting, request.posts = export.account, acting, []
    request.tell_export = tell
    view = resolve(path)
    return view.func(request, *view.args, **view.kwargs)


def _write(answer: HttpResponse, file: Path) -> str:
    """Write an answer to its file, readable by the office alone; return the name under which it is taken along."""
    if not isinstance(answer, FileResponse):
        raise PermissionDenied("export")
    file.touch(mode=0o600)
    # Not by closing the answer: that ends a request, and with it the connection on which the read log was written.
    with answer.file_to_stream as made, file.open("wb") as out:
        shutil.copyfileobj(made, out)
    return str(answer.filename)


@contextmanager
def _telling(key: UUID, acting: Acting) -> Iterator[Callable[[int], None]]:
    """Give what notes how many rows are done: on a connection of its own, for the rows are read in one transaction."""
    with psycopg.connect(settings.APP_DATABASE_URL, autocommit=True) as own:
        for name, value in acting.named_settings().items():
            own.execute("SELECT set_config(%s, %s, false)", [name, value])

        def tell(done: int) -> None:
            if done % STEP == 0:
                own.execute("UPDATE exports_export SET done = %s WHERE id = %s", [done, key])

        yield tell


def _end(key: UUID, acting: Acting, **values: object) -> None:
    with acting_as(acting):
        Export.objects.filter(id=key).update(finished_at=timezone.now(), **values)


# ------------------------------------------------------------------------------------------------ clearing up


def forget_cut_off_exports(acting: Acting) -> None:
    """Mark exports as failed that nobody can be at any more: the office has just been started."""
    with acting_as(acting):
        Export.objects.filter(state=Export.State.RUNNING).update(
            state=Export.State.FAILED, error="cut off", finished_at=timezone.now()
        )


def sweep(acting: Acting) -> int:
    """Delete the exports whose days are over, their files first, and files that nobody has; return how many went."""
    with acting_as(acting):
        require(SWEEP, EXPORT)
        over = timezone.now() - dt.timedelta(days=settings.EXPORT_DAYS)
        gone = Export.objects.filter(asked_at__lt=over)
        for export in gone:
            file_of(export).unlink(missing_ok=True)
        kept = {str(one) for one in Export.objects.exclude(asked_at__lt=over).values_list("id", flat=True)}
        for file in folder().iterdir():
            if file.name not in kept:
                file.unlink(missing_ok=True)
        return int(gone.delete()[0])
