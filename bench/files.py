"""A household list of a million rows read, checked and loaded into an empty register, against a plain COPY of its rows.

Run by run.py. The copy is of the same persons into a table like theirs, with its indexes and constraints.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb

from bench.measuring import in_fresh_process
from bench.registers import COUNTY, register
from jiahe.site.database import stop_embedded


def against_copy(people: int, folder: Path, say: Callable[[str], None]) -> tuple[float, float, float]:
    """Return the seconds of check and load, the seconds of the COPY, and the peak memory of the first in GiB."""
    file, home = folder / "household.csv", folder / "home"
    _write(register(people, say=say), people, file)
    say(f"{file.stat().st_size / 2**20:.0f} MiB of household list: checked and loaded; this takes minutes")
    took, copied = folder / "took.txt", folder / "copied.txt"
    try:
        run = in_fresh_process(partial(_load, file, home, took))
        say(took.read_text(encoding="utf-8"))
        seconds = float(took.read_text(encoding="utf-8").split()[0])
        in_fresh_process(partial(_copy, home, folder, copied))
    finally:
        stop_embedded(home / "postgres")
    return seconds, float(copied.read_text(encoding="utf-8")), run.peak


def _write(tables: dict[str, Path], people: int, file: Path) -> None:
    """Write the living people of the county as the police would send them."""
    with duckdb.connect() as con:
        con.execute(f"""
            COPY (
                SELECT name AS 姓名, id_number AS 公民身份号码, CASE sex WHEN 'male' THEN '男' ELSE '女' END AS 性别,
                    strftime(birth_date, '%Y年%m月%d日') AS 出生日期, hukou_place AS 户籍地, household_id AS 户号,
                    village_group AS 村民小组, '138' || lpad((hash(person_id) % 100000000)::VARCHAR, 8, '0') AS 联系电话
                FROM read_parquet('{tables["persons"]}')
                WHERE death_date IS NULL AND id_number IS NOT NULL AND name IS NOT NULL
                    AND hukou_place LIKE '{COUNTY[:6]}%'
                LIMIT {people}
            ) TO '{file}' (HEADER)
        """)


def _prepare(home: Path) -> None:
    os.environ.update(JIAHE_HOME=str(home), JIAHE_COUNTY=COUNTY, JIAHE_LOG_LEVEL="WARNING")
    os.environ.pop("DATABASE_URL", None)
    from jiahe.site import start

    start.prepare()
    start.migrate()


def _load(file: Path, home: Path, took: Path) -> None:
    _prepare(home)
    from jiahe.intake import actions
    from jiahe.intake.models import Load
    from jiahe.places.models import Holding, Post
    from jiahe.places.published_list import import_published
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.models import Account

    import_published()
    account = Account.objects.using("owner").create(username="bench", full_name="测试", password="!")
    post = Post.objects.using("owner").create(role="steward", place=COUNTY, title="数据", title_en="data")
    Holding.objects.using("owner").create(account=account, post=post, from_date=dt.date(2025, 1, 1))
    acting = Acting.of(post, account)
    times = [time.perf_counter()]
    with acting_as(acting), file.open("rb") as read:
        load = actions.receive(
            source="household_registration", pieces=iter(partial(read.read, 1 << 20), b""), file_name=file.name,
            learned_on=dt.date(2026, 1, 15), account=account.id,
        )  # fmt: skip
        Load.objects.filter(id=load.id).update(state="checking")
    times.append(time.perf_counter())
    actions.work_on(load.id)
    times.append(time.perf_counter())
    with acting_as(acting):
        Load.objects.filter(id=load.id).update(state="loading")
    actions.work_on(load.id)
    times.append(time.perf_counter())
    with acting_as(acting):
        done = Load.objects.get(id=load.id)
    assert done.state == "loaded", done.error
    steps = ", ".join(
        f"{name} {after - before:.0f} s"
        for name, before, after in zip(("taken in", "checked", "loaded"), times, times[1:], strict=False)
    )
    took.write_text(
        f"{times[-1] - times[0]:.1f} s: {steps}; {done.loaded:,} rows loaded, {done.aside:,} set aside",
        encoding="utf-8",
    )


def _copy(home: Path, folder: Path, copied: Path) -> None:
    _prepare(home)
    from django.db import connections

    out = folder / "persons.copy"
    with connections["owner"].cursor() as cursor:
        with cursor.copy("COPY people_person TO STDOUT") as rows, out.open("wb") as written:
            for block in rows:
                written.write(block)
        cursor.execute("CREATE TABLE a_copy (LIKE people_person INCLUDING ALL)")
        began = time.perf_counter()
        with out.open("rb") as read, cursor.copy("COPY a_copy FROM STDIN") as rows:
            while block := read.read(1 << 20):
                rows.write(block)
        copied.write_text(f"{time.perf_counter() - began:.3f}", encoding="utf-8")
