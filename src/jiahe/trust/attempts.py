"""How attempts to sign in are counted without writing down whose they were."""

from __future__ import annotations

from django.utils.crypto import salted_hmac


def key(name: str, prefix: str, version: int) -> str:
    """Return the key of a count: a keyed hash, for the name holds the address or the account that is counted."""
    return salted_hmac("jiahe.trust.attempts", f"{prefix}:{version}:{name}", algorithm="sha256").hexdigest()
