"""Declaring that the register holds a table whole, so that whoever is not in it has none; and taking that back.

It is said by a person who knows: that a file was loaded does not say that everybody is in it.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jiahe.people.errors import Refused
from jiahe.people.lock import lock_register
from jiahe.people.signals import coverage_changed
from jiahe.people.whole import TABLES, Coverage, Declaration
from jiahe.trust.acting import Acting, require
from jiahe.trust.permissions import FILE, LOAD


@transaction.atomic
def declare(*, name: str, source: str, learned_on: dt.date, why: str) -> None:
    """Declare that the register holds a table whole for the county since a day, as some source says.

    Raises PermissionDenied, and Refused where the day is to come or something is not said.
    """
    acting = _allowed(name)
    if learned_on > timezone.localdate():
        raise Refused(
            "截至日期不能晚于今天：还没有发生的，不能声明已经齐全。",
            "The day cannot be to come: what has not happened yet cannot be declared whole.",
            "learned_on",
        )
    _add(acting, name, True, source, learned_on, why)


@transaction.atomic
def take_back(*, name: str, why: str) -> None:
    """Take back that a table is whole: what it does not say is unknown again.

    Raises PermissionDenied, and Refused where it is not declared or no reason is given.
    """
    acting = _allowed(name)
    covered = Coverage.objects.filter(name=name).first()
    if covered is None:
        raise Refused(
            "这张表没有声明过齐全，或者已经撤回。请刷新页面。",
            "This table is not declared whole, or that has been taken back. Reload the page.",
        )
    _add(acting, name, False, covered.source, covered.learned_on, why)


def _allowed(name: str) -> Acting:
    acting = require(LOAD, FILE)
    if acting.named_settings()["jiahe.whole"] != "yes":
        raise PermissionDenied("load:file of a part of the county")
    if name not in TABLES:
        raise Refused(
            f"没有“{name}”这张表。可以声明的是：{'、'.join(TABLES)}。",
            f"There is no table {name!r}. There are {', '.join(TABLES)}.",
        )
    return acting


def _add(acting: Acting, name: str, is_whole: bool, source: str, learned_on: dt.date, why: str) -> None:
    if not why.strip() or not source.strip():
        raise Refused(
            "请写明依据和理由：以后要能查到凭什么这样说。", "Say what it rests on and why, so that it can be looked up."
        )
    lock_register()
    Declaration.objects.create(
        name=name, is_whole=is_whole, source=source.strip(), learned_on=learned_on, why=why.strip(), post=acting.post
    )
    coverage_changed.send(sender=Coverage)
