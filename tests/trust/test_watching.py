"""A watched record, and one's own family: audit is told at once, and readers do not see what is watched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.utils import timezone
from django.utils.translation import override

from jiahe.intake.findings.models import Finding
from jiahe.people.models import Change, Person
from jiahe.trust.acting import acting_as, for_the_county, log_reads
from jiahe.trust.guards import Watched
from jiahe.trust.log_actions import Unregistered, close_alert
from jiahe.trust.models import AdminAct, Alert, StaffPerson
from jiahe.trust.queries import noticed, number_of
from jiahe.trust.sealing import blind_index
from jiahe.trust.watching import due_for_review, end_watching, watch
from jiahe.web.refusal import Refused
from tests.cast import VILLAGE, Cast
from tests.trust.test_unusual import NUMBER, Watch
from tests.trust.test_unusual import watch as watch_fixture

watching = watch_fixture
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with override("zh-hans"):
        yield


@pytest.fixture
def marked(watching: Watch, cast: Cast) -> Watch:
    """The mother's record is watched, as one under protection."""
    with acting_as(watching.posts["steward"]):
        Person.objects.filter(id=cast.mother).update(id_index=blind_index(NUMBER, "id_number"))
    with acting_as(watching.acting("security")):
        watch(id_number=NUMBER, why="protected", review_on=timezone.localdate() + dt.timedelta(days=90))
    return watching


def alerts(watching: Watch) -> list[tuple[str, str | None, int, bool]]:
    with acting_as(watching.acting("audit")):
        rows = Alert.objects.select_related("account").order_by("at", "id")
        return [(one.rule, one.account and one.account.username, one.readings, bool(one.closed_at)) for one in rows]


def test_a_reading_of_a_watched_record_is_told_at_once(marked: Watch, cast: Cast) -> None:
    marked.read([cast.wang, cast.girl])
    assert alerts(marked) == []
    marked.read([cast.mother])
    assert alerts(marked) == [("watched", "worker", 1, False)]
    marked.read([cast.mother], what="export")
    assert alerts(marked) == [("watched", "worker", 2, False)]
    marked.read([cast.mother], "officer")
    assert len(alerts(marked)) == 2
    with acting_as(marked.acting("audit")):
        assert "受关注的档案 2 次" in noticed(Alert.objects.get(account__username="worker"))


def test_a_list_that_tells_of_it_is_a_reading_too(marked: Watch, cast: Cast) -> None:
    with acting_as(marked.acting("worker")):
        log_reads([cast.wang, cast.mother], what="view", page="load-changes")
    assert alerts(marked) == [("watched", "worker", 1, False)]


@pytest.mark.parametrize(("task", "told"), [("finding", 0), ("another's finding", 1), ("change", 0)])
def test_who_has_an_open_task_about_the_person_is_not_told_of(marked: Watch, cast: Cast, task: str, told: int) -> None:
    if "finding" in task:
        days = dict.fromkeys(("found_on", "seen_on", "due_on"), dt.date(2026, 3, 1))
        owner = marked.posts["worker" if task == "finding" else "officer"].post
        with acting_as(marked.posts["background"]):
            Finding.objects.create(rule="x", person_id=cast.mother, place=VILLAGE, source="x", owner_id=owner, **days)
    else:
        with acting_as(marked.acting("worker")), for_the_county():
            at = timezone.make_aware(dt.datetime(2026, 3, 4, 9))
            Change.objects.create(person=cast.mother, action="phone", post=marked.posts["worker"].post, at=at)
    marked.read([cast.mother])
    assert len(alerts(marked)) == told


def test_background_work_is_no_reading_by_somebody(marked: Watch, cast: Cast) -> None:
    with acting_as(marked.posts["background"]):
        log_reads([cast.mother], what="export", page="x")
    assert alerts(marked) == []


