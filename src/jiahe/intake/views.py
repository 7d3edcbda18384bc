"""The pages of files that come in: the list, and one file from its columns to what it has changed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from jiahe.intake import actions, files, layout, queries, reporting
from jiahe.intake.changes import SHOWN, How, after, before, changes_of, item_of, whose
from jiahe.intake.contents import CONTENTS, FACTS
from jiahe.intake.delivery.queries import delivery_of
from jiahe.intake.drop_failures import failures
from jiahe.intake.fault import Unreadable
from jiahe.intake.forms import Columns, Upload
from jiahe.intake.mending import queries as mending
from jiahe.intake.models import Load
from jiahe.intake.reports import write_template
from jiahe.intake.resting import Resting, named
from jiahe.intake.sources import SOURCES
from jiahe.intake.states import tag_of, wrong_with
from jiahe.intake.taking import COMMENTED, SET_ASIDE, take_along
from jiahe.intake.taking_back import RestsOnIt, undo
from jiahe.intake.who import loader
from jiahe.intake.whole.queries import not_used_of
from jiahe.places.naming import divisions
from jiahe.trust.acting import log_reads, log_rows
from jiahe.trust.pace import count_lookup
from jiahe.trust.permissions import PERSON
from jiahe.web.refusal import Refused
from jiahe.web.tables import Column, Export, Names, Persons, Table
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words

State = Load.State
TITLE = Words("导入资料", "Files from other offices")
_CAN_BE_LOADED = Words("可以导入", "Can be loaded")
_LOADED = {
    State.LOADED: Words("已导入", "Loaded"),
    State.UNDOING: Words("已导入", "Loaded"),
    State.UNDONE: Words("曾导入", "Was loaded"),
}


@login_required
def loads(request: HttpRequest) -> HttpResponse:
    """Take a file in, and show those that came."""
    loader()
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            came = actions.receive(
                source=said["source"], pieces=said["file"].chunks(), file_name=said["file"].name,
                learned_on=said["learned_on"], office=said["office"], account=request.user.id,
            )  # fmt: skip
        except Unreadable as unreadable:
            fault = unreadable.fault
            form.add_error("file", Words(f"{fault.words.zh}{fault.remedy.zh}", f"{fault.words.en} {fault.remedy.en}"))
        else:
            return redirect("load", key=came.id)
    columns = [
        Column(
            "file_name",
            Words("文件", "File"),
            kind="name",
            link=lambda one: reverse("load", args=[one.id]),
            heads_row=True,
        ),
        Column("source", Words("资料", "What it is"), lambda one: str(CONTENTS[one.source])),
        Column("came_at", Words("何时上传", "Came"), kind="moment", sort="came_at"),
        Column("state", Words("状态", "State"), tag_of),
        Column("read", Words("读到的行", "Rows read"), _rows("read"), kind="number"),
        Column("loaded", Words("导入", "Loaded"), _rows("loaded"), kind="number"),
        Column("changed", Words("其中改动", "Of these changes"), _rows("changed"), kind="number"),
        Column("unchanged", Words("无变化", "Unchanged"), _rows("unchanged"), kind="number"),
        Column("aside", Words("搁置", "Set aside"), _rows("aside"), kind="number"),
    ]
    table = Table(
        request, Load.objects.all(), caption=Words("上传过的文件", "Files that came"), columns=columns,
        order="-came_at", export=Export(rests_on=Words("上传登记的现状", "the files as they stand"), shows=None),
        empty=Words("还没有上传过文件。", "No file has come yet."),
    )  # fmt: skip
    return table.answer(
        "intake/loads.html", {"title": TITLE, "form": form, "sources": SOURCES.values(), "failures": failures()}
    )


def _rows(name: str) -> Callable[[Load], Any]:
    """Return what gives a count of a file's rows; those of a delivery are counted in its loads."""
    return lambda one: _IN_ITS_LOADS if one.source == FACTS else getattr(one, name)


