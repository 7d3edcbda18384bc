"""The pages of findings: who sees which, what they say of somebody elsewhere, what is logged, how many queries."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiahe.intake.findings.models import Finding, FindingStep
from jiahe.trust.acting import acting_as
from jiahe.trust.models import Account, Read
from tests.cast import COUNTY, VILLAGE, Cast
from tests.intake.findings.conftest import Search, child_of, person, row, told_otherwise

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def sign_in(staff: Any) -> Any:
    """``sign_in("worker")``: a client of one of the staff."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=name), backend=BACKEND)
        return client

    return signed_in


@pytest.fixture
def one(clean: Cast, posts: Any, search: Search, found: Any) -> Finding:
    """A child of the village, older than a mother who lives elsewhere."""
    with acting_as(posts["steward"]):
        far = {"hukou_place": "420890101201", "residence_place": "420890101201"}
        child_of(person("欧阳璟", "female", "1990-05-01", **far), "1990-04-30", kind="adoption")
    search()
    return found()[0]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_finding_says_what_is_wrong_and_nothing_of_somebody_elsewhere(one: Finding, sign_in: Any) -> None:
    page = text(sign_in("worker").get(f"/findings/{one.id}/"))
    assert "相差 1 天" in page
    assert "您的范围之外的人" in page
    assert "欧阳璟" not in page
    assert str(one.other_id) not in page
    assert "欧阳璟" in text(sign_in("officer").get(f"/findings/{one.id}/"))


def test_what_two_sources_say_stands_side_by_side(
    clean: Cast, posts: Any, search: Search, found: Any, sign_in: Any
) -> None:
    with acting_as(posts["steward"]):
        told_otherwise(clean.mother, "birth_date", "1994-05-16")
        told_otherwise(clean.mother, "sex", "male")
    search()
    (one,) = found()
    page = text(sign_in("worker").get(f"/findings/{one.id}/"))
    for said in ("1994年5月6日", "1994年5月16日", "女", "男", "出生医学证明"):
        assert f"<td>{said}</td>" in page
    client = sign_in("worker")
    client.cookies["django_language"] = "en"
    assert "day of birth, sex" in text(client.get(f"/findings/{one.id}/")).lower()


def test_reading_a_finding_is_reading_the_record(one: Finding, posts: Any, sign_in: Any) -> None:
    sign_in("officer").get(f"/findings/{one.id}/")
    with acting_as(posts["officer"]):
        read = Read.objects.filter(page="finding").values_list("person", "purpose")
        assert set(read) == {(one.person_id, "check"), (one.other_id, "check")}


def test_what_is_taken_along_is_logged(one: Finding, posts: Any, sign_in: Any) -> None:
    answer = sign_in("officer").get("/findings/?export=csv")
    assert "孩子不比父母年轻" in b"".join(answer.streaming_content).decode("utf-8-sig")
    with acting_as(posts["officer"]):
        read = Read.objects.filter(page="export:findings", what="export").values_list("person", flat=True)
        assert set(read) == {one.person_id, one.other_id}


def test_an_answer_and_a_closing_are_two_people_s(one: Finding, posts: Any, sign_in: Any) -> None:
    reviewer, address = sign_in("reviewer"), f"/findings/{one.id}/"
    assert reviewer.post(address, {"why": "right"}).status_code == 422
    assert reviewer.post(address, {"why": "right", "text": "看过证件", "proof": "户口簿"}).status_code == 302
    page = text(reviewer.get(address))
    assert "要由别人办结" in page
    assert 'name="decision"' not in page
    reviewer.post(address, {"decision": "close"})
    officer = sign_in("officer")
    assert officer.post(address, {"decision": "return"}).status_code == 422
    assert officer.post(address, {"decision": "close"}).status_code == 302
    with acting_as(posts["officer"]):
        assert list(FindingStep.objects.order_by("id").values_list("verb", flat=True)) == ["answer", "close"]
    assert "已办结 (1)" in text(officer.get("/findings/"))


def test_who_comes_too_late_is_told_and_keeps_what_was_typed(one: Finding, staff: Any, sign_in: Any) -> None:
    from jiahe.intake.findings.actions import answer, close

    worker, address = sign_in("worker"), f"/findings/{one.id}/"
    typed = {"why": "right", "text": "问过本人", "proof": "户口簿"}
    with acting_as(staff["reviewer"]):
        answer(finding=one.id, why="right", text="看过", proof="户口簿")
    late = worker.post(address, typed)
    assert late.status_code == 422
    assert "别人刚刚办过这一步" in text(late)
    assert "问过本人" in text(late)
    with acting_as(staff["officer"]):
        close(finding=one.id)
    again = sign_in("stand_in").post(address, {"decision": "close", "text": "同意办结"})
    assert "别人刚刚办过这一步" in text(again)
    assert "同意办结" in text(again)
    for sent in ({"decision": "return", "text": "x"}, {"decision": ""}, {}):
        assert worker.post(address, sent).status_code == 403, "nor is a worker told what a decision lacks"


