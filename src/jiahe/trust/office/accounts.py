"""Accounts of colleagues: made by the security administrator, who never learns a password.

A new account has none. Its owner sets it by a link that is shown once, works for three days, and not any more once a
password was set: Django's token rests on the password and the last sign-in.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jiahe.places.models import Holding, Post, holds_on
from jiahe.trust.acting import current, require
from jiahe.trust.guards import Proposal
from jiahe.trust.models import Account, AdminAct
from jiahe.trust.office.acts import note
from jiahe.trust.office.posts import end_holding
from jiahe.trust.office.queries import colleagues
from jiahe.trust.permissions import MANAGE_POSTS, POST
from jiahe.trust.sessions import sign_out
from jiahe.trust.user_names import TELLS_A_NUMBER, tells_a_number
from jiahe.web.refusal import Refused

LAPSES = dt.timedelta(hours=72)
"""After which a proposal that nobody has decided lapses, and an approved link that was not made: a long weekend."""


@transaction.atomic
def add_account(*, username: str, full_name: str) -> Account:
    """Make an account without a password. Raises Refused."""
    require(MANAGE_POSTS, POST)
    account = Account(username=Account.normalize_username(username.strip()), full_name=full_name.strip())
    account.set_unusable_password()
    if not account.full_name:
        raise Refused("请写姓名。", "Write the full name.", "full_name")
    if tells_a_number(account.username):
        raise Refused(TELLS_A_NUMBER.zh, TELLS_A_NUMBER.en, "username")
    if Account.objects.filter(username__iexact=account.username).exists():
        raise Refused(
            f"用户名“{account.username}”已有人使用，请换一个。",
            f"The user name {account.username!r} is taken. Choose another.",
            "username",
        )
    try:
        account.clean_fields(exclude=["password"])
    except ValidationError as error:
        field = "full_name" if "full_name" in error.message_dict else "username"
        raise Refused(
            "用户名只能用字母、数字和 @ . + - _，姓名最多60个字。",
            "A user name has letters, digits and @ . + - _ only; a full name has 60 characters at most.",
            field,
        ) from error
    account.save()
    note("add_account", account=account.id)
    return account


@transaction.atomic
def password_link(*, account: UUID) -> str:
    """Return the path of a link by which the owner of an account sets a password. Raises Refused.

    The first one needs nobody else. Where somebody has signed in already, the one who makes it has proposed it and
    another has approved it; it is made once. Not for oneself, and not for another administrator: who could sign in as
    all three would be all three.
    """
    acting = require(MANAGE_POSTS, POST)
    found = resettable(account)
    if is_new(found):
        note("first_link", account=found.id)
    else:
        approved = None if acting.account is None else approved_link(found.id, by=acting.account)
        note("password_link", account=found.id, reason=approved.reason if approved else "", proposal=approved)
    key = default_token_generator.make_token(found)
    return reverse("first-password", kwargs={"account": found.id, "key": key})


def is_new(account: Account) -> bool:
    """Whether nobody has signed in to an account yet."""
    return account.last_login is None and not account.has_usable_password()


def resettable(account: UUID) -> Account:
    """Return an account whose password the acting administrator may have set anew. Raises Refused."""
    acting, found = current(), open_account(account)
    if acting is None or acting.account == found.id:
        raise Refused("自己的密码请用“修改密码”。", "Change your own password by “Change password”.", None)
    administers = Holding.objects.filter(
        holds_on(timezone.localdate()), account=found, post__role__in=Post.ADMINISTRATORS
    )
    if acting.account is not None and administers.exists():
        raise Refused(
            "管理员的密码链接请在服务器上用命令生成：jiahe office account link。",
            "The link of an administrator is made on the server: jiahe office account link.",
            None,
        )
    return found


def approved_link(account: UUID, *, by: UUID) -> Proposal | None:
    """Return the approved proposal by which an administrator may make a link, once and within 72 hours."""
    since = timezone.now() - LAPSES
    used = AdminAct.objects.filter(act="password_link", account=account, proposal__isnull=False).values("proposal")
    approved = Proposal.objects.filter(
        act="password_link", account=account, proposed_by=by, approved=True, decided_at__gt=since
    )
    return approved.exclude(id__in=used).order_by("-decided_at").first()


def account_of_link(account: UUID, key: str) -> Account | None:
    """Return whose link it is; None when it is nobody's, used, or too old."""
    found: Account | None = Account.objects.filter(id=account, is_active=True, is_program=False).first()
    return found if found is not None and default_token_generator.check_token(found, key) else None


@transaction.atomic
def remove_second_factor(*, account: UUID, reason: str) -> None:
    """Remove the second factor of a colleague who lost it, by a command on the server. Raises Refused."""
    require(MANAGE_POSTS, POST)
    if not reason.strip():
        raise Refused("请写明原因。", "Write the reason.", "reason")
    take_factor(account)
    note("remove_factor", account=account, reason=reason.strip())


def take_factor(account: UUID) -> None:
    """Take the second factor (解除第二道验证) off an account, with its recovery codes. Raises Refused.

    Its sessions end, and at the next sign-in its owner sets up another one before anything else.
    """
    acting, found = current(), open_account(account)
    if acting is None or acting.account == found.id:
        raise Refused(
            "不能解除自己的第二道验证，请另一位安全管理员办理。",
            "Nobody removes their own second factor here. Ask another security administrator.",
            None,
        )
    gone, _ = Authenticator.objects.filter(user_id=found.id).delete()
    if not gone:
        raise Refused("这个账户没有设置第二道验证。", "This account has no second factor.", None)
    found.factor_removed_at = timezone.now()
    found.save(update_fields=["factor_removed_at"])
    sign_out(account=found, but="")


@transaction.atomic
def close_account(*, account: UUID) -> int:
    """Close an account (停用), a resident's too: it is signed out, and signs in and holds no more. Raises Refused.

    Return how many of its holdings go on, since they are of the very post that acts: another administrator ends those.
    """
    acting = require(MANAGE_POSTS, POST)
    found = Account.objects.filter(id=account, is_active=True, is_program=False).first()
    if found is None:
        raise Refused(*_NO_ACCOUNT)
    if acting.account == found.id:
        raise Refused("不能停用自己的账户。", "Nobody closes their own account.", None)
    found.is_active = False
    found.save(update_fields=["is_active"])
    sign_out(account=found, but="")
    note("close_account", account=found.id)
    day, left = timezone.localdate(), 0
    for held in Holding.objects.filter(account=found).exclude(until_date__lte=day).order_by("from_date"):
        try:
            end_holding(holding=held.id, on=day)
        except Refused:  # the account is closed all the same
            left += 1
    return left


def open_account(account: UUID) -> Account:
    """Return a colleague's account that is not closed. Raises Refused: a resident is invited again."""
    found: Account | None = colleagues().filter(id=account).first()
    if found is None:
        raise Refused(*_NO_ACCOUNT)
    return found


_NO_ACCOUNT = ("没有这个账户，或已停用。", "There is no such account, or it is closed.", "account")
