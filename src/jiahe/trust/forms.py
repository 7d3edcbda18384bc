"""The forms of sign-in: allauth's, in the words of the office and without what it does not do (mail, sign-up)."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.http import HttpRequest, HttpResponse

from jiahe.trust.models import Account
from jiahe.trust.second_factor import use_code
from jiahe.web.forms import NamesWhatIsMissing
from jiahe.web.words import Words

SHARED = "shared"
"""Key of the session that says that the machine is shared: it is signed out sooner."""

PASSWORD_HINT = Words(
    "至少12个字；不要用常见的密码、自己的姓名或用户名。几个不相干的词连起来，好记又安全。",
    "At least 12 characters; no common password, nor your own name. A few unrelated words are easy to keep and safe.",
)


def _plain(field: forms.Field, label: Words, hint: Words | str = "") -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


class SignIn(NamesWhatIsMissing, LoginForm):
    """Sign in by name and password."""

    shared = forms.BooleanField(
        required=False,
        label=Words("这是公用电脑，离开后尽快退出", "This machine is shared: sign me out soon after I leave"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], Words("用户名", "User name"))
        _plain(
            self.fields["password"],
            Words("密码", "Password"),
            Words(
                "忘记密码请找本单位的安全管理员重设；居民请找村或乡镇重新发邀请码。",
                "Forgotten? Your office’s security administrator sets a new one; a resident asks the village or "
                "township for another invitation.",
            ),
        )

    def clean_login(self) -> str:
        """Return the name as names are kept, in whichever width it was typed; former ones were kept as typed."""
        typed: str = super().clean_login()
        plain = Account.normalize_username(typed)
        return typed if plain != typed and Account.objects.filter(username__iexact=typed).exists() else plain

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in, keeping whether the machine is shared."""
        request.session[SHARED] = self.cleaned_data["shared"]
        return super().login(request, redirect_url)


class PasswordAgain(ReauthenticateForm):
    """Who one is, once more, by password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], Words("密码", "Password"))


class ChangePassword(ChangePasswordForm):
    """Another password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["oldpassword"], Words("现在的密码", "Your present password"))
        _plain(self.fields["password1"], Words("新密码", "New password"), PASSWORD_HINT)
        _plain(self.fields["password2"], Words("再输入一次新密码", "The new password again"))


class SetPassword(SetPasswordForm):
    """A first password, for who signed in by the government's sign-on only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password1"], Words("密码", "Password"), PASSWORD_HINT)
        _plain(self.fields["password2"], Words("再输入一次", "The password again"))


# ---------------------------------------------------------------------------------------------------- second factor

_CODE = Words("验证码", "Code")
_FROM_APP = Words(
    "打开手机上的验证器，输入6位验证码；也可以输入一个8位备用码。",
    "Open the authenticator app on your phone and enter its 6 digits, or one of your 8-digit recovery codes.",
)


def _code(field: forms.Field, hint: Words) -> None:
    _plain(field, _CODE, hint)
    field.widget.attrs |= {"class": "w-10", "inputmode": "numeric"}


class _Once:
    """Takes a code of an authenticator app once only."""

    authenticator: Authenticator

    def clean_code(self) -> str:
        """Raise ValidationError for a code that is wrong, or was used."""
        code: str = super().clean_code()  # type: ignore[misc] # allauth's form
        if self.authenticator.type == Authenticator.Type.TOTP and not use_code(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class EnterCode(_Once, AuthenticateForm):
    """The code of an authenticator app, or a recovery code, after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], _FROM_APP)


class CodeAgain(_Once, CodeAgainForm):
    """Who one is, once more, by a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], _FROM_APP)


class SetUpApp(ActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], Words("验证器里显示的6位数字。", "The 6 digits that the app shows."))


class AddPasskey(AddWebAuthnForm):
    """One more passkey. Each signs in without a password, so each asks for a fingerprint, a face or a PIN."""

    passwordless = forms.BooleanField(initial=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.max_length = 40
        _plain(
            name, Words("给它起个名字", "A name for it"), Words("例如：办公室电脑。", "For example: office computer.")
        )
