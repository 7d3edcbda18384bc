"""The law library: every programme has a page in both languages, and two places can be compared."""

import html

import pytest

from jiahe.public.programmes import EVENTS, event_of, the_pack

KEYS = [rule.key for rule in the_pack().rules]


@pytest.mark.parametrize("key", KEYS)
def test_every_programme_has_a_page(reader, key):
    rule = the_pack().rule(key)
    assert event_of(rule) in EVENTS
    response = reader.get(f"/law/{key}/")
    page = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert (rule.zh in page) or (rule.en in page)
    for criterion in rule.criteria:
        assert criterion.zh in page or criterion.en in page


def test_the_list(reader):
    page = reader.get("/law/").content.decode()
    assert all(f"/law/{key}/" in page for key in KEYS)
    assert reader.get("/law/compare/").status_code == 200
