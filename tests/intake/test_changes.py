"""What a file changes of people of the register is shown, item by item, before it is loaded and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.cast import VILLAGE, Cast
from tests.intake.conftest import id_number

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

LI = id_number(dt.date(1994, 5, 6), "female", 11)
NEW = id_number(dt.date(2001, 2, 3), "male", 13)


@pytest.fixture
def acting(posts: dict[str, Acting], cast: Cast) -> Iterator[Cast]:
    """Act as the steward, in a register in which a clerk has given Li Xiuying her number, and a name misheard."""
    from jiahe.people.models import Person
    from jiahe.trust.acting import acting_as
    from jiahe.trust.sealing import blind_index, seal

    with acting_as(posts["steward"]):
        sealed = {"id_sealed": seal(LI, "id_number"), "id_index": blind_index(LI, "id_number")}
        Person.objects.filter(id=cast.mother).update(name="李秀因", **sealed)
        yield cast


def rows() -> list[dict[str, str]]:
    """One new, and one that renames somebody and fills in two of her items."""
    known = {"姓名": "李秀英", "身份证号": LI, "性别": "女", "出生日期": "1994-05-06", "户籍地": VILLAGE}
    new = {"姓名": "周新", "身份证号": NEW, "性别": "男", "出生日期": "2001-02-03", "户籍地": VILLAGE}
    return [new | {"户号": "0007", "联系电话": ""}, known | {"户号": "0007", "联系电话": "13800000000"}]


def lines(client: Client, load: Any, show: str) -> str:
    answer = client.get(f"/intake/{load.id}/changes/", {"show": show})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_what_is_new_and_what_changes_are_counted_apart(
    acting: Cast, take: Callable[..., Any], steward: Client
) -> None:
    load = take("household_registration", rows(), until="checked")
    assert (load.read, load.loaded, load.changed) == (2, 2, 1)
    page = steward.get(f"/intake/{load.id}/").content.decode()
    assert "可以导入：新登记的</dt><dd>1 行" in page
    assert "可以导入：改动登记册的</dt><dd>1 行" in page
    assert f"/intake/{load.id}/changes/" in page


def test_a_change_is_shown_with_what_it_replaces_before_it_is_made_and_after(
    acting: Cast, take: Callable[..., Any], steward: Client, posts: dict[str, Acting]
) -> None:
    from jiahe.intake import applying
    from jiahe.intake.models import Load

    load = take("household_registration", rows(), until="checked")
    before = lines(steward, load, "replaced")
    assert "李秀因" in before
    assert "李秀英" in before
    assert "周新" not in before, "who is new is not changed"
    filled = lines(steward, load, "filled")
    assert "0007" in filled
    assert "（不显示）" in filled
    assert "13800000000" not in before + filled
    assert "改掉原有的 (1)" in before
    assert "补上原来没有的 (2)" in before

    Load.objects.filter(id=load.id).update(state="loading")
    applying.load_rows(load.id, posts["steward"])
    load.refresh_from_db()
    assert (load.state, load.changed) == ("loaded", 1)
    assert "李秀因" in lines(steward, load, "replaced")


def test_looking_at_changes_is_in_the_read_log_of_those_people_only(
    acting: Cast, take: Callable[..., Any], steward: Client
) -> None:
    from jiahe.trust.models import Read

    load = take("household_registration", rows(), until="checked")
    steward.get(f"/intake/{load.id}/")
    assert not Read.objects.filter(page="load-changes").exists(), "the counts tell of nobody"
    lines(steward, load, "replaced")
    read = Read.objects.get(page="load-changes")
    assert (read.person, read.what, read.purpose) == (acting.mother, "view", "check")


def test_what_was_typed_from_a_paper_stands_though_files_are_called_as_the_paper(
    acting: Cast, take: Callable[..., Any]
) -> None:
    from jiahe.people.models import Person

    says = [{"姓名": "李秀英", "身份证号": LI, "出生日期": "1994-05-06"}]
    who = Person.objects.filter(id=acting.mother)
    who.update(name="李秀英", birth_date="1994-06-05", source="出生医学证明")
    load = take("household_registration", says)
    assert (load.loaded, load.aside) == (0, 1), "a clerk has read the birth certificate"
    who.update(load=load.id)
    assert take("household_registration", says).changed == 1, "now a file of birth certificates had said so"


def test_a_file_that_is_taken_back_or_dropped_shows_no_changes(
    acting: Cast, take: Callable[..., Any], steward: Client, taken_back: Callable[[Any], None]
) -> None:
    from jiahe.intake import actions

    load = take("household_registration", rows())
    taken_back(load)
    assert steward.get(f"/intake/{load.id}/changes/").status_code == 404
    assert f"/intake/{load.id}/changes/" not in steward.get(f"/intake/{load.id}/").content.decode()
    dropped = take("household_registration", rows(), until="checked")
    actions.drop(key=dropped.id)
    assert steward.get(f"/intake/{dropped.id}/changes/").status_code == 404
    loaded = take("household_registration", rows())
    assert steward.get(f"/intake/{loaded.id}/changes/", {"show": "all"}).status_code == 404


def test_changes_are_paged_in_the_order_of_the_file(acting: Cast, take: Callable[..., Any], steward: Client) -> None:
    from jiahe.intake.changes import How, changes_of

    numbers = [id_number(dt.date(1980, 1, 1 + n), "male", 20 + n) for n in range(30)]
    names = [f"周{one}{other}" for one in "甲乙丙丁戊己庚辛壬癸" for other in "天地人"]
    first = [{"姓名": name, "身份证号": one, "户籍地": VILLAGE} for name, one in zip(names, numbers, strict=True)]
    assert take("household_registration", first).loaded == 30
    more = [{"联系电话": f"138000000{n:02d}", "户号": str(n)} for n in range(30)]
    load = take("household_registration", [one | other for one, other in zip(first, more, strict=True)])
    assert load.changed == 30
    found = [(one.number, one.item) for one in changes_of(load, How.FILLED)]
    assert found == sorted(found)
    assert len(found) == changes_of(load, How.FILLED).count() == 60
    page = steward.get(f"/intake/{load.id}/changes/", {"show": "filled", "page": "3"}).content.decode()
    assert page.count("<tr") == 11, "the head and the last ten"
