"""Stopping the server in the middle of anything loses nothing that was answered with success; nothing is half done."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import psycopg
import pytest

from jiahe.people.lock import REGISTER
from jiahe.site.database import socket_folder
from tests.cast import COUNTY, VILLAGE
from tests.served import Office, Visitor, serve, stop
from tests.town import write_town

pytestmark = pytest.mark.slow

PASSWORD = "correct-horse-battery"
ELSEWHERE = "420890100202"
CLIENTS = 4
DIGITS = "零一二三四五六七八九"

FILL = """
    import datetime as dt
    from pathlib import Path
    from jiahe.cli.console import ready_facts
    from jiahe.people.load import load_register
    from jiahe.places.divisions import Place
    from jiahe.places.models import Holding, Post
    from jiahe.places.published_list import add_own
    from jiahe.trust.models import Account

    add_own([Place(*one) for one in places], "测试")
    with ready_facts(Path(folder), None, lambda *_: None, check=True) as facts:
        tables = {name: Path(path) for name, path in facts.tables.items()}
        load_register(tables, source="测试", learned_on=dt.date(2025, 12, 1))
    posts = Post.objects.using("owner")
    for number in range(clients):
        post = posts.create(role="county_officer", place=county, title="经办", title_en="Officer")
        account = Account(username=f"officer{number}", full_name="经办")
        account.set_password(password)
        account.save(using="owner")
        Holding.objects.using("owner").create(post=post, account=account, from_date=dt.date(2025, 1, 1))
"""
FOUND = """
    from jiahe.entitlements.models import Outcome
    from jiahe.entitlements.tasks import background
    from jiahe.people.models import Change, Parenthood, Person, Residence
    from jiahe.trust.acting import acting_as

    with acting_as(background()):
        people = set(Person.objects.values_list("id", flat=True))
        children = [
            {
                "key": str(one.id),
                "name": one.name,
                "parents": Parenthood.objects.filter(child=one).count(),
                "changes": sorted(Change.objects.filter(person=one.id).values_list("action", flat=True)),
                "answers": Outcome.objects.filter(person=one, programme="cn/childcare-subsidy").count(),
                "lives_in": one.residence_place,
                "homes": list(
                    Residence.objects.filter(person=one, superseded_at=None, until_date=None)
                    .values_list("place", flat=True)
                ),
            }
            for one in Person.objects.filter(name__startswith="生")
        ]
        orphans = [str(one) for one in Change.objects.values_list("person", flat=True) if one not in people]
        mothers = {one.name: str(one.id) for one in Person.objects.filter(name__in=["李秀英", "王桂芳"])}
    print(json.dumps({"children": children, "orphans": orphans, "mothers": mothers}))
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an office with the cast of tests/town.py and an account for each client. Nobody serves it."""
    home = tmp_path_factory.mktemp("office")
    office = serve(home)
    try:
        places = [(COUNTY, "禾阳县", 3), ("420890100000", "清溪镇", 4), (VILLAGE, "柳林村", 5), (ELSEWHERE, "东村", 5)]
        folder = str(Path(write_town(tmp_path_factory.mktemp("town"))))
        office.run(FILL, folder=folder, places=places, county=COUNTY, clients=CLIENTS, password=PASSWORD)
    finally:
        stop(office.process)
    yield home
    if (home / "postgres" / "postmaster.pid").exists():
        from jiahe.site.database import stop_embedded

        stop_embedded(home / "postgres")


class Clerk(threading.Thread):
    """Records births, and a move after each, until the office does not answer.

    ``born``, ``moved``: what was answered with success.
    """

    def __init__(self, number: int, url: str, mother: str, prefix: str) -> None:
        super().__init__(daemon=True)
        self.number, self.mother, self.prefix = number, mother, prefix
        self.visitor = Visitor(url)
        self.born: dict[str, str] = {}
        self.moved: set[str] = set()
        self.refused: list[str] = []

    def run(self) -> None:
        try:
            assert self.visitor.sign_in(f"officer{self.number}", PASSWORD)[0] == 302
            while True:
                self._record(
                    f"生{self.prefix}{DIGITS[self.number]}" + "".join(DIGITS[int(d)] for d in str(len(self.born)))
                )
        except OSError:
            return

    def _record(self, name: str) -> None:
        born, compared = (422, "", ""), ""
        for _ in range(20):  # another clerk records children of the same mother: they are shown, and looked at
            born = self.visitor.post(
                f"/people/{self.mother}/record/birth/",
                name=name, sex="female", birth_date="2026-03-01", hukou_place=VILLAGE, source="出生医学证明",
                home="here", other="unknown", once=str(uuid4()), another="on", compared=compared,
            )  # fmt: skip
            shown = re.search(r'name="compared"[^>]* value="([^"]*)"', born[2]) if born[0] == 422 else None
            if shown is None:
                break
            compared = shown[1]
        if born[0] != 302:
            self.refused.append(f"{born[0]} {born[2][-600:]}")
            raise OSError("refused")
        self.born[name] = born[1].split("/")[2]
        moved = self.visitor.post(
            f"/people/{self.born[name]}/record/home/",
            place=ELSEWHERE,
            from_date="2026-05-01",
            source="居住证",
            once=str(uuid4()),
        )
        if moved[0] != 302:
            self.refused.append(f"{moved[0]} {moved[2][-600:]}")
            raise OSError("refused")
        self.moved.add(name)


def found_in(office: Office) -> dict[str, Any]:
    return dict(json.loads(office.run(FOUND)))


def kill_the_web_server(office: Office) -> None:
    """Kill the web server's processes at once; what else runs is left to end by itself."""
    children = psutil.Process(office.process.pid).children()
    for child in children:
        if "granian" in " ".join(child.cmdline()):
            for one in (*child.children(recursive=True), child):
                one.kill()


