"""A newer published list brings the divisions up to date: compared first, dated, and over nothing the office did."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from jiahe.people.models import Person
from jiahe.places.changes import ChangeRefused, merge_divisions, recode_division, rename_division
from jiahe.places.divisions import Divisions
from jiahe.places.history import held_on, history_of
from jiahe.places.list_applying import apply_list
from jiahe.places.list_reading import PublishedList, read_list
from jiahe.places.models import Division, Post
from jiahe.places.naming import divisions, forget, name_of
from jiahe.places.newer_list import compare
from jiahe.trust.acting import acting_as
from tests.cast import COUNTY, TOWN, VILLAGE, Cast

pytestmark = pytest.mark.django_db

ON = dt.date(2024, 6, 30)
SOURCE = "统计用区划代码 2024-06-30"
FOLDER = Path(__file__).parents[2] / "src/jiahe/places/published"
SHIPPED = [FOLDER / "china_to_township.csv.gz", FOLDER / "hubei_villages.csv.gz"]
EMPTY, THIRD, NEW = "420890100205", "420890100203", "420890100206"
PLACES = {
    COUNTY: ("禾阳县", 3),
    TOWN: ("清溪镇", 4),
    VILLAGE: ("柳林村", 5),
    "420890100202": ("石墩村", 5),
    THIRD: ("荷塘村", 5),
    EMPTY: ("空山村", 5),
}


@pytest.fixture
def county(cast: Cast, posts: Any) -> Iterator[Cast]:
    """An invented county as if the published list had it; the data steward acts."""
    with acting_as(posts["steward"]):
        Division.objects.bulk_create(
            [Division(code=c, name=n, level=i, source="名单", listed=True) for c, (n, i) in PLACES.items()]
        )
        forget()
        yield cast
    forget()


def listing(tmp_path: Path, *without: str, **more: tuple[str, int]) -> PublishedList:
    """The list of the county as it is, without some places, and with others: ``c420890100206=("新村", 5)``."""
    rows = {code: one for code, one in PLACES.items() if code not in without}
    rows |= {code[1:]: one for code, one in more.items()}
    file = tmp_path / "list.csv.gz"
    text = "code,name,level\n" + "".join(f"{code},{name},{level}\n" for code, (name, level) in rows.items())
    file.write_bytes(gzip.compress(text.encode()))
    return read_list([file])


def test_a_dry_run_says_all_and_changes_nothing(county: Cast, tmp_path: Path) -> None:
    before = list(Division.objects.order_by("id").values())
    found = compare(listing(tmp_path, EMPTY, **{f"c{THIRD}": ("荷塘社区", 5), "c420890101000": ("新桥镇", 4)}), on=ON)
    assert [(one.code, one.name) for one in found.new] == [("420890101000", "新桥镇")]
    assert {one.code: before for one, before in found.renamed.items()} == {THIRD: "荷塘村"}
    assert [one.code for one in found.gone] == [EMPTY]
    assert (found.conflicts, found.faults, found.same) == ((), (), 4)
    assert list(Division.objects.order_by("id").values()) == before


def test_what_it_says_is_done_as_dated_changes_and_a_second_time_changes_nothing(county: Cast, tmp_path: Path) -> None:
    read = listing(tmp_path, EMPTY, **{f"c{THIRD}": ("荷塘社区", 5), "c420890101000": ("新桥镇", 4)})
    apply_list(read, on=ON, source=SOURCE)
    assert (name_of(THIRD), name_of("420890101000"), name_of(EMPTY)) == ("荷塘社区", "新桥镇", "空山村")
    assert not divisions().is_known(EMPTY)
    before, after = held_on(THIRD, ON - dt.timedelta(days=1)), held_on(THIRD, ON)
    assert before is not None
    assert after is not None
    assert (before.name, before.until_date, after.name, after.source) == ("荷塘村", ON, "荷塘社区", SOURCE)
    (event,) = history_of(THIRD)
    assert (event.kind, event.on) == ("renamed", ON)
    assert held_on(EMPTY, ON - dt.timedelta(days=1)) is not None
    assert held_on(EMPTY, ON) is None
    rows = list(Division.objects.order_by("id").values())
    assert apply_list(read, on=ON, source=SOURCE).changes == 0
    with pytest.raises(ChangeRefused, match="Say which list this is"):
        apply_list(read, on=ON, source=" ")
    assert list(Division.objects.order_by("id").values()) == rows


def test_a_place_on_which_people_or_posts_stand_stays_until_somebody_says_what_became_of_it(
    county: Cast, tmp_path: Path
) -> None:
    read = listing(tmp_path, VILLAGE, **{f"c{NEW}": ("新柳村", 5)})
    found = apply_list(read, on=ON, source=SOURCE)
    assert found.changes == 0
    (gone, new) = found.conflicts
    assert gone.place.code == VILLAGE
    for said in ("3 户籍人口", "岗位", "“区划”页"):
        assert said in gone.zh
    assert (new.place.code, VILLAGE in new.zh) == (NEW, True)
    assert divisions().is_known(VILLAGE)
    recode_division(code=VILLAGE, new_code=NEW, on=ON, source="批复")
    rename_division(code=NEW, name="新柳村", on=ON + dt.timedelta(days=1), source="批复")
    assert Person.objects.get(id=county.mother).hukou_place == NEW
    assert Post.objects.filter(place=NEW).exists()
    after = compare(read, on=ON)
    assert (after.changes, after.conflicts) == (0, ())


def test_nothing_the_office_did_is_changed_and_each_difference_is_said(county: Cast, tmp_path: Path) -> None:
    rename_division(code=THIRD, name="荷花村", on=dt.date(2024, 1, 1), source="批复")
    merge_divisions(
        old=[EMPTY, "420890100202"], code="420890100202", name="石墩村", on=dt.date(2024, 1, 1), source="批复"
    )
    Division.objects.create(code="420890100299", name="自设村", level=5, source="本县")
    forget()
    rows = list(Division.objects.order_by("id").values())
    found = apply_list(listing(tmp_path), on=ON, source=SOURCE)
    assert found.changes == 0
    said = {one.place.code: one.zh for one in found.conflicts}
    assert set(said) == {THIRD, EMPTY, "420890100299"}
    assert "本单位登记的是荷花村" in said[THIRD]
    assert "2024-01-01 登记撤销" in said[EMPTY]
    assert "本单位登记的，保留" in said["420890100299"]
    assert list(Division.objects.order_by("id").values()) == rows


def test_the_list_that_is_shipped_changes_nothing_and_reads_without_a_fault(cast: Cast, posts: Any) -> None:
    read = read_list(SHIPPED)
    with acting_as(posts["steward"]):
        forget()
        found = compare(read, on=ON)
    assert (found.faults, found.changes, found.conflicts) == ((), 0, ())
    assert found.same == len(read.places) > 70_000


def test_a_list_of_the_whole_country_renames_and_ends_places_elsewhere(county: Cast, tmp_path: Path) -> None:
    first, second = [one for one in Divisions.published().places("440305000000", "440305999999") if one.level == 4][:2]
    text = gzip.decompress(SHIPPED[0].read_bytes()).decode()
    lines = [line for line in text.splitlines() if not line.startswith(first.code)]
    lines = [f"{second.code},新{second.name},4" if line.startswith(second.code) else line for line in lines]
    file = tmp_path / "china.csv"
    file.write_text("\n".join([*lines, "440305099000,某某街道,4"]), encoding="utf-8")
    found = apply_list(read_list([file]), on=ON, source=SOURCE)
    assert [(one.code, one.name) for one in found.new] == [("440305099000", "某某街道")]
    assert [one.code for one in found.renamed] == [second.code]
    assert [one.code for one in found.gone] == [first.code], "no village is gone: this list names none"
    assert (name_of(first.code), name_of(second.code)) == (first.name, f"新{second.name}")
    assert not divisions().is_known(first.code)
    assert divisions().is_known("440305099001")


def test_each_fault_is_named_by_row_and_column_and_nothing_is_done(county: Cast, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "code,name,level\n"
        "4208901002,短码村,5\n"
        "420890100207,,5\n"
        "420890100208,某村,6\n"
        "420890100209,某村,3\n"
        f"{VILLAGE},柳林村,5\n"
        f"{VILLAGE},柳林村,5\n"
        "990000100201,无上级村,5\n",
        encoding="utf-8",
    )
    read = read_list([file])
    found = compare(read, on=ON)
    assert [(one.row, one.column, one.value) for one in found.faults] == [
        (2, "code", "4208901002"), (3, "name", ""), (4, "level", "6"), (5, "level", "3"), (7, "code", VILLAGE),
        (8, "code", "990000100201"),
    ]  # fmt: skip
    assert all(one.zh and one.en for one in found.faults)
    with pytest.raises(ChangeRefused, match="nothing was changed"):
        apply_list(read, on=ON, source=SOURCE)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"name,level\n", b""])
def test_a_file_that_is_no_list_is_a_fault(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    (fault,) = read_list([file]).faults
    assert (fault.row, fault.file) == (1, "list.csv")


@pytest.mark.parametrize("on", [dt.date(2023, 6, 30), dt.date(2020, 1, 1), dt.date(2999, 1, 1)])
def test_an_older_list_or_one_to_come_is_refused(county: Cast, tmp_path: Path, on: dt.date) -> None:
    with pytest.raises(ChangeRefused):
        compare(listing(tmp_path), on=on)


def test_a_list_that_is_older_than_the_last_one_is_refused(county: Cast, tmp_path: Path) -> None:
    apply_list(listing(tmp_path, **{f"c{THIRD}": ("荷塘社区", 5)}), on=ON, source=SOURCE)
    with pytest.raises(ChangeRefused, match="2024-06-30"):
        compare(listing(tmp_path), on=dt.date(2024, 1, 1))


def test_only_who_changes_divisions_may(county: Cast, posts: Any, tmp_path: Path) -> None:
    read = listing(tmp_path, **{f"c{THIRD}": ("荷塘社区", 5)})
    with acting_as(posts["officer"]), pytest.raises(PermissionDenied):
        apply_list(read, on=ON, source=SOURCE)
