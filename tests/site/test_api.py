"""The whole API, signed in and not: no input breaks it, and it gives a post no more than the pages do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jiahe.site.wsgi import application
from jiahe.trust.acting import acting_as
from jiahe.trust.models import Read
from tests.cast import Cast
from tests.in_process import one_connection  # noqa: F401 - used by itself in each test
from tests.programs import program_key

pytest_plugins: list[str] = []
SCHEMA = schemathesis.openapi.from_wsgi("/api/openapi.json", application, headers={"Host": "localhost"})
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_a_post_reads_what_it_sees_and_the_reading_is_logged(reader: Client, cast: Cast, posts: Any) -> None:
    found = reader.get("/api/people", {"q": "lixiaoman"}).json()
    assert [one["name"] for one in found["people"]] == ["李小满"]
    record = reader.get(f"/api/people/{cast.girl}").json()
    assert {one["name"] for one in record["parents"]} == {"李秀英", "李国强"}
    with acting_as(posts["worker"]):
        assert Read.objects.filter(person=cast.girl, what="api").count() == 2, "the search tells of her too"
    answers = reader.get(f"/api/people/{cast.girl}/entitlements").json()
    assert "cn/childcare-subsidy" in {one["programme"] for one in answers}


def test_a_place_that_is_none_is_refused_in_words(reader: Client) -> None:
    refused = reader.get("/api/people", {"q": "li", "place": "020083355994"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["parameter"] == "place"
    assert "is not a place code" in refused.json()["detail"] + str(refused.json()["errors"])


def test_others_are_not_there_and_runs_are_not_a_worker_s(reader: Client, cast: Cast) -> None:
    assert reader.get(f"/api/people/{cast.wang}").status_code == 404
    refused = reader.post("/api/runs")  # of everybody
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")


@pytest.mark.django_db
def test_nobody_reads_without_signing_in() -> None:
    for path in ("/api/people?q=li", "/api/runs"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "q=li&place=%00", "%00=1"])
def test_a_nul_character_is_refused_in_words(reader: Client, query: str) -> None:
    refused = reader.get(f"/api/people?{query}")
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert "NUL" in refused.json()["detail"]
    page = reader.get(f"/people/?{query}")
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "这个请求读不懂" in page.content.decode()


@pytest.mark.parametrize("q", ["٠١٢٣-٠١-٠١", "²", "1" * 16 + "X", "\x1f", "𐀀", "%", "\\", "'"])
def test_odd_characters_are_searched_for_like_others(reader: Client, q: str) -> None:
    assert reader.get("/api/people", {"q": q}).status_code == 200


@pytest.mark.parametrize("q", ["1" * 17, "١" * 17, "0724-7322222", "6217 0012 1002 4455 220"])
def test_what_has_the_digits_of_a_number_does_not_belong_into_an_address(reader: Client, q: str) -> None:
    refused = reader.get("/api/people", {"q": q})
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert "/api/people/search" in refused.json()["detail"]


@SCHEMA.include(path_regex="^/api/(people|runs)").parametrize()
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=25)
def test_no_input_breaks_it(case: Any, reader: Client) -> None:
    token = "a" * 32
    case.headers.pop("Authorization", None)  # the description has programs' keys too; see below
    case.cookies = {"sessionid": reader.cookies["sessionid"].value, "csrftoken": token}
    case.call_and_validate(checks=CHECKS, headers={"Host": "localhost", "X-CSRFToken": token})


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_who_has_no_key_is_told_so_in_their_language(db: None, language: str) -> None:
    said = {"zh-hans": "请先登录，或带上程序密钥。", "en": "Sign in first, or send a program's key."}
    refused = Client().get("/api/runs", headers={"accept-language": language})
    assert (refused.json()["detail"], refused["WWW-Authenticate"]) == (said[language], 'Bearer realm="jiahe"')


def test_the_description_says_how_a_program_signs_in() -> None:
    from jiahe.site.api import api

    described = api.get_openapi_schema()
    scheme = described["components"]["securitySchemes"]["ProgramKeyAuth"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert "jiahe_" in scheme["bearerFormat"]


@pytest.fixture
def key(cast: Cast, posts: Any) -> str:
    """A key by which a program may do all that a county officer can."""
    operations = ["people:find", "people:read", "people:entitlements", "runs:see", "runs:start", "runs:snapshot"]
    return program_key(posts["officer"].post, *operations)


def test_a_program_can_do_each_thing_that_it_was_given(key: str, cast: Cast) -> None:
    client = Client(headers={"Authorization": f"Bearer {key}"})
    for path in ("/api/people?q=li", f"/api/people/{cast.girl}", f"/api/people/{cast.girl}/entitlements", "/api/runs"):
        assert client.get(path).status_code == 200, path
    taken = client.post("/api/runs/snapshots")
    assert taken.status_code == 201
    folder = Path(django_settings.HOME) / taken.json()["folder"]
    assert (folder / "persons.parquet").is_file()
    days = dt.datetime.fromisoformat(taken.json()["kept_until"]) - dt.datetime.fromisoformat(taken.json()["taken_at"])
    assert dt.timedelta(days=6) < days < dt.timedelta(days=8)
    begun = client.post("/api/runs")
    assert begun.status_code == 202
    assert client.get(f"/api/runs/{begun.json()['id']}").status_code == 200


@SCHEMA.include(path_regex="^/api/(people|runs)").parametrize()
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=10)
def test_no_input_of_a_program_breaks_it(case: Any, key: str) -> None:
    case.call_and_validate(checks=CHECKS, headers={"Host": "localhost", "Authorization": f"Bearer {key}"})
