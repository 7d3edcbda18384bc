"""Files that programs send: once for each key, checked when every column is sure, loaded when that was asked for."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4
from zipfile import ZIP_DEFLATED

import psycopg
import pytest
import schemathesis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jiahe.site.wsgi import application
from tests.cast import VILLAGE
from tests.in_process import one_connection  # noqa: F401 - used by itself in each test
from tests.intake.conftest import as_csv, id_number
from tests.intake.test_delivery_files import PERSONS, WED, spoilt, tables
from tests.own_database import own_database
from tests.programs import program, program_key

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

NEW = id_number(dt.date(2001, 2, 3), "male", 13)
ROWS = [{"姓名": "周新", "身份证号": NEW, "性别": "男", "出生日期": "2001-02-03", "户籍地": VILLAGE}]
LOST = {"姓名": "周旧", "身份证号": "1.10101E+17", "性别": "男", "出生日期": "1955-02-03", "户籍地": VILLAGE}

Send = Callable[..., Any]


def sent(client: Client, content: bytes, *, key: str | None = None, name: str = "户籍.csv", **said: Any) -> Any:
    """Send a file as a program does; a key of its own unless one is given ("": none)."""
    headers = {"Idempotency-Key": key if key is not None else str(uuid4())} if key != "" else {}
    body = {"source": "household_registration", "file": SimpleUploadedFile(name, content), **said}
    return client.post("/api/loads", body, headers=headers)


@pytest.fixture
def send(steward: Client) -> Send:
    return lambda rows=ROWS, **said: sent(steward, rows if isinstance(rows, bytes) else as_csv(rows), **said)


@pytest.fixture
def work(posts: dict[str, Acting]) -> Callable[[Any], None]:
    """``work(answer)`` does what the background would do with a load, until nothing is left to do."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from jiahe.intake.actions import work_on

    def worked(answer: Any) -> None:
        key, done = answer.json()["id"], 0
        jobs = ProcrastinateJob.objects.filter(task_name="jiahe.intake.tasks.work", args__load=key)
        while done < jobs.count():
            work_on(UUID(key))
            done += 1

    return worked


def loads() -> int:
    from jiahe.intake.models import Load

    return Load.objects.count()


def test_a_file_whose_columns_are_sure_is_checked_at_once(
    steward: Client, send: Send, work: Callable[[Any], None]
) -> None:
    came = send([*ROWS, LOST], learned_on="2025-12-02")
    assert came.status_code == 202, came.content
    assert (came.json()["state"], came.json()["waits_for"]) == ("checking", None)
    work(came)
    seen = steward.get(came.json()["links"]["load"]).json()
    assert (seen["state"], seen["waits_for"], seen["learned_on"]) == ("checked", "confirmation", "2025-12-02")
    assert [seen[name] for name in ("read", "loaded", "unchanged", "aside")] == [2, 1, 0, 1]
    (group,) = seen["faults"]
    assert (group["rule"], group["rows"]) == ("id_number_lost", 1)
    assert all(group[one][language] for one in ("words", "remedy") for language in ("zh", "en"))
    assert steward.get(seen["links"]["page"]).status_code == 200


def test_sent_again_with_the_same_key_it_is_the_same_load(
    steward: Client, posts: dict[str, Acting], send: Send, work: Callable[[Any], None]
) -> None:
    from jiahe.trust.acting import acting_as

    first = send(key='"a key"')
    work(first)
    again = send(key='"a key"')
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert again.json()["state"] == "checked"
    with acting_as(posts["steward"]):
        assert loads() == 1


def test_a_key_is_the_same_with_and_without_quotation_marks(send: Send) -> None:
    assert send(key="8e03978e-40d5").json()["id"] == send(key='"8e03978e-40d5"').json()["id"]
    assert send(key=r'"a\"b"').json()["id"] != send(key='"ab"').json()["id"]


@pytest.mark.parametrize(
    "other",
    [
        {"rows": [LOST]},
        {"source": "bank_accounts"},
        {"learned_on": "2025-12-03"},
        {"load_when_faultless": "true"},
    ],
)
def test_the_same_key_with_anything_else_is_refused(
    posts: dict[str, Acting], send: Send, other: dict[str, Any]
) -> None:
    from jiahe.trust.acting import acting_as

    assert send(key="one").status_code == 202
    refused = send(key="one", **other)
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert refused.json()["errors"][0]["parameter"] == "Idempotency-Key"
    with acting_as(posts["steward"]):
        assert loads() == 1


