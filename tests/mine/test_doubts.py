"""A reading that looks wrong to a person: said by them, found out by who watches, never by who had read."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from jiahe.mine.actions import AlreadyDecided
from jiahe.mine.doubts import answer_doubt, doubt, doubts_of, waiting_doubts
from jiahe.mine.models import Doubt
from jiahe.places.models import Post
from jiahe.places.working_days import after_working_days
from jiahe.trust.acting import Acting, acting_as, log_read
from jiahe.trust.models import Account, Read
from jiahe.trust.queries import readings_of
from jiahe.web.refusal import Refused
from tests.cast import COUNTY, Cast
from tests.mine.test_requests import resident

pytestmark = pytest.mark.django_db


class Scene:
    """The worker has read the mother's record; an auditor and an audit administrator with accounts."""

    def __init__(self, cast: Cast, posts: dict[str, Acting]) -> None:
        self.cast, self.posts = cast, posts
        self.auditor = self._with_account(posts["auditor"], "auditor")
        with acting_as(Acting(uuid4(), "security_administrator", COUNTY, "", "")):
            made = Post.objects.create(role="audit_administrator", place=COUNTY, title="审计", title_en="Audit")
        self.audit = self._with_account(Acting.of(made), "audit")
        with acting_as(posts["worker"]):
            log_read(cast.mother, page="person", purpose="visit")
        with acting_as(resident(cast.mother)):
            self.reading = readings_of(cast.mother)[0].last

    def _with_account(self, acting: Acting, name: str) -> Acting:
        account = Account.objects.create_user(name, password="a-long-password", full_name=name)
        return Acting.of(Post.objects.get(id=acting.post), account)

    def doubted(self) -> Doubt:
        with acting_as(resident(self.cast.mother)):
            return doubt(person=self.cast.mother, reading=self.reading, says="那天没有人来过")


@pytest.fixture
def scene(cast: Cast, posts: dict[str, Acting]) -> Scene:
    return Scene(cast, posts)


def test_it_is_due_in_working_days_and_answered_in_both_places(scene: Scene) -> None:
    made = scene.doubted()
    assert made.due_on == after_working_days(timezone.localdate(), 15)
    with acting_as(scene.audit):
        assert waiting_doubts(scene.audit) == 1
        answer_doubt(doubt=made.id, wrong=True, answer="没有走访记录，已批评教育。")
        assert waiting_doubts(scene.audit) == 0
        with pytest.raises(AlreadyDecided):
            answer_doubt(doubt=made.id, wrong=False, answer="再答")
        assert Doubt.objects.get().state == "wrong"
    with acting_as(resident(scene.cast.mother)):
        (told,) = doubts_of(scene.cast.mother)
        assert (told.state, told.answer, told.post_id) == (
            "wrong",
            "没有走访记录，已批评教育。",
            scene.posts["worker"].post,
        )
        with pytest.raises(Refused, match="already"):
            doubt(person=scene.cast.mother, reading=scene.reading, says="又一次")


def test_only_of_a_reading_of_one_s_own_record(scene: Scene) -> None:
    with acting_as(resident(scene.cast.wang)):
        for person in (scene.cast.wang, scene.cast.mother):
            with pytest.raises(Read.DoesNotExist):
                doubt(person=person, reading=scene.reading, says="x")
    asked: dict[str, Any] = {
        "reading": scene.reading, "post_id": scene.posts["officer"].post, "read_at": timezone.now(), "page": "person",
        "says": "x", "due_on": timezone.localdate(),
    }  # fmt: skip
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting_as(resident(scene.cast.mother)), refused, transaction.atomic():  # another post than the one that read
        Doubt.objects.create(person_id=scene.cast.mother, **asked)


def test_who_had_read_neither_sees_nor_answers_it(scene: Scene) -> None:
    made = scene.doubted()
    with acting_as(scene.posts["worker"]):
        assert not Doubt.objects.exists()
        with pytest.raises(PermissionDenied):
            answer_doubt(doubt=made.id, wrong=False, answer="我看的，没问题")
    with acting_as(scene.auditor):
        assert Doubt.objects.count() == 1, "an auditor who has not read it may answer"
        log_read(scene.cast.mother, page="person")
    with acting_as(resident(scene.cast.mother)):
        own = next(one for one in readings_of(scene.cast.mother) if one.last != scene.reading)
        about_auditor = doubt(person=scene.cast.mother, reading=own.last, says="为什么看")
    with acting_as(scene.auditor):
        assert not Doubt.objects.filter(id=about_auditor.id).exists()
        with pytest.raises(AlreadyDecided):
            answer_doubt(doubt=about_auditor.id, wrong=False, answer="没问题")


def test_an_answer_has_reasons_and_what_was_said_stays(scene: Scene) -> None:
    made = scene.doubted()
    with acting_as(scene.audit):
        with pytest.raises(IntegrityError, match="doubt_answered_with_reasons"), transaction.atomic():
            answer_doubt(doubt=made.id, wrong=False, answer=" ")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Doubt.objects.filter(id=made.id).update(says="没事")
