"""What row-level security costs: the load test's reads as the role it binds, and as the owner, whom it does not bind.

The users are those of the load test, and draw their pages as it does (users.py).

Both in one process, in turns, through every layer but the network. Pages narrow what they show to the post's place by
themselves as well, so both roles are given the same lists; only a relative elsewhere is named for the owner.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from typing import Any

from bench.office import OFFICERS, REVIEWERS, USERS, prepare, sessions

ROUNDS, READS, WARM = 6, 300, 30
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')

Read = tuple[dict[str, Any], str]
"""A user, and an address of theirs; or an ID number, which is searched for."""


def seconds(people: int, say: Callable[[str], None]) -> tuple[float, float]:
    """Return the seconds of the same reads under the policies and without them, summed over the rounds."""
    prepare(people, say)
    from django.conf import settings
    from django.db import connections
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    users = sessions(USERS, REVIEWERS, OFFICERS)
    roles = {one: connections[one].settings_dict["USER"] for one in ("default", "owner")}
    taken = dict.fromkeys(roles, 0.0)
    for number in range(ROUNDS):
        for role in sorted(roles, reverse=bool(number % 2)):
            connections["default"].close()
            connections["default"].settings_dict["USER"] = roles[role]
            draw = random.Random(number)
            reads = [_drawn(draw, draw.choice(users)) for _ in range(READS)]
            client = Client()
            for one in reads[:WARM]:  # the new connection plans its first queries
                _read(client, *one)
            began = time.perf_counter()
            for one in reads:
                _read(client, *one)
            taken[role] += time.perf_counter() - began
    connections["default"].close()
    connections["default"].settings_dict["USER"] = roles["default"]
    return taken["default"], taken["owner"]


def _drawn(draw: random.Random, user: dict[str, Any]) -> Read:
    """Draw a page as the users of the load test do."""
    key, name, number = draw.choice(user["people"])
    place = f"/places/{user['place']}/"
    pages = {"/today/": 4, f"/people/?q={name}": 6, f"/people/{key}/": 6}
    if user["role"] == "village_worker":
        pages |= {place: 1, f"/people/{key}/entitlements/": 4}
        pages |= {number: 1} if number is not None else {}
    else:
        pages |= {place: 5}
    return user, draw.choices(list(pages), list(pages.values()))[0]


def _read(client: Any, user: dict[str, Any], what: str) -> None:
    client.cookies["sessionid"] = user["session"]
    if what.startswith("/"):
        _get(client, what)
        return
    hidden = dict(HIDDEN.findall(_get(client, "/people/")))
    sent = client.post("/people/", {**hidden, "q": what})
    if sent.status_code != 302:
        raise RuntimeError(f"a search by number: {sent.status_code}")
    _get(client, sent.headers["Location"])


def _get(client: Any, address: str) -> str:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return str(answer.content.decode())
