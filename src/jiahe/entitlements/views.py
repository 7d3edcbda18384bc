"""The pages that people act on: my village today, a place's take-up, a person's entitlements, the runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from jiahe.entitlements import queries as q
from jiahe.entitlements.family import answers_of
from jiahe.entitlements.models import Difference, Outcome, Run
from jiahe.entitlements.runs import AlreadyRunning, begin_run
from jiahe.law.explain import Explanation, Names, explain, to_html
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE
from jiahe.people.queries import people_of, read_person
from jiahe.people.timeline import name_of
from jiahe.places.divisions import PlacesError, place_range
from jiahe.places.naming import full_name
from jiahe.places.naming import name_of as place_name
from jiahe.programmes import the_pack
from jiahe.trust.acting import for_the_county, log_reads, require
from jiahe.trust.permissions import DETERMINE, EXPORT, OUTCOME, PERSON, READ, RUN, SEE_RUNS
from jiahe.web.charts import bars
from jiahe.web.tables import Choice, Column, Contains, Table
from jiahe.web.tags import Tag
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, is_chinese

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
WHY = {"nightly": Words("每晚例行", "nightly"), "asked": Words("有人要求", "asked for")}
STATE = {
    "running": (Words("进行中", "Running"), "info"),
    "done": (Words("已完成", "Done"), "good"),
    "failed": (Words("没有完成", "Failed"), "bad"),
}


def _status(key: str | None) -> Any:
    if key is None:
        return str(Words("不在范围内", "not looked at"))
    words, tone = STATUS[key]
    return Tag(words, tone)


def _person_link(row: Any) -> str:
    return reverse("entitlements", args=[row.person_id])


def _programmes() -> list[tuple[str, Words]]:
    return [(rule.key, Words(rule.zh, rule.en)) for rule in the_pack().rules if rule.benefit == "money"]


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


@login_required
def today(request: HttpRequest) -> HttpResponse:
    """Show what is to be done in the acting post's place."""
    acting = require(READ, OUTCOME)
    run = q.last_run()
    missed = q.missed_in(acting.place)
    due = missed.filter(lost_from__isnull=False)
    papers = q.wanting_papers_in(acting.place)
    changed = q.changed_in(acting.place, run)
    views: dict[str, tuple[Words, Callable[[], Table]]] = {
        "missed": (Words("漏享", "Missing out"), lambda: _missed_table(request, missed)),
        "due": (Words("快到期", "Due soon"), lambda: _due_table(request, due)),
        "papers": (Words("差材料", "Needs a paper"), lambda: _papers_table(request, papers)),
        "changed": (Words("有变化", "Changed"), lambda: _changed_table(request, run, changed)),
    }
    counts = {"missed": missed.count(), "due": due.count(), "papers": papers.count(), "changed": changed.count()}
    shown = request.GET.get("show", "missed")
    if shown not in views:
        raise Http404
    table = views[shown][1]()
    context = {
        "place": zh(full_name(acting.place, from_level=3)),
        "is_village": q.is_village(acting.place),
        "run": run,
        "money": missed.aggregate(sum=Sum("this_year"))["sum"],
        "counts": counts,
        "people": missed.values("person_id").distinct().count(),
        "tabs": [(key, words, counts[key], key == shown) for key, (words, _) in views.items()],
        "shown": shown,
        "table": table,
    }
    return _answer(table, "entitlements/today.html", context)


def _answer(table: Table, template: str, context: dict[str, Any]) -> HttpResponse:
    """Answer with the page, or the file if the post may take it along; what it says of people is in the read log."""
    acting = require(READ, OUTCOME)
    if not acting.may(EXPORT, OUTCOME):
        table.exports = ()
    if table.wants_export:
        log_reads([row.person_id for row in table.rows], what="export", page=f"export:{template}")
    return table.answer(template, context, by=acting.title)


def _missed_table(request: HttpRequest, rows: Any) -> Table:
    contacts = _Contacts(rows)
    columns = [
        _NAME,
        _BORN,
        _PROGRAMME,
        Column("this_year", Words("今年应发", "Owed this year"), kind="money", sort="this_year"),
        Column("parents", Words("父母", "Parents"), contacts.of, kind="name"),
        _GROUP,
        _VILLAGE,
        Column("enrolled", Words("申领情况", "Claim"), _claim),
    ]
    return Table(request, rows, caption=_MISSED, columns=columns, filters=_filters(), empty=_NOBODY_MISSED)


def _claim(row: Outcome) -> str:
    if row.enrolled is None:
        return str(Words("不清楚是否申领过", "unknown whether claimed"))
    return str(Words("没有申领记录", "no claim on record"))


_MISSED = Words("应享而没有申领的人", "Entitled, and not claimed")
_NOBODY_MISSED = Words("没有人漏享。", "Nobody is missing out.")


