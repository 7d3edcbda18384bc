"""Puts every request of somebody signed in into one transaction that acts through a post of theirs."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from jiahe.trust.acting import Acting, acting_as, posts_of

CHOSEN = "post"
"""Key of the session's chosen post."""


class ActingMiddleware:
    """Choose the post (the session's, else the first that is held today) and act through it.

    A response of 500 takes back what the request has done.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acting, request.posts = None, []
        if not request.user.is_authenticated:
            return self.get_response(request)
        posts = posts_of(request.user)
        chosen = request.session.get(CHOSEN)
        post = next((one for one in posts if str(one.id) == chosen), posts[0] if posts else None)
        if post is None:
            return self.get_response(request)
        acting = Acting.of(post, request.user)
        request.acting, request.posts = acting, posts
        with acting_as(acting):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        response.headers.setdefault(
            "Cache-Control", "no-store"
        )  # what a post has seen does not stay on a shared machine
        return response
