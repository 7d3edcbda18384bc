"""The page on which somebody whom the office invited makes an account of their own."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from jiahe.trust import government
from jiahe.trust.forms import PASSWORD_HINT
from jiahe.trust.invitations import FROM_EVERYWHERE, WRONG_TRIES, NameTaken, NotInvited, redeem, tell_of_guessing
from jiahe.trust.limits import free_again, is_used_up
from jiahe.trust.models import Account
from jiahe.trust.user_names import TELLS_A_NUMBER, tells_a_number
from jiahe.web.forms import Form
from jiahe.web.refusal import Refused
from jiahe.web.words import Words, moment

_NOT_INVITED = Words(
    "邀请码不对、用过了或已过期（14天内有效，只用一次；重新发码后旧码作废）。请核对后再试，或请村、乡镇再发一个。",
    "The code is wrong, used, or too old (it is good for 14 days and once; a new one makes the former void). Check it, "
    "or ask the village or township for another.",
)
_TOO_MANY = Words("输错次数过多。请在{at}之后再试。", "Too many wrong codes. Try again after {at}.")


class CodeForm(Form):
    """The code alone, for who is signed in already."""

    code = forms.CharField(
        label=Words("邀请码", "Invitation code"),
        help_text=Words(
            "村或乡镇给您的10位字母和数字，例如 ACD34-EFG67。", "10 letters and digits, such as ACD34-EFG67."
        ),
        max_length=20,
        widget=forms.TextInput({"class": "w-20", "autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": Words("请填写邀请码。", "Enter the code.")},
    )


class JoinForm(CodeForm):
    """The code, and how one will sign in."""

    username = forms.CharField(
        label=Words("给自己起个用户名", "Choose a name for signing in"),
        help_text=Words(
            "登录时用，例如拼音；不要用手机号码或身份证号。可以用文字、数字和 @ . + - _。",
            "You sign in with it. Not your telephone or ID number. Letters, digits and @ . + - _.",
        ),
        max_length=40,
        widget=forms.TextInput({"class": "w-20", "autocomplete": "username"}),
        error_messages={"required": Words("请填写用户名。", "Enter a name.")},
    )
    password = forms.CharField(
        strip=False,
        label=Words("密码", "Password"),
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": Words("请填写密码。", "Enter a password.")},
    )
    again = forms.CharField(
        strip=False,
        label=Words("再输入一次密码", "The password again"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": Words("请再输入一次密码。", "Enter the password again.")},
    )

    def clean_username(self) -> str:
        """Raise ValidationError for a name that cannot be used. That one is taken is said after the code was right."""
        name = Account.normalize_username(self.cleaned_data["username"].strip())
        try:
            Account._meta.get_field("username").run_validators(name)
        except ValidationError:
            raise ValidationError(
                Words("用户名只能用文字、数字和 @ . + - _。", "Use letters, digits and @ . + - _ only.")
            ) from None
        if tells_a_number(name):
            raise ValidationError(TELLS_A_NUMBER)
        return str(name)

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError for a weak password, or two that differ."""
        told = super().clean() or self.cleaned_data
        password, again = told.get("password"), told.get("again")
        if password and again and again != password:
            self.add_error("again", Words("两次输入的密码不一样。", "The two passwords differ."))
        if password:
            try:
                validate_password(password, Account(username=told.get("username", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return told

    def account(self) -> Account:
        """Return the account that is to be made."""
        name = self.cleaned_data["username"]
        account = Account(username=name, full_name=name)
        account.set_password(self.cleaned_data["password"])
        return account


@sensitive_post_parameters()
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Make an account by invitation, or tie the one that is signed in, and go on signed in."""
    known, pending = request.user.is_authenticated, government.pending(request)
    form = (CodeForm if known or pending else JoinForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = request.user if known else _signed_on() if pending else form.account()
        if (answer := _redeem(request, form, account)) is not None:
            return answer
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "account/join.html", {"form": form, "known": known, "pending": pending}, status=status)


def _signed_on() -> Account:
    """Return the account of somebody who signs in by the government's sign-on, and has no password."""
    name = f"gov-{secrets.token_hex(6)}"
    account = Account(username=name, full_name=name)
    account.set_unusable_password()
    return account


def _redeem(request: HttpRequest, form: CodeForm, account: Account) -> HttpResponse | None:
    limit = {"app": "jiahe", "action": "redeem", "config": WRONG_TRIES, "key": "codes"}
    tries = ratelimit.consume(request, **limit)
    if tries is None:
        at = free_again(WRONG_TRIES, "jiahe", "redeem", "codes")
        if is_used_up(FROM_EVERYWHERE, "jiahe", "redeem", "codes"):
            tell_of_guessing()
        form.add_error(None, str(_TOO_MANY.format(at=moment(at))))
        return None
    try:
        with transaction.atomic():
            redeem(code=form.cleaned_data["code"], account=account)
            if subject := government.pending(request):
                government.tie(account, subject)
    except NotInvited:
        form.add_error("code", _NOT_INVITED)
        return None
    except Refused as refused:
        tries.rollback()
        form.add_error(refused.field, str(refused.words))
        return None
    except NameTaken:
        tries.rollback()
        form.add_error("username", Words("这个用户名已有人用，请换一个。", "This name is taken. Choose another."))
        return None
    tries.rollback()  # only wrong codes count
    messages.success(request, str(Words("账户已开通。", "Your account is ready.")))
    if request.user.is_authenticated:
        return redirect("home")
    return perform_password_login(request, {"username": account.username}, Login(user=account))
