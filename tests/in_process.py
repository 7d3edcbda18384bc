"""Requests that a test sends through the WSGI application in its own process."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def one_connection() -> Any:
    """Keep the test's connection open between requests, as Django's own test client does."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
