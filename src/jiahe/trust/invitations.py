"""Invitations: the office gives a person a code, and with it the person makes an account of their own.

The code is shown once; the database keeps a keyed hash of it, and itself decides whether it is still good and ties the
account to the person (trust_redeem). The application can make no such tie without a code. Where the person has an
account already, the code works only once somebody else of the office has seen them and confirmed it; an account that
nobody else has confirmed shows no whole number; and no code makes a colleague's account that of another person.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from jiahe.places.models import holds_on
from jiahe.trust import key_store
from jiahe.trust.acting import require
from jiahe.trust.models import Account, Invitation, Resident
from jiahe.trust.permissions import INVITE, PERSON, READ_OWN
from jiahe.web.refusal import Refused, refusing
from jiahe.web.words import Words

LETTERS = "34679ACDEFGHJKMNPQRTWXY"
"""No two of them look alike, also when written by hand: no 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V."""
LENGTH = 10
DAYS = 14
"""How long a code is good; trust_redeem counts the same."""

KEY = ("invitation", 64)
"""The name of the key of what is kept of a code, and its bytes."""

FROM_EVERYWHERE = {"redeem": "1000/h/key"}
WRONG_TRIES = {"redeem": f"60/h/ip,{FROM_EVERYWHERE['redeem']}"}
"""Wrong codes that are let pass: from one address, and from everywhere, since a code belongs to no name.

A village hall has one address. A code has 45 bits: who guesses 1,000 an hour while 10,000 codes are open finds one of
them within two weeks with a chance of less than one in 10,000; and the security administrator is told.
"""

_STOPPED = "invitations-stopped"
_TOLD_DAYS = 7


def tell_of_guessing() -> None:
    """Keep for a week that wrong codes have come up to the limit from everywhere, which stops everybody's."""
    cache.set(_STOPPED, timezone.now(), _TOLD_DAYS * 24 * 3600)


def times_guessed() -> int:
    """Return 1 where codes were stopped for everybody within the last week, else 0."""
    return int(cache.get(_STOPPED) is not None)


def invite(*, person: UUID) -> str:
    """Return a new code for a person whom the acting post sees; a former one is void. Raises PermissionDenied."""
    acting = require(INVITE, PERSON)
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    Invitation.objects.create(person=person, code=kept(code), post_id=acting.post, made_by_id=acting.account)
    return code


_NOT_ONESELF = Words(
    "发邀请码的人不能自己确认，换一个账户也一样（同一个人，或账户写着同样的姓名）；也不能确认自己的账户。"
    "请当面见到本人的另一位同事确认。",
    "Nobody confirms an invitation that they made themselves, by another account of theirs or one of the same name "
    "either, nor their own account. Let another colleague confirm it who has seen the person.",
)
_WAITS = Words(
    "您已有账户。要换成新账户，须由另一位工作人员当面核对身份证后确认这个邀请。"
    "请带身份证到村、乡镇或县里确认，然后再用这个邀请码。",
    "You have an account already. To replace it, a second colleague of the office must see you and your ID card, and "
    "confirm the invitation. Show your ID card at the village, township or county, then use this code again.",
)
_OF_A_COLLEAGUE = Words(
    "这个账户担任或担任过岗位，只能关联账户主人自己的档案，而且要先由安全管理员登记本人是谁。"
    "如果您是被邀请的人，请退出登录，用邀请码另开一个自己的账户。",
    "This account holds or held a post: it can be tied only to its own holder's record, once the security "
    "administrator has said who that is. If you are the one invited, sign out and make an account of your own with "
    "the code.",
)
CONSTRAINTS = {
    "invitation_confirmed_by_another": (_NOT_ONESELF.zh, _NOT_ONESELF.en, None),
    "invitation_waits": (_WAITS.zh, _WAITS.en, "code"),
    "no_colleague_is_the_resident": (_OF_A_COLLEAGUE.zh, _OF_A_COLLEAGUE.en, "code"),
}
"""What the database refuses, by the name of its constraint; the last two are told only to who has a good code."""


