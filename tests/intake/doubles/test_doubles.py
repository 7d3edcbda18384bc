"""Records that may be about one person: found, shown side by side, decided by a person, and followed at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from stdnum.cn import ric

from jiahe.people.errors import Refused
from jiahe.people.models import Person
from jiahe.people.names import search_keys
from jiahe.trust.acting import Acting, acting_as
from tests.cast import LEARNED, VILLAGE, Cast
from tests.intake.conftest import id_number
from tests.intake.test_loads import household, rules

pytestmark = pytest.mark.django_db
OTHER_VILLAGE = "420890100202"
NUMBER = id_number(dt.date(1994, 5, 6), "female", 3)
WHY = {"reason": "同一人", "source": "户口簿", "learned_on": LEARNED}


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def double(cast: Cast, posts: dict[str, Acting]) -> UUID:
    """The mother once more, with one character written otherwise."""
    with acting_as(posts["steward"]):
        return Person.objects.create(
            name="李秀瑛", search=search_keys("李秀瑛"), sex="female", birth_date=dt.date(1994, 5, 6),
            hukou_place=VILLAGE, residence_place=VILLAGE, source="卫健", learned_on=LEARNED,
        ).id  # fmt: skip


@pytest.fixture
def found(double: UUID, cast: Cast, posts: dict[str, Acting]) -> Any:
    """The pair that the night's search finds."""
    from jiahe.intake.doubles.search import look_for_doubles
    from jiahe.intake.models import Pair

    with acting_as(posts["background"]):
        assert look_for_doubles() == {"opened": 1, "gone": 0}
        return Pair.objects.get()


def test_a_search_finds_two_records_of_one_person_and_nobody_else(found: Any, cast: Cast, double: UUID) -> None:
    assert {found.person_id, found.other_id} == {cast.mother, double}
    assert found.evidence["birth_level"] == "same"
    assert found.evidence["name_level"] in ("sound", "one_of_three", "variant")
    assert found.answer == ""


def test_the_same_search_again_opens_nothing_and_asks_nothing_that_was_decided(
    found: Any, posts: dict[str, Acting]
) -> None:
    from jiahe.intake.doubles.actions import part_pair
    from jiahe.intake.doubles.search import look_for_doubles
    from jiahe.intake.models import Pair

    with acting_as(posts["background"]):
        assert look_for_doubles() == {"opened": 0, "gone": 0}
    with acting_as(posts["reviewer"]):
        part_pair(pair=found.id)
    with acting_as(posts["background"]):
        assert look_for_doubles() == {"opened": 0, "gone": 0}
        assert Pair.objects.get().answer == "other"


@pytest.fixture
def third(double: UUID, posts: dict[str, Acting]) -> UUID:
    """The mother a third time; the search has found that each is like each."""
    from jiahe.intake.doubles.search import look_for_doubles

    with acting_as(posts["steward"]):
        key = Person.objects.create(
            name="李秀莹", search=search_keys("李秀莹"), sex="female", birth_date=dt.date(1994, 5, 6),
            hukou_place=VILLAGE, residence_place=VILLAGE, source="卫健", learned_on=LEARNED,
        ).id  # fmt: skip
    with acting_as(posts["background"]):
        assert look_for_doubles() == {"opened": 3, "gone": 0}
    return key


def test_what_was_decided_is_not_asked_again_the_other_way_round(
    cast: Cast, double: UUID, third: UUID, posts: dict[str, Acting]
) -> None:
    """Of two pairs that a merge makes one, the decided one stands, whichever of the two comes first in it."""
    from jiahe.intake.doubles.actions import part_pair
    from jiahe.intake.doubles.search import look_for_doubles
    from jiahe.intake.models import Pair
    from jiahe.people.merging import merge

    with acting_as(posts["steward"]):
        part_pair(pair=Pair.objects.get(person=cast.mother, other=double).id)
        merge(keep=third, other=cast.mother, **WHY)
    with acting_as(posts["background"]):
        look_for_doubles()
        assert look_for_doubles() == {"opened": 0, "gone": 0}
        [left] = Pair.objects.all()
        assert (left.answer, {left.person_id, left.other_id}) == ("other", {double, third})


