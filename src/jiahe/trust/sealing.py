"""Seals ID numbers, telephones and accounts: AES-256-GCM, with a keyed blind index by which an exact value is found.

A sealed value says which key sealed it, so that keys can be changed while old values are read. What a value is for
("id_number") is sealed into it: a telephone cannot be passed off as an account.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_FORM = b"\x01"
_NONCE = 12


class Unreadable(Exception):
    """A sealed value cannot be opened: it was changed, belongs to another column, or its key is gone."""


@lru_cache(maxsize=8)
def _key(name: str) -> bytes:
    """Return 32 bytes kept under a name beside the database; made the first time."""
    text = settings.CONFIG.kept_secret(name, 32)
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))[:32]


@lru_cache(maxsize=8)
def _cipher(number: int) -> AESGCM:
    return AESGCM(_key(f"seal-{number}"))


def seal(value: str | None, purpose: str) -> bytes | None:
    """Seal a value; None stays None. Layout: form (1 byte), key number (1), nonce (12), text and tag."""
    if value is None:
        return None
    number = settings.SEAL_KEY
    nonce = os.urandom(_NONCE)
    return _FORM + bytes([number]) + nonce + _cipher(number).encrypt(nonce, value.encode(), purpose.encode())


def unseal(sealed: bytes | memoryview | None, purpose: str) -> str | None:
    """Open a sealed value; None stays None. Raises Unreadable."""
    if sealed is None:
        return None
    sealed = bytes(sealed)
    try:
        if sealed[:1] != _FORM:
            raise Unreadable("The value is not sealed in a form that is known.")
        opened = _cipher(sealed[1]).decrypt(sealed[2 : 2 + _NONCE], sealed[2 + _NONCE :], purpose.encode())
    except (InvalidTag, IndexError) as error:
        raise Unreadable(f"A sealed {purpose} cannot be opened.") from error
    return opened.decode()


def blind_index(value: str | None, purpose: str) -> bytes | None:
    """Return what an exact value is looked up by: HMAC-SHA-256, of which 16 bytes; None stays None."""
    if value is None:
        return None
    return hmac.new(_key("blind-index"), f"{purpose}\0{value}".encode(), hashlib.sha256).digest()[:16]
