"""Whether the office lives (it answers), and whether it is ready: its database answers, its tables are up to date."""

from __future__ import annotations

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


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
    return JsonResponse({"ready": True})
