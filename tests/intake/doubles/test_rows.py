"""What of a row is weighed beside a person of the register when it has no ID number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jiahe.people.models import Person
from jiahe.trust.acting import Acting, acting_as
from tests.cast import Cast
from tests.intake.doubles.test_doubles import text
from tests.intake.test_loads import household

pytestmark = pytest.mark.django_db
ALIKE = household(姓名="李秀瑛", 性别="女", 出生日期="1994-05-06")
"""A row that is much like the cast's mother, 李秀英, and is asked about."""


@pytest.fixture
def weighed(cast: Cast, posts: dict[str, Acting], take: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """``weighed(row, …)``: the evidence about the one pair that a file of these rows leaves open."""

    def found(*rows: dict[str, str]) -> Any:
        [pair] = take("household_registration", rows, until="checked").pairs.all()
        assert pair.person_id == cast.mother
        return pair.evidence

    with acting_as(posts["steward"]):
        yield found


def test_the_telephone_is_weighed_and_can_make_sure_who_is_meant(
    weighed: Callable[..., Any], cast: Cast, take: Callable[..., Any]
) -> None:
    from jiahe.trust.sealing import blind_index, seal

    number = "13800000000"
    Person.objects.filter(id=cast.mother).update(
        phone_sealed=seal(number, "phone"), phone_index=blind_index(number, "phone")
    )
    assert weighed(ALIKE)["phone_level"] is None
    assert weighed(ALIKE | {"联系电话": "13900000000"})["phone_level"] == "other"
    sure = take("household_registration", [ALIKE | {"联系电话": number}], until="checked")
    assert [one.person for one in sure.rows.all()] == [cast.mother]


def test_while_keys_change_an_index_is_the_one_that_the_register_holds(cast: Cast, posts: dict[str, Acting]) -> None:
    from jiahe.intake.doubles.rows import as_held

    old, new, nobodys = b"o" * 16, b"n" * 16, b"x" * 32
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.mother).update(phone_index=old)
        assert as_held([new + old, None, nobodys]) == [old, None, nobodys[:16]]


# ------------------------------------------------------------------------------------------------ kin


def member(name: str, relation: str, sex: str = "", **other: str) -> dict[str, str]:
    """A row of the household 0007."""
    return household(姓名=name, 性别=sex, 户号="0007") | {"与户主关系": relation} | other


@pytest.fixture
def kin(cast: Cast, posts: dict[str, Acting], take: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """``kin(row, …)``: father, mother and spouse of the first row of a file, as they are weighed."""
    from jiahe.intake.doubles.rows import kin_of_row

    def known(*rows: dict[str, str]) -> Any:
        load = take("household_registration", rows, until="checked")
        assert load.aside == load.pairs.values("row").distinct().count(), "nothing is set aside but to be asked"
        return tuple(kin_of_row(load.rows.order_by("number")[0]))

    with acting_as(posts["steward"]):
        yield known


HEAD = member("周铁柱", "户主", "男", 出生日期="1930-01-02")
SPOUSE = member("吴翠花", "配偶", "女", 出生日期="1931-02-03")


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        ([member("周小满", "长女"), HEAD, SPOUSE], ("周铁柱", None, None)),
        ([member("周小满", "子女"), HEAD | {"性别": "女"}], (None, "周铁柱", None)),
        ([member("周小满", "女"), HEAD | {"性别": ""}], (None, None, None)),
        ([SPOUSE, HEAD], (None, None, "周铁柱")),
        ([HEAD, SPOUSE, member("周老汉", "父", "男"), member("郑氏", "母亲")], ("周老汉", "郑氏", "吴翠花")),
        ([member("周小满", "孙女"), HEAD], (None, None, None)),
        ([member("周小满", "继女"), HEAD], (None, None, None)),
        ([member("周小满", "干女儿"), HEAD], (None, None, None)),
        ([member("周小满", "女"), HEAD, member("郑大海", "户主", "男")], (None, None, None)),
        ([member("周小满", "女"), HEAD | {"户籍地": "420890100202"}], (None, None, None)),
        ([member("周小满", "女", 户号="0008"), HEAD], (None, None, None)),
        ([SPOUSE, HEAD, member("郑秀兰", "妻", "女")], (None, None, None)),
        ([HEAD, SPOUSE, member("郑秀兰", "妻", "女")], (None, None, None)),
        ([member("周小满", "女", 户主姓名="郑大海"), HEAD], (None, None, None)),
        ([member("吴翠花", "妻", 户主姓名="周铁柱", 户号="")], (None, None, "周铁柱")),
        ([member("周小满", "女", 户主姓名="周铁柱", 户号="")], (None, None, None)),
        ([member("周小满", "女", 父亲="周大山", 母亲="郑氏", 配偶="何平"), HEAD], ("周大山", "郑氏", "何平")),
        ([member("周小满", "女", 父亲="去世", 母亲="王某某（亡）", 配偶="离异"), HEAD], ("周铁柱", None, None)),
    ],
)  # fmt: skip
def test_kin_are_what_a_row_names_or_what_its_household_shows_for_certain(
    kin: Callable[..., Any], rows: list[dict[str, str]], known: tuple[str | None, ...]
) -> None:
    columns = {name: "" for row in rows for name in row}
    assert kin(*(columns | row | {"出生日期": row["出生日期"] or "2001-02-03"} for row in rows)) == known


def test_kin_are_weighed_shown_and_never_recorded(
    cast: Cast, posts: dict[str, Acting], take: Callable[..., Any], finish: Callable[..., Any], sign_in: Any
) -> None:
    from jiahe.intake.doubles.actions import decide_row
    from jiahe.people.models import Parenthood, Union

    row = member("李秀丽", "妻", "女", 出生日期="1994-05-06", 父亲姓名="李大山")
    columns = dict.fromkeys(row, "")
    with acting_as(posts["steward"]):
        there = Parenthood.objects.count(), Union.objects.count()
        load = take("household_registration", [row, columns | HEAD], until="checked")
        [pair] = load.pairs.all()
        assert pair.evidence["spouse_level"] is not None
        page = text(sign_in("steward").get(f"/doubles/{pair.id}/"))
        assert "父母 未知 李大山" in page
        assert "与户主关系 未知 配偶" in page
        assert "周铁柱" in page
        decide_row(pair=pair.id, same=False)
        load.refresh_from_db()
        finish(load)
        assert load.loaded == 2
        assert (Parenthood.objects.count(), Union.objects.count()) == there


# ------------------------------------------------------------------------------------------------ whole registers


@pytest.mark.parametrize("moves", [True, False])
def test_a_place_that_the_moves_of_a_delivery_tell_sets_no_row_aside_that_has_no_number(
    cast: Cast, posts: dict[str, Acting], take: Callable[..., Any], moves: bool
) -> None:
    from jiahe.intake.doubles.actions import decide_row
    from jiahe.intake.models import Load

    row = household(姓名="李秀英", 出生日期="1994-05-06", 户籍地="420890100202")
    with acting_as(posts["steward"]):
        load = take("household_registration", [row], until="checked")
        told = {"hukou_moves": 1} if moves else {"deaths": 1}
        Load.objects.filter(id=load.id).update(delivery={"tables": [{"taken": told}]})
        decide_row(pair=load.pairs.get().id, same=True)
        assert load.rows.get().fate == ("same" if moves else "aside")
        assert [one.column for one in load.conflicts.all()] == ["hukou_place"], "a place that no move told of is found"
