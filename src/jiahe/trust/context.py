"""What every page knows of who acts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jiahe.trust.permissions import OUTCOME, READ


def post(request: HttpRequest) -> dict[str, Any]:
    """Return the acting post, the others that can be chosen, and whether it reads what the law owes people."""
    acting = getattr(request, "acting", None)
    return {
        "acting": acting,
        "posts": getattr(request, "posts", []),
        "sees_answers": acting is not None and acting.may(READ, OUTCOME),
    }
