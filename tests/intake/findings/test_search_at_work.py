"""A search while people work on the findings: committed, by connections of their own."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from jiahe.intake.findings.actions import answer, close
from jiahe.intake.findings.models import Check, Finding
from jiahe.intake.findings.search import look
from jiahe.people.models import Certificate
from jiahe.places.models import Holding, Post
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import Account
from tests.at_once import begun
from tests.cast import COUNTY, post
from tests.intake.findings.conftest import ON, person, row
from tests.own_database import own_database


def test_what_somebody_closes_meanwhile_does_not_end_the_search(django_db_setup: None, django_db_blocker: Any) -> None:
    with own_database("searched", django_db_blocker), ThreadPoolExecutor(1) as other:
        county, night = post("county_officer", COUNTY), post("background", COUNTY)
        staff: list[Acting] = []
        for name, first in (("one", None), ("two", "one")):
            account = Account.objects.using("owner").create(username=name, full_name=name, password="!")
            held = Holding.objects.using("owner").filter(account__username=first).first() if first else None
            Holding.objects.using("owner").create(
                account=account, post=Post.objects.using("owner").get(id=county.post), substitutes_for=held,
                from_date=dt.date(2025, 1, 1),
            )  # fmt: skip
            staff.append(replace(county, account=account.id))

        def search() -> Check:
            with acting_as(night):
                return look(place=COUNTY, on=ON)

        with acting_as(post("steward", COUNTY)):
            row("Certificate", person_id=person(), kind="disability", from_date="2020-01-01")
        assert begun(other, search).result().opened == 1
        with acting_as(staff[0]):
            (found,) = Finding.objects.all()
            answer(finding=found.id, why="mended", text="问过残联", proof="残疾人证")
        with acting_as(replace(county, role="steward")):
            Certificate.objects.update(grade=2)
        with acting_as(staff[1]):
            close(finding=found.id)
            searching = begun(other, search)
        assert searching.result().settled == 0
        with acting_as(staff[1]):
            assert Finding.objects.get().state == "closed"
