"""Keys change while the office works: nobody is lost, no number is there twice, and nothing tells a key."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.trust.conftest import MAKE_PEOPLE, READ_AND_SEAL, Office
from tests.trust.numbers import id_number

PASSWORD = "correct-horse-battery"
STEWARD = """
    from jiahe.people.queries import find_people
    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as
    steward = Acting.of(Post.objects.get(role="steward"))
"""
SEALED = (
    "SELECT get_byte(id_sealed, 0), get_byte(id_sealed, 1), count(*) FROM people_person GROUP BY 1, 2 ORDER BY 1, 2"
)


def found(office: Office, *numbers: str) -> list[int]:
    """How many people a search finds by each number."""
    return [
        int(line)
        for line in office.run(
            STEWARD + f"    with acting_as(steward):\n        for n in {list(numbers)}:\n"
            "            print(len(find_people(n).people))"
        ).split()
    ]


def add(office: Office, number: str) -> str:
    """Record somebody with a number; return what the database said to it."""
    return office.run(
        STEWARD
        + f"""
    import datetime as dt
    from django.db import IntegrityError
    from jiahe.people.models import Person
    from jiahe.trust.sealing import blind_index, seal
    try:
        with acting_as(steward):
            Person.objects.create(
                name="x", hukou_place="420890100201", source="t", learned_on=dt.date(2026, 1, 1),
                id_sealed=seal("{number}", "id_number"), id_index=blind_index("{number}", "id_number"))
        print("added")
    except IntegrityError as error:
        print(error.__cause__.diag.constraint_name)
    """
    ).strip()


def test_keys_change_from_new_to_retired(office: Office) -> None:
    assert "sm4-gcm" not in office.jiahe("keys", "list")
    assert "Key 2 seals now" in office.jiahe("keys", "new", "--suite", "sm4-gcm")
    assert office.rows(SEALED) == [(1, 1, 30)]
    assert found(office, id_number(3), "13900000004") == [1, 1]
    assert "30 rows were sealed anew" in office.jiahe("keys", "rotate")
    assert office.rows(SEALED) == [(2, 2, 30)]
    assert "0 rows" in office.jiahe("keys", "rotate")
    assert "Key 1 is retired" in office.jiahe("keys", "retire", "1")
    assert found(office, id_number(3), "13900000004", id_number(31)) == [1, 1, 0]
    listed = json.loads(office.jiahe("keys", "list", "--json"))
    assert [(one["number"], one["suite"], one["current"], one["values"]) for one in listed] == [
        (1, "aes-256-gcm", False, 0),
        (2, "sm4-gcm", True, 60),
    ]


def test_the_keys_of_files_are_sealed_anew_and_the_files_open_without_the_older_key(office: Office) -> None:
    key = office.run(
        STEWARD
        + """
    import datetime as dt
    from jiahe.intake.actions import receive
    from jiahe.trust.models import Account
    account = Account.objects.using("owner").create(username="files", full_name="Files")
    with acting_as(steward):
        print(receive(source="deaths", pieces=["姓名,身份证号,死亡日期\\n某某,1,2025-01-01\\n".encode()],
            file_name="deaths.csv", learned_on=dt.date(2026, 1, 1), account=account.id).id)
    """
    ).strip()
    whose = "SELECT get_byte(file_key, 1) FROM intake_load"
    (sealed,) = (office.home / "intake").glob(key)
    before = sealed.read_bytes()
    office.jiahe("keys", "new", "--suite", "sm4-gcm")
    assert office.rows(whose) == [(1,)]
    assert "31 rows were sealed anew" in office.jiahe("keys", "rotate")
    assert office.rows(whose) == [(2,)]
    office.jiahe("keys", "retire", "1")
    for one in ("seal-1", "blind-index"):
        (office.home / "keys" / one).unlink()
    told = office.run(
        STEWARD
        + f"""
    from jiahe.intake.files import opened
    from jiahe.intake.models import Load
    with acting_as(steward), opened(Load.objects.get(id="{key}")) as book:
        print(len(book.sheets))
    """
    )
    assert told.strip() == "1"
    assert sealed.read_bytes() == before, "nothing of a file is written anew"


def test_second_factors_are_sealed_anew_and_open_without_the_older_key(office: Office) -> None:
    """allauth keeps their secrets in its JSON; what else stands there stays as it is."""
    secret, *codes = office.run(
        f"""
        from allauth.mfa.models import Authenticator
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
        from django.db import transaction
        from jiahe.trust.models import Account
        li, secret = Account(username="li", full_name="李晓燕"), generate_totp_secret()
        li.set_password("{PASSWORD}")
        li.save()
        with transaction.atomic():
            TOTP.activate(li, secret)
            codes = RecoveryCodes.activate(li).get_unused_codes()
            RecoveryCodes.activate(li).validate_code(codes.pop(0))
            Authenticator.objects.create(user=li, type="webauthn", data={{"name": "Passkey", "credential": {{}}}})
        print(secret, *codes)
        """
    ).split()
    office.jiahe("keys", "new", "--suite", "sm4-gcm")
    assert "62 values still need key 1" in office.jiahe("keys", "retire", "1", wanted=2)
    assert "32 rows were sealed anew" in office.jiahe("keys", "rotate")
    office.jiahe("keys", "retire", "1")
    (office.home / "keys" / "seal-1").unlink()
    signed_in = office.run(
        f"""
        import time
        from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
        from django.test import Client
        from jiahe.trust import key_store
        from jiahe.trust.models import Account
        key_store.secret.cache_clear()
        client = Client(SERVER_NAME="127.0.0.1")
        client.post("/account/login/", {{"login": "li", "password": "{PASSWORD}"}})
        before = "_auth_user_id" in client.session
        code = format_hotp_value(hotp_value("{secret}", int(time.time()) // 30))
        client.post("/account/security/authenticate/", {{"code": code}})
        left = RecoveryCodes.activate(Account.objects.get()).get_unused_codes()
        print(before, "_auth_user_id" in client.session, *left)
        """
    )
    assert signed_in.splitlines()[-1].split() == ["False", "True", *codes]
    assert office.rows("SELECT data FROM mfa_authenticator WHERE type = 'webauthn'") == [
        ({"name": "Passkey", "credential": {}},)
    ]


def test_a_number_is_held_once_in_the_midst_of_a_change(office: Office) -> None:
    office.jiahe("keys", "new", "--suite", "sm4-gcm")
    assert add(office, id_number(3)) == "one_person_an_id_number"  # she is indexed under the older key
    assert add(office, id_number(40)) == "added"  # under the newer
    assert add(office, id_number(40)) == "one_person_an_id_number"
    office.run(
        """
        from jiahe.trust import rotation
        persons = [one for one in rotation.sealed_columns() if one.table == "people_person"]
        rotation._batch(persons, None, rotation.Rotated(), 10)
        """
    )
    assert office.rows(SEALED) == [(1, 1, 20), (2, 2, 11)]
    numbers = [id_number(one) for one in range(30)]
    assert found(office, *numbers, id_number(40)) == [1] * 31
    assert [add(office, number) for number in (numbers[0], numbers[29])] == ["one_person_an_id_number"] * 2


def test_a_writer_who_does_not_know_a_live_key_is_refused_by_the_database(office: Office) -> None:
    office.jiahe("keys", "new")
    with pytest.raises(psycopg.errors.RaiseException, match="without one of the live keys"):
        office.rows("UPDATE people_person SET id_index = '\\x00112233445566778899aabbccddeeff' RETURNING 1")


def test_a_key_is_not_retired_while_values_need_it(office: Office) -> None:
    office.jiahe("keys", "new")
    assert "60 values still need key 1" in office.jiahe("keys", "retire", "1", wanted=2)
    assert "Key 2 is the current one" in office.jiahe("keys", "retire", "2", wanted=2)
    assert "no key 7 in use" in office.jiahe("keys", "retire", "7", wanted=2)


def test_a_new_key_waits_for_who_is_writing_and_holds_nobody_up(office: Office) -> None:
    with psycopg.connect(office.environment["DATABASE_URL"]) as writer:
        assert writer.execute("SELECT number FROM trust_keys()").fetchall() == [(1,)]
        waiting = office.begin("-m", "jiahe", "keys", "new")
        time.sleep(6)
        assert waiting.poll() is None
        assert office.rows("SELECT number FROM trust_sealingkey") == [(1,)]
        with psycopg.connect(office.environment["DATABASE_URL"]) as another:
            another.execute("SET statement_timeout = '5s'")
            assert another.execute("SELECT number FROM trust_keys()").fetchall() == [(1,)]
    assert waiting.wait(60) == 0
    assert office.rows("SELECT number FROM trust_keys()") == [(2,), (1,)]


def test_only_one_rotation_runs(office: Office) -> None:
    with psycopg.connect(office.environment["JIAHE_OWNER_DATABASE_URL"]) as other:
        other.execute("SELECT pg_advisory_lock(4212)")
        assert "Another rotation" in office.jiahe("keys", "rotate", wanted=2)


def test_a_value_that_cannot_be_opened_is_told_and_left(office: Office) -> None:
    office.rows(
        "UPDATE people_person SET phone_sealed = set_byte(phone_sealed, 20, get_byte(phone_sealed, 20) # 1) "
        "WHERE id = (SELECT min(id::text)::uuid FROM people_person) RETURNING 1"
    )
    office.jiahe("keys", "new")
    said = office.jiahe("keys", "rotate", wanted=1)
    assert "29 rows were sealed anew" in said
    assert "1 行打不开" in said
    assert "2 values still need key 1" in office.jiahe("keys", "retire", "1", wanted=2)


def test_a_rotation_waits_for_rows_that_somebody_is_changing(office: Office) -> None:
    office.jiahe("keys", "new")
    with psycopg.connect(office.environment["JIAHE_OWNER_DATABASE_URL"]) as somebody:
        somebody.execute("SELECT FROM people_person ORDER BY id LIMIT 3 FOR UPDATE")
        rotation = office.begin("-m", "jiahe", "keys", "rotate")
        _until(lambda: office.rows(SEALED) == [(1, 1, 3), (1, 2, 27)])
        assert rotation.poll() is None
    assert rotation.wait(60) == 0
    assert office.rows(SEALED) == [(1, 2, 30)]


@pytest.mark.slow
def test_a_rotation_that_was_killed_goes_on(office: Office) -> None:
    office.run(MAKE_PEOPLE.replace("PEOPLE", "30, 3000"))
    office.jiahe("keys", "new", "--suite", "sm4-gcm")
    rotation = office.begin(
        "-c", "from jiahe.site import start; start.prepare()\nfrom jiahe.trust.rotation import rotate; rotate(batch=5)"
    )
    _until(lambda: len(office.rows(SEALED)) == 2)
    rotation.send_signal(signal.SIGKILL)
    rotation.wait()
    (old, new) = office.rows(SEALED)
    assert old[2] > 0
    assert new[2] > 0
    assert f"{old[2]:,} rows were sealed anew" in office.jiahe("keys", "rotate")
    assert office.rows(SEALED) == [(2, 2, 3000)]


@pytest.mark.slow
def test_nobody_is_lost_and_nothing_fails_while_keys_change_under_load(office: Office) -> None:
    office.run(MAKE_PEOPLE.replace("PEOPLE", "30, 3000"))
    told = json.loads(office.script("tests.trust.under_load").splitlines()[-1])
    assert told["failed"] == []
    assert told["rows"] >= 2990  # the others were corrected, and so sealed anew, before their turn
    assert told["during"]["looked up"] > 20
    assert told["during"]["corrected"] > 5
    assert told["during"]["refused"] > 5
    assert office.rows(SEALED) == [(2, 2, 3000)]
    assert office.rows("SELECT count(DISTINCT id_index) FROM people_person") == [(3000,)]


def test_keys_are_never_told(office: Office) -> None:
    said = office.jiahe("keys", "new") + office.jiahe("keys", "list") + office.jiahe("keys", "rotate")
    for file in (office.home / "keys").iterdir():
        assert file.read_text() not in said
        assert not re.search(file.read_text()[:12], said)


def test_the_office_does_not_start_with_another_key(office: Office) -> None:
    file = office.home / "keys" / "seal-1"
    text = file.read_text()
    file.write_text(text[::-1])
    assert "not the one that the database was sealed with" in office.jiahe("serve", wanted=2, anew=True)
    file.write_text(text)
    file.chmod(0o644)
    assert "chmod 600" in office.jiahe("serve", wanted=2, anew=True)


def test_keys_come_from_a_program(office: Office, tmp_path: Path) -> None:
    keys = tmp_path / "service"
    office.run(READ_AND_SEAL)
    (office.home / "keys").rename(keys)
    program = tmp_path / "kms"
    program.write_text(
        "#!/bin/sh\ncd " + str(keys) + "\n[ $1 = index-1 ] && set -- blind-index\n[ -f $1 ] || exit 4\n"
        'tr -- "-_" "+/" < $1 | sed "s/$/=/"\n'
    )
    program.chmod(0o700)
    told = {"JIAHE_KEY_PROGRAM": str(program)}
    said = office.jiahe("keys", "new", wanted=2, **told)
    assert "The key index-2 cannot be had" in said or "The key seal-2 cannot be had" in said
    for name in ("seal-2", "index-2"):
        (keys / name).write_text((keys / "seal-1").read_text()[::-1].replace("A", "B"))
    assert "Key 2 seals now" in office.jiahe("keys", "new", **told)
    assert "30 rows" in office.jiahe("keys", "rotate", **told)
    assert "The log is whole" in office.jiahe("trust", "verify", **told), "the same key as the file was"
    assert not (office.home / "keys").exists(), "no key of any kind is made beside the service"
    (keys / "read-log").rename(tmp_path / "moved")
    said = office.jiahe("trust", "verify", wanted=2, **told)
    assert "The key read-log cannot be had: the key program ended with code 4" in said
    (keys / "session").unlink()
    assert "JIAHE_KEY_PROGRAM: " in office.jiahe("keys", "list", wanted=2, **told)


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)
