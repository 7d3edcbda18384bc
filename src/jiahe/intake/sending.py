"""A file that a program sends, taken in once for each key that it gives (draft-ietf-httpapi-idempotency-key-header)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.utils import timezone

from jiahe.intake import actions
from jiahe.intake.models import IdempotencyKey, Load
from jiahe.intake.who import loader


class AtIt(Exception):
    """Another request with this key is being answered."""


class SaidOtherwise(Exception):
    """The key has come before, with something else."""


def send(
    *, key: str, source: str, office: str, file: UploadedFile, learned_on: dt.date | None, load_when_faultless: bool,
    account: UUID,
) -> Load:  # fmt: skip
    """Take a file in, or return the load that it is already. Raises AtIt, SaidOtherwise, Unreadable.

    ``learned_on``: today unless given. A key is its account's own.
    """
    loader()
    _alone(account, key)
    said = _hash(source, office, _digest(file), str(learned_on), load_when_faultless)
    before = IdempotencyKey.objects.select_related("load").filter(account_id=account, key=key).first()
    if before is not None:
        if before.said != said:
            raise SaidOtherwise
        return before.load
    load = actions.receive(
        source=source, pieces=file.chunks(), file_name=file.name or "", learned_on=learned_on or timezone.localdate(),
        account=account, office=office, by_itself=True, load_when_faultless=load_when_faultless,
    )  # fmt: skip
    IdempotencyKey.objects.create(account_id=account, key=key, said=said, load=load)
    return load


def _alone(account: UUID, key: str) -> None:
    """Keep others with the same key away until the transaction ends. Raises AtIt when one was first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake {account} {key}"])
        if cursor.fetchone() != (True,):
            raise AtIt


def _digest(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


def _hash(*said: object) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