def test_of_three_records_none_is_shown_beside_itself(
    cast: Cast, double: UUID, third: UUID, posts: dict[str, Acting], sign_in: Any
) -> None:
    from jiahe.intake.doubles.actions import merge_pair, part_pair
    from jiahe.intake.models import Pair

    with acting_as(posts["reviewer"]):
        first = Pair.objects.get(person=cast.mother, other=third)
        merge_pair(pair=first.id, keep=third, **WHY)
        same, again = Pair.objects.filter(answer="")
        assert {same.person_id, same.other_id} == {again.person_id, again.other_id} == {double, third}
        with pytest.raises(Refused, match="Look again"):
            merge_pair(pair=same.id, keep=cast.mother, **WHY)
        merge_pair(pair=same.id, keep=double, **WHY)
        with pytest.raises(Refused, match="just decided"):
            part_pair(pair=again.id)
    assert "待定 (0)" in text(sign_in("reviewer").get("/doubles/"))


def test_a_pair_that_is_corrected_away_is_gone(found: Any, double: UUID, posts: dict[str, Acting]) -> None:
    from jiahe.intake.doubles.search import look_for_doubles
    from jiahe.people.corrections import correct_person

    with acting_as(posts["officer"]):
        correct_person(person=double, name="赵明", birth_date=dt.date(1971, 1, 30), **WHY)
    with acting_as(posts["background"]):
        assert look_for_doubles() == {"opened": 0, "gone": 1}


def test_a_pair_is_merged_and_parted_and_the_pair_says_so(
    found: Any, cast: Cast, double: UUID, posts: dict[str, Acting], sign_in: Any
) -> None:
    from jiahe.intake.doubles.actions import merge_pair, part_pair
    from jiahe.people.merging import merges_of, unmerge

    with acting_as(posts["reviewer"]):
        merge_pair(pair=found.id, keep=cast.mother, **WHY)
        assert not Person.objects.filter(id=double).exists()
        found.refresh_from_db()
        assert (found.answer, found.person_id, found.other_id) == ("same", cast.mother, cast.mother)
        with pytest.raises(Refused, match="just decided"):
            part_pair(pair=found.id)
        [done] = merges_of(cast.mother)
        unmerge(merge=done.id, reason="是两个人")
        found.refresh_from_db()
        assert {found.person_id, found.other_id} == {cast.mother, double}
    page = text(sign_in("reviewer").get("/doubles/?show=decided"))
    assert "合并过，又撤销了" in page


def test_who_does_not_see_both_does_not_see_the_pair(found: Any, double: UUID, posts: dict[str, Acting]) -> None:
    from jiahe.intake.doubles.actions import part_pair
    from jiahe.intake.models import Pair

    with acting_as(posts["reviewer"]):
        assert Pair.objects.count() == 1
        Person.objects.filter(id=double).update(hukou_place="420890100202")
    with acting_as(posts["steward"]):
        Person.objects.filter(id=double).update(hukou_place="420890200202", residence_place="420890200202")
    with acting_as(posts["reviewer"]):
        assert Pair.objects.count() == 0
    with acting_as(posts["worker"]), pytest.raises(PermissionDenied):
        part_pair(pair=found.id)


def test_the_page_shows_both_and_what_speaks_for_and_against(found: Any, sign_in: Any, cast: Cast) -> None:
    reviewer = sign_in("reviewer")
    listed = text(reviewer.get("/doubles/"))
    assert "李秀英" in listed
    assert "待定 (1)" in listed
    page = text(reviewer.get(f"/doubles/{found.id}/"))
    assert "李秀瑛" in page
    assert "李小满" in page, "the family is shown"
    assert "出生日期相同 支持" in page
    refused = reviewer.post(f"/doubles/{found.id}/", {"keep": str(cast.mother), "reason": "同一人", "source": ""})
    assert refused.status_code == 422
    assert "请填写“凭什么材料”" in text(refused)
    done = reviewer.post(f"/doubles/{found.id}/", {"keep": str(cast.mother), "reason": "同一人", "source": "户口簿"})
    assert done.status_code == 302
    assert "合并过的档案" in text(reviewer.get(f"/people/{cast.mother}/"))
    again = reviewer.post(f"/doubles/{found.id}/", {"keep": str(cast.mother), "reason": "同一人", "source": "户口簿"})
    assert "已经有人决定过" in text(reviewer.get(again["Location"]))
    assert sign_in("worker").get(f"/doubles/{found.id}/").status_code == 403


