"""Makes two records of one person one, and takes that back: every reference moves with them, and every log stays.

The database moves the references (migration 0012_merging_rights). The kept record says what it said; what it did not
know it takes from the other. What contradicts it is superseded, and stays readable.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuids
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from jiahe.people.bulk import COLUMNS, HIDDEN, NUMBERS
from jiahe.people.errors import Refused
from jiahe.people.merged import Merge
from jiahe.people.models import BELIEVED, Change, Custody, Parenthood, Person, Union
from jiahe.people.recording import CONSTRAINTS, action, begin, change, note, seen, tell
from jiahe.trust.acting import Acting, for_the_county
from jiahe.trust.permissions import CORRECT
from jiahe.trust.sealing import blind_index, unseal

CONSTRAINTS["merge_of_two_accounts"] = (
    "两份档案各有一个账户，不能合并。请保留本人在用的那一份；另一个账户先由安全管理员停用。",
    "Both records have an account of their own. Keep the one that is used; have the other account stopped first.",
    "other",
)
_FILLED = (*COLUMNS, "death_date")
"""What a record that does not know it takes from the other."""

MERGED, UNMERGED = "merge", "unmerge"
"""What is told of the people."""


@dataclass(frozen=True)
class Why:
    """Who merges, on which paper, since when that is known, and for what reason."""

    acting: Acting
    source: str
    learned_on: dt.date
    reason: str


@action
def merge(*, keep: UUID, other: UUID, reason: str, source: str, learned_on: dt.date) -> UUID:
    """Merge the record ``other`` into ``keep``: they are about one person. Returns the key of the merge.

    Raises Refused: they are kin, both have ID numbers and not the same, one of them is not seen.
    """
    acting = begin(None, learned_on, to=CORRECT)
    if keep == other:
        raise Refused("这是同一份档案。", "That is one and the same record.", "other")
    kept, gone = seen(keep), seen(other, "other")
    _check_one_person(kept, gone)
    numbers = {name: unseal(getattr(gone, f"{column}_sealed"), name) for name, column in NUMBERS.items()}
    made = uuids.uuid7()
    with for_the_county():
        with connection.cursor() as cursor:
            cursor.execute("SELECT people_merge(%s, %s, %s, %s, %s)", [made, keep, other, reason, source])
        filled = _fill(kept, gone, numbers, Why(acting, source, learned_on, reason))
        Merge.objects.filter(id=made).update(filled=filled)
        tell(acting, MERGED, [keep])
    return made


@action
def unmerge(*, merge: UUID, reason: str) -> UUID:
    """Take a merge back: the two records were of two people. Returns the key of the record that is there again.

    What was recorded about the kept record since stays with it. Raises Refused.
    """
    acting = begin(None, timezone.localdate(), to=CORRECT)
    found = Merge.objects.filter(id=merge, undone_at__isnull=True).first()
    if found is None:
        raise Refused("没有这次合并，或已经撤销。", "There is no such merge, or it was taken back already.")
    if Merge.objects.filter(kept=found.kept_id, undone_at__isnull=True, id__gt=found.id).exists():
        raise Refused(
            "这份档案之后又作过合并。请先撤销最近的一次。",
            "This record was merged once more since. Take the later merge back first.",
        )
    kept = seen(found.kept_id)
    numbers = {name: unseal(getattr(found, f"{column}_sealed"), name) for name, column in NUMBERS.items()}
    with for_the_county():
        _empty(kept, found, numbers, Why(acting, found.source, timezone.localdate(), reason))
        with connection.cursor() as cursor:
            cursor.execute("SELECT people_unmerge(%s, %s)", [merge, reason])
        back = Person.objects.get(id=found.gone)
        for name, column in NUMBERS.items():
            setattr(back, f"{column}_sealed", getattr(found, f"{column}_sealed"))
            setattr(back, f"{column}_index", blind_index(numbers[name], name))
        back.save(update_fields=[f"{column}_{one}" for column in NUMBERS.values() for one in ("sealed", "index")])
        tell(acting, UNMERGED, [found.kept_id, found.gone])
    return found.gone


def _check_one_person(kept: Person, gone: Person) -> None:
    """Refuse what shows that two records are not of one person."""
    if kept.id_index is not None and gone.id_index is not None:
        raise Refused(
            "两份档案各有一个身份证号码，号码不同。先更正写错的那个，才能合并。",
            "The two records have different ID numbers. Correct the wrong one before they are merged.",
            "other",
        )
    if kept.sex and gone.sex and kept.sex != gone.sex:
        raise Refused(
            "两份档案的性别不同。先更正写错的那个，才能合并。",
            "The two records differ in sex. Correct the wrong one before they are merged.",
            "other",
        )
    with for_the_county():
        for table, one, two in (
            (Parenthood, "child", "parent"),
            (Union, "person", "spouse"),
            (Custody, "child", "custodian"),
        ):
            pairs: Q = Q(**{one: kept, two: gone}) | Q(**{one: gone, two: kept})
            if table.objects.filter(pairs).filter(BELIEVED).exists():
                raise Refused(
                    "两人登记为父母与子女、夫妻或监护人与被监护人，不会是同一个人。",
                    "The two are on record as parent and child, as spouses, or as guardian and ward.",
                    "other",
                )


def _fill(kept: Person, gone: Person, numbers: dict[str, str | None], why: Why) -> list[str]:
    """Let the kept record say what it did not know and the other did; return the columns."""
    new = {
        name: getattr(gone, name) for name in _FILLED if getattr(kept, name) is None and getattr(gone, name) is not None
    }
    change(kept, why.acting, new, why.source, why.learned_on, reason=why.reason)
    filled = [*new]
    for name, column in NUMBERS.items():
        if getattr(kept, f"{column}_sealed") is None and numbers[name] is not None:
            setattr(kept, f"{column}_sealed", getattr(gone, f"{column}_sealed"))
            setattr(kept, f"{column}_index", blind_index(numbers[name], name))
            kept.save(update_fields=[f"{column}_sealed", f"{column}_index"])
            note(kept, why.acting, name, None, HIDDEN, why.source, why.learned_on, why.reason)
            filled.append(name)
    return filled


def _empty(kept: Person, found: Merge, numbers: dict[str, str | None], why: Why) -> None:
    """Let the kept record know no longer what it took from the other, where nobody has changed it since."""
    types = {one.attname: one for one in Person._meta.local_fields}
    back: dict[str, Any] = {
        name: None
        for name in found.filled
        if name not in NUMBERS and getattr(kept, name) == types[name].to_python(found.says[name])
    }
    change(kept, why.acting, back, why.source, why.learned_on, reason=why.reason)
    for name, column in NUMBERS.items():
        if name in found.filled and unseal(getattr(kept, f"{column}_sealed"), name) == numbers[name]:
            setattr(kept, f"{column}_sealed", None)
            setattr(kept, f"{column}_index", None)
            kept.save(update_fields=[f"{column}_sealed", f"{column}_index"])
            note(kept, why.acting, name, HIDDEN, None, why.source, why.learned_on, why.reason)


# ------------------------------------------------------------------------------------------------ what is read of it


def merges_of(person: UUID) -> list[Merge]:
    """Return the merges into a person's record that hold, the latest first."""
    return list(Merge.objects.filter(kept=person, undone_at__isnull=True).order_by("-id"))


def kept_of(gone: UUID) -> UUID | None:
    """Return the record that a record was merged into; None when it was not, or the acting post does not see that."""
    return Merge.objects.filter(gone=gone, undone_at__isnull=True).values_list("kept_id", flat=True).first()


def recorded_since(found: Merge) -> int:
    """Return how often something was recorded about the kept record since a merge: it stays there."""
    changes = Change.objects.filter(person=found.kept_id, at__gt=found.at)
    return changes.exclude(action__in=(MERGED, UNMERGED)).count()
