"""Each reading says what it was for, and numbers stay out of addresses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import jiahe
from jiahe.people.models import Person
from jiahe.trust import purposes
from jiahe.trust.acting import acting_as, log_read
from jiahe.trust.models import Read
from jiahe.trust.queries import readings_of
from jiahe.trust.sealing import blind_index, seal
from jiahe.web.words import Words
from tests.cast import Cast
from tests.site.conftest import reader  # noqa: F401 - the signed-in client

NUMBER, PHONE = "420106199405065025", "13800138000"


@pytest.fixture
def numbered(cast: Cast, posts: Any) -> Cast:
    """The cast; the mother's ID number and telephone are known."""
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.mother).update(
            id_sealed=seal(NUMBER, "id_number"), id_index=blind_index(NUMBER, "id_number"),
            phone_index=blind_index(PHONE, "phone"),
        )  # fmt: skip
    return cast


def reads_of(person: Any, posts: Any) -> list[tuple[str, str, str]]:
    with acting_as(posts["auditor"]):
        return list(Read.objects.filter(person=person).order_by("id").values_list("what", "page", "purpose"))


_READS = "(?:read_person|read_record|log_reads?|log_rows)"


def test_every_page_that_reads_a_record_says_what_it_is_for() -> None:
    used = set()
    for file in Path(jiahe.__file__).parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        used |= set(re.findall(rf'{_READS}\((?:[^()]|\([^()]*\))*?page=f?"([^"]+)"', text))
        used |= set(re.findall(r'Persons\(\w+, "([^"]+)"', text))
    assert {"person", "entitlements", "action", "export:findings", "load-passed"} <= used
    known = purposes.known_pages()
    for page in used:
        form = re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(page)))
        assert any(form.fullmatch(one) for one in known), f"{page}: tell of it by purposes.page() when the room starts"


def test_an_unknown_purpose_is_not_taken_for_a_page() -> None:
    with pytest.raises(ValueError, match="no purpose 'fun'"):
        purposes.page("x", Words("某", "x"), "fun")


def test_a_purpose_is_known_from_the_page(reader: Client, numbered: Cast, posts: Any) -> None:  # noqa: F811
    reader.get(f"/people/{numbered.mother}/")
    reader.get(f"/people/{numbered.mother}/record/birth/")
    assert reads_of(numbered.mother, posts) == [("view", "person", "look"), ("view", "event:birth", "service")]
    assert purposes.said("service", "event:birth").zh == "办理业务：出生登记"
    assert purposes.said("look", "person").en == "To look at the record"
    assert purposes.said("", "gone") == purposes.NOT_STATED


@pytest.mark.parametrize(("why", "kept"), [("visit", "visit"), ("", "look"), ("nonsense", "look")])
def test_a_record_that_was_searched_for_says_so_and_may_say_why(
    reader: Client, numbered: Cast, posts: Any, why: str, kept: str  # noqa: F811
) -> None:  # fmt: skip
    answer = reader.post("/people/", {"q": "李秀英", "why": why}, follow=True)
    (href,) = re.findall(rf'href="(/people/{numbered.mother}/[^"]*)"', answer.content.decode())
    reader.get(href.replace("&amp;", "&"))
    assert reads_of(numbered.mother, posts) == [("search", "person", kept)]


@pytest.mark.parametrize("number", [NUMBER, PHONE, " 420106 19940506 5025 ", "１３８００１３８０００"])
def test_a_number_is_searched_for_and_stands_in_no_address(reader: Client, numbered: Cast, number: str) -> None:  # noqa: F811
    answer = reader.post("/people/", {"q": number})
    assert (answer.status_code, answer["Location"]) == (302, "/people/?number=yes")
    page = reader.get(answer["Location"]).content.decode()
    assert "李秀英" in page
    assert NUMBER not in page
    assert PHONE not in page


@pytest.mark.parametrize("number", [NUMBER, PHONE])
def test_a_number_in_an_address_is_not_searched_for(reader: Client, numbered: Cast, number: str) -> None:  # noqa: F811
    refused = reader.get("/people/", {"q": number})
    assert (refused.status_code, refused["Location"]) == (302, "/people/")
    page = reader.get("/people/").content.decode()
    assert "网址里不放身份证号码" in page
    assert "李秀英" not in page
    assert number not in page


def test_what_a_number_found_is_shown_only_to_who_may_see_it(reader: Client, numbered: Cast, posts: Any) -> None:  # noqa: F811
    session = reader.session
    session["found-by-number"] = [str(numbered.wang)]
    session.save()
    assert "王桂芳" not in reader.get("/people/?number=yes").content.decode()


def test_a_program_asks_for_a_number_by_post_and_each_reading_is_logged(
    reader: Client, numbered: Cast, posts: Any  # noqa: F811
) -> None:  # fmt: skip
    refused = reader.get("/api/people", {"q": NUMBER})
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert NUMBER not in refused.content.decode()
    found = reader.post("/api/people/search", {"q": NUMBER}, content_type="application/json").json()
    assert [one["name"] for one in found["people"]] == ["李秀英"]
    reader.get("/api/people", {"q": "李秀英"})
    assert reads_of(numbered.mother, posts) == [("api", "api:search", "program")] * 2
    assert reads_of(numbered.girl, posts) == []
    broken = reader.post("/api/people/search", {"q": "李\0"}, content_type="application/json")
    assert broken.status_code == 422


def test_who_has_read_a_record_is_said_in_plain_words(cast: Cast, posts: Any) -> None:
    for role, page, purpose in [("worker", "person", ""), ("worker", "person", ""), ("officer", "event:birth", "")]:
        with acting_as(posts[role]):
            log_read(cast.girl, page=page, purpose=purpose)
    with acting_as(posts["auditor"]):
        found = readings_of(cast.girl)
    assert [(one.post.en, one.times, one.what.zh, one.purpose.zh) for one in found] == [
        ("county_officer", 1, "查看", "办理业务：出生登记"),
        ("village_worker", 2, "查看", "查看档案"),
    ]
    with acting_as(posts["worker"]):
        assert [one.post.en for one in readings_of(cast.girl)] == ["village_worker"], "a post sees its own readings"
    assert not readings_of(cast.girl)
