"""The commands on the page about programs do what it says: they are run with curl, by a key, against the office."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from tests.cast import COUNTY, post
from tests.own_database import own_database
from tests.programs import program_key

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "let-a-program-send-files.md"
BIRTHS = "出生医学证明编号,新生儿姓名,新生儿性别,出生日期,母亲姓名,母亲身份证号\n"


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("jq")) and not os.environ.get("CI"),
    reason="no curl or jq: run scripts/install-browser",
)
def test_the_commands_of_the_page_send_a_file(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> None:
    from django.db import connections

    from jiahe.site.wsgi import application

    commands = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(commands) == 3
    (tmp_path / "births.csv").write_text(BIRTHS, encoding="utf-8")
    with own_database("program_page", django_db_blocker):
        key = program_key(post("steward", COUNTY).post, "loads:births")

        def answer(*asked: Any) -> Any:
            try:
                return application(*asked)
            finally:
                connections.close_all()

        with make_server("127.0.0.1", 0, answer, handler_class=Quiet) as server:
            serving = threading.Thread(target=server.serve_forever)
            serving.start()
            try:
                known = os.environ | {"KEY": key, "OFFICE": f"http://127.0.0.1:{server.server_port}"}
                said = [_run(command, tmp_path, known) for command in commands]
            finally:
                server.shutdown()
                serving.join()
    assert (tmp_path / "key.header").stat().st_mode & 0o077 == 0, "only its owner reads the key"
    assert said[-1].strip() in {"columns", "uploaded", "checking"}, (tmp_path / "sent.json").read_text("utf-8")


def _run(command: str, folder: Path, known: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-ec", command], cwd=folder, env=known, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    return done.stdout