@transaction.atomic
def confirm(*, person: UUID, invitation: UUID) -> None:
    """Confirm, having seen the person and their ID card, an invitation that somebody else made.

    One that is open, or that has opened the account in use. Raises Refused.
    """
    acting = require(INVITE, PERSON)
    now = standing_of(person)
    known = [one.id for one in (now.invitation, now.opened_by) if one is not None and one.confirmed_at is None]
    if invitation not in known:
        raise Refused(
            "这个邀请已确认、已过期，它开通的账户已停用，或已有新的邀请代替。请重新打开此人的档案查看。",
            "This invitation was confirmed, has lapsed, the account that it opened was ended, or a newer one replaces "
            "it. Open the record again.",
        )
    if acting.account is None:
        raise Refused(*CONSTRAINTS["invitation_confirmed_by_another"])
    with refusing(CONSTRAINTS):
        Invitation.objects.filter(id=invitation).update(
            confirmed_by=acting.account, confirmed_post=acting.post, confirmed_at=Now()
        )


# ------------------------------------------------------------------------------------------------ how it stands


@dataclass(frozen=True)
class Standing:
    """How a person stands to an account of their own.

    ``since``: from which day they have one that is in use; None: they have none. ``is_confirmed``: whether somebody
    else than who made its invitation has seen the person. ``opened_by``: that invitation; None: it is not known any
    more. ``invitation``: the one that is open.
    """

    since: dt.date | None
    is_confirmed: bool
    opened_by: Invitation | None
    invitation: Invitation | None

    @property
    def to_confirm(self) -> Invitation | None:
        """What who acts can confirm, who made it by none of their accounts: the open invitation, else the account."""
        each = (self.invitation, self.opened_by if self.since is not None else None)
        unconfirmed = (one for one in each if one is not None and one.confirmed_at is None)
        return next((one for one in unconfirmed if one.made_by_id is not None and not one.mine), None)

    @property
    def confirms_account(self) -> bool:
        """Whether what can be confirmed is the account in use, and not an invitation that is open."""
        return self.to_confirm is not None and self.to_confirm is self.opened_by

    @property
    def waits(self) -> bool:
        """Whether the open invitation works only once somebody has confirmed it."""
        return self.since is not None and self.invitation is not None and self.invitation.confirmed_at is None

    @property
    def waits_for_others(self) -> bool:
        """Whether the open invitation waits, and who acts cannot confirm it."""
        return self.waits and self.to_confirm is not self.invitation

    @property
    def needs_another(self) -> bool:
        """Whether nobody can confirm the account in use, since who made its invitation is not known any more."""
        is_known = self.opened_by is not None and self.opened_by.made_by_id is not None
        comes = self.waits and self.invitation is not None and self.invitation.made_by_id is not None
        return self.since is not None and not self.is_confirmed and not is_known and not comes


def standing_of(person: UUID) -> Standing:
    """Return how a person stands to an account of their own, to who may invite them."""
    acting = require(INVITE, PERSON)
    tied = Resident.objects.filter(holds_on(timezone.localdate()), person=person, account__is_active=True).first()
    mine = models.Func(
        models.Value(acting.account, models.UUIDField()), models.F("made_by"), function="trust_one_human",
        output_field=models.BooleanField(),
    )  # fmt: skip
    rows = Invitation.objects.filter(person=person).select_related("post", "made_by", "confirmed_post")
    all_of_them = list(rows.annotate(mine=mine).order_by("-made_at", "-id"))
    newest = next(iter(all_of_them), None)
    is_open = (
        newest is not None and newest.used_at is None and newest.made_at > timezone.now() - dt.timedelta(days=DAYS)
    )
    opened = [one for one in all_of_them if tied is not None and one.account_id == tied.account_id]
    return Standing(
        tied.from_date if tied is not None else None, tied is not None and tied.confirmed_at is not None,
        next(iter(opened), None), newest if is_open else None,
    )  # fmt: skip


