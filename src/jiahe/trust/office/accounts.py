"""Accounts of colleagues: made by the security administrator, who never learns a password.

A new account has none. Its owner sets it by a link that is shown once, works for three days, and not any more once a
password was set: Django's token rests on the password and the last sign-in.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from jiahe.places.models import Holding, Post, holds_on
from jiahe.trust.acting import require
from jiahe.trust.models import Account
from jiahe.trust.office.posts import end_holding
from jiahe.trust.permissions import MANAGE_POSTS, POST
from jiahe.web.refusal import Refused


@transaction.atomic
def add_account(*, username: str, full_name: str) -> Account:
    """Make an account without a password. Raises Refused."""
    require(MANAGE_POSTS, POST)
    account = Account(username=Account.normalize_username(username.strip()), full_name=full_name.strip())
    account.set_unusable_password()
    if not account.full_name:
        raise Refused("请写姓名。", "Write the full name.", "full_name")
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
    return account


def password_link(*, account: UUID) -> str:
    """Return the path of a link by which the owner of an account sets a password. Raises Refused.

    Not for oneself, and not for another administrator: who could sign in as all three would be all three.
    """
    acting = require(MANAGE_POSTS, POST)
    found = _account(account)
    if acting.account == found.id:
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
    key = default_token_generator.make_token(found)
    return reverse("first-password", kwargs={"account": found.id, "key": key})


def account_of_link(account: UUID, key: str) -> Account | None:
    """Return whose link it is; None when it is nobody's, used, or too old."""
    found: Account | None = Account.objects.filter(id=account, is_active=True).first()
    return found if found is not None and default_token_generator.check_token(found, key) else None


@transaction.atomic
def close_account(*, account: UUID) -> None:
    """Close an account (停用): it signs in no more, and holds no post after today. Raises Refused."""
    acting = require(MANAGE_POSTS, POST)
    found = _account(account)
    if acting.account == found.id:
        raise Refused("不能停用自己的账户。", "Nobody closes their own account.", None)
    day = timezone.localdate()
    for held in Holding.objects.filter(account=found).exclude(until_date__lte=day).order_by("from_date"):
        if held.from_date < day:
            end_holding(holding=held.id, on=day)
    found.is_active = False
    found.save(update_fields=["is_active"])


def _account(account: UUID) -> Account:
    found: Account | None = Account.objects.filter(id=account, is_active=True).first()
    if found is None:
        raise Refused("没有这个账户，或已停用。", "There is no such account, or it is closed.", "account")
    return found
