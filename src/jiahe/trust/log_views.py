"""The pages of those who watch over the reading: the log, what was unusual in it, who of the staff is whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from jiahe.places.models import Holding, Post
from jiahe.trust.acting import require
from jiahe.trust.log_actions import OwnNotice, Unregistered, close_alert, link_staff
from jiahe.trust.log_forms import CloseForm, StaffPersonForm
from jiahe.trust.models import Account, Alert, Read, Seal
from jiahe.trust.office.queries import colleagues
from jiahe.trust.permissions import MANAGE_POSTS, POST, READ_LOG, SEE_LOG
from jiahe.trust.purposes import said
from jiahe.trust.queries import WHAT, names_of, noticed, number_of
from jiahe.web.tables import Choice, Column, Export, Names, Since, Table
from jiahe.web.tags import Tag
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, say

DAYS = 30
"""Days that the log shows when no day is asked for."""

RULES: dict[str, Words] = {
    "own_family": Words("查阅本人或亲属", "Own family"),
    "sweeping": Words("短时间查阅很多人", "Many people within an hour"),
    "exporting": Words("短时间导出很多人", "Many people taken along"),
    "no_work": Words("查阅多、办理少", "Much reading, no work"),
    "at_night": Words("夜间查阅", "At night"),
    "many_posts": Words("多个岗位查同一个人", "One person, many posts"),
    "watched": Words("查阅受关注的档案", "A watched record"),
    "stopped": Words("查阅到了上限", "Stopped at the limit"),
    "new_account": Words("居民的账户换成了新的", "A resident's account was replaced"),
    "inviting": Words("一天开通了很多账户", "Many accounts opened in a day"),
}


class _People:
    """Who the rows of a table are about: named as far as the acting post sees them, all read at once; else a number."""

    def __init__(self) -> None:
        self.table: Table
        self._names: dict[UUID, str] | None = None

    def of(self, row: Any) -> SafeString | str | None:
        """Return the name, or the number that stands for it."""
        if row.person is None:
            return None
        name = self._found().get(row.person)
        return zh(name) if name else str(Words("编号 {n}", "No. {n}").format(n=number_of(row.person)))

    def named(self, row: Any) -> list[UUID]:
        """Return whom a row names."""
        return [row.person] if row.person in self._found() else []

    def _found(self) -> dict[UUID, str]:
        if self._names is None:
            self._names = names_of(one.person for one in self.table.page.object_list if one.person)
        return self._names


def _posts() -> list[tuple[str, Words]]:
    return [(str(one.id), Words(one.title, one.title_en)) for one in Post.objects.order_by("place", "role")]


def _accounts() -> list[tuple[str, str]]:
    """Return whose readings can be asked for: those who hold or held a post, and systems."""
    asked = Q(id__in=Holding.objects.values("account")) | Q(is_program=True)
    return [(str(one.id), one.full_name or one.username) for one in Account.objects.filter(asked).order_by("username")]


def _post(row: Any) -> str | None:
    return str(Words(row.post.title, row.post.title_en)) if row.post else None


_POST = Column("post", Words("岗位", "Post"), _post)
_ACCOUNT = Column("account", Words("账号", "Account"), "account.full_name", kind="name")


def _until(rows: Any, day: dt.date) -> Any:
    return rows.filter(at__lt=_midnight(day + dt.timedelta(days=1)))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())


@login_required
def read_log(request: HttpRequest) -> HttpResponse:
    """Show who has read what, the latest first."""
    require(SEE_LOG, READ_LOG)
    rows = Read.objects.select_related("post", "account").order_by("-at", "-id")
    if not request.GET.get("since"):
        rows = rows.filter(at__gte=_midnight(timezone.localdate() - dt.timedelta(days=DAYS)))
    people = _People()
    table = people.table = Table(
        request,
        rows,
        caption=Words("查阅记录", "Readings"),
        columns=[
            Column("at", Words("时间", "When"), kind="moment", heads_row=True),
            _POST,
            _ACCOUNT,
            Column("what", Words("做了什么", "What"), lambda row: str(WHAT[row.what])),
            Column("why", Words("用途", "Purpose"), lambda row: str(said(row.purpose, row.page))),
            Column("person", Words("居民或文件", "Resident or file"), lambda row: _rows(row) or people.of(row)),
        ],
        filters=[
            Choice("post", Words("岗位", "Post"), _posts(), "post_id"),
            Choice("account", Words("账号", "Account"), _accounts(), "account_id"),
            Choice("what", Words("做了什么", "What"), [*WHAT.items()]),
            Since("since", Words("从哪天起", "From"), lambda rows, day: rows.filter(at__gte=_midnight(day))),
            Since("until", Words("到哪天止", "To"), _until),
        ],
        shows=Names(people.named),  # a log of who reads the log would never end: they are counted
        empty=Words("这段时间没有查阅记录。", "Nobody has read anything in this time."),
    )
    last = Seal.objects.order_by("-number").only("number", "at").first()
    return table.answer("trust/read_log.html", {"last": last, "days": DAYS})


def _rows(row: Read) -> str | None:
    """Return in words that rows of a file were shown, the file by its key; None: it was a person's record."""
    if row.load is None:
        return None
    said = "外来文件 {load}：{rows:,} 行", "File {load} from another office: {rows:,} {rows:row|rows}"
    return say(*said, load=str(row.load), rows=row.rows)


