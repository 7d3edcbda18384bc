"""A mother and her own record: who looked, a look doubted, a consent taken back, a correction asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys.by_keyboard import Hands
from tests.journeys.conftest import JOURNEY

pytestmark = JOURNEY

PASSWORD = "correct-horse-battery"
PLACES = [("420890000000", "禾阳县", 3), ("420890100000", "清溪镇", 4), ("420890100201", "柳林村", 5)]
VILLAGE, TOWN, COUNTY = "420890100201", "420890100000", "420890000000"

FILL = """
    import datetime as dt
    import json
    from jiahe.people.models import Parenthood, Person
    from jiahe.people.names import search_keys
    from jiahe.places.divisions import Place
    from jiahe.places.models import Division, Holding, Post
    from jiahe.places.published_list import add_own
    from jiahe.trust.acting import Acting, acting_as, background, log_read
    from jiahe.trust.models import Account, Resident

    if not Division.objects.filter(code=places[0][0]).exists():
        add_own([Place(*one) for one in places], "测试")
    posts = Post.objects.using("owner")
    worker = posts.create(role="village_worker", place=village, title="柳林村专干", title_en="Village worker of Liulin")
    desk = posts.create(role="township_reviewer", place=town, title="清溪镇经办", title_en="Reviewer of Qingxi")
    audit = posts.create(role="audit_administrator", place=county, title="县审计办公室", title_en="Audit office")
    told = {"source": "户籍", "learned_on": dt.date(2025, 12, 1)}

    def person(name, sex, born):
        return Person.objects.using("owner").create(
            name=name, search=search_keys(name), sex=sex, birth_date=born, nationality="CHN", hukou_place=village,
            hukou_kind="rural", residence_place=village, **told,
        )

    def account(username):
        made = Account(username=username, full_name="某某")
        made.set_password(password)
        made.save(using="owner")
        return made

    for post, username in ((desk, "qingxi-desk"), (audit, "audit-desk")):
        Holding.objects.using("owner").create(post=post, account=account(username), from_date=dt.date(2025, 1, 1))
    children = {}
    for name in names:
        mother = person(f"赵{name}", "female", dt.date(1995, 3, 4))
        child = person(f"钱{name}", "female", dt.date(2024, 7, 1))
        Parenthood.objects.using("owner").create(child=child, parent=mother, kind="birth", **told)
        Resident.objects.using("owner").create(
            account=account(f"mother-{name}"), person=mother.id, from_date=dt.date(2025, 1, 1)
        )
        with acting_as(Acting.of(worker)):
            log_read(mother.id, page="person", purpose="visit")
        children[name] = str(child.id)
    print(json.dumps(children))
"""
Say = Callable[[str, str], str]


@pytest.fixture(scope="module")
def families(office: Any) -> Iterator[tuple[str, str]]:
    """Mothers with an account, each with a child; a desk and an auditor. What each family is called, and the child."""
    names = [f"{one}{other}" for one in "云雨风雪" for other in "天田"]
    told = {"places": PLACES, "county": COUNTY, "town": TOWN, "village": VILLAGE, "password": PASSWORD}
    return iter(json.loads(office.run(FILL, **told, names=names)).items())


@pytest.fixture
def family(families: Iterator[tuple[str, str]]) -> tuple[str, str]:
    """A family of this test's own."""
    return next(families)


def sign_in(page: Any, username: str) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/" not in url)


