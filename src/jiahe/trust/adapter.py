"""Sign-in as the office does it: accounts are made by the office or an invitation; all is said in both languages."""

from __future__ import annotations

import time
from typing import Any

import structlog
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from jiahe.trust.limits import free_again
from jiahe.trust.models import Account
from jiahe.web.words import Words, moment

log = structlog.get_logger("jiahe.sign_in")

JUST_SIGNED_IN = 300
"""Seconds after a sign-in in which nobody is asked again who they are."""

_MISMATCH = Words(
    "用户名或密码不对。请检查大小写后再试。",
    "The name or the password is not right. Check capitals and try again.",
)
_TOO_MANY = Words(
    "连续输错次数过多，为保护账户已暂停登录。请在{at}之后再试；忘记密码请找本单位的安全管理员。",
    "Too many wrong attempts, so sign-in is paused to protect the account. Try again after {at}. If you forgot the "
    "password, ask your office’s security administrator.",
)
_WRONG_CODE = Words(
    "验证码不对，或已经用过。请用新显示的验证码再试。",
    "The code is not right, or was used already. Try the code that is shown now.",
)


class AccountAdapter(DefaultAccountAdapter):
    """allauth's, closed to sign-up."""

    error_messages = {  # noqa: RUF012 - the attribute that allauth reads
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _MISMATCH,
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": Words("密码不对，请再试。", "The password is not right. Try again."),
        "enter_current_password": Words("现在的密码不对。", "That is not your present password."),
        "account_inactive": Words(
            "这个账户已停用，请联系安全管理员。", "This account is closed. Ask the administrator."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return the error in words; one for too many attempts says when to try again."""
        if code in ("too_many_login_attempts", "rate_limited"):
            rates = app_settings.RATE_LIMITS
            user, counted = self._attempted()
            log.warning("attempts stopped", account=str(user.pk) if user.pk else None)
            at = max(free_again(rates, "allauth.account", "login_failed", one) for one in counted)
            return ValidationError(str(_TOO_MANY.format(at=moment(at))), code=code)
        return super().validation_error(code, *args)

    def _attempted(self) -> tuple[Any, list[str]]:
        """Return who tries, as far as a password has told it, and the keys under which allauth counts the attempts."""
        request = context.request
        stage = getattr(request, "_login_stage", None)
        user = stage.login.user if stage else request.user
        name = user.get_username() or Account.normalize_username(request.POST.get("login", "").strip())
        return user, [f"mfa-auth-user-{user.pk}", self._get_login_attempts_cache_key(request, username=name)]

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Whether to ask again who somebody is; not of those who have just signed in."""
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] > JUST_SIGNED_IN