@login_required
def unusual(request: HttpRequest) -> HttpResponse:
    """Show what was unusual, what is open first."""
    require(SEE_LOG, READ_LOG)
    table = Table(
        request,
        Alert.objects.select_related("post", "account").order_by("-closed_at", "-day", "rule"),
        caption=Words("异常查阅提示", "Unusual reading"),
        columns=[
            Column(
                "rule", Words("提示", "Notice"), lambda row: str(RULES[row.rule]), heads_row=True,
                link=lambda row: reverse("unusual-one", args=[row.id]),
            ),
            Column("day", Words("日期", "Day"), kind="day", sort="day"),
            _POST,
            _ACCOUNT,
            Column("seen", Words("看到了什么", "What was seen"), noticed),
            Column("state", Words("状态", "State"), _state),
        ],
        filters=[
            Choice("state", Words("状态", "State"), list(_STATES), _in_state),
            Choice("rule", Words("提示", "Notice"), [*RULES.items()]),
        ],
        export=Export(rests_on=Words("每晚查看的查阅记录", "the log of readings, read each night"), shows=None),
        empty=Words("没有异常查阅。", "Nothing unusual was noticed."),
    )  # fmt: skip
    return table.answer("trust/unusual.html")


_STATES = (("open", Words("待查实", "To be looked at")), ("closed", Words("已处理", "Closed")))


def _state(row: Alert) -> Tag:
    closed = row.closed_at is not None
    return Tag(_STATES[closed][1], "neutral" if closed else "attention")


def _in_state(rows: Any, state: str) -> Any:
    return rows.filter(closed_at__isnull=state == "open")


@login_required
def unusual_one(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one notice, and close it."""
    acting = require(SEE_LOG, READ_LOG)
    alert = get_object_or_404(Alert.objects.select_related("post", "account", "closed_by"), id=key)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and alert.closed_at is None and form.is_valid():
        try:
            close_alert(alert=alert.id, note=form.cleaned_data["note"])
        except OwnNotice:
            form.add_error(None, str(_OWN))
        else:
            messages.success(request, str(Words("已处理。", "Closed.")))
            return redirect("unusual")
    context = {
        "alert": alert,
        "title": RULES[alert.rule],
        "seen": noticed(alert),
        "post": _post(alert),
        "person": next(iter(_named([alert])), None),
        "readings": _readings(alert),
        "form": None if alert.closed_at else form,
        "is_own": alert.account_id is not None and alert.account_id == acting.account,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "trust/unusual_one.html", context, status=status)


_OWN = Words("这条提示与您本人有关，请由别人处理。", "This notice is about you: somebody else must look at it.")


def _named(alerts: Iterable[Alert]) -> list[str]:
    keys = [one.person for one in alerts if one.person is not None]
    names = names_of(keys)
    return [zh(names[key]) if names.get(key) else number_of(key) for key in keys]


def _readings(alert: Alert) -> str | None:
    """Return where the log shows what the notice is about."""
    whose = {"account": alert.account_id} if alert.account_id is not None else {"post": alert.post_id}
    if None in whose.values():
        return None
    wish = {**whose, "since": alert.day.isoformat(), "until": alert.day.isoformat()}
    return f"{reverse('read-log')}?{urlencode(wish)}"


@login_required
def staff_persons(request: HttpRequest) -> HttpResponse:
    """Say who of the staff is whom: so that it is noticed when somebody reads their own family's records."""
    require(MANAGE_POSTS, POST)
    form = StaffPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link_staff(**form.cleaned_data)
        except Unregistered:
            form.add_error("id_number", str(NOBODY))
        else:
            messages.success(request, str(Words("已保存。", "Saved.")))
            return redirect("staff-persons")
    table = Table(
        request,
        colleagues().select_related("staff_person").order_by("full_name", "username"),
        caption=Words("工作人员", "Staff"),
        columns=[
            Column("full_name", Words("姓名", "Name"), kind="name", heads_row=True),
            Column("username", Words("登录名", "Account")),
            Column("linked", Words("本人档案", "Own record"), _linked),
        ],
        export=Export(rests_on=Words("账号登记的现状", "the accounts as they stand"), shows=None),
    )
    answer = table.answer("trust/staff_persons.html", {"form": form})
    if form.is_bound and form.errors:
        answer.status_code = 422
    return answer


def _linked(row: Account) -> str:
    is_linked = getattr(row, "staff_person", None) is not None
    return str(Words("已登记", "known") if is_linked else Words("未知", "unknown"))


NOBODY = Words(
    "本县登记册里没有这个号码。不在本县登记册里的人不用登记。",
    "Nobody in this county's register has that number. Who is not in it need not be linked.",
)
