"""Programs of other offices, as tests have them: a key for a post, and a client that sends it and keeps no cookie."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tests.cast import COUNTY

if TYPE_CHECKING:
    from django.test import Client

POLICE = "县公安局户籍系统"


def program_key(post: UUID, *operations: str, system: str = POLICE, **said: Any) -> str:
    """Give a system a key for a post, as a command on the server does; return it."""
    from django.utils import timezone

    import jiahe.site.urls  # noqa: F401 - the rooms tell of their operations
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.programs.keys import give_key

    asked = {"purpose": "每天核对户籍", "until_date": timezone.localdate() + dt.timedelta(days=180), **said}
    with acting_as(Acting(post, "security_administrator", COUNTY, "", "")):
        return give_key(system=system, post=post, operations=operations, **asked).secret


def program(secret: str) -> Client:
    """Return a client that sends a key with everything; it would be refused where a form's token is asked for."""
    from django.test import Client

    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}", "accept-language": "en-GB"})
