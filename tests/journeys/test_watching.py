"""Those who watch over the reading, and somebody who tries what is not theirs: the log, a notice closed, a refusal."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from tests.journeys.by_keyboard import Hands
from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import NEXT_VILLAGE, PASSWORD, Say, sign_in

pytestmark = JOURNEY

READ = """
    import datetime as dt
    from django.utils import timezone
    from jiahe.people.models import Person
    from jiahe.people.names import search_keys
    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as, background
    from jiahe.trust.models import Account, Alert, Read, StaffPerson
    from jiahe.trust.unusual import notice

    worker = Post.objects.using("owner").get(holdings__account__username="liulin")
    account = Account.objects.using("owner").get(username="liulin")
    family = Person.objects.using("owner").filter(name__in=["李秀英", "李小满"]).order_by("name")
    StaffPerson.objects.using("owner").create(account=account, person=family[1].id)
    today = timezone.localdate()
    for ago in range(1, days + 1):
        at = timezone.make_aware(dt.datetime.combine(today - dt.timedelta(days=ago), dt.time(15, 10)))
        with acting_as(Acting.of(worker, account)):
            Read.objects.bulk_create(
                Read(person=one.id, post=worker, account=account, what="view", page="person", purpose="look", at=at)
                for one in family
            )
        with acting_as(background()):
            assert notice(at.date()) == 0, "the reading itself has raised it"
    stranger = Person.objects.using("owner").create(
        name="孙杏花", search=search_keys("孙杏花"), sex="female", birth_date=dt.date(1991, 4, 5), nationality="CHN",
        hukou_place=elsewhere, hukou_kind="rural", residence_place=elsewhere, source="户籍", learned_on=today,
    )
    days = [(today - dt.timedelta(days=ago)).isoformat() for ago in range(1, days + 1)]
    print(json.dumps({"days": days, "stranger": str(stranger.id)}))
"""


@pytest.fixture(scope="session")
def watched(town: Any) -> dict[str, Any]:
    """Four days on each of which the worker of Liulin read her own family; and somebody of the next village."""
    return dict(json.loads(town.run(READ, days=4, elsewhere=NEXT_VILLAGE)))


@pytest.fixture
def day(watched: dict[str, Any], run: int) -> str:
    """A day of this run's own: a notice is closed once."""
    return str(watched["days"][run])


def test_the_auditor_reads_the_log_and_closes_a_notice(town: Any, page: Any, hands: Hands, say: Say, day: str) -> None:
    hands.sign_in("shenji", "start")
    hands.press(page.locator("main a[href='/read-log/']").first, "read-log")
    hands.pick(page.get_by_label(say("做了什么", "What"), exact=True), "view")
    hands.write(page.get_by_label(say("从哪天起", "From"), exact=True), day)
    hands.send(page.get_by_label(say("到哪天止", "To"), exact=True), day, "one-day")
    assert page.get_by_role("row", name="李秀英").count() == 1
    hands.begin("/", "start-again")
    hands.press(page.locator("main a[href='/read-log/unusual/']").first, "unusual")
    hands.press(page.locator("tr", has_text=say(*as_shown(day))).get_by_role("link"), "notice")
    notice = page.url
    read = say("查看当天的查阅记录", "What was read on that day")
    hands.press(page.get_by_role("link", name=read), "what-was-read")
    assert page.get_by_role("row", name="李小满").count() == 1
    hands.begin(notice, "notice-again")
    close = page.get_by_role("button", name=say("处理完毕", "Close"))
    hands.press(close, "asked-what-was-found")
    note = page.get_by_label(say("查实情况和处理意见", "What you found, and what was done"))
    hands.write(note, "已问本人：给自家孩子办补贴，已提醒回避。")
    hands.press(close, "closed")
    assert page.url.endswith("/unusual/")
    row = page.locator("tr", has_text=say(*as_shown(day)))
    assert say("已处理", "Closed") in row.inner_text()
    hands.press(row.get_by_role("link"), "what-was-found")
    assert page.get_by_text("已提醒回避").is_visible()


def as_shown(day: str) -> tuple[str, str]:
    """Return a day as a page writes it, in both languages."""
    on = dt.date.fromisoformat(day)
    return f"{on.year}年{on.month}月{on.day}日", f"{on.day} {on:%B} {on.year}"


def test_the_audit_administrator_sees_numbers_and_no_names(
    watched: Any, page: Any, check: Any, say: Say, day: str
) -> None:
    sign_in(page, "shenjiguanli")
    page.goto(f"/read-log/?what=view&since={day}&until={day}")
    text = page.get_by_role("main").inner_text()
    assert say("编号", "No.") in text
    assert "李秀英" not in text
    assert "李小满" not in text
    check(page, "numbers")
    page.goto("/people/")
    assert page.get_by_role("heading", name=say("这个岗位不能这样做", "This post may not do this")).is_visible()
    check(page, "no-people")


def test_a_worker_who_tries_the_next_village_is_refused_politely(
    watched: Any, page: Any, hands: Hands, say: Say
) -> None:
    hands.sign_in("liulin", "start")
    hands.begin(f"/places/{NEXT_VILLAGE}/", "place")
    assert page.get_by_role("heading", name=say("这个岗位不能这样做", "This post may not do this")).is_visible()
    hands.begin("/people/", "search")
    hands.send(page.get_by_label(say("查谁", "Who")), "sunxinghua", "not-found-by-name")
    assert "孙杏花" not in page.get_by_role("main").inner_text()
    for last in ("", "entitlements/", "record/birth/"):
        assert page.goto(f"/people/{watched['stranger']}/{last}").status == 404
        assert "孙杏花" not in page.content()
        hands.check(page, "person")
    hands.press(page.get_by_role("main").get_by_role("link").first, "on-from-there")
    assert page.get_by_role("heading", level=1).is_visible()


GUARD = """
    import datetime as dt
    from jiahe.places.models import Holding, Post
    from jiahe.trust.models import Account

    account = Account(username="guanzhu", full_name="安岚")
    account.set_password(password)
    account.save(using="owner")
    post = Post.objects.using("owner").create(
        role="security_administrator", place="420890000000", title="安全岗二", title_en="Security two"
    )
    Holding.objects.using("owner").create(post=post, account=account, from_date=dt.date(2025, 1, 1))
"""


@pytest.fixture(scope="module")
def guard(town: Any) -> str:
    """The user name of a security administrator."""
    town.run(GUARD, password=PASSWORD)
    return "guanzhu"


def test_the_security_administrator_has_a_record_watched(guard: str, page: Any, check: Any, say: Say) -> None:
    sign_in(page, guard)
    page.get_by_role("link", name=say("受关注的档案", "Watched records")).first.click()
    check(page, "watched")
    page.get_by_label(say("身份证号码", "ID number")).fill("11010519491231002X")
    page.get_by_label(say("知名人士", "Somebody known to all")).check()
    page.get_by_label(say("哪天复核", "Look at it again on")).fill("2020-01-01")
    page.get_by_role("button", name=say("关注", "Watch it"), exact=True).click()
    page.get_by_text(say("一年之内", "to a year on")).first.wait_for()
    check(page, "watched-with-errors")
    page.goto("/read-log/staff/")
    check(page, "who-the-staff-are")
