"""How many readings a second the office writes into the read log while it is sealed. Run by run.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

THREADS, EACH = 8, 500


def rate(home: Path) -> tuple[float, str]:
    """Write readings in an office of its own, in a process of its own; return readings a second and a note.

    Raises CalledProcessError when a reading is missing or the log is not whole.
    """
    root = str(Path(__file__).resolve().parents[1])
    others = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**others, "JIAHE_HOME": str(home), "JIAHE_LOG_LEVEL": "WARNING"}
    environment["PYTHONPATH"] = os.pathsep.join([f"{root}/src", root])
    command = [sys.executable, "-m", "bench.readlog"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found, note = json.loads(done.stdout.splitlines()[-1])
    return found, note


def main() -> None:
    """Measure on the office of the environment, and print it."""
    from jiahe.site import start
    from jiahe.site.database import data_folder, stop_embedded

    config = start.prepare()
    try:
        start.migrate()
        print(json.dumps(_rate()))
    finally:
        stop_embedded(data_folder(config))


def _rate() -> tuple[float, str]:
    from django.conf import settings
    from django.db import connections

    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as, log_read
    from jiahe.trust.seals import seal_all
    from jiahe.trust.verifying import verify

    told = {"title": "经办", "title_en": "officer"}
    acting = Acting.of(Post.objects.using("owner").create(role="county_officer", place=settings.COUNTY, **told))
    done = threading.Event()

    def read() -> None:
        for _ in range(EACH):
            with acting_as(acting):
                log_read(uuid4(), page="person")
        connections.close_all()

    def seal() -> None:
        while not done.wait(3):
            seal_all()
        connections.close_all()

    threads = [threading.Thread(target=read) for _ in range(THREADS)]
    sealer = threading.Thread(target=seal)
    sealer.start()
    began = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    seconds = time.perf_counter() - began
    done.set()
    sealer.join()
    seal_all()
    began = time.perf_counter()
    verdict = verify()
    checked = time.perf_counter() - began
    connections.close_all()
    if verdict.count or verdict.unsealed or verdict.rows != THREADS * EACH:
        raise ValueError(f"The log is not whole: {verdict}")
    note = f"readings a second by {THREADS} threads; {verdict.rows} verified in {checked:.2f} s"
    return verdict.rows / seconds, note


if __name__ == "__main__":
    main()
