"""The office under load: a register of a million people, fifty users at once, reads and writes apart.

Run by run.py. The register is loaded once into a database of its own below ``cache/``; the server is the real one.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.registers import COUNTY, register

ROOT = Path(__file__).resolve().parents[1]
USERS, REVIEWERS, OFFICERS = 50, 6, 2
SECONDS, WARM = 160, 40.0
"""Fifty people who look at each page for two to four seconds (users.py); their first seconds are not counted."""

SOURCE = "benchmark"


def home(people: int) -> Path:
    """Return the folder of the office with that many people."""
    return Path(__file__).parent / "cache" / f"office-{people}"


def prepare(people: int, say: Callable[[str], None]) -> None:
    """Set Django up on the office's database, loading the register the first time."""
    tables = register(people, say=say)
    # Sessions are made, not signed in to, so nobody is asked for a second factor.
    os.environ.update(
        JIAHE_HOME=str(home(people)), JIAHE_COUNTY=COUNTY, JIAHE_LOG_LEVEL="WARNING", JIAHE_STAFF_MFA="optional"
    )
    os.environ["JIAHE_LOOKUPS_AN_HOUR"] = "1000000"  # counted as in service, and never reached
    os.environ.pop("DATABASE_URL", None)
    from jiahe.site import start

    start.prepare()
    start.migrate()
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM people_person)")
        is_there = cursor.fetchone()[0]
    if is_there:
        _determine_today(say)
        return
    from jiahe.people.load import load_register
    from jiahe.places.published_list import import_published

    say(f"loading {people:,} people into PostgreSQL (once; minutes)")
    import_published()
    began = time.perf_counter()
    load_register(tables, source=SOURCE, learned_on=dt.date(2026, 1, 15))
    say(f"loaded in {time.perf_counter() - began:.0f} s")
    say("determining everybody once")
    determine()


def _determine_today(say: Callable[[str], None]) -> None:
    """Determine everybody unless that was done today: else the office would when it starts, beside what is measured."""
    from jiahe.entitlements.runs import run_is_late
    from jiahe.trust.acting import acting_as, background

    with acting_as(background()):
        late = run_is_late()
    if late:
        say("determining everybody, for today")
        determine()


def determine() -> None:
    """Run the register once, so that pages have answers to show."""
    from jiahe.entitlements.runs import begin_run, run_register
    from jiahe.trust.acting import acting_as, background

    acting = background()
    with acting_as(acting):
        run = begin_run(why="asked")
    run_register(run.id, acting)


def sessions(users: int, reviewers: int = 0, officers: int = 0, seed: int = 7) -> list[dict[str, Any]]:
    """Make people of the office with sessions, each with families of a village to look at; signing in is not measured.

    Of them so many township reviewers and county officers; the others are village workers.
    """
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT hukou_place FROM people_person WHERE hukou_place LIKE %s AND hukou_place NOT LIKE '%%000' "
            "GROUP BY 1 HAVING count(*) > 300 ORDER BY 1",
            [COUNTY.rstrip("0") + "%"],
        )
        villages = [row[0] for row in cursor.fetchall()]
    found = []
    for number, village in enumerate(random.Random(seed).choices(villages, k=users)):
        role, place = "village_worker", village
        if number < reviewers:
            role, place = "township_reviewer", f"{village[:9]}000"
        elif number < reviewers + officers:
            role, place = "county_officer", COUNTY
        session, families = _session(number, role, place), _families(village)
        found.append({"session": session, "role": role, "place": place, **families})
    return found


