"""A form is recorded once, however often it is sent: each carries a key that was made with the empty form."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.crypto import salted_hmac

from jiahe.people.errors import Refused
from jiahe.people.lock import lock_register_soon
from jiahe.people.models import Sent
from jiahe.trust.acting import current, for_the_county

KEY = "once"
"""The hidden field of the key, which is also blamed when the key has been used for something else."""


def recorded(data: QueryDict) -> UUID | None:
    """Return to whose page a form led, if this very form was recorded before by the acting post."""
    try:
        before = Sent.objects.filter(key=UUID(data.get(KEY, ""))).first()
    except ValueError:
        return None
    return before.shown if before is not None and before.said == _said(data) else None


def once(data: QueryDict, do: Callable[[], UUID]) -> UUID:
    """Do what a form asks unless the form was recorded before; return whose page to show.

    Raises Refused when a form with this key was recorded but said something else: what is typed now is not silently
    lost; and Busy while a file is loaded. Two that send the same form at the same moment wait for each other at the
    register's lock.
    """
    acting = current()
    if acting is None:
        raise PermissionDenied("nobody acts")
    key = UUID(data[KEY])
    try:
        with transaction.atomic():
            lock_register_soon()
            before = Sent.objects.filter(key=key).first()
            if before is None:
                shown = do()
                with for_the_county():  # whom the form moved elsewhere, the post sees no longer
                    Sent.objects.create(key=key, said=_said(data), shown=shown, post=acting.post)
                return shown
            if before.said == _said(data):
                return before.shown
    except IntegrityError as error:  # the key of another post's form
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != "people_sent_pkey":
            raise
    raise Refused(
        "这张表已经登记过一次。如果这是另一件事，请核对后再保存一次。",
        "This form was recorded once already. If this is something else, check it and save it again.",
        KEY,
    )


def _said(data: QueryDict) -> str:
    """Return a keyed hash of all that a form says."""
    own = sorted((name, data.getlist(name)) for name in data if name not in (KEY, "csrfmiddlewaretoken"))
    return salted_hmac("jiahe.people.sent", repr(own), algorithm="sha256").hexdigest()
