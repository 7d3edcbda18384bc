"""A delivery that is wrong, as a zip or in its rows: each says what is wrong, and nothing is kept or lost of it."""

from __future__ import annotations

import datetime as dt
import html
import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import VILLAGE
from tests.intake.conftest import DAY, id_number
from tests.intake.delivered import csv_of, deliver, packed, received, to_the_end

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

MOTHER_BORN, FATHER_BORN, GIRL_BORN = dt.date(1994, 5, 6), dt.date(1992, 11, 30), dt.date(2023, 3, 20)


def person(key: str, name: str, sex: str, born: dt.date, **other: str) -> dict[str, str]:
    row = {"person_id": key, "name": name, "id_number": id_number(born, sex, 41), "sex": sex, "nationality": "CHN"}
    return row | {"birth_date": born.isoformat(), "hukou_place": VILLAGE, "death_date": ""} | other


PERSONS = [
    person("m", "周母", "female", MOTHER_BORN),
    person("f", "周父", "male", FATHER_BORN),
    person("g", "周女", "female", GIRL_BORN),
]
STEP = person("w", "周继", "male", dt.date(1988, 8, 8))
WED = {"person": "m", "spouse": "f", "from_date": "2019-05-01", "until_date": "", "ended_by": ""}


def tables(**rows: Any) -> bytes:
    return packed({f"{name}.csv": csv_of(of_table) for name, of_table in ({"persons": PERSONS} | rows).items()})


@pytest.fixture
def end(in_villages: Acting, steward_account: Any) -> Callable[..., dict[str, Any]]:
    """``end(raw)`` takes a delivery to its end; return its loads by source."""

    def taken(raw: bytes, name: str = "交接.zip") -> dict[str, Any]:
        return to_the_end(deliver(raw, steward_account.id, DAY, name), in_villages)

    return taken


def numbers(load: Any) -> tuple[int, int, int]:
    return load.loaded, load.unchanged, load.aside


def said(load: Any) -> str:
    return "\n".join(words["en"] for words in load.row_faults.values_list("said", flat=True) if words)


def secret() -> bytes:
    """A zip whose entry says that it is encrypted."""
    raw = bytearray(tables())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    return bytes(raw)


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("one/persons.csv", csv_of(PERSONS))
        archive.writestr("two/persons.csv", csv_of(PERSONS))
    return out.getvalue()


def link() -> bytes:
    out = io.BytesIO()
    info = zipfile.ZipInfo("persons.csv")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


P = csv_of(PERSONS)


