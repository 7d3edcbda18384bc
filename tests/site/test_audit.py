"""A known fault in a dependency fails the build; where advisories cannot be asked, that is said, nothing is claimed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

AUDIT = Path(__file__).parents[2] / "scripts" / "audit"


def _in(package: dict[str, str]) -> dict[str, Any]:
    """Return an invented fault in a package."""
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "999"}]}]
    return {
        "id": "TEST-2026-1", "modified": "2026-01-01T00:00:00Z", "summary": "An invented fault.",
        "affected": [{"package": package, "ranges": ranges}],
    }  # fmt: skip


class Advisories(BaseHTTPRequestHandler):
    """Answers as the OSV database does: an invented fault in the package in which it is to know one."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = asked["package"]["name"] == self.server.knows  # type: ignore[attr-defined]  # set below
        body = json.dumps({"vulns": [_in(asked["package"])]} if known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *parts: object) -> None:
        pass


@pytest.fixture
def advisories(request: pytest.FixtureRequest) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Advisories)
    server.knows = request.param  # type: ignore[attr-defined]  # read by the handler
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()


def audit(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, AUDIT], env=os.environ | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("advisories", ["django"], indirect=True)
def test_a_known_fault_is_named_with_the_version_that_mends_it(advisories: str) -> None:
    done = audit(JIAHE_OSV_URL=advisories)
    assert done.returncode == 1
    assert "audit: django " in done.stderr
    assert "TEST-2026-1; mended in 999" in done.stderr


@pytest.mark.parametrize("advisories", ["pytest"], indirect=True)
def test_what_it_is_only_tested_with_is_asked_about_too(advisories: str) -> None:
    done = audit(JIAHE_OSV_URL=advisories)
    assert done.returncode == 1
    assert "audit: pytest " in done.stderr


@pytest.mark.parametrize("advisories", [""], indirect=True)
def test_without_a_known_fault_it_says_how_many_were_asked_about(advisories: str) -> None:
    done = audit(JIAHE_OSV_URL=advisories)
    assert (done.returncode, done.stderr) == (0, "")
    assert "no fault is known in" in done.stdout


def test_where_advisories_cannot_be_asked_that_is_said() -> None:
    nowhere = "http://127.0.0.1:9/v1/query"
    passed = audit(JIAHE_OSV_URL=nowhere)
    assert passed.returncode == 0
    assert "NOT DONE" in passed.stderr
    assert "JIAHE_AUDIT=required" in passed.stderr
    done = audit(JIAHE_OSV_URL=nowhere, JIAHE_AUDIT="required")
    assert done.returncode == 2
    assert "could not be asked" in done.stderr
    assert "no fault is known" not in done.stdout
