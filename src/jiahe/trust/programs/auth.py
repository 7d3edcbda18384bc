"""How an address of the API says who may ask it: somebody signed in, or a program whose key has the operation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer, django_auth

from jiahe.trust.acting import current
from jiahe.trust.programs.operations import Operation
from jiahe.web.words import Words

_NOT_GIVEN = Words(
    "这个程序密钥不能做这件事（{key}）。请安全管理员发一个可以的。",
    "This program key was not given that ({key}). Ask the security administrator for one that has it.",
)


class ProgramKeyAuth(HttpBearer):
    """A program's key. The middleware has found whose it is before; here is asked whether it has the operation."""

    openapi_bearerFormat = "jiahe_<8 hex digits>_<64 hex digits>"  # noqa: N815 - OpenAPI's name
    openapi_description = (
        "A program's key: the security administrator gives it to a named system, for one post and some operations. "
        "No CSRF token is needed with it."
    )

    def __init__(self, *operations: Operation) -> None:
        super().__init__()
        self.operations = operations

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the system's account. Raises HttpError 403."""
        acting = current()
        if acting is None or acting.program is None:
            return None
        if not any(one.key in acting.program.operations for one in self.operations):
            raise _refusal(self.operations[0])
        return request.user


def by(*operations: Operation) -> list[Any]:
    """Return who may ask an address: a program that was given one of the operations, or somebody signed in."""
    return [ProgramKeyAuth(*operations), django_auth]


def require_operation(one: Operation) -> None:
    """Raise HttpError 403 when a program acts that was not given an operation; where an address has several."""
    acting = current()
    if acting is not None and acting.program is not None and one.key not in acting.program.operations:
        raise _refusal(one)


def _refusal(one: Operation) -> HttpError:
    return HttpError(403, str(_NOT_GIVEN.format(key=one.key)))
