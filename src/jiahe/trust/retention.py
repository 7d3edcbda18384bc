"""Takes away what is past its time, as inventory.yaml says it; counts what went.

A rule that is not in the inventory erases nothing, and what a law or an entitlement rests on
has no rule there (tests/trust/test_retention.py holds the facts contract to that).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import QuerySet
from django.utils import timezone

from jiahe.trust.acting import require
from jiahe.trust.inventory import Expiry, the_inventory
from jiahe.trust.models import Read, RetentionRun
from jiahe.trust.permissions import ERASE, EXPIRED


def erase_expired(*, dry_run: bool = False) -> dict[str, int]:
    """Erase what is past its time, in the caller's transaction; return how many rows or values, by table or column.

    ``dry_run``: only count. Raises PermissionDenied unless background work acts.
    """
    require(ERASE, EXPIRED)
    now = timezone.now()
    counts: dict[str, int] = {}
    for label, held in the_inventory().tables.items():
        rows = apps.get_model(label)._default_manager.all()
        if held.retention.expiry is not None:
            rule = held.retention.expiry
            expired = _expired(rows, rule, now)
            counts[label] = expired.count() if dry_run else _erased(expired, now - dt.timedelta(days=rule.days))
        for column in held.columns:
            blank = column.retention.expiry
            if blank is not None and blank.then == "blank":
                full = _expired(rows, blank, now).filter(**{f"{column.name}__isnull": False})
                counts[f"{label}.{column.name}"] = full.count() if dry_run else full.update(**{column.name: None})
    if not dry_run:
        RetentionRun.objects.create(counts=counts)
    return counts


def _erased(rows: QuerySet[Any], before: dt.datetime) -> int:
    """Delete rows and return how many of that table went."""
    if rows.model is Read:  # the application may not; the owner's function takes those of before that time
        with connection.cursor() as cursor:
            cursor.execute("SELECT trust_erase_readings(%s)", [before])
            return int(cursor.fetchone()[0])
    return int(rows.delete()[1].get(rows.model._meta.label, 0))


def _expired(rows: QuerySet[Any], rule: Expiry, now: dt.datetime) -> QuerySet[Any]:
    path = rule.after.replace(".", "__")
    until = now - dt.timedelta(days=rule.days)
    is_moment = isinstance(_field(rows.model, rule.after), models.DateTimeField)
    day: Any = until if is_moment else timezone.localdate(until)
    return rows.filter(**{f"{path}__lt": day}, **dict(rule.only))


def _field(model: type[models.Model], path: str) -> Any:
    *steps, last = path.split(".")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)