_IN_ITS_LOADS = Words("见各份", "in its loads")


@login_required
def load(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one file: what is to be done with it now."""
    loader()
    one = get_object_or_404(Load, id=key)
    if one.state == State.COLUMNS:
        return _columns(request, one)
    if request.method == "POST":
        return _do(request, one)
    if one.source == FACTS:
        return _delivery(request, one)
    return _load(request, one)


def _load(request: HttpRequest, one: Load, rests: Sequence[Resting] = (), files: Sequence[Load] = ()) -> HttpResponse:
    """Show one file. ``rests``, ``files``: what keeps it from being taken back, where somebody has just tried."""
    source = SOURCES[one.source]
    context = {
        "name": zh(one.file_name), "load": one, "source": source,
        "sender": source.offices.get(one.office, source.office), "tag": tag_of(one),
        "groups": queries.fault_groups(one), "same": actions.same_file(one) if one.state == State.CHECKED else None,
        "doubles": queries.rows_to_decide(one), "readable": queries.has_rows(one),
        "new": one.loaded - one.changed, "changes": bool(one.changed) and one.state in SHOWN,
        "loaded": _LOADED.get(State(one.state), _CAN_BE_LOADED),
        "wrong": wrong_with(one),
        "layouts": layout.layouts(one), "mends": mending.number(one), "again": mending.rows_again(one),
        "delivery": delivery_of(one), "can_mend": one.state == State.CHECKED and mending.any_value(one),
        "not_used": not_used_of(one.source), "rests": rests, "resting_files": files,
    }  # fmt: skip
    return render(request, "intake/load.html", context)


def _delivery(request: HttpRequest, one: Load) -> HttpResponse:
    """Show a delivery of several tables: how far it is parted, then its loads, or why it cannot be read."""
    context = {"name": zh(one.file_name), "load": one, "what": CONTENTS[FACTS], "tag": tag_of(one)} | {
        "wrong": wrong_with(one),
        "delivery": delivery_of(one),
    }
    return render(request, "intake/parting.html", context)


def _columns(request: HttpRequest, one: Load) -> HttpResponse:
    source, seen = SOURCES[one.source], queries.preview(one)
    form = Columns(request.POST or None, source=source, sheets=seen.sheets)
    if request.method == "POST":
        if "drop" in request.POST:
            return _do(request, one)
        if form.is_valid():
            try:
                actions.name_columns(
                    key=one.id,
                    columns=form.columns(),
                    labels={str(sheet.at): sheet.labels for sheet in seen.sheets},
                )
            except Refused as refused:
                form.add_error(None, refused.words)
            else:
                return redirect("load", key=one.id)
    context = {"name": zh(one.file_name), "load": one, "source": source, "form": form, "without": seen.without} | {
        "layouts": [sheet.layout for sheet in seen.sheets],
        "delivery": delivery_of(one),
        "looked_at": None if all(sheet.whole for sheet in seen.sheets) else queries.LOOKED_AT,
    }
    log_rows(one.id, sum(sheet.rows for sheet in seen.sheets), page="load-columns")
    return render(request, "intake/columns.html", context)


def _do(request: HttpRequest, one: Load) -> HttpResponse:
    """Do what a button of the page says."""
    try:
        if "confirm" in request.POST:
            actions.begin_loading(key=one.id)
        elif "pause" in request.POST or "go" in request.POST:
            actions.pause(key=one.id, paused="pause" in request.POST)
        elif "drop" in request.POST:
            actions.drop(key=one.id)
            messages.success(request, str(Words("文件没有导入，已删除。", "The file was not loaded and is deleted.")))
        elif "undo" in request.POST and "sure" not in request.POST:
            raise Refused("请先勾选确认，再撤销。", "Tick the box first, then take it back.")
        elif "undo" in request.POST:
            undo(key=one.id, account=request.user.id)
    except RestsOnIt as refused:
        return _load(request, one, named(refused.found), refused.files)
    except Refused as refused:
        messages.error(request, str(refused.words))
    return redirect("load", key=one.id)


@login_required
def changes(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a file changes of people of the register, before it is loaded and after."""
    loader()
    one = get_object_or_404(Load, id=key, state__in=SHOWN)
    lines = {how: changes_of(one, how) for how in How}
    counts = {how: lines[how].count() for how in How}
    show = request.GET.get("show", How.REPLACED if counts[How.REPLACED] or not counts[How.FILLED] else How.FILLED)
    if show not in _HOW:
        raise Http404
    columns = [
        Column(
            "name", Words("姓名", "Name"), whose, kind="name", heads_row=True,
            link=lambda row: reverse("person", args=[row.person]),
        ),
        Column("item", Words("哪一项", "Item"), lambda row: str(item_of(one, row))),
        Column("before", Words("原来", "Before"), lambda row: str(before(one, row)), kind="name"),
        Column("after", Words("改为", "After"), lambda row: str(after(one, row)), kind="name"),
        Column("number", Words("文件第几行", "Row of the file"), kind="number"),
    ]  # fmt: skip
    table = Table(
        request, lines[How(show)], caption=_HOW[How(show)], columns=columns,
        shows=Names(_person),  # and the log has each of them, below
        export=Export(
            rests_on=Words(
                f"文件《{one.file_name}》，检查时登记册的内容",
                f"the file {one.file_name}, and the register as it was when that was checked",
            ),
            shows=Persons(PERSON, "export:load-changes", _person),
        ),
        empty=Words(
            "没有这样的改动。导入 30 天以后，文件的行已经删除，不再列出。",
            "There is no such change. A file's rows are deleted 30 days after the load, and not listed any more.",
        ),
    )  # fmt: skip
    if not table.is_asked_for:
        log_reads((row.person for row in table.page.object_list), what="view", page="load-changes")
    tabs = [(how, words, counts[how], how == show) for how, words in _HOW.items()]
    return table.answer("intake/changes.html", {"title": _CHANGES, "load": one, "tabs": tabs})


_CHANGES = Words("改动登记册的内容", "What changes in the register")
_HOW = {
    How.REPLACED: Words("改掉原有的", "Takes the place of a value"),
    How.FILLED: Words("补上原来没有的", "Fills in what was unknown"),
}


def _person(row: Any) -> list[UUID]:
    return [row.person]


@login_required
def faults(request: HttpRequest, key: UUID, rule: str) -> HttpResponse:
    """Show the rows of a file that break one rule."""
    loader()
    one = get_object_or_404(Load, id=key)
    if rule not in one.faults or not queries.has_rows(one):
        raise Http404
    words = one.faults[rule]
    columns = [
        Column("number", Words("行号", "Row"), kind="number", heads_row=True, sort="number"),
        Column("sheet", Words("工作表", "Sheet"), kind="name"),
        Column("cells", Words("单元格", "Cells"), kind="name"),
        Column("words", Words("说明", "What is wrong"), lambda row: str(row.words or Words(words["zh"], words["en"]))),
    ]
    title, caption = Words(words["zh"], words["en"]), Words("有这个问题的行", "Rows with this fault")
    rows = queries.faulty_rows(one, rule, _most(request))
    # Whom the rows tell of is not known yet: the log says that so many were shown.
    shows = Persons(PERSON, "export:faults", lambda row: ())
    rests_on = Words(
        f"文件《{one.file_name}》，检查项：{title.zh}{_ONLY.zh}",
        f"the file {one.file_name}, checked for: {title.en}{_ONLY.en}",
    )
    table = Table(
        request, rows, caption=caption, columns=columns, order="number", export=Export(rests_on=rests_on, shows=shows)
    )
    _log_rows(one, table, rows, page="load-faults", export="export:faults")
    remedy = Words(words["remedy_zh"], words["remedy_en"])
    return table.answer(
        "intake/faults.html", {"title": title, "load": one, "remedy": remedy, "most": queries.AT_MOST, "taken": _TAKEN}
    )


def _most(request: HttpRequest) -> int:
    """Return how many rows of a file are read for a list: for one that is taken along as many as are made at once."""
    return _TAKEN if "export" in request.GET else queries.AT_MOST


_TAKEN = max(settings.EXPORT_AT_ONCE, queries.AT_MOST)
_ONLY = Words(f"。最多列前 {_TAKEN:,} 行", f". The first {_TAKEN:,} rows at most are listed")


def _log_rows(one: Load, table: Table, rows: Sequence[Any], *, page: str, export: str) -> None:
    """Write that rows of a file are shown, or all of them taken along."""
    if table.wants_export:
        log_rows(one.id, len(rows), what="export", page=export)
    elif not table.is_asked_for:
        count_lookup(len(table.page.object_list))
        log_rows(one.id, len(table.page.object_list), page=page)


@login_required
def passed(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the rows of a file that were not read as rows of its table, with what stands in them."""
    loader()
    one = _with_file(key)
    columns = [
        Column("number", Words("行号", "Row"), kind="number", heads_row=True, sort="number"),
        Column("sheet", Words("工作表", "Sheet"), kind="name"),
        Column("why", Words("当作", "Taken for"), lambda row: str(row.why)),
        Column("text", Words("内容", "What stands there"), kind="name"),
    ]
    title = Words("没有当作资料的行", "Rows that were not read")
    rows = layout.passed_rows(one, _most(request))
    rests_on = Words(f"文件《{one.file_name}》读取的方式{_ONLY.zh}", f"how the file {one.file_name} was read{_ONLY.en}")
    export = Export(rests_on=rests_on, shows=Persons(PERSON, "export:load-passed", lambda row: ()))
    table = Table(request, rows, caption=title, columns=columns, order="number", export=export)
    _log_rows(one, table, rows, page="load-passed", export="export:load-passed")
    return table.answer("intake/passed.html", {"title": title, "load": one, "most": queries.AT_MOST, "taken": _TAKEN})


@login_required
def commented(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the file as it came, with a comment on each faulty cell."""
    loader()
    one = _with_file(key)
    take_along(one, COMMENTED)
    return _workbook(lambda path: reporting.write_commented(one, path), f"{Path(one.file_name).stem}-{_COMMENTED}")


@login_required
def set_aside(request: HttpRequest, key: UUID) -> HttpResponse:
    """Give the rows that are set aside, ready to be mended and uploaded again."""
    loader()
    one = _with_file(key)
    take_along(one, SET_ASIDE)
    return _workbook(lambda path: reporting.write_set_aside(one, path), f"{Path(one.file_name).stem}-{_TO_MEND}")


@login_required
def template(request: HttpRequest, key: str) -> HttpResponse:
    """Give the empty workbook of a source."""
    loader()
    if key not in SOURCES:
        raise Http404
    source = SOURCES[key]
    return _workbook(
        lambda path: write_template(source.words, source.fields, path, divisions(), county=settings.COUNTY),
        str(source.words),
    )


_COMMENTED, _TO_MEND = Words("批注", "commented"), Words("待修改", "to-mend")


def _with_file(key: UUID) -> Load:
    one = get_object_or_404(Load, id=key)
    if not queries.has_rows(one):
        raise Http404
    return one


def _workbook(write: Callable[[Path], None], name: str) -> HttpResponse:
    with tempfile.TemporaryDirectory(dir=files.folder(), prefix=".out-") as folder:
        path = Path(folder) / "out.xlsx"
        write(path)
        made = path.open("rb")  # the file is gone from the folder, and stays until it is sent
    return FileResponse(made, as_attachment=True, filename=f"{name}.xlsx")
