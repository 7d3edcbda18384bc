"""An office with a database of its own, for tests that commit: keys change, values are sealed anew, backups go back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.office_database import HOME

ROOT = Path(__file__).resolve().parents[2]
_NUMBERS = count(1)


@dataclass(frozen=True)
class Office:
    """A home and a database. Commands and code run in one process beside the test, which starts only once."""

    home: Path
    name: str
    socket: str
    desk: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this office is told."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIAHE_", "DJANGO_"))}
        url = "postgresql://{}@/{}?host={}"
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            "PYTHONIOENCODING": "utf-8",
            "JIAHE_HOME": str(self.home),
            "JIAHE_LOG_LEVEL": "ERROR",
            "JIAHE_LOOKUPS_AN_HOUR": "0",  # test_pace.py has the limit
            "DATABASE_URL": url.format("jiahe_app", self.name, self.socket),
            "JIAHE_OWNER_DATABASE_URL": url.format("jiahe_owner", self.name, self.socket),
        }

    def jiahe(self, *arguments: str, wanted: int = 0, text: str = "", anew: bool = False, **environment: str) -> str:
        """Run the command; return what it printed, problems too. ``anew``: in a process that remembers no keys."""
        if text or environment or anew:
            return self._done([sys.executable, "-m", "jiahe", *arguments], wanted, text, environment)
        return self._asked({"arguments": arguments}, wanted)

    def run(self, code: str) -> str:
        """Run Python with Django set up; return what it printed."""
        return self._asked({"code": textwrap.dedent(code)}, 0)

    def script(self, module: str) -> str:
        """Run a module of the tests; return what it printed."""
        return self._done([sys.executable, "-m", module], 0, "", {})

    def begin(self, *command: str) -> subprocess.Popen[bytes]:
        """Begin a command that goes on beside the test."""
        return subprocess.Popen([sys.executable, *command], env=self.environment)

    def rows(self, query: str) -> list[Any]:
        """Ask the database as the owner."""
        with psycopg.connect(self.environment["JIAHE_OWNER_DATABASE_URL"], autocommit=True) as owner:
            return owner.execute(query).fetchall()  # type: ignore[arg-type] # written in the tests

    def _asked(self, question: dict[str, Any], wanted: int) -> str:
        if not self.desk:
            self.desk.append(
                subprocess.Popen(
                    [sys.executable, "-c", DESK], env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    text=True, encoding="utf-8",
                )
            )  # fmt: skip
        desk = self.desk[0]
        assert desk.stdin
        assert desk.stdout
        print(json.dumps(question), file=desk.stdin, flush=True)
        code, told = json.loads(desk.stdout.readline())
        assert code == wanted, f"{code}\n{told}"
        return str(told)

    def close(self) -> None:
        """Let the process beside the test end."""
        for desk in self.desk:
            desk.communicate()

    def _done(self, command: list[str], wanted: int, text: str, more: dict[str, str]) -> str:
        done = subprocess.run(
            command, env=self.environment | more, input=text, capture_output=True, text=True, encoding="utf-8",
            check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == wanted, f"{done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


DESK = """
import contextlib, io, json, sys, traceback
answers, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    asked, told, code = json.loads(line), io.StringIO(), 0
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        try:
            if "code" in asked:
                from jiahe.site import start
                start.prepare()
                exec(asked["code"], {})
            else:
                from jiahe.cli import main
                sys.argv = ["jiahe", *asked["arguments"]]
                main()
        except SystemExit as ended:
            code = ended.code or 0
        except BaseException:
            traceback.print_exc()
            code = 99
    print(json.dumps([code, told.getvalue()]), file=answers, flush=True)
"""

MAKE_PEOPLE = """
    import datetime as dt
    from jiahe.people.models import Person
    from jiahe.people.names import search_keys
    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.sealing import keys
    from tests.trust.numbers import BORN, id_number

    owner = Post.objects.using("owner")
    for role, place in (("steward", "420890000000"), ("village_worker", "420890100202")):
        post, _ = owner.get_or_create(role=role, place=place, title=role, title_en=role)
        if role == "steward":
            steward = Acting.of(post)
    with acting_as(steward):
        live, people = keys(), []
        for one in range(PEOPLE):
            number, phone = id_number(one), f"139{one:08d}"
            name = ("李秀英", "王桂芳", "张小满")[one % 3]
            people.append(Person(
                name=name, search=search_keys(name), sex="female", birth_date=BORN, nationality="CHN",
                hukou_place=f"4208901002{1 + one % 3:02d}", hukou_kind="rural", source="test",
                learned_on=dt.date(2026, 1, 1),
                id_sealed=live.seal(number, "id_number"), id_index=live.blind_index(number, "id_number"),
                phone_sealed=live.seal(phone, "phone"), phone_index=live.blind_index(phone, "phone"),
            ))
        Person.objects.bulk_create(people)
"""

READ_AND_SEAL = """
    from uuid import uuid4
    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as, log_read
    from jiahe.trust.seals import seal_all

    with acting_as(Acting.of(Post.objects.using("owner").get(role="village_worker"))):
        log_read(uuid4(), page="person", purpose="visit")
    print(seal_all())
"""


@pytest.fixture(scope="session")
def first_office(django_db_setup: None) -> Iterator[Office]:
    """An office with thirty women who have numbers, to be copied."""
    from jiahe.site.database import make_database, socket_folder

    home = Path(tempfile.mkdtemp(prefix="jiahe-keys-"))
    office = Office(home, "keys_first", socket_folder(HOME / "postgres"))
    make_database(office.socket, office.name)
    office.jiahe("migrate")
    office.run(MAKE_PEOPLE.replace("PEOPLE", "30"))
    office.close()  # a database that is copied has no sessions
    yield office
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def new_office(first_office: Office) -> Iterator[Callable[..., Office]]:
    """Make offices: ``new_office()`` is a copy of the first, ``new_office(empty=True)`` has neither tables nor keys."""
    made = []

    def make(*, empty: bool = False) -> Office:
        from jiahe.site.database import make_database

        home = Path(tempfile.mkdtemp(prefix="jiahe-keys-"))
        office = Office(home, f"keys_{next(_NUMBERS)}", first_office.socket)
        made.append(office)
        if empty:
            make_database(office.socket, office.name)
        else:
            _admin(office, f"CREATE DATABASE {office.name} OWNER jiahe_owner TEMPLATE {first_office.name}")
            shutil.copytree(first_office.home / "keys", home / "keys")
        return office

    yield make
    for office in made:
        office.close()
        _admin(office, f"DROP DATABASE {office.name} WITH (FORCE)")
        shutil.rmtree(office.home, ignore_errors=True)


@pytest.fixture
def office(new_office: Callable[..., Office]) -> Office:
    """An office with thirty women who have numbers."""
    return new_office()


def _admin(office: Office, statement: str) -> None:
    with psycopg.connect(host=office.socket, user="postgres", dbname="postgres", autocommit=True) as admin:
        admin.execute(statement)  # type: ignore[arg-type] # written here