@pytest.mark.parametrize("key", ["", '"', 'a"b', "键", "x" * 256, '"' + "x" * 256 + '"', '"a";b=1'])
def test_a_key_that_is_missing_or_no_key_is_refused(send: Send, key: str) -> None:
    refused = send(key=key)
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert refused.json()["errors"][0]["parameter"] == "Idempotency-Key"


def test_while_the_first_is_answered_the_second_is_told_so(send: Send, steward_account: Any) -> None:
    from django.conf import settings as office

    with psycopg.connect(office.APP_DATABASE_URL) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake {steward_account.id} one"])
        assert send(key="one").status_code == 409
        assert send(key="two").status_code == 202
    assert send(key="one").status_code == 202


def test_columns_that_are_not_sure_wait_for_a_person_and_are_then_known(
    steward: Client, send: Send, work: Callable[[Any], None]
) -> None:
    rows = [{**ROWS[0], "备注二": "迁入"}]
    came = send(rows)
    assert (came.json()["state"], came.json()["waits_for"]) == ("columns", "columns")
    page = steward.get(came.json()["links"]["page"])
    form = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert steward.post(came.json()["links"]["page"], form).status_code == 302
    work(came)
    assert steward.get(came.json()["links"]["load"]).json()["state"] == "checked"
    assert send([{**rows[0], "备注二": "迁出"}]).json()["state"] == "checking"


def test_faultless_it_is_loaded_without_a_person_if_that_was_asked_for(
    steward: Client, posts: dict[str, Acting], send: Send, work: Callable[[Any], None]
) -> None:
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as

    asked, other = send(load_when_faultless="true"), send(key="not-asked")
    faulty = send([*ROWS, LOST], load_when_faultless="true")
    for one in (other, faulty, asked):
        work(one)
    seen = [steward.get(one.json()["links"]["load"]).json() for one in (asked, other, faulty)]
    assert [one["state"] for one in seen] == ["loaded", "checked", "checked"]
    assert [one["waits_for"] for one in seen] == [None, "confirmation", "confirmation"]
    with acting_as(posts["steward"]):
        assert [str(one.load) for one in Person.objects.filter(name__startswith="周")] == [asked.json()["id"]]


def test_what_changes_somebody_waits_for_a_person_though_it_has_no_fault(
    steward: Client, posts: dict[str, Acting], send: Send, work: Callable[[Any], None]
) -> None:
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as

    work(send(load_when_faultless="true"))
    with acting_as(posts["steward"]):
        known = Person.objects.filter(name__startswith="周").count()
    later = send([{**ROWS[0], "联系电话": "13800000000"}], load_when_faultless="true")
    work(later)
    seen = steward.get(later.json()["links"]["load"]).json()
    assert (known > 0, seen["state"], seen["waits_for"], seen["changed"]) == (True, "checked", "confirmation", 1)


def test_the_page_says_that_it_will_be_loaded_without_asking(steward: Client, send: Send) -> None:
    for rows in (ROWS, [{**ROWS[0], "备注二": "迁入"}]):
        asked, other = send(rows, load_when_faultless="true"), send(rows)
        assert "就直接导入，不再确认" in steward.get(asked.json()["links"]["page"]).content.decode()
        assert "不再确认" not in steward.get(other.json()["links"]["page"]).content.decode()


def test_cut_off_between_check_and_load_it_is_loaded_at_the_next_start(
    steward: Client, posts: dict[str, Acting], send: Send, work: Callable[[Any], None]
) -> None:
    from jiahe.intake import checking
    from jiahe.intake.actions import resume_cut_off_loads
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    came = send(load_when_faultless="true")
    with acting_as(posts["steward"]):
        load = Load.objects.get(id=came.json()["id"])
    checking.check(load, posts["steward"])  # and there it was cut off
    resume_cut_off_loads(posts["background"])
    work(came)
    assert steward.get(came.json()["links"]["load"]).json()["state"] == "loaded"


