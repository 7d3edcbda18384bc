"""What could take an account over needs two administrators, and its owner is told; the database holds the first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from jiahe.places.models import Holding
from jiahe.trust.acting import Acting, acting_as, posts_of
from jiahe.trust.guards import Proposal
from jiahe.trust.invitations import invite, redeem
from jiahe.trust.models import Account, AdminAct, StaffPerson
from jiahe.trust.office.accounts import password_link
from jiahe.trust.office.posts import add_post, end_holding
from jiahe.trust.office.proposals import approve, propose, refuse, waiting
from jiahe.trust.office.told import done_to
from jiahe.trust.second_factor import has_second_factor
from jiahe.web.refusal import Refused
from tests.cast import COUNTY, Cast
from tests.trust.test_posts_and_accounts import BACKEND, DAY, Office, give, guard, office

__all__ = ["guard", "office"]  # fixtures

pytestmark = pytest.mark.django_db


def acting(account: Account) -> Acting:
    return Acting.of(posts_of(account)[0], account)


def agree(account: Account) -> Proposal:
    """Approve the proposal that waits."""
    with transaction.atomic(), acting_as(acting(account)):
        return approve(proposal=Proposal.objects.get(decided_at__isnull=True).id)


@pytest.fixture
def three(office: Office) -> Office:
    """The office with a clerk li who has a second factor and has signed in, and an audit administrator wang."""
    give(office, office.li)
    give(office, office.wang, office.admins["audit"])
    TOTP.activate(office.li, generate_totp_secret())
    office.li.last_login = timezone.now() - DAY
    office.li.save()
    return office


def remove(office: Office) -> Proposal:
    return propose(act="remove_factor", account=office.li.id, reason="手机丢失")


def test_nothing_happens_before_another_approves(three: Office) -> None:
    made = remove(three)
    assert has_second_factor(three.li)
    agree(three.wang)
    assert not has_second_factor(three.li)
    done = AdminAct.objects.get(act="remove_factor")
    assert (done.by, done.approved_by, done.proposal, done.reason) == (three.guard, three.wang, made.id, "手机丢失")
    assert AdminAct.objects.get(act="propose").by == three.guard


def test_nobody_decides_their_own_proposal_or_about_themselves(three: Office) -> None:
    made = remove(three)
    with pytest.raises(Refused, match="proposed themselves"):
        approve(proposal=made.id)
    second = add_post(role="security_administrator", place=COUNTY, title="安全二", title_en="Security two")
    end_holding(holding=Holding.objects.get(account=three.li).id, on=timezone.localdate())
    give(three, three.li, second)
    li = next(one for one in posts_of(three.li) if one.id == second.id)
    with transaction.atomic(), acting_as(Acting.of(li, three.li)), pytest.raises(Refused, match="about themselves"):
        approve(proposal=made.id)
    with pytest.raises(Refused, match="Nobody removes their own"):
        propose(act="remove_factor", account=three.guard.id, reason="x")
    assert has_second_factor(three.li)


def test_the_database_refuses_it_too(three: Office) -> None:
    made = remove(three)
    now = timezone.now()
    decided: dict[str, Any] = {"decided_at": now, "approved": True}
    with pytest.raises(IntegrityError, match="decided_by_a_third"), transaction.atomic():
        Proposal.objects.filter(id=made.id).update(decided_by=three.guard, **decided)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():  # in another's name
        Proposal.objects.filter(id=made.id).update(decided_by=three.wang, **decided)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Proposal.objects.filter(id=made.id).update(account=three.wang)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Proposal.objects.create(
            act="remove_factor", account=three.li, reason="x", proposed_by=three.wang,
            through_id=three.acting.post, until=now,
        )  # fmt: skip
    for act in ("password_link", "remove_factor", "give_post", "stand_in"):
        asked = {"act": act, "by": three.guard, "account": three.li, "reason": "x", "proposal": made.id}
        with pytest.raises(IntegrityError, match="must have approved"), transaction.atomic():
            AdminAct.objects.create(**asked, approved_by=three.wang)
    with pytest.raises(IntegrityError, match="proposed_for_another"), transaction.atomic():
        Proposal.objects.create(
            act="remove_factor", account=three.guard, reason="x", proposed_by=three.guard,
            through_id=three.acting.post, until=now,
        )  # fmt: skip


def tie(how: str, one: Account, other: Account, cast: Cast, posts: Any) -> None:
    """Let two accounts be known to be one human's."""
    if how == "name":
        other.full_name = f" {one.full_name.upper()[:1]} {one.full_name[1:]}"
        other.save(update_fields=["full_name"])
        return
    StaffPerson.objects.create(account=one, person=cast.mother)
    known = StaffPerson.objects.create(account=other, person=cast.mother)
    if how == "staff":
        return
    with acting_as(posts["officer"]):
        code = invite(person=cast.mother)
    redeem(code=code, account=other)
    known.delete()  # it is known by the resident's tie alone


@pytest.mark.parametrize("how", ["staff", "resident", "name"])
@pytest.mark.parametrize("whose", ["guard", "li"])
def test_another_account_of_the_same_human_decides_nothing(
    three: Office, cast: Cast, posts: Any, how: str, whose: str
) -> None:
    made = remove(three)
    tie(how, getattr(three, whose), three.wang, cast, posts)
    with transaction.atomic(), acting_as(acting(three.wang)):
        assert waiting(three.wang.id) == 0
        with pytest.raises(Refused, match="another account of theirs"):
            approve(proposal=made.id)
        with pytest.raises(Refused, match="another account of theirs"):
            refuse(proposal=made.id, answer="不批")
        decided: dict[str, Any] = {"decided_by": three.wang, "decided_at": timezone.now(), "approved": True}
        with pytest.raises(IntegrityError, match="must be another human"), transaction.atomic():
            Proposal.objects.filter(id=made.id).update(**decided)
    assert has_second_factor(three.li)


