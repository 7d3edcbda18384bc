"""The self-check over HTTP: the requests that lead to the answer page, through the application that the server runs."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jiahe.site.database import stop_embedded

PLACES = ["420106000000", "330106000000", "110105000000", "510104000000", "440106000000", "370102000000"]
DAY = dt.date(2026, 3, 15)


def families(number: int, seed: int = 2026) -> list[dict[str, str]]:
    """Draw the answers of families that ask for a child, for a mother and her child, or as parents who lost theirs."""
    draw = random.Random(seed)
    found = []
    for _ in range(number):
        who = draw.choice(["child", "mother", "mother", "lost"])
        born = DAY - dt.timedelta(days=draw.randrange(1, 1400 if who != "lost" else 14_000))
        told = {
            "who": who,
            "place": draw.choice(PLACES),
            "birth": born.isoformat(),
            "alive": "yes",
            "died_on": DAY.isoformat(),
            "parents": draw.choice(["married", "married", "divorced", "mother"]),
            "custody": "mother",
            "siblings": draw.choice(["none", "same"]),
            "sibling_1": "2015-01-01",
            "claims": "approved",
            "claims_2026": "none",
            "work": "both",
            "certificate": "yes",
            "certificate_since": "1990-01-01",
            "mother_birth": "1970-01-01",
            "father_birth": "1969-01-01",
        }
        found.append({name: text if draw.random() > 0.1 else "not_sure" for name, text in told.items()})
    return found


def milliseconds(number: int, home: Path) -> list[float]:
    """Return how long the answer page of each family took, from the request's bytes to the page's, the shortest first.

    ``home``: an empty folder for an office of its own, whose divisions the page reads.
    """
    try:
        application = _application(home)
        for one in families(20, seed=1):
            _post(application, one)
        times = []
        for one in families(number):
            start = time.perf_counter()
            _post(application, one)
            times.append((time.perf_counter() - start) * 1000)
    finally:
        stop_embedded(home / "postgres")
    return sorted(times)


def _application(home: Path) -> Any:
    os.environ.update(JIAHE_HOME=str(home), JIAHE_LOG_LEVEL="ERROR")
    os.environ.pop("DATABASE_URL", None)
    from jiahe.site import start

    start.prepare()
    start.migrate()
    from jiahe.places.published_list import import_published
    from jiahe.site.wsgi import application

    import_published()
    return application


def _post(application: Any, told: dict[str, str]) -> bytes:
    body = urlencode({**told, "on": DAY.isoformat(), "do": "show"}).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/check/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
    }
    answered: list[str] = []
    page = b"".join(application(environ, lambda status, headers, *_: answered.append(status)))
    if answered != ["200 OK"] or b'name="step" value=""' not in page:
        raise ValueError(f"the self-check answered {answered} and no answer page")
    return page
