"""The sign-in form: allauth's, without a link to a reset by e-mail, which this office does not send."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm

from jiahe.web.forms import NamesWhatIsMissing
from jiahe.web.words import Words


class SignIn(NamesWhatIsMissing, LoginForm):
    """Sign in by name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = Words(
            "忘记密码请找本单位的安全管理员重设。",
            "Forgotten? The security administrator of your office sets a new one.",
        )
