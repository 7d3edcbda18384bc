"""What was erased after a backup is erased again when that backup is put back, and the ledger tells of nobody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trust.conftest import Office

PREPARE = """
    import datetime as dt
    from jiahe.intake.models import Load
    from jiahe.people.models import Certificate, Person
    from jiahe.places.models import Holding, Post
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.models import Account, Consent

    post = Post.objects.using("owner").get(role="steward")
    account = Account.objects.create(username="steward", full_name="数据管理员", password="!")
    Holding.objects.using("owner").create(post=post, account_id=account.id, from_date=dt.date(2020, 1, 1))
    load = Load.objects.using("owner").create(
        source="household_list", account_id=account.id, post=post, file_name="x.csv", size=1, digest="",
        learned_on=dt.date(2026, 1, 1), state="loaded",
    )
    told = {"source": "test", "learned_on": dt.date(2026, 1, 1)}
    with acting_as(Acting.of(post, account)):
        first = Person.objects.order_by("id").first()
        since = dt.date(2026, 1, 1)
        Certificate.objects.create(person=first, kind="disability", number="虚构证号", from_date=since, **told)
    Person.objects.using("owner").create(name="误载之人", hukou_place="420890100202", load=load.id, **told)
    Consent.objects.using("owner").create(person=first.id, purpose="reach", version=dt.date(2026, 1, 1), how="self")
"""

ERASE = """
    import datetime as dt
    from jiahe.intake.taking_back import take_load_back
    from jiahe.intake.models import Load
    from jiahe.people.corrections import correct_phone
    from jiahe.people.models import Certificate, Person
    from jiahe.people.withdrawals import withdraw_row
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.erasures import keep
    from jiahe.trust.models import Consent

    load = Load.objects.using("owner").get()
    acting = Acting.of(load.post, load.account)
    why = {"reason": "本人要求", "source": "本人", "learned_on": dt.date(2026, 1, 2)}
    take_load_back(load.id, acting)
    with acting_as(acting):
        first = Person.objects.order_by("id").first()
        row = Certificate.objects.get()
        correct_phone(person=first.id, phone=None, **why)
        withdraw_row(person=first.id, table="certificate", row=row.id, restore=False, **why)
    Consent.objects.using("owner").update(withdrawn_at=dt.datetime.now(dt.UTC), withdrawn_how="self")
    print("kept", keep(), keep())
"""

HELD = {
    "whom a load had brought": "SELECT count(*) FROM people_person WHERE name = '误载之人'",
    "a telephone": "SELECT count(phone_sealed) - 29 FROM people_person",
    "a certificate": "SELECT count(*) FROM people_certificate WHERE superseded_at IS NULL",
    "a consent": "SELECT count(*) FROM trust_consent WHERE withdrawn_at IS NULL",
}
ERASED, NOT_ERASED = [0, 0, 0, 0], [1, 1, 1, 1]


def held(office: Office) -> list[int]:
    return [office.rows(query)[0][0] for query in HELD.values()]


@pytest.fixture
def erased(office: Office, tmp_path: Path) -> tuple[Office, Path]:
    """An office in which much was erased after the backup, with that backup and the ledger."""
    office.run(PREPARE)
    assert held(office) == NOT_ERASED
    backup = tmp_path / "office.backup"
    office.jiahe("backup", "create", str(backup), "--backup-key")
    assert office.run(ERASE) == "kept 4 0\n"
    assert held(office) == ERASED
    return office, backup


def _elsewhere(office: Office, new_office: Callable[..., Office]) -> Office:
    """An empty office with the same keys."""
    other = new_office(empty=True)
    (other.home / "keys").mkdir(mode=0o700)
    for key in (office.home / "keys").iterdir():
        (other.home / "keys" / key.name).write_bytes(key.read_bytes())
        (other.home / "keys" / key.name).chmod(0o600)
    return other


def test_what_was_erased_after_a_backup_stays_erased_when_it_is_put_back(
    erased: tuple[Office, Path], new_office: Callable[..., Office], tmp_path: Path
) -> None:
    office, backup = erased
    ledger, other = office.home / "erasures", _elsewhere(office, new_office)
    text = ledger.read_text(encoding="ascii")  # keys of rows: no name, no number of anybody
    assert ledger.stat().st_mode & 0o777 == 0o600
    told_of = {"people_person", "people_certificate", "trust_consent", "intake_load"}
    assert {line.split(" ")[2] for line in text.splitlines()} == told_of
    damaged = tmp_path / "damaged"
    damaged.write_text("".join(text.splitlines(keepends=True)[1:]), encoding="ascii")
    said = other.jiahe("backup", "restore", str(backup), "--erasures", str(damaged), wanted=2)
    assert "damaged at line 1" in said
    assert other.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []

    ledger.write_text(f"{text}0198 2026-01-0")  # cut off while it was written
    said = other.jiahe("backup", "restore", str(backup), "--erasures", str(ledger))
    assert "4 erasures made after the backup were done again" in said
    assert held(other) == ERASED
    assert other.rows("SELECT count(*) FROM people_person") == [(30,)]
    assert (other.home / "erasures").read_text() == text, "the new home goes on with it"
    again = "from jiahe.site.erasures import redo; print(redo())"
    assert other.run(again) == "Redone(count=0, left=[])\n"


def test_an_office_that_starts_does_it_again_and_says_what_it_cannot(
    erased: tuple[Office, Path], new_office: Callable[..., Office]
) -> None:
    office, backup = erased
    other = _elsewhere(office, new_office)
    assert "what was erased after the backup is back" in other.jiahe("backup", "restore", str(backup))
    assert held(other) == NOT_ERASED
    built = (
        "INSERT INTO people_status (id, person_id, kind, from_date, source, learned_on) SELECT gen_random_uuid(), id, "
    )
    other.rows(
        built + "'orphan', '2026-01-03', 'test', '2026-01-03' FROM people_person WHERE name = '误载之人' RETURNING 1"
    )
    (other.home / "erasures").write_bytes((office.home / "erasures").read_bytes())
    start = "from jiahe.site import start; from jiahe.site.config import read_config; start.erase_again(read_config())"
    said = other.run(start)
    assert "could not be done again: intake_load" in said
    assert held(other) == [1, 0, 0, 0]