def test_the_address_of_a_merged_record_leads_to_the_kept_one(
    found: Any, sign_in: Any, cast: Cast, double: UUID
) -> None:
    reviewer = sign_in("reviewer")
    reviewer.post(f"/doubles/{found.id}/", {"keep": str(cast.mother), "reason": "同一人", "source": "户口簿"})
    answer = reviewer.get(f"/people/{double}/")
    assert answer.status_code == 302
    assert answer["Location"] == f"/people/{cast.mother}/"
    page = reviewer.get(f"/people/{cast.mother}/").content.decode()
    [part] = re.findall(rf"/people/{cast.mother}/merges/[0-9a-f-]+/", page)
    form = reviewer.get(part)
    once = re.search(r'name="once" value="([^"]+)"', form.content.decode())
    assert once is not None
    assert reviewer.post(part, {"once": once[1], "reason": ""}).status_code == 422
    back = reviewer.post(part, {"once": once[1], "reason": "是两个人"})
    assert back["Location"] == f"/people/{double}/"
    assert reviewer.get(f"/people/{double}/").status_code == 200


# ------------------------------------------------------------------------------------------------ rows of files


@pytest.fixture
def steward(posts: dict[str, Acting], cast: Cast) -> Iterator[None]:
    with acting_as(posts["steward"]):
        yield


LIKE_THE_MOTHER = household(姓名="李秀瑛", 性别="女", 出生日期="1994-05-06")


def test_a_row_that_may_be_somebody_waits_and_follows_as_it_is_decided(
    steward: None, cast: Cast, take: Callable[..., Any], finish: Callable[..., Any]
) -> None:
    from jiahe.intake.doubles.actions import decide_row

    load = take("household_registration", [LIKE_THE_MOTHER | {"联系电话": "13800000000"}], until="checked")
    assert (load.loaded, load.unchanged, load.aside) == (0, 0, 1)
    [pair] = load.pairs.all()
    assert (pair.person_id, pair.other_id) == (cast.mother, None)
    decide_row(pair=pair.id, same=True)
    load.refresh_from_db()
    assert (load.read, load.loaded, load.unchanged, load.aside) == (1, 1, 0, 0)
    finish(load)
    mother = Person.objects.get(id=cast.mother)
    assert (mother.name, mother.phone_sealed is None) == ("李秀瑛", False), "the police know best how a name is written"
    assert mother.corrections.get(column="name").before == "李秀英"


def test_a_row_that_is_somebody_new_is_loaded_as_new(
    steward: None, cast: Cast, take: Callable[..., Any], finish: Callable[..., Any]
) -> None:
    from jiahe.intake.doubles.actions import decide_row

    load = take("household_registration", [LIKE_THE_MOTHER], until="checked")
    [pair] = load.pairs.all()
    decide_row(pair=pair.id, same=False)
    load.refresh_from_db()
    assert (load.loaded, load.aside) == (1, 0)
    finish(load)
    assert Person.objects.filter(name="李秀瑛").count() == 1


def test_a_row_of_a_file_that_is_being_checked_again_is_decided_afterwards(
    steward: None, take: Callable[..., Any]
) -> None:
    from jiahe.intake.doubles.actions import decide_row
    from jiahe.intake.models import Load, Pair

    load = take("household_registration", [LIKE_THE_MOTHER], until="checked")
    [pair] = load.pairs.all()
    Load.objects.filter(id=load.id).update(state="checking")
    with pytest.raises(Refused):
        decide_row(pair=pair.id, same=False)
    pair.refresh_from_db()
    assert pair.answer == Pair.Answer.OPEN, "else the row would stay aside, and nobody would be asked again"
    Load.objects.filter(id=load.id).update(state="checked")
    decide_row(pair=pair.id, same=False)
    load.refresh_from_db()
    assert (load.loaded, load.aside) == (1, 0)


