"""The permissions can be read: every role, action and record has words, and the page says what the code does."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from django.test import Client

from jiahe.trust.acting import Acting
from jiahe.trust.models import Account
from jiahe.trust.permission_words import ACTIONS, RECORDS, groups, roles
from jiahe.trust.permissions import PERMISSIONS
from jiahe.web.navigation import links


def test_every_role_action_and_record_has_words_and_no_word_is_left_over() -> None:
    used = {one for allowed in PERMISSIONS.values() for one in allowed}
    assert set(ACTIONS) == {action for action, _ in used}
    assert set(RECORDS) == {record for _, record in used}
    assert len(roles()) == len(PERMISSIONS)
    said = [*ACTIONS.values(), *RECORDS.values(), *roles()]
    assert all(one.zh and one.en for one in said)


def test_there_is_one_tick_for_each_permission_and_no_two_rows_read_alike() -> None:
    found = groups()
    assert sum(sum(row.may) for group in found for row in group.rows) == sum(map(len, PERMISSIONS.values()))
    for group in found:
        assert len({row.action.zh for row in group.rows}) == len(group.rows) > 0


def test_residents_are_not_led_there() -> None:
    def foot(role: str, person: UUID | None) -> set[str]:
        acting = Acting(uuid4(), role, "", "", "", uuid4(), person)
        return {one.href for one in links(acting, signed_in=True, foot=True)}

    assert "/permissions/" in foot("finance", None)
    assert "/permissions/" not in foot("resident", uuid4())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", ("居民档案", "村专干", "可以")), ("en-GB", ("Read log", "steward", "may"))]
)
def test_the_page_shows_it_to_whoever_is_signed_in(client: Client, language: str, said: tuple[str, ...]) -> None:
    assert client.get("/permissions/").status_code == 302
    client.force_login(Account.objects.create(username="li", full_name="李晓燕"))
    page = client.get("/permissions/", headers={"accept-language": language}).content.decode()
    assert [one for one in said if one not in page] == []
    assert len(re.findall("✓", page)) == sum(map(len, PERMISSIONS.values()))
    assert 'role="region"' in page


def test_whoever_may_export_anything_can_fetch_a_file_that_was_made_in_the_background() -> None:
    for role, may in PERMISSIONS.items():
        exports = {record for action, record in may if action == "export"}
        assert bool(exports) == (("read_own", "export") in may), role
