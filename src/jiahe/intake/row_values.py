"""What a row of a file says, as it is kept: the values as JSON, the three numbers sealed beside them."""

from __future__ import annotations

import datetime as dt
import hmac
from functools import cache
from typing import Any

from django.utils.crypto import salted_hmac

from jiahe.intake.fields import Kind
from jiahe.intake.models import Row
from jiahe.intake.sources import Source
from jiahe.people.bulk import NUMBERS
from jiahe.trust.sealing import unseal


def values_of(source: Source, row: Row) -> dict[str, Any]:
    """Return what a row says, as it was read."""
    says = dict(row.says)
    for one in source.fields:
        if one.kind is Kind.DATE and one.key in says:
            says[one.key] = dt.date.fromisoformat(says[one.key])
    for name, column in NUMBERS.items():
        if (sealed := getattr(row, f"{column}_sealed")) is not None:
            says[name] = unseal(sealed, name)
    return says


def as_json(says: dict[str, Any]) -> dict[str, Any]:
    """Return values as JSON has them; the three numbers are left out."""
    return {
        key: value.isoformat() if isinstance(value, dt.date) else value
        for key, value in says.items()
        if not key.endswith("id_number") and key not in NUMBERS
    }


def before_as_json(said: dict[str, Any]) -> dict[str, Any]:
    """Return what the register says, as JSON. A number is only ever filled in, so what it says of one is nothing."""
    return as_json(said) | {name: None for name in said if name in NUMBERS}


def hash_of(*what: Any) -> bytes:
    """Return the keyed hash of what a row is about."""
    return hmac.digest(_key(), repr(what).encode(), "sha256")[:16]


@cache
def _key() -> bytes:
    """Return the key of these hashes, from the office's secret: derived once, not for every row."""
    return salted_hmac("jiahe.intake.identity", b"", algorithm="sha256").digest()
