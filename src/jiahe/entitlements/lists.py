"""The lists of people that pages show: who misses what, what lapses, who needs a paper, whose answer changed."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from jiahe.entitlements import queries as q
from jiahe.entitlements.areas import area_filter
from jiahe.entitlements.law import paying_programmes
from jiahe.entitlements.models import Difference, Outcome, Run
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE
from jiahe.people.timeline import name_of
from jiahe.places.naming import name_of as place_name
from jiahe.trust.permissions import OUTCOME
from jiahe.web.tables import Choice, Column, Contains, Export, Persons, Table, Tells
from jiahe.web.tags import Tag
from jiahe.web.words import Words, is_chinese, say

Filters = list[Contains | Choice]

STATUS = {
    ELIGIBLE: (Words("应享", "Entitled"), "good"),
    NEEDS_EVIDENCE: (Words("需要材料", "Needs evidence"), "attention"),
    NOT_ELIGIBLE: (Words("目前不符合", "Not met at present"), "neutral"),
}
BECAUSE = {
    "law": Words("政策变了", "the law changed"),
    "time": Words("时间到了", "time passed"),
    "facts": Words("资料变了", "the facts changed"),
}


def status(key: str | None) -> Any:
    """Return how an answer stands, as a tag; None: the programme did not look at the person."""
    if key is None:
        return str(Words("不在范围内", "not looked at"))
    words, tone = STATUS[key]
    return Tag(words, tone)


def _person_link(row: Any) -> str:
    return reverse("entitlements", args=[row.person_id])


def _programmes() -> list[tuple[str, Words]]:
    return [(key, q.programme_name(key)) for key in paying_programmes()]


_NAME = Column(
    "name", Words("姓名", "Name"), lambda row: name_of(row.person), kind="name", link=_person_link, heads_row=True,
    sort="person__name",
)  # fmt: skip
_BORN = Column("born", Words("出生日期", "Born"), "person.birth_date", kind="day", sort="person__birth_date")
_PROGRAMME = Column("programme", Words("项目", "Programme"), lambda row: str(q.programme_name(row.programme)))
_GROUP = Column("group", Words("组", "Group"), "person.village_group", kind="number", sort="person__village_group")
_VILLAGE = Column(
    "village", Words("村（社区）", "Village"), lambda row: place_name(row.place), kind="name", sort="place"
)


def rules_of(run: Run | None) -> str:
    """Return under which rules the answers of a run were found: the day of the law, each programme's version."""
    if run is None:
        return str(_NO_RUN)
    versions = (f"{q.programme_name(key)} {version}" for key, version in run.law.items())
    return say("{on}的规定（{versions}）", "{on} ({versions})", on=run.on, versions="、".join(versions))


def _rules_now() -> str:
    return rules_of(q.last_run())


def _person(row: Any) -> list[UUID]:
    return [row.person_id]


def _export(of: Any = _person) -> Export:
    return Export(rests_on=_rules_now, shows=Persons(OUTCOME, "export:entitlements/today.html", of))


def missed_table(request: HttpRequest, rows: Any, filters: Filters, *, unsettled: int) -> Table:
    """Return the list of those who can claim something, be it for an earlier year, and have not.

    ``unsettled``: answers that wait for a paper; while there are any, an empty list is no proof that nobody misses.
    """
    contacts = _Contacts()
    columns = [
        _NAME,
        _BORN,
        _PROGRAMME,
        Column("unclaimed", Words("现在可领", "Can be claimed now"), kind="money", sort="unclaimed"),
        Column("total", Words("各年应发合计", "Owed, all years"), kind="money", sort="total"),
        Column("parents", Words("父母", "Parents"), contacts.of, kind="name"),
        _GROUP,
        _VILLAGE,
        Column("enrolled", Words("申领情况", "Claim"), _claim),
    ]
    table = Table(
        request, rows, caption=MISSED, columns=columns, filters=filters, shows=Tells("list:missed", contacts.keys),
        export=_export(contacts.keys), empty=_NOBODY_KNOWN if unsettled else _NOBODY_MISSED,
        is_long=True,
    )  # fmt: skip
    contacts.table = table
    return table


def _claim(row: Outcome) -> str:
    if row.enrolled is None:
        return str(Words("不清楚是否申领过", "unknown whether claimed"))
    if row.this_year == 0:
        return str(Words("往年的没有申领，还能补领", "an earlier year is not claimed, and can still be"))
    return str(Words("有没有申领的", "something is not claimed"))


MISSED = Words("应享而没有申领的人", "Entitled, and not claimed")
_NOBODY_MISSED = Words("按现有资料，没有人漏享。", "By what is on record, nobody is missing out.")
_NOBODY_KNOWN = Words(
    "没有查到漏享的人；差材料的人定下来以后才能说没有。",
    "Nobody is known to be missing out. Whether nobody is shows when the answers that wait for a paper are settled.",
)


