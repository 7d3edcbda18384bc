"""A run of one place gives its people the answers that a run of everybody would, and touches nobody else's."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from jiahe.cli.run import determine_office
from jiahe.entitlements import runs
from jiahe.entitlements.models import Difference, Line, Outcome, Run
from jiahe.entitlements.queries import changed_lately
from jiahe.entitlements.runs import AlreadyRunning, begin_run, folder_of, run_register
from jiahe.law.errors import LawError
from jiahe.people.models import Change, Person
from jiahe.places.changes import merge_divisions
from jiahe.places.divisions import PlacesError, place_range
from jiahe.places.naming import forget
from jiahe.trust.acting import Acting, acting_as
from jiahe.web.refusal import Refused
from tests.cast import post
from tests.own_database import own_database

COUNTY, TOWN = "420881000000", "420881001000"
ON = dt.date(2026, 2, 1)
Kept = dict[tuple[Any, str], tuple[Any, ...]]


class County:
    """A small invented county, whose answers are known."""

    def __init__(self) -> None:
        self.background = post("background", COUNTY)
        self.officer = post("county_officer", COUNTY)
        self.steward = post("steward", COUNTY)

    def run(self, place: str | None = None, on: dt.date = ON) -> Run:
        with acting_as(self.background):
            noted = begin_run(why=Run.Why.ASKED, on=on, place=place)
        return run_register(noted.id, self.background)

    def kept(self) -> Kept:
        with acting_as(self.officer):
            return {
                (one.person_id, one.programme): (
                    one.place, one.status, one.this_year, one.total, one.unclaimed, one.enrolled, one.unknown,
                    one.lost_from, one.loses, one.on,
                )
                for one in Outcome.objects.all()
            }  # fmt: skip

    def villages(self) -> list[str]:
        """Those where answers are kept, the fullest first."""
        places = [one[0] for one in self.kept().values() if not one[0].endswith("000")]
        return sorted(set(places), key=lambda one: (-places.count(one), one))


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    from jiahe.cli.console import ready_facts
    from jiahe.entitlements.apps import make_background_post
    from jiahe.people.load import load_register
    from jiahe.synth.register import make_register

    folder = tmp_path_factory.mktemp("county") / "facts"
    make_register(folder, town=False, county=None, people=1500, seed=3, dirty=False, progress=lambda *_: None)
    with pytest.MonkeyPatch.context() as patched, own_database("county", django_db_blocker):
        patched.setattr(settings, "COUNTY", COUNTY)
        make_background_post("owner")
        forget()
        with ready_facts(folder, None, lambda *_: None, check=True) as facts:
            tables = {name: Path(path) for name, path in facts.tables.items()}
            load_register(tables, source="测试", learned_on=dt.date(2025, 12, 1))
        yield County()
    forget()


@pytest.fixture(scope="module")
def whole(county: County) -> Run:
    return county.run()


def here(kept: Kept, place: str) -> Kept:
    low, high = place_range(place)
    return {key: one for key, one in kept.items() if low <= one[0] <= high}


def spoil(county: County, chance: random.Random) -> None:
    """Leave out some of the kept answers and falsify others, also where they are looked for."""
    villages = county.villages()[:3]
    with acting_as(county.background):
        for one in Outcome.objects.order_by("person", "programme"):
            match chance.randrange(4):
                case 0:
                    one.delete()
                case 1:
                    one.total, one.enrolled, one.on = 1, None, ON - dt.timedelta(days=1)
                    one.save()
                case 2:
                    one.place = chance.choice(villages)
                    one.save()


def test_the_answers_are_those_of_a_run_of_everybody(county: County, whole: Run) -> None:
    truth = county.kept()
    chance = random.Random(1)
    for place in (*chance.sample(county.villages()[:8], 2), TOWN):
        spoil(county, chance)
        before = county.kept()
        told = here(before, place).keys()
        done = county.run(place)
        after = county.kept()
        assert (done.state, done.place) == (Run.State.DONE, place)
        assert here(after, place) == here(truth, place)
        assert here(truth, place), "nobody to compare"
        others = before.keys() - told - here(truth, place).keys()
        assert {key: after[key] for key in others} == {key: before[key] for key in others}
    county.run()
    assert county.kept() == truth


def test_who_is_of_another_place_since_is_not_looked_for_there_any_more(county: County, whole: Run) -> None:
    first, second, *_ = county.villages()
    truth = county.kept()
    with acting_as(county.background):
        moved = Outcome.objects.filter(place=second).order_by("id").first()
        assert moved is not None
        Outcome.objects.filter(person=moved.person_id).update(place=first)
    county.run(first)
    assert county.kept() == truth


def test_what_changed_is_found_for_the_place_alone_with_the_same_causes(county: County, whole: Run) -> None:
    county.run()
    first, second, *_ = county.villages()
    keys = {place: key for key, one in county.kept().items() for place in (first, second) if one[0] == place}
    with acting_as(county.background):  # as a load of many does, which asks for a run instead
        people = [key for key, _ in keys.values()]
        Person.objects.filter(id__in=people).update(birth_date=dt.date(1990, 1, 1), death_date=dt.date(2026, 1, 1))
    later = ON + dt.timedelta(days=400)  # past a January, and past many a third birthday

    def found(run: Run) -> set[tuple[Any, ...]]:
        low, high = place_range(first)
        with acting_as(county.officer):
            rows = Difference.objects.filter(run=run)
            return {
                (one.person_id, one.programme, one.before, one.after, one.total_after, tuple(one.because))
                for one in rows
                if run.place or (one.place and low <= one.place <= high)
            }

    of_the_place = found(county.run(first, later))
    assert {cause for *_, causes in of_the_place for cause in causes} == {"facts", "time"}
    assert of_the_place == found(county.run(None, later))
    assert keys[first][0] in {person for person, *_ in of_the_place}
    assert keys[second][0] not in {person for person, *_ in of_the_place}


def test_a_change_that_a_later_run_of_the_place_found_no_more_is_not_told(county: County, whole: Run) -> None:
    base = county.run()
    village, *_ = county.villages()
    person = next(key for (key, _), one in county.kept().items() if one[0] == village)
    with acting_as(county.background):
        born = Person.objects.get(id=person).birth_date
        Person.objects.filter(id=person).update(birth_date=dt.date(1990, 1, 1))
    county.run(village)
    with acting_as(county.officer):
        assert changed_lately(village, base).filter(person=person).exists()
    with acting_as(county.background):
        Person.objects.filter(id=person).update(birth_date=born)
    county.run(village)
    with acting_as(county.officer):
        assert not changed_lately(village, base).filter(person=person).exists()


def test_it_leaves_no_files_and_no_sums_of_its_own(county: County, whole: Run) -> None:
    last = county.run()
    done = county.run(TOWN)
    assert not folder_of(done.id).exists()
    assert (folder_of(last.id) / "outcomes.parquet").exists()
    with acting_as(county.officer):
        assert not Line.objects.filter(run=done).exists()
    assert 0 < (done.rows or 0) < (last.rows or 0)


def test_a_family_s_newer_answer_outlives_it(county: County, whole: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    village = county.villages()[0]
    (person, programme), was = next(iter(here(county.kept(), village).items()))
    real = runs.lapses

    def changed_meanwhile(*args: Any) -> Any:
        with acting_as(county.background):
            Change.objects.create(person=person, action="x", post=county.background.post)
            Outcome.objects.filter(person=person, programme=programme).update(total=77)
        return real(*args)

    monkeypatch.setattr(runs, "lapses", changed_meanwhile)
    county.run(village)
    assert county.kept()[person, programme][3] == 77 != was[3]


def test_who_may_begin_one(county: County, whole: Run) -> None:
    first, second, *_ = county.villages()
    worker, reviewer = post("village_worker", first), post("township_reviewer", TOWN)
    for acting, place in ((worker, first), (reviewer, second), (reviewer, TOWN), (county.officer, first)):
        with acting_as(acting):
            assert begin_run(why=Run.Why.ASKED, place=place).place == place
            with pytest.raises(AlreadyRunning):
                begin_run(why=Run.Why.ASKED, place=place)
        runs.forget_cut_off_runs(county.background)
    refused: list[tuple[Acting, str | None]] = [
        (worker, second), (worker, TOWN), (worker, None), (worker, COUNTY), (reviewer, None),
        (post("finance", COUNTY), first), (post("auditor", COUNTY), first),
    ]  # fmt: skip
    for acting, asked in refused:
        with acting_as(acting), pytest.raises(PermissionDenied):
            begin_run(why=Run.Why.ASKED, place=asked)
    for place in (second, None):
        row = {"on": ON, "region": COUNTY, "why": "asked", "post": worker.post, "place": place}
        with acting_as(worker), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Run.objects.create(**row)


def test_runs_of_other_places_and_of_everybody_do_not_keep_it_waiting(county: County, whole: Run) -> None:
    first, second, *_ = county.villages()
    with acting_as(county.background):
        noted = [begin_run(why=Run.Why.ASKED, on=ON, place=place) for place in (first, second, None)]
    done = [run_register(one.id, county.background) for one in noted]
    assert {one.state for one in done} == {Run.State.DONE}


@pytest.mark.parametrize("place", ["420881999999", "110105001001", "420800000000"])
def test_what_is_no_town_or_village_of_the_county_is_refused(county: County, place: str) -> None:
    with acting_as(county.background), pytest.raises(Refused):
        begin_run(why=Run.Why.ASKED, place=place)
    with acting_as(county.background), pytest.raises(PlacesError):
        begin_run(why=Run.Why.ASKED, place="42088")


def test_on_the_server_a_command_determines_a_place_or_says_why_not(county: County, whole: Run) -> None:
    village = county.villages()[0]
    truth = {key: one[:3] for key, one in here(county.kept(), village).items()}
    with acting_as(county.background):
        Outcome.objects.filter(place=village).delete()
    done = CliRunner().invoke(determine_office, ["--place", village], standalone_mode=False)
    assert done.exception is None, done.output
    assert here(county.kept(), village).keys() == truth.keys()
    refused = CliRunner().invoke(determine_office, ["--place", "420881999999"], standalone_mode=False)
    assert isinstance(refused.exception, LawError)
    assert "420881999999" in str(refused.exception)


def test_a_merged_village_is_determined_where_it_is_now(county: County, whole: Run) -> None:
    last, other = county.villages()[-2:]
    county.run()
    truth = {**here(county.kept(), last), **here(county.kept(), other)}
    with acting_as(county.background):
        noted = begin_run(why=Run.Why.ASKED, on=ON, place=last)
        Outcome.objects.filter(place=last).delete()
    with acting_as(county.steward):
        merge_divisions(old=[last, other], code="420881001777", name="新柳村", on=dt.date(2026, 1, 1), source="批复")
    forget()
    run_register(noted.id, county.background)
    merged = here(county.kept(), "420881001777")
    assert {key: one[1:] for key, one in merged.items()} == {key: one[1:] for key, one in truth.items()}
    with acting_as(county.background), pytest.raises(Refused, match="420881001777"):
        begin_run(why=Run.Why.ASKED, on=ON, place=last)