def test_a_mother_sees_who_looked_and_takes_a_consent_back(family: Any, page: Any, hands: Hands, say: Say) -> None:
    name, _ = family
    said = f"那天没有人来过{name}"
    hands.sign_in(f"mother-{name}", "start")
    hands.begin("/my/", "my-record")
    assert page.get_by_role("link", name=f"钱{name}").count() == 1
    hands.press(page.get_by_role("link", name=say("谁看过", "Who has looked"), exact=True), "who-looked")
    assert page.get_by_text(say("柳林村专干", "Village worker of Liulin"), exact=True).is_visible()
    assert say("入户走访", "A visit to the home") in page.locator("main").inner_text()
    looked = page.url
    send = page.get_by_role("button", name=say("提交", "Send"))
    seems_wrong = page.get_by_role("link", name=say("我觉得不对", "Something looks wrong"))
    hands.press(seems_wrong.filter(has_text=say("柳林村专干", "Village worker of Liulin")), "doubt")
    hands.press(send, "asked-what-is-wrong")
    hands.write(page.get_by_label(say("您觉得哪里不对", "What looks wrong to you")), said)
    hands.press(send, "doubted")
    hands.press(page.get_by_role("link", name=say("同意", "Consents"), exact=True), "consents")
    sms = page.get_by_role("region", name=say("用短信联系您", "Text messages to your telephone"))
    hands.press(sms.get_by_role("button", name=say("同意", "Agree")), "agreed")
    assert sms.get_by_text(say("已同意", "agreed"), exact=True).is_visible()
    hands.press(sms.get_by_role("button", name=say("撤回同意", "Take it back")), "taken-back")
    assert sms.get_by_text(say("没有同意", "not agreed")).is_visible()
    hands.press(page.get_by_role("link", name=say("应享待遇", "What is owed"), exact=True), "owed")
    hands.press(page.get_by_role("link", name=f"钱{name}"), "owed-to-the-child")
    assert page.get_by_role("heading", name=say("育儿补贴", "Childcare subsidy")).first.is_visible()

    hands.sign_in("audit-desk", "audit")
    hands.press(page.locator("main a[href='/doubts/']").first, "doubts")
    hands.press(page.get_by_role("row", name=said).get_by_role("link"), "one-doubt")
    hands.choose(page.get_by_label(say("不应当查阅", "It should not have been read")))
    hands.write(page.get_by_label(say("理由和处理", "Why, and what was done")), "没有走访任务，已责令改正")
    hands.press(page.get_by_role("button", name=say("答复", "Answer"), exact=True), "answered")
    hands.sign_in(f"mother-{name}", "mother-again")
    hands.begin(looked, "the-answer")
    assert page.get_by_text("没有走访任务，已责令改正").is_visible()


def test_a_correction_is_asked_for_and_answered(family: Any, page: Any, check: Any, say: Say) -> None:
    name, child = family
    sign_in(page, f"mother-{name}")
    page.goto(f"/my/{child}/")
    page.get_by_role("link", name=say("请求更正", "Ask for a correction")).click()
    check(page, "ask")
    asked = page.url
    page.goto(asked.replace("correction", "erasure"))
    check(page, "ask-for-an-erasure")
    page.goto(asked)
    page.get_by_role("button", name=say("提交", "Send")).click()
    check(page, "with-errors")
    page.get_by_label(say("哪一项不对", "What is wrong")).select_option(label=say("出生日期", "day of birth"))
    page.get_by_label(say("应当是", "It should say")).fill("2024-07-02")
    page.get_by_label(say("凭什么", "How you know")).fill("出生医学证明")
    page.get_by_role("button", name=say("提交", "Send")).click()
    page.wait_for_url("**/requests/")
    check(page, "asked")
    sign_in(page, "qingxi-desk")
    page.goto("/requests/")
    check(page, "desk")
    page.get_by_role("link", name=f"钱{name}").click()
    check(page, "one-request")
    page.get_by_role("button", name=say("由我来办", "Take it on")).click()
    page.get_by_role("heading", name=say("开始核实", "Being looked into")).wait_for()
    check(page, "taken-on")
    page.get_by_label(say("不能照办", "No, for these reasons"), exact=True).check()
    page.get_by_label(say("办了什么，或不能照办的理由", "What was done, or the reasons")).fill("与医院记录不符")
    page.get_by_role("button", name=say("答复", "Answer"), exact=True).click()
    assert page.locator(".error-summary").is_visible()
    page.get_by_label(say("不能照办时必填", "The law (needed for a no)")).first.fill("《个人信息保护法》第四十六条")
    page.get_by_role("button", name=say("答复", "Answer"), exact=True).click()
    page.wait_for_url("**/requests/")
    sign_in(page, f"mother-{name}")
    page.goto(f"/my/{child}/requests/")
    assert page.get_by_text("与医院记录不符").is_visible()
    assert page.get_by_text("第四十六条").is_visible()
    assert page.get_by_role("heading", name=say("本人已看到答复", "The person has read the answer")).is_visible()
    check(page, "answered")


def test_everybody_reads_the_privacy_notice(page: Any, check: Any) -> None:
    page.goto("/privacy/")
    check(page, "privacy")
    for one in page.locator("details summary").all():
        one.click()
    check(page, "privacy-open")
