"""The watched folder: what lies still is taken in once, whatever happens; what cannot be is refused with words."""

from __future__ import annotations

import datetime as dt
import os
import random
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests.cast import VILLAGE
from tests.intake.conftest import as_csv, id_number
from tests.intake.delivered import packed
from tests.intake.test_delivery_files import WED, tables
from tests.intake.test_killed import how_long, killed_after
from tests.intake.test_killed import steward as steward_acting  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from jiahe.trust.acting import Acting

SOURCE = "household_registration"


def people(*numbers: int) -> bytes:
    """A list of people, one for each number."""
    born = dt.date(2001, 2, 3)
    return as_csv(
        [
            {"姓名": f"周{chr(0x4E00 + n)}", "身份证号": id_number(born, "male", n), "性别": "男",
             "出生日期": born.isoformat(), "户籍地": VILLAGE}
            for n in numbers
        ]
    )  # fmt: skip


@pytest.fixture
def drop(tmp_path: Path, settings: Any) -> Path:
    """The folder, with one for household lists and one for births."""
    settings.DROP = tmp_path / "drop"
    for source in (SOURCE, "births"):
        (settings.DROP / source).mkdir(parents=True)
    return Path(settings.DROP)


@pytest.fixture
def look(drop: Path, steward: Client, steward_account: Any, settings: Any) -> Any:
    """``look()`` looks into the folder."""
    from jiahe.intake.dropped import Watch

    settings.DROP_ACCOUNT = steward_account.username
    return Watch().look


def loads(posts: dict[str, Acting]) -> list[Any]:
    from jiahe.intake.models import Load
    from jiahe.trust.acting import acting_as

    with acting_as(posts["steward"]):
        return list(Load.objects.order_by("id"))


def inside(folder: Path) -> list[str]:
    """The names of what is in a folder, without the keys before them."""
    return sorted(one.name[37:] for one in folder.iterdir()) if folder.exists() else []


def test_what_lies_still_is_taken_in_at_the_second_look(look: Any, drop: Path, posts: dict[str, Acting]) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    file = drop / SOURCE / "十一月 户籍.csv"
    file.write_bytes(people(1))
    look()
    assert loads(posts) == []
    look()
    (load,) = loads(posts)
    assert (load.source, load.file_name, load.state) == (SOURCE, "十一月 户籍.csv", "checking")
    assert load.digest == sha256(people(1)).hexdigest()
    assert ProcrastinateJob.objects.filter(args__load=str(load.id)).count() == 1
    assert not file.exists()
    assert inside(drop / SOURCE / "taken") == ["十一月 户籍.csv"]
    look()
    look()
    assert len(loads(posts)) == 1


def test_what_grows_or_is_unfinished_is_left_alone(look: Any, drop: Path, posts: dict[str, Acting]) -> None:
    growing, touched = drop / SOURCE / "a.csv", drop / SOURCE / "b.csv"
    for name in ("a.csv", "b.csv", "c.csv.part", "d.tmp", "e.FILEPART", ".f.csv", "~$g.xlsx"):
        (drop / SOURCE / name).write_bytes(people(1))
    for number in range(3):
        look()
        growing.write_bytes(people(*range(number + 2)))
        os.utime(touched, (number, number))
    assert loads(posts) == []
    assert len(list((drop / SOURCE).iterdir())) == 7


def test_a_file_that_is_written_into_while_it_is_read_is_not_believed(tmp_path: Path, settings: Any) -> None:
    from jiahe.intake import dropped

    file = tmp_path / "x.csv"
    file.write_bytes(people(1))
    pieces = dropped._pieces(file)
    next(pieces)
    with file.open("ab") as more:
        more.write(b"more")
    with pytest.raises(dropped.StillWritten):
        list(pieces)


@pytest.mark.parametrize(
    ("folder", "content", "said"),
    [
        (SOURCE, b"%PDF-1.7", "Excel"),
        (SOURCE, b"", "空"),
        (SOURCE, b"x" * 1024 * 1024 * 2, "1 MB"),
        ("", people(1), SOURCE),
        ("households", people(1), SOURCE),
    ],
)
def test_what_cannot_be_taken_in_is_refused_with_words(
    look: Any, drop: Path, posts: dict[str, Acting], settings: Any, folder: str, content: bytes, said: str
) -> None:
    settings.UPLOAD_MIB = 1
    (drop / folder).mkdir(exist_ok=True)
    (drop / folder / "x.csv").write_bytes(content)
    look()
    look()
    assert loads(posts) == []
    assert inside(drop / folder / "refused") == ["x.csv", "x.csv.txt"]
    (why,) = (drop / folder / "refused").glob("*.txt")
    zh, en = why.read_text(encoding="utf-8").splitlines()
    assert zh.startswith("这个文件没有收下：")
    assert en.startswith("This file was not taken in: ")
    assert said in zh
    assert stat.S_IMODE(why.stat().st_mode) == 0o640
    assert stat.S_IMODE(why.parent.stat().st_mode) == 0o2750
    assert inside(drop / folder / "taking") == []


