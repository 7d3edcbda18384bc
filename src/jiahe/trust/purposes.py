"""What a record was read for: said by the reader from a short list, or known from the page that was used.

A room tells what its pages are for when it starts (:func:`page`). The log keeps the key of the purpose; people read
its words.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from jiahe.web.words import Words

STATED = MappingProxyType(
    {
        "service": Words("办理业务", "To serve them"),
        "asked": Words("本人或家属来咨询", "They or their family asked"),
        "visit": Words("入户走访", "A visit to the home"),
        "check": Words("核对资料", "To check the record"),
        "complaint": Words("处理投诉或申诉", "A complaint or an appeal"),
    }
)
"""What a reader can choose."""

GUARDIAN = "guardian"
"""The purpose for which a resident reads another's record than their own: that of a child in their care."""

_DERIVED = MappingProxyType(
    {
        "look": Words("查看档案", "To look at the record"),
        "entitlement": Words("核对应享待遇", "To see what they are owed"),
        "worklist": Words("制作工作清单", "To make a list of work"),
        "program": Words("另一个系统读取", "Read by another system"),
        "own": Words("本人查看自己的资料", "They looked at their own record"),
        GUARDIAN: Words("监护人查看孩子的资料", "A guardian looked at the child's record"),
    }
)
"""What follows from the page, or from who reads whose record."""

NOT_STATED = Words("未说明", "Not stated")

_PAGES: dict[str, tuple[Words, str]] = {}


def page(name: str, title: Words, purpose: str) -> None:
    """Make a page of the read log known: what it is called, and the key of what it is for."""
    if purpose not in STATED and purpose not in _DERIVED:
        raise ValueError(f"There is no purpose {purpose!r}.")
    _PAGES[name] = (title, purpose)


def known_pages() -> frozenset[str]:
    """Return the pages that rooms have told of."""
    return frozenset(_PAGES)


def purpose_of(page: str, stated: str = "") -> str:
    """Return the key that the log keeps: what the reader said, else what the page is for; empty: nobody knows."""
    return stated or _PAGES.get(page, (NOT_STATED, ""))[1]


def said(purpose: str, page: str) -> Words:
    """Return a reading's purpose in plain words, with what the page is called: 办理业务：出生登记."""
    words = STATED.get(purpose) or _DERIVED.get(purpose) or (Words(purpose, purpose) if purpose else NOT_STATED)
    title = _PAGES.get(page, (None, ""))[0]
    if title is None or title.zh == words.zh:
        return words
    return Words(f"{words.zh}：{title.zh}", f"{words.en}: {title.en}")


def titles_of(pages: Iterable[str]) -> Words:
    """Return what some pages of the read log are called, in one line."""
    titles = [title_of(one) for one in pages]
    return Words("、".join(one.zh for one in titles), "; ".join(one.en for one in titles))


def title_of(page: str) -> Words:
    """Return what a page of the read log is called; its key where no room has told of it."""
    return _PAGES.get(page, (Words(page, page), ""))[0]
