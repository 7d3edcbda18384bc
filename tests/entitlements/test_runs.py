"""Runs of the register: who is kept to act on, what changed since the run before and why, what a failure leaves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from jiahe.cli.console import ready_facts
from jiahe.determination.reform import read_reform
from jiahe.entitlements import differences, lapsing, law, runs
from jiahe.entitlements import queries as q
from jiahe.entitlements.explanations import explanations
from jiahe.entitlements.family import place_to_look
from jiahe.entitlements.models import Difference, Line, Outcome, Run
from jiahe.entitlements.runs import AlreadyRunning, begin_run, run_register
from jiahe.entitlements.snapshots import take_and_keep
from jiahe.law.explain import to_json
from jiahe.people import actions
from jiahe.people.models import Person
from jiahe.people.signals import facts_changed
from jiahe.trust.acting import acting_as
from tests.entitlements.conftest import Office

SUBSIDY = "cn/childcare-subsidy"
REFORM = """
zh: 每年多一倍
en: Twice the sum
parameters:
  cn/childcare-subsidy:
    annual_rate:
      - {from: 2025-01-01, value: 7200.00}
"""
FIRST, LATER = dt.date(2025, 12, 10), dt.date(2026, 2, 1)


def run(office: Office, on: dt.date) -> Run:
    with acting_as(office.background):
        noted = begin_run(why=Run.Why.ASKED, on=on)
    return run_register(noted.id, office.background)


def kept(office: Any) -> dict[str, tuple[str, int | None, bool | None]]:
    with acting_as(office):
        rows = Outcome.objects.filter(programme=SUBSIDY).select_related("person")
        return {row.person.name: (row.status, row.this_year, row.enrolled) for row in rows}


@pytest.fixture(scope="module")
def first(office: Office) -> Run:
    return run(office, FIRST)


def test_what_people_act_on_is_kept(office: Office, first: Run) -> None:
    assert kept(office.worker) == {
        "李小满": ("eligible", 360_000, False),
        "王谷雨": ("eligible", 360_000, True),
        "陈小寒": ("needs_evidence", None, None),
    }
    assert kept(office.neighbour) == {}
    with acting_as(office.officer):
        line = Line.objects.get(run=first, programme=SUBSIDY, place="420890100201")
        assert (line.entitled, line.enrolled, line.missed, line.missed_money) == (2, 1, 1, 360_000)
        assert Outcome.objects.get(person__name="陈小寒", programme=SUBSIDY).unknown


def test_a_change_of_facts_is_seen_at_once_and_named_in_the_next_run(office: Office, first: Run) -> None:
    told = {"source": "户口簿", "learned_on": dt.date(2026, 1, 5)}
    with acting_as(office.officer):
        actions.move_hukou(person=office.key("陈小寒"), place="420890100201", from_date=dt.date(2025, 1, 20), **told)
    assert kept(office.worker)["陈小寒"][0] == "eligible"
    second = run(office, FIRST)
    with acting_as(office.officer):
        found = {(d.person.name, d.before, d.after, tuple(d.because)) for d in _differences(second)}
    assert ("陈小寒", "needs_evidence", "eligible", ("facts",)) in found
    assert {causes for *_, causes in found} == {("facts",)}


def test_what_the_days_bring_is_named_as_time(office: Office, first: Run) -> None:
    later = run(office, LATER)
    with acting_as(office.officer):
        found = {d.person.name: d.because for d in _differences(later)}
    assert found["李小满"] == ["time"]


def test_a_reform_is_named_as_law(office: Office, first: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run(office, FIRST)
    file = tmp_path / "reform.yaml"
    file.write_text(REFORM, encoding="utf-8")
    pack = read_reform(file, law.the_pack()).pack
    with monkeypatch.context() as patched:
        for module in (law, lapsing, runs, differences):
            patched.setattr(module, "the_pack", lambda: pack)
        reformed = run(office, FIRST)
    with acting_as(office.officer):
        found = {d.person.name: (d.because, d.total_before, d.total_after) for d in _differences(reformed)}
    because, before, after = found["李小满"]
    assert because == ["law"]
    assert before is not None
    assert after is not None
    assert after > before


def test_what_changed_of_who_has_no_known_hukou_is_told_where_they_live(office: Office, first: Run) -> None:
    """The law's place of such a person is not known either; the worker of the home must see the change all the same."""
    run(office, FIRST)
    baby = office.key("陈小寒")
    with acting_as(office.background):
        hukou = Person.objects.get(id=baby).hukou_place
        Person.objects.filter(id=baby).update(hukou_place=None)
    try:
        unknown = run(office, FIRST)
        with acting_as(office.worker):
            seen = {d.person.name: (d.place, d.after) for d in q.changed_in(office.worker.place, unknown)}
        assert seen["陈小寒"] == (office.worker.place, "needs_evidence")
    finally:
        with acting_as(office.background):
            Person.objects.filter(id=baby).update(hukou_place=hukou)
        run(office, FIRST)


