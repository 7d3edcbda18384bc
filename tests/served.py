"""A served office as the tests of the whole need it: ``jiahe serve`` in a process of its own, and stopped."""

from __future__ import annotations

import http.cookiejar
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Office:
    """A served office: its address, and commands and code that run beside it on the same database."""

    url: str
    home: Path
    process: subprocess.Popen[bytes] = field(repr=False)
    environment: dict[str, str] = field(repr=False)

    def run(self, code: str, **values: Any) -> str:
        """Run Python against the office's database in a process of its own; return what it printed.

        ``values`` (strings, numbers, lists of them) are variables of the code. Django is set up; nobody acts, so take
        :func:`jiahe.trust.acting.acting_as` to write what row-level security guards.
        """
        told = "".join(f"{name} = json.loads({json.dumps(json.dumps(value))})\n" for name, value in values.items())
        prelude = "import json\nfrom jiahe.site import start\nstart.prepare()\n"
        return self._done([sys.executable, "-c", prelude + told + textwrap.dedent(code)])

    def jiahe(self, *arguments: str) -> str:
        """Run the ``jiahe`` command on the same database; return what it printed."""
        return self._done([sys.executable, "-m", "jiahe", *arguments])

    def _done(self, command: list[str]) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def staff(self, username: str, *, password: str, full_name: str, posts: list[tuple[str, str, str, str]]) -> None:
        """Make an account that holds posts today, each as (role, place, title, title in English)."""
        self.run(STAFF, username=username, password=password, full_name=full_name, posts=posts)

    @property
    def log(self) -> Path:
        """Where the server writes."""
        return self.home / "server.log"


STAFF = """
    import datetime as dt
    from django.conf import settings
    from jiahe.places.models import Holding, Post
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.models import Account

    account = Account(username=username, full_name=full_name)
    account.set_password(password)
    account.save()
    place = settings.COUNTY
    office = Post(role="security_administrator", place=place, title="安全管理员", title_en="Security administrator")
    with acting_as(Acting.of(office)):
        for role, place, title, title_en in posts:
            post = Post.objects.create(role=role, place=place, title=title, title_en=title_en)
            Holding.objects.create(post=post, account=account, from_date=dt.date(2025, 1, 1))
"""


def free_address() -> str:
    """Return an address on this machine that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def serve(home: Path, *, workers: int = 1, **settings: str) -> Office:
    """Serve an office whose folder is ``home``; return when it is ready. ``settings``: of its environment."""
    home.chmod(0o755)
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JIAHE_", "DATABASE_URL", "DJANGO_"))
        },
        "JIAHE_HOME": str(home),
        "JIAHE_LOG_LEVEL": "WARNING",
        "JIAHE_COMPONENTS": "yes",
        "JIAHE_STAFF_MFA": "optional",
        "JIAHE_LOOKUPS_AN_HOUR": "0",  # tests/trust/test_pace.py has the limit
        "PYTHONPATH": str(ROOT / "src"),
        **settings,
    }
    address = free_address()
    command = [sys.executable, "-m", "jiahe", "serve", "--address", address, "--workers", str(workers)]
    with (home / "server.log").open("ab") as out:
        process = subprocess.Popen(
            command, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_until_ready(f"http://{address}/health/ready", process, home / "server.log")
    except BaseException:
        stop(process)
        raise
    return Office(f"http://{address}", home, process, environment)


def stop(process: subprocess.Popen[bytes]) -> int:
    """Stop a server as whoever runs it does; return its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.wait(60)


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
    """Wait until the office says that it is ready. Fails with the log's end when it ends or takes too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, f"the server ended:\n{log.read_text(encoding='utf-8')[-4000:]}"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(
        f"the server was not ready in {seconds:.0f} seconds:\n{log.read_text(encoding='utf-8')[-4000:]}"
    )


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves a redirect as the answer that it is."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Visitor:
    """Somebody at a served office, with cookies of their own and no browser."""

    def __init__(self, url: str) -> None:
        """``url``: where the office is served."""
        self.url = url
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), NoRedirect())

    def get(self, path: str) -> str:
        """Return a page."""
        return self._ask(path)[2]

    def sent_to(self, path: str) -> str:
        """Return where a page sends one."""
        return self._ask(path)[1]

    def post(self, path: str, **form: str) -> tuple[int, str, str]:
        """Send a form; return the status, where it sends one to, and the page. Raises OSError without an answer."""
        token = next((one.value for one in self.cookies if one.name == "csrftoken"), "")
        return self._ask(path, urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token or ""}).encode())

    def sign_in(self, username: str, password: str) -> tuple[int, str, str]:
        """Send the form of signing in."""
        self.get("/account/login/")
        return self.post("/account/login/", login=username, password=password)

    def _ask(self, path: str, body: bytes | None = None) -> tuple[int, str, str]:
        # One host for all processes: what they count, they count for one office.
        asked = urllib.request.Request(self.url + path, body, {"Host": "localhost"})
        try:
            answer = self._opener.open(asked, timeout=60)
        except urllib.error.HTTPError as other:
            answer = other
        with answer:
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
