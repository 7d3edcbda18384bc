"""Sign-in by the government's own sign-on (政务服务统一认证), by OpenID Connect.

An account is known by the subject that the issuer gives; nothing else that the issuer tells is kept. A subject that is
not known makes no account: it is sent to where an invitation is used.
"""

from __future__ import annotations

import time
from typing import Any

import jwt
import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiahe.trust.models import Account
from jiahe.web.words import Words

PROVIDER = "government"
NAME = Words("政务服务统一认证", "the government’s sign-on")
_PENDING = "government_subject"
"""Key of the session: the subject of somebody who signed on there and has no account here yet, and when (seconds)."""
PENDING_FOR = 600
"""Seconds for which that is believed: the next at the same machine may be somebody else."""


ALGORITHMS = frozenset(f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512))
"""How a token may be signed: with a private key of the issuer's, never with a secret that we know too."""
_WELL_KNOWN = "/.well-known/openid-configuration"


class Issuer(OpenIDConnectOAuth2Adapter):
    """The issuer. Its token's signature is checked always, and only the subject is taken from it."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer says of itself. Raises OAuth2Error when it calls itself another than was set."""
        found: dict[str, Any] = super().openid_config
        wanted = self.get_provider().app.settings["server_url"].removesuffix(_WELL_KNOWN).rstrip("/")
        if str(found.get("issuer", "")).rstrip("/") != wanted:
            raise OAuth2Error("The sign-on calls itself another than JIAHE_OIDC_ISSUER.")
        return found

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        if jwt.get_unverified_header(id_token).get("alg") not in ALGORITHMS:
            raise OAuth2Error("The token is signed in a way that is not taken.")
        self.did_fetch_access_token = False  # else allauth trusts the line it came by, and leaves the signature
        claims: dict[str, Any] = super()._decode_id_token(app, id_token)
        return {"sub": claims["sub"]}


class SocialAdapter(DefaultSocialAccountAdapter):
    """allauth's, making no account."""

    error_messages = {  # noqa: RUF012 - the attribute that allauth reads
        **DefaultSocialAccountAdapter.error_messages,
        "connected_other": Words(
            "这个统一认证账号已关联别的账户。", "That sign-on belongs to another account here already."
        ),
    }

    def get_requests_session(self) -> requests.Session:
        """Return what asks the issuer: it goes nowhere else, whatever an answer says."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody makes an account by signing on."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Send somebody who is not known to where an invitation is used."""
        if not sociallogin.is_existing and sociallogin.state.get("process") != "connect":
            request.session[_PENDING] = [sociallogin.account.uid, int(time.time())]
            raise ImmediateHttpResponse(redirect("join"))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        """Go back to the page where it was begun."""
        return str(reverse("mfa_index"))


def pending(request: HttpRequest) -> str | None:
    """Return the subject of somebody who has just signed on there, and is not signed in here."""
    subject, at = request.session.get(_PENDING) or (None, 0)
    return subject if not request.user.is_authenticated and time.time() - at < PENDING_FOR else None


def tie(account: Account, subject: str) -> None:
    """Let a subject of the issuer sign in as an account."""
    SocialAccount.objects.create(user=account, provider=PROVIDER, uid=subject)


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the issuer. Raises Http404 where the office has none."""
    return _with(OAuth2LoginView, request)


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the issuer."""
    return _with(OAuth2CallbackView, request)


def _with(view: Any, request: HttpRequest) -> HttpResponse:
    if not settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    issuer = Issuer(request, PROVIDER)
    try:
        answer: HttpResponse = view.adapter_view(issuer)(request)
    except OAuth2Error as error:  # what allauth asks before it looks out for errors
        answer = render_authentication_error(request, issuer.get_provider(), exception=error)
    return answer
