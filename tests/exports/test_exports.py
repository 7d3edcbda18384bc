"""Large exports: made in the background as their reader asked, kept for them alone, deleted after some days."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from jiahe.exports.actions import file_of, folder, forget_cut_off_exports, make_export, sweep
from jiahe.exports.models import Export
from jiahe.places.models import Holding
from jiahe.trust.acting import acting_as
from jiahe.trust.models import Read
from tests.cast import COUNTY, post
from tests.entitlements.conftest import Office, office  # noqa: F401 - the committed office, a fixture
from tests.entitlements.test_runs import FIRST, run, signed_in

ASKED = "/today/?show=missed&programme=cn%2Fchildcare-subsidy&export="


@pytest.fixture(scope="module")
def determined(office: Office) -> Office:  # noqa: F811
    run(office, FIRST)
    return office


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EXPORT_AT_ONCE", 0)


@pytest.fixture(scope="module")
def worker(determined: Office) -> Client:
    return signed_in(determined, determined.worker, "export-worker")


def asked_for(office: Office, client: Client, kind: str = "csv") -> Export:  # noqa: F811
    """Ask for a file; return what is noted of it. The job waits in the queue; the test does it."""
    assert client.get(ASKED + kind)["Location"] == "/exports/"
    with acting_as(office.worker):
        found = Export.objects.order_by("-asked_at").first()
    assert found is not None
    return found


def state_of(office: Office, export: Export) -> Export:  # noqa: F811
    with acting_as(office.worker):
        return Export.objects.get(id=export.id)


def test_a_large_export_is_made_as_it_was_asked_and_logged_as_any(determined: Office, worker: Client) -> None:
    export = asked_for(determined, worker)
    assert (export.state, export.total) == ("waiting", 1)
    assert asked_for(determined, worker).id == export.id, "asking twice asks once"
    job = ProcrastinateJob.objects.get(task_name="jiahe.exports.tasks.make", args__export=str(export.id))
    assert set(job.args) == {"export", "post"}, "nothing about a person stands in the queue"
    assert worker.get(f"/exports/{export.id}/").status_code == 404
    with acting_as(determined.worker):
        before = Read.objects.filter(what="export").count()
    make_export(export.id, determined.worker.post)
    done = state_of(determined, export)
    assert (done.state, done.done) == ("done", 1)
    assert file_of(export).stat().st_mode & 0o777 == 0o600
    assert folder().stat().st_mode & 0o777 == 0o700
    with acting_as(determined.worker):
        logged = Read.objects.filter(what="export").order_by("-id")
        assert logged.count() == before + 3, "the child, and the parents who are named beside her"
        assert str(logged[0].account_id) == str(done.account_id)
    file = worker.get(f"/exports/{export.id}/")
    assert file["Content-Disposition"].startswith("attachment")
    said = b"".join(file.streaming_content).decode("utf-8-sig")
    assert "李小满" in said
    assert "王谷雨" not in said, "what the filter leaves out"
    assert "2025年12月10日的规定（" in said
    assert "制表：export-worker，" in said
    assert "李小满" not in worker.get("/exports/").content.decode()


def test_the_file_waits_for_its_owner_only(determined: Office, worker: Client) -> None:
    export = asked_for(determined, worker, "xlsx")
    make_export(export.id, determined.worker.post)
    assert worker.get(f"/exports/{export.id}/").status_code == 200
    other = signed_in(determined, determined.officer, "export-officer")
    assert other.get(f"/exports/{export.id}/").status_code == 404
    with acting_as(determined.officer):
        assert not Export.objects.filter(id=export.id).exists()
    assert Client().get(f"/exports/{export.id}/").status_code == 302


def test_who_lost_the_post_gets_no_file(determined: Office) -> None:
    left = post("county_officer", COUNTY)
    client = signed_in(determined, left, "export-replaced")
    assert client.get(ASKED + "csv")["Location"] == "/exports/"
    with acting_as(left):
        export = Export.objects.get(account__username="export-replaced")
    Holding.objects.using("owner").filter(account__username="export-replaced").delete()
    with pytest.raises(PermissionDenied):
        make_export(export.id, left.post)
    with acting_as(left):
        failed = Export.objects.get(id=export.id)
    assert (failed.state, failed.error) == ("failed", "PermissionDenied")
    assert not file_of(export).exists()


def test_an_export_that_was_cut_off_is_said_to_have_failed(determined: Office, worker: Client) -> None:
    export = asked_for(determined, worker)
    with acting_as(determined.worker):
        Export.objects.filter(id=export.id).update(state="running", done=500)
    forget_cut_off_exports(determined.background)
    assert state_of(determined, export).error == "cut off"
    assert "没有做成" in worker.get("/exports/").content.decode()


def test_a_file_is_deleted_when_its_days_are_over(determined: Office, worker: Client) -> None:
    old = asked_for(determined, worker)
    make_export(old.id, determined.worker.post)
    with acting_as(determined.worker):
        over = timezone.now() - dt.timedelta(days=settings.EXPORT_DAYS, minutes=1)
        Export.objects.filter(id=old.id).update(asked_at=over)
    new = asked_for(determined, worker)
    make_export(new.id, determined.worker.post)
    with pytest.raises(PermissionDenied):
        sweep(determined.worker)
    assert sweep(determined.background) == 1
    assert not file_of(old).exists()
    assert file_of(new).exists()
    assert worker.get(f"/exports/{old.id}/").status_code == 404
