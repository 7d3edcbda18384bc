"""Where an account is signed in, and for how long: the list of browsers, the idle time-out, twelve hours at most."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from jiahe.trust.forms import SHARED
from jiahe.trust.models import Account, SignedIn
from jiahe.web.problems import problem
from jiahe.web.words import Words

log = structlog.get_logger("jiahe.sign_in")

BEGAN, USED, KEPT_AS = "signed_in_at", "last_used", "kept_as"
"""Keys of the session: when it began and was last used (seconds), and the key under which SignedIn has it."""

NOTED_EVERY = 60
"""Seconds between two notes of use: a click should not cost a write."""

_IDLE = Words(
    "您有{n}分钟没有操作，为安全起见已退出。请重新登录。",
    "You were signed out for safety: nothing was done for {n} minutes. Sign in again.",
)
_TOO_LONG = Words(
    "登录已满12小时，为安全起见已退出。请重新登录。", "You were signed out for safety after 12 hours. Sign in again."
)


def idle_minutes(request: HttpRequest) -> int:
    """Return after how many minutes without a request the session ends."""
    minutes: int = settings.IDLE_MINUTES_SHARED if request.session.get(SHARED) else settings.IDLE_MINUTES
    return minutes


@receiver(user_logged_in)
def _began(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    log.info("signed in", account=str(user.id))
    request.session[BEGAN] = request.session[USED] = int(time.time())
    _keep(request, user)


@receiver(user_login_failed)
def _refused(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    """Note a failed sign-in: of which account, where there is such a one. What was typed is nobody's to read."""
    typed = credentials.get("username") or ""
    account = Account.objects.filter(username__iexact=typed).values_list("id", flat=True).first()
    log.warning("sign-in failed", account=str(account) if account else None)


@receiver(user_logged_out)
def _ended(sender: Any, request: HttpRequest, user: Account | None, **_: Any) -> None:
    log.info("signed out", account=str(user.id) if user else None)
    SignedIn.objects.filter(session=request.session.get(KEPT_AS) or "").delete()


def _keep(request: HttpRequest, account: Account) -> None:
    """Keep the session in the list, under its present key: a new password gives it another."""
    session = request.session
    if session.session_key is None:
        session.save()
    changed = {"account": account, "session": session.session_key, "last_used": timezone.now()}
    SignedIn.objects.update_or_create(
        session=session.get(KEPT_AS) or session.session_key,
        defaults=changed,
        create_defaults={**changed, "browser": request.headers.get("User-Agent", "")[:300]},
    )
    session[KEPT_AS] = session.session_key


class TimeoutMiddleware:
    """End a session that was not used for a while or has lasted twelve hours; note now and then that it is used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now, session = int(time.time()), request.session
        why = None
        if now - session.get(BEGAN, 0) > settings.SESSION_COOKIE_AGE:
            why = _TOO_LONG.format()
        elif now - session.get(USED, 0) > idle_minutes(request) * 60:
            why = _IDLE.format(n=idle_minutes(request))
        if why is not None:
            return self._end(request, why)
        if now - session[USED] >= NOTED_EVERY or session.get(KEPT_AS) != session.session_key:
            session[USED] = now
            _keep(request, request.user)
        response = self.get_response(request)
        return response if request.user.is_authenticated else forget_all(response)

    def _end(self, request: HttpRequest, why: str) -> HttpResponse:
        logout(request)
        if request.path_info.startswith("/api/"):
            return problem(401, why)
        messages.info(request, why)
        is_page = request.method == "GET"
        return forget_all(redirect_to_login(request.get_full_path()) if is_page else redirect(settings.LOGIN_URL))


def forget_all(response: HttpResponse) -> HttpResponse:
    """Tell the browser of somebody who is signed out to forget what it kept of their pages; not the look's cookies."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


# ---------------------------------------------------------------------------------------------------- the list


def browsers_of(account: Account) -> list[SignedIn]:
    """Return where an account is signed in, the last used first; what has ended is forgotten."""
    kept = list(SignedIn.objects.filter(account=account).order_by("-last_used"))
    alive = set(
        Session.objects.filter(
            session_key__in=[one.session for one in kept], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    SignedIn.objects.filter(id__in=[one.id for one in kept if one.session not in alive]).delete()
    return [one for one in kept if one.session in alive]


def sign_out(*, account: Account, but: str, only: str | None = None) -> int:
    """End an account's sessions, but never the one with a key; ``only``: the one of that id. Return how many."""
    others = SignedIn.objects.filter(account=account).exclude(session=but)
    if only is not None:
        others = others.filter(id=_as_key(only))
    keys = list(others.values_list("session", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    SignedIn.objects.filter(session__in=keys).delete()
    return len(keys)


def _as_key(text: str) -> UUID | None:
    """Return the key that a form sent; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


_SYSTEMS = (
    ("HarmonyOS|OpenHarmony", Words("鸿蒙设备", "HarmonyOS")),
    ("iPhone", Words("苹果手机", "iPhone")),
    ("iPad", Words("苹果平板", "iPad")),
    ("Android.*Mobile", Words("安卓手机", "Android phone")),
    ("Android", Words("安卓平板", "Android tablet")),
    ("Windows", Words("Windows 电脑", "Windows computer")),
    ("Macintosh", Words("苹果电脑", "Mac")),
    ("Linux|UOS|Kylin", Words("Linux 电脑", "Linux computer")),
)
_BROWSERS = (
    ("MicroMessenger", Words("微信", "WeChat")),
    ("Edg", Words("Edge", "Edge")),
    ("QQBrowser", Words("QQ浏览器", "QQ Browser")),
    ("360SE|QIHU|360EE", Words("360浏览器", "360 browser")),
    ("Firefox", Words("Firefox", "Firefox")),
    ("Chrome", Words("Chrome", "Chrome")),
    ("Safari", Words("Safari", "Safari")),
)
_UNKNOWN = Words("未知设备", "unknown device")


def device_in_words(agent: str) -> Words:
    """Return what a browser is, as people say it (安卓手机，微信); unknown is said as unknown."""
    found = [
        next((words for pattern, words in known if re.search(pattern, agent)), None) for known in (_SYSTEMS, _BROWSERS)
    ]
    said = [one for one in found if one is not None]
    if not said:
        return _UNKNOWN
    return Words("，".join(one.zh for one in said), ", ".join(one.en for one in said))
