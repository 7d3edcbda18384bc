"""A request that is granted is acted on: the register is put right by a form that carries the request's key."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from jiahe.mine.actions import NotCorrected, ask, decide
from jiahe.mine.models import Request
from jiahe.people.corrections import correct_account, correct_phone
from jiahe.people.models import Certificate, Parenthood, Person, Residence, Sent
from jiahe.people.withdrawals import TABLES
from jiahe.places.models import Holding
from jiahe.trust.acting import Acting, acting_as
from tests.cast import LEARNED, TOWN, VILLAGE, Cast
from tests.mine.test_own_pages import SignIn, own
from tests.mine.test_requests import asked, clerk, resident
from tests.people.test_forms import opened, reviewer

__all__ = ["own", "reviewer"]  # fixtures

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en-GB"}
YES = {"granted": "yes", "answer": "已按出生证更正"}
CHANGED: dict[str, Any] = {"reason": "补录", "source": "本人说明", "learned_on": LEARNED}


def forms_of(client: Client, page: str) -> list[str]:
    """Return where a request's page leads to put the register right."""
    return [
        one.replace("&amp;", "&")
        for one in re.findall(r'href="(/people/[^"?]*/(?:record|rows)/[^"]*[?][^"]*)"', _read(client, page))
    ]


def _read(client: Client, page: str) -> str:
    return client.get(page, headers=ENGLISH).content.decode()


