"""The page that shows every component with made-up content, for those who build pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from jiahe.web.charts import Bars, Figure, bars, lines
from jiahe.web.forms import DayField, Form, OneOf, Option, SomeOf
from jiahe.web.tables import Choice, Column, Contains, Export, Since, Table
from jiahe.web.tags import Tag
from jiahe.web.words import Words

STATES = {
    "waiting": Tag(Words("待初审", "awaiting first review"), "attention"),
    "paper": Tag(Words("待补材料", "needs a paper"), "special"),
    "confirmed": Tag(Words("已确认", "confirmed"), "good"),
    "refused": Tag(Words("不予办理", "refused"), "bad"),
}


@dataclass(frozen=True)
class Case:
    """A made-up case."""

    name: str
    village: str
    programme: Words
    applied_on: dt.date
    sum: int | None
    state: str


_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴", ("秀英", "桂兰", "建国", "志强", "晓燕", "丽娟", "海波")
_VILLAGES = ("红星村", "青石桥村", "李家湾村", "白鹭洲居委会")
_PROGRAMMES = (
    (Words("育儿补贴", "childcare subsidy"), 360_000),
    (Words("奖励扶助", "elder support"), 115_200),
    (Words("特别扶助", "only-child loss support"), 708_000),
)


def _cases() -> list[Case]:
    cases = []
    for n in range(63):
        programme, fen = _PROGRAMMES[n % 3]
        state = list(STATES)[n * 7 % 4]
        name = _SURNAMES[n % 10] + _GIVEN[n % 7]
        applied = dt.date(2025, 9, 1) + dt.timedelta(days=n * 5 % 97)
        cases.append(Case(name, _VILLAGES[n * 3 % 4], programme, applied, None if state == "paper" else fen, state))
    return cases


class Application(Form):
    """A made-up form with a field of every kind."""

    name = forms.CharField(
        label=Words("申请人姓名", "Name of the applicant"),
        help_text=Words("与身份证一致", "As on the identity card"),
        max_length=60,
        widget=forms.TextInput({"class": "w-20", "autocomplete": "name"}),
    )
    born = DayField(
        label=Words("出生日期", "Date of birth"),
        help_text=Words("例如 1994 5 6", "For example 1994 5 6"),
        boxes=True,
        last=dt.date(2026, 12, 31),
    )
    moved = DayField(
        label=Words("迁入日期", "Day of moving in"),
        help_text=Words("例如 2024年3月1日 或 2024-03-01", "For example 2024-03-01 or 1 March 2024"),
        required=False,
    )
    relation = OneOf(
        label=Words("您是孩子的", "You are the child’s"),
        choices=[
            ("mother", Words("母亲", "mother")),
            ("father", Words("父亲", "father")),
            (
                "guardian",
                Option(
                    "其他监护人",
                    "other guardian",
                    Words("需提供监护关系证明", "A paper that shows the custody is needed"),
                ),
            ),
        ],
    )
    papers = SomeOf(
        label=Words("已带的材料", "Papers that you have brought"),
        choices=[
            ("birth", Words("出生医学证明", "birth certificate")),
            ("hukou", Words("户口簿", "household register")),
            ("card", Words("银行卡或社保卡", "bank card or social-security card")),
        ],
        required=False,
    )
    village = forms.ChoiceField(
        label=Words("所在村（居）", "Village"),
        choices=[("", Words("请选择", "Choose")), *((one, one) for one in _VILLAGES)],
    )
    note = forms.CharField(label=Words("说明", "Remarks"), required=False, widget=forms.Textarea({"rows": 3}))
    true = forms.BooleanField(
        label=Words("以上内容属实", "What I have written is true"),
        error_messages={"required": Words("请确认内容属实。", "Confirm that it is true.")},
    )


def table(request: HttpRequest) -> Table:
    """Return the made-up list."""
    villages = [(one, one) for one in _VILLAGES]
    return Table(
        request,
        _cases(),
        caption=Words("育儿补贴等申请", "Applications"),
        columns=[
            Column(
                "name",
                Words("申请人", "Applicant"),
                kind="name",
                sort="name",
                link=lambda row: "#table",
                heads_row=True,
            ),
            Column("village", Words("村（居）", "Village"), kind="name", sort="village"),
            Column("programme", Words("项目", "Programme"), sort="programme"),
            Column("applied", Words("申请日期", "Applied on"), "applied_on", "day", sort="applied_on"),
            Column("sum", Words("金额", "Sum"), kind="money", sort="sum"),
            Column("state", Words("状态", "State"), lambda row: STATES[row.state]),
        ],
        filters=[
            Contains("name", Words("申请人姓名", "Applicant"), "name"),
            Choice("village", Words("村（居）", "Village"), villages),
            Choice("state", Words("状态", "State"), [(key, one.words) for key, one in STATES.items()]),
            Since("since", Words("申请日期不早于", "Applied on or after"), "applied_on"),
        ],
        per_page=10,
        order="-applied",
        export=Export(rests_on=Words("编造的例子", "made-up examples"), shows=None),
    )


def figures() -> list[Bars | Figure]:
    """Return the made-up charts."""
    return [
        bars(
            title=Words("各村育儿补贴到位率", "Take-up of the childcare subsidy by village"),
            lead=Words(
                "2025年12月31日，符合条件的儿童中已领取的比例；白鹭洲居委会人数太少，不公布。",
                "Share of entitled children who were paid, on 31 December 2025; Bailuzhou has too few to be published.",
            ),
            rows=[("红星村", 0.962), ("青石桥村", 0.914), ("李家湾村", 0.783), ("白鹭洲居委会", None)],
            each=Words("村（居）", "Village"),
            of=Words("到位率", "Take-up"),
            kind="percent",
        ),
        lines(
            title=Words("每月受理和确认的申请", "Applications received and confirmed each month"),
            lead=Words("2025年7月至12月，件。", "Cases, July to December 2025."),
            at=["2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12"],
            series={
                str(Words("受理", "received")): [41, 66, 120, 98, 73, 52],
                str(Words("确认", "confirmed")): [12, 48, 79, 110, 85, 61],
            },
            each=Words("月份", "Month"),
        ),
    ]


def components(request: HttpRequest) -> HttpResponse:
    """Show every component, where the office is one for building pages; elsewhere there is no such page.

    The form answers with its errors, or says that nothing was kept.
    """
    if not settings.COMPONENTS:
        raise Http404
    form = Application(request.POST or None)
    context: dict[str, Any] = {
        "title": Words("页面组件", "Components of a page"),
        "form": form,
        "is_good": form.is_bound and form.is_valid(),
        "figures": [] if "export" in request.GET else figures(),
        "tags": [*STATES.values(), Tag(Words("草稿", "draft")), Tag(Words("处理中", "under way"), "info")],
        "applied": dt.date(2025, 9, 3),
        "confirmed": dt.datetime(2025, 9, 15, 6, 5, tzinfo=dt.UTC),
    }
    return table(request).answer("web/components.html", context)
