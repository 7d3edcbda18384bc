"""The demo office: the invented town in PostgreSQL, determined and served, with one sign-in for each kind of post."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from jiahe.site.config import Config, ConfigError, read_config
from jiahe.site.database import data_folder, stop_embedded

COUNTY, TOWN, VILLAGE = "420890000000", "420890100000", "420890100001"

Progress = Callable[[str, float], None]

OWN = "demo"
"""The file that says of an office's folder that it is a demo's."""


def own_folder() -> None:
    """Make sure that the demo has an office of its own, in JIAHE_HOME or demo/office. Raises ConfigError.

    It gives itself every post, so it never touches a database or folder in which another office may be. One that has
    the demo's town is a demo's, made before they were marked.
    """
    if os.environ.get("DATABASE_URL"):
        raise ConfigError(
            "DATABASE_URL: 演示只用自己的数据库，请去掉这个变量。The demo has a database of its own: unset it."
        )
    os.environ.setdefault("JIAHE_HOME", "demo/office")
    config = read_config()
    town = config.home / "town" / "persons.parquet"
    if data_folder(config).exists() and not (config.home / OWN).exists() and not town.exists():
        raise ConfigError(
            f"JIAHE_HOME: {config.home} 里已有一个不是演示的办公平台；请换一个文件夹。"
            f"There is an office in {config.home} that is not a demo: take another folder."
        )
    config.home.mkdir(parents=True, exist_ok=True)
    (config.home / OWN).touch()


@dataclass(frozen=True)
class SignIn:
    """One way in. The password is not kept anywhere."""

    title: str
    username: str
    password: str


POSTS = (
    ("village_worker", VILLAGE, "village", "村专干", "village worker"),
    ("township_reviewer", TOWN, "township", "乡镇经办", "township reviewer"),
    ("county_officer", COUNTY, "county", "县卫健局经办", "county officer"),
    ("steward", COUNTY, "steward", "数据管理员", "data steward"),
    ("provider", TOWN, "provider", "镇卫生院", "health centre"),
    ("finance", COUNTY, "finance", "财政经办", "finance"),
    ("auditor", COUNTY, "auditor", "审计", "auditor"),
    ("system_administrator", COUNTY, "system", "系统管理员", "system administrator"),
    ("security_administrator", COUNTY, "security", "安全管理员", "security administrator"),
    ("audit_administrator", COUNTY, "audit", "审计管理员", "audit administrator"),
)


def make_office(progress: Progress) -> list[SignIn]:
    """Make what is not there yet (tables, places, posts, the town, a first determination); return new sign-ins."""
    from jiahe.site import start

    progress("database", 0)
    config = start.prepare()
    progress("tables", 0)
    start.migrate(config)
    today = _today()
    progress("town", 0)
    _load_town(config, today, progress)
    progress("posts", 0)
    signins = _posts()
    progress("determination", 0)
    _determine()
    return [*signins, *_resident()]


def _today() -> dt.date:
    from django.utils import timezone

    return timezone.localdate()


def _load_town(config: Config, today: dt.date, progress: Progress) -> None:
    import pyarrow.parquet as pq

    from jiahe.people.load import is_empty, load_folder
    from jiahe.places.published_list import import_published
    from jiahe.synth.register import make_register

    if not is_empty():
        return
    import_published()
    folder = config.home.resolve() / "town"
    if not (folder / "persons.parquet").is_file():
        make_register(folder, town=True, on=today, progress=progress)
    count = pq.read_metadata(folder / "persons.parquet").num_rows
    loaded = [0]

    def told(name: str, rows: int) -> None:
        loaded[0] += rows
        progress("town", min(1.0, loaded[0] / (4 * count)))

    load_folder(folder, source="演示登记册（虚构）demo register (invented)", learned_on=today, progress=told)


def _posts() -> list[SignIn]:
    """Make posts and accounts where they are not there; give each account a new password."""
    from jiahe.places.models import Facility, Holding, Post

    owner = "owner"
    found = []
    passwords = [secrets.token_urlsafe(9) for _ in POSTS]
    for (role, place, username, title, title_en), password, hashed in zip(
        POSTS, passwords, _hashed(passwords), strict=True
    ):
        facility = None
        if role == Post.Role.PROVIDER:
            began = {"from_date": dt.date(2025, 1, 1), "kind": Facility.Kind.TOWN_CLINIC}
            facility, _ = Facility.objects.using(owner).get_or_create(name=title, place=place, defaults=began)
        post, _ = Post.objects.using(owner).get_or_create(
            role=role, place=place, defaults={"title": title, "title_en": title_en, "facility": facility}
        )
        account = _account(username, f"{title}（演示）", hashed)
        Holding.objects.using(owner).get_or_create(
            post=post, account=account, defaults={"from_date": dt.date(2025, 1, 1)}
        )
        found.append(SignIn(f"{title} {title_en}", username, password))
    return found


def _hashed(passwords: list[str]) -> list[str]:
    """Hash passwords as any are, side by side: the time goes into code that lets the others run."""
    from django.contrib.auth.hashers import make_password

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(make_password, passwords))


def _account(username: str, name: str, hashed: str) -> Any:
    """Make an account, or give the one that is there a new password."""
    from jiahe.trust.models import Account

    told = {"full_name": name, "password": hashed}
    return Account.objects.using("owner").update_or_create(username=username, defaults=told)[0]


def _resident() -> list[SignIn]:
    """Give a mother of the village, whose child is owed something unclaimed, an account of her own."""
    from jiahe.entitlements.models import Outcome
    from jiahe.people.models import BELIEVED, Parenthood
    from jiahe.trust.models import Resident

    missed = Outcome.objects.using("owner").filter(place=VILLAGE, status=Outcome.Status.OWED, enrolled=False)
    mothers = Parenthood.objects.using("owner").filter(
        BELIEVED, child__in=missed.values("person"), parent__sex="female", parent__death_date=None
    )
    mother = mothers.order_by("parent_id").first()
    if mother is None:
        return []
    password = secrets.token_urlsafe(9)
    account = _account("resident", "居民（演示）", *_hashed([password]))
    if not Resident.objects.using("owner").filter(account=account).exists():
        Resident.objects.using("owner").create(
            account=account,
            person=mother.parent_id,
            from_date=dt.date(2025, 1, 1),
            confirmed_at=dt.datetime.now(dt.UTC),
        )
    return [SignIn("居民 resident", "resident", password)]


def _determine() -> None:
    from jiahe.entitlements.models import Run
    from jiahe.entitlements.runs import begin_run, run_is_late, run_register
    from jiahe.trust.acting import acting_as, background

    acting = background()
    with acting_as(acting):
        Run.objects.filter(state=Run.State.RUNNING).delete()  # cut off when the demo was last stopped
        if not run_is_late():
            return
        run = begin_run(why=Run.Why.ASKED)
    run_register(run.id, acting)


# ------------------------------------------------------------------------------------------------ serving


def start_server(address: str) -> None:
    """Serve in the background; return when the office is ready. Raises RuntimeError with the log's end if it is not."""
    config = read_config()
    log = config.home.resolve() / "serve.log"
    command = [sys.executable, "-m", "jiahe", "serve", "--address", address]
    with log.open("ab") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True, env=_environment())
    _pid_file(config).write_text(str(server.pid), encoding="ascii")
    until = time.monotonic() + 180
    while time.monotonic() < until and server.poll() is None:
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(_ready(address), timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
    raise RuntimeError("\n".join(tail))


def _environment() -> dict[str, str]:
    """Return what the demo's server is told: whoever looks at a demo need not set up a second factor."""
    return {"JIAHE_STAFF_MFA": "optional", **os.environ}


def _ready(address: str) -> str:
    return f"http://{address}/health/ready"


def stop_server() -> bool:
    """Stop what the demo started, the database too; return whether anything ran."""
    config = read_config()
    file, ran = _pid_file(config), False
    if file.exists():
        with suppress(ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
            server = psutil.Process(int(file.read_text(encoding="ascii")))
            if "jiahe" in server.cmdline():  # its number may be another program's by now
                server.terminate()
                ran = True
                try:
                    server.wait(60)
                except psutil.TimeoutExpired:
                    server.kill()
        file.unlink(missing_ok=True)
    if (data_folder(config) / "postmaster.pid").exists():
        stop_embedded(data_folder(config))
        ran = True
    return ran


def _pid_file(config: Config) -> Path:
    return config.home.resolve() / "serve.pid"