def test_what_cannot_be_used_is_said_and_its_key_is_free(posts: dict[str, Acting], send: Send) -> None:
    from jiahe.trust.acting import acting_as

    tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date().isoformat()
    for said, where in (
        ({"rows": b"%PDF-1.7"}, "file"),
        ({"source": "nothing"}, "source"),
        ({"learned_on": tomorrow}, "learned_on"),
        ({"learned_on": "yesterday"}, "learned_on"),
    ):
        refused = send(key="one", **said)
        assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json"), said
        assert refused.json()["errors"][0]["parameter"] == where
    with acting_as(posts["steward"]):
        assert loads() == 0
    assert send(key="one").status_code == 202


def test_a_file_that_is_too_large_is_refused(send: Send, settings: Any) -> None:
    settings.UPLOAD_MIB = 0
    assert "larger than 0 MB" in send().json()["detail"]


def test_who_may_not_load_files_sends_none(steward: Client, posts: dict[str, Acting]) -> None:
    from jiahe.places.models import Holding
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.models import Account

    assert sent(Client(), as_csv(ROWS)).status_code == 401
    account = Account.objects.create_user("reader", password="a-long-password", full_name="读者")
    with acting_as(Acting(posts["steward"].post, "security_administrator", "420890000000", "", "")):
        Holding.objects.create(account=account, post_id=posts["worker"].post, from_date=dt.date(2025, 1, 1))
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert sent(client, as_csv(ROWS)).status_code == 403
    assert client.get(f"/api/loads/{uuid4()}").status_code == 403


def test_the_pages_of_another_site_send_none(steward: Client) -> None:
    elsewhere = Client(enforce_csrf_checks=True)
    elsewhere.cookies = steward.cookies
    assert sent(elsewhere, as_csv(ROWS)).status_code == 403


