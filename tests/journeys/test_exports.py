"""A list that is too long for a request: made in the background, its progress seen, fetched at "My exports"."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import JOURNEY
from tests.journeys.the_town import PASSWORD, Say, sign_in

pytestmark = JOURNEY

LONG_ONE = """
    from jiahe.exports.models import Export
    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.models import Account

    post = Post.objects.using("owner").get(holdings__account__username="xian")
    account = Account.objects.using("owner").get(username="xian")
    with acting_as(Acting.of(post, account)):
        for language, caption in captions:
            Export.objects.create(
                account_id=account.id, post_id=post.id, address="/today/?export=csv", language=language,
                caption=caption, state="running", total=41200, done=12500,
            )
"""


@pytest.fixture(scope="module")
def long_one(town: Any) -> Any:
    """A long list of the county officer's that is just being made."""
    town.run(LONG_ONE, captions=[("zh-hans", "清溪镇2026")])
    return town


def test_a_long_list_is_made_in_the_background_and_fetched(
    long_one: Any, page: Any, check: Any, say: Say, tmp_path: Path
) -> None:
    sign_in(page, "xian")
    page.goto("/today/?show=missed")
    check(page, "list")
    page.get_by_role("link", name=say("导出 Excel", "Export Excel")).click()
    page.wait_for_url("**/exports/")
    assert page.get_by_role("progressbar").count()
    check(page, "being-made")
    caption = say("应享而没有申领的人", "Entitled, and not claimed")
    for _ in range(60):
        if page.get_by_role("link", name=caption).count():
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name=say("刷新", "Reload")).click()
    check(page, "ready")
    with page.expect_download() as fetched:
        page.get_by_role("link", name=caption).first.press("Enter")
    path = tmp_path / "list.xlsx"
    fetched.value.save_as(path)
    with zipfile.ZipFile(path) as book:
        cover, rows = (book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
    assert f"<t>{caption}</t>" in cover
    assert say("xian，县卫健局经办（", "xian, County officer (") in cover
    assert "李小满" not in cover
    assert "李小满" in rows


STEWARD = """
    import datetime as dt
    from jiahe.places.models import Holding, Post
    from jiahe.trust.models import Account

    post = Post.objects.using("owner").create(
        role="steward", place="420890100000", title="清溪镇数据管理员", title_en="Data steward of Qingxi"
    )
    account = Account(username="qingxi", full_name="章小兰")
    account.set_password(password)
    account.save(using="owner")
    Holding.objects.using("owner").create(post=post, account=account, from_date=dt.date(2025, 1, 1))
"""


@pytest.fixture(scope="module")
def steward(town: Any) -> str:
    """The account of the town's data steward."""
    town.run(STEWARD, password=PASSWORD)
    return "qingxi"


def test_a_data_steward_takes_the_people_of_a_village_along(
    steward: str, page: Any, check: Any, say: Say, tmp_path: Path
) -> None:
    sign_in(page, steward)
    page.goto("/people/")
    page.get_by_role(
        "link", name=say("按村、组、年龄看本地的人", "People of my place, by village, group and age")
    ).click()
    check(page, "people-of-my-place")
    page.get_by_label(say("地方", "Place"), exact=True).select_option("420890100201")
    page.get_by_label(say("年龄到（周岁）", "Age to")).fill("17")
    page.get_by_role("button", name=say("筛选", "Filter")).press("Enter")
    check(page, "children-of-a-village")
    page.get_by_role("link", name=say("导出 Excel", "Export Excel")).click()
    page.wait_for_url("**/exports/")
    caption = say("在世的人", "Living people")
    for _ in range(60):
        if page.get_by_role("link", name=caption).count():
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name=say("刷新", "Reload")).click()
    with page.expect_download() as fetched:
        page.get_by_role("link", name=caption).first.press("Enter")
    path = tmp_path / "people.xlsx"
    fetched.value.save_as(path)
    with zipfile.ZipFile(path) as book:
        cover, rows = (book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
    assert "章小兰" in cover
    assert say("登记册的现状", "the register as it stands") in cover
    assert "李小满" in rows
    assert "李秀英" not in rows
