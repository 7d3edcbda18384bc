"""Background work: what fails is said in the log without a word about a person, and on the page of the run."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

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
