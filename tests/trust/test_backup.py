"""A backup goes back whole, elsewhere, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.trust.conftest import READ_AND_SEAL, Office
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
    office.run(READ_AND_SEAL)
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
    other.jiahe("migrate")
    assert "The log is whole" in other.jiahe("trust", "verify"), "by the key that came with the copies"
    assert "sealed 1" in other.run(READ_AND_SEAL.replace("print(", "print('sealed', "))
    assert "The log is whole" in other.jiahe("trust", "verify")
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


def test_the_read_log_is_not_sealed_with_another_key_than_before(office: Office) -> None:
    office.run(READ_AND_SEAL)
    office.close()
    office.desk.clear()  # who knows the key of before
    file, kept = office.home / "keys" / "read-log", office.home / "kept"
    text = file.read_text()
    file.rename(kept)
    for command in (("serve",), ("trust", "verify")):
        said = office.jiahe(*command, wanted=2, anew=True)
        assert "no key file" in said
        assert "it cannot be verified" in said
        assert not file.exists(), "none is made in its place"
    file.write_text(text[::-1])
    file.chmod(0o600)
    assert "is not the one of the read log" in office.jiahe("serve", wanted=2, anew=True)
    assert "move it away" in office.jiahe("trust", "seal", "--key-lost", wanted=2, anew=True)
    file.unlink()
    office.jiahe("trust", "seal", "--key-lost", anew=True)
    office.run("from jiahe.trust.key_changes import check_keys; check_keys()")
    assert office.rows("SELECT count(*) FROM trust_seal") == [(2,)]
    assert "Seal 1: the seal was changed" in office.jiahe("trust", "verify", wanted=1), "the former cannot be verified"

    office.run(READ_AND_SEAL.replace("print(seal_all())", ""))
    file.unlink()
    assert "no key file" in office.jiahe("trust", "seal", wanted=2, anew=True)
    assert not file.exists()


def test_an_office_does_not_start_without_the_key_of_its_invitations(office: Office) -> None:
    office.rows(
        "INSERT INTO trust_invitation (id, person, code, made_at, post_id) "
        "SELECT gen_random_uuid(), gen_random_uuid(), '\\x00', now(), id FROM places_post LIMIT 1 RETURNING 1"
    )
    (office.home / "keys" / "invitation").unlink()
    said = office.jiahe("serve", wanted=2, anew=True)
    assert "no key file" in said
    assert "invitation" in said


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
