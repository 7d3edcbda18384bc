"""The office with the cast of tests/town.py, once for all journeys: its places, its posts, an account for each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.town import write_town

PASSWORD = "correct-horse-battery"
VILLAGE, COUNTY, NEXT_VILLAGE = "420890100201", "420890000000", "420890100202"

FILL = """
    import datetime as dt
    from pathlib import Path
    from jiahe.cli.console import ready_facts
    from jiahe.entitlements.runs import begin_run, run_register
    from jiahe.trust.acting import background
    from jiahe.people.load import load_register
    from jiahe.places.divisions import Place
    from jiahe.places.models import Holding, Post
    from jiahe.places.published_list import add_own
    from jiahe.trust.acting import acting_as
    from jiahe.trust.models import Account

    add_own([Place(*one) for one in places], "测试")
    with ready_facts(Path(folder), None, lambda *_: None, check=True) as facts:
        tables = {name: Path(path) for name, path in facts.tables.items()}
        load_register(tables, source="测试", learned_on=dt.date(2025, 12, 1))
    made = {
        role: Post.objects.using("owner").create(role=role, place=place, title=title, title_en=english)
        for role, place, title, english in posts
    }
    for username, role in accounts:
        account = Account(username=username, full_name=username)
        account.set_password(password)
        account.save(using="owner")
        Holding.objects.using("owner").create(post=made[role], account=account, from_date=dt.date(2025, 1, 1))
    with acting_as(background()):
        run = begin_run(why="asked")
    run_register(run.id, background())
"""
PLACES = [("420890000000", "禾阳县", 3), ("420890100000", "清溪镇", 4), ("420890100201", "柳林村", 5),
          (NEXT_VILLAGE, "杨树村", 5)]  # fmt: skip
POSTS = [
    ("village_worker", VILLAGE, "柳林村专干", "Village worker of Liulin"),
    ("county_officer", COUNTY, "县卫健局经办", "County officer"),
    ("finance", COUNTY, "财政经办", "Finance"),
    ("auditor", COUNTY, "县审计局审计员", "Auditor"),
    ("audit_administrator", COUNTY, "审计管理员", "Audit administrator"),
]
ACCOUNTS = [("liulin", "village_worker"), ("xian", "county_officer"), ("caizheng", "finance"), ("shenji", "auditor"),
            ("shenjiguanli", "audit_administrator")]  # fmt: skip

Say = Callable[[str, str], str]


@pytest.fixture(scope="session")
def town(office: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The office with the cast of tests/town.py, determined once, and an account for each post."""
    folder = str(Path(write_town(tmp_path_factory.mktemp("town"))))
    office.run(FILL, folder=folder, places=PLACES, posts=POSTS, accounts=ACCOUNTS, password=PASSWORD)
    return office


def sign_in(page: Any, username: str) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/account/" not in url)
