"""Keys of programs: given by the security administrator, shown once, good for what was given only, ended at once."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from jiahe.people.models import Person
from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.guards import Proposal
from jiahe.trust.models import Account, AdminAct, ProgramKey, Read
from jiahe.trust.office.accounts import password_link
from jiahe.trust.office.posts import add_post, end_post, give_post
from jiahe.trust.office.proposals import propose_key, refuse
from jiahe.trust.programs import asking
from jiahe.trust.programs.keys import FORM, Given, end_key, give_key, hashed, make_key
from jiahe.web.refusal import Refused
from tests.cast import COUNTY, VILLAGE, Cast
from tests.trust.test_posts_and_accounts import BACKEND, DAY, Office, office, on_the_server
from tests.trust.test_posts_and_accounts import give as give_a_post
from tests.trust.test_two_people import acting, agree

__all__ = ["office"]  # a fixture

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en-GB"}
POLICE = "县公安局户籍系统"


@pytest.fixture(autouse=True)
def rooms_have_told() -> None:
    """The rooms make their operations known when the addresses are read."""
    import jiahe.site.urls  # noqa: F401


def wish(post: UUID, *operations: str, **said: Any) -> dict[str, Any]:
    """Return what is asked for: a key of the police's system for half a year."""
    return {
        "system": POLICE, "purpose": "每天核对户籍", "until_date": timezone.localdate() + 180 * DAY, "post": post,
        "operations": operations, **said,
    }  # fmt: skip


def give(office: Office, post: UUID, *operations: str, **said: Any) -> Given:
    """Give the police's system a key, as a command on the server does."""
    with on_the_server(office):
        return give_key(**wish(post, *operations, **said))


def approved(office: Office, **asked: Any) -> Proposal:
    """Propose a key as the security administrator, and approve it as wang, who watches."""
    made = propose_key(**asked)
    give_a_post(office, office.wang, office.admins["audit"])
    agree(office.wang)
    return made


def ask(path: str, secret: str, **more: Any) -> Any:
    """Ask as a program does, with a key and no cookie."""
    return Client(enforce_csrf_checks=True).get(path, headers={"Authorization": f"Bearer {secret}", **ENGLISH}, **more)


