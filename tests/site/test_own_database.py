"""A PostgreSQL of the office's own: it is served by its URL, and what is wrong with it is said by name."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from jiahe.site import own_database
from jiahe.site.config import ConfigError, read_config
from jiahe.site.database import EXTENSIONS, data_folder
from tests.served import free_address, stop, wait_until_ready

NAME, BYPASS = "county", "jiahe_bypass"
PASSWORDS = {"jiahe_owner": "owner: p@ss/word", "jiahe_app": "app%20word", BYPASS: "bypass-word"}
ASK_FOR_PASSWORDS = f"local {NAME} jiahe_owner,jiahe_app,{BYPASS} scram-sha-256\n"


@dataclass
class County:
    """A database beside the tests', in the same server, that asks for passwords."""

    host: str
    home: Path

    def url(self, role: str, password: str | None = None) -> str:
        from urllib.parse import quote

        secret = quote(PASSWORDS[role] if password is None else password, safe="")
        return f"postgresql://{role}:{secret}@/{NAME}?host={quote(self.host, safe='')}"

    def admin(self, database: str = NAME) -> psycopg.Connection[object]:
        return psycopg.connect(host=self.host, user="postgres", dbname=database, autocommit=True)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "JIAHE_HOME": str(self.home)}

    def jiahe(self, command: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command that is expected to end by itself."""
        return subprocess.run(
            [sys.executable, "-m", "jiahe", command],
            env={**self.environment, **settings}, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip


@pytest.fixture(scope="module")
def county(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    from django.conf import settings

    found = County(settings.DATABASES["default"]["HOST"], tmp_path_factory.mktemp("home"))
    access = data_folder(read_config()) / "pg_hba.conf"
    before = access.read_text(encoding="utf-8")
    with found.admin("postgres") as admin:
        admin.execute(f"CREATE ROLE {BYPASS} LOGIN BYPASSRLS IN ROLE jiahe_app")
        for role, password in PASSWORDS.items():
            admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
        admin.execute(f"CREATE DATABASE {NAME} OWNER jiahe_owner TEMPLATE template0 ENCODING 'UTF8'")
        access.write_text(ASK_FOR_PASSWORDS + before, encoding="utf-8")
        admin.execute("SELECT pg_reload_conf()")
        yield found
        access.write_text(before, encoding="utf-8")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
        admin.execute(f"DROP ROLE {BYPASS}")


def test_a_missing_extension_is_said_with_the_command_that_makes_it(county: County) -> None:
    refused = county.jiahe(
        "migrate", DATABASE_URL=county.url("jiahe_app"), JIAHE_OWNER_DATABASE_URL=county.url("jiahe_owner")
    )
    assert refused.returncode == 2
    for extension in EXTENSIONS:
        assert f"CREATE EXTENSION {extension};" in refused.stdout + refused.stderr
    assert "JIAHE_OWNER_DATABASE_URL" in refused.stdout + refused.stderr


@pytest.fixture(scope="module")
def migrated(county: County) -> County:
    with county.admin() as admin:
        for extension in EXTENSIONS:
            admin.execute(f"CREATE EXTENSION {extension}")
    done = county.jiahe(
        "migrate", DATABASE_URL=county.url("jiahe_app"), JIAHE_OWNER_DATABASE_URL=county.url("jiahe_owner")
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return county


def test_what_was_erased_before_it_was_put_back_is_erased_by_its_owner_first(migrated: County) -> None:
    line = f"{uuid4()} 2026-01-05T08:00:00+00:00 trust_consent {uuid4()} withdrawn_at"
    kept = hashlib.sha256(f"\n{line}".encode()).hexdigest()
    (migrated.home / "erasures").write_text(f"{line} {kept}\n", encoding="ascii")
    refused = migrated.jiahe("serve", DATABASE_URL=migrated.url("jiahe_app"))
    assert refused.returncode == 2
    assert "run `jiahe migrate` with JIAHE_OWNER_DATABASE_URL" in " ".join((refused.stdout + refused.stderr).split())
    done = migrated.jiahe(
        "migrate", DATABASE_URL=migrated.url("jiahe_app"), JIAHE_OWNER_DATABASE_URL=migrated.url("jiahe_owner")
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_it_is_served_by_its_url_alone(migrated: County, tmp_path: Path) -> None:
    address, log = free_address(), tmp_path / "log"
    with log.open("wb") as out:
        serving = subprocess.Popen(
            [sys.executable, "-m", "jiahe", "serve", "--address", address, "--workers", "1"],
            env={**migrated.environment, "DATABASE_URL": migrated.url("jiahe_app")},
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    try:
        wait_until_ready(f"http://{address}/health/ready", serving, log)
    finally:
        assert stop(serving) == 0, log.read_text(encoding="utf-8")
    assert not (migrated.home / "postgres").exists()
    assert "arning" not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("role", "password", "said"),
    [
        ("jiahe_app", "not-the-password", "password authentication failed"),
        ("jiahe_owner", None, "The role jiahe_owner owns tables"),
        (BYPASS, None, f"The role {BYPASS} bypasses row-level security"),
    ],
)
def test_it_is_not_served_as_a_role_that_would_not_be_bound(
    migrated: County, role: str, password: str | None, said: str
) -> None:
    refused = migrated.jiahe("serve", DATABASE_URL=migrated.url(role, password))
    told = " ".join((refused.stdout + refused.stderr).split())
    assert refused.returncode == 2
    assert "DATABASE_URL: " in told
    assert said in told
    assert (password or PASSWORDS[role]) not in told


def test_a_member_of_the_owner_is_not_served_either(migrated: County) -> None:
    with migrated.admin() as admin:
        admin.execute("GRANT jiahe_owner TO jiahe_app")
        try:
            refused = migrated.jiahe("serve", DATABASE_URL=migrated.url("jiahe_app"))
        finally:
            admin.execute("REVOKE jiahe_owner FROM jiahe_app")
    assert refused.returncode == 2
    assert "is a member of the role that does" in " ".join((refused.stdout + refused.stderr).split())


def test_tables_are_not_made_without_the_owner_s_url(migrated: County) -> None:
    refused = migrated.jiahe("migrate", DATABASE_URL=migrated.url("jiahe_app"))
    assert refused.returncode == 2
    assert "Write the URL of the same database as the role" in " ".join((refused.stdout + refused.stderr).split())


def test_an_old_server_is_refused(migrated: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", migrated.url("jiahe_app"))
    own_database.check_for_service(read_config())
    monkeypatch.setattr(own_database, "OLDEST", 990000)
    with pytest.raises(ConfigError, match="is too old; use 99 or later"):
        own_database.check_for_service(read_config())
