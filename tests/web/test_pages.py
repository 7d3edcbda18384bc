"""The frame of each page: where one can go, who acts, what was chosen, what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from jiahe.places.models import Holding, Post
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import Account
from jiahe.web import errors, navigation
from jiahe.web.navigation import Entry
from jiahe.web.words import Words

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en-GB"}


@pytest.fixture
def posts(db: None) -> list[Post]:
    """Three posts; the first two are held by li."""
    with acting_as(Acting.of(Post(role="security_administrator", place="420890000000", title="安", title_en="S"))):
        account = Account.objects.create(username="li", full_name="李晓燕")
        made = [
            Post.objects.create(role="village_worker", place=f"42089010000{n}", title=f"{n}村", title_en=f"Village {n}")
            for n in (1, 2, 3)
        ]
        for post in made[:2]:
            Holding.objects.create(post=post, account=account, from_date=timezone.localdate())
    return made


@pytest.fixture
def li(client: Client, posts: list[Post]) -> Client:
    """A browser in which li is signed in."""
    client.force_login(Account.objects.get(username="li"))
    return client


def page(client: Client, path: str = "/", **headers: str) -> str:
    return client.get(path, **(headers or CHINESE)).content.decode()


# ---- where one can go


def test_a_link_is_shown_to_whoever_may_follow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_ENTRIES", {})
    navigation.add(
        Entry(Words("公开", "Open"), "components", staff=False),
        Entry(Words("首页", "Home"), "home"),
        Entry(Words("登录", "In"), "account_login", permission=("read", "person"), order=1),
        Entry(Words("没有", "None"), "no-such-address", staff=False),
    )
    reader = SimpleNamespace(may=lambda action, record: (action, record) == ("read", "person"))
    nobody = SimpleNamespace(may=lambda action, record: False)
    assert [str(one.words.en) for one in navigation.links(None)] == ["Open"]
    assert [one.words.en for one in navigation.links(nobody, signed_in=True)] == ["Open", "Home"]
    links = navigation.links(reader, "/components/x/", signed_in=True)
    assert [(one.words.en, one.here) for one in links] == [("In", False), ("Open", True), ("Home", False)]


@pytest.mark.django_db
def test_the_front_page_is_for_families_until_one_signs_in(client: Client) -> None:
    assert "<h1>查一查您家能享受什么</h1>" in page(client)
    assert "<h1>Check what your family is owed</h1>" in page(client, **ENGLISH)


def test_the_start_page_says_who_acts(li: Client) -> None:
    assert "您现在以“1村”的岗位办理" in page(li)
    english = page(li, **ENGLISH)
    assert '<span lang="zh-Hans">李晓燕</span>, you act as Village 1.' in english


@pytest.mark.django_db
def test_without_a_post_one_is_told_whom_to_ask(client: Client) -> None:
    account = Account.objects.create(username="zhao", full_name="赵一")
    client.force_login(account)
    assert "请联系本单位的安全管理员" in page(client)


# ---- choosing a post


def test_another_post_of_ones_own_is_chosen(li: Client, posts: list[Post]) -> None:
    answer = li.post(reverse("choose-post"), {"post": str(posts[1].id)}, follow=True, **ENGLISH)
    assert "You now act as Village 2." in answer.content.decode()


@pytest.mark.parametrize("which", ["another's", "nonsense", ""])
def test_a_post_of_somebody_else_is_not(li: Client, posts: list[Post], which: str) -> None:
    chosen = str(posts[2].id) if which == "another's" else which
    assert li.post(reverse("choose-post"), {"post": chosen}).status_code == 403
    assert "您现在以“1村”的岗位办理" in page(li)


# ---- how pages look


@pytest.mark.django_db
def test_colours_and_letters_are_kept_in_cookies(client: Client) -> None:
    answer = client.post(reverse("set-look"), {"theme": "dark", "next": "/components/?page=2"})
    assert answer["Location"] == "/components/?page=2"
    client.post(reverse("set-look"), {"size": "large"})
    assert 'data-theme="dark" data-text="large"' in page(client)
    assert client.cookies["jiahe_theme"]["samesite"] == "Lax"


@pytest.mark.django_db
def test_the_components_are_shown_only_where_pages_are_built(client: Client, settings: Any) -> None:
    assert client.get("/components/").status_code == 200
    settings.COMPONENTS = False
    assert client.get("/components/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x()", ""])
def test_the_choice_leads_nowhere_else(client: Client, away: str) -> None:
    answer = client.post(reverse("set-look"), {"theme": '"><script>', "next": away})
    assert answer["Location"] == "/"
    assert "jiahe_theme" not in answer.cookies
    client.cookies["jiahe_theme"] = "nonsense"
    assert 'data-theme="auto"' in page(client)


@pytest.mark.django_db
def test_no_page_needs_an_inline_script_or_style(client: Client) -> None:
    html = page(client, "/components/")
    assert " style=" not in html
    assert html.count("<script") == html.count("<script src=") == 1


# ---- what went wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (errors.bad_request, 400, "This request cannot be read"),
        (lambda request: errors.forbidden(request, PermissionDenied()), 403, "This post may not do this"),
        (errors.not_found, 404, "There is no such page"),
        (errors.server_error, 500, "Something went wrong"),
        (errors.csrf_failure, 403, "This form has expired"),
    ],
)
def test_an_error_says_what_to_do(reader: Callable[[str], None], answer: Any, status: int, said: str) -> None:
    reader("en")
    response: HttpResponse = answer(RequestFactory().get("/x/"))
    html = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{said}</h1>" in html
    assert "Go to the home page" in html


def test_the_page_of_a_server_error_asks_nothing_of_the_database(
    reader: Callable[[str], None], django_assert_num_queries: Any, db: None
) -> None:
    reader("zh")
    with django_assert_num_queries(0):
        assert "系统出错了" in errors.server_error(RequestFactory().get("/x/")).content.decode()


def test_what_stands_at_the_foot_is_not_among_the_work(db: None) -> None:
    at_the_foot = {one.href for one in navigation.links(None, signed_in=True, foot=True)}
    assert at_the_foot == {"/privacy/", "/permissions/"}
    assert at_the_foot.isdisjoint(one.href for one in navigation.links(None, signed_in=True))
    page = Client().get("/").content.decode()
    assert '<a href="/privacy/"' in page[page.index('class="foot"') :]
    assert "/permissions/" not in page
