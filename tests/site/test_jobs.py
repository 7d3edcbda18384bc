"""Background work: what fails is said in the log without a word about a person, and on the page of the run."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

FAILS = """
import asyncio, logging, sys
from jiahe.site import start
start.prepare()
from procrastinate.contrib.django import app

@app.task(queue="trial")
def tell_of(person):
    raise ValueError(f"{person} has no number")

tell_of.defer(person="李秀英")
with app.replace_connector(app.connector.get_worker_connector()):
    app.run_worker(queues=["trial"], wait=False)
"""


@pytest.mark.django_db(transaction=False)
def test_a_job_that_fails_is_a_line_that_names_nobody() -> None:
    ended = subprocess.run([sys.executable, "-c", FAILS], capture_output=True, text=True, check=True, timeout=120)
    assert "李秀英" not in ended.stderr + ended.stdout
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    (line,) = [one for one in lines if one["event"] == "job_error"]
    assert (line["task"], line["kind"], line["level"]) == ("__main__.tell_of", "ValueError", "error")
    assert line["where"].startswith("<string>:")
    assert isinstance(line["job"], int)


@pytest.fixture
def nothing_queued(db: Any) -> None:
    """Begin without what another test may have asked for and committed. Rolled back afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.mark.usefixtures("nothing_queued")
def test_the_determination_owed_after_a_load_is_begun_anew_when_it_was_cut_off() -> None:
    from jiahe.entitlements.tasks import determine_after_load
    from jiahe.site.start import forget_cut_off_work
    from jiahe.trust.tasks import erase_nightly

    def standing() -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs WHERE task_name LIKE 'jiahe.%%'")
            return [(name.rsplit(".", 1)[1], status) for name, status in cursor.fetchall()]

    locked = determine_after_load.configure(queueing_lock="determination-behind")
    locked.defer()
    erase_nightly.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    locked.defer()  # one may wait under the same lock while another goes on
    forget_cut_off_work()
    assert sorted(standing()) == [
        ("determine_after_load", "todo"), ("determine_after_load", "todo"), ("erase_nightly", "failed"),
    ]  # fmt: skip


@pytest.mark.usefixtures("nothing_queued")
def test_the_determination_after_a_load_is_asked_for_again_behind_one_that_goes_on(posts: Any) -> None:
    from jiahe.entitlements.runs import begin_run
    from jiahe.entitlements.tasks import determine_after_load, determine_register
    from jiahe.trust.acting import acting_as

    def next_job() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT task_name FROM procrastinate_fetch_job_v2(%s, %s)", [["determination"], None])
            return str(cursor.fetchone()[0]).rsplit(".", 1)[1]

    with acting_as(posts["background"]):
        run = begin_run(why="asked")
    determine_register.defer(run=str(run.id))
    determine_after_load()
    assert next_job() == "determine_register", "what was asked for first is not kept from its turn"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    assert next_job() == "determine_after_load"
