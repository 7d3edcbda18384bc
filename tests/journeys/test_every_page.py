"""Every page is looked at by a journey, in both languages and at both widths."""

from __future__ import annotations

import inspect
from collections import Counter
from importlib import import_module

import pytest

from tests.journeys.every_page import LOOKED_AT, WORDS, page_at, pages
from tests.trust.test_nobody_sees_more import addresses


def test_every_page_is_looked_at_by_a_journey() -> None:
    sorted_here = Counter(page for looked_at in LOOKED_AT.values() for page in looked_at)
    assert set(pages()) - set(sorted_here) == set(), (
        "say in LOOKED_AT which journey looks at it, or in NO_PAGE why none"
    )
    assert set(sorted_here) - set(pages()) == set(), "there is no such page"
    assert [page for page, times in sorted_here.items() if times > 1] == []
    assert set(WORDS) <= set(addresses())


@pytest.mark.parametrize("journey", LOOKED_AT)
def test_a_journey_looks_in_both_languages_and_at_both_widths(journey: str) -> None:
    module, name = journey.split("::")
    told = getattr(import_module(f"tests.journeys.{module}"), name)
    assert {"check", "hands"} & set(inspect.signature(told).parameters), "it looks at nothing"
    narrowed = [mark.args[0] for mark in getattr(told, "pytestmark", []) if mark.name == "parametrize"]
    assert not {"language", "width"} & set(narrowed)


def test_a_page_is_known_by_its_address() -> None:
    key = "0190f9c6-0000-7000-8000-000000000000"
    assert page_at("http://localhost:1/") == ""
    assert page_at("http://localhost:1/people/?q=李") == "people/"
    assert page_at(f"http://localhost:1/people/{key}/record/birth/#form") == "people/<uuid:key>/record/birth/"
    assert page_at(f"http://localhost:1/intake/{key}/faults/sex_unknown/") == "intake/<uuid:key>/faults/<str:rule>/"
    assert page_at("http://localhost:1/nowhere/") is None
