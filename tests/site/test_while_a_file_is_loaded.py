"""While a file is loaded the register waits: who saves a form is told soon, with all that was typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory

from jiahe.people import lock
from jiahe.people.lock import REGISTER, lock_register_soon
from jiahe.people.models import Person
from jiahe.site.database import url_of
from jiahe.trust.acting import acting_as
from jiahe.web.refusal import Busy
from tests.cast import Cast
from tests.people.test_forms import BIRTH, opened

PATH = "/people/{}/record/birth/"


@pytest.fixture
def loading(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """A file that is loaded holds the register's lock, on a connection of its own."""
    monkeypatch.setattr(lock, "PATIENCE", 1)
    with psycopg.connect(url_of(settings.DATABASES["owner"])) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER])
        yield other


@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", "多半是正在导入或撤销一个文件"), ("en-GB", "save it again in some minutes")]
)
def test_the_form_comes_back_filled_and_is_saved_when_the_file_is_loaded(
    reader: Client, cast: Cast, posts: dict, loading: psycopg.Connection, language: str, said: str
) -> None:
    path = PATH.format(cast.mother)
    form = {**opened(reader, path), **BIRTH}
    answer = reader.post(path, form, headers={"accept-language": language})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{BIRTH["name"]}"' in page
    assert form["once"] in page, "the same form, so that it is recorded once"
    loading.rollback()
    assert reader.post(path, form).status_code == 302
    with acting_as(posts["worker"]):
        assert Person.objects.filter(name=BIRTH["name"]).count() == 1


def test_nothing_else_of_the_request_waits_so_shortly(reader: Client, cast: Cast, loading: psycopg.Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '7s'")
    reader.post(PATH.format(cast.mother), {**BIRTH, "once": str(uuid4())})
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("7s",)


def test_the_lock_that_was_waited_for_is_held(
    cast: Cast, posts: dict, reader: Client, loading: psycopg.Connection
) -> None:
    from dataclasses import replace

    loading.rollback()
    with acting_as(replace(posts["worker"], account=uuid4())), connection.cursor() as cursor:
        lock_register_soon()
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [REGISTER])
        assert cursor.fetchone() == (1,)


def test_a_page_without_a_form_and_the_api_say_when_to_come_again() -> None:
    from jiahe.web.middleware import SayWhatTookTooLong

    said = SayWhatTookTooLong(lambda request: None)  # type: ignore[arg-type, return-value]
    answer = said.process_exception(RequestFactory().post("/api/people"), Busy("忙", "It is in use."))
    assert answer is not None
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["detail"] == "It is in use."


def test_an_operation_of_the_api_that_waits_too_long_answers_with_a_problem() -> None:
    from ninja import NinjaAPI
    from ninja.testing import TestClient

    from jiahe.web.problems import say_problems

    api = NinjaAPI(urls_namespace="busy")
    say_problems(api)

    @api.post("/write")
    def write(request: object) -> None:
        raise Busy("忙", "It is in use.")

    answer = TestClient(api).post("/write")
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert answer.json()["status"] == 503
