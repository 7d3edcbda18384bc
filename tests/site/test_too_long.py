"""What takes the database too long is ended, for requests only, and said in words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from jiahe.people.lock import REGISTER
from jiahe.site.database import REQUESTS, url_of
from tests.cast import Cast
from tests.people.test_forms import BIRTH

ASKED = (
    "import django; django.setup(); from django.db import connection as c; k = c.cursor();"
    " k.execute('SHOW statement_timeout'); print(k.fetchone()[0])"
)


def timeout(code: str, **environment: str) -> str:
    """Return how long a statement may take in a process of its own."""
    told = {name: value for name, value in os.environ.items() if name != REQUESTS} | environment
    done = subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.usefixtures("django_db_setup")
def test_statements_of_requests_have_a_longest_time_and_those_of_other_work_have_none() -> None:
    request = f"import jiahe.site.wsgi; {ASKED}"
    assert timeout(request) == "30s"
    assert timeout(request, JIAHE_STATEMENT_SECONDS="7") == "7s"
    assert timeout(request, JIAHE_STATEMENT_SECONDS="0") == "0"
    assert timeout(ASKED) == "0"


@pytest.fixture
def somebody_changes_the_register(db: None) -> Iterator[None]:
    """Somebody else holds the register's lock, for longer than a request of this test waits."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 300")
    with psycopg.connect(url_of(settings.DATABASES["owner"])) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER])
        yield


@pytest.mark.usefixtures("somebody_changes_the_register")
@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", "用时太长，已停止，没有保存任何内容"), ("en-GB", "nothing was saved")]
)
def test_it_is_said_and_nothing_is_saved(reader: Client, cast: Cast, language: str, said: str) -> None:
    form = {**BIRTH, "once": str(uuid4())}
    answer = reader.post(f"/people/{cast.mother}/record/birth/", form, headers={"accept-language": language})
    assert answer.status_code == 503
    assert said in answer.content.decode()
