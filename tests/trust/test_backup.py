"""A backup goes back whole, elsewhere, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.trust.conftest import Office
from tests.trust.numbers import id_number
from tests.trust.test_key_changes import found

PASSPHRASE = "山有木兮木有枝 an invented passphrase"


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("secret") / "passphrase"
    file.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return file


def test_a_backup_is_restored_elsewhere_with_the_same_people_and_the_same_walls(
    office: Office, new_office: Callable[..., Office], secret: Path, tmp_path: Path
) -> None:
    file, copies = tmp_path / "office.backup", tmp_path / "keys.locked"
    office.rows("INSERT INTO django_session VALUES ('one', '', now()) RETURNING 1")
    assert "it needs these keys: 1" in office.jiahe("backup", "create", str(file), "--passphrase-file", str(secret))
    office.jiahe("keys", "export", str(copies), "--passphrase-file", str(secret))
    for written in (file, copies):
        assert written.stat().st_mode & 0o777 == 0o600
        assert "李秀英".encode() not in written.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys.locked", "office.backup"]

    other = new_office(empty=True)
    said = other.jiahe("backup", "restore", str(file), "--passphrase-file", str(secret), wanted=1)
    assert "The keys 1 are missing" in said
    assert "blind-index" in other.jiahe("keys", "import", str(copies), "--passphrase-file", "-", text=f"{PASSPHRASE}\n")
    everything = "SELECT p::text FROM people_person p ORDER BY id"
    assert other.rows(everything) == office.rows(everything)
    assert other.rows("SELECT count(*) FROM django_session") == [(0,)]
    assert found(other, id_number(3), "13900000004", id_number(31)) == [1, 1, 0]

    with psycopg.connect(other.environment["DATABASE_URL"]) as app:
        assert app.execute("SELECT count(*) FROM people_person").fetchone() == (0,)
        for name, value in (("may", " read:person "), ("low", "420890100202"), ("high", "420890100202")):
            app.execute("SELECT set_config(%s, %s, true)", [f"jiahe.{name}", value])
        assert app.execute("SELECT DISTINCT hukou_place FROM people_person").fetchall() == [("420890100202",)]
        assert app.execute("DELETE FROM people_person").rowcount == 0, "only what a load has brought, by who loads"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM people_coverage")

    again = other.jiahe("backup", "restore", str(file), "--passphrase-file", str(secret), wanted=2)
    assert "The database here is not empty" in again


def test_what_is_not_whole_is_not_restored(
    office: Office, new_office: Callable[..., Office], secret: Path, tmp_path: Path
) -> None:
    file, wrong = tmp_path / "office.backup", tmp_path / "wrong"
    office.jiahe("backup", "create", str(file), "--backup-key")
    empty = new_office(empty=True)
    (empty.home / "keys").mkdir(mode=0o700)
    key = empty.home / "keys" / "backup"
    assert "no key file" in empty.jiahe("backup", "restore", str(file), wanted=2)
    key.write_text((office.home / "keys" / "backup").read_text())
    key.chmod(0o600)
    whole = file.read_bytes()
    wrong.write_bytes(whole[: len(whole) // 2])
    assert "not whole" in empty.jiahe("backup", "restore", str(wrong), wanted=2)
    assert empty.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    empty.jiahe("backup", "restore", str(file), wanted=1)
    assert empty.rows("SELECT count(*) FROM people_person") == [(30,)]


def test_a_wrong_passphrase_is_said(office: Office, secret: Path, tmp_path: Path) -> None:
    file, wrong = tmp_path / "keys.locked", tmp_path / "wrong"
    wrong.write_text("another invented passphrase")
    office.jiahe("keys", "export", str(file), "--passphrase-file", str(secret))
    assert "the passphrase or key is wrong" in office.jiahe(
        "keys", "import", str(file), "--passphrase-file", str(wrong), wanted=2
    )


def test_keys_of_another_office_are_not_overwritten(
    office: Office, new_office: Callable[..., Office], secret: Path, tmp_path: Path
) -> None:
    file, other = tmp_path / "keys.locked", new_office(empty=True)
    (other.home / "keys").mkdir(mode=0o700)
    (other.home / "keys" / "seal-1").write_text("theirs")
    office.jiahe("keys", "export", str(file), "--passphrase-file", str(secret))
    said = other.jiahe("keys", "import", str(file), "--passphrase-file", str(secret), wanted=2)
    assert "is another key; nothing was imported" in said
    assert [path.name for path in (other.home / "keys").iterdir() if path.name != "session"] == ["seal-1"]