def is_confirmed() -> bool:
    """Whether a second human has confirmed the account of the resident who acts: else it shows no whole number."""
    acting = require(READ_OWN, PERSON)
    own = Resident.objects.filter(holds_on(timezone.localdate()), account=acting.account, person=acting.person)
    return own.filter(confirmed_at__isnull=False).exists()


@dataclass(frozen=True)
class Told:
    """What was done about a person's account: when, what, and by which post."""

    at: dt.datetime
    what: Words
    post: Words


_MADE = Words("发了开通账户的邀请码", "made an invitation to an account of your own")
_CONFIRMED = Words("当面核对后确认了这个邀请", "confirmed the invitation, having seen the person")
_USED = Words("发的邀请码已使用，开通了账户", "its invitation was used, and opened an account")
_REPLACED = Words(
    "发的邀请码已使用，开通了新账户；原来的账户同时停用",
    "its invitation was used, and opened a new account; the account before was ended by it",
)


def story_of(person: UUID) -> list[Told]:
    """Return what was done about a person's account, the latest first, as far as the acting post sees it."""
    told = []
    for one in Invitation.objects.filter(person=person).select_related("post", "confirmed_post"):
        made, second = Words(one.post.title, one.post.title_en), one.confirmed_post
        told.append(Told(one.made_at, _MADE, made))
        if one.confirmed_at is not None and second is not None:
            told.append(Told(one.confirmed_at, _CONFIRMED, Words(second.title, second.title_en)))
        if one.used_at is not None:
            told.append(Told(one.used_at, _REPLACED if one.ended else _USED, made))
    return sorted(told, key=lambda one: one.at, reverse=True)


# ------------------------------------------------------------------------------------------------ using a code


class NotInvited(Exception):
    """The code is wrong, used, void or too old, or the account is somebody's already."""


class NameTaken(Exception):
    """The code is right, but somebody has the user name of the new account."""


@transaction.atomic
def redeem(*, code: str, account: Account) -> UUID:
    """Tie an account, saved here if it is new, to the person whom a code invites; return the person.

    Raises NotInvited, NameTaken, and Refused where the code is good and still ties nothing (CONSTRAINTS); then no
    account was made. Which names are taken is told only to who has a code: until then a new account has another name.
    """
    is_new, wanted = account._state.adding, account.username
    if is_new:
        account.username = f"new-{account.id}"
        account.save()
    with refusing(CONSTRAINTS), connection.cursor() as cursor:
        cursor.execute("SELECT trust_redeem(%s, %s)", [kept(tidy(code)), account.pk])
        found: UUID | None = cursor.fetchone()[0]
    if found is None:
        account.username = wanted
        raise NotInvited
    account.refresh_from_db()
    if is_new:
        _name(account, wanted)
    return found


def _name(account: Account, name: str) -> None:
    """Give a new account its name. Raises NameTaken."""
    account.username = name
    try:
        with transaction.atomic():
            if Account.objects.filter(username__iexact=name).exclude(id=account.id).exists():
                raise NameTaken(name)
            account.save(update_fields=["username"])
    except IntegrityError as error:  # somebody took it at the same moment
        raise NameTaken(name) from error


def tidy(code: str) -> str:
    """Return a code as it was made, however it was typed: small letters, spaces, hyphens."""
    return "".join(one for one in code.upper() if one.isalnum())


def shown(code: str) -> str:
    """Return a code as people read it out: ACD34-EFG67."""
    return f"{code[:5]}-{code[5:]}"


def kept(code: str) -> bytes:
    """Return what the database keeps of a code: a keyed hash, from which the code cannot be told."""
    key_store.make(*KEY)
    key = key_store.text(*KEY).encode()  # its own: a code outlives a change of sealing keys
    return hmac.new(key, code.encode(), hashlib.sha256).digest()[:16]
