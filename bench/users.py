"""What fifty of the office do, for locust: village workers mostly read and now and then record; others oversee."""

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
OVERSEE = [one for one in USERS if one["role"] != "village_worker"]
WORKERS = [one for one in USERS if one["role"] == "village_worker"]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TIMES: dict[str, list[float]] = {"read": [], "write": []}
FAILURES: dict[str, int] = {"read": 0, "write": 0}
WARM = 40.0
"""The first seconds are not counted: they fill the memory of the database and of the server."""
BEGAN = time.monotonic()


class _AtWork(HttpUser):
    """Somebody with a session, who looks at each page for two to four seconds."""

    abstract = True
    wait_time = between(2, 4)
    those: list[dict[str, Any]]

    def on_start(self) -> None:
        """Take the session that was made."""
        self.mine = self.those.pop()
        self.client.cookies.set("sessionid", self.mine["session"])

    def _get(self, path: str, name: str) -> str:
        with self.client.get(path, name=name, allow_redirects=False, catch_response=True) as answer:
            self._note("read", answer, 200)  # sent elsewhere, to sign in or to another page, is a failure
            return str(answer.text)

    def _note(self, kind: str, answer: Any, wanted: int, before: float = 0.0) -> None:
        """Note how long an answer took; ``before``: the seconds of one that led to it, which is waited for too."""
        if answer.status_code != wanted:
            answer.failure(f"{answer.status_code}")
            FAILURES[kind] += 1
        elif time.monotonic() - BEGAN > WARM:
            TIMES[kind].append((before + answer.elapsed.total_seconds()) * 1000)

    @task(4)
    def today(self) -> None:
        """What is to be done."""
        self._get("/today/", f"today {self.mine['role']}")

    @task(1)
    def take_up(self) -> None:
        """The take-up of the post's place."""
        self._get(f"/places/{self.mine['place']}/", f"place {self.mine['role']}")

    @task(6)
    def search(self) -> None:
        """Somebody by name."""
        self._get(f"/people/?q={random.choice(self.mine['people'])[1]}", "search")

    @task(6)
    def record(self) -> None:
        """Somebody's record."""
        self._get(f"/people/{random.choice(self.mine['people'])[0]}/", "person")


class Overseer(_AtWork):
    """A township reviewer or a county officer: larger lists, larger sums, and people now and then."""

    fixed_count = len(OVERSEE)
    those = OVERSEE

    @task(4)
    def own_place(self) -> None:
        """The take-up of the town or the county, which they look at oftener than a village worker."""
        self.take_up()


class VillageWorker(_AtWork):
    """One worker of one village."""

    fixed_count = len(WORKERS)
    those = WORKERS

    @task(1)
    def search_by_number(self) -> None:
        """Somebody by ID number: the form that is sent, and the list to which it leads, are waited for together.

        Whoever is not found is a failure.
        """
        key, _, number = random.choice(self.mine["people"])
        if number is None:
            return
        hidden = dict(HIDDEN.findall(self._get("/people/", "search")))
        form = {**hidden, "q": number}
        with self.client.post("/people/", form, name="number", allow_redirects=False, catch_response=True) as sent:
            found, took = sent.headers.get("Location", ""), sent.elapsed.total_seconds()
            if sent.status_code != 302 or not found.startswith("/people/"):
                self._note("read", sent, 302)
                return
        with self.client.get(found, name="found by number", allow_redirects=False, catch_response=True) as answer:
            if answer.status_code == 200 and key not in answer.text:
                answer.status_code = 404
            self._note("read", answer, 200, took)

    @task(4)
    def entitlements(self) -> None:
        """What the law owes somebody, with the reasons."""
        self._get(f"/people/{random.choice(self.mine['people'])[0]}/entitlements/", "entitlements")

    @task(3)
    def birth(self) -> None:
        """A birth to a married mother, from the empty form to the saved record: two parents are determined with it."""
        if not self.mine["mothers"]:
            return
        path = f"/people/{random.choice(self.mine['mothers'])}/record/birth/"
        hidden = dict(HIDDEN.findall(self._get(path, "form")))
        born = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=random.randrange(1, 60))
        form = {
            **hidden,
            "sex": random.choice(["male", "female"]),
            "birth_date": born.isoformat(),
            "hukou_place": self.mine["place"],
            "home": "here",
            "other": "spouse",
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
