"""Values are sealed by the newest key, and everybody is found under every live key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from jiahe.people.models import Person
from jiahe.trust import key_store, sealing
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.sealed_fields import IndexField, SealedField, pieces, sealed_columns
from jiahe.trust.sealing import Key, Keys, Unreadable, unseal
from jiahe.trust.suites import AES, SM4, SUITES, Suite

PLAIN = {
    "trust.SealingKey.fingerprint", "trust.Invitation.code",
    "trust.ProgramKey.hash", "trust.Seal.marks", "trust.Seal.before", "trust.Seal.hash",
    "intake.Row.identity", "intake.Pair.said",
}  # fmt: skip
"""Columns of bytes that hold nothing sealed."""


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Iterator[None]:
    """A home with keys 1 (AES) and 2 (SM4)."""
    settings.HOME = tmp_path
    settings.CONFIG = settings.CONFIG.model_copy(update={"home": tmp_path})
    key_store.secret.cache_clear()
    for number, suite in ((1, AES), (2, SM4)):
        key_store.make(f"seal-{number}", suite.key_length)
        key_store.make(f"index-{number}", 32)
    yield
    key_store.secret.cache_clear()


@pytest.mark.parametrize(("number", "suite"), [(1, AES), (2, SM4)], ids=list(SUITES))
def test_a_sealed_value_says_its_form_and_key_and_opens(home: None, number: int, suite: Suite) -> None:
    sealed = Keys((Key(number, suite),)).seal("13912345678", "phone")
    assert sealed is not None
    assert sealed[:2] == bytes([suite.form, number])
    assert b"139" not in sealed
    assert unseal(sealed, "phone") == "13912345678"
    with pytest.raises(Unreadable):
        unseal(sealed, "account")


def test_older_values_open_while_a_newer_key_seals(home: None) -> None:
    old = Keys((Key(1, AES),)).seal("一", "phone")
    new = Keys((Key(2, SM4), Key(1, AES))).seal("一", "phone")
    assert new is not None
    assert new[:2] == bytes([SM4.form, 2])
    assert unseal(old, "phone") == unseal(new, "phone") == "一"


def test_an_index_has_a_part_for_each_live_key_the_newest_first(home: None) -> None:
    first, second = Key(1, AES), Key(2, SM4)
    both = Keys((second, first)).blind_index("一", "phone")
    assert both is not None
    parts = [Keys((one,)).blind_index("一", "phone") for one in (second, first)]
    assert list(pieces(both)) == parts
    assert parts[0] != parts[1]


def test_nothing_stays_nothing(home: None) -> None:
    live = Keys((Key(1, AES),))
    assert live.seal(None, "phone") is None
    assert live.blind_index(None, "phone") is None
    assert unseal(None, "phone") is None


@pytest.mark.parametrize(
    "wrong", [b"", b"\x01", b"\x09\x01" + bytes(40), b"\x01\x01" + bytes(11), b"\x02\x02" + bytes(40)]
)
def test_what_is_not_sealed_is_said(home: None, wrong: bytes) -> None:
    with pytest.raises(Unreadable):
        unseal(wrong, "phone")


@pytest.mark.django_db
def test_the_office_seals_with_key_1_from_the_start() -> None:
    assert sealing.keys().live == (Key(1, AES),)


# ------------------------------------------------------------------------------------------------ the columns


def test_every_column_of_bytes_is_sealed_an_index_or_known() -> None:
    """A new sealed column is declared as such, or it would be left behind when keys change."""
    indexes = set()
    for model in apps.get_models():
        for field in model._meta.local_fields:
            name = f"{model._meta.label}.{field.name}"
            if isinstance(field, SealedField):
                assert field.purpose, f"{name} does not say what it is for"
                if field.index:
                    indexes.add(f"{model._meta.label}.{field.index}")
            elif isinstance(field, models.BinaryField) and not isinstance(field, IndexField):
                assert name in PLAIN, f"{name} holds bytes: make it a SealedField, an IndexField, or name it here"
    assert indexes == {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, IndexField)
    }
    assert len({(c.table, c.purpose) for c in sealed_columns()}) == len(sealed_columns()) >= 3


@pytest.mark.django_db
def test_every_index_column_is_guarded_by_the_database() -> None:
    for column in sealed_columns():
        if column.index is None:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
                "WHERE t.tgname = %s",
                [f"{column.table}_index_rule"],
            )
            found = cursor.fetchone()
            cursor.execute(
                "SELECT conname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid "
                "WHERE c.contype = 'u' AND c.conkey = ARRAY[a.attnum] AND c.conrelid = %s::regclass AND a.attname = %s",
                [column.table, column.index],
            )
            unique = [row[0] for row in cursor.fetchall()]
        assert found, f"{column.table} has no index_rule"
        assert column.index in found[0]
        assert all(f"'{name}'" in found[1] for name in unique), f"{column.table}.{column.index} is not held unique"


# ------------------------------------------------------------------------------------------------ looked up


@pytest.mark.django_db
def test_people_are_found_whichever_live_key_their_index_was_made_with(home: None, posts: dict[str, Acting]) -> None:
    first, second = Keys((Key(1, AES),)), Keys((Key(2, SM4),))
    both = Keys((Key(2, SM4), Key(1, AES)))
    with acting_as(posts["steward"]):
        for keys, phone in ((first, "13900000001"), (second, "13900000002")):
            Person.objects.create(
                hukou_place="420890100201", source="test", learned_on=dt.date(2026, 1, 1),
                phone_index=keys.blind_index(phone, "phone"), phone_sealed=keys.seal(phone, "phone"),
            )  # fmt: skip
        for phone in ("13900000001", "13900000002"):
            wanted = both.blind_index(phone, "phone")
            (found,) = Person.objects.filter(phone_index=wanted)
            assert unseal(found.phone_sealed, "phone") == phone
            assert Person.objects.filter(phone_index__in=[wanted]).count() == 1
        assert not Person.objects.filter(phone_index=both.blind_index("13900000003", "phone")).exists()
