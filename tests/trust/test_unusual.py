"""Unusual reading is noticed, said in plain words, and looked at by somebody else; watching over it shows no names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from jiahe.people.models import Change, Person
from jiahe.places.models import Holding, Post
from jiahe.trust.acting import Acting, acting_as, for_the_county
from jiahe.trust.log_actions import OwnNotice, Unregistered, close_alert, link_staff
from jiahe.trust.models import Account, AdminAct, Alert, Read, StaffPerson
from jiahe.trust.queries import noticed, number_of
from jiahe.trust.sealing import blind_index
from jiahe.trust.tasks import notice_nightly
from jiahe.trust.unusual import notice
from tests.cast import COUNTY, TOWN, VILLAGE, Cast
from tests.site.conftest import BACKEND

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 3, 4)
NUMBER = "420106199405065025"


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """Whatever the test before has read."""
    with override("zh-hans"):
        yield


class Watch:
    """Posts with accounts, and readings written at a time of one's choosing."""

    def __init__(self, posts: dict[str, Acting], cast: Cast) -> None:
        self.posts, self.cast = posts, cast
        self.accounts = {
            name: Account.objects.create_user(name, password="a-long-password", full_name=name)
            for name in ("worker", "officer", "auditor", "audit", "security")
        }

    def acting(self, name: str) -> Acting:
        role = {"audit": "audit_administrator", "security": "security_administrator"}
        if name in role:
            return Acting(uuid4(), role[name], COUNTY, name, name, self.accounts[name].id)
        own = self.posts[name]
        return Acting(own.post, own.role, own.place, name, name, self.accounts[name].id)

    def read(
        self, people: list[UUID], name: str = "worker", *, day: dt.date = DAY, hour: int = 10, minute: int = 5,
        what: str = "view", account: str = "", through: str = "",
    ) -> None:  # fmt: skip
        acting = self.acting(name)
        acting = replace(acting, post=self.posts[through].post) if through else acting
        acting = replace(acting, account=self.accounts[account].id) if account else acting
        at = dt.datetime.combine(day, dt.time(hour, minute), timezone.get_default_timezone())
        with acting_as(acting):
            Read.objects.bulk_create(
                Read(
                    person=one,
                    post_id=acting.post,
                    account_id=acting.account,
                    what=what,
                    page="person",
                    purpose="look",
                    at=at,
                )
                for one in people
            )

    def rows(self, count: int, *, page: str) -> None:
        acting = self.acting("worker")
        at = dt.datetime.combine(DAY, dt.time(10, 20), timezone.get_default_timezone())
        with acting_as(acting):
            Read.objects.create(
                load=uuid4(), rows=count, post_id=acting.post, account_id=acting.account, what="view", page=page, at=at
            )

    def notice(self, day: dt.date = DAY) -> set[str]:
        with acting_as(self.posts["background"]):
            before = set(Alert.objects.values_list("id", flat=True))
            notice(day)
            return set(Alert.objects.exclude(id__in=before).values_list("rule", flat=True))

    def one(self) -> Alert:
        with acting_as(self.acting("audit")):
            return Alert.objects.get()

    def post(self, role: str, place: str) -> Post:
        with acting_as(self.acting("security")):
            return Post.objects.create(role=role, place=place, title=role, title_en=role)

    def client(self, name: str, role: str, place: str = COUNTY) -> Client:
        with acting_as(self.acting("security")):
            held = self.post(role, place)
            Holding.objects.create(account=self.accounts[name], post=held, from_date=dt.date(2025, 1, 1))
        client = Client()
        client.force_login(self.accounts[name], backend=BACKEND)
        return client


@pytest.fixture
def watch(posts: dict[str, Acting], cast: Cast) -> Watch:
    return Watch(posts, cast)


def some(number: int) -> list[UUID]:
    return [uuid4() for _ in range(number)]


# ------------------------------------------------------------------------------------------------ the rules


