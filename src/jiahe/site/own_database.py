"""What a PostgreSQL of the office's own must be before anything is done in it: each fault is said with what to do.

Row-level security binds a role only if it owns no table, is no superuser and does not bypass it: an office that would
be served as another role does not start.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import structlog

from jiahe.site.config import Config, ConfigError
from jiahe.site.database import APP, EXTENSIONS, connections_of, url_of

log = structlog.get_logger("jiahe.start")

OLDEST = 160000
"""The oldest server that will do, as PostgreSQL numbers its versions."""

_APP, _OWNER = "DATABASE_URL", "JIAHE_OWNER_DATABASE_URL"


def check_for_service(config: Config) -> None:
    """Raise ConfigError unless the office can be served from the database of DATABASE_URL."""
    if config.in_the_clear:
        log.warning("database without verified TLS", setting="JIAHE_DATABASE_TLS=off")
    _check(config, "default", _APP, _of_the_application)


def check_for_migration(config: Config) -> None:
    """Raise ConfigError unless tables can be made in the database of JIAHE_OWNER_DATABASE_URL."""
    if not config.owner_database_url:
        raise ConfigError(
            f"{_OWNER}: 请写拥有这些表的角色连同一数据库的地址。"
            f"Write the URL of the same database as the role that owns the tables."
        )
    _check(config, "owner", _OWNER, _of_the_owner)


def _check(config: Config, alias: str, name: str, faults_of: Any) -> None:
    url = url_of(connections_of(config)[alias])
    try:
        with psycopg.connect(url, connect_timeout=10) as db:
            faults = [*_of_the_server(db, name), *faults_of(db)]
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[-1]
        raise ConfigError(
            f"{name}: 连不上数据库，请核对主机、库名、用户和密码。"
            f"The database cannot be reached. Check host, name, user and password. ({said})"
        ) from error
    if faults:
        raise ConfigError("\n".join(faults))


def _of_the_server(db: psycopg.Connection[Any], name: str) -> Iterator[str]:
    version = db.info.server_version
    if version < OLDEST:
        yield (
            f"{name}: PostgreSQL {version // 10000} 太旧，请用 {OLDEST // 10000} 或更新的。"
            f"PostgreSQL {version // 10000} is too old; use {OLDEST // 10000} or later."
        )
    there = {row[0] for row in db.execute("SELECT extname FROM pg_extension")}
    for extension in EXTENSIONS:
        if extension not in there:
            yield (
                f"{name}: 数据库 {db.info.dbname} 没有扩展 {extension}，请由超级用户在这个库里执行下面的命令。"
                f"The database {db.info.dbname} has no extension {extension}. "
                f"As a superuser, in that database: CREATE EXTENSION {extension};"
            )


def _of_the_application(db: psycopg.Connection[Any]) -> Iterator[str]:
    user = db.info.user
    as_this = f"请用角色 {APP}，它不拥有任何表，受行级安全约束。"
    serve_as = f"Serve as {APP}, which owns nothing and is bound by row-level security."
    role = db.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
    if role is None or role[0]:
        yield (
            f"{_APP}: 角色 {user} 不受行级安全约束。{as_this}"
            f"The role {user} bypasses row-level security (SUPERUSER or BYPASSRLS). {serve_as}"
        )
    owns = "SELECT EXISTS (SELECT FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    owned = db.execute(f"{owns} AND pg_has_role(current_user, relowner, 'MEMBER'))").fetchone()
    if owned is None or owned[0]:
        yield (
            f"{_APP}: 角色 {user} 拥有这些表，或属于拥有它们的角色。{as_this}"
            f"The role {user} owns tables, or is a member of the role that does. {serve_as}"
        )
    member = db.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [APP]).fetchone()
    if member is None or not member[0]:
        yield (
            f"{_APP}: 没有角色 {APP}，请由超级用户建立。"
            f"There is no role {APP}. As a superuser: CREATE ROLE {APP} LOGIN PASSWORD '…';"
        )
    elif user != APP:
        yield (
            f"{_APP}: 只有角色 {APP} 能用这些表，而这里是 {user}。{as_this}"
            f"The tables are open to the role {APP} only, and this is {user}. {serve_as}"
        )


def _of_the_owner(db: psycopg.Connection[Any]) -> Iterator[str]:
    user = db.info.user
    may_make = db.execute("SELECT has_schema_privilege('public', 'CREATE')").fetchone()
    if may_make is None or not may_make[0] or user == APP:
        yield (
            f"{_OWNER}: 角色 {user} 不能建表，请写拥有这个数据库的角色的地址。"
            f"The role {user} may not make tables. Write the URL of the role that owns the database: "
            "CREATE ROLE jiahe_owner LOGIN PASSWORD '…'; ALTER DATABASE … OWNER TO jiahe_owner;"
        )
    if db.execute("SELECT FROM pg_roles WHERE rolname = %s", [APP]).fetchone() is None:
        yield (
            f"{_OWNER}: 办公平台以角色 {APP} 运行，现在没有它。"
            f"The office works as {APP}, which is not there. CREATE ROLE {APP} LOGIN PASSWORD '…';"
        )
