"""What waits for somebody, by what their post may do: told on the start page, where they come in.

A room adds what waits in it when it starts (:func:`add`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from jiahe.trust.acting import Acting
from jiahe.web.words import Words, say


@dataclass(frozen=True)
class Waiting:
    """One kind of thing: who may see it, the page where it waits, what to say of ``n`` of them, how many there are.

    ``late``: how many of them are past their day, which is then said as well.
    """

    permission: tuple[str, str]
    url: str
    words: Words
    count: Callable[[Acting], int]
    late: Callable[[Acting], int] | None = None


_KINDS: dict[str, Waiting] = {}


def add(*kinds: Waiting) -> None:
    """Make kinds known; one of the same page takes the place of the former."""
    _KINDS.update((one.url, one) for one in kinds)


def waiting_for(acting: Acting | None) -> list[tuple[str, str]]:
    """Return what waits for the acting post: what to say, and the address; nothing of which there is none."""
    if acting is None:
        return []
    found = [(one, one.count(acting)) for one in _KINDS.values() if acting.may(*one.permission)]
    return [
        (say(one.words.zh, one.words.en, n=count) + _late(one, acting), reverse(one.url))
        for one, count in found
        if count
    ]


def _late(one: Waiting, acting: Acting) -> str:
    late = one.late(acting) if one.late is not None else 0
    return say("（{n}个已超期）", " ({n} overdue)", n=late) if late else ""