def readings(person: UUID) -> list[Read]:
    """Return the readings of a person, with the owner's eyes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jiahe.may', ' see_log:read_log ', true)")
    return list(Read.objects.filter(person=person).select_related("account", "post"))


def test_a_program_reads_as_its_post_and_the_log_names_it(office: Office, cast: Cast) -> None:
    given = give(office, office.post.id, "people:find", "people:read")
    found = ask("/api/people?q=lixiaoman", given.secret)
    assert [one["name"] for one in found.json()["people"]] == ["李小满"]
    assert ask(f"/api/people/{cast.girl}", given.secret).json()["name"] == "李小满"
    assert ask(f"/api/people/{cast.wang}", given.secret).status_code == 404, "of another village"
    read = readings(cast.girl)
    assert {(one.account.full_name, one.post_id, one.purpose, one.what) for one in read} == {
        (POLICE, office.post.id, "每天核对户籍", "api")
    }
    assert len(read) == 2
    used = ProgramKey.objects.get(id=given.key.id).last_used_at
    assert used is not None


def test_it_does_what_it_was_given_and_nothing_else(office: Office, cast: Cast) -> None:
    given = give(office, office.post.id, "people:find")
    refused = ask(f"/api/people/{cast.girl}", given.secret)
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert "was not given that (people:read)" in refused.json()["detail"]
    assert ask("/api/runs", given.secret).status_code == 403
    assert readings(cast.girl) == []


def test_the_database_itself_holds_a_key_to_what_it_needs(office: Office, cast: Cast) -> None:
    """A post of the village reads its people; by a key for runs alone not even the tables show them."""
    officer = add_post(role="county_officer", place=COUNTY, title="县经办", title_en="Officer")
    secret = give(office, officer.id, "runs:see").secret
    assert ask("/api/runs", secret).status_code == 200
    asked = asking.who_asks(_request(), secret)
    assert isinstance(asked, asking.Asking)
    with acting_as(asked.acting):
        assert not Person.objects.exists()
    with acting_as(Acting.of(officer)):
        assert Person.objects.filter(id=cast.girl).exists()


def _request() -> Any:
    from django.test import RequestFactory

    return RequestFactory().get("/api/runs")


def test_what_is_kept_is_a_hash_and_the_key_is_found_by_a_search_for_secrets(office: Office) -> None:
    given = give(office, office.post.id, "people:find")
    assert FORM.fullmatch(given.secret)
    row = ProgramKey.objects.get(id=given.key.id)
    assert bytes(row.hash) == hashed(given.secret)
    assert given.secret not in str(row.__dict__)
    assert given.secret[: len("jiahe_") + 8] == f"jiahe_{row.sign}"


def test_pages_are_refused_even_with_a_key_that_works(office: Office) -> None:
    given = give(office, office.post.id, "people:find")
    for path in ("/", "/people/", "/office/programs/", "/law/"):
        refused = ask(path, given.secret)
        assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json"), path
    assert "/api/" in refused.json()["detail"]


def test_no_token_of_forms_is_asked_of_a_program_and_it_still_is_of_a_session(office: Office, cast: Cast) -> None:
    given = give(office, office.post.id, "people:find")
    strict = Client(enforce_csrf_checks=True)
    body: dict[str, Any] = {"data": {"q": "李小满"}, "content_type": "application/json"}
    key = {"Authorization": f"Bearer {given.secret}"}
    assert strict.post("/api/people/search", **body, headers=key).status_code == 200
    give_a_post(office, office.li)
    strict.force_login(office.li, backend=BACKEND)
    assert strict.post("/api/people/search", **body).status_code == 403


def test_a_wrong_key_is_not_mended_by_a_session(office: Office, cast: Cast) -> None:
    give_a_post(office, office.li)
    client = Client()
    client.force_login(office.li, backend=BACKEND)
    assert client.get("/api/people?q=li").status_code == 200
    assert client.get("/api/people?q=li", headers={"Authorization": "Bearer wrong"}).status_code == 401


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "已到期或已停用"), ("en", "is over or was ended")])
def test_an_ended_key_opens_nothing_at_once(office: Office, language: str, said: str) -> None:
    given = give(office, office.post.id, "people:find")
    assert ask("/api/people?q=li", given.secret).status_code == 200
    end_key(key=given.key.id)
    refused = Client().get(
        "/api/people?q=li", headers={"Authorization": f"Bearer {given.secret}", "accept-language": language}
    )
    assert (refused.status_code, refused["WWW-Authenticate"][:6]) == (401, "Bearer")
    assert said in refused.json()["detail"]
    with pytest.raises(Refused, match="ended already"):
        end_key(key=given.key.id)


def test_the_end_of_the_post_ends_the_key(office: Office) -> None:
    given = give(office, office.post.id, "people:find")
    end_post(post=office.post.id, on=timezone.localdate())
    refused = ask("/api/people?q=li", given.secret)
    assert refused.status_code == 401
    assert "The post of the program key" in refused.json()["detail"]
    assert posts_of(given.key.account) == [], "what it began does not go on"


def test_it_comes_from_where_it_was_given_for(office: Office, cast: Cast) -> None:
    given = give(office, office.post.id, "people:find", networks=["10.20.0.0/16", "2001:db8::/32"])
    for address, code in (("10.20.3.4", 200), ("2001:db8::7", 200), ("::ffff:10.20.3.4", 200), ("10.21.3.4", 403)):
        answer = ask("/api/people?q=li", given.secret, REMOTE_ADDR=address)
        assert answer.status_code == code, address
    assert "may not be used from 10.21.3.4" in answer.json()["detail"]


def test_wrong_keys_are_counted_and_slowed(office: Office) -> None:
    wrong = f"jiahe_{'0' * 8}_{'1' * 64}"
    codes = [ask("/api/people?q=li", wrong).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    slowed = ask("/api/runs", wrong)
    assert int(slowed["Retry-After"]) > 0
    assert "Too many wrong keys" in slowed.json()["detail"]
    assert ask("/api/people?q=li", give(office, office.post.id, "people:find").secret).status_code == 200


def test_a_key_that_asks_too_fast_is_told_to_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "A_MINUTE", 3)
    secret = give(office, office.post.id, "people:find").secret
    answers = [ask("/api/people?q=li", secret) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"operations": ["runs:see"]}, "This post may not: See the runs"),
        ({"operations": []}, "Choose what it may do"),
        ({"operations": ["people:everything"]}, "Choose what it may do"),
        ({"until_date": dt.date(2099, 1, 1)}, "a year at most"),
        ({"until_date": dt.date(2020, 1, 1)}, "a day after today"),
        ({"networks": ["10.20.0.0/99"]}, "is no address or range"),
        ({"system": "  "}, "Name the system"),
        ({"purpose": ""}, "what it is for"),
    ],
)
def test_what_cannot_be_given_is_refused_in_words(office: Office, said: dict[str, Any], why: str) -> None:
    asked: dict[str, Any] = {
        "system": POLICE, "post": office.post.id, "purpose": "x", "operations": ["people:find"],
        "until_date": timezone.localdate() + DAY, **said,
    }  # fmt: skip
    with pytest.raises(Refused, match=why):
        propose_key(**asked)
    assert not Account.objects.filter(is_program=True).exists(), "nothing is kept of it"


def test_no_program_acts_for_an_administrator_the_office_itself_or_a_resident(office: Office) -> None:
    posts = [*office.admins.values(), *Post.objects.filter(role__in=["background", "resident"])]
    assert len(posts) >= 5
    for post in posts:
        with pytest.raises(Refused, match="no program may act for it"):
            propose_key(**wish(post.id, "people:find"))


def test_files_are_sent_through_a_post_of_the_whole_county_only(office: Office) -> None:
    village = add_post(role="steward", place=VILLAGE, title="村管理员", title_en="Steward")
    with pytest.raises(Refused, match="a post of the whole county"):
        propose_key(**wish(village.id, "loads:births"))


def test_giving_and_ending_are_acts_of_an_administrator_that_are_noted(office: Office) -> None:
    made = approved(office, **wish(office.post.id, "people:find"))
    assert not ProgramKey.objects.exists(), "it is made by who proposed it"
    given = make_key(proposal=made.id)
    end_key(key=given.key.id)
    assert AdminAct.objects.get(act="give_key").approved_by == office.wang
    acts = AdminAct.objects.filter(act__in=["give_key", "end_key"]).order_by("at", "id")
    assert {(one.act, one.by, one.account, one.post) for one in acts} == {
        (act, office.guard, given.key.account, office.post) for act in ("give_key", "end_key")
    }
    assert given.secret not in "".join(one.reason for one in acts)


def test_no_key_is_made_but_by_who_proposed_it_once_and_while_it_may_be_given(office: Office) -> None:
    asked = wish(office.post.id, "people:find")
    with pytest.raises(Refused, match="must approve"):
        give_key(**asked)
    waiting = propose_key(**asked)
    with pytest.raises(Refused, match="waits for approval already"):
        propose_key(**asked)
    with pytest.raises(Refused, match="must approve"):
        make_key(proposal=waiting.id)
    give_a_post(office, office.wang, office.admins["audit"])
    with transaction.atomic(), acting_as(acting(office.wang)):
        refuse(proposal=waiting.id, answer="没有来函")
    with pytest.raises(Refused, match="must approve"):
        make_key(proposal=waiting.id)
    made = propose_key(**asked)
    agree(office.wang)
    with transaction.atomic(), acting_as(acting(office.wang)), pytest.raises(PermissionDenied):
        make_key(proposal=made.id)
    assert make_key(proposal=made.id).key.account == waiting.account
    with pytest.raises(Refused, match="made already"):
        make_key(proposal=made.id)
    another = propose_key(**wish(office.post.id, "people:read"))
    agree(office.wang)
    end_post(post=office.post.id, on=timezone.localdate())
    with pytest.raises(Refused, match="no such post"):
        make_key(proposal=another.id)


def test_the_database_keeps_no_key_but_as_another_approved_it(office: Office) -> None:
    made = approved(office, **wish(office.post.id, "people:find", networks=["10.20.0.0/16"]))
    told = {"account": made.account, "post": office.post, "made_by": office.guard, "purpose": made.reason}
    whole = {**told, "operations": ["people:find"], "networks": ["10.20.0.0/16"], "until_date": made.until_date}
    for change in (
        {"proposal": None}, {"operations": ["people:find", "people:read"]}, {"networks": []}, {"purpose": "别的"},
        {"until_date": timezone.localdate() + 200 * DAY}, {"post": office.admins["audit"]}, {"made_by": office.wang},
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="approved this key"), transaction.atomic():
            ProgramKey.objects.create(sign="x", hash=b"x", **{"proposal": made.id, **whole, **change})
    with pytest.raises(IntegrityError, match="must have approved"), transaction.atomic():
        AdminAct.objects.create(act="give_key", by=office.guard, account=made.account, post=office.post)
    make_key(proposal=made.id)


def test_nobody_else_gives_ends_or_changes_a_key(office: Office) -> None:
    given = give(office, office.post.id, "people:find")
    with acting_as(Acting.of(office.post, office.li)):
        assert not ProgramKey.objects.exists()
        for verb in (give_key, propose_key):
            with pytest.raises(PermissionDenied):
                verb(**wish(office.post.id, "people:find"))
        with pytest.raises(PermissionDenied):
            end_key(key=given.key.id)
    for change in ("until_date = until_date + 9", "operations = ARRAY['runs:see']", "ended_at = NULL"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE trust_programkey SET {change} WHERE id = %s", [given.key.id])


def test_the_database_gives_no_key_for_longer_than_a_year(office: Office) -> None:
    key = give(office, office.post.id, "people:find").key
    key.pk, key.sign, key.hash, key.until_date = uuid4(), "x", b"x", timezone.localdate() + 400 * DAY
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        key.save(force_insert=True)


def test_a_system_cannot_sign_in_and_holds_no_post_as_people_do(office: Office) -> None:
    account = give(office, office.post.id, "people:find").key.account
    with pytest.raises(Refused, match="no such account"):
        password_link(account=account.id)
    with pytest.raises(Refused, match="no such account"):
        give_post(post=office.post.id, account=account.id, from_date=timezone.localdate())
    account.set_password("a-long-password")
    with pytest.raises(IntegrityError, match="a_program_has_no_password"), transaction.atomic():
        account.save()


def test_a_system_that_renews_its_key_stays_the_same_system(office: Office) -> None:
    first, second = give(office, office.post.id, "people:find"), give(office, office.post.id, "people:read")
    assert first.key.account == second.key.account
    assert Account.objects.filter(is_program=True).count() == 1
    end_key(key=first.key.id)
    assert [one.id for one in posts_of(second.key.account)] == [office.post.id]


# ------------------------------------------------------------------------------------------------ the pages


@pytest.fixture
def guard(office: Office) -> Client:
    """The security administrator's browser."""
    client = Client(headers=ENGLISH)
    client.force_login(office.guard, backend=BACKEND)
    return client