def test_faults_row_by_row_name_the_cells_and_repeat_no_value(
    steward: Client, send: Send, work: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiahe.intake import api

    good = [{**ROWS[0], "身份证号": id_number(dt.date(2001, 2, 3), "male", one)} for one in (13, 14, 15)]
    came = send([*good, *({**LOST, "姓名": f"周{one}"} for one in "甲乙丙")])
    assert steward.get(came.json()["links"]["faults"]).status_code == 404
    work(came)
    monkeypatch.setattr(api, "MOST", 2)
    first = steward.get(came.json()["links"]["faults"], {"rule": "id_number_lost"})
    assert first.status_code == 200, first.content
    assert [(one["sheet"], one["row"], one["columns"]) for one in first.json()["faults"]] == [
        ("户籍", 5, ["身份证号"]), ("户籍", 6, ["身份证号"]),
    ]  # fmt: skip
    second = steward.get(first.json()["next"]).json()
    assert ([one["row"] for one in second["faults"]], second["next"]) == ([7], None)
    assert "周" not in first.content.decode()
    assert "1.10101" not in first.content.decode()
    assert steward.get(f"/api/loads/{uuid4()}/faults").status_code == 404


def test_a_delivery_is_parted_and_the_same_again_changes_nothing(
    steward: Client, send: Send, work: Callable[[Any], None]
) -> None:
    raw = tables(unions=[WED])

    def delivered(**said: Any) -> list[tuple[Any, ...]]:
        """Send it and let all be done; return of each of its loads what became of it."""
        came = send(raw, source="facts", name="登记册.zip", load_when_faultless="true", **said)
        assert (came.status_code, came.json()["state"]) == (202, "checking"), came.content
        assert came.json()["links"]["parts"] == []
        work(came)
        whole = steward.get(came.json()["links"]["load"]).json()
        assert (whole["state"], whole["wrong"], whole["waits_for"]) == ("parted", None, None)
        parts = [steward.get(one) for one in whole["links"]["parts"]]
        assert [one.json()["waits_for"] for one in parts] == [None, None], "the marriage waits for the people"
        found = []
        for one in parts:
            work(one)
            seen = steward.get(one.json()["links"]["load"]).json()
            found.append(tuple(seen[name] for name in ("source", "state", "loaded", "unchanged", "aside")))
        return found

    assert delivered(key="first") == [("household_registration", "loaded", 3, 0, 0), ("marriages", "loaded", 1, 0, 0)]
    assert delivered() == [("household_registration", "loaded", 0, 3, 0), ("marriages", "loaded", 0, 1, 0)]
    again = send(raw, source="facts", name="登记册.zip", load_when_faultless="true", key="first")
    assert (again.status_code, again.json()["state"], len(again.json()["links"]["parts"])) == (202, "parted", 2)


def test_a_load_of_a_delivery_that_changes_somebody_waits_for_a_person(
    steward: Client, send: Send, work: Callable[[Any], None]
) -> None:
    def first_of(persons: Any) -> Any:
        came = send(tables(persons=persons), source="facts", name="x.zip", load_when_faultless="true")
        work(came)
        (part,) = steward.get(came.json()["links"]["load"]).json()["links"]["parts"]
        work(steward.get(part))
        return steward.get(part).json()

    assert first_of([PERSONS[0]])["state"] == "loaded"
    seen = first_of([PERSONS[0] | {"village_group": "3"}])
    assert (seen["state"], seen["waits_for"], seen["changed"]) == ("checked", "confirmation", 1)


def test_a_delivery_that_is_damaged_is_refused_or_says_so_when_it_is_opened(
    steward: Client, posts: dict[str, Acting], send: Send, work: Callable[[Any], None]
) -> None:
    from jiahe.trust.acting import acting_as

    refused = send(tables()[:-40], source="facts", name="x.zip", key="one")
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert "cut off or damaged" in refused.json()["errors"][0]["detail"]
    with acting_as(posts["steward"]):
        assert loads() == 0
    came = send(spoilt(ZIP_DEFLATED), source="facts", name="x.zip", key="one")
    assert came.status_code == 202
    work(came)
    seen = steward.get(came.json()["links"]["load"]).json()
    assert (seen["state"], seen["error"], seen["links"]["parts"]) == ("failed", "delivery_damaged", [])
    assert seen["wrong"]["zh"].startswith("压缩包不完整或已损坏。")
    assert seen["wrong"]["en"].startswith("The zip is cut off or damaged. Put persons.csv")


def test_a_key_is_forgotten_after_a_month(posts: dict[str, Acting], send: Send) -> None:
    from django.utils import timezone

    from jiahe.intake.models import IdempotencyKey, Load
    from jiahe.trust.acting import acting_as
    from jiahe.trust.retention import erase_expired

    kept = send(key="kept").json()["id"]
    with acting_as(posts["steward"]):
        load = Load.objects.get(id=kept)
        old = timezone.now() - dt.timedelta(days=31)
        IdempotencyKey.objects.create(account_id=load.account_id, key="old", said="x" * 64, load=load, came_at=old)
    assert send(key="old").status_code == 422
    with acting_as(posts["background"]):
        assert erase_expired()["intake.IdempotencyKey"] == 1
    assert send(key="old").json()["id"] != kept
    assert send(key="kept").json()["id"] == kept


def test_clearing_up_leaves_a_file_that_is_just_being_taken_in(send: Send) -> None:
    from jiahe.intake import files

    sealed = files.file_of(UUID(send().json()["id"]))
    files.sweep(set())  # which does not see a load that is not committed yet
    assert sealed.exists()
    os.utime(sealed, (0, 0))
    files.sweep({UUID(sealed.name)})
    assert sealed.exists()
    files.sweep(set())
    assert not sealed.exists()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The account of a steward, in a database in which other connections see it."""
    from jiahe.places.models import Holding, Post
    from jiahe.trust.models import Account
    from tests.cast import COUNTY, post

    with own_database("sending", django_db_blocker):
        held = Post.objects.using("owner").get(id=post("steward", COUNTY).post)
        account = Account.objects.using("owner").create(username="steward", full_name="数据管理员", password="!")
        Holding.objects.using("owner").create(account=account, post=held, from_date=dt.date(2025, 1, 1))
        yield account


def test_of_many_at_once_with_one_key_there_is_one_load(committed: Any) -> None:
    from django.db import connection, connections

    clients = [Client() for _ in range(4)]
    for client in clients:
        client.force_login(committed, backend="allauth.account.auth_backends.AuthenticationBackend")

    def at_once(client: Client, key: str, start: Barrier) -> tuple[int, str | None]:
        start.wait()
        try:
            answer = sent(client, as_csv(ROWS), key=key)
            return answer.status_code, answer.json().get("id")
        finally:
            connections.close_all()

    for number in range(5):
        start = Barrier(len(clients))
        with ThreadPoolExecutor(len(clients)) as pool:
            answers = list(pool.map(lambda one: at_once(one, str(number), start), clients))  # noqa: B023 - ends here
        assert {code for code, _ in answers} <= {202, 409}
        assert len({key for code, key in answers if code == 202}) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jiahe.may', ' load:file ', false), set_config('jiahe.whole', 'yes', false)")
    assert loads() == 5


SCHEMA = schemathesis.openapi.from_wsgi("/api/openapi.json", application, headers={"Host": "localhost"})
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@SCHEMA.include(path_regex="^/api/loads").parametrize()
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=25)
def test_no_input_breaks_it(case: Any, steward: Client) -> None:
    token = "a" * 32
    case.headers.pop("Authorization", None)  # the description has programs' keys too; see below
    case.cookies = {"sessionid": steward.cookies["sessionid"].value, "csrftoken": token}
    case.call_and_validate(checks=CHECKS, headers={"Host": "localhost", "X-CSRFToken": token})


# ------------------------------------------------------------------------------------------------ by a program's key


@pytest.fixture
def police(divisions: None, cast: Any, posts: dict[str, Acting]) -> Client:
    """The police's system, whose key may send lists of households and nothing else."""
    return program(program_key(posts["steward"].post, "loads:household_registration"))


def test_a_program_sends_a_file_that_is_loaded_with_nobody_signed_in(
    police: Client, work: Callable[[Any], None]
) -> None:
    from jiahe.intake.models import Load
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as, background

    came = sent(police, as_csv(ROWS), load_when_faultless=True, learned_on="2025-12-02")
    assert came.status_code == 202, came.content
    work(came)
    told = police.get(f"/api/loads/{came.json()['id']}").json()
    assert (told["state"], told["loaded"]) == ("loaded", 1)
    with acting_as(background()):
        assert Person.objects.filter(name="周新").exists()
    assert Load.objects.count() == 0, "seen by nobody who does not act"


def test_a_program_sends_no_other_source_and_follows_its_own_files_only(
    police: Client, posts: dict[str, Acting], steward: Client
) -> None:
    refused = sent(police, b"x", source="births")
    assert refused.status_code == 403
    assert "was not given that (loads:births)" in refused.json()["detail"]
    others = sent(steward, as_csv(ROWS)).json()["id"]
    assert police.get(f"/api/loads/{others}").status_code == 404
    own = sent(police, as_csv(ROWS)).json()["id"]
    assert police.get(f"/api/loads/{own}").status_code == 200
    another = program(program_key(posts["steward"].post, "loads:household_registration", system="另一个系统"))
    assert another.get(f"/api/loads/{own}").status_code == 404


def test_a_program_that_may_send_deliveries_follows_their_loads_and_no_other_key_does(
    police: Client, posts: dict[str, Acting], work: Callable[[Any], None]
) -> None:
    refused = sent(police, tables(), source="facts", name="x.zip")
    assert refused.status_code == 403
    assert "was not given that (loads:facts)" in refused.json()["detail"]
    register = program(program_key(posts["steward"].post, "loads:facts"))
    came = sent(register, tables(), source="facts", name="x.zip")
    assert came.status_code == 202, came.content
    work(came)
    (part,) = register.get(came.json()["links"]["load"]).json()["links"]["parts"]
    assert register.get(part).json()["source"] == "household_registration"
    assert police.get(part).status_code == 404, "of the same system, but none that it has sent"
    assert sent(register, as_csv(ROWS)).status_code == 403


def test_a_renewed_key_goes_on_with_the_idempotency_keys_of_the_former(
    police: Client, posts: dict[str, Acting]
) -> None:
    first = sent(police, as_csv(ROWS), key="1").json()
    renewed = program(program_key(posts["steward"].post, "loads:household_registration"))
    assert sent(renewed, as_csv(ROWS), key="1").json()["id"] == first["id"]


@SCHEMA.include(path_regex="^/api/loads").parametrize()
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=10)
def test_no_input_of_a_program_breaks_it(case: Any, posts: dict[str, Acting], divisions: None) -> None:
    key = program_key(posts["steward"].post, "loads:births", "loads:deaths")
    case.call_and_validate(checks=CHECKS, headers={"Host": "localhost", "Authorization": f"Bearer {key}"})
