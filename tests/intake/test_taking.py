"""A file that the steward takes along is in the read log, for each person it tells of, and among what was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tests.cast import Cast
from tests.intake.test_load_reports import OLD
from tests.intake.test_loads import GUO, household

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting


@pytest.fixture
def loaded(cast: Cast, posts: dict[str, Acting], take: Callable[..., Any]) -> Any:
    """A file with a row about the father of the cast, one about nobody of the register, and one that is set aside."""
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as
    from jiahe.trust.sealing import blind_index, seal

    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.father).update(
            id_sealed=seal(GUO, "id_number"), id_index=blind_index(GUO, "id_number")
        )
        rows = [
            household(姓名="李国强", 身份证号=GUO),
            household(姓名="周旧", 身份证号=OLD),
            household(姓名="周错", 身份证号="1.10101E+17"),
        ]
        return take("household_registration", rows, until="checked")


def noted(posts: dict[str, Acting], person: Any) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Return what the read log has of a person, and what the auditor sees of files that were taken along."""
    from jiahe.trust.acting import acting_as
    from jiahe.trust.models import AdminAct, Read

    with acting_as(posts["auditor"]):
        reads = Read.objects.filter(person=person).order_by("id").values_list("what", "page", "purpose")
        acts = AdminAct.objects.filter(act="take_file").order_by("at").values_list("by__full_name", "reason")
        return list(reads), list(acts)


def test_whoever_stands_in_a_file_that_is_taken_along_can_see_it(
    steward: Client, cast: Cast, posts: dict[str, Acting], loaded: Any
) -> None:
    assert noted(posts, cast.father) == ([], [])
    assert steward.get(f"/intake/{loaded.id}/commented.xlsx").status_code == 200
    taken = f"household_registration 2025-12-02 {loaded.id}"
    reads, acts = noted(posts, cast.father)
    assert reads == [("export", "export:load-commented", "check")]
    assert acts == [("数据管理员", f"{taken} commented")]
    assert noted(posts, cast.mother)[0] == []


def test_the_rows_set_aside_tell_of_nobody_else(
    steward: Client, cast: Cast, posts: dict[str, Acting], loaded: Any
) -> None:
    assert steward.get(f"/intake/{loaded.id}/set-aside.xlsx").status_code == 200
    reads, acts = noted(posts, cast.father)
    assert reads == []
    assert [reason.split()[-1] for _, reason in acts] == ["set-aside"]


def test_a_steward_notes_nothing_else_and_changes_nothing(posts: dict[str, Acting], steward_account: Any) -> None:
    from jiahe.trust.acting import acting_as
    from jiahe.trust.models import AdminAct

    with acting_as(posts["steward"]):
        for act, account in (("add_post", None), ("take_file", steward_account)):
            with pytest.raises(DatabaseError), transaction.atomic():
                AdminAct.objects.create(act=act, account=account)
    with acting_as(posts["worker"]), pytest.raises(DatabaseError), transaction.atomic():
        AdminAct.objects.create(act="take_file")