def spoilt(how: int) -> bytes:
    """A zip whose one table was packed by a method, and whose packed bytes are not as they were."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", how) as archive:
        archive.writestr("persons.csv", P * 50)
    data = bytearray(raw.getvalue())
    begin = 30 + len("persons.csv")
    data[begin + 12 : begin + 40] = b"\xff" * 28
    return bytes(data)


AT_ONCE: dict[str, tuple[bytes, str]] = {
    "no persons": (packed({"unions.csv": csv_of([WED])}), "delivery_no_persons"),
    "empty zip": (packed({}), "delivery_no_persons"),
    "two forms of one table": (packed({"persons.csv": P, "persons.parquet": b"PAR1"}), "delivery_twice"),
    "two files of one table": (twice(), "delivery_twice"),
    "encrypted": (secret(), "delivery_secret"),
    "a path that leads out": (packed({"persons.csv": P, "../unions.csv": b"x"}), "delivery_outside"),
    "a path from the root": (packed({"/tmp/persons.csv": P}), "delivery_outside"),
    "a path of Windows": (packed({"C:\\persons.csv": P}), "delivery_outside"),
    "a path back in Windows": (packed({"..\\persons.csv": P}), "delivery_outside"),
    "a link": (link(), "delivery_outside"),
    "a zip in a zip alone": (packed({"persons.zip": tables()}), "delivery_no_persons"),
    "cut off": (tables()[:-40], "delivery_damaged"),
    "no zip": (b"hello", "delivery_damaged"),
    "too many files": (packed({f"{n}.txt": b"" for n in range(201)}), "file_too_large"),
}
"""What the names in a zip tell, while its sender waits."""

NAMELESS = b"person_id,name,sex\n1,,male\n2,,\n"
TWICE_SAID = b"name,13800000000,13800000000\n"
NAMED_TWICE = "周小满,女,周小满\n".encode()
LATER: dict[str, tuple[bytes, str]] = {
    "no Parquet inside": (packed({"persons.parquet": b"PAR1 and then nothing"}), "delivery_unreadable"),
    "a table without a header": (packed({"persons.csv": b""}), "delivery_unreadable"),
    "people where the header should be": (packed({"persons.csv": TWICE_SAID}), "delivery_unreadable"),
    "somebody twice where the header should be": (packed({"persons.csv": NAMED_TWICE}), "delivery_unreadable"),
    "a column twice": (packed({"persons.csv": b"person_id,name,name\n"}), "delivery_unreadable"),
    "no key of persons": (packed({"persons.csv": b"name,sex\n\xe5\x91\xa8,male\n"}), "delivery_unreadable"),
    "nobody who could be recognised": (
        packed({"persons.csv": NAMELESS}),
        "delivery_nobody",
    ),
    "no rows at all": (packed({"persons.csv": b"person_id,name\n"}), "delivery_nothing"),
    "spoilt inside": (tables().replace(b"PK\x03\x04", b"PK\x03\x05", 1), "delivery_damaged"),
    **{
        f"spoilt, packed by method {how}": (spoilt(how), "delivery_damaged")
        for how in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    },
}
"""What only its unpacking and the check tell, in the background."""


@pytest.mark.parametrize("case", AT_ONCE)
def test_what_can_be_no_delivery_is_refused_in_words_at_once_and_nothing_of_it_is_kept(
    case: str, in_villages: Acting, steward_account: Any
) -> None:
    from jiahe.intake import files
    from jiahe.intake.fault import Unreadable
    from jiahe.intake.models import Load

    before = {one.name for one in files.folder().iterdir()}
    raw, rule = AT_ONCE[case]
    with pytest.raises(Unreadable) as refused:
        received(raw, steward_account.id, DAY)
    assert refused.value.fault.rule == rule
    assert {one.name for one in files.folder().iterdir()} == before
    assert not Load.objects.exists()


@pytest.mark.parametrize("case", LATER)
def test_what_turns_out_wrong_in_the_background_is_said_on_its_page_and_makes_no_load(
    case: str, steward: Client, steward_account: Any, posts: dict[str, Acting]
) -> None:
    from jiahe.intake import actions, files
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    before = {one.name for one in files.folder().iterdir()}
    raw, rule = LATER[case]
    with acting_as(posts["steward"]):
        key = received(raw, steward_account.id, DAY).id
    actions.work_on(key)
    with acting_as(posts["steward"]):
        (load,) = Load.objects.all()
    assert (load.id, load.state, load.error) == (key, "failed", rule)
    said = load.faults[rule]
    assert str(files.folder()) not in said["en"]
    assert not any(one in "".join(said.values()) for one in ("13800000000", "周小满"))
    assert case != "a column twice" or "the column “name” is there twice" in said["en"]
    assert {one.name for one in files.folder().iterdir()} == before | {str(key)}
    for language, words in (("zh", said["zh"] + said["remedy_zh"]), ("en", f"{said['en']} {said['remedy_en']}")):
        page = steward.get(f"/intake/{key}/", headers={"Accept-Language": language})
        assert words in html.unescape(page.content.decode())
    assert steward.post(f"/intake/{key}/", {"drop": "yes"}).status_code == 302
    assert {one.name for one in files.folder().iterdir()} == before


def test_what_this_machine_cannot_write_is_not_called_a_damaged_file(tmp_path: Path) -> None:
    from jiahe.intake.delivery import archive

    sent = tmp_path / "sent.zip"
    sent.write_bytes(tables())
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "persons.csv").write_bytes(b"in the way")
    with pytest.raises(FileExistsError):
        archive.lay_out(sent, "sent.zip", folder)


def test_what_unpacks_to_more_than_the_limit_is_refused_while_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiahe.intake.delivery import archive
    from jiahe.intake.fault import Unreadable

    raw = packed({"persons.csv": b"0" * 3_000_000})
    bomb, folder = tmp_path / "bomb.zip", tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(archive, "UNPACKED_BYTES", 2_000_000)
    bomb.write_bytes(raw)
    with pytest.raises(Unreadable, match="too large"):
        archive.lay_out(bomb, "bomb.zip", folder)
    bomb.write_bytes(raw.replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))  # it says it is small
    with pytest.raises(Unreadable):
        archive.lay_out(bomb, "bomb.zip", folder)
    assert sum(one.stat().st_size for one in folder.iterdir()) <= 2_000_000


def test_a_family_arrives_and_files_that_are_no_table_are_named(end: Callable[..., Any]) -> None:
    births = [{"child": "g", "parent": one, "kind": "birth"} for one in ("m", "f")]
    custody = [{"child": "g", "custodian": "m", "kind": "parent", "from_date": "2024-01-01", "until_date": ""}]
    step = [{"child": "g", "parent": "w", "kind": "step"}]
    files = {"persons": [*PERSONS, STEP], "unions": [WED], "parenthoods": births + step, "custodies": custody}
    raw = {f"town/{name}.csv": csv_of(rows) for name, rows in files.items()}
    others = {"town/friends.csv": b"a,b\n", "old.zip": tables(), "__MACOSX/town/._persons.csv": b"?"}
    loads = end(packed(raw | others))
    assert {key: numbers(one) for key, one in loads.items()} == {
        "household_registration": (4, 0, 0), "births": (1, 0, 0), "marriages": (1, 0, 0), "custodies": (1, 0, 0),
    }  # fmt: skip
    told = loads["births"].delivery
    assert told["others"] == ["old.zip", "town/friends.csv"]
    assert [(one["name"], one["left"], one["kinds"]) for one in told["tables"] if one["left"]] == [
        ("parenthoods", 1, {"step": 1})
    ]


def test_a_child_of_whom_only_the_father_is_known_has_that_father_and_an_unknown_mother(
    end: Callable[..., Any], taken_back: Callable[..., None]
) -> None:
    from jiahe.people.models import Parenthood

    raw = tables(parenthoods=[{"child": "g", "parent": "f", "kind": "birth"}])
    load = end(raw)["parents"]
    assert numbers(load) == (1, 0, 0), said(load)
    (kin,) = Parenthood.objects.filter(child__name="周女")
    assert (kin.parent.name, kin.kind) == ("周父", "birth")
    assert numbers(end(raw)["parents"]) == (0, 1, 0)
    both = end(tables(parenthoods=[{"child": "g", "parent": one, "kind": "birth"} for one in ("m", "f")]))
    assert numbers(both["births"]) == (1, 0, 0), "the mother is added when she is known"
    assert set(Parenthood.objects.filter(child__name="周女").values_list("parent__name", flat=True)) == {"周母", "周父"}
    assert numbers(end(raw)["parents"]) == (0, 1, 0)
    taken_back(both["births"])
    taken_back(load)
    assert not Parenthood.objects.filter(child__name="周女").exists()


def test_persons_may_come_alone_as_one_table(end: Callable[..., Any]) -> None:
    loads = end(csv_of(PERSONS), name="persons.csv")
    assert {key: numbers(one) for key, one in loads.items()} == {"household_registration": (3, 0, 0)}


def test_whoever_has_no_number_can_be_named_by_no_other_table(end: Callable[..., Any]) -> None:
    persons = [PERSONS[0], PERSONS[1] | {"id_number": ""}]
    loads = end(tables(persons=persons, unions=[WED]))
    assert numbers(loads["household_registration"]) == (2, 0, 0)
    assert numbers(loads["marriages"]) == (0, 0, 1)
    assert "persons gives no ID number" in said(loads["marriages"])
    assert loads["marriages"].faults["delivery_row"]["zh"]


def test_rows_that_the_contract_refuses_are_set_aside_with_file_row_column_value_and_remedy(
    end: Callable[..., Any],
) -> None:
    wrong = PERSONS[1] | {"id_number": PERSONS[1]["id_number"][:-1] + "?"}
    persons = [PERSONS[0], wrong, PERSONS[2] | {"birth_date": "2023-02-30"}]
    unions = [WED, WED | {"spouse": "nobody"}]
    payments = [
        {"person": "m", "programme": "cn/childcare-subsidy", "year": "2025", "amount": "x", "paid_on": "2025-12-01"}
    ]
    loads = end(tables(persons=persons, unions=unions, payments=payments))
    assert numbers(loads["household_registration"]) == (1, 0, 2)
    assert "persons.csv, row 3 (line 4 of the sheet), birth_date" in said(loads["household_registration"])
    assert "2023-02-30" in said(loads["household_registration"])
    assert numbers(loads["marriages"]) == (0, 0, 2)
    assert "unions.csv, row 2" in said(loads["marriages"])
    assert "'nobody'" in said(loads["marriages"])
    assert numbers(loads["payments"]) == (0, 0, 1)
    assert "payments.csv, row 1" in said(loads["payments"])


def test_a_foreigner_is_made_nobody_s_citizen_by_a_delivery(end: Callable[..., Any]) -> None:
    loads = end(tables(persons=[PERSONS[0], PERSONS[1] | {"nationality": "FRA"}]))
    assert numbers(loads["household_registration"]) == (1, 0, 0)
    assert loads["household_registration"].delivery["tables"][0]["left"] == 1


def test_a_load_waits_for_the_one_before_it(in_villages: Acting, steward_account: Any) -> None:
    from jiahe.intake import actions, checking
    from jiahe.intake.models import Load

    people, wedding = deliver(tables(unions=[WED]), steward_account.id, DAY)
    assert (people.source, wedding.source) == ("household_registration", "marriages")

    def states() -> list[str]:
        return list(Load.objects.exclude(state="parted").order_by("id").values_list("state", flat=True))

    assert states() == ["checking", "columns"]
    people.refresh_from_db()
    checking.check(people, in_villages)
    assert states() == ["checked", "columns"]
    actions.drop(key=people.id)
    assert states() == ["dropped", "checking"]


def test_the_background_goes_on_with_the_next_load_when_the_one_before_it_is_loaded(
    steward: Client, steward_account: Any, posts: dict[str, Acting]
) -> None:
    from jiahe.intake import actions
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        loads = deliver(tables(unions=[WED]), steward_account.id, DAY)

    def work(load: Load) -> list[str]:
        actions.work_on(load.id)
        with acting_as(posts["steward"]):
            return list(Load.objects.exclude(state="parted").order_by("id").values_list("state", flat=True))

    assert work(loads[0]) == ["checked", "columns"]
    page = steward.get(f"/intake/{loads[0].id}/", headers={"Accept-Language": "en"}).content.decode()
    assert "3 new or changed, 0 in the register already, 0 set aside" in page
    with acting_as(posts["steward"]):
        actions.begin_loading(key=loads[0].id)
    assert work(loads[0]) == ["loaded", "checking"]
    assert work(loads[1]) == ["loaded", "checked"]


def test_once_it_is_parted_only_the_files_of_its_loads_are_kept(
    in_villages: Acting, steward_account: Any, posts: dict[str, Acting]
) -> None:
    from jiahe.intake import actions, files
    from jiahe.intake.delivery.actions import part_delivery
    from jiahe.intake.delivery.queries import loads_of

    load = received(tables(unions=[WED]), steward_account.id, DAY)
    part_delivery(load, in_villages)
    assert not files.file_of(load.id).exists()
    files.keep(load, [b"left by a process that was killed just before it was forgotten"])
    parts = [files.file_of(one.id) for one in loads_of(load)]
    for file in (files.file_of(load.id), *parts):
        os.utime(file, (0, 0))
    actions.sweep(posts["background"])
    assert not files.file_of(load.id).exists()
    assert [one.exists() for one in parts] == [True, True]


def test_a_delivery_can_be_taken_back_load_by_load(end: Callable[..., Any], taken_back: Callable[..., None]) -> None:
    from jiahe.people.models import Person

    before = Person.objects.count()
    loads = end(tables(unions=[WED]))
    for source in ("marriages", "household_registration"):
        taken_back(loads[source])
        loads[source].refresh_from_db()
        assert loads[source].state == "undone"
    assert Person.objects.count() == before


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Not taken, for want of a source", "Column not taken")),
        ("zh", ("没有采用（没有这类资料的导入）", "没有采用的列")),
    ],
)
def test_the_page_takes_a_zip_and_shows_what_is_not_taken(
    steward: Client, language: str, words: tuple[str, ...]
) -> None:
    from jiahe.intake import actions

    unions = [WED | {"source": "民政"}]
    step = [{"child": "g", "parent": "w", "kind": "step"}]
    sent = send(steward, tables(persons=[*PERSONS, STEP], unions=unions, parenthoods=step), language)
    assert sent.status_code == 302
    whole = sent["Location"]

    def shown(address: str) -> str:
        return str(steward.get(address, headers={"Accept-Language": language}).content.decode())

    assert ("Checking the tables" if language == "en" else "正在检查各表") in shown(whole)
    assert len(LINKS.findall(shown(whole))) == 0
    actions.work_on(UUID(whole.split("/")[2]))
    assert "<progress" not in shown(whole)
    first, waiting = LINKS.findall(shown(whole))
    for page in (shown(whole), shown(first)):
        for one in words:
            assert one in page
    assert LINKS.findall(shown(first)) == [whole, waiting]
    assert ("It is checked by itself" if language == "en" else "会自动开始检查") in shown(waiting)
    assert ("Waits for those before it" if language == "en" else "等前面的各份") in shown(whole)
    listed = shown("/intake/")
    assert ("in its loads" if language == "en" else "见各份") in listed
    assert steward.get(f"{whole}values/").status_code == 404
    refused = send(steward, b"hello", language).content.decode()
    assert ("cut off or damaged" if language == "en" else "压缩包不完整或已损坏") in refused


LINKS = re.compile(r'href="(/intake/[0-9a-f-]{36}/)"')


def send(steward: Client, raw: bytes, language: str) -> Any:
    """Upload a zip as a browser does, which reads the whole form for its token."""
    steward.handler.enforce_csrf_checks = True
    steward.cookies["csrftoken"] = token = "a" * 32
    body = {"csrfmiddlewaretoken": token, "source": "facts", "learned_on": DAY}
    file = SimpleUploadedFile("交接.zip", raw)
    return steward.post("/intake/", body | {"file": file}, headers={"Accept-Language": language})


@pytest.mark.parametrize(
    ("unchanged", "aside", "said"),
    [
        (0, 0, "Checked: nothing to load"),
        (3, 0, "Checked: the register has it all"),
        (3, 1, "Checked: nothing to load"),
        (0, 3, "Checked: every row is set aside"),
    ],
)
def test_a_file_that_brings_nothing_new_says_whether_it_is_known_or_set_aside(
    unchanged: int, aside: int, said: str
) -> None:
    from jiahe.intake.models import Load
    from jiahe.intake.states import tag_of

    assert tag_of(Load(state="checked", unchanged=unchanged, aside=aside)).words.en == said