def test_accounts_of_two_people_are_two(three: Office, cast: Cast, posts: Any) -> None:
    remove(three)
    for one, person in ((three.guard, cast.mother), (three.wang, cast.wang)):
        StaffPerson.objects.create(account=one, person=person)
    with transaction.atomic(), acting_as(acting(three.wang)):
        assert waiting(three.wang.id) == 1
    agree(three.wang)
    assert not has_second_factor(three.li)


def test_it_lapses_after_three_days(three: Office) -> None:
    made = remove(three)
    assert made.until - timezone.now() <= dt.timedelta(hours=72)
    now = timezone.now()
    with transaction.atomic(), acting_as(acting(three.wang)):
        assert waiting(three.wang.id) == 1
        late = {"decided_by": three.wang, "decided_at": now + dt.timedelta(hours=73), "approved": True}
        with pytest.raises(IntegrityError, match="decided_in_time"), transaction.atomic():
            Proposal.objects.filter(id=made.id).update(**late)
    lapsed = Proposal.objects.create(
        act="remove_factor", account=three.li, reason="x", proposed_by=three.guard, through_id=three.acting.post,
        until=now - DAY,
    )  # fmt: skip
    with transaction.atomic(), acting_as(acting(three.wang)), pytest.raises(Refused, match="lapsed"):
        approve(proposal=lapsed.id)


def test_a_refusal_has_a_reason_and_is_final(three: Office) -> None:
    made = remove(three)
    with transaction.atomic(), acting_as(acting(three.wang)):
        with pytest.raises(Refused, match="why you refuse"):
            refuse(proposal=made.id, answer=" ")
        refuse(proposal=made.id, answer="本人说没有丢")
        with pytest.raises(Refused, match="decided already"):
            approve(proposal=made.id)
        assert AdminAct.objects.get(act="refuse").reason == "本人说没有丢"
    assert has_second_factor(three.li)


def test_another_password_needs_an_approved_link_that_works_once(three: Office) -> None:
    with pytest.raises(Refused, match="must approve"):
        password_link(account=three.li.id)
    propose(act="password_link", account=three.li.id, reason="忘记密码")
    with pytest.raises(Refused, match="waits for approval already"):
        propose(act="password_link", account=three.li.id, reason="忘记密码")
    agree(three.wang)
    assert password_link(account=three.li.id).startswith("/office/password/")
    with pytest.raises(Refused, match="must approve"):
        password_link(account=three.li.id)
    assert AdminAct.objects.get(act="password_link").approved_by == three.wang


def test_a_post_is_given_when_another_approves(three: Office) -> None:
    post = add_post(role="finance", place=COUNTY, title="财政岗", title_en="Finance desk")
    propose(act="give_post", account=three.li.id, post=post.id, reason="接替", from_date=timezone.localdate())
    assert not Holding.objects.filter(post=post).exists()
    agree(three.wang)
    held = Holding.objects.get(post=post)
    assert held.account == three.li
    with pytest.raises(Refused, match="holds no other post"):  # who approves is no stand-in
        propose(
            act="stand_in", account=three.wang.id, post=post.id, holding=held.id, reason="休假",
            from_date=timezone.localdate(), until_date=timezone.localdate() + DAY,
        )  # fmt: skip


def test_what_cannot_be_is_refused_when_it_is_proposed_and_again_when_approved(three: Office) -> None:
    with pytest.raises(Refused, match="holds the post during that time"):
        propose(act="give_post", account=three.li.id, post=three.post.id, reason="x", from_date=timezone.localdate())
    assert not Proposal.objects.exists()
    remove(three)
    end_holding(holding=Holding.objects.get(account=three.wang).id, on=timezone.localdate() + DAY)
    three.li.is_active = False
    three.li.save()
    with pytest.raises(Refused, match="closed"):
        agree(three.wang)
    assert Proposal.objects.get().decided_at is None, "nothing is kept of what could not be done"


def test_only_who_may_approve_does(three: Office) -> None:
    made = remove(three)
    with transaction.atomic(), acting_as(acting(three.li)):
        with pytest.raises(PermissionDenied):
            approve(proposal=made.id)
        assert not Proposal.objects.exists()
    with transaction.atomic(), acting_as(acting(three.wang)), pytest.raises(PermissionDenied):
        remove(three)


def test_the_owner_is_told_by_whom_and_the_approver_that_it_waits(three: Office, guard: Client) -> None:
    answer = guard.post(f"/office/accounts/{three.li.id}/second-factor/", {"reason": "手机丢失"}, follow=True)
    assert "72小时" in answer.content.decode()
    made = Proposal.objects.get()
    client = Client()
    client.force_login(three.wang, backend=BACKEND)
    assert "1件事等您批准" in client.get("/").content.decode()
    assert "手机丢失" in client.get("/office/proposals/").content.decode()
    page = f"/office/proposals/{made.id}/"
    assert client.post(page, {"decision": "no", "answer": ""}).status_code == 422
    assert "decision" not in guard.get(page).content.decode(), "who proposed it is not asked"
    assert client.post(page, {"decision": "yes", "answer": ""}).status_code == 302
    client.force_login(three.li, backend=BACKEND)
    told = client.get("/account/security/").content.decode()
    assert "安全员提请、wang批准，解除了您的第二道验证" in told
    assert "解除" not in "".join(done_to(three.wang))


def test_a_command_on_the_server_is_told_too(three: Office) -> None:
    assert any("服务器上的命令" in said for said in done_to(three.li)), "the post was given by a command"
