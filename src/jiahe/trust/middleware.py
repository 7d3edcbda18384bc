"""Puts every request of somebody signed in, or of a program, into one transaction that acts through a post."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.pace import TooMuchLookedUp
from jiahe.trust.programs.asking import sent_key, who_asks
from jiahe.trust.second_factor import has_second_factor
from jiahe.web.errors import too_much
from jiahe.web.problems import problem
from jiahe.web.words import Words, moment

CHOSEN = "post"
"""Key of the session's chosen post."""


class ActingMiddleware:
    """Choose the post (the session's, else the first that is held today; a key's own) and act through it.

    A response of 500 takes back what the request has done.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting, request.posts = None, []
        secret = sent_key(request)
        if secret is not None:
            asking = who_asks(request, secret)
            if isinstance(asking, HttpResponse):
                return asking
            request.user = asking.account
            return self._answer(request, asking.acting)
        if not request.user.is_authenticated:
            return self.get_response(request)
        posts = posts_of(request.user)
        chosen = request.session.get(CHOSEN)
        post = next((one for one in posts if str(one.id) == chosen), posts[0] if posts else None)
        if post is None:
            return self.get_response(request)
        request.posts = posts
        return self._answer(request, Acting.of(post, request.user))

    def _answer(self, request: HttpRequest, acting: Acting) -> HttpResponse:
        request.acting = acting
        with acting_as(acting):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        response.headers.setdefault(
            "Cache-Control", "no-store"
        )  # what a post has seen does not stay on a shared machine
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say when an account that has looked up very much may go on. What was counted stays counted."""
        if not isinstance(exception, TooMuchLookedUp):
            return None
        if request.path_info.startswith("/api/"):
            answer = problem(
                429, f"{exception.number} records, lists and searches an hour: go on after {exception.until}."
            )
        else:
            remedy = _TOO_MUCH.format(n=exception.number, at=moment(exception.until))
            answer = too_much(request, _STOPPED, Words(remedy, remedy))
        answer.headers["Retry-After"] = str(max(1, int((exception.until - timezone.now()).total_seconds())))
        return answer


_STOPPED = Words("查阅太多，请稍后再查", "Too much was looked up; go on later")
_TOO_MUCH = Words(
    "为保护居民的资料，一个账户每小时最多看 {n} 份档案，名单和查找里十人算一份。{at}之后可以接着查；其他页面照常。"
    "工作确实需要更多，请告诉系统管理员。",
    "To protect residents, one account is shown {n} records an hour at most; ten people in a list or a search count as "
    "one. You can go on after {at}; other pages work. If your work needs more, tell the system administrator.",
)


WITHOUT_SECOND_FACTOR = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_logout",
        "set_language",
        "set-look",
    }
)
"""The names of the addresses by which a second factor is set up: all that is open to who must have one and has none."""


def must_set_up(request: HttpRequest) -> bool:
    """Whether somebody who holds a post has to set up a second factor before anything else.

    The office may ask it of all; and whoever had one that an administrator removed needs another.
    """
    return (
        any(post.role != Post.Role.RESIDENT for post in getattr(request, "posts", ()))
        and (settings.STAFF_MFA == "required" or request.user.factor_removed_at is not None)
        and not has_second_factor(request.user)
    )


class SecondFactorMiddleware:
    """Let those who must set up a second factor reach nothing else: it stands before every view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Send them to the page where it is set up; a program is told so."""
        match = request.resolver_match
        if (match is not None and match.url_name in WITHOUT_SECOND_FACTOR) or not must_set_up(request):
            return None
        if request.path_info.startswith("/api/"):
            return problem(403, "This account must set up a second factor first: sign in with a browser.")
        return redirect("mfa_index")