def _session(number: int, role: str, place: str) -> str:
    """Give an account the post, and a session."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from jiahe.places.models import Holding, Post
    from jiahe.trust.models import Account
    from jiahe.trust.sessions import BEGAN, USED

    account, _ = Account.objects.using("owner").update_or_create(
        username=f"bench-{number}", defaults={"full_name": "测试", "password": "!"}
    )
    post, _ = Post.objects.using("owner").get_or_create(
        # a post has one holder, and a small register fewer villages than users
        role=role,
        place=place,
        title=f"测试岗位{number}",
        title_en=f"{role} {number}",
    )
    Holding.objects.using("owner").filter(account=account).delete()
    Holding.objects.using("owner").create(account=account, post=post, from_date=dt.date(2025, 1, 1))
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(account.pk), account.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[BEGAN] = store[USED] = int(time.time())
    store.create()
    return str(store.session_key)


def _families(village: str) -> dict[str, Any]:
    """Return people of a village to look at, and married mothers whose husband lives."""
    from django.db import connections

    from jiahe.trust.sealing import unseal

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id::text, name, id_sealed FROM people_person WHERE hukou_place = %s AND death_date IS NULL "
            "AND name IS NOT NULL ORDER BY id LIMIT 40",
            [village],
        )
        people = [(key, name, unseal(sealed, "id_number")) for key, name, sealed in cursor.fetchall()]
        cursor.execute(
            "SELECT m.id::text FROM people_person m JOIN people_unionside own ON own.person_id = m.id "
            "JOIN people_unionside his ON his.union_id = own.union_id AND his.person_id <> m.id "
            "JOIN people_person h ON h.id = his.person_id WHERE m.hukou_place = %s AND m.death_date IS NULL "
            "AND h.death_date IS NULL AND m.sex = 'female' AND h.sex = 'male' AND own.until_date IS NULL "
            "AND own.from_date < '2026-01-01' AND m.birth_date BETWEEN '1990-01-01' AND '2000-01-01' LIMIT 20",
            [village],
        )
        return {"people": people, "mothers": [row[0] for row in cursor.fetchall()]}


def rotate_under_load(
    people: int, folder: Path, say: Callable[[str], None]
) -> tuple[dict[str, dict[str, float]], int, float]:
    """Change the key while the users work, searching by number too: their times, the rows sealed anew, the seconds.

    The users work until the rotation has ended.
    """
    prepare(people, say)
    from jiahe.trust import key_changes, rotation
    from jiahe.trust.suites import SUITES

    newest = max(key_changes.list_keys(), key=lambda key: key.number)
    suite = next(one for name, one in SUITES.items() if name != newest.suite)  # in turns, so that each run changes it
    told: list[tuple[int, float]] = []

    def rotate() -> None:
        began = time.perf_counter()
        say(f"key {key_changes.new_key(suite)} ({suite.name}) seals now")
        done = rotation.rotate()
        for key in key_changes.list_keys():
            if not key.current and key.retired_at is None:
                key_changes.retire(key.number)
        told.append((done.rows, time.perf_counter() - began))

    times = load(people, folder, say, beside=rotate)
    return times, *told[0]


def load(
    people: int, folder: Path, say: Callable[[str], None], beside: Callable[[], None] | None = None
) -> dict[str, dict[str, float]]:
    """Serve, let the users work, and return milliseconds by kind (read, write): p50, p95, p99, number, failures.

    ``beside``: what is done while they work; they work until it has ended.
    """
    prepare(people, say)
    users = folder / "users.json"
    users.write_text(json.dumps(sessions(USERS, REVIEWERS, OFFICERS)), encoding="utf-8")
    from django.db import connections

    connections.close_all()
    from jiahe.site.demo import start_server, stop_server

    address, out = "127.0.0.1:8471", folder / "times.json"
    stop_server()
    start_server(address)
    say(f"{USERS} users for {SECONDS} seconds")
    try:
        environment = {**os.environ, "BENCH_USERS": str(users), "BENCH_OUT": str(out), "PYTHONPATH": str(ROOT)}
        command = [
            sys.executable, "-m", "locust", "--headless", "--only-summary", "-f", str(ROOT / "bench" / "users.py"),
            "-u", str(USERS), "-r", "10", *(["-t", f"{SECONDS}s"] if beside is None else []), "-H", f"http://{address}",
        ]  # fmt: skip
        log = folder / "locust.log"
        with log.open("w", encoding="utf-8") as written:
            users_at_work = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=written)
            try:
                if beside is not None:
                    time.sleep(WARM)
                    beside()
                    users_at_work.terminate()
            finally:
                users_at_work.wait()
        said = log.read_text(encoding="utf-8")
        if not out.exists():
            raise RuntimeError(said[-2000:])
        say("\n".join(line for line in said.splitlines() if " s] " not in line)[-2500:])
    finally:
        stop_server()
    times: dict[str, dict[str, float]] = json.loads(out.read_text(encoding="utf-8"))
    return times


def snapshot_against_copy(people: int, folder: Path, say: Callable[[str], None]) -> tuple[float, float]:
    """Return the seconds of a snapshot, and of a plain COPY of the same tables as their owner."""
    prepare(people, say)
    import psycopg
    from django.conf import settings

    from jiahe.people.facts import take_snapshot
    from jiahe.people.models import FACT_TABLES
    from jiahe.site.database import url_of
    from jiahe.trust.acting import acting_as, background

    def snapshot() -> float:
        began = time.perf_counter()
        with acting_as(background()):
            take_snapshot(folder / "snapshots")
        return time.perf_counter() - began

    def copy() -> float:
        began = time.perf_counter()
        with psycopg.connect(url_of(settings.DATABASES["owner"])) as own, own.cursor() as cursor:
            for name, model in FACT_TABLES.items():
                table = model._meta.db_table
                with cursor.copy(f"COPY {table} TO STDOUT") as rows, (folder / f"{name}.txt").open("wb") as file:
                    for block in rows:
                        file.write(block)
        return time.perf_counter() - began

    copy()
    pairs = [(snapshot(), copy()) for _ in range(3)]
    pairs.sort(key=lambda pair: pair[0] / pair[1])
    return pairs[1]