def test_the_key_is_approved_then_shown_once_and_listed_without_its_secret(office: Office, guard: Client) -> None:
    sent = {
        "system": POLICE, "purpose": "核对", "post": office.post.id, "operations": ["people:find", "people:read"],
        "until_date": (timezone.localdate() + 30 * DAY).isoformat(), "networks": "10.20.0.0/16\n10.9.8.7",
    }  # fmt: skip
    waits = guard.post("/office/programs/new/", sent, follow=True)
    proposal = Proposal.objects.get()
    page = f"/office/proposals/{proposal.id}/"
    assert waits.redirect_chain == [(page, 302)]
    assert "You proposed this" in waits.content.decode()
    refused = guard.post(f"{page}key/", follow=True)
    assert "Another administrator must approve this" in refused.content.decode()
    give_a_post(office, office.wang, office.admins["audit"])
    other = Client(headers=ENGLISH)
    other.force_login(office.wang, backend=BACKEND)
    asked = other.get(page).content.decode()
    for told in (POLICE, "核对", "Worker of Liulin", "Find people", "10.20.0.0/16、10.9.8.7/32", "by telephone"):
        assert told in asked
    assert other.post(page, {"decision": "yes", "answer": ""}).status_code == 302
    assert "Make the key" not in other.get(page).content.decode()
    assert other.post(f"{page}key/").status_code == 403
    assert "Make the key" in guard.get(page).content.decode()
    made = guard.post(f"{page}key/")
    assert FORM.search(made.content.decode()) is not None
    assert "no-store" in made["Cache-Control"]
    assert "Make the key" not in guard.get(page).content.decode()
    key = ProgramKey.objects.get()
    assert (key.networks, key.proposal) == (["10.20.0.0/16", "10.9.8.7/32"], proposal.id)
    listed = guard.get("/office/programs/").content.decode()
    assert FORM.search(listed) is None
    for told in (POLICE, f"jiahe_{key.sign}_", "Find people", "10.9.8.7/32", "never", "Worker of Liulin"):
        assert told in listed
    assert guard.post(f"/office/programs/{key.id}/end/").status_code == 302
    assert "Ended" in guard.get("/office/programs/").content.decode()


def test_a_form_that_is_wrong_says_so_and_loses_nothing(office: Office, guard: Client) -> None:
    sent = {"system": POLICE, "purpose": "核对", "post": office.post.id, "operations": ["runs:see"], "networks": "here"}
    page = guard.post("/office/programs/new/", {**sent, "until_date": (timezone.localdate() + DAY).isoformat()})
    assert page.status_code == 422
    assert "This post may not: See the runs" in page.content.decode()
    assert POLICE in page.content.decode()


def test_a_resident_is_told_which_system_has_looked(office: Office, cast: Cast) -> None:
    from jiahe.trust.queries import readings_of

    ask(f"/api/people/{cast.girl}", give(office, office.post.id, "people:read").secret)
    with acting_as(Acting.of(office.post)):
        (told,) = readings_of(cast.girl)
    assert (told.system, told.purpose.zh[:6]) == (POLICE, "每天核对户籍")
