"""A person's own pages: what they show, for whom, and what nobody else gets to see."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client
from django.utils.translation import override

from jiahe.entitlements.models import Difference, Run
from jiahe.intake.models import Finding
from jiahe.mine.models import Request
from jiahe.mine.queries import own_tables
from jiahe.people.models import Certificate, Change, Household, Person, Residence
from jiahe.trust import consents
from jiahe.trust.acting import Acting, acting_as, log_read
from jiahe.trust.consents import has_consent, the_purposes
from jiahe.trust.inventory import the_inventory
from jiahe.trust.models import Account, Read
from jiahe.trust.sealing import seal
from jiahe.web.words import Words
from tests.cast import COUNTY, VILLAGE, Cast

pytestmark = pytest.mark.django_db
PAGES = ("", "owed/", "looked/", "consents/", "requests/", "requests/correction/", "requests/erasure/")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SignIn = Callable[..., Client]


@pytest.fixture
def own(db: None, posts: Any) -> Iterator[SignIn]:
    """Sign somebody in with an account of their own, which the owner of the tables has made."""
    from django.conf import settings

    from jiahe.site.database import url_of

    with psycopg.connect(url_of(settings.DATABASES["owner"]), autocommit=True) as owner:

        def sign_in(person: UUID, *, confirmed: bool = False) -> Client:
            key = uuid4()
            owner.execute(
                "INSERT INTO trust_account (id, username, full_name, email, password, is_active, date_joined) "
                "VALUES (%s, %s, '某', '', '!', true, now())",
                [key, str(key)],
            )
            owner.execute(
                "INSERT INTO trust_resident (id, account_id, person, from_date, confirmed_at) "
                "VALUES (%s, %s, %s, '2025-01-01', CASE WHEN %s THEN now() END)",
                [uuid4(), key, person, confirmed],
            )
            client = Client()
            client.force_login(Account.objects.get(id=key), backend=BACKEND)
            return client

        yield sign_in


def test_every_page_opens_for_oneself_and_a_child_and_is_not_there_for_others(own: SignIn, cast: Cast) -> None:
    mother = own(cast.mother)
    assert mother.get("/my/").headers["Location"] == f"/my/{cast.mother}/"
    for page in PAGES:
        for person in (cast.mother, cast.girl):
            assert mother.get(f"/my/{person}/{page}").status_code == 200, page
        for person in (cast.father, cast.wang, uuid4()):
            assert mother.get(f"/my/{person}/{page}").status_code == 404, page
    assert mother.get(f"/my/{cast.wang}/copy.json").status_code == 404
    assert mother.get("/people/?q=王桂芳").status_code == 403
    assert mother.get("/requests/").status_code == 403


def test_the_record_shows_what_is_held_in_words(own: SignIn, cast: Cast, posts: dict[str, Acting]) -> None:
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.mother).update(
            id_sealed=seal("420106199405060021", "id_number"), phone_sealed=seal("13800001234", "phone")
        )
        told = {"person_id": cast.mother, "source": "x", "learned_on": dt.date(2025, 1, 1)}
        Certificate.objects.create(kind="disability", grade=2, from_date=dt.date(2020, 1, 1), **told)
        Residence.objects.create(place=VILLAGE, from_date=dt.date(2020, 1, 1), **told)
    page = own(cast.mother).get(f"/my/{cast.mother}/").content.decode()
    for said in ("李秀英", "1994年5月6日", "420106********0021", "138****1234", "残疾人证", "李小满", "您的一位家人"):
        assert said in page, said
    assert "420106199405060021" not in page
    assert "13800001234" not in page
    assert "李国强" not in page


def test_who_looked_names_posts_and_never_the_staff(own: SignIn, cast: Cast, posts: dict[str, Acting]) -> None:
    worker, background = posts["worker"], posts["background"]
    with acting_as(worker):
        log_read(cast.mother, page="person", purpose="visit")
        log_read(cast.mother, page="person", purpose="visit")
        log_read(cast.wang, page="person")
    with acting_as(background):
        for _ in range(3):
            log_read(cast.mother, page="person")
    page = own(cast.mother).get(f"/my/{cast.mother}/looked/").content.decode()
    assert page.count("<strong>village_worker</strong>") == 1
    assert "入户走访" in page
    assert "共 2 次" in page
    assert "<strong>background</strong>" not in page
    assert "后台办理最近一次" in page


def test_a_parent_who_looks_at_a_child_is_not_written_down_as_the_child(
    own: SignIn, cast: Cast, posts: dict[str, Acting]
) -> None:
    mother, father = own(cast.mother), own(cast.father)
    father.get(f"/my/{cast.girl}/")
    mother.get(f"/my/{cast.girl}/copy.json")
    mother.get(f"/my/{cast.mother}/")
    with acting_as(posts["auditor"]):
        kept = {one.page: one.purpose for one in Read.objects.filter(person=cast.girl)}
        assert kept == {"my-record": "guardian", "my-copy": "guardian"}
        assert set(Read.objects.filter(person=cast.mother).values_list("purpose", flat=True)) == {"own"}
    page = mother.get(f"/my/{cast.girl}/looked/", headers={"accept-language": "en"}).content.decode()
    assert re.findall(r"<strong>([^<]*)</strong>: ([^,]*),", page) == [
        ("You", "Looked at"), ("You", "Taken along in a file"), ("Another guardian", "Looked at")
    ]  # fmt: skip
    assert page.count("A guardian looked at the child") == 3
    page = mother.get(f"/my/{cast.mother}/looked/", headers={"accept-language": "en"}).content.decode()
    assert "<strong>You</strong>: Looked at, They looked at their own record" in page


def test_the_copy_has_every_reading_however_many_they_are(own: SignIn, cast: Cast, posts: dict[str, Acting]) -> None:
    worker = posts["worker"].post
    with acting_as(posts["worker"]):
        log_read(cast.mother, page="person", purpose="complaint")
        many = [
            Read(person=cast.mother, post_id=worker, what="view", page="person", purpose="visit") for _ in range(2100)
        ]
        Read.objects.bulk_create(many)
    readings = own(cast.mother).get(f"/my/{cast.mother}/copy.json").json()["readings"]
    assert [(one["why"], one["times"]) for one in readings if one["post"] == ["village_worker"] * 2] == [
        (["入户走访：查看档案", "A visit to the home: To look at the record"], 2100),
        (["处理投诉或申诉：查看档案", "A complaint or an appeal: To look at the record"], 1),
    ]


def test_a_resident_sees_no_readings_of_other_residents(own: SignIn, cast: Cast) -> None:
    own(cast.wang).get(f"/my/{cast.wang}/")
    mother = own(cast.mother)
    mother.get(f"/my/{cast.mother}/")
    assert mother.get(f"/my/{cast.mother}/copy.json").json()["readings"]
    from jiahe.places.models import Post

    post = Post.objects.get(role="resident")
    with acting_as(Acting(post.id, "resident", post.place, "", "", None, cast.mother)):
        assert set(Read.objects.values_list("person", flat=True)) == {cast.mother}


def test_a_consent_is_given_and_taken_back_with_one_button_each(
    own: SignIn, cast: Cast, posts: dict[str, Acting]
) -> None:
    mother, page = own(cast.mother), f"/my/{cast.mother}/consents/"

    def holds() -> bool:
        with acting_as(posts["background"]):
            return has_consent(cast.mother, "sms")

    mother.post(page, {"purpose": "sms", "version": "2026-01-01", "do": "give"})
    assert holds()
    mother.post(page, {"purpose": "sms", "do": "withdraw"})
    assert not holds()
    for wrong in ({"purpose": "x", "do": "withdraw"}, {"purpose": "sms", "version": "soon", "do": "give"}, {}):
        assert mother.post(page, wrong).status_code == 302
    assert mother.post(f"/my/{cast.wang}/consents/", {"purpose": "sms", "do": "withdraw"}).status_code == 404


def test_each_consent_says_what_rests_on_it_today(own: SignIn, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    mother, page = own(cast.mother), f"/my/{cast.mother}/consents/"
    english = {"HTTP_ACCEPT_LANGUAGE": "en-GB"}
    unused = [one for one in the_purposes().values() if not one.rests_on_it]
    assert mother.get(page).content.decode().count("现在没有哪件事用到这项同意") == len(unused)
    assert mother.get(page, **english).content.decode().count("Nothing is done with this consent today") == len(unused)
    monkeypatch.setitem(consents._RESTS, "sms", [Words("短信提醒", "reminders by text message")])
    assert "现在用于：短信提醒" in mother.get(page).content.decode()
    assert mother.get(page).content.decode().count("现在没有哪件事用到这项同意") == len(unused) - 1


def test_the_copy_holds_all_that_is_about_the_person_and_nothing_about_others(
    own: SignIn, cast: Cast, posts: dict[str, Acting]
) -> None:
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.mother).update(id_sealed=seal("420106199405060021", "id_number"))
    mother = own(cast.mother, confirmed=True)
    made = mother.get(f"/my/{cast.mother}/copy.json")
    assert made.headers["Content-Disposition"] == 'attachment; filename="my-record.json"'
    copy = made.json()
    (person,) = copy["tables"]["people.Person"]["rows"]
    assert (person["name"], person["birth_date"], person["id_sealed"]) == ("李秀英", "1994-05-06", "420106199405060021")
    assert copy["tables"]["people.Parenthood"]["rows"][0]["child_id"] == "李小满"
    assert "search" not in person
    whole = json.dumps(copy, ensure_ascii=False)
    assert str(cast.father) not in whole
    assert "李国强" not in whole
    with acting_as(posts["auditor"]):
        assert Read.objects.filter(person=cast.mother, what="export").count() == 1


def test_every_table_about_people_is_shown_or_named_with_why_it_is_not(own: SignIn, cast: Cast) -> None:
    inventory = the_inventory()
    shown = {one.label for one in own_tables()}
    assert shown | set(inventory.not_shown) == set(inventory.tables)
    assert not shown & set(inventory.not_shown)
    mother = own(cast.mother)
    page, copy = mother.get(f"/my/{cast.mother}/").content.decode(), mother.get(f"/my/{cast.mother}/copy.json").json()
    for kind, why in inventory.not_shown.values():
        assert kind.zh in page
        assert why.zh in page
        assert {"kind": [kind.zh, kind.en], "why": [why.zh, why.en]} in copy["left_out"]
    english = mother.get(f"/my/{cast.mother}/", HTTP_ACCEPT_LANGUAGE="en-GB").content.decode()
    assert "rows of files from other offices" in english


def test_household_changes_account_and_what_is_looked_into_are_shown_and_only_one_s_own(
    own: SignIn, cast: Cast, posts: dict[str, Acting]
) -> None:
    days = dict.fromkeys(("found_on", "seen_on", "due_on"), dt.date(2026, 3, 1))
    with acting_as(posts["steward"]):
        for number, key in (("420890-88", cast.mother), ("420890-99", cast.wang)):
            home = Household.objects.create(number=number, place=VILLAGE, source="x", learned_on=dt.date(2025, 1, 1))
            Person.objects.filter(id=key).update(household=home)
            Change.objects.create(person=key, action="birth", post=posts["steward"].post)
    with acting_as(posts["background"]):
        run = Run.objects.create(on=dt.date(2026, 3, 1), region=COUNTY, why="asked", post=posts["background"].post)
        for key in (cast.mother, cast.wang):
            told = {"rule": "died_without_day", "place": VILLAGE, "source": "x", "what": {}}
            Finding.objects.create(person_id=key, **told, **days)
            Difference.objects.create(
                run=run, person_id=key, programme="cn/childcare-subsidy", after="eligible", because=["law"]
            )
    mother = own(cast.mother)
    page = mother.get(f"/my/{cast.mother}/").content.decode()
    for said in ("420890-88", "出生登记", "待核实", "政策变了", "不在范围内", "应享"):
        assert said in page, said
    tables = mother.get(f"/my/{cast.mother}/copy.json").json()["tables"]
    for label in ("people.Household", "people.Change", "intake.Finding", "entitlements.Difference", "trust.Resident"):
        assert len(tables[label]["rows"]) == 1, label
    assert "420890-99" not in page
    from jiahe.places.models import Post

    post = Post.objects.get(role="resident")
    with acting_as(Acting(post.id, "resident", post.place, "", "", None, cast.mother)):
        assert [one.number for one in Household.objects.all()] == ["420890-88"]
        for model, column in ((Change, "person"), (Finding, "person_id"), (Difference, "person_id")):
            assert set(model.objects.values_list(column, flat=True)) == {cast.mother}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pdf_is_one_and_says_the_name(own: SignIn, cast: Cast, language: str) -> None:
    mother = own(cast.mother)
    with override(language):
        made = mother.get(f"/my/{cast.mother}/copy.pdf", HTTP_ACCEPT_LANGUAGE=language)
    assert made.headers["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")
    assert b"STSong-Light" in made.content
    assert b"FontFile" not in made.content
    hidden = "号码只写头尾" if language == "zh-hans" else "a PDF has their ends only"
    assert hidden in text_of(made.content)
    assert mother.get(f"/my/{cast.mother}/copy.xml").status_code == 404


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("王𬱟", "王〓（U+2CC5F）"), ("王㛃", "王㛃（U+36C3）"), ("王喆", "王喆"), ("ئايشە·é", None)],
)
def test_the_pdf_says_which_characters_it_cannot_show(
    own: SignIn, cast: Cast, posts: dict[str, Acting], name: str, spelled: str | None
) -> None:
    with acting_as(posts["steward"]):
        Person.objects.filter(id=cast.mother).update(name=name)
    mother = own(cast.mother)
    text = text_of(mother.get(f"/my/{cast.mother}/copy.pdf").content)
    if spelled is not None:
        assert f"个人资料副本{spelled} " in text
        assert f"姓名{spelled}" in text
    assert ("打开本文件的软件可能显示不出" in text) is (spelled != name)
    assert ("（U+0626）" in text) is (spelled is None)
    assert mother.get(f"/my/{cast.mother}/copy.json").json()["tables"]["people.Person"]["rows"][0]["name"] == name


def text_of(pdf: bytes) -> str:
    """Return what a PDF of ours shows: the strings of its pages, which have two bytes a character."""
    said = ""
    for stream in re.findall(rb"stream\r?\n(.*?)~>endstream", pdf, re.DOTALL):
        page = zlib.decompress(base64.a85decode(stream))
        for shown in re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", page, re.DOTALL):
            bare = re.sub(
                rb"\\([0-7]{3}|.)", lambda one: bytes([int(one[1], 8)]) if len(one[1]) == 3 else one[1], shown,
                flags=re.DOTALL,
            )  # fmt: skip
            said += bare.decode("utf-16-be")
    return said


def test_everybody_reads_the_privacy_notice(db: None, client: Client) -> None:
    page = client.get("/privacy/")
    assert page.status_code == 200
    text = page.content.decode()
    for said in ("不满十四周岁", "敏感信息", "第十三条第一款第三项", "15 个工作日"):
        assert said in text, said


def test_a_correction_is_asked_for_and_answered_by_a_post(own: SignIn, cast: Cast, posts: dict[str, Acting]) -> None:
    mother, page = own(cast.mother), f"/my/{cast.girl}/requests/correction/"
    empty = mother.post(page, {})
    assert empty.status_code == 422
    asked = {"item": "people.Person.name", "says": "李小满", "wants": "李小曼", "reason": "出生证"}
    assert mother.post(page, asked).status_code == 302
    with acting_as(posts["reviewer"]):
        made = Request.objects.get(person=cast.girl)
    assert (made.wants, made.state) == ("李小曼", "open")
    assert "出生证" in mother.get(f"/my/{cast.girl}/requests/").content.decode()
    assert mother.post(page, {**asked, "item": "trust.Account.password"}).status_code == 422