def test_a_day_of_ordinary_work_is_not_noticed(watch: Watch) -> None:
    for hour in (9, 10, 11, 15):
        watch.read(some(25), hour=hour)
    watch.read(some(200), hour=14, what="export")
    watch.read([watch.cast.girl], "officer")
    assert watch.notice() == set()


@pytest.mark.parametrize("kin", ["girl", "mother", "father"])
def test_reading_one_s_own_family_is_noticed(watch: Watch, kin: str) -> None:
    with acting_as(watch.acting("security")):
        StaffPerson.objects.create(account=watch.accounts["worker"], person=watch.cast.mother)
    watch.read([watch.cast.wang])
    assert watch.notice() == set()
    watch.read([getattr(watch.cast, kin)] * 2)
    watch.read([watch.cast.girl], "officer")
    assert watch.one().rule == "own_family", "the reading itself raised it"
    assert watch.one().account_id == watch.accounts["worker"].id
    assert noticed(watch.one()) == "查阅了本人或亲属 1 人的档案，共 2 次。"


def test_the_night_finds_family_of_which_was_known_only_after_the_reading(watch: Watch) -> None:
    watch.read([watch.cast.girl])
    with acting_as(watch.acting("security")):
        StaffPerson.objects.create(account=watch.accounts["worker"], person=watch.cast.mother)
    assert watch.notice() == {"own_family"}


def test_sweeping_is_noticed_and_so_is_taking_very_many_along(watch: Watch) -> None:
    watch.read(some(61))
    assert watch.notice() == {"sweeping"}
    assert noticed(watch.one()) == "一个小时内查阅了 61 个人（外来文件一行算一人），多于平时的 60 人。"
    watch.read(some(1001), hour=11, what="export")
    assert watch.notice() == {"exporting"}


def test_the_hour_is_any_hour_and_not_one_of_the_clock(watch: Watch) -> None:
    people = some(100)
    watch.read(people[:50], hour=9, minute=50)
    watch.read(people[:50], hour=9, minute=55)  # the same again
    watch.read(people[50:60], hour=10, minute=10)
    assert watch.notice() == set(), "60 people, some of them twice"
    watch.read(people[60:63], hour=10, minute=49)
    watch.read(people[63:], hour=11, minute=20)
    assert watch.notice() == {"sweeping"}
    assert (watch.one().number, watch.one().readings) == (63, 113)


def test_whom_one_account_reads_through_two_posts_is_added_up(watch: Watch) -> None:
    watch.read(some(40))
    watch.read(some(40), "officer")
    assert watch.notice() == set(), "two accounts"
    watch.read(some(30), through="officer")
    assert watch.notice() == {"sweeping"}
    found = watch.one()
    assert (found.account_id, found.post_id, found.number) == (watch.accounts["worker"].id, None, 70)


def test_a_notice_is_about_the_account_that_read_and_not_about_another_of_its_post(watch: Watch) -> None:
    watch.read([watch.cast.wang], account="officer")
    watch.read(some(61))
    watch.read([watch.cast.wang], account="officer")
    watch.notice()
    assert watch.one().account_id == watch.accounts["worker"].id


def test_rows_of_a_file_that_somebody_opened_count_as_people(watch: Watch) -> None:
    watch.rows(35, page="load-faults")
    watch.rows(9000, page="load-values")
    watch.read(some(25))
    assert watch.notice() == set()
    watch.rows(1, page="load-passed")
    assert watch.notice() == {"sweeping"}
    assert watch.one().number == 61


def test_what_is_usual_for_an_account_is_not_noticed(watch: Watch) -> None:
    for back in range(1, 20):
        watch.read(some(80), day=DAY - dt.timedelta(days=back))
    watch.read(some(79))
    assert watch.notice() == set()
    watch.read(some(2))
    assert watch.notice() == {"sweeping"}


def test_many_people_for_whom_nothing_was_recorded_are_noticed(watch: Watch) -> None:
    people = some(160)
    for part in range(4):
        watch.read(people[part * 40 : part * 40 + 40], hour=8 + part)
    served = people[:20]
    worker = watch.posts["worker"].post
    with acting_as(watch.acting("worker")), for_the_county():
        at = dt.datetime.combine(DAY, dt.time(16), timezone.get_default_timezone())
        Change.objects.bulk_create(Change(person=one, action="birth", post=worker, at=at) for one in served)
    assert watch.notice() == set(), "140 without work"
    watch.read(some(20), hour=13)
    assert watch.notice() == {"no_work"}
    assert watch.one().number == 160