def test_reading_on_after_it_was_closed_opens_it_again(marked: Watch, cast: Cast) -> None:
    marked.read([cast.mother])
    with acting_as(marked.acting("audit")):
        close_alert(alert=Alert.objects.get().id, note="已问本人，误点。")
    assert alerts(marked)[0][3]
    marked.read([cast.mother])
    assert alerts(marked) == [("watched", "worker", 2, False)]


def test_own_family_is_told_at_once_and_not_twice_by_the_night(watching: Watch, cast: Cast) -> None:
    with acting_as(watching.acting("security")):
        StaffPerson.objects.create(account=watching.accounts["worker"], person=cast.mother)
    watching.read([cast.wang])
    assert alerts(watching) == []
    watching.read([cast.girl])
    watching.read([cast.girl, cast.father])
    assert alerts(watching) == [("own_family", "worker", 3, False)]
    assert watching.notice() == set()
    assert alerts(watching) == [("own_family", "worker", 3, False)]


def test_readers_do_not_learn_what_is_watched(marked: Watch) -> None:
    for name in ("worker", "officer"):
        with acting_as(marked.acting(name)):
            assert not Watched.objects.exists()
            with pytest.raises(PermissionDenied):
                end_watching(watched=marked.accounts["worker"].id)
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting_as(marked.acting("audit")), refused, transaction.atomic():
        assert Watched.objects.exists()
        day, by = timezone.localdate(), marked.accounts["audit"]
        Watched.objects.create(person=marked.cast.wang, why="known", review_on=day, marked_by=by)


def test_it_is_ended_and_noted_without_saying_whose_it_was(marked: Watch, cast: Cast) -> None:
    with acting_as(marked.acting("security")):
        one = Watched.objects.get()
        with pytest.raises(Refused, match="watched already"), transaction.atomic():
            watch(id_number=NUMBER, why="known", review_on=one.review_on)
        with pytest.raises(Unregistered), transaction.atomic():
            watch(id_number="11010519491231002X", why="known", review_on=one.review_on)
        assert due_for_review() == 0
        end_watching(watched=one.id)
        with pytest.raises(Refused, match="no longer"):
            end_watching(watched=one.id)
        acts = AdminAct.objects.filter(act__in=["watch", "unwatch"]).order_by("at", "id")
        assert [(one.act, one.account, one.reason) for one in acts] == [
            ("watch", None, "protected"),
            ("unwatch", None, "protected"),
        ]
    audit = marked.client("audit", "audit_administrator")
    assert audit.get("/office/administrators/").content.decode().count("受保护的人") == 2
    english = audit.get("/office/administrators/", HTTP_ACCEPT_LANGUAGE="en-GB").content.decode()
    assert (english.count("Somebody under protection"), "受保护" in english) == (2, False)
    marked.read([cast.mother])
    assert alerts(marked) == []


def test_the_page_names_nobody_and_counts_on_the_start_page(marked: Watch, cast: Cast) -> None:
    client = marked.client("security", "security_administrator")
    shown = client.get("/read-log/watched/").content.decode()
    assert number_of(cast.mother) in shown
    assert "李秀英" not in shown
    late: dict[str, Any] = {"id_number": NUMBER, "why": "known", "review_on": "2020-01-01"}
    answer = client.post("/read-log/watched/", late)
    assert (answer.status_code, "一年之内" in answer.content.decode()) == (422, True)
    again = client.post("/read-log/watched/", {**late, "review_on": str(timezone.localdate() + dt.timedelta(days=9))})
    assert (again.status_code, "已经受关注" in again.content.decode()) == (422, True)
    marked.read([cast.mother])
    start = marked.client("audit", "audit_administrator").get("/").content.decode()
    assert "1条异常查阅待查实" in start
    with acting_as(marked.acting("security")):
        key = Watched.objects.get().id
    assert client.post(f"/read-log/watched/{key}/end/").status_code == 302
    assert number_of(cast.mother) not in client.get("/read-log/watched/").content.decode()


def test_others_have_no_such_page(watching: Watch) -> None:
    assert watching.client("officer", "county_officer").get("/read-log/watched/").status_code == 403
