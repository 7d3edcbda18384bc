"""A form that was sent back keeps what was typed when the language or the look is changed; nothing is done by that."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from jiahe.people.models import Person
from jiahe.trust.acting import acting_as
from tests.cast import Cast
from tests.people.test_forms import BIRTH, opened
from tests.site.conftest import reader  # noqa: F401 - the client of the village's worker

BUTTON = re.compile(r'<button class="plain" form="the-form" name="shown-as" value="([^"]+)"')


def babies(posts: Any) -> int:
    with acting_as(posts["worker"]):
        return Person.objects.filter(name="李新生").count()


def test_what_was_typed_stays_when_the_language_is_changed(
    reader: Client, cast: Cast, posts: Any  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.mother}/record/birth/"
    said = {**opened(reader, path), **BIRTH, "birth_date": "前天吧"}
    page = reader.post(path, said)
    assert page.status_code == 422
    text = page.content.decode()
    assert '<form id="the-form" method="post"' in text
    assert set(BUTTON.findall(text)) == {"language:en", "size:large", "theme:auto", "theme:light", "theme:dark"}
    english = reader.post(path, {**said, "shown-as": "language:en"})
    text = english.content.decode()
    assert '<html lang="en"' in text
    for typed in ("李新生", "前天吧", "出生医学证明", said["once"]):
        assert f'value="{typed}"' in text
    assert "is not a date" in text
    assert english.request["QUERY_STRING"] == ""
    assert '<html lang="en"' in reader.get(path).content.decode(), "it stays chosen"


@pytest.mark.parametrize("asked", ["language:en", "size:large", "theme:dark", "language:xx", "nonsense"])
def test_a_form_that_could_be_done_is_only_shown_until_it_is_sent(
    reader: Client, cast: Cast, posts: Any, asked: str  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.mother}/record/birth/"
    said = {**opened(reader, path), **BIRTH}
    shown = reader.post(path, {**said, "shown-as": asked})
    assert shown.status_code == 200
    assert 'value="李新生"' in shown.content.decode()
    assert babies(posts) == 0
    assert reader.post(path, {**said, "shown-as": ""}).status_code == 302, "as Enter sends it"
    assert babies(posts) == 1


def test_a_page_without_a_form_that_was_sent_changes_the_language_as_ever(
    reader: Client, cast: Cast  # noqa: F811
) -> None:  # fmt: skip
    text = reader.get(f"/people/{cast.mother}/record/birth/").content.decode()
    assert not BUTTON.search(text)
    assert 'action="/language/setlang/"' in text
