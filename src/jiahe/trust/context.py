"""What every page knows of who acts."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from jiahe.trust.office.told import done_to
from jiahe.trust.permissions import OUTCOME, READ
from jiahe.trust.waiting import waiting_for


def post(request: HttpRequest) -> dict[str, Any]:
    """Return the acting post, what else can be chosen, and what of the pages' common parts the reader is shown."""
    acting = getattr(request, "acting", None)
    return {
        "acting": acting,
        "posts": getattr(request, "posts", []),
        "sees_answers": acting is not None and acting.may(READ, OUTCOME),
        # Asked only by the pages that show them.
        "waiting": partial(waiting_for, acting),
        "done_to_me": partial(done_to, getattr(request, "user", AnonymousUser())),
        "has_government": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
