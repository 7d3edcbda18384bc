"""The pages of who asks for a place: beginning a run of it, its numbers and the lists that they lead to."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.models import Sum

from jiahe.entitlements.models import Outcome, Run
from jiahe.entitlements.runs import begin_run, forget_cut_off_runs, run_register
from jiahe.people.models import Person
from jiahe.places.divisions import Place
from jiahe.places.naming import forget
from jiahe.places.published_list import add_own
from jiahe.trust.acting import acting_as
from tests.cast import COUNTY, TOWN, VILLAGE, post
from tests.entitlements.conftest import Office
from tests.entitlements.test_runs import signed_in

NEXT = "420890100202"
SUBSIDY = "cn/childcare-subsidy"
ON = dt.date(2025, 12, 10)


@pytest.fixture(scope="module")
def town(office: Office) -> Office:
    """The cast in two villages and in a town whose village is unknown, determined once."""
    add_own(
        [Place(COUNTY, "禾阳县", 3), Place(TOWN, "清溪镇", 4), Place(VILLAGE, "柳林村", 5), Place(NEXT, "杨树村", 5)],
        "测试",
    )
    forget()
    with acting_as(office.background):
        Person.objects.filter(name="李小满").update(hukou_place=NEXT)
        Person.objects.filter(name="王谷雨").update(hukou_place=TOWN)
        noted = begin_run(why=Run.Why.ASKED, on=ON)
    run_register(noted.id, office.background)
    return office


@pytest.fixture(scope="module")
def reviewer(town: Office) -> Any:
    return signed_in(town, post("township_reviewer", TOWN), "reviewer")


@pytest.fixture(scope="module")
def worker(town: Office) -> Any:
    return signed_in(town, town.worker, "worker-of-the-village")


@pytest.fixture(scope="module")
def officer(town: Office) -> Any:
    return signed_in(town, town.officer, "officer-of-the-county")


def page(client: Any, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def rows_of(text: str) -> list[str]:
    return re.findall(r'<tr role="row">(.*?)</tr>', text.partition("<tbody")[2], re.DOTALL)


@pytest.mark.parametrize(
    ("who", "place"), [("reviewer", TOWN), ("officer", COUNTY), ("officer", TOWN), ("worker", VILLAGE)]
)
def test_each_number_of_a_place_leads_to_just_those_people(request: Any, who: str, place: str) -> None:
    client = request.getfixturevalue(who)
    linked = re.findall(r'<a href="(/today/\?show=[^"]*)">(\d+)</a>', page(client, f"/places/{place}/"))
    assert linked
    for address, number in linked:
        assert len(rows_of(page(client, address))) == int(number), address


@contextmanager
def answered(town: Office, **sums: int | None) -> Iterator[Outcome]:
    """The girl's answer says other sums for a while."""
    with acting_as(town.background):
        girl = Outcome.objects.get(person__name="李小满", programme=SUBSIDY)
        Outcome.objects.filter(id=girl.id).update(**sums)
    try:
        yield girl
    finally:
        with acting_as(town.background):
            Outcome.objects.filter(id=girl.id).update(**{name: getattr(girl, name) for name in sums})


def row_of_the_girl(text: str) -> str:
    (row,) = [one for one in rows_of(text) if "李小满" in one]
    return row


def test_a_right_of_last_year_is_in_the_list_with_its_sum_and_in_the_words_above_it(town: Office, officer: Any) -> None:
    with answered(town, this_year=0, unclaimed=90_000, total=90_000):
        text = page(officer, f"/today/?show=missed&programme={SUBSIDY}")
        assert "can still claim something that is owed only for an earlier year" in text
        assert "900.00" in row_of_the_girl(text)
        assert "an earlier year is not claimed" in row_of_the_girl(text)
        assert "also for an earlier year" in page(officer, f"/places/{COUNTY}/")


def test_the_sum_is_that_which_can_be_claimed_now_of_whatever_year(town: Office, officer: Any) -> None:
    with answered(town, this_year=1_000_000, unclaimed=1_500_000, total=5_000_000) as girl:
        with acting_as(town.background):
            others = Outcome.objects.filter(enrolled=False).exclude(id=girl.id).aggregate(sum=Sum("unclaimed"))["sum"]
        text = page(officer, f"/today/?show=missed&programme={SUBSIDY}")
        assert "15,000.00" in row_of_the_girl(text)
        assert "50,000.00" in row_of_the_girl(text)
        assert "10,000.00" not in row_of_the_girl(text)
        assert "owed only for an earlier year" not in text
        assert f"{((others or 0) + 1_500_000) / 100:,.2f} yuan can be claimed now" in text
        assert "Sum missed" in page(officer, f"/places/{COUNTY}/")


def test_a_sum_that_is_not_known_is_said_to_be_missing_from_the_sum(town: Office, officer: Any) -> None:
    address = f"/today/?show=missed&programme={SUBSIDY}"
    with acting_as(town.background):
        girl = Outcome.objects.get(person__name="李小满", programme=SUBSIDY)
        known = Outcome.objects.create(
            person=girl.person, programme="cn/loss-support", place=girl.place, status="eligible", this_year=1200,
            unclaimed=3400, total=5600, enrolled=False, on=girl.on,
        )  # fmt: skip
    try:
        assert "the sum is not known yet" not in page(officer, address)
        with answered(town, unclaimed=None):
            text = page(officer, address)
            assert "unknown" in row_of_the_girl(text)
            assert "Of 1 benefit more, the sum is not known yet." in text
    finally:
        with acting_as(town.background):
            known.delete()


