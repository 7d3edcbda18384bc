"""Who asks by a key: found before anybody acts. A key that does not work is said to be so, counted, and slowed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

import structlog
from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jiahe.places.models import Post
from jiahe.trust.acting import Acting, Program
from jiahe.trust.limits import free_again
from jiahe.trust.models import Account
from jiahe.trust.programs.keys import FORM, hashed
from jiahe.trust.programs.operations import needed_by
from jiahe.web.problems import problem
from jiahe.web.words import Words

log = structlog.get_logger("jiahe.sign_in")

A_MINUTE = 600
"""Requests of one key in a minute."""

_APP, WRONG = "jiahe.trust", "wrong_program_key"
_OF_ONE, _FROM_THERE = "5/5m/key", "30/m/ip"
"""How often keys that do not work are answered, as for passwords: one from an address, and all that come from there."""

_BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)

_API_ONLY = Words("程序密钥只能用于 /api/ 下的接口。", "A program's key opens addresses below /api/ only.")
_UNKNOWN = Words(
    "没有这个程序密钥。请核对 Authorization 头，或向单位的安全管理员要一个。",
    "There is no such program key. Check the header Authorization, or ask the office's security administrator for one.",
)
_OVER = Words(
    "程序密钥 {sign} 已到期或已停用。请向单位的安全管理员要一个新的。",
    "The program key {sign} is over or was ended. Ask the office's security administrator for another.",
)
_POST_OVER = Words(
    "程序密钥 {sign} 的岗位已撤销。请向单位的安全管理员要一个新的。",
    "The post of the program key {sign} has ended. Ask the office's security administrator for another key.",
)
_ELSEWHERE = Words(
    "程序密钥 {sign} 不能从 {address} 使用。请从登记的地址发送，或请安全管理员改发。",
    "The program key {sign} may not be used from {address}. Send from the addresses that it was given for.",
)
_SLOWER = Words("不对的密钥发得太多，请在{at}之后再试。", "Too many wrong keys. Try again after {at}.")
_TOO_FAST = Words(
    "一个密钥每分钟最多请求 {n} 次，请一分钟后再发。", "One key asks {n} times a minute at most. Go on in a minute."
)


@dataclass(frozen=True)
class Asking:
    """A program that asks: the account of its system, and what it acts as."""

    account: Account
    acting: Acting


@dataclass(frozen=True)
class _Found:
    """A key's row, as the database tells it to whoever sends the key."""

    id: UUID
    account: UUID
    post: UUID
    purpose: str
    operations: list[str]
    networks: list[str]
    until_date: dt.date
    is_over: bool
    post_is_over: bool


def sent_key(request: HttpRequest) -> str | None:
    """Return the key that a request carries (Authorization: Bearer …), right or wrong; None: it carries none."""
    found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    return found[1] if found else None


def who_asks(request: HttpRequest, secret: str) -> Asking | HttpResponse:
    """Return who asks by a key, noting that it is used; or the problem to answer with."""
    if not request.path_info.startswith("/api/"):
        return problem(403, str(_API_ONLY))
    form = FORM.fullmatch(secret)
    found = _find(secret) if form else None
    sign = form[1] if form else ""
    address = _address(request)
    if found is None:
        return _wrong(request, sign, address, str(_UNKNOWN))
    if found.is_over or found.post_is_over:
        return _wrong(request, sign, address, str((_OVER if found.is_over else _POST_OVER).format(sign=sign)))
    if not _comes_from(address, found.networks):
        return _wrong(request, sign, address, str(_ELSEWHERE.format(sign=sign, address=address)), status=403)
    if _use(found.id) > A_MINUTE:
        return _later(str(_TOO_FAST.format(n=A_MINUTE)), 60)
    account = Account.objects.get(id=found.account)
    program = Program(found.id, frozenset(found.operations), needed_by(found.operations), found.purpose)
    return Asking(account, Acting.of(Post.objects.get(id=found.post), account, program))


def _find(secret: str) -> _Found | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, account_id, post_id, purpose, operations, networks, until_date, is_over, post_is_over "
            "FROM trust_program_key(%s)",
            [hashed(secret)],
        )
        row = cursor.fetchone()
    return _Found(*row) if row else None


def _use(key: UUID) -> int:
    """Note that a key is used; return how often it was in this minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT trust_program_key_used(%s)", [key])
        (times,) = cursor.fetchone()
    return int(times)


def _address(request: HttpRequest) -> str:
    """Return where a request comes from; empty: nobody knows, as behind a socket with no proxy told of."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


def _comes_from(address: str, networks: list[str]) -> bool:
    if not networks or not address:
        return not networks
    came = ip_address(address)
    if isinstance(came, IPv6Address) and came.ipv4_mapped is not None:
        came = came.ipv4_mapped
    return any(came in ip_network(one) for one in networks)


def _wrong(request: HttpRequest, sign: str, address: str, said: str, status: int = 401) -> HttpResponse:
    """Return the refusal of a key; of one that comes too often, when to try again."""
    log.warning("program key refused", sign=sign, status=status)
    rates = {WRONG: f"{_FROM_THERE},{_OF_ONE}" if address else _OF_ONE}
    who = f"{sign} {address}"
    if not ratelimit.consume(request, app=_APP, action=WRONG, config=rates, key=who, limit_get=True):
        at = free_again(rates, _APP, WRONG, who)
        return _later(str(_SLOWER.format(at=timezone.localtime(at).strftime("%H:%M"))), _seconds_to(at))
    answer = problem(status, said)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="jiahe", error="invalid_token"'
    return answer


def _seconds_to(at: dt.datetime) -> int:
    return max(1, int((at - timezone.now()).total_seconds()))


def _later(said: str, seconds: int) -> HttpResponse:
    answer = problem(429, said)
    answer.headers["Retry-After"] = str(seconds)
    return answer
