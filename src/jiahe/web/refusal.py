"""What keeps an action from being done, said to the one who asked for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from jiahe.web.words import Words


class Refused(Exception):
    """This cannot be done. ``field``: of the form, to blame. ``words``: what is wrong and what to do."""

    def __init__(self, zh: str, en: str, field: str | None = None) -> None:
        super().__init__(en)
        self.words = Words(zh, en)
        self.field = field


class Busy(Refused):
    """This cannot be done just now, for something that takes minutes is being done. ``again_after``: in seconds."""

    again_after = 120


@contextmanager
def refusing(constraints: Mapping[str, tuple[str, str, str | None]]) -> Iterator[None]:
    """Do what is in the block in one transaction. Raises Refused for what the database forbids.

    ``constraints``: by the name of a constraint what is wrong in Chinese and in English, and the field to blame.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        said = constraints.get(getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or "")
        if said is not None:
            raise Refused(*said) from error
        raise
