"""The government's sign-on, against a real issuer on this machine: discovery, keys, tokens signed with RS256."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client

from jiahe.site.config import Config, ConfigError
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.invitations import invite
from jiahe.trust.models import Account
from tests.cast import Cast

pytestmark = pytest.mark.django_db

SECRET = "agreed-with-the-issuer"
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en-GB"}


class Issuer(ThreadingHTTPServer):
    """A little OpenID provider. ``subject`` signs on; ``changed`` claims and another ``signer`` make a wrong token."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.key = self.signer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.subject, self.changed = "s-001", dict[str, Any]()
        self.algorithm, self.moved, self.called = "RS256", False, self.url
        self.codes: dict[str, str] = {}

    def sign_on(self, asked: dict[str, str]) -> str:
        """Return where the browser is sent after somebody signed on."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked["code_challenge"]
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, told: dict[str, str]) -> dict[str, Any] | None:
        """Return the tokens for a code; None when the secret or the proof of the code is wrong."""
        proof = urlsafe_b64encode(hashlib.sha256(told["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if told["client_secret"] != SECRET or self.codes.pop(told["code"], None) != proof:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": "jiahe", "sub": self.subject, "iat": now, "exp": now + 60}
        claims |= {"name": "李秀英", "id_number": "420890199405060022"} | self.changed
        key = self.signer if self.algorithm.startswith("RS") else SECRET * 3
        signed = jwt.encode(claims, key, algorithm=self.algorithm, headers={"kid": "one"})
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": signed}


class Answers(BaseHTTPRequestHandler):
    server: Issuer

    def do_GET(self) -> None:
        url = self.server.url
        if self.path == "/.well-known/openid-configuration":
            self.say(
                {
                    "issuer": self.server.called,
                    "authorization_endpoint": f"{url}/authorize",
                    "token_endpoint": f"{url}/token",
                    "jwks_uri": f"{url}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.path == "/keys" and self.server.moved:
            self.send_response(302)
            self.send_header("Location", "/keys-elsewhere")
            self.end_headers()
        elif self.path in ("/keys", "/keys-elsewhere"):
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
            self.say({"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]})

    def do_POST(self) -> None:
        told = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        tokens = self.server.token(told)
        self.say(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

    def say(self, what: Any, status: int = 200) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def issuer(settings: Any, tmp_path: Any) -> Iterator[Issuer]:
    cache.clear()
    server = Issuer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    config = Config(oidc_issuer=server.url, oidc_client_id="jiahe", oidc_secret_file=secret)
    settings.SOCIALACCOUNT_PROVIDERS = config.government()
    yield server
    server.shutdown()
    server.server_close()


def sign_on(client: Client, issuer: Issuer, query: str = "") -> Any:
    """Go to the issuer and come back."""
    there = client.get(f"/account/government/login/{query}")["Location"]
    assert there.startswith(f"{issuer.url}/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(there).query).items()}
    assert asked["scope"] == "openid"
    return client.get(issuer.sign_on(asked), **ENGLISH)


def signed_in(client: Client) -> str | None:
    key = client.session.get("_auth_user_id")
    return Account.objects.get(pk=key).username if key else None


@pytest.fixture
def li() -> Account:
    return Account.objects.create(username="li", full_name="李晓燕")


def test_who_is_known_by_the_subject_is_signed_in(client: Client, issuer: Issuer, li: Account) -> None:
    SocialAccount.objects.create(user=li, provider="government", uid="s-001")
    assert sign_on(client, issuer)["Location"] == "/"
    assert signed_in(client) == "li"
    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.extra_data) == ("s-001", {"id_token": {"sub": "s-001"}})


def test_an_unknown_subject_makes_no_account(client: Client, issuer: Issuer) -> None:
    there = Account.objects.count()
    answer = sign_on(client, issuer)
    assert answer["Location"] == "/account/join/"
    assert "You signed on, but have no account here yet" in client.get("/account/join/", **ENGLISH).content.decode()
    assert Account.objects.count() == there
    client.post("/account/join/", {"code": "AAAAAAAAAA"})
    assert Account.objects.count() == there


def test_with_an_invitation_it_does(client: Client, issuer: Issuer, cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["worker"]):
        code = invite(person=cast.mother)
    sign_on(client, issuer)
    assert client.post("/account/join/", {"code": code})["Location"] == "/"
    again = Client()
    sign_on(again, issuer)
    mine = Account.objects.get(username=signed_in(again))
    assert not mine.has_usable_password()
    assert [post.person for post in posts_of(mine)] == [cast.mother]


def test_a_sign_on_of_long_ago_is_not_used_by_the_next(
    client: Client, issuer: Issuer, cast: Cast, posts: dict[str, Acting]
) -> None:
    sign_on(client, issuer)
    session = client.session
    session["government_subject"] = [session["government_subject"][0], int(time.time()) - 601]
    session.save()
    assert "You signed on" not in client.get("/account/join/", **ENGLISH).content.decode()


def test_staff_tie_it_to_their_account(client: Client, issuer: Issuer, li: Account) -> None:
    li.set_password("correct-horse-battery")
    li.save()
    client.post("/account/login/", {"login": "li", "password": "correct-horse-battery"})
    assert sign_on(client, issuer, "?process=connect")["Location"] == "/account/security/"
    again = Client()
    sign_on(again, issuer)
    assert signed_in(again) == "li"


@pytest.mark.parametrize(
    "changed", [{"aud": "another"}, {"iss": "https://elsewhere.example"}, {"exp": 1_000_000_000}], ids=str
)
def test_a_token_for_somebody_else_is_refused(
    client: Client, issuer: Issuer, li: Account, changed: dict[str, Any]
) -> None:
    SocialAccount.objects.create(user=li, provider="government", uid="s-001")
    issuer.changed = changed
    answer = sign_on(client, issuer)
    assert answer.status_code == 401
    assert "The sign-on did not succeed" in answer.content.decode()
    assert signed_in(client) is None


@pytest.mark.parametrize(
    "changed", [{"algorithm": "HS256"}, {"moved": True}, {"called": "https://elsewhere.example"}], ids=str
)
def test_another_way_to_sign_another_address_and_another_name_are_refused(
    client: Client, issuer: Issuer, li: Account, changed: dict[str, Any]
) -> None:
    SocialAccount.objects.create(user=li, provider="government", uid="s-001")
    vars(issuer).update(changed)
    assert sign_on(client, issuer).status_code == 401
    assert signed_in(client) is None


def test_a_token_that_the_issuer_did_not_sign_is_refused(client: Client, issuer: Issuer, li: Account) -> None:
    SocialAccount.objects.create(user=li, provider="government", uid="s-001")
    issuer.signer = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert sign_on(client, issuer).status_code == 401
    assert signed_in(client) is None


def test_an_answer_that_nobody_asked_for_is_refused(client: Client, issuer: Issuer) -> None:
    assert client.get("/account/government/callback/?code=x&state=y").status_code == 401


def test_without_an_issuer_there_is_no_such_page(client: Client) -> None:
    assert client.get("/account/government/login/").status_code == 404
    assert "government" not in client.get("/account/login/", **ENGLISH).content.decode()


def test_half_a_setting_is_refused() -> None:
    with pytest.raises(ConfigError, match="JIAHE_OIDC_CLIENT_ID"):
        Config(oidc_issuer="https://sign-on.example").government()
