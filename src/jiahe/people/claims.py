"""What was claimed and paid before this office kept cases and a ledger (历年申领、历年发放), as others tell of it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Q

from jiahe.people.constraints import BELIEVED
from jiahe.people.errors import Refused
from jiahe.people.models import Claim, Payment
from jiahe.people.recording import action, add, begin, check_come, replace, seen, tell, there
from jiahe.trust.acting import for_the_county
from jiahe.web.words import day_words

OPEN = ("pending", "returned")
"""How a claim stands that will be decided yet, by the office or after it is submitted again."""


@action
def record_claim(
    *, person: UUID, programme: str, year: int, submitted_on: dt.date, decision: str, source: str,
    learned_on: dt.date, applicant: UUID | None = None, place: str | None = None, decided_on: dt.date | None = None,
) -> None:  # fmt: skip
    """Record a claim, or how one that was open stands now. Raises Refused when another decision is on record.

    An open claim that is submitted again on a later day is the same claim; after a decision it is another. A decision
    that is on record without its day gets it.
    """
    acting = begin(None, learned_on)
    check_come(submitted_on, "submitted_on")
    check_come(decided_on, "decided_on")
    check_decided(submitted_on, decided_on)
    seen(person)
    with for_the_county():
        if applicant is not None:
            there(applicant, "applicant")
        claims = _claims(person, programme, year)
        said = {name: one for name, one in (("applicant_id", applicant), ("place", place)) if one is not None}
        decided = claims.filter(submitted_on=submitted_on).exclude(decision__in=OPEN)
        undated = decided.filter(decision=decision, decided_on=None).first() if decided_on is not None else None
        same = claims.filter(submitted_on=submitted_on, decision=decision, **said)
        if (same if decided_on is None else same.filter(decided_on=decided_on)).exists():
            raise Refused(
                "这一天提交的这份申请，结果相同的已经登记，不用再登记。",
                "The claim of that day, with that decision, is recorded already. It need not be recorded again.",
                "submitted_on",
            )
        if undated is None and decided.exists():
            raise Refused(
                "登记册里这一天提交的申请已有另一个结果。请核对；登记册错了的，在此人的页面更正。",
                "The register has another decision on the claim of that day. Compare them; if the register is wrong, "
                "correct it on the person's page.",
                "decision",
            )
        says = {"submitted_on": submitted_on, "decision": decision, "decided_on": decided_on} | said
        before = claims.filter(decision__in=OPEN, submitted_on__lte=submitted_on).order_by("-submitted_on").first()
        if undated is not None:
            lacked = {name: one for name, one in said.items() if getattr(undated, name) is None}
            why = "补登办结日期 the day of its decision"
            replace([(undated, {"decided_on": decided_on} | lacked)], acting, why, source, learned_on)
        elif before is not None:
            since = day_words(submitted_on)
            why = f"{since.zh}以后的结果 how it stands since {since.en}"
            replace([(before, says)], acting, why, source, learned_on)
        else:
            add(Claim, source, learned_on, person_id=person, programme=programme, year=year, **says)
        tell(acting, "claim", [person, *([applicant] if applicant else [])])


def check_decided(submitted_on: dt.date, decided_on: dt.date | None) -> None:
    """Refuse a decision before the day of the submission."""
    if decided_on is not None and decided_on < submitted_on:
        raise Refused(
            "办结日期早于提交日期，请核对。", "It was decided before it was submitted. Check the days.", "decided_on"
        )


def told_by(
    *, person: UUID, programme: str, year: int, submitted_on: dt.date, decision: str, decided_on: dt.date | None
) -> list[Claim]:
    """Return the register's claims that tell of one as it stood: as it says, or further on. Changes nothing."""
    claims = _claims(person, programme, year)
    if decision in OPEN:
        same = Q(submitted_on=submitted_on) & (~Q(decision__in=OPEN) | Q(decision=decision))
        return list(claims.filter(same | Q(submitted_on__gt=submitted_on)))
    decided = {} if decided_on is None else {"decided_on": decided_on}
    return list(claims.filter(submitted_on=submitted_on, decision=decision, **decided))


def _claims(person: UUID, programme: str, year: int) -> Any:
    return Claim.objects.filter(BELIEVED, person_id=person, programme=programme, year=year)


@action
def record_payment(
    *, person: UUID, programme: str, year: int, amount: int, paid_on: dt.date, source: str, learned_on: dt.date,
    place: str | None = None,
) -> None:  # fmt: skip
    """Record money that was paid, in fen. Raises Refused when it is on record."""
    acting = begin(None, learned_on)
    check_come(paid_on, "paid_on")
    seen(person)
    if paid(person=person, programme=programme, year=year, amount=amount, paid_on=paid_on):
        raise Refused(
            "这一天发放的这笔钱已经登记，不用再登记。",
            "This payment of that day is recorded already. It need not be recorded again.",
            "paid_on",
        )
    add(
        Payment, source, learned_on, person_id=person, programme=programme, year=year, amount=amount, paid_on=paid_on,
        place=place,
    )  # fmt: skip
    tell(acting, "payment", [person])


def paid(*, person: UUID, programme: str, year: int, amount: int, paid_on: dt.date) -> list[Payment]:
    """Return the register's payments of a sum in fen on a day. Changes nothing."""
    says = {"programme": programme, "year": year, "amount": amount, "paid_on": paid_on}
    return list(Payment.objects.filter(BELIEVED, person_id=person, **says))