def test_an_action_on_a_family_leaves_it_due(office: Office, first: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day before the deadline: what a run has found to lapse stays in the list when the family is determined."""
    eve = dt.date(2025, 12, 31)
    run(office, eve)
    girl = office.key("李小满")

    def due() -> tuple[dt.date | None, int | None]:
        with acting_as(office.worker):
            found = q.missed_in(office.worker.place).filter(person=girl, lost_from__isnull=False).first()
            return (None, None) if found is None else (found.lost_from, found.loses)

    before = due()
    assert before == (dt.date(2026, 1, 1), 360_000)
    monkeypatch.setattr(timezone, "localdate", lambda: eve)
    with acting_as(office.officer):
        facts_changed.send(sender=None, people=[girl])
        answer = Outcome.objects.get(person=girl, programme=SUBSIDY)
    assert answer.run_id is None
    assert due() == before


def test_a_snapshot_that_was_asked_for_outlives_the_runs_until_its_time_is_over(office: Office, first: Run) -> None:
    with acting_as(office.officer):
        taken, until = take_and_keep()
    marker = taken.folder / "kept_until"
    assert marker.read_text(encoding="ascii").strip() == until.isoformat()
    with ready_facts(taken.folder, None, lambda *_: None, check=True) as facts:  # as jiahe determine --facts reads it
        assert facts.people == taken.rows["persons"]
    with acting_as(office.background):  # so that no run's snapshot is this one
        Person.objects.filter(name="李小满").update(nationality="USA")
    try:
        for _ in range(runs.KEPT_RUNS + 1):
            run(office, FIRST)
        assert (taken.folder / "persons.parquet").is_file()
        marker.write_text((timezone.now() - dt.timedelta(minutes=1)).isoformat(), encoding="ascii")
        run(office, FIRST)
        assert not taken.folder.exists()
    finally:
        with acting_as(office.background):
            Person.objects.filter(name="李小满").update(nationality="CHN")
        run(office, FIRST)
    with acting_as(office.worker), pytest.raises(PermissionDenied):
        take_and_keep()


def test_only_one_run_at_a_time(office: Office, first: Run) -> None:
    with acting_as(office.background):
        going_on = begin_run(why=Run.Why.ASKED, on=FIRST)
        with pytest.raises(AlreadyRunning):
            begin_run(why=Run.Why.ASKED, on=FIRST)
        Run.objects.filter(id=going_on.id).delete()


def test_a_run_that_fails_leaves_the_answers_of_the_one_before(
    office: Office, first: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.cast import COUNTY, post

    before = kept(office.worker)

    def broken(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(runs, "_keep", broken)
    with pytest.raises(OSError, match="disk is full"):
        run(office, FIRST)
    with acting_as(office.officer):
        failed = Run.objects.order_by("-started_at").first()
        assert failed is not None
        assert (failed.state, failed.error) == ("failed", "OSError")
        assert not runs.folder_of(failed.id).exists()
    assert kept(office.worker) == before
    page = (
        signed_in(office, post("county_officer", COUNTY), "reader-of-runs").get(f"/runs/{failed.id}/").content.decode()
    )
    assert "没有完成" in page
    assert "OSError" in page
    assert "the disk is full" not in page


def test_what_a_run_writes_is_for_the_office_alone(office: Office, first: Run) -> None:
    latest = run(office, FIRST)
    folders = [runs.folder_of(latest.id), Path(settings.HOME) / "snapshots" / latest.snapshot]
    found = [path for folder in folders for path in (folder.parent, folder, *folder.rglob("*"))]
    assert {one.stat().st_mode & 0o777 for one in found if one.is_file()} == {0o600}
    assert {one.stat().st_mode & 0o777 for one in found if one.is_dir()} == {0o700}


def test_a_run_that_was_cut_off_does_not_keep_the_next_from_beginning(office: Office, first: Run) -> None:
    with acting_as(office.background):
        cut_off = begin_run(why=Run.Why.ASKED, on=FIRST)
    runs.forget_cut_off_runs(office.background)
    assert run(office, FIRST).state == Run.State.DONE
    with acting_as(office.officer):
        assert Run.objects.get(id=cut_off.id).error == "cut off"


def test_a_child_s_newer_answer_outlives_a_run_begun_before_the_mother_s_death(
    office: Office, first: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = runs.determine

    def slow(*arguments: Any, **named: Any) -> Any:
        with monkeypatch.context() as once, acting_as(office.officer):
            once.setattr(runs, "determine", real)
            if not done:
                done.append(1)
                actions.record_death(
                    person=office.key("赵敏"),
                    death_date=dt.date(2025, 11, 1),
                    source="x",
                    learned_on=dt.date(2026, 1, 6),
                )
                child = office.key("王谷雨")
                actions.move_hukou(
                    person=child, place="420890100202", from_date=dt.date(2025, 11, 1), source="x",
                    learned_on=dt.date(2026, 1, 6),
                )  # fmt: skip
        return real(*arguments, **named)

    done: list[int] = []
    monkeypatch.setattr(runs, "determine", slow)
    run(office, FIRST)
    assert "王谷雨" not in kept(office.worker)
    assert "王谷雨" in kept(office.neighbour)


def test_a_hukou_in_another_province_is_not_looked_for_here() -> None:
    assert place_to_look("110105001001", "420890100201") is None
    assert place_to_look("440306001001", "420890100201") is None
    assert place_to_look("420000000000", "420890100201") == "420890100201"
    assert place_to_look(None, "420890100201") == "420890100201"
    assert place_to_look("420890100201", None) == "420890100201"


def test_an_explanation_says_nothing_of_kin_whom_the_post_does_not_see(office: Office, first: Run) -> None:
    girl, mother = office.key("李小满"), office.key("李秀英")
    told = {"source": "x", "learned_on": dt.date(2026, 1, 7)}
    with acting_as(office.officer):
        for verb in (actions.move_hukou, actions.move_residence):
            verb(person=mother, place="420890100202", from_date=dt.date(2025, 11, 1), **told)
    with acting_as(office.worker):
        said = "".join(to_json(one) for one in explanations(girl, page="entitlements"))
    assert "李小满" in said
    for hidden in (str(mother), "李秀英", "1994-05-06"):
        assert hidden not in said


def test_an_auditor_reads_but_takes_nothing_along(office: Office, first: Run) -> None:
    from jiahe.trust.models import Read
    from tests.cast import COUNTY, post

    client = signed_in(office, post("auditor", COUNTY), "auditor")
    assert client.get("/today/?show=missed").status_code == 200
    assert client.get("/today/?show=missed&export=csv")["Content-Type"].startswith("text/html")
    worker = signed_in(office, office.worker, "worker")
    assert worker.get("/today/?show=missed&export=csv")["Content-Type"].startswith("text/csv")
    with acting_as(office.worker):
        assert Read.objects.filter(what="export").exists()


def test_a_first_run_is_compared_with_none(office: Office, first: Run) -> None:
    second = run(office, FIRST)
    client = signed_in(office, office.officer, "officer")
    page = client.get(f"/runs/{first.id}/").content.decode()
    assert "这是第一次判定，没有更早的可以比较。" in page
    assert "政策变了" not in page
    page = client.get(f"/runs/{second.id}/").content.decode()
    assert "第一次判定" not in page
    assert "政策变了：0" in page


def signed_in(office: Office, acting: Any, name: str) -> Any:
    from django.test import Client

    from jiahe.places.models import Holding
    from jiahe.trust.models import Account

    account = Account(username=name, full_name=name)
    account.save(using="owner")
    Holding.objects.using("owner").create(account_id=account.id, post_id=acting.post, from_date=FIRST)
    client = Client()
    client.force_login(
        Account.objects.get(id=account.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def _differences(one: Run) -> list[Difference]:
    return list(Difference.objects.filter(run=one).select_related("person"))


def test_who_was_merged_while_a_run_went_on_gets_no_answer(
    office: Office, first: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiahe.people.merging import merge, unmerge
    from jiahe.people.models import Person

    told = {"source": "卫健", "learned_on": dt.date(2025, 12, 2)}
    with acting_as(office.officer):
        girl = Person.objects.get(name="李小满")
        double = Person.objects.create(
            name="李小曼", search=[], sex=girl.sex, birth_date=girl.birth_date, hukou_place=girl.hukou_place, **told
        )
    ahead, merged = runs.lapses, []

    def merging_meanwhile(*args: Any) -> Any:
        with acting_as(office.officer):
            merged.append(merge(keep=girl.id, other=double.id, reason="同一人", **told))
        return ahead(*args)

    monkeypatch.setattr(runs, "lapses", merging_meanwhile)
    assert run(office, LATER).state == Run.State.DONE
    with acting_as(office.officer):
        assert not Outcome.objects.filter(person_id=double.id).exists()
        assert Outcome.objects.filter(person=girl, programme=SUBSIDY).exists()
        unmerge(merge=merged[0], reason="是两个人")
        Person.objects.filter(id=double.id).update(hukou_place=None, residence_place="420890200202")
