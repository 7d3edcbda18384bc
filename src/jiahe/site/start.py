"""Starts the office (database, tables, static files, web server, worker, sealer) and stops it cleanly."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType

import structlog

from jiahe.site.config import Config, ConfigError, read_config
from jiahe.site.database import data_folder, is_running, start_embedded, stop_embedded
from jiahe.site.guardian import PATIENCE, guarded
from jiahe.site.own_database import check_for_migration, check_for_service

SETTINGS = "jiahe.site.settings"

BEGUN_ANEW = ("jiahe.entitlements.tasks.determine_after_load",)
"""Work that nobody would ask for again: cut off with the office, it is begun anew when that starts."""

log = structlog.get_logger("jiahe.start")


def prepare(config: Config | None = None) -> Config:
    """Start the embedded database if there is no other, and set Django up. Raises ConfigError."""
    config = config or read_config()
    if config.embedded:
        start_embedded(data_folder(config))
    set_up()
    return config


@contextmanager
def database() -> Iterator[Config]:
    """Prepare for a command; stop the embedded database afterwards if the command started it. Raises ConfigError."""
    config = read_config()
    ran = not config.embedded or is_running(data_folder(config))
    try:
        prepare(config)
        from django.db import connections

        try:
            yield config
        finally:
            connections.close_all()
    finally:
        if not ran:
            stop_embedded(data_folder(config))


def set_up() -> None:
    """Set Django up, without a database. Raises ConfigError."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()


def migrate(config: Config | None = None) -> None:
    """Bring the tables up to date, as the role that owns them, and gather the static files. Raises ConfigError."""
    from django.core.management import call_command

    from jiahe.trust.key_changes import first_key

    config = config or read_config()
    if not config.embedded:
        check_for_migration(config)
    call_command("migrate", database="owner", verbosity=0)
    first_key()
    gather_static()


def gather_static() -> None:
    """Gather the static files."""
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def check_keys() -> None:
    """Make sure, before anybody is served, that what is sealed can be opened. Raises KeyProblem."""
    from jiahe.trust import key_changes

    key_changes.check_keys()


def erase_again(config: Config) -> None:
    """Do again, before anybody is served, what was erased after the backup from which the database was put back.

    What cannot be done again is said, and tried at the next start. Raises LedgerProblem; ConfigError where something is
    to be done and only the owner of the tables may do it.
    """
    from jiahe.intake.models import Load
    from jiahe.site.erasures import not_done, redo, say_what_is_left

    if config.embedded or config.owner_database_url:
        say_what_is_left(redo())
        return
    left = not_done()
    if any(one.table != Load._meta.db_table for one in left.left):
        raise ConfigError(
            "JIAHE_OWNER_DATABASE_URL: 数据库是恢复出来的，备份以后已经删除的要先再删一次，"
            "请带上这个设置运行 `jiahe migrate`。"
            "The database was put back, and what was erased since must be erased again first: run `jiahe migrate` with "
            "JIAHE_OWNER_DATABASE_URL."
        )
    say_what_is_left(left)


def check_drop() -> None:
    """Make sure, before anybody is served, that the watched folder can be watched. Raises ConfigError."""
    from jiahe.intake import dropped

    try:
        dropped.check_drop()
    except dropped.DropProblem as wrong:
        raise ConfigError(str(wrong)) from wrong


def check_matching() -> None:
    """Make sure, before anybody is served, that what weighs records can run. Raises ConfigError."""
    from django.conf import settings

    from jiahe.law.errors import LawError
    from jiahe.law.spark_engine import check_spark

    if settings.MATCHING == "spark":
        try:
            check_spark()
        except LawError as wrong:
            raise ConfigError(f"JIAHE_MATCHING: 写了 spark，但 Spark 不能用。{wrong}") from wrong


def forget_cut_off_work() -> None:
    """Mark what was being done when the office was cut off as failed; go on with files, and what else is owed."""
    from django.db import connection

    from jiahe.entitlements.runs import forget_cut_off_runs
    from jiahe.exports.actions import forget_cut_off_exports
    from jiahe.intake.actions import resume_cut_off_loads
    from jiahe.places.models import Post
    from jiahe.trust.acting import background

    with suppress(Post.DoesNotExist):  # without that post nothing was ever run
        forget_cut_off_runs(background())
        forget_cut_off_exports(background())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET abort_requested = false, queueing_lock = NULL, "
            "status = (CASE WHEN task_name = ANY(%s) THEN 'todo' ELSE 'failed' END)::procrastinate_job_status "
            "WHERE status = 'doing'",
            [list(BEGUN_ANEW)],
        )
    with suppress(Post.DoesNotExist):
        resume_cut_off_loads(background())


def make_up_for_the_night() -> None:
    """Have everybody determined if the last determination is not of today: the office may have been off at night."""
    from jiahe.entitlements.tasks import make_up
    from jiahe.places.models import Post

    with suppress(Post.DoesNotExist):
        make_up()


def serve(*, address: str, workers: int) -> int:
    """Serve until somebody stops it or closes its terminal; return the exit code.

    The children are told to stop by SIGTERM: the web server answers what it has begun, the worker ends the job it is
    at, the sealer of the read log its seal. If one of them dies, the others are stopped too; if this process is killed,
    its guardian stops them.
    """
    stop = _Stop()
    stop.listen()
    with suppress(_Stopped), ExitStack() as ending:
        try:
            return _serve(address, workers, stop, ending)
        finally:
            stop.ignore()  # what is ended now is ended whole
    return 0


