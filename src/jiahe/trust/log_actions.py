"""What those who watch over the reading do: close a notice with a note, say who of the staff is whom."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from jiahe.trust.acting import require
from jiahe.trust.models import Account, Alert, StaffPerson
from jiahe.trust.office.acts import note
from jiahe.trust.permissions import MANAGE_POSTS, POST, READ_LOG, SEE_LOG
from jiahe.trust.sealed_fields import pieces
from jiahe.trust.sealing import blind_index


class OwnNotice(Exception):
    """A notice about somebody is closed by somebody else."""


class Unregistered(Exception):
    """An ID number is nobody's in the register."""


@transaction.atomic
def close_alert(*, alert: UUID, note: str) -> None:
    """Close a notice of unusual reading, once. Raises OwnNotice; Alert.DoesNotExist when it is not open."""
    acting = require(SEE_LOG, READ_LOG)
    found = Alert.objects.get(id=alert, closed_at__isnull=True)
    if acting.account is None or found.account_id == acting.account:
        raise OwnNotice
    found.closed_at, found.closed_by_id, found.note = timezone.now(), acting.account, note
    found.save(update_fields=["closed_at", "closed_by", "note"])


@transaction.atomic
def link_staff(*, account: Account, id_number: str) -> None:
    """Say whom of the register the holder of an account is; no number takes that back. Raises Unregistered.

    That it was said is noted, and not who it is.
    """
    require(MANAGE_POSTS, POST)
    if not id_number:
        if StaffPerson.objects.filter(account=account).delete()[0]:
            note("unlink_staff", account=account.id)
        return
    StaffPerson.objects.update_or_create(account=account, defaults={"person": person_with(id_number)})
    note("link_staff", account=account.id)


def person_with(id_number: str) -> UUID:
    """Return whom of the register an ID number belongs to, to the security administrator. Raises Unregistered."""
    with connection.cursor() as cursor:
        indexes = list(pieces(blind_index(id_number, "id_number") or b""))
        cursor.execute("SELECT trust_person_with(%s)", [indexes])
        (person,) = cursor.fetchone()
    if person is None:
        raise Unregistered
    return UUID(str(person))