def test_the_clerk_is_led_to_the_form_and_a_yes_waits_for_it(
    reviewer: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    made = asked(cast)
    page = f"/requests/{made.id}/"
    early = reviewer.post(page, YES, headers=ENGLISH)
    assert early.status_code == 422
    assert "The register has not been put right" in early.content.decode()
    (form,) = forms_of(reviewer, page)
    assert form.startswith(f"/people/{cast.girl}/record/correction/?")
    said = {
        **opened(reviewer, form),
        "name": "李小曼",
        "sex": "female",
        "birth_date": "2023-03-20",
        "nationality": "CHN",
    }
    said |= {
        "hukou_kind": "rural",
        "hukou_place": VILLAGE,
        "residence_place": VILLAGE,
        "reason": "出生证",
        "source": "出生证",
    }
    assert reviewer.post(form, said)["Location"] == page
    assert "You can answer" in _read(reviewer, page)
    assert reviewer.post(page, YES)["Location"] == "/requests/"
    with acting_as(posts["reviewer"]):
        assert Person.objects.get(id=cast.girl).name == "李小曼"
        done = Request.objects.get(id=made.id)
        assert (done.state, done.changed) == ("granted", True)


def put_right(client: Client, form: str, **other: str) -> str:
    """Send the form of a correction about the girl; return where it leads."""
    said = {"name": "李小曼", "sex": "female", "birth_date": "2023-03-20", "nationality": "CHN", "hukou_kind": "rural"}
    said |= {"hukou_place": VILLAGE, "residence_place": VILLAGE, "reason": "出生证", "source": "出生证"}
    return str(client.post(form, {**opened(client, form), **said, **other})["Location"])


def test_who_a_request_is_handed_to_answers_for_what_a_colleague_put_right(
    reviewer: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    made, other = asked(cast), clerk(posts, "officer")
    page = f"/requests/{made.id}/"
    assert put_right(reviewer, *forms_of(reviewer, page)) == page
    assert reviewer.post(page, {"colleague": str(Holding.objects.get(account=other.account).id)})["Location"] == page
    with acting_as(other):
        decide(request=made.id, granted=True, answer="已按出生证更正")
    with acting_as(posts["reviewer"]):
        done = Request.objects.get(id=made.id)
        assert (done.state, done.changed, done.acted_by_id) == ("granted", True, posts["reviewer"].post)


def test_the_forms_of_the_record_that_a_request_opens_answer_it_too(reviewer: Client, cast: Cast) -> None:
    page = f"/requests/{asked(cast).id}/"
    (record,) = re.findall(rf'href="(/people/{cast.girl}/[?][^"]*)"', _read(reviewer, page))
    forms = forms_of(reviewer, record.replace("&amp;", "&"))
    assert any("/rows/" in one for one in forms)
    (form,) = [one for one in forms if "/record/correction/" in one]
    assert put_right(reviewer, form) == page
    assert "You can answer" in _read(reviewer, page)
    assert "once=" not in _read(reviewer, page), "a key is used once"


def record_of(client: Client, page: str) -> dict[str, str]:
    """Return the forms of the record that a request opens, by what each records."""
    (record,) = re.findall(r'href="(/people/[0-9a-f-]+/[?][^"]*)"', _read(client, page))
    return {one.split("/")[-2]: one for one in forms_of(client, record.replace("&amp;", "&"))}


def missing(cast: Cast) -> Request:
    """Return the mother's request to record her son."""
    with acting_as(resident(cast.mother)):
        item = "people.Parenthood.child_id"
        return ask(person=cast.mother, kind="correction", item=item, wants="李新生", reason="儿子没有登记")


def test_a_request_that_a_child_is_missing_is_answered_by_recording_the_birth(
    reviewer: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    made = missing(cast)
    page = f"/requests/{made.id}/"
    form = record_of(reviewer, page)["birth"]
    said = {**opened(reviewer, form), "name": "李新生", "sex": "male", "birth_date": "2025-12-01"}
    said |= {"home": "here", "other": "spouse", "source": "出生医学证明"}
    assert said["once"] == str(made.id)
    assert reviewer.post(form, said)["Location"] == page
    assert "You can answer" in _read(reviewer, page)
    assert reviewer.post(page, YES)["Location"] == "/requests/"
    with acting_as(posts["reviewer"]):
        assert Request.objects.get(id=made.id).changed


@pytest.mark.parametrize("bond", ["parents", "adoption"])
def test_a_request_that_a_child_is_missing_is_answered_on_the_record_of_the_child_who_is_there(
    reviewer: Client, cast: Cast, posts: dict[str, Acting], bond: str
) -> None:
    """The register has the child, without any parent: the form of the birth finds it and leads there."""
    with acting_as(posts["steward"]):
        there: dict[str, Any] = {"sex": "male", "birth_date": dt.date(2025, 12, 1), "source": "户籍"}
        boy = Person.objects.create(name="李新生", hukou_place=VILLAGE, learned_on=LEARNED, **there)
    made = missing(cast)
    page = f"/requests/{made.id}/"
    birth = record_of(reviewer, page)["birth"]
    said = {**opened(reviewer, birth), "name": "李新生", "sex": "male", "birth_date": "2025-12-01"}
    said |= {"home": "here", "other": "spouse", "source": "出生医学证明"}
    told = reviewer.post(birth, said)
    assert told.status_code == 422
    (record,) = re.findall(rf'href="(/people/{boy.id}/[^"]*)"', told.content.decode())
    forms = {one.split("/")[-2]: one for one in forms_of(reviewer, record.replace("&amp;", "&"))}
    assert {one for one, href in forms.items() if "once=" in href} == {"parents", "adoption"}
    parent = {"parents": {"mother": "李秀英 1994-05-06"}, "adoption": {"parent": "李秀英 1994-05-06"}}[bond]
    said = {**opened(reviewer, forms[bond]), **parent, "source": "出生医学证明"}
    said |= {"from_date": "2026-01-05"} if bond == "adoption" else {}
    assert reviewer.post(forms[bond], said)["Location"] == page
    assert "You can answer" in _read(reviewer, page)
    assert reviewer.post(page, YES)["Location"] == "/requests/"
    with acting_as(posts["reviewer"]):
        assert Request.objects.get(id=made.id).changed


def test_a_birth_answers_no_request_about_something_else(cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(resident(cast.mother)):
        made = ask(person=cast.mother, kind="correction", item="people.Person.name", wants="李秀瑛", reason="写错了")
    with acting_as(posts["reviewer"]):
        Sent.objects.create(key=made.id, said="", shown=cast.girl, post=posts["reviewer"].post)
    with acting_as(clerk(posts)), pytest.raises(NotCorrected):
        decide(request=made.id, granted=True, answer="已更正")


def test_the_record_gives_the_key_only_to_forms_that_can_answer_the_request(
    reviewer: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    made = asked(cast)
    page = f"/requests/{made.id}/"
    forms = record_of(reviewer, page)
    assert {one for one, href in forms.items() if "once=" in href} == {"correction"}
    certificate = forms["certificate"]
    said = {**opened(reviewer, certificate), "kind": "disability", "grade": "2", "source": "残联"}
    said |= {"from_date": "2025-01-01"}
    assert reviewer.post(certificate, said)["Location"] == page
    with acting_as(posts["reviewer"]):
        assert Certificate.objects.filter(person_id=cast.girl).exists()
    with acting_as(clerk(posts, "officer")), pytest.raises(NotCorrected):
        decide(request=made.id, granted=True, answer="已更正")


def test_what_a_table_lacks_is_recorded_in_answer_and_an_erasure_is_answered_by_no_new_row(
    reviewer: Client, own: SignIn, cast: Cast
) -> None:
    items = offered(own, cast.mother)
    with acting_as(resident(cast.mother)):
        lacks = ask(
            person=cast.mother, kind="correction", item=items["Certificate: kind of certificate"], wants="x", reason="x"
        )
        away = ask(person=cast.mother, kind="erasure", item="papers", reason="x")
    forms = record_of(reviewer, f"/requests/{lacks.id}/")
    assert {one for one, href in forms.items() if "once=" in href} == {"certificate"}
    forms = record_of(reviewer, f"/requests/{away.id}/")
    assert not [one for one, href in forms.items() if "once=" in href]


@pytest.mark.parametrize("about", ["the father", "a child no longer"])
def test_a_form_about_somebody_else_acts_on_no_request(cast: Cast, posts: dict[str, Acting], about: str) -> None:
    made = missing(cast)
    shown = cast.father if about == "the father" else cast.girl
    with acting_as(posts["steward"]):
        ended = {"superseded_at": timezone.now(), "superseded_why": "登错", "superseded_source": "派出所"}
        Parenthood.objects.filter(child=cast.girl, parent=cast.mother).update(**ended)
    with acting_as(posts["reviewer"]):
        Sent.objects.create(key=made.id, said="", shown=shown, post=posts["reviewer"].post)
    with acting_as(clerk(posts)), pytest.raises(NotCorrected):
        decide(request=made.id, granted=True, answer="已更正")


def test_a_form_that_nobody_of_the_desk_recorded_does_not_count(cast: Cast, posts: dict[str, Acting]) -> None:
    made = asked(cast)
    with acting_as(posts["worker"]):
        Sent.objects.create(key=made.id, said="", shown=cast.girl, post=posts["worker"].post)
    with acting_as(clerk(posts)), pytest.raises(NotCorrected):
        decide(request=made.id, granted=True, answer="已更正")


def test_who_corrects_somebody_out_of_the_place_still_answers(
    reviewer: Client, cast: Cast, posts: dict[str, Acting]
) -> None:
    made = asked(cast)
    page, far = f"/requests/{made.id}/", "深圳市南山区"
    assert put_right(reviewer, *forms_of(reviewer, page), hukou_place=far, residence_place=far) == page
    told = _read(reviewer, page)
    assert "outside your area now" in told
    assert str(cast.girl) not in told
    assert page in _read(reviewer, "/requests/")
    with acting_as(Acting(posts["worker"].post, "township_reviewer", TOWN, "", "")):
        assert not Request.objects.exists(), "another post of the town"
    assert reviewer.post(page, YES)["Location"] == "/requests/"
    with acting_as(posts["officer"]):
        assert Request.objects.get(id=made.id).changed


def test_somebody_may_say_that_nothing_was_to_change(reviewer: Client, cast: Cast, posts: dict[str, Acting]) -> None:
    made = asked(cast)
    assert reviewer.post(f"/requests/{made.id}/", {**YES, "granted": "unchanged"}).status_code == 302
    with acting_as(posts["reviewer"]):
        done = Request.objects.get(id=made.id)
        assert (done.state, done.changed) == ("granted", False)


def offered(own: SignIn, person: UUID) -> dict[str, str]:
    """Return what the form of a correction offers somebody: what it is called, and its key."""
    page = _read(own(person), f"/my/{person}/requests/correction/")
    found = re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)</option>', page)
    items = {html.unescape(words): key for key, words in found}
    assert len(items) == len(found), "two choices are called the same"
    return items


def test_what_is_wrong_can_be_named_and_no_two_choices_are_called_the_same(own: SignIn, cast: Cast) -> None:
    items = offered(own, cast.mother)
    for said in (
        "where you live",
        "place of the hukou",
        "Where you have lived: place",
        "Moves of the hukou: first day",
    ):
        assert said in items, said
    assert not [key for key in items.values() if re.search("superseded|learned_on|[.]source$", key)]


def test_a_dated_row_is_corrected_or_for_an_erasure_withdrawn(
    reviewer: Client, own: SignIn, cast: Cast, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["steward"]):
        told: dict[str, Any] = {"source": "户籍", "learned_on": LEARNED}
        row = Residence.objects.create(person_id=cast.mother, place=VILLAGE, from_date="2020-01-01", **told)
    items = offered(own, cast.mother)
    with acting_as(resident(cast.mother)):
        wrong = ask(
            person=cast.mother, kind="correction", item=items["Where you have lived: place"], wants="别处", reason="x"
        )
        away = ask(person=cast.mother, kind="erasure", item="places", reason="x")
        number = ask(
            person=cast.mother, kind="correction", item=items["ID number (sealed; pages show its ends only)"],
            wants="x", reason="x",
        )  # fmt: skip
    for request, path in (
        (wrong, f"rows/residence/{row.id}/correct/"),
        (away, f"rows/residence/{row.id}/withdraw/"),
        (number, "record/id-number/"),
    ):
        (form,) = forms_of(reviewer, f"/requests/{request.id}/")
        assert form.startswith(f"/people/{cast.mother}/{path}?")
        assert f"once={request.id}" in form
        assert opened(reviewer, form)["once"] == str(request.id)


@pytest.mark.parametrize(
    ("name", "table", "move"), [("where you live", "residence", "home"), ("place of the hukou", "hukou", "hukou")]
)
def test_a_place_from_a_dated_row_is_put_right_in_that_row_or_by_a_move(
    reviewer: Client, own: SignIn, cast: Cast, posts: dict[str, Acting], name: str, table: str, move: str
) -> None:
    with acting_as(posts["steward"]):
        told: dict[str, Any] = {"source": "户籍", "learned_on": LEARNED}
        row = TABLES[table].objects.create(person_id=cast.mother, place=VILLAGE, from_date="2020-01-01", **told)
    with acting_as(resident(cast.mother)):
        item = offered(own, cast.mother)[name]
        made = ask(person=cast.mother, kind="correction", item=item, wants="杏花村", reason="去年搬的家")
    page = f"/requests/{made.id}/"
    moves, corrects = forms_of(reviewer, page)
    assert moves.startswith(f"/people/{cast.mother}/record/{move}/?")
    assert corrects.startswith(f"/people/{cast.mother}/rows/{table}/{row.id}/correct/?")
    said = {**opened(reviewer, moves), "place": "深圳市南山区", "from_date": "2025-03-01", "source": "本人说明"}
    assert reviewer.post(moves, said)["Location"] == page
    assert reviewer.post(page, YES)["Location"] == "/requests/"
    with acting_as(posts["reviewer"]):
        assert Request.objects.get(id=made.id).changed


def test_a_place_from_no_dated_row_is_corrected_by_itself(reviewer: Client, cast: Cast) -> None:
    with acting_as(resident(cast.mother)):
        item = "people.Person.residence_place"
        made = ask(person=cast.mother, kind="correction", item=item, wants="杏花村", reason="写错了")
    corrects, moves = forms_of(reviewer, f"/requests/{made.id}/")
    assert corrects.startswith(f"/people/{cast.mother}/record/correction/?")
    assert moves.startswith(f"/people/{cast.mother}/record/home/?")


def test_a_form_leads_back_to_nowhere_else(reviewer: Client, cast: Cast) -> None:
    form = f"/people/{cast.father}/record/death/?back=https://elsewhere.example/"
    said = {**opened(reviewer, form), "death_date": "2025-11-01", "source": "死亡证明"}
    assert reviewer.post(form, said)["Location"] == f"/people/{cast.father}/"


def test_a_telephone_is_erased_for_good_and_the_person_is_told_what_stays(
    reviewer: Client, own: SignIn, cast: Cast, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["steward"]):
        correct_phone(person=cast.mother, phone="13800001234", **CHANGED)
        correct_account(person=cast.mother, account="81010012345", **CHANGED)
    with acting_as(resident(cast.mother)):
        away = ask(person=cast.mother, kind="erasure", item="contact", reason="不用这个号了")
    page = f"/requests/{away.id}/"
    phone, account = forms_of(reviewer, page)
    assert phone.startswith(f"/people/{cast.mother}/record/phone/?")
    assert account.startswith(f"/people/{cast.mother}/record/account/?")
    said = {**opened(reviewer, phone), "gone": "on", "reason": "本人要求", "source": "本人说明"}
    assert reviewer.post(phone, said)["Location"] == page
    assert [one.split("?")[0] for one in forms_of(reviewer, page)] == [account.split("?")[0]]
    assert reviewer.post(page, YES)["Location"] == "/requests/"
    with acting_as(posts["reviewer"]):
        mother = Person.objects.get(id=cast.mother)
        assert (mother.phone_sealed, mother.phone_index) == (None, None)
        assert mother.account_sealed is not None
    told = own(cast.mother).get(f"/my/{cast.mother}/requests/", headers=ENGLISH).content.decode()
    for said in ("What stays", "bank account (sealed)", "PIPL art. 13(1)(3)", "as long as the record"):
        assert said in told, said
    assert "telephone (sealed)" not in told


def test_what_was_withdrawn_is_said_to_be_kept_and_used_for_nothing(
    reviewer: Client, own: SignIn, cast: Cast, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["steward"]):
        told: dict[str, Any] = {"source": "残联", "learned_on": LEARNED, "from_date": "2020-01-01"}
        row = Certificate.objects.create(person_id=cast.mother, kind="disability", grade=2, **told)
    with acting_as(resident(cast.mother)):
        away = ask(person=cast.mother, kind="erasure", item="papers", reason="不是我的证")
    (form,) = forms_of(reviewer, f"/requests/{away.id}/")
    assert f"rows/certificate/{row.id}/withdraw/" in form
    reviewer.post(form, {**opened(reviewer, form), "reason": "登错了人", "source": "残联"})
    assert reviewer.post(f"/requests/{away.id}/", YES).status_code == 302
    page = own(cast.mother).get(f"/my/{cast.mother}/requests/", headers=ENGLISH).content.decode()
    for said in ("kind of certificate", "only kept (PIPL art. 47(2))"):
        assert said in page, said
