"""What programmes are called. The room that knows the law says so when it starts; till then a key is its own name."""

from __future__ import annotations

from collections.abc import Callable

from jiahe.web.words import Words

_named: list[Callable[[str], Words]] = [lambda key: Words(key, key)]


def named_by(name: Callable[[str], Words]) -> None:
    """Let programmes be called what a function says of their keys."""
    _named.append(name)


def programme_name(key: str) -> Words:
    """Return a programme's name."""
    return _named[-1](key)
