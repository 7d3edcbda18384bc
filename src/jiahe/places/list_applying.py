"""Does what a newer published list says (newer_list.py), as dated rows, in one transaction."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from psycopg.errors import InsufficientPrivilege

from jiahe.places.changes import ChangeRefused
from jiahe.places.divisions import Divisions
from jiahe.places.history import RENAMED
from jiahe.places.list_reading import PublishedList
from jiahe.places.models import Division, Succession
from jiahe.places.naming import PUBLISHED, forget
from jiahe.places.newer_list import Comparison, compare


def apply_list(read: PublishedList, *, on: dt.date, source: str) -> Comparison:
    """Do what :func:`compare` says, in one transaction; return it. Raises ChangeRefused, PermissionDenied."""
    if not source.strip():
        raise ChangeRefused("source", "Say which list this is.", "请写明是哪一份名单。")
    try:
        with transaction.atomic():
            found = compare(read, on=on)
            if found.faults:
                raise ChangeRefused("list", "The list has faults; nothing was changed.", "名单有错误，什么也没有改。")
            _write(found, on, source.strip())
            return found
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise PermissionDenied("change:division") from error
        raise
    finally:
        forget()


def _write(found: Comparison, on: dt.date, source: str) -> None:
    """End the rows of what has another name or is gone, and begin those of what is new or renamed."""
    ending = {one.code for one in (*found.renamed, *found.gone)}
    rows = {one.code: one for one in Division.objects.filter(code__in=ending, until_date__isnull=True)}
    if Division.objects.filter(id__in=[one.id for one in rows.values()]).update(until_date=on) != len(rows):
        raise PermissionDenied("change:division")  # row-level security hid rows from the update
    published = Divisions.published().places("0", "9" * 12)
    unwritten = [
        Division(code=one.code, name=one.name, level=one.level, source=PUBLISHED, listed=True, until_date=on)
        for one in published
        if one.code in ending and one.code not in rows
    ]
    begun = [
        Division(code=one.code, name=one.name, level=one.level, source=source, listed=True, from_date=on)
        for one in (*found.new, *found.renamed)
    ]
    Division.objects.bulk_create([*unwritten, *begun], 2_000)
    rows |= {one.code: one for one in unwritten}
    Succession.objects.bulk_create(
        [Succession(old=rows[one.code], new=one, kind=RENAMED, on=on) for one in begun if one.code in rows], 2_000
    )