class _Contacts:
    """The parents' names of the rows of one page, read at once."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows
        self._found: dict[UUID, list[Any]] | None = None

    def of(self, row: Outcome) -> str:
        """Return the names of a person's parents."""
        if self._found is None:
            self._found = q.parents_of(self.rows.values_list("person_id", flat=True))
        return "、".join(name_of(one) for one in self._found.get(row.person_id, []))


def _due_table(request: HttpRequest, rows: Any) -> Table:
    columns = [
        Column("lost_from", Words("从这天起少发", "Less from"), kind="day", sort="lost_from"),
        _NAME,
        _PROGRAMME,
        Column("loses", Words("不申领会失去", "Lost without a claim"), kind="money", sort="loses"),
        _GROUP,
        _VILLAGE,
    ]
    empty = Words("近期没有会过期的待遇。", "Nothing lapses soon.")
    caption = Words("不申领就会失去的待遇", "What lapses without a claim")
    return Table(request, rows, caption=caption, columns=columns, filters=_filters(), empty=empty)


def _papers_table(request: HttpRequest, rows: Any) -> Table:
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
        request,
        rows,
        caption=Words("差一份材料的人", "Waiting for a paper"),
        columns=columns,
        filters=_filters(),
        empty=empty,
    )


def _papers(row: Outcome) -> str:
    return ("；" if is_chinese() else "; ").join(str(one) for one in q.papers_of(row))


def _changed_table(request: HttpRequest, run: Run | None, rows: Any) -> Table:
    columns = [
        _NAME,
        _PROGRAMME,
        Column("before", Words("原来", "Before"), lambda row: _status(row.before)),
        Column("after", Words("现在", "Now"), lambda row: _status(row.after)),
        Column("total_before", Words("原来合计", "Total before"), _total_before, kind="money"),
        Column("total_after", Words("现在合计", "Total now"), _total_after, kind="money"),
        Column("because", Words("原因", "Because"), _because),
        _VILLAGE,
    ]
    empty = _NO_RUN if run is None else _FIRST_RUN if q.is_first(run) else _NO_CHANGE
    return Table(request, rows, caption=Words("答案变了的人", "Answers that changed"), columns=columns, empty=empty)


_NO_RUN = Words("还没有判定过。", "Nothing has been determined yet.")
_NO_CHANGE = Words("与上次相比没有变化。", "Nothing is different from the run before.")
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


def _filters() -> list[Any]:
    return [
        Contains("name", Words("姓名", "Name"), "person__name__contains"),
        Choice("programme", Words("项目", "Programme"), _programmes(), "programme"),
    ]


# ------------------------------------------------------------------------------------------------ places


@login_required
def my_place(request: HttpRequest) -> HttpResponse:
    """Go to the acting post's own place."""
    return redirect("place", require(READ, OUTCOME).place)


@login_required
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show the take-up of a place by programme and by what lies in it."""
    acting = require(READ, OUTCOME)
    try:
        low, high = place_range(code)
    except PlacesError as error:
        raise Http404 from error
    own_low, own_high = place_range(acting.place)
    if not (own_low <= low and high <= own_high):
        raise PermissionDenied
    run = q.last_run()
    shares = q.shares_in(code, run) if run else []
    programmes = list(dict.fromkeys(one.programme for one in shares))
    figures = []
    for programme in programmes if len({one.place for one in shares}) > 1 else ():  # one bar says nothing
        rows = [(one.name, one.take_up) for one in shares if one.programme == programme]
        figures.append(
            bars(
                title=Words(
                    f"{q.programme_name(programme).zh}：申领的占应享的",
                    f"{q.programme_name(programme).en}: claimed, of entitled",
                ),
                rows=rows,
                of=Words("申领率", "Take-up"),
                each=Words("地方", "Place"),
                kind="percent",
            )
        )
    columns = [
        Column(
            "name", Words("地方", "Place"), kind="name", sort="name", heads_row=True,
            link=lambda one: reverse("place", args=[one.place]) if one.place != code else None,
        ),
        Column("programme", Words("项目", "Programme"), lambda one: str(one.programme_words), sort="programme"),
        Column("entitled", Words("应享（人）", "Entitled"), kind="number", sort="entitled"),
        Column("enrolled", Words("已申领（人）", "Claimed"), kind="number", sort="enrolled"),
        Column("missed", Words("漏享（人）", "Missing out"), kind="number", sort="missed"),
        Column("needs_evidence", Words("差材料（人）", "Need a paper"), kind="number", sort="needs_evidence"),
        Column("missed_money", Words("今年漏发", "Missed this year"), kind="money", sort="missed_money"),
        Column("take_up", Words("申领率", "Take-up"), _take_up, kind="percent"),
    ]  # fmt: skip
    table = Table(request, shares, caption=Words("各地应享与申领", "Entitled and claimed, by place"), columns=columns)
    context = {"place": zh(full_name(code, from_level=3)), "run": run, "figures": figures, "table": table}
    return table.answer("entitlements/place.html", context)


def _take_up(one: q.Share) -> float | Words | None:
    return Words("没有应享的人", "nobody entitled") if one.entitled == 0 else one.take_up


# ------------------------------------------------------------------------------------------------ one person


@login_required
def entitlements(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what the law owes a person today, with every reason."""
    require(READ, OUTCOME)
    require(READ, PERSON)
    person = read_person(key, page="entitlements")
    if person is None:
        raise Http404
    found = explanations(key)
    language = "zh" if is_chinese() else "en"
    answers = [
        (
            Words(one.programme_words.zh, one.programme_words.en),
            _status(one.status),
            one.headline.zh if is_chinese() else one.headline.en,
            mark_safe(to_html(one, language, page=False, level=2)),
        )
        for one in found
    ]
    context = {"person": person, "name": zh(name_of(person)), "answers": answers}
    return render(request, "entitlements/entitlements.html", context)


