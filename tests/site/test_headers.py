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


def asked_of_the_settings(code: str, home: Path, **environment: str) -> str:
    """Run code in a process of its own with settings of its own; return what it prints."""
    told = {**os.environ, "JIAHE_HOME": str(home), **environment}
    return subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=True).stdout


def test_behind_https_browsers_ask_for_it_for_a_year_also_below_unless_told_otherwise(tmp_path: Path) -> None:
    code = "from django.conf import settings as s; print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)"
    assert asked_of_the_settings(code, tmp_path, JIAHE_HTTPS="true").split() == ["31536000", "True"]
    alone = asked_of_the_settings(code, tmp_path, JIAHE_HTTPS="true", JIAHE_HSTS_SUBDOMAINS="false")
    assert alone.split() == ["31536000", "False"]


def test_at_sign_out_the_browser_is_told_to_forget_the_pages(reader: Client) -> None:
    forget = '"cache", "storage"'
    assert "Clear-Site-Data" not in reader.get("/").headers
    assert reader.post("/account/logout/")["Clear-Site-Data"] == forget
    assert "Clear-Site-Data" not in reader.get("/").headers, "once is enough, and strangers have nothing to forget"


def test_so_it_is_when_a_session_was_idle_for_too_long(reader: Client) -> None:
    reader.get("/")
    session = reader.session
    session["last_used"] = 0
    session.save()
    assert reader.get("/people/")["Clear-Site-Data"] == '"cache", "storage"'


def test_behind_https_cookies_belong_to_this_host_and_are_never_sent_in_the_clear(tmp_path: Path) -> None:
    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY)"
    )
    assert asked_of_the_settings(asked, tmp_path, JIAHE_HTTPS="true").split() == [
        "__Host-sessionid",
        "__Host-csrftoken",
        *["True"] * 4,
    ]


@pytest.mark.parametrize("method", ["TRACE", "DELETE", "PUT", "PATCH", "OPTIONS", "MADE-UP"])
def test_a_page_is_read_or_sent_a_form_and_nothing_else(method: str) -> None:
    for path in ("/", "/people/", "/my/", "/law/"):
        answer = Client().generic(method, path)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
