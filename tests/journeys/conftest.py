"""Journeys: a real server, a real browser, what a person does from page to page.

``office`` is the server, started once with a folder and a database of its own. ``page`` is a browser's page; a test
that asks for it is run in both languages and at two widths (``language``, ``width``). ``check(page, "name")`` looks at
what is shown, as in given/when/then: at each step of a journey, after the page has changed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = Path(os.environ.get("JIAHE_TEST_ARTEFACTS", ROOT / "test-artefacts"))
CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


JOURNEY = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.xdist_group("journey"),
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="no browser: run scripts/install-browser"),
]
"""The marks of every module of journeys: one worker, for one server is enough."""


# ---------------------------------------------------------------------------------------------------- the server


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


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """Serve an office of the tests' own, and stop it cleanly."""
    home = Path(tempfile.mkdtemp(prefix="jiahe-journey-"))
    home.chmod(0o755)
    environment = {
        **{
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JIAHE_", "DATABASE_URL", "DJANGO_"))
        },
        "JIAHE_HOME": str(home),
        "JIAHE_LOG_LEVEL": "WARNING",
        "JIAHE_STAFF_MFA": "optional",
        "PYTHONPATH": str(ROOT / "src"),
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "jiahe", "serve", "--address", address, "--workers", "1"]
    log = home / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        _wait_until_ready(f"http://{address}/health/ready", process, log)
        yield Office(f"http://{address}", home, process, environment)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, log.read_text(encoding="utf-8")[-4000:]
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        shutil.rmtree(home, ignore_errors=True)


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 90) -> None:
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


# ---------------------------------------------------------------------------------------------------- the browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Debian's Chromium once."""
    from playwright.sync_api import sync_playwright

    assert CHROMIUM, "There is no chromium: run scripts/install-browser."
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright keeps a loop in this thread; Django's other tests share it
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """The reader's language. Narrow it by ``@pytest.mark.parametrize("language", ["zh"], indirect=True)``."""
    return str(request.param)


@pytest.fixture(params=[1280, 360])
def width(request: pytest.FixtureRequest) -> int:
    """The width of the window: a desk, a phone."""
    return int(request.param)


@pytest.fixture
def scheme() -> str:
    """Whether the reader's device is "light" or "dark"; parametrise to change it."""
    return "light"


@dataclass
class Watch:
    """What a page has complained about since it was last checked, and which addresses it has been at."""

    complaints: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)

    def follow(self, page: Any) -> None:
        """Listen to a page."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("framenavigated", lambda frame: self.addresses.add(frame.url.split("#")[0]))

    def _said(self, message: Any) -> None:
        is_own_answer = "Failed to load resource" in message.text and (
            message.location.get("url", "").split("#")[0] in self.addresses | {message.page.url.split("#")[0]}
        )
        if message.type in ("error", "warning") and not is_own_answer:
            self.complaints.append(f"{message.type}: {message.text}")


@pytest.fixture
def watch() -> Watch:
    """What the page of this test complains about."""
    return Watch()


@pytest.fixture
def page(browser: Any, office: Office, language: str, width: int, scheme: str, watch: Watch) -> Iterator[Any]:
    """Open a page of a new reader: no cookies, one language, one width. Addresses are those of the office."""
    context = browser.new_context(
        base_url=office.url,
        viewport={"width": width, "height": 800},
        locale=LOCALES[language],
        color_scheme=scheme,
        timezone_id="Asia/Shanghai",
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch.follow(page)
    yield page
    context.close()


@pytest.fixture
def say(language: str) -> Callable[[str, str], str]:
    """``say("登录", "Sign in")``: the words that this reader sees."""
    return lambda zh, en: zh if language == "zh" else en


@pytest.fixture
def check(request: pytest.FixtureRequest, width: int, watch: Watch) -> Callable[..., None]:
    """Look at a page: accessible, in one language, no wider than the window, without complaints; and keep a picture.

    ``check(page, "signed-in")``. What is wrong is said together.
    """
    from axe_playwright_python.sync_playwright import Axe

    axe, folder, taken = Axe(), ARTEFACTS / re.sub(r"[^\w.-]+", "-", request.node.name).strip("-"), [0]
    shutil.rmtree(folder, ignore_errors=True)

    def look(page: Any, name: str = "page") -> None:
        taken[0] += 1
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{taken[0]:02d}-{name}.png", full_page=True)
        wrong = [*_sideways(page, width), *_leftover_language(page), *watch.complaints]
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
        for one in found.response["violations"]:
            where = "; ".join(
                " ".join(map(str, node["target"])) + " " + node["html"][:160] for node in one["nodes"][:4]
            )
            wrong.append(f"axe {one['id']} ({one['impact']}): {one['help']}: {where}")
        watch.complaints.clear()
        assert not wrong, f"{page.url} ({name}):\n" + "\n".join(wrong)

    return look


def _sideways(page: Any, width: int) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide <= width:
        return []
    culprits = page.evaluate(
        """width => [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > width + 1 && !one.closest('.scroll'))
            .slice(0, 5).map(one => one.outerHTML.slice(0, 120))""",
        width,
    )
    return [f"{wide} px wide in a window of {width} px: {culprits}"]


def _leftover_language(page: Any) -> list[str]:
    """Return texts in the other language: Chinese that is not marked, or English sentences on a Chinese page."""
    found = page.evaluate(LEFTOVER)
    return [f"not translated: {one!r}" for one in found[:10]]


LEFTOVER = r"""() => {
    const chinese = /[\u3400-\u9fff]/, english = /[A-Za-z][a-z'’]+(?:,? [A-Za-z][a-z'’-]+){2,}/;
    const language = one => (one.closest('[lang]') || document.documentElement).getAttribute('lang').slice(0, 2);
    const wrong = (text, one) => language(one) === 'en' ? chinese.test(text) : english.test(text);
    const shown = one => one.checkVisibility ? one.checkVisibility() : one.offsetParent !== null;
    const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode;
        const one = node.parentElement, text = node.textContent.trim();
        if (text && !one.closest('script, style, noscript, [data-any-language]') && shown(one) && wrong(text, one)) {
            found.push(text);
        }
    }
    for (const name of ['aria-label', 'title', 'alt', 'placeholder', 'data-head']) {
        for (const one of document.querySelectorAll(`[${name}]`)) {
            const text = one.getAttribute(name);
            if (!one.closest('[data-any-language]') && wrong(text, one)) found.push(`${name}: ${text}`);
        }
    }
    if (wrong(document.title, document.documentElement)) found.push(`title: ${document.title}`);
    return [...new Set(found)];
}"""
