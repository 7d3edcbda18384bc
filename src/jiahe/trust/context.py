"""What every page knows of who acts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def post(request: HttpRequest) -> dict[str, Any]:
    """Return the acting post and the others that can be chosen."""
    return {"acting": getattr(request, "acting", None), "posts": getattr(request, "posts", [])}