def test_a_delivery_is_taken_in_and_one_that_is_none_is_refused(
    look: Any, drop: Path, posts: dict[str, Acting]
) -> None:
    from jiahe.intake.actions import work_on

    (drop / "facts").mkdir()
    whole = tables(unions=[WED])
    sent = {
        "a.zip": whole,
        "b.zip": whole[:-40],
        "c.zip": packed({"unions.csv": b"person,spouse\n"}),
        "d.csv": b"a,b\n",
    }
    for name, content in sent.items():
        (drop / "facts" / name).write_bytes(content)
    (drop / SOURCE / "e.zip").write_bytes(whole)
    look()
    look()
    (load,) = loads(posts)
    assert (load.source, load.file_name, load.state) == ("facts", "a.zip", "checking")
    assert inside(drop / "facts" / "taken") == ["a.zip"]
    said = {one.name[37:]: one.read_text(encoding="utf-8") for one in (drop / "facts" / "refused").glob("*.txt")}
    assert set(said) == {"b.zip.txt", "c.zip.txt", "d.csv.txt"}
    assert "压缩包不完整或已损坏" in said["b.zip.txt"]
    assert "no persons.csv" in said["c.zip.txt"]
    assert "neither a zip" in said["d.csv.txt"]
    assert inside(drop / SOURCE / "refused") == ["e.zip", "e.zip.txt"], "a source takes tables, no deliveries"
    work_on(load.id)
    assert [(one.source, one.state) for one in loads(posts)] == [
        ("facts", "parted"), ("household_registration", "checking"), ("marriages", "columns"),
    ]  # fmt: skip


def test_columns_that_are_not_sure_wait_for_a_person(look: Any, drop: Path, posts: dict[str, Acting]) -> None:
    (drop / SOURCE / "x.csv").write_bytes(people(1).replace("户籍地".encode(), "备注二".encode()))
    look()
    look()
    assert [one.state for one in loads(posts)] == ["columns"]


def test_the_same_file_put_there_again_is_another_load(look: Any, drop: Path, posts: dict[str, Acting]) -> None:
    """Rows that were set aside the first time may fit by now; those that were loaded change nothing."""
    for _ in range(2):
        (drop / SOURCE / "x.csv").write_bytes(people(1))
        look()
        look()
    assert len(loads(posts)) == 2
    assert inside(drop / SOURCE / "taken") == ["x.csv", "x.csv"]


def test_names_of_any_kind_and_length_are_kept_as_far_as_they_can_be(
    look: Any, drop: Path, posts: dict[str, Acting]
) -> None:
    (drop / SOURCE / ("长" * 80 + ".csv")).write_bytes(people(1))
    Path(os.fsdecode(os.fsencode(drop / SOURCE) + b"/\xb0\xa1.csv")).write_bytes(people(2))
    look()
    look()
    assert sorted(one.file_name for one in loads(posts)) == [".csv", "长" * 48 + ".csv"]


def test_a_link_leads_nowhere(look: Any, drop: Path, posts: dict[str, Acting], tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(people(1))
    (drop / SOURCE / "x.csv").symlink_to(secret)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "y.csv").write_bytes(people(2))
    (drop / "deaths").symlink_to(tmp_path / "elsewhere")
    (drop / "births" / "taking").symlink_to(tmp_path / "elsewhere")
    look()
    look()
    assert loads(posts) == []
    assert secret.exists()
    assert (tmp_path / "elsewhere" / "y.csv").exists()


def test_one_that_cannot_be_moved_keeps_no_other_waiting_and_is_in_once(
    look: Any, drop: Path, posts: dict[str, Acting], tmp_path: Path
) -> None:
    (drop / "births" / "taken").symlink_to(tmp_path)
    for source in ("births", SOURCE):
        (drop / source / "x.csv").write_bytes(people(1))
    look()
    with pytest.raises(PermissionError):
        look()
    assert sorted(one.source for one in loads(posts)) == ["births", SOURCE]
    (drop / "births" / "taken").unlink()
    look()
    look()
    assert len(loads(posts)) == 2
    assert inside(drop / "births" / "taken") == ["x.csv"]


