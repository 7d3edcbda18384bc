"""Files from programs of other offices: the same steps, rights and faults as on the pages."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from ninja import Field, File, Form, Header, Query, Router, Schema, UploadedFile
from ninja.errors import HttpError

from jiahe.intake import queries, sending
from jiahe.intake.contents import CONTENTS, FACTS
from jiahe.intake.delivery.queries import loads_of
from jiahe.intake.fault import Unreadable
from jiahe.intake.models import Load
from jiahe.intake.sources import SOURCES
from jiahe.intake.states import wrong_with
from jiahe.intake.who import loader
from jiahe.trust.acting import Acting
from jiahe.trust.permissions import FILE, LOAD
from jiahe.trust.programs.auth import by, require_operation
from jiahe.trust.programs.operations import operation
from jiahe.web.problems import Refused, answers
from jiahe.web.words import Words

SEND = {
    key: operation(
        f"loads:{key}",
        Words(f"送文件：{words.zh}", f"Send files: {words.en}"),
        (LOAD, FILE),
        whole_county=True,
    )
    for key, words in CONTENTS.items()
}
"""Sending files of one source, or deliveries of several tables, and following what became of them."""

router = Router(tags=["loads"], auth=by(*SEND.values()))

MOST = 500
"""Faults of one answer."""

_SIGNS = r'(?:[ !#-\[\]-~]|\\["\\])'
_KEY = rf'^(?:"{_SIGNS}{{1,255}}"|[!#-~]{{1,255}})$'
"""A String as RFC 8941 has it; without its quotation marks too, as most programs send it."""


class Sent(Schema):
    """What is said of a file that is sent."""

    source: str = Field(
        description="What the file is; facts: a zip of tables of the facts contract, which is parted into a load for "
        "each source",
        json_schema_extra={"enum": list(CONTENTS)},
    )
    office: str = Field("", description="Which office of the source sent it, where it has several; its key")
    learned_on: dt.date | None = Field(None, description="The day on which the office had it; today unless given")
    load_when_faultless: bool = Field(
        False,
        description="Load it without a person's confirmation if no row is set aside, and none changes what the "
        "register says of somebody",
    )


class Both(Schema):
    """A text in Chinese and in English."""

    zh: str
    en: str


class FaultGroup(Schema):
    """The rows that break one rule: what is wrong, what to do, how many they are."""

    rule: str
    words: Both
    remedy: Both
    rows: int


class Links(Schema):
    """Where more is: this answer, the faults row by row, the page on which a person goes on."""

    load: str
    faults: str
    page: str
    parts: list[str] = Field(description="Of a delivery that is parted: its loads, each as this answer, in their order")


class LoadSeen(Schema):
    """A file on its way into the register."""

    id: UUID
    source: str
    office: str = Field(description="Which of the source's offices sent it; empty: it has one, or nobody said")
    file_name: str
    learned_on: dt.date
    state: str = Field(
        description="A delivery is checking until it is parted or has failed; then follow its loads (links.parts)",
        json_schema_extra={"enum": list(Load.State)},
    )
    waits_for: str | None = Field(
        description="What a person has to do on the page: say what the columns are, or confirm the load. A load of a "
        "delivery whose state is columns waits for those before it, and for nobody",
        json_schema_extra={"enum": ["columns", "confirmation", None]},
    )
    load_when_faultless: bool
    read: int
    loaded: int = Field(description="Rows loaded; before it is loaded, those that can be")
    changed: int = Field(description="Rows of these that change or fill in what the register says of somebody")
    unchanged: int = Field(description="Rows that say what the register says already")
    aside: int = Field(description="Rows set aside. read = loaded + unchanged + aside")
    error: str = Field(description="What went wrong, as a key; empty: nothing did")
    wrong: Both | None = Field(description="What went wrong and what to do, in words")
    faults: list[FaultGroup]
    links: Links


class FaultFound(Schema):
    """One fault of one row, by the numbers and names of the file that was sent. No value of the row is repeated."""

    sheet: str
    row: int
    columns: list[str]
    rule: str
    words: Both | None = Field(description="What is said of this very row, where the rule's words are not enough")


class FaultsFound(Schema):
    """Faults row by row. ``next``: where the following ones are, if there are more."""

    faults: list[FaultFound]
    next: str | None


class Wanted(Schema):
    """Which faults: of one rule; those after one that came before."""

    rule: str | None = Field(None, max_length=40)
    after: int = Field(0, ge=0, le=2**62)


@router.post("", response=answers(LoadSeen, good=202, signed_in=True, conflict=True))
def send(
    request: HttpRequest,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key", pattern=_KEY)],
    sent: Form[Sent],
    file: File[UploadedFile],
) -> tuple[int, LoadSeen]:
    """Send a file. Sent again with the same key, it is the same load, and nothing is made anew.

    When every column is sure, and no sheet is hidden, it is checked at once; otherwise a person says on the page what
    the columns are.
    A delivery (facts) is parted in the background into a load for each source.
    """
    loader()
    _check(sent, file)
    try:
        load = sending.send(
            key=_plain(idempotency_key), file=file, account=request.user.id, **sent.dict(),
        )  # fmt: skip
    except sending.AtIt as error:
        raise HttpError(
            409, "A request with this Idempotency-Key is being answered. Send it again in a while."
        ) from error
    except sending.SaidOtherwise as error:
        said = "This key came before, with another file, source, day or wish. Give each file a key of its own."
        raise Refused("Idempotency-Key", said) from error
    except Unreadable as error:
        raise Refused("file", f"{error.fault.words.en} {error.fault.remedy.en}") from error
    return 202, _seen(load)


@router.get("/{uuid:key}", response=answers(LoadSeen, signed_in=True))
def load(request: HttpRequest, key: UUID) -> LoadSeen:
    """Return how far a file is, and its faults in groups that are mended in the same way."""
    return _seen(_load(key))


@router.get("/{uuid:key}/faults", response=answers(FaultsFound, signed_in=True))
def faults(request: HttpRequest, key: UUID, wanted: Query[Wanted]) -> FaultsFound:
    """Return the faults of a file row by row, at most 500 at once. 404 before it is checked, and when it is deleted."""
    one = _load(key)
    if not queries.has_rows(one):
        raise Http404("There is no checked file any more, or not yet.")
    found = queries.faults_after(one, wanted.rule, wanted.after, MOST + 1)
    following = {"after": found[MOST - 1].key, **({"rule": wanted.rule} if wanted.rule else {})} if found[MOST:] else {}
    return FaultsFound(
        faults=[
            FaultFound(
                sheet=at.sheet, row=at.number, columns=list(at.columns), rule=at.rule,
                words=_both(at.words) if at.words else None,
            )
            for at in found[:MOST]
        ],
        next=f"{_address(one)}/faults?{urlencode(following)}" if following else None,
    )  # fmt: skip


def _check(sent: Sent, file: UploadedFile) -> None:
    if sent.source not in CONTENTS:
        raise Refused("source", f"There is no source {sent.source!r}. They are: {', '.join(CONTENTS)}.")
    require_operation(SEND[sent.source])
    offices = SOURCES[sent.source].offices if sent.source in SOURCES else {}
    if sent.office and sent.office not in offices:
        known = f"They are: {', '.join(offices)}." if offices else "Leave it out."
        raise Refused("office", f"{sent.source} has no office {sent.office!r}. {known}")
    if sent.learned_on is not None and sent.learned_on > timezone.localdate():
        raise Refused("learned_on", "The day lies ahead.")
    if (file.size or 0) > settings.UPLOAD_MIB * 1024 * 1024:
        raise Refused("file", f"The file is larger than {settings.UPLOAD_MIB} MB. Part it, by town for example.")


def _plain(key: str) -> str:
    """Return a key without the quotation marks and strokes that a String of RFC 8941 has."""
    return re.sub(r"\\(.)", r"\1", key[1:-1]) if key.startswith('"') else key


def _load(key: UUID) -> Load:
    """Return a load; a program follows its own only. Raises Http404."""
    acting = loader()
    found = Load.objects.filter(id=key).first()
    if found is None or (acting.program is not None and not _is_of(found, acting)):
        raise Http404("There is no such load.")
    return found


def _is_of(one: Load, acting: Acting) -> bool:
    assert acting.program is not None, "asked of a program"
    sent = SEND[FACTS if one.delivery else one.source]
    return one.account_id == acting.account and sent.key in acting.program.operations


def _address(one: Load) -> str:
    return f"/api/loads/{one.id}"


def _waits_for(one: Load) -> str | None:
    if one.state == Load.State.COLUMNS:
        return None if one.delivery else "columns"
    goes_on = one.load_when_faultless and not one.aside and not one.changed and not one.row_faults.exists()
    return "confirmation" if one.state == Load.State.CHECKED and one.loaded + one.unchanged and not goes_on else None


def _seen(one: Load) -> LoadSeen:
    own = LoadSeen.model_fields.keys() - {"waits_for", "wrong", "faults", "links"}
    wrong, parts = wrong_with(one), loads_of(one) if one.source == FACTS else []
    return LoadSeen(
        **{name: getattr(one, name) for name in own},
        waits_for=_waits_for(one),
        wrong=_both(wrong) if wrong else None,
        faults=[
            FaultGroup(rule=group.rule, words=_both(group.words), remedy=_both(group.remedy), rows=group.rows)
            for group in queries.fault_groups(one)
        ],
        links=Links(
            load=_address(one),
            faults=f"{_address(one)}/faults",
            page=reverse("load", args=[one.id]),
            parts=[_address(part) for part in parts],
        ),
    )


def _both(words: Words) -> Both:
    return Both(zh=words.zh, en=words.en)