def test_what_was_decided_of_a_row_is_not_asked_again(
    steward: None, cast: Cast, take: Callable[..., Any], finish: Callable[..., Any]
) -> None:
    from jiahe.intake.doubles.actions import decide_row

    row = household(姓名="李秀英", 性别="女", 出生日期="1994-05-06", 户籍地=OTHER_VILLAGE)
    first = take("household_registration", [row], until="checked")
    [pair] = first.pairs.all()
    decide_row(pair=pair.id, same=False)
    again = take("household_registration", [row], until="checked")
    assert (again.loaded, again.aside, again.pairs.count()) == (1, 0, 0)
    other = take("household_registration", [row | {"联系电话": "13800000001"}], until="checked")
    assert (other.loaded, other.aside, other.pairs.count()) == (0, 1, 1), "another row is asked about"


def test_a_row_about_somebody_of_the_file_already_is_set_aside_once_it_is_decided(
    steward: None, cast: Cast, take: Callable[..., Any]
) -> None:
    from jiahe.intake.doubles.actions import decide_row
    from jiahe.people.corrections import correct_id_number

    number = "42089019940506002"
    number += ric.calc_check_digit(number + "0")
    correct_id_number(person=cast.mother, id_number=number, **WHY)
    rows = [household(姓名="李秀英", 身份证号=number, 户籍地=""), LIKE_THE_MOTHER]
    load = take("household_registration", rows, until="checked")
    assert (load.unchanged, load.aside) == (1, 1)
    [pair] = load.pairs.all()
    decide_row(pair=pair.id, same=True)
    load.refresh_from_db()
    assert (load.read, load.unchanged, load.aside) == (2, 1, 1)
    assert rules(load) == {"twice_in_file"}


def test_the_page_of_a_row(steward: None, take: Callable[..., Any], sign_in: Any, posts: dict[str, Acting]) -> None:
    from jiahe.trust.models import Read

    load = take("household_registration", [LIKE_THE_MOTHER], until="checked")
    [pair] = load.pairs.all()
    steward = sign_in("steward")
    assert "1 行要由人来定" in text(steward.get(f"/intake/{load.id}/"))
    page = text(steward.get(f"/doubles/{pair.id}/"))
    assert "文件第2行" in page
    assert list(Read.objects.filter(load=load.id).values_list("page", "rows")) == [("double", 1)]
    assert "如果是同一人： 按这一行改登记册的：姓名。" in page, "that somebody is renamed is said before"
    assert "很像" in text(steward.get("/doubles/"))
    assert steward.post(f"/doubles/{pair.id}/", {"answer": "nonsense"}).status_code == 404
    assert steward.post(f"/doubles/{pair.id}/", {"answer": "other"}).status_code == 302
    assert "1 行要由人来定" not in text(steward.get(f"/intake/{load.id}/"))
    assert sign_in("reviewer").get(f"/doubles/{pair.id}/").status_code == 404, "a file is the steward's"


def test_the_last_decision_about_a_row_counts(steward: None, cast: Cast, take: Callable[..., Any]) -> None:
    """The same file twice, checked before either was decided."""
    from jiahe.intake.doubles.actions import decide_row
    from jiahe.intake.models import Pair

    loads = [take("household_registration", [LIKE_THE_MOTHER], until="checked") for _ in range(2)]
    first, second = (load.pairs.get().id for load in loads)
    decide_row(pair=second, same=True)
    decide_row(pair=first, same=False)
    Pair.objects.filter(id=second).update(weight=0)  # rewritten last, as by a merge that moves it
    again = take("household_registration", [LIKE_THE_MOTHER], until="checked")
    assert (again.loaded, again.aside, again.rows.get().fate) == (1, 0, "new")


