"""A table counts once it is declared whole by who loads files, with a reason, and no longer once that is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tests.cast import Cast
from tests.intake.test_loads import LI, acting

__all__ = ["acting"]  # a fixture

Take = Callable[..., Any]
CARD = {"姓名": "李秀英", "身份证号": LI, "残疾等级": "二级", "证件号码": "0301", "发证日期": "2020-05-01"}
SAID = {"source": "县残联2026年名册", "learned_on": "2025-12-05", "why": "逐人核对过"}
EVERY = ["one_child_parents", "disability", "complication"]
ENGLISH = {"accept-language": "en"}


def known(cast: Cast) -> Any:
    """The certificates of the family as rules see them; None: unknown."""
    from jiahe.people.facts import facts_of

    rows = facts_of([cast.mother]).tables.get("certificates")
    return rows if rows is None else [row["kind"] for row in rows]


def runs_asked_for() -> int:
    from procrastinate.contrib.django.models import ProcrastinateJob

    return ProcrastinateJob.objects.filter(task_name__endswith="determine_after_load").count()


def declare(name: str = "certificates") -> None:
    from jiahe.people.declaring import declare

    declare(name=name, source="县残联", learned_on=dt.date(2025, 12, 5), why="核对过")


def test_what_a_file_brings_is_determined_upon_once_its_table_is_declared_whole(acting: Cast, take: Take) -> None:
    from jiahe.people.declaring import take_back

    take("disability_cards", [CARD])
    assert known(acting) is None
    before = runs_asked_for()
    declare()
    assert known(acting) == ["disability"]
    assert runs_asked_for() == before + 1
    take_back(name="certificates", why="名册缺两个村")
    assert known(acting) is None
    assert runs_asked_for() == before + 2


def test_it_is_kept_who_said_it_when_and_why(acting: Cast, posts: dict[str, Any]) -> None:
    from jiahe.people.declaring import take_back
    from jiahe.people.models import Declaration

    declare()
    take_back(name="certificates", why="名册缺两个村")
    said = list(Declaration.objects.order_by("at", "id"))
    assert [(one.is_whole, one.why, one.source, one.post) for one in said] == [
        (True, "核对过", "县残联", posts["steward"].post), (False, "名册缺两个村", "县残联", posts["steward"].post),
    ]  # fmt: skip
    for change in (Declaration.objects.all().delete, lambda: Declaration.objects.update(why="别的")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("role", ["worker", "reviewer", "officer", "auditor", "background"])
def test_nobody_else_says_that_a_table_is_whole(cast: Cast, posts: dict[str, Any], role: str) -> None:
    from django.core.exceptions import PermissionDenied

    from jiahe.people.models import Coverage, Declaration
    from jiahe.trust.acting import acting_as

    told = {"source": "x", "learned_on": "2025-12-05"}
    with acting_as(posts[role]):
        with pytest.raises(PermissionDenied):
            declare()
        with pytest.raises(DatabaseError), transaction.atomic():
            Coverage.objects.create(name="certificates", **told)
        with pytest.raises(DatabaseError), transaction.atomic():
            Declaration.objects.create(name="certificates", is_whole=True, why="x", post=posts[role].post, **told)


def test_a_day_to_come_a_table_that_is_none_and_a_second_taking_back_are_refused(acting: Cast) -> None:
    from jiahe.people.declaring import declare, take_back
    from jiahe.web.refusal import Refused

    told: dict[str, Any] = {"source": "x", "learned_on": dt.date(2025, 12, 5), "why": "x"}
    with pytest.raises(Refused, match="cannot be to come"):
        declare(name="unions", **told | {"learned_on": dt.date(2999, 1, 1)})
    with pytest.raises(Refused, match="There is no table 'marriages'"):
        declare(name="marriages", **told)
    with pytest.raises(Refused, match="what it rests on and why"):
        declare(name="unions", **told | {"why": " "})
    with pytest.raises(Refused, match="is not declared whole"):
        take_back(name="unions", why="x")


def test_the_page_of_a_load_says_that_it_is_not_used_yet_and_leads_to_where_it_is_declared(
    steward: Client, take: Take, cast: Cast, posts: dict[str, Any]
) -> None:
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as
    from jiahe.trust.sealing import blind_index, seal

    with acting_as(posts["steward"]):
        sealed = {"id_sealed": seal(LI, "id_number"), "id_index": blind_index(LI, "id_number")}
        Person.objects.filter(id=cast.mother).update(**sealed)
        load = take("disability_cards", [CARD])
    address = "/intake/whole/certificates/"
    shown = steward.get(f"/intake/{load.id}/", headers=ENGLISH).content.decode()
    assert "What this brings is not used yet" in shown
    assert address in shown
    assert "Holds rows that are not used yet" in steward.get("/intake/whole/", headers=ENGLISH).content.decode()

    page = steward.get(address, headers=ENGLISH).content.decode()
    assert "who has none on record holds none" in page
    assert load.file_name in page
    assert "disability card, second generation: 1 row" in page
    lacks = steward.post(address, SAID | {"kinds": ["disability"], "sure": "on"}, headers=ENGLISH)
    assert lacks.status_code == 422
    assert "assessed complication of an operation. If it is not whole yet" in lacks.content.decode()
    assert steward.post(address, SAID | {"kinds": EVERY}).status_code == 422, "it must be said that one is sure"
    done = steward.post(address, SAID | {"kinds": EVERY, "sure": "on"}, headers=ENGLISH, follow=True).content.decode()
    assert 'Declared whole as of 5 December 2025, resting on <span lang="zh-Hans">县残联2026年名册</span>' in done
    assert "is not used yet" not in steward.get(f"/intake/{load.id}/", headers=ENGLISH).content.decode()
    back = steward.post(address, {"back": "yes", "why": "缺两个村"}, headers=ENGLISH, follow=True).content.decode()
    assert "Not declared: its rows are not used" in back
    assert "缺两个村" in back


def test_every_source_says_which_tables_it_brings_rows_to() -> None:
    from jiahe.intake.sources import SOURCES
    from jiahe.intake.whole.meaning import BRINGS, MEANINGS
    from jiahe.people.models import FACT_TABLES

    assert set(BRINGS) == set(SOURCES)
    assert {name for names in BRINGS.values() for name in names} <= set(FACT_TABLES) == set(MEANINGS)