def _serve(address: str, workers: int, stop: _Stop, ending: ExitStack) -> int:
    config = read_config()
    lock = ending.enter_context(_only_office(config.home.resolve()))
    guardian = ending.enter_context(guarded(lock))
    if config.embedded and not is_running(data_folder(config)):
        guardian.database(data_folder(config))
    ending.enter_context(database())
    _make_ready(config)
    if config.embedded:  # also one that a command has left running
        guardian.database(data_folder(config))
        ending.callback(stop_embedded, data_folder(config))
    children: list[subprocess.Popen[bytes]] = []
    ending.callback(_end, children)
    with stop.put_off():
        for command in _commands(address, workers):
            environment = {**os.environ, "JIAHE_WARM": "yes"}
            children.append(subprocess.Popen(command, start_new_session=True, env=environment, pass_fds=[lock]))
            guardian.child(children[-1].pid)
    return _until_one_ends(children, stop)


@contextmanager
def _only_office(home: Path) -> Iterator[int]:
    """Keep another office from being served from the same folder: it would call this one's work cut off.

    Gives the file that is locked: whoever has it open keeps the lock. Raises ConfigError when there is such an office.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "serve.lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(
                f"JIAHE_HOME: 已经有一个办公平台在用 {home}。请先停掉那个，或给这个另一个文件夹；"
                f"那个是被强行结束的，请等 {PATIENCE} 秒。"
                f"An office is being served from {home} already. Stop that one first, or give this one a "
                f"folder of its own. If it was killed, what it has left is being ended: wait {PATIENCE} seconds."
            ) from error
        yield file.fileno()


def warn_of_proxies(config: Config) -> None:
    """Say in the log where all who come through a proxy count as one address: one's wrong passwords stop everybody."""
    if config.https and not config.proxies:
        log.warning("everybody behind the proxy counts as one address", setting="JIAHE_HTTPS=true JIAHE_PROXIES=0")


def _make_ready(config: Config) -> None:
    """Bring everything up to date before anybody is served. Raises ConfigError and KeyProblem."""
    warn_of_proxies(config)
    if config.embedded or config.owner_database_url:
        migrate(config)
    else:
        gather_static()
    if not config.embedded:
        check_for_service(config)
    check_keys()
    erase_again(config)
    check_drop()
    check_matching()
    forget_cut_off_work()
    make_up_for_the_night()


def _commands(address: str, workers: int) -> tuple[list[str], ...]:
    """Return how the web server, the worker and the sealer are begun."""
    python = [sys.executable, "-m"]
    host, port = address.rsplit(":", 1)
    web = [
        *python,
        "granian",
        "jiahe.site.wsgi:application",
        "--interface=wsgi",
        f"--host={host}",
        f"--port={port}",
        f"--workers={workers}",
        "--blocking-threads=16",  # some wait for the register's lock
        "--blocking-threads-idle-timeout=600",  # with a thread goes its connection, and what that has planned
        "--backlog=512",
        "--no-ws",
        "--respawn-failed-workers",
        "--workers-kill-timeout=20s",
        "--log-level=error",  # below it: that these threads are many for the cores, which most of the time wait
    ]
    work = [
        *python,
        "django",
        "procrastinate",
        "worker",
        "--concurrency=2",  # an export does not wait for a run
        "--delete-jobs=successful",  # a look each minute would leave half a million a year
    ]
    seal = [*python, "jiahe", "trust", "seal", "--every", "3"]
    return web, work, seal


class _Stopped(BaseException):
    """Somebody asked for a stop."""


class _Stop:
    """Whether somebody asked for a stop: by Ctrl-C, by the system's SIGTERM, or by closing the terminal (SIGHUP).

    The handler raises _Stopped. Where a library has lost it, the next ``heed`` raises it again.
    """

    def __init__(self) -> None:
        self.asked = False
        self._is_put_off = False
        self._signals = [signal.SIGTERM, signal.SIGINT]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as it is under nohup, which is to go on
            self._signals.append(signal.SIGHUP)

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if not self._is_put_off:
            raise _Stopped

    def listen(self) -> None:
        """Handle the signals from now on."""
        for one in self._signals:
            signal.signal(one, self)

    def ignore(self) -> None:
        """Let no signal break off what is done from now on."""
        for one in self._signals:
            signal.signal(one, signal.SIG_IGN)

    def heed(self) -> None:
        """Raise _Stopped when a stop was asked for."""
        if self.asked:
            raise _Stopped

    @contextmanager
    def put_off(self) -> Iterator[None]:
        """Do what is in the block whole, then heed."""
        self._is_put_off = True
        try:
            yield
        finally:
            self._is_put_off = False
        self.heed()


def _until_one_ends(children: Sequence[subprocess.Popen[bytes]], stop: _Stop) -> int:
    while True:
        stop.heed()
        for child in children:
            if child.poll() is not None:
                return child.returncode or 1
        time.sleep(0.2)


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """End the children, and what one that died before has left of its own: its workers would hold the office's lock."""
    for child in children:
        with suppress(ProcessLookupError):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
            else:
                os.killpg(child.pid, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, until - time.monotonic()))
    for child in children:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