def test_a_row_about_somebody_who_was_merged_away_since_the_check_is_set_aside(
    steward: None, cast: Cast, double: UUID, take: Callable[..., Any], finish: Callable[..., Any]
) -> None:
    from jiahe.people.corrections import correct_id_number
    from jiahe.people.merging import merge
    from tests.intake.conftest import identity

    correct_id_number(person=double, id_number=NUMBER, **WHY)
    rows = [household(姓名="李秀瑛", 身份证号=NUMBER, 联系电话="13800000000")]
    load = take("household_registration", rows, until="checked")
    assert load.rows.get().fate == "change"
    merge(keep=cast.mother, other=double, **WHY)
    finish(load)
    identity(load)
    assert rules(load) == {"changed_since"}
    assert Person.objects.get(id=cast.mother).phone_sealed is None
    again = take("household_registration", rows, until="checked")
    assert again.rows.get().person == cast.mother, "the file once more finds the kept record"


# ------------------------------------------------------------------------------------------------ taking a load back

TWICE_HIM = [
    household(姓名="赵小明", 性别="男", 出生日期="1980-01-02"),
    household(姓名="赵晓明", 性别="男", 出生日期="1980-01-02"),
]


@pytest.mark.parametrize("decided", [True, False])
def test_that_somebody_of_a_load_may_be_there_twice_does_not_keep_it_from_being_taken_back(
    steward: None, posts: Any, take: Callable[..., Any], taken_back: Callable[..., None], decided: bool
) -> None:
    from jiahe.intake.doubles.actions import part_pair
    from jiahe.intake.doubles.search import look_for_doubles
    from jiahe.intake.models import Pair

    load = take("household_registration", TWICE_HIM)
    with acting_as(posts["background"]):
        assert look_for_doubles()["opened"] == 1
    if decided:
        part_pair(pair=Pair.objects.get().id)
    taken_back(load)
    assert (Pair.objects.count(), Person.objects.filter(load=load.id).count()) == (0, 0)


def test_a_load_is_taken_back_once_those_whom_it_brought_are_parted(
    steward: None, posts: Any, take: Callable[..., Any], taken_back: Callable[..., None]
) -> None:
    from jiahe.intake.doubles.actions import merge_pair
    from jiahe.intake.doubles.search import look_for_doubles
    from jiahe.intake.models import Pair
    from jiahe.people.merging import merges_of, unmerge

    load = take("household_registration", TWICE_HIM)
    with acting_as(posts["background"]):
        look_for_doubles()
    [pair] = Pair.objects.all()
    merge_pair(pair=pair.id, keep=pair.person_id, **WHY)
    with pytest.raises(Refused, match="merged records"):
        taken_back(load)
    [done] = merges_of(pair.person_id)
    unmerge(merge=done.id, reason="是两个人")
    taken_back(load)
    load.refresh_from_db()
    assert (load.state, Person.objects.filter(load=load.id).count()) == ("undone", 0)


def test_a_load_that_corrected_somebody_who_was_merged_since_waits_until_they_are_parted(
    steward: None, cast: Cast, double: UUID, take: Callable[..., Any], taken_back: Callable[..., None]
) -> None:
    """Its correction went along with them: taken back now, it would be the kept record's own group that went."""
    from jiahe.people.corrections import correct_id_number, correct_person
    from jiahe.people.merging import merge, unmerge

    correct_id_number(person=double, id_number=NUMBER, **WHY)
    correct_person(person=cast.mother, village_group=3, **WHY)
    load = take("household_registration", [household(姓名="李秀瑛", 身份证号=NUMBER, 村民小组="5组")])
    assert Person.objects.get(id=double).village_group == 5
    done = merge(keep=cast.mother, other=double, **WHY)
    with pytest.raises(Refused, match="merged records"):
        taken_back(load)
    unmerge(merge=done, reason="是两个人")
    taken_back(load)
    assert Person.objects.get(id=double).village_group is None
    assert Person.objects.get(id=cast.mother).village_group == 3
