"""What programmes are called, and which pay money. The room that knows the law says so when it starts.

Till then a key is its own name, and no programme is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jiahe.web.words import Words

_named: list[Callable[[str], Words]] = [lambda key: Words(key, key)]
_paying: list[Callable[[], Iterable[str]]] = [tuple]


def named_by(name: Callable[[str], Words], paying: Callable[[], Iterable[str]]) -> None:
    """Let programmes be called what a function says of their keys. ``paying``: gives the keys of those that pay."""
    _named.append(name)
    _paying.append(paying)


def programme_name(key: str) -> Words:
    """Return a programme's name."""
    return _named[-1](key)


def paying_programmes() -> list[tuple[str, Words]]:
    """Return the programmes that pay money, which people claim: key and name."""
    return [(key, programme_name(key)) for key in _paying[-1]()]
