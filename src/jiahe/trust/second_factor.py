"""The second factor: what allauth asks of an office, its words in both languages, its secrets sealed."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, Func, JSONField, Q, Value

from jiahe.trust.sealed_fields import SECOND_FACTOR
from jiahe.trust.sealing import seal, unseal
from jiahe.web.words import Words

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What is a second factor; recovery codes only stand in for one."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's, with the office's name, and with secrets that a copy of the database does not give away."""

    error_messages = {  # noqa: RUF012 - the attribute that allauth reads
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": Words(
            "没有通过。请核对后再试；验证码只能用一次，请用新显示的。",
            "That did not match. Try again; a code works once, so use the one that is shown now.",
        ),
        "cannot_generate_recovery_codes": Words(
            "请先设置验证器或通行密钥。", "Set up an authenticator app or a passkey first."
        ),
    }

    def get_totp_issuer(self) -> str:
        """Return the name under which an authenticator app keeps the code."""
        return "家和 Jiahe"

    def encrypt(self, text: str) -> str:
        """Seal the secret of an authenticator app, or the seed of recovery codes."""
        return b64encode(seal(text, SECOND_FACTOR) or b"").decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open it. Raises Unreadable."""
        return unseal(b64decode(encrypted_text), SECOND_FACTOR) or ""

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Return a name for one more passkey."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return Words("通行密钥{n}", "Passkey {n}").format(n=count + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return who asks for the passkey: the host, and the office's name."""
        return {**super().get_public_key_credential_rp_entity(), "name": "家和 Jiahe"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Return for whom the passkey is; the device shows the name."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.full_name}


def has_second_factor(account: AbstractBaseUser) -> bool:
    """Whether an account signs in with more than a password."""
    return bool(Authenticator.objects.filter(user_id=account.pk, type__in=FACTORS).exists())


USED = "used_step"
"""Where the data of an authenticator app keep the time step of the last code that was taken."""


def use_code(authenticator: Authenticator, code: str) -> bool:
    """Take a code of an authenticator app, once; return whether it was still to be had (RFC 6238, 5.2).

    allauth remembers a code for 30 seconds, but takes it for 90. A step counts once, and none before one that was used:
    of two who send the same code at the same moment, the row lets one through.
    """
    secret = decrypt(authenticator.data["secret"])
    now = {one: format_hotp_value(hotp_value(secret, one)) for one in yield_hotp_counters_from_time()}
    steps = [one for one, expected in now.items() if compare_user_code(actual=code, expected=expected)]
    if not steps:
        return False
    unused = Q(**{f"data__{USED}__isnull": True}) | Q(**{f"data__{USED}__lt": max(steps)})
    kept = Func(F("data"), Value({USED: max(steps)}, JSONField()), arg_joiner=" || ", template="(%(expressions)s)")
    return bool(Authenticator.objects.filter(unused, pk=authenticator.pk).update(data=kept))
