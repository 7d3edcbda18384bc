"""Journeys: a real server, a real browser, what a person does from page to page.

``office`` is the server, started once with a folder and a database of its own. ``page`` is a browser's page; a test
that asks for it is run in both languages and at two widths (``language``, ``width``). ``check(page, "name")`` looks at
what is shown, as in given/when/then: at each step of a journey, after the page has changed. every_page.py says which
journey looks at which page, and is held to it here.

A module of journeys is run by one worker (tests/conftest.py), and each worker has a server of its own: a module needs
nothing of another.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.by_keyboard import hands  # noqa: F401 - a fixture of every journey
from tests.journeys.every_page import LOOKED_AT, page_at
from tests.journeys.the_town import town  # noqa: F401 - a fixture of every journey
from tests.served import Office, serve, stop

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
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="no browser: run scripts/install-browser"),
]
"""The marks of every module of journeys."""

SIGN_ON = "https://sign-on.invalid"
"""A government's sign-on that never answers."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Generator[None, Any, Any]:
    """Fail a journey that came to its end without a look at a page that every_page.py says it looks at."""
    done = yield
    promised = LOOKED_AT.get(f"{item.path.stem}::{item.originalname}")
    if promised is not None:
        missed = set(promised) - item.funcargs["watch"].looked_at
        assert not missed, f"tests/journeys/every_page.py says that this journey looks at {sorted(missed)}"
    return done


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """Serve an office of the tests' own, and stop it cleanly."""
    home = Path(tempfile.mkdtemp(prefix="jiahe-journey-"))
    secret = home / "sign-on"
    secret.write_text("secret", encoding="utf-8")
    served = serve(
        home,
        JIAHE_EXPORT_AT_ONCE="0",  # every export is made in the background
        JIAHE_OIDC_ISSUER=SIGN_ON,
        JIAHE_OIDC_CLIENT_ID="jiahe",
        JIAHE_OIDC_SECRET_FILE=str(secret),
    )
    try:
        yield served
        assert stop(served.process) == 0, served.log.read_text(encoding="utf-8")[-4000:]
    finally:
        stop(served.process)
        shutil.rmtree(home, ignore_errors=True)


# ---------------------------------------------------------------------------------------------------- the browser


def until_whole(action: Callable[..., Any]) -> Callable[..., Any]:
    """Let an action end when the page it leads to is whole.

    Playwright waits only until the next page begins to arrive, so what is read at once (a count, a text) may be read
    from half a page.
    """

    @functools.wraps(action)
    def act(self: Any, *args: Any, **options: Any) -> Any:
        page = self.page
        done = action(self, *args, **options)
        if not page.is_closed():
            page.wait_for_load_state()
        return done

    return act


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start Debian's Chromium once."""
    from playwright.sync_api import Locator, sync_playwright

    for name in ("click", "press"):
        setattr(Locator, name, until_whole(getattr(Locator, name)))
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


RUNS = range(4)


@pytest.fixture
def run(language: str, width: int) -> int:
    """Which of the four runs of a journey this is (RUNS): each does things of its own, so that it finds them again."""
    return 2 * (language == "en") + (width == 360)


@pytest.fixture
def scheme() -> str:
    """Whether the reader's device is "light" or "dark"; parametrise to change it."""
    return "light"


@dataclass
class Watch:
    """What a page has complained about since it was last checked, where it has been, and which pages were looked at."""

    complaints: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    looked_at: set[str | None] = field(default_factory=set)

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
    """Look at a page: accessible, by keyboard too, in one language, no wider than the window, without complaints.

    ``check(page, "signed-in")``. What is wrong is said together, and a picture is kept.
    """
    from axe_playwright_python.sync_playwright import Axe

    named = re.sub(r"[^\w.-]+", "-", request.node.name).strip("-")
    axe, folder, taken = Axe(), ARTEFACTS / request.path.stem / named, [0]
    shutil.rmtree(folder, ignore_errors=True)

    def look(page: Any, name: str = "page") -> None:
        taken[0] += 1
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{taken[0]:02d}-{name}.png", full_page=True)
        wrong = [*_sideways(page, width), *_leftover_language(page), *page.evaluate(NO_KEY), *watch.complaints]
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
        for one in found.response["violations"]:
            where = "; ".join(
                " ".join(map(str, node["target"])) + " " + node["html"][:160] for node in one["nodes"][:4]
            )
            wrong.append(f"axe {one['id']} ({one['impact']}): {one['help']}: {where}")
        watch.complaints.clear()
        assert not wrong, f"{page.url} ({name}):\n" + "\n".join(wrong)
        if page.evaluate(STATUS) in SHOWN:
            watch.looked_at.add(page_at(page.url))

    return look


STATUS = "performance.getEntriesByType('navigation')[0].responseStatus"

SHOWN = {200, 401, 422}
"""The status of an answer that is the page itself: as it was asked for, to somebody who was not let in, with errors."""


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
    """Return texts in the other language: Chinese that is not marked; in Chinese English, or a machine's word."""
    found = page.evaluate(LEFTOVER)
    return [f"not translated: {one!r}" for one in found[:10]]


NO_KEY = """() => {
    const controls = 'a, button, input:not([type=hidden]), select, textarea, summary';
    const own = 'label, option, ' + controls, found = [];
    for (const one of document.querySelectorAll('body *')) {
        if (!one.checkVisibility() || one.disabled || one.closest('[aria-hidden=true]')) continue;
        const said = one.outerHTML.slice(0, 120);
        if (one.tabIndex > 0) found.push(`Tab comes to it before its turn: ${said}`);
        if (one.matches(controls) && one.tabIndex < 0) found.push(`Tab does not come to it: ${said}`);
        if (getComputedStyle(one).cursor === 'pointer' && !one.closest(own)) found.push(`for a pointer only: ${said}`);
    }
    return found.slice(0, 5);
}"""
"""What the keyboard alone cannot do on a page, whatever a pointer can."""

LEFTOVER = r"""() => {
    const chinese = /[\u3400-\u9fff]/, english = /[A-Za-z][a-z'’]+(?:,? [A-Za-z][a-z'’-]+){2,}/;
    const machine = /\b(?:female|male|CHN|True|False|None)\b|→ ?[0-9]{12}\b|\b[0-9]{12} ?→/;
    const language = one => (one.closest('[lang]') || document.documentElement).getAttribute('lang').slice(0, 2);
    const wrong = (text, one) => language(one) === 'en' ? chinese.test(text) : english.test(text) || machine.test(text);
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