def test_nobody_is_said_to_miss_nothing_while_an_answer_is_open(town: Office, worker: Any) -> None:
    with acting_as(town.background):
        missed = list(Outcome.objects.filter(place=VILLAGE, enrolled=False).values_list("id", flat=True))
        Outcome.objects.filter(id__in=missed).update(enrolled=True)
        girl = Outcome.objects.get(person__name="李小满", programme=SUBSIDY)
        Outcome.objects.filter(id=girl.id).update(place=VILLAGE, enrolled=None)
        open_ones = Outcome.objects.filter(place=VILLAGE, status="needs_evidence")
        waiting = list(open_ones)
    try:
        text = page(worker, "/today/")
        assert "nobody is missing out" not in text.lower()
        assert text.count("Nobody is known to be missing out") == 2
        with acting_as(town.background):
            open_ones.delete()
            Outcome.objects.filter(id=girl.id).update(enrolled=True)
        assert page(worker, "/today/").count("By what is on record, nobody is missing out.") == 2
    finally:
        with acting_as(town.background):
            Outcome.objects.bulk_create(waiting)
            Outcome.objects.filter(id__in=missed).update(enrolled=False)
            Outcome.objects.filter(id=girl.id).update(place=girl.place, enrolled=girl.enrolled)


def test_the_place_goes_along_with_tabs_sorting_and_files(reviewer: Any) -> None:
    here = f"place={NEXT}"
    text = page(reviewer, f"/today/?show=missed&{here}")
    assert "李小满" in text
    for kept in (f"show=papers&{here}", f"{here}&sort=name", f"{here}&export=csv"):
        assert kept in text
    taken = b"".join(reviewer.get(f"/today/?show=missed&{here}&export=csv")).decode("utf-8-sig")
    assert "李小满" in taken
    assert "杨树村" in taken.splitlines()[0]
    other = page(reviewer, f"/today/?show=missed&place={VILLAGE}")
    assert "李小满" not in other
    assert reviewer.get(f"/today/?show=missed&place={VILLAGE}&export=csv").status_code == 200


def test_who_is_in_no_known_village_is_a_choice_of_its_own(reviewer: Any) -> None:
    text = page(reviewer, f"/today/?show=missed&place={TOWN}-rest")
    assert "李小满" not in text
    assert f'value="{TOWN}-rest" selected' in text


def test_who_has_one_village_has_nothing_to_narrow(worker: Any) -> None:
    assert 'name="place"' not in page(worker, "/today/")


def test_a_village_has_itself_determined_from_either_page_and_sees_how_far_it_is(town: Office, worker: Any) -> None:
    for address in ("/runs/", f"/places/{VILLAGE}/"):
        assert f'value="{VILLAGE}"' in page(worker, address)
        answer = worker.post("/runs/start/", {"place": VILLAGE})
        begun = page(worker, answer["Location"])
        assert "柳林村" in begun
        for other in ("/runs/", f"/places/{VILLAGE}/"):
            assert answer["Location"] in page(worker, other)
        again = worker.post("/runs/start/", {"place": VILLAGE}, follow=True)
        assert "请等它完成" in again.content.decode()
        forget_cut_off_runs(town.background)


@pytest.mark.parametrize("place", [NEXT, TOWN, COUNTY, ""])
def test_a_village_has_nobody_else_determined(worker: Any, place: str) -> None:
    assert worker.post("/runs/start/", {"place": place}).status_code == 403


def test_a_code_that_is_no_place_is_refused_in_words(reviewer: Any) -> None:
    for wrong in ("420890100999", "4208"):
        answer = reviewer.post("/runs/start/", {"place": wrong}, follow=True)
        assert wrong in answer.content.decode()


def test_a_post_sees_the_runs_that_had_to_do_with_its_place(town: Office, worker: Any, reviewer: Any) -> None:
    with acting_as(town.background):
        made = {place: begin_run(why=Run.Why.ASKED, on=ON, place=place) for place in (NEXT, TOWN, VILLAGE)}
        made[COUNTY] = begin_run(why=Run.Why.ASKED, on=ON)
    forget_cut_off_runs(town.background)
    seen = page(worker, "/runs/")
    assert {place for place, one in made.items() if f"/runs/{one.id}/" in seen} == {TOWN, VILLAGE, COUNTY}
    assert worker.get(f"/runs/{made[NEXT].id}/").status_code == 404
    assert worker.get(f"/api/runs/{made[NEXT].id}").status_code == 404
    narrowed = page(reviewer, f"/runs/?place={NEXT}")
    assert {place for place, one in made.items() if f"/runs/{one.id}/" in narrowed} == {NEXT}


def test_a_program_asks_for_a_place(town: Office, reviewer: Any, worker: Any) -> None:
    answer = reviewer.post(f"/api/runs?place={NEXT}")
    assert (answer.status_code, answer.json()["place"]) == (202, NEXT)
    assert reviewer.post(f"/api/runs?place={NEXT}").status_code == 409
    assert worker.post(f"/api/runs?place={NEXT}").status_code == 403
    for wrong in ("420890100999", "x"):
        refused = reviewer.post(f"/api/runs?place={wrong}")
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "place")
    forget_cut_off_runs(town.background)


def test_what_a_run_of_the_place_changed_is_among_today_s_changes_once(town: Office, reviewer: Any) -> None:
    with acting_as(town.background):
        Person.objects.filter(name="李小满").update(death_date=dt.date(2025, 3, 1))
    found = []
    for _ in range(2):
        with acting_as(town.background):
            noted = begin_run(why=Run.Why.ASKED, on=ON, place=NEXT)
        run_register(noted.id, town.background)
        found.append([one for one in rows_of(page(reviewer, "/today/?show=changed")) if "李小满" in one])
    assert len(found[0]) == len(found[1]) > 0
    assert "李小满" in page(reviewer, f"/runs/{noted.id}/")
