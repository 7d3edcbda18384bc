"""A birth on the register: who is perhaps the same child, and whose page it can be recorded on."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from jiahe.entitlements.models import Outcome
from jiahe.people import actions
from jiahe.people.births import record_birth
from jiahe.people.errors import Known, Refused
from jiahe.people.models import BELIEVED, Household, Hukou, Parenthood, Person, Residence
from jiahe.people.queries import spouse_at_birth
from jiahe.people.withdrawals import correct_row, withdraw_row
from jiahe.trust.acting import acting_as
from tests.cast import VILLAGE, Cast
from tests.people.test_forms import BIRTH, hidden_in, opened
from tests.site.conftest import reader  # noqa: F401 - the client of the village's worker

TOLD: dict[str, Any] = {"source": "出生医学证明", "learned_on": dt.date(2025, 12, 10)}
BORN = dt.date(2025, 12, 1)
NEXT, FAR = "420890100202", "420106001001"


def born(mother: UUID, day: dt.date = BORN, name: str | None = "李新生", **said: Any) -> Person:
    return record_birth(
        **{"name": name, "sex": "female", "birth_date": day, "mother": mother, "residence_place": VILLAGE, **said},
        **TOLD,
    )


# ------------------------------------------------------------------------------------------------ perhaps the same


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (BORN, "李新生"),
        (BORN, None),
        (BORN, "李双生"),
        (dt.date(2025, 11, 1), "李新生"),
        (dt.date(2025, 4, 1), "李早生"),
    ],
)
def test_a_child_of_nearly_that_day_is_shown_before_another_is_recorded(
    cast: Cast, posts: Any, day: dt.date, name: str | None
) -> None:
    with acting_as(posts["worker"]):
        first = born(cast.mother)
        with pytest.raises(Known) as known:
            born(cast.mother, day, name)
        assert (known.value.people, known.value.elsewhere) == ([first], [])
        assert known.value.field == "another"
        assert born(cast.mother, day, name, others=[first.id]) != first


def test_a_brother_of_another_year_and_a_child_of_another_mother_are_no_question(cast: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        born(cast.mother)
        born(cast.mother, dt.date(2025, 2, 1))
        born(cast.wang)


def test_the_father_s_child_is_asked_for_too(cast: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        first = born(cast.mother, father=cast.father)
        with pytest.raises(Known) as known:
            born(cast.wang, father=cast.father)
        assert known.value.people == [first]


def test_a_child_outside_the_area_counts_but_is_not_told(cast: Cast, posts: Any, reader: Client) -> None:  # noqa: F811
    with acting_as(posts["steward"]):
        far = born(cast.mother, name="李远生", residence_place=NEXT)
    path = f"/people/{cast.mother}/record/birth/"
    said = {**opened(reader, path), **BIRTH}
    answer = reader.post(path, said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "还有不在您范围内的档案（1份）" in page
    assert "李远生" not in page
    assert reader.post(path, {**said, **hidden_in(page), "another": "on"}).status_code == 302
    with acting_as(posts["worker"]):
        assert not Person.objects.filter(id=far.id).exists()


def test_of_a_parent_outside_the_area_no_child_is_told_of(cast: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.father).update(hukou_place=NEXT)
        born(cast.wang, father=cast.father, residence_place=NEXT)
    with acting_as(posts["worker"]):
        born(cast.mother, father=cast.father)


def test_a_child_without_parents_of_that_day_and_village_is_shown(cast: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        told = {"birth_date": BORN, "hukou_place": VILLAGE, **TOLD}
        alone = Person.objects.create(name=None, **told)
        Person.objects.create(name="周小雪", **told)
        Person.objects.create(name="李新声", **(told | {"hukou_place": NEXT}))
        same_sound = Person.objects.create(name="李新声", **told)
        with pytest.raises(Known) as known:
            born(cast.mother)
        assert {one.id for one in known.value.people} == {alone.id, same_sound.id}


def test_the_form_comes_back_filled_with_the_child_and_a_tick(cast: Cast, posts: Any, reader: Client) -> None:  # noqa: F811
    path = f"/people/{cast.mother}/record/birth/"
    reader.post(path, {**opened(reader, path), **BIRTH})
    with acting_as(posts["worker"]):
        first = Person.objects.get(name="李新生")
    said = {**opened(reader, path), **BIRTH, "name": "李小双"}
    answer = reader.post(path, {**said, "another": "on"})
    page = answer.content.decode()
    assert answer.status_code == 422, "nobody was shown yet: the tick says nothing"
    assert f'href="/people/{first.id}/"' in page
    assert "2025年12月1日出生" in page
    assert 'value="李小双"' in page
    assert "是另一个孩子（如双胞胎）" in page
    assert reader.post(path, {**said, **hidden_in(page)}).status_code == 422
    assert reader.post(path, {**said, **hidden_in(page), "another": "on"}).status_code == 302
    with acting_as(posts["worker"]):
        assert Parenthood.objects.filter(parent=cast.mother).count() == 3


# ------------------------------------------------------------------------------------------------ a parent has died


def died(who: UUID, day: dt.date) -> None:
    actions.record_death(person=who, death_date=day, source="死亡证明", learned_on=dt.date(2025, 12, 10))


def parents_of(name: str) -> set[UUID]:
    return {one.parent_id for one in Parenthood.objects.filter(child__name=name)}


def test_a_mother_who_died_on_the_day_of_the_birth_has_the_child_on_her_page_and_on_the_father_s(
    cast: Cast, posts: Any, reader: Client  # noqa: F811
) -> None:  # fmt: skip
    with acting_as(posts["officer"]):
        died(cast.mother, BORN)
    path = f"/people/{cast.mother}/record/birth/"
    page = reader.get(f"/people/{cast.mother}/").content.decode()
    assert path in page
    assert "结婚登记" not in page
    assert "住在这位家长生前的住处" in reader.get(path).content.decode()
    later = {**opened(reader, path), **BIRTH, "birth_date": "2025-12-02"}
    assert "没有存续的婚姻登记" in reader.post(path, later).content.decode()
    alone = {**later, "other": "unknown"}
    assert "在这一天之前已经去世" in reader.post(path, alone).content.decode()
    assert reader.post(path, {**opened(reader, path), **BIRTH}).status_code == 302
    fathers = f"/people/{cast.father}/record/birth/"
    twin = {**opened(reader, fathers), **BIRTH, "name": "李双生"}
    asked = reader.post(fathers, twin)
    again = {**twin, **hidden_in(asked.content.decode()), "another": "on"}
    assert reader.post(fathers, again).status_code == 302
    with acting_as(posts["steward"]):  # the twin lives with the father, elsewhere
        assert parents_of("李新生") == parents_of("李双生") == {cast.mother, cast.father}
        assert Outcome.objects.filter(person__name="李新生").exists(), "determined at once"


def test_a_father_who_died_before_the_birth_counts_for_three_hundred_days(
    cast: Cast,
    posts: Any,
    reader: Client,  # noqa: F811
) -> None:
    with acting_as(posts["officer"]):
        died(cast.father, BORN - dt.timedelta(days=300))
    for whose in (cast.mother, cast.father):
        path = f"/people/{whose}/record/birth/"
        late = {**opened(reader, path), **BIRTH, "birth_date": "2025-12-02"}
        assert "没有存续的婚姻登记" in reader.post(path, late).content.decode()
    path = f"/people/{cast.mother}/record/birth/"
    assert reader.post(path, {**opened(reader, path), **BIRTH}).status_code == 302
    with acting_as(posts["worker"]):
        assert parents_of("李新生") == {cast.mother, cast.father}
        with pytest.raises(Refused, match="300 days"):
            born(cast.mother, dt.date(2025, 12, 2), father=cast.father)


def test_whoever_has_married_again_has_the_child_with_the_spouse_of_the_day(cast: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        died(cast.father, dt.date(2025, 6, 1))
        second = Person.objects.create(
            name="周再", sex="male", birth_date=dt.date(1990, 1, 1), hukou_place=VILLAGE, **TOLD
        )
        actions.record_marriage(person=cast.mother, spouse=second.id, from_date=dt.date(2025, 10, 1), **TOLD)
        assert spouse_at_birth(cast.mother, BORN) == second.id
        assert spouse_at_birth(cast.mother, dt.date(2025, 9, 1)) == cast.father
        actions.record_divorce(person=cast.mother, until_date=dt.date(2025, 11, 1), **TOLD)
        assert spouse_at_birth(second.id, BORN) is None


# ------------------------------------------------------------------------------------------------ home and hukou


def spells(name: str, table: Any = Residence) -> list[tuple[str, dt.date, dt.date | None]]:
    rows = table.objects.filter(BELIEVED, person__name=name).order_by("from_date")
    return [(one.place, one.from_date, one.until_date) for one in rows]


def test_the_home_is_dated_from_the_birth_and_the_hukou_from_the_day_that_is_told(
    cast: Cast,
    posts: Any,
    reader: Client,  # noqa: F811
) -> None:
    path = f"/people/{cast.mother}/record/birth/"
    said = {**opened(reader, path), **BIRTH, "hukou_from": "2025-12-05"}
    assert "请把地点也填上" in reader.post(path, said).content.decode()
    said["hukou_place"] = FAR
    assert "早于出生日期" in reader.post(path, {**said, "hukou_from": "2025-11-30"}).content.decode()
    assert reader.post(path, said).status_code == 302
    with acting_as(posts["worker"]):
        assert spells("李新生") == [(VILLAGE, BORN, None)]
        assert spells("李新生", Hukou) == [(FAR, dt.date(2025, 12, 5), None)]
        child = Person.objects.get(name="李新生")
    assert "开始居住" in reader.get(f"/people/{child.id}/").content.decode()
    with acting_as(posts["officer"]):
        told = {"source": "居住证", "learned_on": timezone.localdate()}
        actions.move_residence(person=child.id, place=NEXT, from_date=dt.date(2025, 12, 8), **told)
        assert spells("李新生") == [(VILLAGE, BORN, dt.date(2025, 12, 8)), (NEXT, dt.date(2025, 12, 8), None)]


def test_what_is_not_known_of_home_and_hukou_has_no_dated_row(cast: Cast, posts: Any, reader: Client) -> None:  # noqa: F811
    path = f"/people/{cast.mother}/record/birth/"
    unknown = {**opened(reader, path), **BIRTH, "home": "unknown", "hukou_place": FAR}
    assert reader.post(path, unknown).status_code == 302
    with acting_as(posts["steward"]):
        assert spells("李新生") == spells("李新生", Hukou) == []
        assert Person.objects.get(name="李新生").hukou_place == FAR


def test_a_child_is_at_a_parent_s_home_no_longer_than_the_parent(cast: Cast, posts: Any, reader: Client) -> None:  # noqa: F811
    with acting_as(posts["officer"]):
        Residence.objects.create(person_id=cast.mother, place=VILLAGE, from_date=dt.date(2025, 12, 3), **TOLD)
    path = f"/people/{cast.mother}/record/birth/"
    assert reader.post(path, {**opened(reader, path), **BIRTH}).status_code == 302
    with acting_as(posts["worker"]):
        assert spells("李新生") == [(VILLAGE, dt.date(2025, 12, 3), None)]


def test_a_home_that_was_told_wrong_is_put_right_in_its_row(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        child = born(cast.mother, residence_from=BORN, hukou_place=VILLAGE)
        row = Residence.objects.get(person=child)
        told = {"reason": "写错", "source": "x", "learned_on": TOLD["learned_on"]}
        correct_row(person=child.id, table="residence", row=row.id, place=NEXT, **told)
        assert Person.objects.get(id=child.id).residence_place == NEXT
        twin = born(cast.mother, residence_from=BORN, hukou_place=VILLAGE, others=[child.id])
        row = Residence.objects.get(person=twin)
        withdraw_row(person=twin.id, table="residence", row=row.id, restore=False, **told)
        assert Person.objects.get(id=twin.id).residence_place is None


# ------------------------------------------------------------------------------------------------ whose household


def test_a_child_is_of_the_household_of_the_parent_whose_hukou_it_follows(cast: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        hers, his = (Household.objects.create(place=place) for place in (VILLAGE, NEXT))
        Person.objects.filter(id=cast.mother).update(household=hers, village_group=3, hukou_kind="rural")
        Person.objects.filter(id=cast.father).update(
            hukou_place=NEXT, household=his, village_group=7, hukou_kind="urban"
        )
        for at, place, of in (
            (1, VILLAGE, (hers.id, 3, "rural")),
            (2, NEXT, (his.id, 7, "urban")),
            (3, FAR, (None, None, None)),
            (4, None, (None, None, None)),
        ):
            child = born(cast.mother, dt.date(2013 + 2 * at, 1, 1), father=cast.father, hukou_place=place)
            assert (child.household_id, child.village_group, child.hukou_kind) == of


def test_of_two_parents_of_the_village_the_one_with_a_household_counts(cast: Cast, posts: Any) -> None:
    with acting_as(posts["steward"]):
        his = Household.objects.create(place=VILLAGE)
        Person.objects.filter(id=cast.mother).update(village_group=3)
        Person.objects.filter(id=cast.father).update(household=his, village_group=7)
        child = born(cast.mother, father=cast.father, hukou_place=VILLAGE)
        assert (child.household_id, child.village_group) == (his.id, 7)
