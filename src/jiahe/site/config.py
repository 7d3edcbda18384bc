"""What the environment may say, checked at the start: a wrong value ends the start with its name and what to write."""

from __future__ import annotations

import os
import secrets
import shlex
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from jiahe.site.setting_faults import PREFIX, faults_of, unknown_names
from jiahe.trust import key_store


class ConfigError(Exception):
    """The environment says something that cannot be used. The message names each variable."""


class Config(BaseSettings):
    """Every setting is an environment variable: JIAHE_ and its name in capitals; DATABASE_URL without the prefix.

    pydantic passes over a name that it does not know (extra="ignore"); read_config() refuses it.
    """

    model_config = SettingsConfigDict(env_prefix="JIAHE_", extra="ignore", hide_input_in_errors=True)

    home: Path = Field(Path("office"), description="Folder of the embedded database, keys, snapshots and runs")
    debug: bool = Field(False, description="Show errors with their source; never in service")
    components: bool = Field(False, description="Show /components/, for who builds pages; in service there is no need")
    secret_key: str = Field(
        "", description="Signs sessions; 50 characters or more; not given: a key like the others, by key_program"
    )
    database_tls: Literal["verify", "off"] = Field(
        "verify", description="Whether a database on another machine must prove by TLS that it is the right one"
    )
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="PostgreSQL 16 or later, as the role jiahe_app; empty: embedded",
    )
    owner_database_url: str = Field(
        "", description="The same database as the role that owns the tables; only for jiahe migrate"
    )
    hosts: Annotated[list[str], NoDecode] = Field(
        ["localhost", "127.0.0.1"], description="Host names it answers to, parted by commas"
    )
    https: bool = Field(False, description="Whether it is reached by HTTPS (cookies and headers follow)")
    proxies: int = Field(
        0, ge=0, le=9, description="How many proxies stand before it; each adds an address to X-Forwarded-For"
    )
    export_at_once: int = Field(5000, ge=0, description="Rows up to which an export is made while its reader waits")
    upload_mib: int = Field(200, ge=1, le=2000, description="Largest file from another office that is taken, in MiB")
    drop: Path | None = Field(None, description="Folder that is watched for files of other offices; empty: none")
    drop_account: str = Field(
        "", description="The account, a data steward's, by which files of that folder are taken in"
    )
    matching: Literal["duckdb", "spark"] = Field(
        "duckdb", description="What weighs the rows of large files against the register; spark needs jiahe[spark]"
    )
    export_days: int = Field(7, ge=1, le=90, description="Days for which a large export waits for its owner")
    county: str = Field("420890000000", description="12-digit code of the county this office is for")
    staff_mfa: Literal["required", "optional"] = Field(
        "required", description="Whether an account that holds a post must sign in with more than a password"
    )
    idle_minutes: int = Field(30, ge=1, le=720, description="Minutes without a click after which one is signed out")
    idle_minutes_shared: int = Field(15, ge=1, le=720, description="The same on a machine said to be shared at sign-in")
    hsts_subdomains: bool = Field(
        True, description="With HTTPS: whether browsers ask for it below this host name too (HSTS includeSubDomains)"
    )
    statement_seconds: int = Field(
        30, ge=0, le=600, description="Seconds after which the database ends a statement of a request; 0: never"
    )
    lookups_an_hour: int = Field(
        600,
        ge=0,
        description="Records that one account may look up within an hour, ten people in a list as one; 0: any",
    )
    oidc_issuer: str = Field("", description="Address of the government's sign-on (OpenID Connect); empty: none")
    oidc_client_id: str = Field("", description="Under which name the office is known there")
    oidc_secret_file: Path | None = Field(None, description="File that holds the secret agreed with it")
    contact: str = Field(
        "", description="Telephone, address and name by which people reach the office about their data (privacy notice)"
    )
    key_program: str = Field(
        "", description="Prints a key in base64 when run with the key's name; empty: keys are files in home"
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much it writes to its log")

    @field_validator("hosts", mode="before")
    @classmethod
    def _parted(cls, value: Any) -> Any:
        return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value

    @field_validator("database_url", "owner_database_url")
    @classmethod
    def _postgres(cls, value: str, info: ValidationInfo) -> str:
        if value and not value.startswith(("postgres://", "postgresql://")):
            raise ValueError("请写成这样。Write postgresql://user:password@host:5432/name")
        try:
            whole = not value or urlsplit(value).port != 0
        except ValueError:  # a sign of the password ends the name of the host; its words would show it
            whole = False
        if not whole:
            raise ValueError(
                "密码里凡不是字母和数字的符号，都写成 %XX（/ 写成 %2F）。"
                "In the password, write every sign that is no letter and no digit as %XX (/ as %2F)"
            )
        if info.data.get("database_tls") != "off" and _goes_in_the_clear(value):
            raise ValueError(
                "数据库在另一台机器上：请加上 ?sslmode=verify-full&sslrootcert=文件（签发数据库证书的机构的证书）；"
                "只有在别人接触不到的线路上，才可设 JIAHE_DATABASE_TLS=off。"
                "The database is on another machine: add ?sslmode=verify-full&sslrootcert=FILE with the certificate of "
                "who signed the database's, or, on a line that nobody else reaches, set JIAHE_DATABASE_TLS=off"
            )
        return value

    @field_validator("secret_key")
    @classmethod
    def _long(cls, value: str) -> str:
        if value and len(value) < 50:
            raise ValueError("请写至少 50 个随机字符。Write at least 50 random characters")
        return value

    @field_validator("key_program")
    @classmethod
    def _command(cls, value: str) -> str:
        try:
            shlex.split(value)
        except ValueError as error:
            raise ValueError(
                "请写一条命令；有一个引号没有配对。Write a command; a quotation mark is not closed"
            ) from error
        return value

    @field_validator("county")
    @classmethod
    def _twelve(cls, value: str) -> str:
        if len(value) != 12 or not value.isdigit():
            raise ValueError("请写 12 位的县级代码。Write the 12 digits of a county's code")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _safe(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://localhost", "http://127.0.0.1")):
            raise ValueError("请写以 https:// 开头的地址。Write an address that begins with https://")
        return value.rstrip("/")

    def government(self) -> dict[str, Any]:
        """Return the government's sign-on as allauth has it; nothing where the office has none. Raises ConfigError."""
        if not self.oidc_issuer:
            return {}
        if not self.oidc_client_id or self.oidc_secret_file is None or not self.oidc_secret_file.is_file():
            raise ConfigError(
                "JIAHE_OIDC_ISSUER: 写了它，就还要写 JIAHE_OIDC_CLIENT_ID，并在 JIAHE_OIDC_SECRET_FILE 里写一个文件。"
                "It is given: give JIAHE_OIDC_CLIENT_ID too, and in JIAHE_OIDC_SECRET_FILE a file."
            )
        app = {
            "provider_id": "government",
            "name": "政务服务统一认证",
            "client_id": self.oidc_client_id,
            "secret": self.oidc_secret_file.read_text(encoding="utf-8").strip(),
            "settings": {
                "server_url": self.oidc_issuer,
                "fetch_userinfo": False,
                "scope": ["openid"],
                "oauth_pkce_enabled": True,
            },
        }
        return {"openid_connect": {"APPS": [app]}}

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded one."""
        return not self.database_url

    @property
    def in_the_clear(self) -> bool:
        """Whether the database is on another machine and need not prove by TLS that it is the right one."""
        return _goes_in_the_clear(self.database_url) or _goes_in_the_clear(self.owner_database_url)

    def session_secret(self) -> str:
        """Return what signs sessions: from the key program, or a file. Raises ConfigError."""
        if not self.key_program:
            return self.kept_secret("session")
        try:
            return key_store.text_by(self.key_program, "session", 64)
        except key_store.KeyProblem as wrong:
            raise ConfigError(f"JIAHE_KEY_PROGRAM: {wrong}") from wrong

    def kept_secret(self, name: str, length: int = 64) -> str:
        """Return a random secret that is made once and kept in ``home``, readable by its owner only."""
        path = self.home / "keys" / name
        if not path.exists():
            self.keep_secret(name, secrets.token_urlsafe(length))
        found = path.read_text(encoding="ascii")
        if len(found) < length:
            raise ConfigError(
                f"{path}: 文件不完整。请用备份把密钥放回去；没有它，加密保存的内容就打不开了。"
                f"It is not whole. Put the key back from its copy; without it sealed values are lost."
            )
        return found

    def keep_secret(self, name: str, text: str) -> None:
        """Keep a secret in ``home`` under a name that is not taken: on the disk before it has its name."""
        path = self.home / "keys" / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = path.with_name(f".{name}-{os.getpid()}-{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        with made.open("w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # whoever was first has made it
            os.link(made, path)
        made.unlink()


def _goes_in_the_clear(url: str) -> bool:
    """Whether somebody between here and the database could read what is sent, or answer in the database's place."""
    if not url:
        return False
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    named = ",".join(options.get("hostaddr", []) + options.get("host", [])).split(",")
    named += [urlsplit(f"//{one}").hostname or "" for one in parts.netloc.rpartition("@")[2].split(",")]
    elsewhere = {unquote(one) for one in named} - {"", "localhost", "127.0.0.1", "::1"}
    if all(one.startswith("/") for one in elsewhere):  # the folder of a socket
        return False
    modes = options.get("sslmode", [])
    return not modes or not set(modes) <= {"verify-full", "verify-ca"}


def read_config() -> Config:
    """Read the environment. Raises ConfigError that names every wrong variable, also one that is no setting."""
    unknown = list(unknown_names(os.environ, setting_names()))
    try:
        config = Config()
    except ValidationError as error:
        raise ConfigError("\n".join([*unknown, *faults_of(error.errors())])) from error
    if unknown:
        raise ConfigError("\n".join(unknown))
    return config


def setting_names() -> list[str]:
    """Return the names of the variables that are settings."""
    return [str(one.validation_alias or f"{PREFIX}{name.upper()}") for name, one in Config.model_fields.items()]
