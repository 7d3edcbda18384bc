"""Invitations: the office gives a person a code, and with it the person makes an account of their own.

The code is shown once; the database keeps a keyed hash of it, and itself decides whether it is still good and ties the
account to the person (trust_redeem). The application can make no such tie without a code.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from jiahe.trust.acting import require
from jiahe.trust.models import Account, Invitation
from jiahe.trust.permissions import INVITE, PERSON

LETTERS = "34679ACDEFGHJKMNPQRTWXY"
"""No two of them look alike, also when written by hand: no 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V."""
LENGTH = 10
DAYS = 14
"""How long a code is good; trust_redeem counts the same."""

WRONG_TRIES = {"redeem": "5/h/ip,100/h/key"}
"""Wrong codes that are let pass: from one address, and from everywhere, since a code belongs to no name."""


def invite(*, person: UUID) -> str:
    """Return a new code for a person whom the acting post sees; a former one is void. Raises PermissionDenied."""
    acting = require(INVITE, PERSON)
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    Invitation.objects.create(person=person, code=kept(code), post_id=acting.post, made_by_id=acting.account)
    return code


class NotInvited(Exception):
    """The code is wrong, used, void or too old, or the account is somebody's already."""


class NameTaken(Exception):
    """The code is right, but somebody has the user name of the new account."""


@transaction.atomic
def redeem(*, code: str, account: Account) -> UUID:
    """Tie an account, saved here if it is new, to the person whom a code invites; return the person.

    Raises NotInvited, NameTaken; then no account was made. Which names are taken is told only to who has a code: until
    then a new account has another name.
    """
    is_new, wanted = account._state.adding, account.username
    if is_new:
        account.username = f"new-{account.id}"
        account.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT trust_redeem(%s, %s)", [kept(tidy(code)), account.pk])
        found: UUID | None = cursor.fetchone()[0]
    if found is None:
        account.username = wanted
        raise NotInvited
    account.refresh_from_db()
    if is_new:
        _name(account, wanted)
    return found


def _name(account: Account, name: str) -> None:
    """Give a new account its name. Raises NameTaken."""
    account.username = name
    try:
        with transaction.atomic():
            if Account.objects.filter(username__iexact=name).exclude(id=account.id).exists():
                raise NameTaken(name)
            account.save(update_fields=["username"])
    except IntegrityError as error:  # somebody took it at the same moment
        raise NameTaken(name) from error


def tidy(code: str) -> str:
    """Return a code as it was made, however it was typed: small letters, spaces, hyphens."""
    return "".join(one for one in code.upper() if one.isalnum())


def shown(code: str) -> str:
    """Return a code as people read it out: ACD34-EFG67."""
    return f"{code[:5]}-{code[5:]}"


def kept(code: str) -> bytes:
    """Return what the database keeps of a code: a keyed hash, from which the code cannot be told."""
    key = settings.CONFIG.kept_secret("invitation").encode()  # its own: a code outlives a change of sealing keys
    return hmac.new(key, code.encode(), hashlib.sha256).digest()[:16]
