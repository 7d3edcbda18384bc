"""A clean register with one family of the cast, staff with accounts, and a search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.cast import COUNTY, LEARNED, VILLAGE, Cast, whole

ON = dt.date(2026, 1, 15)
"""The day of the first search."""

Search = Callable[..., Any]


@pytest.fixture
def clean(cast: Cast, posts: Any) -> Cast:
    """The cast in a register that has kept persons and parenthoods since 2020."""
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        whole("persons", "parenthoods", since=dt.date(2020, 1, 1))
    return cast


@pytest.fixture
def search(posts: Any) -> Search:
    """``search()``: look in the county, or in ``place``, for what the rules find ``on`` a day."""
    from jiahe.intake.findings.search import look
    from jiahe.trust.acting import acting_as

    def looked(place: str = COUNTY, on: dt.date = ON) -> Any:
        with acting_as(posts["background"]):
            return look(place=place, on=on)

    return looked


@pytest.fixture
def found(posts: Any) -> Callable[[], list[Any]]:
    """``found()``: all findings that are not closed, as the county sees them."""
    from jiahe.intake.findings.models import Finding
    from jiahe.trust.acting import acting_as

    def all_of_them() -> list[Any]:
        with acting_as(posts["steward"]):
            return list(Finding.objects.exclude(state="closed").order_by("rule", "person_id"))

    return all_of_them


@pytest.fixture
def staff(posts: Any) -> dict[str, Any]:
    """An account for the worker, two for the reviewer's post (one stands in), one for the officer: each as it acts."""
    from dataclasses import replace

    from jiahe.places.models import Holding
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.models import Account

    office = Acting(posts["steward"].post, "security_administrator", COUNTY, "", "")
    held: dict[str, Any] = {}
    with acting_as(office):
        for name, post in (
            ("worker", "worker"),
            ("reviewer", "reviewer"),
            ("stand_in", "reviewer"),
            ("officer", "officer"),
        ):
            account = Account.objects.create(username=name, password="!", full_name="甲")
            first = Holding.objects.filter(post_id=posts[post].post).first()
            Holding.objects.create(
                account=account, post_id=posts[post].post, from_date=dt.date(2025, 1, 1), substitutes_for=first
            )
            held[name] = replace(posts[post], account=account.id)
    return held


def person(name: str = "张三", sex: str | None = "male", born: str | None = "1990-05-01", **values: Any) -> UUID:
    """Add somebody of the village to the register; whoever calls acts."""
    from jiahe.people.models import Person

    told = {"hukou_place": VILLAGE, "residence_place": VILLAGE, "source": "户籍", "learned_on": LEARNED, **values}
    return Person.objects.create(name=name, sex=sex, birth_date=born, **told).id


def row(model: str, **values: Any) -> None:
    """Add a dated row; whoever calls acts."""
    from django.apps import apps

    apps.get_model("people", model).objects.create(**{"source": "户籍", "learned_on": LEARNED, **values})


def child_of(parent: UUID, born: str, kind: str = "birth", **values: Any) -> UUID:
    """Add a child of somebody, whose other parent is a new one, so that only one thing can be wrong."""
    from jiahe.people.models import Person

    sex = Person.objects.get(id=parent).sex
    other = person("另一位", "female" if sex == "male" else "male", "1985-02-02")
    child = person("孩子", "female", born, **values)
    for one in (parent, other):
        row("Parenthood", child_id=child, parent_id=one, kind=kind, from_date=born if kind == "adoption" else None)
    return child


def household(count: int) -> list[UUID]:
    """Add so many people of one household, the first on record first; whoever calls acts."""
    from jiahe.people.models import Household

    home = Household.objects.create(number="0007", place=VILLAGE).id
    return [person(f"周{chr(0x4E00 + n)}", household_id=home) for n in range(count)]


def same_number(name: str, people: list[UUID]) -> None:
    """Give people one telephone ("phone") or bank account ("account"); whoever calls acts."""
    from jiahe.people.models import Person
    from jiahe.trust.sealing import blind_index, seal

    number = {"phone": "13800000000", "account": "6217001210024455220"}[name]
    sealed = {f"{name}_sealed": seal(number, name), f"{name}_index": blind_index(number, name)}
    Person.objects.filter(id__in=people).update(**sealed)


def pay(people: list[UUID], amount: int, year: int = 2025, **values: Any) -> None:
    """Record that each was paid so many fen of one programme; whoever calls acts."""
    for one in people:
        row("Payment", person_id=one, programme="x", year=year, amount=amount, paid_on="2025-10-31", **values)


def told_otherwise(person: UUID, column: str, says: Any) -> None:
    """Let the last file of births say something of somebody; whoever calls acts."""
    from jiahe.intake.models import Conflict, Load
    from jiahe.trust.acting import current
    from jiahe.trust.models import Account

    acting = current()
    assert acting is not None
    account = Account.objects.create(username=f"sender-{Load.objects.count()}", password="!")
    load = Load.objects.create(
        source="births", account=account, post_id=acting.post, file_name="births.csv", size=1, digest="0" * 64,
        learned_on=LEARNED, state="loaded",
    )  # fmt: skip
    Conflict.objects.create(load=load, person_id=person, column=column, says=says)
