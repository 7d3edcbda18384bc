"""While the database does not answer, a family can still ask what it is owed: the public pages need none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ASKS = """
from jiahe.site import start
start.set_up()
start.gather_static()
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
client = Client()
for address in ("/", "/check/", "/law/", "/law/cn/childcare-subsidy/", "/law/compare/", "/privacy/"):
    print(address, client.get(address).status_code)
told = {
    "on": "2026-03-01", "most": "8", "who": "child", "place": "420106000000", "birth": "2024-03-05",
    "parents": "married",
    "alive": "yes", "claims": "none", "do": "show",
}
answer = client.post("/check/", told)
print(answer.status_code, "育儿补贴" in answer.content.decode(), "武昌区" in answer.content.decode())
asked = client.post("/check/", {"on": "2026-03-01", "most": "8", "step": "place", "who": "child",
                                "place_at": "000000000000", "place_part": "420000000000"})
print(asked.status_code, "武汉市" in asked.content.decode())
"""


def test_a_family_is_answered_without_the_database(tmp_path: Path) -> None:
    kept = {one: value for one, value in os.environ.items() if not one.startswith(("JIAHE_", "DATABASE_", "DJANGO_"))}
    asked = subprocess.run(
        [sys.executable, "-c", ASKS], env=kept | {"JIAHE_HOME": str(tmp_path)}, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr[-3000:]
    *pages, answer, place = [line for line in asked.stdout.splitlines() if not line.startswith("{")]
    assert [one.split()[1] for one in pages] == ["200"] * 6, pages
    assert (answer, place) == ("200 True True", "200 True")
