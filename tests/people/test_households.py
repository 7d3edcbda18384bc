"""A household is joined, split and merged from the page of one of its people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from jiahe.people import corrections
from jiahe.people.forms import events_for
from jiahe.people.models import Household, Person
from jiahe.trust.acting import acting_as
from jiahe.trust.models import Read
from tests.cast import VILLAGE, Cast
from tests.people.test_forms import number_of, opened
from tests.site.conftest import reader  # noqa: F401 - the client of the village's worker

TOLD = {"source": "派出所", "learned_on": dt.date(2025, 12, 10)}
SAID = {"on": "2025-12-01", "source": "户口簿"}


@pytest.fixture
def house(cast: Cast, posts: Any) -> Household:
    """The household of the Li mother and the girl; the father, who has an ID number, is of another."""
    with acting_as(posts["steward"]):
        house = Household.objects.create(place=VILLAGE)
        other = Household.objects.create(place=VILLAGE)
        Person.objects.filter(id__in=[cast.mother, cast.girl]).update(household=house)
        Person.objects.filter(id=cast.father).update(household=other)
        corrections.correct_id_number(person=cast.father, id_number=NUMBER, reason="补录", **TOLD)
    return house


NUMBER = number_of(dt.date(1992, 11, 30), "male")


def household_of(person: Any, posts: Any) -> Any:
    with acting_as(posts["steward"]):
        return Person.objects.get(id=person).household


def test_who_is_ticked_goes_along_and_the_others_stay(
    reader: Client, cast: Cast, posts: Any, house: Household  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.mother}/record/split/"
    page = reader.get(path).content.decode()
    assert "李小满" in page
    assert "李国强" not in page, "of another household"
    refused = reader.post(path, {**opened(reader, path), **SAID, "people": [str(cast.girl)]})
    assert refused.status_code == 422
    assert "没有人留在原户" in refused.content.decode()
    done = reader.post(path, {**opened(reader, path), **SAID})
    assert done["Location"] == f"/people/{cast.mother}/"
    own = household_of(cast.mother, posts)
    assert own.id != house.id
    assert (own.place, own.from_date) == (VILLAGE, dt.date(2025, 12, 1))
    assert household_of(cast.girl, posts).id == house.id
    page = reader.get(f"/people/{cast.mother}/").content.decode()
    assert "分户 household split" in page
    assert str(own.id) not in page, "a key says nothing to a reader"
    assert "household_id" not in page


def test_a_household_goes_into_that_of_an_id_number(
    reader: Client, cast: Cast, posts: Any, house: Household  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.mother}/record/merge/"
    into = household_of(cast.father, posts)
    done = reader.post(path, {**opened(reader, path), **SAID, "other": NUMBER})
    assert done["Location"] == f"/people/{cast.mother}/"
    assert household_of(cast.mother, posts).id == household_of(cast.girl, posts).id == into.id
    with acting_as(posts["steward"]):
        house.refresh_from_db()
    assert house.until_date == dt.date(2025, 12, 1)
    again = reader.post(path, {**opened(reader, path), **SAID, "other": NUMBER})
    assert again.status_code == 422
    assert "两人已经在同一户" in again.content.decode()
    assert "李国强" in reader.get(f"/people/{cast.mother}/").content.decode()


def test_households_are_not_of_two_villages(
    reader: Client, cast: Cast, posts: Any, house: Household  # noqa: F811
) -> None:  # fmt: skip
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.father).update(household=Household.objects.create(place="420890100202"))
    path = f"/people/{cast.mother}/record/merge/"
    refused = reader.post(path, {**opened(reader, path), **SAID, "other": NUMBER})
    assert refused.status_code == 422
    assert "不在同一个村" in refused.content.decode()
    assert household_of(cast.mother, posts).id == house.id


def test_what_cannot_be_done_is_not_offered(cast: Cast, posts: Any, house: Household) -> None:
    with acting_as(posts["worker"]):
        offered = {one.name: {"join", "split", "merge"} & set(events_for(one)) for one in Person.objects.all()}
    assert offered == {"李秀英": {"split", "merge"}, "李小满": {"split", "merge"}, "李国强": {"merge"}}, (
        "alone in a household, nobody is left to split from; who has one, joins none"
    )


def test_a_household_that_is_not_on_record_is_unknown(reader: Client, cast: Cast) -> None:  # noqa: F811
    page = reader.get(f"/people/{cast.mother}/").content.decode()
    assert "未知" in page.split("同户的人", 1)[1].split("</div>")[0]
    assert reader.get(f"/people/{cast.mother}/record/split/").status_code == 404


def test_a_household_says_where_it_is_known_from_and_an_old_one_says_unknown(
    reader: Client, cast: Cast, posts: Any, house: Household  # noqa: F811
) -> None:  # fmt: skip
    page = reader.get(f"/people/{cast.girl}/household/").content.decode()
    assert "柳林村" in page or VILLAGE in page
    assert "未知 · 未知" in page
    path = f"/people/{cast.mother}/record/split/"
    reader.post(path, {**opened(reader, path), **SAID})
    own = household_of(cast.mother, posts)
    assert (own.source, own.learned_on is not None) == ("户口簿", True)
    assert "户口簿" in reader.get(f"/people/{cast.mother}/household/").content.decode()


def test_its_page_shows_who_is_and_was_of_it_and_each_is_in_the_read_log(
    reader: Client, cast: Cast, posts: Any, house: Household  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.mother}/record/split/"
    reader.post(path, {**opened(reader, path), **SAID})
    address = f"/people/{cast.girl}/household/"
    assert address in reader.get(f"/people/{cast.girl}/").content.decode()
    with acting_as(posts["auditor"]):
        before = set(Read.objects.values_list("id", flat=True))
    page = reader.get(address).content.decode()
    is_of_it, was_of_it = page.split("以前的人")
    assert "李小满" in is_of_it
    assert "李秀英" not in is_of_it.split("现在的人")[1]
    for said in ("李秀英", "转到另一户", "分户", "户口簿"):
        assert said in was_of_it
    with acting_as(posts["auditor"]):
        reads = Read.objects.filter(page="household").exclude(id__in=before)
        assert set(reads.values_list("person", flat=True)) == {cast.girl, cast.mother}
    assert "转入这一户" in reader.get(f"/people/{cast.mother}/household/").content.decode()


def test_nobody_of_another_area_is_shown_and_what_is_not_known_is_said(
    reader: Client, cast: Cast, posts: Any, house: Household  # noqa: F811
) -> None:  # fmt: skip
    assert reader.get(f"/people/{cast.wang}/household/").status_code == 404
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.wang).update(household=house)
    page = reader.get(f"/people/{cast.girl}/household/").content.decode()
    assert "李小满" in page
    assert "王桂芳" not in page
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.girl).update(household=None)
    assert "未知" in reader.get(f"/people/{cast.girl}/household/").content.decode()
    with acting_as(posts["steward"]):
        far = Household.objects.create(place="420890100202")
        Person.objects.filter(id=cast.girl).update(household=far)
    assert "不在您的范围内" in reader.get(f"/people/{cast.girl}/household/").content.decode()
