"""Takes away what is past its time, as inventory.yaml says it; counts what went.

A rule that is not in the inventory erases nothing. What a law or an entitlement rests on has no rule there but for
rows that were taken back, which no law reads (tests/trust/test_retention.py holds the facts contract to that).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import QuerySet
from django.utils import timezone

from jiahe.trust.acting import require
from jiahe.trust.inventory import Expiry, Held, the_inventory
from jiahe.trust.models import RetentionRun
from jiahe.trust.permissions import ERASE, EXPIRED


def erase_expired(*, dry_run: bool = False) -> dict[str, int]:
    """Erase what is past its time, in the caller's transaction; return how many rows or values, by table or column.

    ``dry_run``: only count. Raises PermissionDenied unless background work acts.
    """
    require(ERASE, EXPIRED)
    now = timezone.now()
    counts: dict[str, int] = {}
    for label, held in sorted(the_inventory().tables.items(), key=_hangs_on_another, reverse=True):
        rows = apps.get_model(label)._default_manager.all()
        if held.retention.expiry is not None:
            rule = held.retention.expiry
            expired = _expired(rows, rule, now)
            counts[label] = expired.count() if dry_run else _erased(expired, now - dt.timedelta(days=rule.days))
        for column in held.columns:
            blank = column.retention.expiry
            if blank is not None and blank.then == "blank":
                empty = None if _field(rows.model, column.name).null else ""
                is_empty = {f"{column.name}__isnull": True} if empty is None else {column.name: ""}
                full = _expired(rows, blank, now).exclude(**is_empty)
                counts[f"{label}.{column.name}"] = full.count() if dry_run else full.update(**{column.name: empty})
    if not dry_run:
        RetentionRun.objects.create(counts=counts)
    return counts


def _hangs_on_another(entry: tuple[str, Held]) -> bool:
    """Whether rows of a table go by a day of another table's: they go before that other row does."""
    rule = entry[1].retention.expiry
    return rule is not None and "." in rule.after


_BY_THE_OWNER = {"trust.Read": "trust_erase_readings", "people.Merge": "people_erase_merges"}
"""Tables of which the application may take nothing away: the owner's function does, of before a time."""


def _erased(rows: QuerySet[Any], before: dt.datetime) -> int:
    """Delete rows and return how many of that table went. What points at them has a rule of its own."""
    function = _BY_THE_OWNER.get(rows.model._meta.label)
    if function is not None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [before])
            return int(cursor.fetchone()[0])
    return int(rows._raw_delete(rows.db))


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