@pytest.mark.parametrize(("hour", "rules"), [(21, set()), (22, {"at_night"}), (5, {"at_night"}), (6, set())])
def test_reading_at_night_is_noticed(watch: Watch, hour: int, rules: set[str]) -> None:
    watch.read(some(6), hour=hour)
    assert watch.notice() == rules


def test_one_person_read_by_many_posts_is_noticed_once_a_week(watch: Watch) -> None:
    for number in range(6):
        acting = Acting.of(watch.post("township_reviewer", TOWN))
        at = dt.datetime.combine(DAY - dt.timedelta(days=number), dt.time(10), timezone.get_default_timezone())
        with acting_as(acting):
            Read.objects.create(
                person=watch.cast.wang, post_id=acting.post, what="view", page="person", purpose="look", at=at
            )
    assert watch.notice() == {"many_posts"}
    watch.read([watch.cast.wang], day=DAY + dt.timedelta(days=1))
    assert watch.notice(DAY + dt.timedelta(days=1)) == set()


def test_a_day_that_is_looked_at_again_gives_no_second_notice(watch: Watch) -> None:
    watch.read(some(61))
    assert watch.notice() == {"sweeping"}
    assert watch.notice() == set()


def test_each_night_looks_at_the_day_before(watch: Watch) -> None:
    watch.read(some(61), day=timezone.localdate() - dt.timedelta(days=1))
    notice_nightly(0)
    assert watch.one().rule == "sweeping"


# ------------------------------------------------------------------------------------------------ closing


@pytest.fixture
def swept(watch: Watch) -> Alert:
    watch.read(some(61))
    watch.notice()
    return watch.one()


def test_a_notice_is_closed_once_by_somebody_else_with_a_note(watch: Watch, swept: Alert) -> None:
    own = Acting(uuid4(), "auditor", COUNTY, "", "", watch.accounts["worker"].id)
    with acting_as(own), pytest.raises(OwnNotice):
        close_alert(alert=swept.id, note="是我自己查的")
    with acting_as(watch.acting("auditor")):
        close_alert(alert=swept.id, note="核对全村名单，镇里安排的。")
        with pytest.raises(Alert.DoesNotExist):
            close_alert(alert=swept.id, note="再写一次")
    assert watch.one().note == "核对全村名单，镇里安排的。"


@pytest.mark.parametrize("change", ["SET number = 1", "SET note = 'x'", "SET closed_at = NULL"])
def test_a_notice_cannot_be_made_another(watch: Watch, swept: Alert, change: str) -> None:
    from django.db import connection, transaction

    with acting_as(watch.acting("auditor")):
        close_alert(alert=swept.id, note="核对全村名单")
        with connection.cursor() as cursor:
            if "number" in change:
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(f"UPDATE trust_alert {change}")
            else:
                cursor.execute(f"UPDATE trust_alert {change}")
                assert cursor.rowcount == 0


# ------------------------------------------------------------------------------------------------ the pages


def test_an_audit_administrator_sees_no_names(watch: Watch, cast: Cast) -> None:
    watch.read([cast.girl], day=timezone.localdate())
    page = watch.client("audit", "audit_administrator").get("/read-log/").content.decode()
    assert "查看档案" in page
    assert number_of(cast.girl) in page
    assert "李小满" not in page
    assert str(cast.girl) not in page


def test_an_auditor_sees_whom_they_may_see(watch: Watch, cast: Cast) -> None:
    watch.read([cast.girl], day=timezone.localdate())
    client = watch.client("auditor", "auditor")
    assert "李小满" in client.get("/read-log/").content.decode()
    assert "李小满" not in client.get("/read-log/?what=export").content.decode()
    assert "李小满" not in client.get("/read-log/?until=2026-01-01").content.decode()


