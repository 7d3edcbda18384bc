"""Errors of the API as RFC 9457 says them (application/problem+json): what is wrong, where, and what to write."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from pydantic import Field

from jiahe.web.refusal import Busy
from jiahe.web.uploads import NotTaken
from jiahe.web.words import Words

PROBLEM = "application/problem+json"
INVALID = "urn:jiahe:problem:invalid"
"""The type of a problem with what was sent; all others are about:blank, told by their status."""


class FieldError(Schema):
    """What is wrong with one field: ``pointer`` into the body, or the name of a ``parameter``."""

    pointer: str | None = None
    parameter: str | None = None
    detail: str


class Problem(Schema):
    """An error, as RFC 9457 has it (application/problem+json)."""

    type: str = Field(examples=["about:blank"])
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None


def answers(shape: Any, *, good: int = 200, signed_in: bool = False, conflict: bool = False) -> dict[int, Any]:
    """Return the answers of an operation: the good one, and the problems it can have."""
    bad = [400, 404, 405, 422, *([401, 403, 429] if signed_in else []), *([409] if conflict else [])]
    return {good: shape, **dict.fromkeys(bad, Problem)}


class Refused(Exception):
    """What was sent cannot be used. ``pointer``: where, as a JSON pointer (#/facts/persons/0) or a parameter's name."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer = pointer


def problem(status: int, detail: str = "", *, errors: Sequence[dict[str, str]] = ()) -> HttpResponse:
    """Return a problem. ``errors``: what is wrong with each field: ``pointer`` or ``parameter``, and ``detail``."""
    said: dict[str, Any] = {
        "type": INVALID if errors else "about:blank",
        "title": "What was sent cannot be used" if errors else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or HTTPStatus(status).description or HTTPStatus(status).phrase,
    }
    if errors:
        said["errors"] = list(errors)
    return HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type=PROBLEM)


def busy_problem(error: Busy) -> HttpResponse:
    """Return the problem of what cannot be done just now, with when to try again."""
    answer = problem(503, error.words.en)
    answer.headers["Retry-After"] = str(error.again_after)
    return answer


class ApiWithProblems(NinjaAPI):
    """An API whose description says that errors are problems."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description."""
        described = super().get_openapi_schema(**options)
        for operations in described["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= 400 and "application/json" in response.get("content", {}):
                        response["content"][PROBLEM] = response["content"].pop("application/json")
        return described


def say_problems(api: NinjaAPI) -> None:
    """Make an API answer every error of its own as a problem."""

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [_wrong_field(one["loc"], one["msg"]) for one in error.errors]
        status = 400 if any(one["loc"][0] == "header" for one in error.errors) else 422
        return problem(status, "See errors for each field that is wrong.", errors=errors)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        where = "pointer" if error.pointer.startswith("#") else "parameter"
        return problem(422, str(error), errors=[{where: error.pointer, "detail": str(error)}])

    @api.exception_handler(Busy)
    def busy(request: HttpRequest, error: Busy) -> HttpResponse:
        return busy_problem(error)

    @api.exception_handler(NotTaken)
    def not_taken(request: HttpRequest, error: NotTaken) -> HttpResponse:
        return problem(error.status, str(error))

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, error.message)

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, str(error))

    @api.exception_handler(PermissionDenied)
    def not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return problem(403, str(_NOT_ALLOWED))

    @api.exception_handler(AuthenticationError)
    def not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = problem(401, str(_SIGN_IN))
        answer.headers["WWW-Authenticate"] = 'Bearer realm="jiahe"'
        return answer


_NOT_ALLOWED = Words("这个岗位不能做这件事。", "The acting post may not do this.")
_SIGN_IN = Words("请先登录，或带上程序密钥。", "Sign in first, or send a program's key.")


def _wrong_field(loc: Sequence[Any], message: str) -> dict[str, str]:
    """Return where ninja found something wrong: ("body", "asked", "facts", …) or ("query", "within")."""
    place, *path = [str(one) for one in loc]
    if place in ("query", "path", "header", "cookie", "form", "file"):
        return {"parameter": path[-1] if path else place, "detail": message}
    escaped = [one.replace("~", "~0").replace("/", "~1") for one in path[1:]]
    return {"pointer": "#" + "".join(f"/{one}" for one in escaped), "detail": message}


def with_problems(urls: tuple[list[Any], str, str]) -> tuple[list[Any], str, str]:
    """Return the addresses of an API, each answering also a wrong method as a problem."""
    for pattern in urls[0]:
        if isinstance(pattern, URLPattern):
            pattern.callback = _as_problem(pattern.callback)
    return urls


def _as_problem(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *parts: Any, **named: Any) -> HttpResponse:
        response = view(request, *parts, **named)
        if response.status_code < 400 or response.headers["Content-Type"].startswith(PROBLEM):
            return response
        said = problem(response.status_code)
        if "Allow" in response.headers:
            said["Allow"] = response.headers["Allow"]
        return said

    return answer


def no_such_address(request: HttpRequest) -> HttpResponse:
    """Answer for an address of the API that does not exist."""
    return problem(404, "The API has no such address. See /api/openapi.json for those it has.")
