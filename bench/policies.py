"""What row-level security costs: the load test's reads as the role it binds, and as the owner, whom it does not bind.

Both in one process, in turns, through every layer but the network. Pages narrow what they show to the post's place by
themselves as well, so both roles are given the same lists; only a relative elsewhere is named for the owner.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from bench.office import prepare, sessions

USERS, ROUNDS, READS = 10, 6, 300


def seconds(people: int, say: Callable[[str], None]) -> tuple[float, float]:
    """Return the seconds of the same reads under the policies and without them, summed over the rounds."""
    prepare(people, say)
    from django.conf import settings
    from django.db import connections
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    users = sessions(USERS)
    roles = {one: connections[one].settings_dict["USER"] for one in ("default", "owner")}
    taken = dict.fromkeys(roles, 0.0)
    for number in range(ROUNDS):
        for role in sorted(roles, reverse=bool(number % 2)):
            connections["default"].close()
            connections["default"].settings_dict["USER"] = roles[role]
            draw = random.Random(number)
            addresses = [_address(draw, draw.choice(users)) for _ in range(READS)]
            client = Client()
            for session, address in addresses[:30]:  # the new connection plans its first queries
                _read(client, session, address)
            began = time.perf_counter()
            for session, address in addresses:
                _read(client, session, address)
            taken[role] += time.perf_counter() - began
    connections["default"].close()
    connections["default"].settings_dict["USER"] = roles["default"]
    return taken["default"], taken["owner"]


def _address(draw: random.Random, user: dict[str, Any]) -> tuple[str, str]:
    """Draw a page as the users of the load test do."""
    key, name, _ = draw.choice(user["people"])
    pages = {
        "/today/": 4,
        f"/people/?q={name}": 6,
        f"/people/{key}/": 6,
        f"/people/{key}/entitlements/": 4,
        f"/places/{user['place']}/": 1,
    }
    return user["session"], draw.choices(list(pages), list(pages.values()))[0]


def _read(client: Any, session: str, address: str) -> None:
    client.cookies["sessionid"] = session
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
