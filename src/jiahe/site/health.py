"""Whether the office lives (it answers), and whether it is ready: its database answers, its tables are up to date.

It is also ready when the watched folder cannot be used, but says so.
"""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from jiahe.intake.dropped import DropProblem, check_folder


def live(request: HttpRequest) -> JsonResponse:
    """Answer that the process answers."""
    return JsonResponse({"live": True})


def ready(request: HttpRequest) -> JsonResponse:
    """Answer whether requests can be served: 200, or 503 with what is missing."""
    try:
        executor = MigrationExecutor(connections["default"])
        waiting = [f"{m.app_label}.{m.name}" for m, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    except DatabaseError:
        return JsonResponse({"ready": False, "why": "the database does not answer"}, status=503)
    if waiting:
        return JsonResponse({"ready": False, "why": "migrations wait: run jiahe migrate"}, status=503)
    return JsonResponse({"ready": True} | _of_drop())


def _of_drop() -> dict[str, str]:
    """Return what is wrong with the watched folder, without its path: anybody may ask."""
    try:
        if settings.DROP is not None:
            check_folder()
    except (DropProblem, OSError):
        return {"drop": "the folder JIAHE_DROP cannot be used; the page of files says why"}
    return {}
