"""Consents by purpose: given, taken back at once, never lost from the history. The texts are in consents.yaml.

Only what rests on consent is asked for here. What the law tells the office to do is not: a choice that is none would
mislead (PIPL art. 13(2)).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jiahe.law.yamlfile import Entry, read_yaml
from jiahe.trust.acting import Acting, current
from jiahe.trust.models import Consent
from jiahe.trust.permissions import ASK_OWN, CONSENT, PERSON, RECORD
from jiahe.web.words import Words

TEXTS = Path(__file__).with_name("consents.yaml")


class NotThere(Exception):
    """There is no such purpose, or no standing consent to take back."""


@dataclass(frozen=True)
class Text:
    """What people are told, in use from a day on."""

    since: dt.date
    words: Words


@dataclass(frozen=True)
class Purpose:
    """Something that rests on consent only, with its texts, the oldest first."""

    key: str
    title: Words
    texts: tuple[Text, ...]

    def text(self, on: dt.date) -> Text | None:
        """Return the text in use on a day; None before the first."""
        return next((one for one in reversed(self.texts) if one.since <= on), None)

    def version(self, since: dt.date) -> Text:
        """Return the text of a version. Raises NotThere."""
        for one in self.texts:
            if one.since == since:
                return one
        raise NotThere(f"{self.key}: no text of {since}")

    @property
    def rests_on_it(self) -> tuple[Words, ...]:
        """Return what asks for this consent today, as the rooms tell of it; nothing: it is not in use yet."""
        return tuple(_RESTS.get(self.key, ()))


_RESTS: dict[str, list[Words]] = {}

NOT_IN_USE = Words(
    "现在没有哪件事用到这项同意，同意或不同意，都不会有什么变化。您可以先选好，启用后按您的选择办，也可以随时改。",
    "Nothing is done with this consent today, and nothing changes whether you agree or not. You can choose already; "
    "once it is in use your choice counts, and you can change it at any time.",
)


def rests(purpose: str, what: Words) -> None:
    """Say that something is done only with a consent: called by the room that asks for it, when it starts."""
    _RESTS.setdefault(_known(purpose).key, []).append(what)


@cache
def the_purposes(file: Path = TEXTS) -> dict[str, Purpose]:
    """Read the purposes. Raises LawError naming file, line and key for anything wrong in them."""
    return {key: _purpose(key, entry) for key, entry in read_yaml(file).mapping().items()}


def _purpose(key: str, entry: Entry) -> Purpose:
    got = entry.mapping(("title", "texts"), required=("title", "texts"))
    title = [one.text() for one in got["title"].items()]
    if len(title) != 2:
        raise got["title"].error("write two texts: [Chinese, English].")
    texts = tuple(_text(one) for one in got["texts"].items())
    days = [one.since for one in texts]
    if not days or days != sorted(set(days)):
        raise got["texts"].error("write at least one text, each with a later `since` than the one before.")
    return Purpose(key, Words(*title), texts)


def _text(entry: Entry) -> Text:
    keys = ("since", "zh", "en")
    got = entry.mapping(keys, required=keys)
    return Text(got["since"].date(), Words(got["zh"].text(), got["en"].text()))


# ------------------------------------------------------------------------------------------------ reads


def has_consent(person: UUID, purpose: str) -> bool:
    """Whether a person agrees now to a purpose as its text stands today. Whom the acting post does not see has not.

    The room that asks says so by :func:`rests`: people are told beside each purpose what rests on it.
    """
    text = _known(purpose).text(timezone.localdate())
    if text is None:
        return False
    standing = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True, version=text.since)
    return any(not _has_lapsed(one) for one in standing)


def _has_lapsed(consent: Consent) -> bool:
    """Whether it was given for a child who is 14 by now: they are asked themselves (PIPL art. 31).

    Who gave it themselves is not asked again. A paper from before that birthday can only be the guardian's. Where the
    day of birth is not known or not seen, nobody can say that whom a guardian agrees for is still a child.
    """
    if consent.how == Consent.How.SELF:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (birth_date + interval '14 years')::date FROM people_person WHERE id = %s", [consent.person]
        )
        row = cursor.fetchone()
    fourteenth: dt.date | None = row[0] if row is not None else None
    by_a_guardian = consent.how == Consent.How.GUARDIAN
    if fourteenth is None:
        return by_a_guardian
    return fourteenth <= timezone.localdate() and (by_a_guardian or timezone.localdate(consent.given_at) < fourteenth)


@dataclass(frozen=True)
class Standing:
    """How a person stands to one purpose. ``consent``: what was not taken back. ``outdated``: it was given to a former
    text. ``lapsed``: it was given for a child who is 14 by now. Only if it is neither is it agreed to.
    """

    purpose: Purpose
    text: Text
    consent: Consent | None
    outdated: bool
    lapsed: bool
    history: tuple[Consent, ...]

    @property
    def is_agreed(self) -> bool:
        """Whether they agree now, to the text as it stands today."""
        return self.consent is not None and not self.outdated and not self.lapsed


def standings_of(person: UUID) -> list[Standing]:
    """Return how a person stands to each purpose that is asked for today, with the history, the latest first."""
    rows: dict[str, list[Consent]] = {}
    for row in Consent.objects.filter(person=person).select_related("post", "withdrawn_post").order_by("-given_at"):
        rows.setdefault(row.purpose, []).append(row)
    found = []
    for purpose in the_purposes().values():
        text, history = purpose.text(timezone.localdate()), rows.get(purpose.key, [])
        if text is not None:
            standing = next((one for one in history if one.withdrawn_at is None), None)
            outdated = standing is not None and standing.version != text.since
            lapsed = standing is not None and _has_lapsed(standing)
            found.append(Standing(purpose, text, standing, outdated, lapsed, tuple(history)))
    return found


# ------------------------------------------------------------------------------------------------ actions


@transaction.atomic
def give(*, person: UUID, purpose: str, version: dt.date, paper: str = "") -> Consent:
    """Agree to a purpose as the text of that version says it. A consent to a former text, or one that has lapsed, is
    taken back by it.

    A post of the office names the ``paper`` that the person signed. Raises NotThere, PermissionDenied, ValueError (no
    paper; a text that is not in use).
    """
    acting, how = _who(person)
    text = _known(purpose).text(timezone.localdate())
    if text is None or text.since != version:
        raise ValueError("The text has changed since it was read. Read it again.")
    named, post = _resting_on(paper, acting, how)
    standing = _standing(person, purpose)
    if standing is not None:
        if standing.version == version and not _has_lapsed(standing):
            return standing
        _end(standing, acting, how, paper)
    new = Consent(
        person=person, purpose=purpose, version=version, how=how, given_by_id=acting.account, paper=named, post_id=post
    )
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) != "one_standing_consent":
            raise
        return Consent.objects.get(person=person, purpose=purpose, withdrawn_at__isnull=True)  # given at this moment
    return new


@transaction.atomic
def withdraw(*, person: UUID, purpose: str, paper: str = "") -> Consent:
    """Take a consent back, at once; what was done under it stays lawful (PIPL art. 15).

    A post of the office names the ``paper`` that says so. Raises NotThere, PermissionDenied, ValueError (no paper).
    """
    acting, how = _who(person)
    _known(purpose)
    standing = _standing(person, purpose)
    if standing is None:
        raise NotThere(f"{purpose}: no consent stands")
    _end(standing, acting, how, paper)
    return standing


def _who(person: UUID) -> tuple[Acting, str]:
    """Return who acts, and as what: the person, the guardian, or a post that records a paper."""
    acting = current()
    if acting is not None and acting.may(ASK_OWN, CONSENT):
        return acting, str(Consent.How.SELF if acting.person == person else Consent.How.GUARDIAN)
    if acting is not None and acting.may(RECORD, PERSON) and acting.account is not None:
        return acting, str(Consent.How.PAPER)
    raise PermissionDenied("consent")


_WITHDRAWN = ("withdrawn_at", "withdrawn_how", "withdrawn_by", "withdrawn_paper", "withdrawn_post")


def _known(purpose: str) -> Purpose:
    if purpose not in the_purposes():
        raise NotThere(f"There is no purpose {purpose!r}. Known: {', '.join(the_purposes())}.")
    return the_purposes()[purpose]


def _standing(person: UUID, purpose: str) -> Consent | None:
    rows = Consent.objects.select_for_update().filter(person=person, purpose=purpose, withdrawn_at__isnull=True)
    return rows.first()


def _resting_on(paper: str, acting: Acting, how: str) -> tuple[str, UUID | None]:
    """Return the paper and the post that records from it; neither where a person acts for themselves or a child."""
    if how != Consent.How.PAPER:
        return "", None
    if not paper.strip():
        raise ValueError("Say which paper the person signed, and where it is kept.")
    return paper.strip(), acting.post


def _end(standing: Consent, acting: Acting, how: str, paper: str) -> None:
    standing.withdrawn_at, standing.withdrawn_how, standing.withdrawn_by_id = timezone.now(), how, acting.account
    standing.withdrawn_paper, standing.withdrawn_post_id = _resting_on(paper, acting, how)
    standing.save(update_fields=_WITHDRAWN)