def test_the_log_takes_no_query_for_each_row(watch: Watch, cast: Cast, django_assert_max_num_queries: Any) -> None:
    watch.read([cast.girl, cast.mother, *some(20)], day=timezone.localdate())
    client = watch.client("auditor", "auditor")
    with django_assert_max_num_queries(16):
        client.get("/read-log/")


def test_a_notice_is_read_and_closed_on_its_page(watch: Watch, swept: Alert) -> None:
    client = watch.client("audit", "audit_administrator")
    assert "一个小时内查阅了 61 个人" in client.get("/read-log/unusual/").content.decode()
    page = f"/read-log/unusual/{swept.id}/"
    assert "查看当天的查阅记录" in client.get(page).content.decode()
    file = b"".join(client.get("/read-log/unusual/?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "一个小时内查阅了 61 个人" in file
    assert b"export=csv" not in client.get("/read-log/").content, "nobody takes the log itself along"
    short = client.post(page, {"note": "好"})
    assert (short.status_code, "写得清楚一些" in short.content.decode()) == (422, True)
    assert client.post(page, {"note": "核对全村名单，镇里安排的。"}).status_code == 302
    assert "核对全村名单" in client.get(page).content.decode()
    assert "没有" in client.get("/read-log/unusual/?state=open").content.decode()


def test_one_s_own_notice_is_left_to_others_on_its_page(watch: Watch, swept: Alert) -> None:
    client = watch.client("worker", "auditor")
    page = f"/read-log/unusual/{swept.id}/"
    assert "请由别人处理" in client.get(page).content.decode()
    assert client.post(page, {"note": "是我自己查的，没问题"}).status_code == 422
    assert watch.one().closed_at is None


@pytest.mark.parametrize("path", ["/read-log/", "/read-log/unusual/", "/read-log/staff/"])
def test_others_do_not_watch(watch: Watch, path: str) -> None:
    assert watch.client("officer", "village_worker", VILLAGE).get(path).status_code == 403


def test_the_security_administrator_says_who_the_staff_are_and_sees_nobody(watch: Watch, cast: Cast) -> None:
    with acting_as(watch.posts["steward"]):
        Person.objects.filter(id=cast.mother).update(id_index=blind_index(NUMBER, "id_number"))
    client = watch.client("security", "security_administrator")
    worker = watch.accounts["worker"].id
    for number, said in [("1", "身份证号码不对"), ("11010519491231002X", "登记册里没有这个号码")]:
        answer = client.post("/read-log/staff/", {"account": worker, "id_number": number})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert client.post("/read-log/staff/", {"account": worker, "id_number": NUMBER}).status_code == 302
    file = b"".join(client.get("/read-log/staff/?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "已登记" in file
    assert "李秀英" not in file
    with acting_as(watch.acting("security")):
        assert StaffPerson.objects.get().person == cast.mother
        assert not Person.objects.exists()
    client.post("/read-log/staff/", {"account": worker, "id_number": ""})
    with acting_as(watch.acting("security")):
        assert not StaffPerson.objects.exists()
    with acting_as(watch.acting("audit")):
        noted = AdminAct.objects.filter(account=worker).order_by("at", "id")
        assert [(one.act, one.by.username) for one in noted] == [
            ("link_staff", "security"),
            ("unlink_staff", "security"),
        ]


def test_nobody_else_learns_whose_a_number_is(watch: Watch, cast: Cast) -> None:
    from django.core.exceptions import PermissionDenied
    from django.db import connection

    with acting_as(watch.acting("worker")):
        with pytest.raises(PermissionDenied):
            link_staff(account=watch.accounts["worker"], id_number=NUMBER)
        with connection.cursor() as cursor:
            cursor.execute("SELECT trust_person_with(ARRAY[id_index]) FROM people_person")
            assert {row[0] for row in cursor.fetchall()} == {None}
    with acting_as(watch.acting("security")), pytest.raises(Unregistered):
        link_staff(account=watch.accounts["worker"], id_number=NUMBER)