def test_what_was_taken_in_or_refused_goes_after_a_month(
    look: Any, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiahe.intake import actions, dropped

    (drop / SOURCE / "x.csv").write_bytes(people(1))
    (drop / SOURCE / "y.csv").write_bytes(b"%PDF-1.7")
    look()
    look()
    dropped.sweep()
    done = {one: inside(drop / SOURCE / one) for one in ("taken", "refused")}
    assert done == {"taken": ["x.csv"], "refused": ["y.csv", "y.csv.txt"]}
    monkeypatch.setattr(actions, "KEPT_DAYS", -1)
    dropped.sweep()
    assert [inside(drop / SOURCE / one) for one in ("taken", "refused")] == [[], []]


def test_at_the_start_it_is_said_why_the_folder_cannot_be_watched(
    look: Any, drop: Path, settings: Any, posts: dict[str, Acting]
) -> None:
    from jiahe.site.config import ConfigError
    from jiahe.site.start import check_drop
    from jiahe.trust.models import Account

    check_drop()

    def said() -> str:
        with pytest.raises(ConfigError) as wrong:
            check_drop()
        return str(wrong.value)

    steward = settings.DROP_ACCOUNT
    settings.DROP_ACCOUNT = ""
    assert "Name the account whose files they are" in said()
    settings.DROP_ACCOUNT = "nobody"
    assert "no open account 'nobody'" in said()
    Account.objects.create_user("reader", password="a-long-password", full_name="读者")
    settings.DROP_ACCOUNT = "reader"
    assert "holds no post today" in said()
    settings.DROP_ACCOUNT = steward
    (drop / "birth").mkdir()
    assert "'birth' is no source's. Did you mean 'births'?" in said()
    settings.DROP = drop / SOURCE
    assert "没有任何来源的文件夹" in said()
    settings.DROP = drop / "nowhere"
    assert "不是文件夹" in said()
    settings.DROP = None
    check_drop()


def test_who_loads_files_sees_what_was_refused_and_why(look: Any, drop: Path, steward: Client) -> None:
    page = steward.get("/intake/").content.decode()
    assert "没有收下" not in page
    (drop / SOURCE / "十一月.xlsx").write_bytes(b"%PDF-1.7")
    (drop / "x.csv").write_bytes(people(1))
    look()
    look()
    page = steward.get("/intake/").content.decode()
    assert "<strong>十一月.xlsx</strong>（户籍登记）：这个文件没有收下：这不是表格文件" in page
    assert "<strong>x.csv</strong>：这个文件没有收下：文件不在任何一类资料的文件夹里" in page
    steward.cookies["django_language"] = "en"
    assert "(Household registration): This file was not taken in: " in steward.get("/intake/").content.decode()
    for one in (drop / SOURCE / "refused").glob("*.xlsx"):
        one.unlink()
    assert "十一月.xlsx" not in steward.get("/intake/").content.decode()


def test_what_cannot_be_moved_is_said_while_it_lies_there(
    look: Any, drop: Path, steward: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from jiahe.intake import drop_failures

    (drop / "births" / "taken").symlink_to(tmp_path)
    (drop / "births" / "x.csv").write_bytes(people(1))
    look()
    with pytest.raises(PermissionError):
        look()
    assert drop_failures.failures() == []
    monkeypatch.setattr(drop_failures, "STUCK_SECONDS", -1)
    assert "<strong>x.csv</strong>（出生医学证明）：放了十分钟以上" in steward.get("/intake/").content.decode()


@pytest.mark.parametrize("why", ["gone", "strange", "nobody"])
def test_a_folder_that_cannot_be_watched_is_said_on_the_page_and_where_readiness_is_asked(
    look: Any, drop: Path, steward: Client, settings: Any, why: str
) -> None:
    assert steward.get("/health/ready").json() == {"ready": True}
    if why == "gone":
        drop.rename(drop.with_name("elsewhere"))
    elif why == "strange":
        (drop / "birth").mkdir()
    else:
        settings.DROP_ACCOUNT = "nobody"
    assert "请把这句话告诉系统管理员：JIAHE_DROP" in steward.get("/intake/").content.decode()
    ready = steward.get("/health/ready")
    assert ready.status_code == 200
    assert ("drop" in ready.json()) == (why != "nobody")
    assert str(drop) not in ready.content.decode()


@pytest.fixture
def dropping(steward_acting: Acting, tmp_path: Path, settings: Any) -> Iterator[Path]:  # noqa: F811 - the fixture
    """The folder of an office whose database other processes see."""
    settings.DROP, settings.DROP_ACCOUNT = tmp_path, "steward"
    (tmp_path / SOURCE).mkdir()
    return tmp_path / SOURCE


@pytest.mark.slow
def test_killed_at_any_moment_each_file_is_in_once(dropping: Path, steward_acting: Acting) -> None:  # noqa: F811
    from jiahe.intake.dropped import Watch

    files, draw = 4, random.Random(20261122)

    def put(number: int) -> Watch:
        """Put files there, and look once."""
        for one in range(files):
            (dropping / f"{one}.csv").write_bytes(people(number * files + one + 1))
        watch = Watch()
        watch.look()
        return watch

    takes, killed = how_long(put(0).look), 0
    for number in range(1, 21):
        watch = put(number)
        killed += not killed_after(draw.uniform(0, takes * 1.2), watch.look)
        after = Watch()
        after.look()
        after.look()
        found = loads({"steward": steward_acting})
        assert len(found) == len({one.digest for one in found}) == (number + 1) * files
        assert inside(dropping / "taking") == []
        assert len(inside(dropping / "taken")) == (number + 1) * files
    assert killed >= 5
