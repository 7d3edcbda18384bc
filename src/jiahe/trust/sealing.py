"""Seals ID numbers, telephones and accounts, and makes the keyed blind index by which an exact value is found.

A sealed value says its form (the suite) and which key sealed it, so that keys can be changed while old values are read.
What a value is for ("id_number") is sealed into it: a telephone cannot be passed off as an account.

More than one key is live while values are sealed anew (docs/adr/0014). The newest seals. An index is then written, and
looked up, under every live key at once: 16 bytes for each, the newest first. The database keeps the first 16, after it
has made sure that nobody else holds the others (index_rule.py); IndexField looks up by any of them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.db import connections

from jiahe.trust.key_store import secret
from jiahe.trust.suites import FORMS, MAC_KEY, NONCE, SUITES, Suite

INDEX = 16
"""Bytes of a blind index under one key."""


class Unreadable(Exception):
    """A sealed value cannot be opened: it was changed, belongs to another column, or its key is another."""


@dataclass(frozen=True)
class Key:
    """One key: its number (1 to 255) and its suite."""

    number: int
    suite: Suite

    def sealing(self) -> bytes:
        """Return the secret that seals. Raises KeyProblem."""
        return secret(f"seal-{self.number}", self.suite.key_length)

    def indexing(self) -> bytes:
        """Return the secret of the blind index. Raises KeyProblem."""
        return secret(f"index-{self.number}", MAC_KEY)

    def fingerprint(self) -> bytes:
        """Return 16 bytes that tell whether two offices mean the same key, and nothing about it."""
        return self.suite.mac(self.indexing(), b"jiahe fingerprint\0" + self.sealing())[:INDEX]


@dataclass(frozen=True)
class Keys:
    """The live keys, the newest first."""

    live: tuple[Key, ...]

    def seal(self, value: str | None, purpose: str) -> bytes | None:
        """Seal a value; None stays None. Layout: form (1 byte), key number (1), nonce (12), text and tag."""
        if value is None:
            return None
        key, nonce = self.live[0], os.urandom(NONCE)
        text = key.suite.encrypt(key.sealing(), nonce, value.encode(), purpose.encode())
        return bytes([key.suite.form, key.number]) + nonce + text

    def blind_index(self, value: str | None, purpose: str) -> bytes | None:
        """Return what an exact value is written and looked up by: 16 bytes for each live key; None stays None."""
        if value is None:
            return None
        text = f"{purpose}\0{value}".encode()
        return b"".join(key.suite.mac(key.indexing(), text)[:INDEX] for key in self.live)


def keys(using: str = "default") -> Keys:
    """Return the live keys; until the transaction ends, they stay the live ones. One short query.

    Raises RuntimeError outside a transaction: another key could be live before the value is written.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise RuntimeError("Seal, and look up what is sealed, inside a transaction.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, suite FROM trust_keys()")
        return Keys(tuple(Key(number, SUITES[suite]) for number, suite in cursor.fetchall()))


def seal(value: str | None, purpose: str) -> bytes | None:
    """Seal one value with the newest key. For many, take :func:`keys` once."""
    return None if value is None else keys().seal(value, purpose)


def blind_index(value: str | None, purpose: str) -> bytes | None:
    """Return the index of one value under the live keys: to be written to an IndexField, or looked up in it."""
    return None if value is None else keys().blind_index(value, purpose)


def unseal(sealed: bytes | memoryview | None, purpose: str) -> str | None:
    """Open a sealed value; None stays None. Raises Unreadable, KeyProblem when the key cannot be had."""
    if sealed is None:
        return None
    sealed = bytes(sealed)
    if len(sealed) <= 2 + NONCE or sealed[0] not in FORMS:
        raise Unreadable("The value is not sealed in a form that is known.")
    key = Key(sealed[1], FORMS[sealed[0]])
    try:
        opened = key.suite.decrypt(key.sealing(), sealed[2 : 2 + NONCE], sealed[2 + NONCE :], purpose.encode())
    except InvalidTag as error:
        raise Unreadable(f"A sealed {purpose} cannot be opened.") from error
    return opened.decode()