def kill_everything(office: Office) -> None:
    """Kill every process of the office and its database server, as a power cut does."""
    postmaster = int((office.home / "postgres" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    for one in (psutil.Process(office.process.pid), *psutil.Process(office.process.pid).children(recursive=True)):
        one.kill()
    os.kill(postmaster, signal.SIGKILL)


@pytest.mark.parametrize(
    ("kill", "seed", "prefix"),
    [(kill_the_web_server, 1, "甲"), (kill_everything, 2, "乙")],
    ids=["web-server", "everything"],
)
def test_what_was_answered_is_there_once_and_nothing_is_half_done(
    home: Path, kill: Any, seed: int, prefix: str
) -> None:
    office = serve(home, workers=2)
    before = found_in(office)
    clerks = [
        Clerk(number, office.url, mother, prefix)
        for number, mother in enumerate(sorted(before["mothers"].values()) * (CLIENTS // 2))
    ]
    for clerk in clerks:
        clerk.start()
    until = time.monotonic() + 60
    while sum(len(one.moved) for one in clerks) < 4:  # all have begun
        assert time.monotonic() < until, [one.refused for one in clerks]
        time.sleep(0.05)
    time.sleep(random.Random(seed).uniform(0, 2))
    kill(office)
    for clerk in clerks:
        clerk.join(90)
        assert not clerk.is_alive()
    office.process.wait(60)
    assert [one.refused for one in clerks if one.refused] == []

    again = serve(home, workers=2)
    try:
        after = found_in(again)
    finally:
        assert stop(again.process) == 0
    new = [one for one in after["children"] if one["name"].startswith(f"生{prefix}")]
    names = [one["name"] for one in new]
    assert len(names) == len(set(names)), "recorded twice"
    answered = {name: key for clerk in clerks for name, key in clerk.born.items()}
    assert {one["name"]: one["key"] for one in new if one["name"] in answered} == answered
    moved = {one for clerk in clerks for one in clerk.moved}
    for child in new:
        has_moved = child["lives_in"] == ELSEWHERE
        assert has_moved or child["name"] not in moved, "an answered move is lost"
        assert child["parents"] == 1
        assert child["answers"] == 1
        assert child["changes"].count("birth") == 1
        assert child["changes"].count("residence") == int(has_moved)
        assert child["homes"] == [ELSEWHERE if has_moved else VILLAGE]
    assert after["orphans"] == []
    assert len(new) - len(answered) <= CLIENTS, "more was recorded than was sent"


def test_a_clean_stop_answers_what_was_begun(home: Path) -> None:
    office = serve(home)
    mother = found_in(office)["mothers"]["李秀英"]
    clerk = Visitor(office.url)
    clerk.sign_in("officer0", PASSWORD)
    answers: list[tuple[int, str, str]] = []

    def record() -> None:
        form = {"name": "生末", "sex": "male", "birth_date": "2024-10-02", "source": "出生医学证明", "home": "here"}
        answers.append(clerk.post(f"/people/{mother}/record/birth/", **form, other="unknown", once=str(uuid4())))

    sending = threading.Thread(target=record)
    host = socket_folder(home / "postgres")
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
    with psycopg.connect(host=host, user="postgres", dbname="jiahe", autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [REGISTER])
        sending.start()
        until = time.monotonic() + 30
        while other.execute(waiting, [REGISTER]).fetchone() == (0,):  # the request has begun, and waits for its turn
            assert time.monotonic() < until
            time.sleep(0.05)
        office.process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            office.process.wait(2)
        other.execute("SELECT pg_advisory_unlock(%s)", [REGISTER])
    sending.join(30)
    assert office.process.wait(60) == 0
    assert [status for status, _, _ in answers] == [302]
    assert [one["name"] for one in found_in(office)["children"] if one["name"] == "生末"] == ["生末"]
