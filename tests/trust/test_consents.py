"""Consents: given and taken back by whom it concerns, at once, and never lost from the history."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.utils import timezone

import jiahe
from jiahe.law.errors import LawError
from jiahe.people.models import Person
from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.consents import NotThere, give, has_consent, standings_of, the_purposes, withdraw
from jiahe.trust.models import Account, Consent
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = the_purposes()["sms"].texts[-1].since


def resident(person: UUID) -> Acting:
    post = Post.objects.get(role=Post.Role.RESIDENT)
    account = Account.objects.get_or_create(username=f"r-{person}", full_name="某")[0]
    return Acting(post.id, post.role, settings.COUNTY, post.title, post.title_en, account.id, person)


def clerk(acting: Acting) -> Acting:
    account = Account.objects.create(username="clerk", full_name="某")
    return Acting(acting.post, acting.role, acting.place, acting.title, acting.title_en, account.id)


def test_what_rests_on_a_consent_is_what_the_code_asks_for() -> None:
    asked, told = set(), set()
    for file in Path(jiahe.__file__).parent.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        calls = len(re.findall(r"(?<!def )\bhas_consent\(", text))
        named = re.findall(r"""(?<!def )\bhas_consent\([^()]*?,\s*(?:purpose=)?["'](\w+)["']""", text)
        assert calls == len(named), f"{file}: write the key of the purpose where has_consent() is called"
        asked |= set(named)
        told |= set(re.findall(r"""\brests\(\s*["'](\w+)["']""", text))
    assert asked == told, "say by consents.rests() what a purpose that is asked for is asked for"
    assert {key for key, one in the_purposes().items() if one.rests_on_it} == asked


def test_a_consent_holds_until_it_is_taken_back_and_stays_in_the_history(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(resident(cast.mother)):
        assert not has_consent(cast.mother, "sms")
        give(person=cast.mother, purpose="sms", version=NOW)
        assert has_consent(cast.mother, "sms")
        assert not has_consent(cast.mother, "survey")
        give(person=cast.mother, purpose="sms", version=NOW)
    with acting_as(posts["background"]):
        assert has_consent(cast.mother, "sms")
    with acting_as(resident(cast.mother)):
        withdraw(person=cast.mother, purpose="sms")
        assert not has_consent(cast.mother, "sms")
        with pytest.raises(NotThere):
            withdraw(person=cast.mother, purpose="sms")
        give(person=cast.mother, purpose="sms", version=NOW)
        sms = next(one for one in standings_of(cast.mother) if one.purpose.key == "sms")
        assert [one.withdrawn_at is None for one in sms.history] == [True, False]
        assert {one.how for one in sms.history} == {"self"}


def test_a_guardian_agrees_for_a_child_under_fourteen_and_nobody_else_does(cast: Cast) -> None:
    with acting_as(resident(cast.mother)):
        assert give(person=cast.girl, purpose="care_record", version=NOW).how == "guardian"
    with acting_as(resident(cast.wang)):
        assert not has_consent(cast.girl, "care_record")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            give(person=cast.girl, purpose="sms", version=NOW)
        with pytest.raises(NotThere):
            withdraw(person=cast.girl, purpose="care_record")


@pytest.mark.parametrize(("days", "holds"), [(2, True), (0, False), (-400, False)])
def test_what_a_guardian_agreed_to_lapses_when_the_child_is_fourteen(
    cast: Cast, posts: dict[str, Acting], days: int, holds: bool
) -> None:
    """``days``: until the fourteenth birthday."""
    today = timezone.localdate()
    with acting_as(resident(cast.mother)):
        given = give(person=cast.girl, purpose="sms", version=NOW)
    birthday = today + dt.timedelta(days=days)
    last = 28 if (birthday.month, birthday.day) == (2, 29) else birthday.day
    born = birthday.replace(year=birthday.year - 14, day=last)
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.girl).update(birth_date=born)
    with acting_as(posts["background"]):
        assert has_consent(cast.girl, "sms") is holds
        sms = next(one for one in standings_of(cast.girl) if one.purpose.key == "sms")
        assert (sms.is_agreed, sms.lapsed, sms.outdated) == (holds, not holds, False)
        assert sms.consent == given, "it stays in the history"
    if not holds:
        with acting_as(resident(cast.girl)):
            assert give(person=cast.girl, purpose="sms", version=NOW).how == "self"
            assert has_consent(cast.girl, "sms")


@pytest.mark.parametrize(
    ("born", "given", "holds"),
    [(5113 + 30, 60, False), (5113 + 90, 60, True), (5113 - 30, 60, True)],
    ids=["given at 13, 14 since", "given at 14", "given at 13, still 13"],
)
def test_a_paper_from_before_the_fourteenth_birthday_lapses_with_it(
    cast: Cast, posts: dict[str, Acting], born: int, given: int, holds: bool
) -> None:
    """``born``, ``given``: how many days ago; fourteen years are 5113 of them or one more."""
    ago = [timezone.now() - dt.timedelta(days=one) for one in (born, given)]
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.girl).update(birth_date=ago[0].date())
    acting = clerk(posts["worker"])
    with acting_as(acting):
        Consent.objects.create(
            person=cast.girl, purpose="sms", version=NOW, how="paper", paper="同意书", post_id=acting.post,
            given_at=ago[1],
        )  # fmt: skip
        assert has_consent(cast.girl, "sms") is holds
        if not holds:
            give(person=cast.girl, purpose="sms", version=NOW, paper="本人同意书，村档案柜")
            assert has_consent(cast.girl, "sms"), "a paper of today is their own"


def test_what_a_child_gave_themselves_holds_when_they_are_fourteen(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(resident(cast.girl)):
        Consent.objects.create(
            person=cast.girl, purpose="sms", version=NOW, how="self", given_at=timezone.now() - dt.timedelta(days=60)
        )
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.girl).update(birth_date=timezone.localdate() - dt.timedelta(days=5113 + 30))
    with acting_as(posts["background"]):
        assert has_consent(cast.girl, "sms")


def test_a_guardian_s_consent_for_somebody_of_unknown_age_is_none(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(resident(cast.mother)):
        give(person=cast.girl, purpose="sms", version=NOW)
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.girl).update(birth_date=None)
    with acting_as(posts["background"]):
        assert not has_consent(cast.girl, "sms")


def test_the_office_records_from_a_paper_that_it_names(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(clerk(posts["worker"])):
        with pytest.raises(ValueError, match="which paper"):
            give(person=cast.mother, purpose="sms", version=NOW)
        assert give(person=cast.mother, purpose="sms", version=NOW, paper="同意书，村档案柜").how == "paper"
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            give(person=cast.wang, purpose="sms", version=NOW, paper="同意书")
        with pytest.raises(ValueError, match="which paper"):
            withdraw(person=cast.mother, purpose="sms")
    with acting_as(posts["auditor"]), pytest.raises(PermissionDenied):
        withdraw(person=cast.mother, purpose="sms")
    with acting_as(resident(cast.mother)):
        assert withdraw(person=cast.mother, purpose="sms").withdrawn_how == "self"


def test_the_database_takes_from_the_office_only_what_says_that_it_is_from_paper(
    cast: Cast, posts: dict[str, Acting]
) -> None:
    acting = clerk(posts["worker"])
    rightly = {"how": "paper", "paper": "同意书", "post_id": acting.post}
    for wrong in ({"how": "self"}, {"how": "guardian"}, {"post_id": None}, {"post_id": posts["reviewer"].post}):
        with acting_as(acting), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Consent.objects.create(person=cast.mother, purpose="sms", version=NOW, **{**rightly, **wrong})
    with acting_as(acting):
        Consent.objects.create(person=cast.mother, purpose="sms", version=NOW, **rightly)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Consent.objects.update(withdrawn_at="2026-03-01T00:00Z", withdrawn_how="self")


def test_what_was_agreed_to_cannot_be_changed(cast: Cast) -> None:
    with acting_as(resident(cast.mother)):
        given = give(person=cast.mother, purpose="sms", version=NOW)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Consent.objects.filter(id=given.id).update(purpose="survey")
        withdraw(person=cast.mother, purpose="sms")
        assert not Consent.objects.filter(id=given.id).update(withdrawn_at=None)
        assert Consent.objects.filter(id=given.id).delete()[0] == 0
        assert Consent.objects.filter(id=given.id).exists()


def test_a_consent_to_a_former_text_is_none_to_the_new_one(cast: Cast) -> None:
    with acting_as(resident(cast.mother)):
        given = give(person=cast.mother, purpose="sms", version=NOW)
        Consent.objects.create(person=cast.girl, purpose="sms", version=dt.date(2020, 1, 1), how="guardian")
        assert not has_consent(cast.girl, "sms")
        former = next(one for one in standings_of(cast.girl) if one.purpose.key == "sms")
        assert former.outdated
        with pytest.raises(ValueError, match="text has changed"):
            give(person=cast.girl, purpose="sms", version=dt.date(2020, 1, 1))
        give(person=cast.girl, purpose="sms", version=NOW)
        assert has_consent(cast.girl, "sms")
        assert given.version == NOW


def test_an_unknown_purpose_is_an_error_that_names_the_known_ones(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["background"]), pytest.raises(NotThere, match="sms, share_facility"):
        has_consent(cast.mother, "newsletter")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("title: [用短信联系您, Text messages to your telephone]", "title: [用短信联系您]", "write two texts"),
        ("since: 2026-01-01", "since: soon", "is not a date"),
        ("  texts:", "  text:", "there is no key 'text' here"),
    ],
)
def test_what_is_wrong_in_the_texts_is_said_with_its_line(tmp_path: Path, before: str, after: str, said: str) -> None:
    from jiahe.trust.consents import TEXTS

    file = tmp_path / "consents.yaml"
    file.write_text(TEXTS.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(LawError, match=r"consents\.yaml, line \d+") as error:
        the_purposes(file)
    assert said in str(error.value)
