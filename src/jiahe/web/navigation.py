"""Where one can go: the links at the top of each page and the cards of the start page, by what the post may do.

A room adds its entry here or, where this room must not know it, by :func:`add` when it starts. An entry whose address
does not exist yet is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from jiahe.web.words import Words


@dataclass(frozen=True)
class Entry:
    """One place to go: its name, the name of its address, and who sees it."""

    words: Words
    url: str
    lead: Words | None = None
    permission: tuple[str, str] | None = None
    """The action and record (trust/permissions.py) that the acting post must be allowed; None: everybody."""
    or_permission: tuple[str, str] | None = None
    """Another that will do."""
    staff: bool = True
    """Whether it is for those signed in only. An entry with a permission always is."""
    order: int = 50
    residents: bool = True
    """Whether it is also for residents, where no permission says so."""
    foot: bool = False
    """Whether it stands at the foot of each page, apart from the work."""


@dataclass(frozen=True)
class Link:
    """An entry with its address, for one reader."""

    words: Words
    lead: Words | None
    href: str
    here: bool


_ENTRIES: dict[str, Entry] = {}


def add(*entries: Entry) -> None:
    """Make entries known; one with the same address name takes the place of the former."""
    _ENTRIES.update((one.url, one) for one in entries)


def links(acting: Any, path: str = "", *, signed_in: bool = False, foot: bool = False) -> list[Link]:
    """Return where the reader can go, at the top or the foot. ``acting`` is the post they act through, or None."""
    found = []
    for entry in sorted((one for one in _ENTRIES.values() if one.foot == foot), key=lambda one: one.order):
        if entry.permission is not None:
            if acting is None or not any(acting.may(*one) for one in (entry.permission, entry.or_permission) if one):
                continue
        elif (entry.staff and not signed_in) or (not entry.residents and acting is not None and acting.person):
            continue
        try:
            href = reverse(entry.url)
        except NoReverseMatch:
            continue
        found.append((entry, href))
    above = [href for _, href in found if path == href or (href != "/" and path.startswith(href))]
    here = max(above, key=len, default=None)  # one place: a page below another entry's is not that entry too
    return [Link(entry.words, entry.lead, href, href == here) for entry, href in found]


add(
    Entry(
        Words("查一查您家能享受什么", "Check what your family is owed"),
        "selfcheck",
        Words(
            "回答几个问题，马上知道能领哪些钱、凭什么、带什么材料。不用登录，不留记录。",
            "Answer a few questions and see at once what you can claim, why, and which papers to bring. "
            "No sign-in, nothing is kept.",
        ),
        staff=False,
        order=80,
    ),
    Entry(
        Words("政策法规库", "Law library"),
        "law-library",
        Words(
            "每项政策谁能享受、多少钱、从哪天起、依据哪条规定。",
            "Who each programme is for, how much it is, since when, and which article says so.",
        ),
        staff=False,
        order=90,
    ),
)
