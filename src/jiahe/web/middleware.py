"""What holds for every request, whatever page it asks for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from psycopg.errors import QueryCanceled

from jiahe.web import choices
from jiahe.web.errors import bad_request, busy, no_such_method, took_too_long
from jiahe.web.forms import SHOWN_AS
from jiahe.web.problems import busy_problem, problem
from jiahe.web.refusal import Busy


class RefuseNul:
    """Refuse an address with a NUL character: no name or number has one, and PostgreSQL cannot be asked about it.

    Forms refuse it themselves, naming the field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" not in request.path_info and "\0" not in unquote(request.META.get("QUERY_STRING", "")):
            return self.get_response(request)
        if request.path_info.startswith("/api/"):
            return problem(400, "The address has a NUL character (%00). Leave it out.")
        return bad_request(request)


METHODS = ("GET", "HEAD", "POST")


class RefuseOtherMethods:
    """Refuse TRACE, DELETE and the like: no page means them. The API names the methods of each address itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in METHODS or request.path_info.startswith("/api/"):
            return self.get_response(request)
        response = no_such_method(request)
        response.headers["Allow"] = ", ".join(METHODS)
        return response


class SayWhatTookTooLong:
    """Say so when the database has ended a statement because it took too long, or waited too long for others.

    A form says itself that it waited for others, and keeps what was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503; what the request has done is taken back."""
        if isinstance(exception, Busy):
            return busy_problem(exception) if request.path_info.startswith("/api/") else busy(request, exception)
        if not isinstance(exception.__cause__, QueryCanceled):
            return None
        if request.path_info.startswith("/api/"):
            return problem(503, "This took too long and was stopped; nothing was saved. Ask for less, or try later.")
        return took_too_long(request)


class ShowAnotherWay:
    """Show a form that was sent back in another language, size or colour, with all that was typed.

    It is sent to its own address again, marked so that it is not done (:class:`jiahe.web.forms.Form`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = ""
        if request.method == "POST" and not request.path_info.startswith("/api/"):
            with suppress(UnreadablePostError):  # cut off: the view says so, if anybody still listens
                said = request.POST.get(SHOWN_AS, "")
        verb, _, chosen = said.partition(":")
        look = {verb: chosen} if verb in ("language", "size", "theme") else {}
        choices.choose(request, **look)
        response = self.get_response(request)
        choices.keep(response, **look, secure=request.is_secure())
        return response


class OnlyForOurPages:
    """Forbid that other sites load anything of the office into their pages: Cross-Origin-Resource-Policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
