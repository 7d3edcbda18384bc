"""The start: what the environment says is checked, and the office says whether it is well."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from django.db import connection
from django.test import Client

from jiahe.site import database
from jiahe.site.config import ConfigError, read_config, setting_names
from jiahe.site.database import _forget_cut_off, _parts, data_folder, own_memory, url_of
from jiahe.site.own_database import check_for_service
from jiahe.site.setting_faults import ELSEWHERE
from jiahe.site.start import warn_of_proxies


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JIAHE_COUNTY", "4208", "Write the 12 digits"),
        ("JIAHE_SECRET_KEY", "short", "Write at least 50"),
        ("DATABASE_URL", "mysql://x", "Write postgresql://"),
        ("DATABASE_URL", "postgresql://a:half/other@h/x", "In the password, write every sign"),
        ("JIAHE_PROXIES", "-1", "It must be 0 or more."),
        ("JIAHE_LOG_LEVEL", "LOUD", "Write it as ^(DEBUG"),
        ("JIAHE_HTTPS", "perhaps", "Write true or false."),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as refused:
        read_config()
    assert said in str(refused.value)
    assert re.match(rf"{name}: [^A-Z]*[㐀-鿿]", str(refused.value)), "in Chinese too"
    assert name == "JIAHE_COUNTY" or value not in str(refused.value) or name == "JIAHE_LOG_LEVEL"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("JIAHE_STAFF_MAF", "JIAHE_STAFF_MFA"),
        ("JIAHE_LOOKUPS_PER_HOUR", "JIAHE_LOOKUPS_AN_HOUR"),
        ("JIAHE_X", "remove it"),
    ],
)
def test_a_misspelt_setting_is_refused_with_what_was_meant(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    monkeypatch.setenv(name, "off")
    with pytest.raises(ConfigError) as refused:
        read_config()
    assert str(refused.value).startswith(f"{name}: 没有这个设置")
    assert "There is no such setting" in str(refused.value)
    assert meant in str(refused.value)
    monkeypatch.setenv("JIAHE_HTTPS", "perhaps")
    with pytest.raises(ConfigError, match=f"(?s){name}: .*\nJIAHE_HTTPS: "):
        read_config()


def test_every_name_that_the_project_writes_is_known() -> None:
    root = Path(__file__).parents[2]
    places = [root / "Makefile", root / "CONTRIBUTING.md", *(root / "scripts").iterdir()]
    places += [
        one for top in ("src", "docs", "bench") for one in (root / top).rglob("*") if one.suffix in (".py", ".md")
    ]
    written = set()
    for one in places:
        if one.is_file():
            written |= set(re.findall(r"\bJIAHE_[A-Z_]+[A-Z]\b", one.read_text(encoding="utf-8", errors="ignore")))
    assert written - set(setting_names()) <= ELSEWHERE


def test_secrets_are_kept_and_are_nobody_else_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("JIAHE_HOME", str(tmp_path / "home"))
    config = read_config()
    first = config.kept_secret("session")
    assert len(first) >= 50
    assert config.kept_secret("session") == first
    assert (tmp_path / "home" / "keys" / "session").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://a:p%40ss@db.example:5433/jiahe",
        "postgresql://a:p%2Fs%3As@/jiahe?host=%2Frun%2Fpostgres",
        "postgresql://a@db.example/jiahe?sslmode=verify-full",
    ],
)
def test_a_database_url_is_read_and_written_back(url: str) -> None:
    assert url_of(_parts(url)) == url


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("postgresql://a@db.example/jiahe", True),
        ("postgresql://a@10.0.0.5:5433/jiahe?sslmode=require", True),
        ("postgresql://a@/jiahe?host=db.example", True),
        ("postgresql://a@localhost/jiahe?hostaddr=10.0.0.5", True),
        ("postgresql://a@localhost/jiahe?hostaddr=::7", True),
        ("postgresql://a@localhost/jiahe?hostaddr=::1", False),
        ("postgresql://a@localhost,db.example/jiahe", True),
        ("postgresql://a@db.example/jiahe?sslmode=verify-full&sslmode=disable", True),
        ("postgresql://a@db.example/jiahe?sslmode=verify-full&sslrootcert=/etc/ca.pem", False),
        ("postgresql://a@db.example/jiahe?sslmode=verify-ca", False),
        ("postgresql://a:p%40ss@localhost:5433/jiahe", False),
        ("postgresql://a@127.0.0.1/jiahe", False),
        ("postgresql://a@[::1]:5433/jiahe", False),
        ("postgresql://a@[2001:db8::7]/jiahe", True),
        ("postgresql://a@/jiahe?host=%2Frun%2Fpostgres", False),
        ("postgresql://a@%2Frun%2Fpostgres/jiahe", False),
    ],
)
def test_a_database_on_another_machine_must_prove_by_tls_that_it_is_the_right_one(
    monkeypatch: pytest.MonkeyPatch, url: str, refused: bool
) -> None:
    for name in ("DATABASE_URL", "JIAHE_OWNER_DATABASE_URL"):
        with monkeypatch.context() as said:
            said.setenv(name, url)
            if refused:
                with pytest.raises(
                    ConfigError, match=f"{name}: .*The database is on another machine: add .sslmode=ver"
                ):
                    read_config()
            else:
                assert not read_config().in_the_clear
            said.setenv("JIAHE_DATABASE_TLS", "off")
            assert read_config().in_the_clear is refused


def test_an_office_that_goes_without_says_so_in_its_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@nowhere.invalid/jiahe")
    monkeypatch.setenv("JIAHE_DATABASE_TLS", "off")
    with structlog.testing.capture_logs() as logs, pytest.raises(ConfigError, match="cannot be reached"):
        check_for_service(read_config())
    assert [one["event"] for one in logs if one["log_level"] == "warning"] == ["database without verified TLS"]


def test_it_is_said_where_everybody_would_count_as_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for proxies, said in (("0", 1), ("1", 0)):
        monkeypatch.setenv("JIAHE_HTTPS", "true")
        monkeypatch.setenv("JIAHE_PROXIES", proxies)
        with structlog.testing.capture_logs() as logs:
            warn_of_proxies(read_config())
        assert [one["log_level"] for one in logs] == ["warning"] * said


@pytest.mark.parametrize(("gigabytes", "megabytes"), [(0.25, 128), (2, 512), (8, 2048), (64, 4096)])
def test_an_own_database_keeps_its_pages_in_a_quarter_of_the_memory(gigabytes: float, megabytes: int) -> None:
    assert own_memory(int(gigabytes * 2**30)) == megabytes


@pytest.mark.django_db
def test_an_own_database_does_as_it_is_told() -> None:
    settings = {"shared_preload_libraries": "pg_prewarm", "log_min_error_statement": "panic"}
    with psycopg.connect(host=connection.settings_dict["HOST"], user="postgres", dbname="postgres") as admin:
        for setting, told in settings.items():
            assert admin.execute("SELECT current_setting(%s)", [setting]).fetchone() == (told,)
        pages = admin.execute("SELECT setting::int FROM pg_settings WHERE name = 'shared_buffers'").fetchone()
    assert pages == (own_memory(database._memory()) * 128,)


def test_a_server_that_was_cut_off_is_not_taken_for_another_program(tmp_path: Any) -> None:
    note = tmp_path / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{tmp_path}\n", encoding="utf-8")
    _forget_cut_off(tmp_path)
    assert not note.exists()


@pytest.mark.django_db
def test_the_server_that_runs_is_left_alone() -> None:
    data = data_folder(read_config())
    _forget_cut_off(data)
    assert (data / "postmaster.pid").exists()


@pytest.mark.django_db
def test_the_office_says_that_it_is_well() -> None:
    assert Client().get("/health/live").json() == {"live": True}
    ready = Client().get("/health/ready")
    assert (ready.status_code, ready.json()) == (200, {"ready": True})


@pytest.mark.django_db
def test_the_log_has_routes_and_never_keys(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "jiahe.request"):
        Client().get("/people/01a200da-d0bc-74a7-9cc4-3732b891c568/?q=李秀英")
    assert "people/<uuid:key>/" in caplog.text
    assert "01a200da" not in caplog.text
    assert "李秀英" not in caplog.text


def test_an_office_set_to_spark_does_not_start_without_it(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    from jiahe.site.start import check_matching

    monkeypatch.setitem(sys.modules, "pyspark", None)  # as where it is not installed
    check_matching()
    settings.MATCHING = "spark"
    with pytest.raises(ConfigError, match=r"JIAHE_MATCHING: .*pip install 'jiahe\[spark\]'"):
        check_matching()
