"""What fifty village workers do, for locust: mostly read, now and then record."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import re
import time
from pathlib import Path
from typing import Any

from locust import HttpUser, between, events, task

USERS: list[dict[str, Any]] = json.loads(Path(os.environ["BENCH_USERS"]).read_text(encoding="utf-8"))
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TIMES: dict[str, list[float]] = {"read": [], "write": []}
FAILURES: dict[str, int] = {"read": 0, "write": 0}
WARM = 40.0
"""The first seconds are not counted: they fill the memory of the database and of the server."""
BEGAN = time.monotonic()


class VillageWorker(HttpUser):
    """One worker of one village."""

    wait_time = between(2, 4)

    def on_start(self) -> None:
        """Take the session that was made."""
        self.mine = USERS.pop()
        self.client.cookies.set("sessionid", self.mine["session"])

    def _get(self, path: str, name: str) -> str:
        with self.client.get(path, name=name, allow_redirects=False, catch_response=True) as answer:
            self._note("read", answer, 200)  # sent elsewhere, to sign in or to another page, is a failure
            return str(answer.text)

    def _note(self, kind: str, answer: Any, wanted: int) -> None:
        if answer.status_code != wanted:
            answer.failure(f"{answer.status_code}")
            FAILURES[kind] += 1
        elif time.monotonic() - BEGAN > WARM:
            TIMES[kind].append(answer.elapsed.total_seconds() * 1000)

    @task(4)
    def today(self) -> None:
        """What is to be done."""
        self._get("/today/", "today")

    @task(6)
    def search(self) -> None:
        """Somebody by name."""
        self._get(f"/people/?q={random.choice(self.mine['people'])[1]}", "search")

    @task(1)
    def search_by_number(self) -> None:
        """Somebody by ID number: whoever is not found is a failure."""
        key, _, number = random.choice(self.mine["people"])
        if number is None:
            return
        hidden = dict(HIDDEN.findall(self._get("/people/", "search")))
        form = {**hidden, "q": number}
        with self.client.post("/people/", form, name="number", catch_response=True) as answer:
            if answer.status_code == 200 and key not in answer.text:
                answer.status_code = 404
            self._note("read", answer, 200)

    @task(6)
    def record(self) -> None:
        """Somebody's record."""
        self._get(f"/people/{random.choice(self.mine['people'])[0]}/", "person")

    @task(4)
    def entitlements(self) -> None:
        """What the law owes somebody, with the reasons."""
        self._get(f"/people/{random.choice(self.mine['people'])[0]}/entitlements/", "entitlements")

    @task(1)
    def take_up(self) -> None:
        """The village's take-up."""
        self._get(f"/places/{self.mine['village']}/", "place")

    @task(3)
    def birth(self) -> None:
        """A birth, from the empty form to the saved record."""
        if not self.mine["mothers"]:
            return
        path = f"/people/{random.choice(self.mine['mothers'])}/record/birth/"
        hidden = dict(HIDDEN.findall(self._get(path, "form")))
        born = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=random.randrange(1, 60))
        form = {
            **hidden,
            "sex": random.choice(["male", "female"]),
            "birth_date": born.isoformat(),
            "hukou_place": self.mine["village"],
            "home": "here",
            "other": "unknown",
            "source": "benchmark",
        }
        while True:
            with self.client.post(path, form, name="birth", allow_redirects=False, catch_response=True) as answer:
                alike = dict(HIDDEN.findall(answer.text))
                if "another" not in form and alike.get("compared"):  # asked whether it is another child: it is
                    answer.success()
                    form |= {**alike, "another": "on"}
                    continue
                if not answer.headers.get("Location", "").startswith("/people/"):
                    answer.status_code = 400
                self._note("write", answer, 302)
                return


@events.quitting.add_listener
def write(**_: Any) -> None:
    """Write the percentiles."""
    found = {}
    for kind, times in TIMES.items():
        times.sort()
        at = {f"p{p}": times[min(len(times) - 1, len(times) * p // 100)] if times else 0.0 for p in (50, 95, 99)}
        found[kind] = {**at, "number": len(times), "failures": FAILURES[kind]}
    Path(os.environ["BENCH_OUT"]).write_text(json.dumps(found), encoding="utf-8")
