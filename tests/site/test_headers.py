"""What goes out with every answer, also with files that no page made, and how cookies are kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/", "/account/login/", "/api/programmes", "/api/nowhere", "/static/web/tokens.css"]
)
def test_every_answer_forbids_frames_foreign_scripts_and_use_by_other_sites(address: str) -> None:
    headers = Client().get(address).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_language_is_kept_in_a_cookie_of_this_site_only() -> None:
    client = Client()
    client.post("/language/setlang/", {"language": "en", "next": "/"})
    cookie = client.cookies["django_language"]
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)


def test_behind_https_cookies_belong_to_this_host_and_are_never_sent_in_the_clear(tmp_path: Path) -> None:
    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY)"
    )
    environment = {**os.environ, "JIAHE_HTTPS": "true", "JIAHE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", *["True"] * 4]
