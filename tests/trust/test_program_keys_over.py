"""A key whose last day is over: a day that no transaction of the office can bring about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from tests.cast import VILLAGE, post
from tests.own_database import own_database
from tests.programs import program, program_key


def test_the_day_ends_the_key(django_db_setup: None, django_db_blocker: Any) -> None:
    from django.db import connections

    with own_database("program_keys", django_db_blocker):
        secret = program_key(
            post("village_worker", VILLAGE).post, "people:find", until_date=timezone.localdate() + dt.timedelta(days=1)
        )
        assert program(secret).get("/api/people?q=li").status_code == 200
        with connections["owner"].cursor() as cursor:
            cursor.execute("UPDATE trust_programkey SET from_date = from_date - 2, until_date = until_date - 1")
        refused = program(secret).get("/api/people?q=li")
        assert refused.status_code == 401
        assert "is over or was ended" in refused.json()["detail"]