def explanations(key: UUID) -> list[Explanation]:
    """Return the explanation of each programme that looks at a person, naming only whom the acting post sees."""
    facts, answers = answers_of(key)
    seen = people_of(UUID(str(row["person_id"])) for row in facts.tables["persons"] or ())
    names = {str(one.id): name_of(one) for one in seen.values()}
    hidden = Words("一位亲属（不在您的范围内）", "a relative (outside your area)")

    def row_name(table: str, row: Any) -> str:
        return names.get(str(row), str(hidden))

    def is_hidden(table: str, row: Any) -> bool:
        return table == "persons" and str(row) not in names

    called = Names(lambda code, language: full_name(code) or code, row_name, is_hidden)
    return [explain(answer, names=called) for answer in answers]


# ------------------------------------------------------------------------------------------------ runs


@login_required
def run_list(request: HttpRequest) -> HttpResponse:
    """Show the runs, the last first."""
    acting = require(SEE_RUNS, RUN)
    columns = [
        Column(
            "started_at", Words("开始", "Began"), kind="moment", sort="started_at", heads_row=True,
            link=lambda run: reverse("run", args=[run.id]),
        ),
        Column("on", Words("按哪天的政策", "Law of"), kind="day"),
        Column("why", Words("为什么", "Why"), lambda run: str(WHY[run.why])),
        Column("state", Words("状态", "State"), lambda run: Tag(*STATE[run.state])),
        Column("rows", Words("答案数", "Answers"), _answers_made, kind="number"),
    ]  # fmt: skip
    runs = Run.objects.order_by("-started_at")
    table = Table(request, runs, caption=Words("判定记录", "Determinations"), columns=columns)
    running = runs.filter(state=Run.State.RUNNING).first()
    context = {"table": table, "may_start": acting.may(DETERMINE, RUN), "running": running}
    return table.answer("entitlements/runs.html", context)


def _answers_made(run: Run) -> int | Words:
    return Words("尚无", "none so far") if run.rows is None else run.rows


@login_required
def run(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one run: what it read, under which law, and what changed."""
    acting = require(SEE_RUNS, RUN)
    found = get_object_or_404(Run, id=key)
    words, tone = STATE[found.state]
    context: dict[str, Any] = {
        "run": found,
        "state": words,
        "tone": tone,
        "why": WHY[found.why],
        "law": [(q.programme_name(key), version) for key, version in found.law.items()],
        "left_out": [q.programme_name(key) for key in found.left_out],
        "percent": round(found.share * 100),
    }
    if found.state == Run.State.DONE and acting.may(READ, OUTCOME):
        if not q.is_first(found):
            context["causes"] = [
                (BECAUSE[cause], Difference.objects.filter(run=found, because__contains=[cause]).count())
                for cause in BECAUSE
            ]
        context["table"] = _changed_table(request, found, q.changed_in(acting.place, found))
        return _answer(context["table"], "entitlements/run.html", context)
    return render(request, "entitlements/run.html", context)


@login_required
@require_POST
def start_run(request: HttpRequest) -> HttpResponse:
    """Determine everybody now."""
    from jiahe.entitlements.tasks import determine_register

    require(DETERMINE, RUN)
    try:
        with for_the_county():
            begun = begin_run(why=Run.Why.ASKED)
    except AlreadyRunning:
        messages.info(request, str(Words("已经在进行，请等它完成。", "A run goes on already. Wait for it to end.")))
        return redirect("runs")
    determine_register.defer(run=str(begun.id))
    return redirect("run", begun.id)