class _Contacts:
    """The parents' names of the rows that are shown or taken along, read at once."""

    table: Table

    @cached_property
    def _found(self) -> dict[UUID, list[Any]]:
        if self.table.wants_export:
            return q.parents_of(self.table.rows.values_list("person_id", flat=True))
        return q.parents_of(row.person_id for row in self.table.page.object_list)

    def keys(self, row: Outcome) -> list[UUID]:
        """Return the keys of a person and of the parents."""
        return [row.person_id, *(one.id for one in self._found.get(row.person_id, []))]

    def of(self, row: Outcome) -> str:
        """Return the names of a person's parents."""
        return "、".join(name_of(one) for one in self._found.get(row.person_id, []))


def due_table(request: HttpRequest, rows: Any, filters: Filters) -> Table:
    """Return the list of what lapses soon."""
    columns = [
        Column("lost_from", Words("从这天起少发", "Less from"), kind="day", sort="lost_from"),
        _NAME,
        _PROGRAMME,
        Column("loses", Words("不申领会失去", "Lost without a claim"), kind="money", sort="loses"),
        _GROUP,
        _VILLAGE,
    ]
    empty = Words("近期没有会过期的待遇。", "Nothing lapses soon.")
    return Table(
        request, rows, caption=DUE, columns=columns, filters=filters, shows=Tells("list:due", _person),
        export=_export(), empty=empty, is_long=True,
    )  # fmt: skip


DUE = Words("不申领就会失去的待遇", "What lapses without a claim")


def papers_table(request: HttpRequest, rows: Any, filters: Filters) -> Table:
    """Return the list of those whose answer a paper would settle."""
    columns = [
        _NAME,
        _BORN,
        _PROGRAMME,
        Column("papers", Words("凭这些材料就能定", "These papers would settle it"), _papers),
        _GROUP,
        _VILLAGE,
    ]
    empty = Words("没有人因为缺材料而定不下来。", "No answer waits for a paper.")
    return Table(
        request, rows, caption=PAPERS, columns=columns, filters=filters, shows=Tells("list:papers", _person),
        export=_export(), empty=empty, is_long=True,
    )  # fmt: skip


PAPERS = Words("差一份材料的人", "Waiting for a paper")


def _papers(row: Outcome) -> str:
    return ("；" if is_chinese() else "; ").join(str(one) for one in q.papers_of(row))


def changed_table(request: HttpRequest, run: Run | None, rows: Any, filters: Filters) -> Table:
    """Return the list of the answers that a run found changed."""
    columns = [
        _NAME,
        _PROGRAMME,
        Column("before", Words("原来", "Before"), lambda row: status(row.before)),
        Column("after", Words("现在", "Now"), lambda row: status(row.after)),
        Column("total_before", Words("原来合计", "Total before"), _total_before, kind="money"),
        Column("total_after", Words("现在合计", "Total now"), _total_after, kind="money"),
        Column("because", Words("原因", "Because"), _because),
        _VILLAGE,
    ]
    empty = _NO_RUN if run is None else _FIRST_RUN if q.is_first(run) else _NO_CHANGE
    export = Export(rests_on=lambda: rules_of(run), shows=Persons(OUTCOME, "export:entitlements/run.html", _person))
    return Table(
        request, rows, caption=CHANGED, columns=columns, filters=filters, shows=Tells("list:changed", _person),
        export=export, empty=empty, is_long=True,
    )  # fmt: skip


CHANGED = Words("答案变了的人", "Answers that changed")

_NO_RUN = Words("还没有判定过。", "Nothing has been determined yet.")
_NO_CHANGE = Words("与上次全县判定相比没有变化。", "Nothing is different from the run of everybody before.")
_FIRST_RUN = Words(
    "这是第一次判定，没有更早的可以比较。", "This is the first run: there is none before to compare it with."
)


def _total_before(row: Difference) -> int | Words | None:
    return _NOTHING_OWED if row.before in (None, NOT_ELIGIBLE) else row.total_before


def _total_after(row: Difference) -> int | Words | None:
    return _NOTHING_OWED if row.after in (None, NOT_ELIGIBLE) else row.total_after


_NOTHING_OWED = Words("没有应发", "nothing owed")


def _because(row: Difference) -> str:
    return ("、" if is_chinese() else ", ").join(str(BECAUSE[one]) for one in row.because)


def filters_for(place: str) -> Filters:
    """Return the filters of a post's lists: by name, programme and, where the post has several, by place."""
    return [
        Contains("name", Words("姓名", "Name"), "person__name__contains"),
        Choice("programme", Words("项目", "Programme"), _programmes(), "programme"),
        *area_filter(place),
    ]