def test_findings_stand_under_how_they_stand(one: Finding, sign_in: Any) -> None:
    worker = sign_in("worker")
    assert "待核实 (1)" in text(worker.get("/findings/"))
    assert str(one.id) not in text(worker.get("/findings/?show=closed"))
    assert worker.get("/findings/?show=nothing").status_code == 404
    assert str(one.id) in text(worker.get("/findings/?rule=child_not_younger"))
    assert str(one.id) not in text(worker.get("/findings/?rule=alive_over_110"))
    officer = sign_in("officer")
    assert str(one.id) in text(officer.get("/findings/?place=420890100000"))


def test_a_list_of_many_takes_no_more_queries_than_a_list_of_one(
    one: Finding, posts: Any, sign_in: Any, search: Search
) -> None:
    worker = sign_in("worker")
    worker.get("/findings/")
    with CaptureQueriesContext(connection) as before:
        worker.get("/findings/")
    with acting_as(posts["steward"]):
        for _ in range(12):
            row("Certificate", person_id=person(), kind="disability", from_date="2020-01-01")
    search()
    with CaptureQueriesContext(connection) as after:
        assert worker.get("/findings/").status_code == 200
    assert len(after.captured_queries) <= len(before.captured_queries) + 1 <= 26


def test_the_record_of_a_place_is_figures_and_names_nobody(one: Finding, clean: Cast, sign_in: Any) -> None:
    worker = sign_in("worker")
    assert worker.get("/findings/places/")["Location"] == f"/findings/places/{VILLAGE}/"
    page = text(worker.get(f"/findings/places/{VILLAGE}/"))
    assert "没有身份证号码" in page
    assert "李秀英" not in page
    assert worker.get(f"/findings/places/{COUNTY}/").status_code == 403
    assert worker.get("/findings/places/nowhere/").status_code == 404


def test_two_sources_are_compared_as_counts_with_their_uncertainty(clean: Cast, posts: Any, sign_in: Any) -> None:
    with acting_as(posts["steward"]):
        for number in range(20):
            child = person("孩子", "female", f"2024-03-{number + 1:02}", source="医院")
            if number < 16:
                row("Hukou", person_id=child, place=VILLAGE, from_date="2025-01-01", source="公安")
        for number in range(4):
            person("孩子", "male", f"2024-04-{number + 1:02}", source="公安")
    officer, address = sign_in("officer"), f"/findings/places/{COUNTY}/sources/?what=births&year=2024"
    page = text(officer.get(address))
    assert "约 25（24 至 30）" in page  # 21 × 21 / 17 − 1 = 24.9; 24 were seen
    assert "约 5（4 至 10）" in page
    assert "孩子" not in page
    few = text(officer.get(f"/findings/places/{COUNTY}/sources/?what=births&year=2023"))
    assert "不足两个来源" in few
    same = text(officer.get(f"{address}&first={quote('医院')}&second={quote('医院')}"))
    assert "两个不同的来源" in same
    assert officer.get(f"/findings/places/{COUNTY}/sources/?what=nothing&year=x").status_code == 200


def test_too_few_on_both_lists_give_no_estimate(clean: Cast, posts: Any, sign_in: Any) -> None:
    with acting_as(posts["steward"]):
        for number in range(6):
            child = person("孩子", "female", f"2024-03-{number + 1:02}", source="医院")
            row("Hukou", person_id=child, place=VILLAGE, from_date="2025-01-01", source="公安")
    page = text(sign_in("officer").get(f"/findings/places/{COUNTY}/sources/?what=births&year=2024"))
    assert "不足 7 人" in page
    assert "约" not in page.split("估不准")[0].split("<dl")[-1]


def test_months_count_what_was_found_and_closed(one: Finding, posts: Any, staff: Any) -> None:
    from django.utils import timezone

    from jiahe.intake.findings.actions import answer, close, send_back
    from jiahe.intake.findings.queries import months_of

    with acting_as(staff["worker"]):
        answer(finding=one.id, why="right", text="看过", proof="户口簿")
    with acting_as(staff["officer"]):
        close(finding=one.id)
        send_back(finding=one.id, text="再看看")
        last = months_of(COUNTY)[-1]
        assert last.first == timezone.localdate().replace(day=1)
        assert (last.closed, last.left) == (1, 1)
        assert months_of("420890101000") == []


def test_asking_twice_searches_once(one: Finding, sign_in: Any) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    worker = sign_in("worker")
    for _ in range(2):
        assert worker.post("/findings/again/").status_code == 302
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="look_again")
    assert [job.args for job in jobs] == [{"place": VILLAGE}]
