"""The API: what it gives, how it says what is wrong, and that no input breaks it."""

import json

import pytest
import schemathesis
from django.test import Client
from hypothesis import settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jiahe.programmes import the_pack
from jiahe.public.api_shapes import EXAMPLE
from jiahe.site.wsgi import application
from tests.in_process import one_connection  # noqa: F401 - used by itself in each test


@pytest.fixture
def api():
    client = Client()

    def call(address, body=None, **options):
        if body is None:
            response = client.get(f"/api/{address}", **options)
        else:
            response = client.post(f"/api/{address}", body, content_type="application/json", **options)
        return response.status_code, response.json(), response

    return call


def test_the_girl_born_in_march_2023_is_owed_4500_yuan(api):
    status, found, _ = api("self-check", EXAMPLE)
    assert status == 200
    (outcome,) = found["outcomes"]
    assert (outcome["programme"], outcome["person"]) == ("cn/childcare-subsidy", "girl")
    assert (outcome["status"], outcome["total"]) == ("eligible", 450000)
    paid = {one["year"]: one["amount"] for one in outcome["instalments"] if one["amount"]}
    assert paid == {2025: 360000, 2026: 90000}
    assert outcome["criteria"][0]["cites"] == "国卫办人口发〔2025〕24号 第五条"
    assert "免征个人所得税" in outcome["remarks"][0]["zh"]


def test_what_is_left_out_is_unknown(api):
    facts = {"persons": [{"person_id": "girl", "birth_date": "2023-03-20"}]}
    _, found, _ = api("self-check", {"on": "2025-09-15", "facts": facts})
    (outcome,) = [one for one in found["outcomes"] if one["programme"] == "cn/childcare-subsidy"]
    assert outcome["status"] == "needs_evidence"
    missing = {name for one in outcome["criteria"] for name in one["missing"]}
    assert {"persons.hukou_place", "persons.death_date", "parenthoods"} <= missing


def test_programmes_and_one_of_them(api):
    _, found, _ = api("programmes?place=420000000000&on=2026-03-01")
    assert {one["key"]: one["standing"] for one in found}["cn/childcare-subsidy"] == "yes"
    assert len(found) == len(the_pack().rules)
    status, one, _ = api("programmes/cn/childcare-subsidy")
    assert status == 200
    assert "persons.birth_date" in one["facts_read"]
    assert one["figures"][0]["values"][0]["source"] == "育儿补贴制度管理规范（试行）"


def test_places_below_and_by_name(api):
    _, below, _ = api("places?within=420800000000")
    assert "京山市" in [one["name"] for one in below]
    _, named, _ = api("places?q=京山")
    assert named[0] == {"code": "420882000000", "name": "京山市", "full_name": "湖北省荆门市京山市", "level": 3}


@pytest.mark.parametrize(
    ("address", "body", "status", "where"),
    [
        ("programmes/cn/nothing", None, 404, None),
        ("nothing/at/all", None, 404, None),
        ("programmes/%0A", None, 404, None),
        ("places?within=1", None, 422, {"parameter": "within"}),
        ("places?within=999999000000", None, 422, {"parameter": "within"}),
        ("programmes?on=1900-01-01", None, 422, {"parameter": "on"}),
        ("self-check", "{", 400, None),
        ("self-check", {"facts": {}}, 422, {"pointer": "#/facts/persons"}),
        ("self-check", {"facts": {"persons": [{"person_id": "a", "colour": 1}]}}, 422,
         {"pointer": "#/facts/persons/0/colour"}),
        ("self-check", {"facts": {"persons": [{"person_id": "a"}, {"person_id": "a"}]}}, 422,
         {"pointer": "#/facts/persons/1/person_id"}),
        ("self-check", {"facts": {"persons": [{"person_id": "a"}]}, "people": ["b"]}, 422, {"pointer": "#/people/0"}),
        ("self-check", {"facts": {"persons": [{"person_id": "a", "birth_date": "0001-01-01"}]}}, 422,
         {"pointer": "#/facts/persons/0/birth_date"}),
    ],
)  # fmt: skip
def test_an_error_is_a_problem_that_says_where(api, address, body, status, where):
    got, found, response = api(address, body if body is None or isinstance(body, str) else json.dumps(body))
    assert (got, response["Content-Type"]) == (status, "application/problem+json")
    assert found["status"] == status
    assert {"type", "title", "detail"} <= found.keys()
    if where is not None:
        assert where.items() <= found["errors"][0].items()


def test_a_wrong_method_is_a_problem_too():
    response = Client().delete("/api/places")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in response["Allow"]


def test_the_description_has_examples():
    description = Client().get("/api/openapi.json").json()
    assert description["components"]["schemas"]["Asked"]["examples"] == [EXAMPLE]
    public = {path for path in description["paths"] if not path.startswith(("/api/people", "/api/runs", "/api/loads"))}
    assert public == {"/api/programmes", "/api/programmes/{key}", "/api/places", "/api/self-check"}


SCHEMA = schemathesis.openapi.from_wsgi("/api/openapi.json", application, headers={"Host": "localhost"})
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@SCHEMA.exclude(path_regex="^/api/(people|runs|loads)").parametrize()
@settings(deadline=None)
def test_no_input_breaks_it(case):
    case.call_and_validate(checks=CHECKS, headers={"Host": "localhost"})
