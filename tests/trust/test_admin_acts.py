"""A lost second factor is removed by the security administrator, and what administrators do is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client
from django.utils import timezone

from jiahe.trust.acting import Acting, acting_as
from jiahe.trust.models import AdminAct, SignedIn
from jiahe.trust.office.accounts import close_account, password_link, remove_second_factor
from jiahe.trust.office.posts import end_holding, give_post
from jiahe.trust.second_factor import has_second_factor
from jiahe.web.refusal import Refused
from tests.trust.conftest import Office as ServerOffice
from tests.trust.test_posts_and_accounts import BACKEND, DAY, Office, give, guard, office, on_the_server
from tests.trust.test_two_people import agree

__all__ = ["guard", "office"]  # fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def locked_out(office: Office) -> Client:
    """The browser of li, who is signed in here and lost the telephone with the authenticator app."""
    give(office, office.li)
    TOTP.activate(office.li, generate_totp_secret())
    RecoveryCodes.activate(office.li)
    client = Client()
    client.force_login(office.li, backend=BACKEND)
    assert client.get("/").status_code == 200
    return client


def done(**where: Any) -> list[tuple[str, Any, str]]:
    rows = AdminAct.objects.filter(**where).order_by("at", "id")
    return [(one.act, one.by and one.by.username, one.reason) for one in rows]


def test_it_is_removed_sessions_end_and_another_is_asked_for(office: Office, guard: Client, locked_out: Client) -> None:
    give(office, office.wang, office.admins["audit"])
    page = f"/office/accounts/{office.li.id}/"
    assert f"{page}second-factor/" in guard.get(page).content.decode()
    assert guard.post(f"{page}second-factor/", {"reason": "手机丢失"}).status_code == 302
    assert has_second_factor(office.li), "only proposed"
    agree(office.wang)
    assert not Authenticator.objects.filter(user=office.li).exists(), "nor recovery codes"
    assert not SignedIn.objects.filter(account=office.li).exists()
    assert locked_out.get("/account/security/devices/")["Location"].startswith("/account/login/")
    locked_out.force_login(office.li, backend=BACKEND)
    assert locked_out.get("/")["Location"] == "/account/security/"
    TOTP.activate(office.li, generate_totp_secret())
    assert locked_out.get("/").status_code == 200
    shown = guard.get(page).content.decode()
    assert "手机丢失" in shown
    assert "解除第二道验证" in shown
    assert done(account=office.li)[-1] == ("remove_factor", "guard", "手机丢失")


def test_it_needs_a_reason_somebody_else_and_a_second_factor(office: Office, guard: Client, locked_out: Client) -> None:
    answer = guard.post(f"/office/accounts/{office.li.id}/second-factor/", {"reason": " "})
    assert answer.status_code == 422
    TOTP.activate(office.guard, generate_totp_secret())
    with pytest.raises(Refused, match="their own second factor"):
        remove_second_factor(account=office.guard.id, reason="x")
    with pytest.raises(Refused, match="Write the reason"):
        remove_second_factor(account=office.li.id, reason=" ")
    with pytest.raises(Refused, match="has no second factor"):
        remove_second_factor(account=office.wang.id, reason="x")
    with pytest.raises(Refused, match="must approve"):
        remove_second_factor(account=office.li.id, reason="x")
    assert has_second_factor(office.li)
    assert has_second_factor(office.guard)
    with acting_as(Acting.of(office.post, office.li)), pytest.raises(PermissionDenied):
        remove_second_factor(account=office.guard.id, reason="x")


def test_whatever_administrators_do_is_written_down(office: Office) -> None:
    before = AdminAct.objects.count()
    held = give(office, office.li, from_date=timezone.localdate() + DAY)
    password_link(account=office.li.id)
    end_holding(holding=held.id, on=timezone.localdate() + DAY)
    close_account(account=office.li.id)
    acts = ["give_post", "first_link", "end_holding", "close_account"]
    assert [act for act, by, _ in done(account=office.li)] == ["add_account", *acts]
    assert [by for _, by, _ in done(account=office.li)] == [None, None, *["guard"] * 3], "None: by a command"
    with pytest.raises(Refused):
        give_post(post=office.post.id, account=office.li.id, from_date=timezone.localdate())
    assert AdminAct.objects.count() == before + 4, "what is refused was not done"


def test_rows_are_only_added_and_never_about_oneself(office: Office) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        AdminAct.objects.update(reason="x")
    count = AdminAct.objects.count()
    AdminAct.objects.all()._raw_delete("default")
    assert AdminAct.objects.count() == count > 0
    with pytest.raises(IntegrityError), transaction.atomic():
        AdminAct.objects.create(act="password_link", by=office.guard, account=office.guard)
    with acting_as(Acting.of(office.post, office.li)):
        assert not AdminAct.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            AdminAct.objects.create(act="password_link", by=office.guard, account=office.li)


def test_the_audit_administrator_sees_it_and_a_worker_does_not(office: Office, locked_out: Client) -> None:
    give(office, office.wang, office.admins["audit"])
    with on_the_server(office):
        remove_second_factor(account=office.li.id, reason="手机丢失")
    client = Client()
    client.force_login(office.wang, backend=BACKEND)
    assert "手机丢失" in client.get("/office/administrators/").content.decode()
    client.force_login(office.guard, backend=BACKEND)
    assert client.get("/office/administrators/").status_code == 403


def test_a_command_on_the_server_does_it_too(new_office: Callable[..., ServerOffice]) -> None:
    server = new_office()
    server.run(
        """
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
        from django.db import transaction
        from jiahe.trust.models import Account
        with transaction.atomic():
            TOTP.activate(Account.objects.create(username="li", full_name="李晓燕"), generate_totp_secret())
        """
    )
    assert "written down" in server.jiahe("office", "account", "unlock", "li", "--reason", "手机丢失")
    assert server.rows("SELECT count(*) FROM mfa_authenticator") == [(0,)]
    assert server.rows("SELECT act, by_id, reason FROM trust_adminact") == [("remove_factor", None, "手机丢失")]
    assert "no second factor" in server.jiahe("office", "account", "unlock", "li", "--reason", "x", wanted=2)
