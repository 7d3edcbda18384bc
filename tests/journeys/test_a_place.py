"""A place at work: a village is determined now; a number of the county's page leads to just those people; on paper."""

from __future__ import annotations

from typing import Any

from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import Say, sign_in

pytestmark = JOURNEY


def test_a_village_has_itself_determined_now(town: Any, page: Any, check: Any, say: Say) -> None:
    sign_in(page, "liulin")
    page.goto("/places/")
    page.get_by_role("button", name=say("现在判定这个地方", "Determine this place now")).click()
    page.wait_for_url("**/runs/*/")
    check(page, "begun")
    done = page.get_by_text(say("已完成", "Done"), exact=True)
    for _ in range(120):
        if done.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    assert done.count()
    assert page.get_by_text("柳林村").count()
    check(page, "done")
    page.goto("/runs/")
    check(page, "runs")


def test_a_number_of_the_county_leads_to_just_those_people(town: Any, page: Any, check: Any, say: Say) -> None:
    sign_in(page, "xian")
    page.goto("/places/")
    check(page, "county")
    missed = page.locator("tbody a[href*='show=missed']").first
    number = int(missed.inner_text())
    missed.click()
    page.wait_for_url("**/today/**")
    assert page.locator("tbody tr").count() == min(number, 25), "a page has 25"
    check(page, "narrowed")
    page.goto("/runs/")
    check(page, "runs")


def test_a_place_and_a_person_on_paper(town: Any, page: Any, check: Any, say: Say) -> None:
    sign_in(page, "liulin")
    for address in ("/places/", "/today/"):
        page.goto(address)
        if address == "/today/":
            page.get_by_role("link", name="李小满").click()
            page.wait_for_url("**/entitlements/")
        check(page, f"screen-{address.strip('/')}")
        assert page.get_by_role("button", name=say("打印", "Print")).first.is_visible()
        page.emulate_media(media="print")
        for hidden in (".page-actions", "form button", ".ways"):
            assert not any(one.is_visible() for one in page.locator(hidden).all())
        check(page, f"paper-{address.strip('/')}")
        page.emulate_media(media="screen")
    page.get_by_role("link", name=say("档案", "Record"), exact=True).click()
    page.wait_for_url("**/people/*/")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name=say("打印", "Print")).first.is_visible()
    assert not page.get_by_text(say("登记变化", "Record a change"), exact=True).is_visible()
    assert page.get_by_role("link", name=say("档案", "Record"), exact=True).is_visible()
    assert not page.get_by_role("link", name=say("应享待遇", "Entitlements"), exact=True).is_visible()
    check(page, "paper-record")
