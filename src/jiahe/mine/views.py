"""A person's own pages, and the privacy notice that everybody can read."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe

from jiahe.entitlements.lists import status
from jiahe.law.explain import to_html
from jiahe.mine import copying
from jiahe.mine.actions import ask as ask_for
from jiahe.mine.actions import mark_read
from jiahe.mine.cases import history_of, owner_of, state_of
from jiahe.mine.doubts import STATES as DOUBT_STATES
from jiahe.mine.doubts import doubts_of
from jiahe.mine.erasing import stays_of
from jiahe.mine.forms import FORMS
from jiahe.mine.items import item_words
from jiahe.mine.models import Request
from jiahe.mine.queries import (
    account_change,
    owed_to,
    requests_of,
    sections_of,
    what_is_left_out,
    who_looked,
    whom,
)
from jiahe.people.models import Person
from jiahe.people.queries import read_person
from jiahe.people.timeline import name_of
from jiahe.trust import consents as c
from jiahe.trust.acting import Acting, log_read, require
from jiahe.trust.invitations import is_confirmed, story_of
from jiahe.trust.notice import EVERY_ROW, SAID, notice
from jiahe.trust.permissions import PERSON, READ_OWN
from jiahe.trust.purposes import GUARDIAN, said
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words, is_chinese

PAGES = (
    ("my-person", Words("登记了什么", "What is held")),
    ("my-owed", Words("应享待遇", "What is owed")),
    ("my-looked", Words("谁看过", "Who has looked")),
    ("my-consents", Words("同意", "Consents")),
    ("my-requests", Words("请求", "Requests")),
)


def privacy(request: HttpRequest) -> HttpResponse:
    """Show the privacy notice."""
    context = {"said": SAID, "groups": notice(), "every_row": EVERY_ROW, "contact": settings.CONFIG.contact}
    return render(request, "mine/privacy.html", context)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Go to one's own record."""
    acting = require(READ_OWN, PERSON)
    if acting.person is None:
        raise Http404
    return redirect("my-person", acting.person)


def own_page(key: UUID, here: str, *, log: str = "my-record") -> tuple[Person, dict[str, Any]]:
    """Return a person whom the resident may act for, and what every page of theirs shows. Raises Http404."""
    acting = require(READ_OWN, PERSON)
    person = read_person(key, page=log, purpose=_purpose(acting, key))
    if person is None:
        raise Http404
    people = whom()
    return person, {
        "person": person,
        "name": zh(name_of(person)),
        "is_self": key == acting.person,
        "people": [(reverse(here, args=[one.id]), zh(name_of(one)), one.id == key) for one in people]
        if len(people) > 1
        else [],
        "tabs": [(reverse(name, args=[key]), words, name == here) for name, words in PAGES],
    }


def _purpose(acting: Acting, key: UUID) -> str:
    """Return what the log says a resident reads a record for; empty: what the page says, for it is their own."""
    return "" if key == acting.person else GUARDIAN


@login_required
def record(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what is held about a person, in groups."""
    _, context = own_page(key, "my-person")
    context["sections"], context["account_change"] = sections_of(key), account_change(key)
    context["left_out"] = what_is_left_out()
    context["numbers_not_whole"] = None if is_confirmed() else copying.NUMBERS_NOT_WHOLE
    return render(request, "mine/record.html", context)


@login_required
def owed(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what the law owes the person, with every reason."""
    _, context = own_page(key, "my-owed")
    language = "zh" if is_chinese() else "en"
    context["answers"] = [
        (
            Words(one.programme_words.zh, one.programme_words.en),
            status(one.status),
            one.headline.zh if is_chinese() else one.headline.en,
            mark_safe(to_html(one, language, page=False, level=2)),
        )
        for one in owed_to(key)
    ]
    return render(request, "mine/owed.html", context)


@login_required
def looked(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show who has looked at the record."""
    _, context = own_page(key, "my-looked")
    context["days"], context["machine"] = who_looked(key)
    context["account"] = story_of(key)
    context["doubts"] = [(one, said(one.purpose, one.page), DOUBT_STATES[one.state]) for one in doubts_of(key)]
    context["doubted"] = {one.reading for one, *_ in context["doubts"]}
    return render(request, "mine/looked.html", context)


@login_required
def consents(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was agreed to; give a consent, or take one back, at once."""
    _, context = own_page(key, "my-consents")
    if request.method == "POST":
        return _answer_consent(request, key)
    context |= {"standings": c.standings_of(key), "not_in_use": c.NOT_IN_USE}
    return render(request, "mine/consents.html", context)


def _answer_consent(request: HttpRequest, key: UUID) -> HttpResponse:
    purpose = request.POST.get("purpose", "")
    try:
        if request.POST.get("do") == "give":
            c.give(person=key, purpose=purpose, version=dt.date.fromisoformat(request.POST.get("version", "")))
            messages.success(request, str(Words("已同意。随时可以撤回。", "Agreed. You can take it back at any time.")))
        else:
            c.withdraw(person=key, purpose=purpose)
            done = Words("已撤回，马上生效。不影响您的任何待遇。", "Taken back, at once. You lose nothing by it.")
            messages.success(request, str(done))
    except c.NotThere:
        messages.info(request, str(Words("这一项没有需要撤回的同意。", "There is no such consent to take back.")))
    except ValueError:
        messages.warning(request, str(Words("说明文字已更新，请重新阅读。", "The text has changed. Read it again.")))
    return redirect("my-consents", key)


@login_required
def copy(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Give a copy of all that is held, as JSON or PDF."""
    if kind not in ("json", "pdf"):
        raise Http404
    person, _ = own_page(key, "my-person")
    log_read(key, what="export", page="my-copy", purpose=_purpose(require(READ_OWN, PERSON), key))
    made = copying.as_json(key, whole=is_confirmed()).encode() if kind == "json" else copying.as_pdf(person)
    types = {"json": "application/json; charset=utf-8", "pdf": "application/pdf"}
    response = HttpResponse(made, content_type=types[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="my-record.{kind}"'
    return response


@login_required
def requests(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was asked and what was answered."""
    _, context = own_page(key, "my-requests")
    mark_read(person=key)
    asked = list(requests_of(key))
    answered = {one.item for one in asked if one.kind == Request.Kind.ERASURE and one.decided_at}
    stays = {heading: stays_of(heading, key) for heading in answered}
    context["requests"] = [
        (
            one, FORMS[one.kind][1], item_words(one.item), state_of(one), one.kind == Request.Kind.ERASURE,
            stays.get(one.item), history_of(one), owner_of(one),
        )
        for one in asked
    ]  # fmt: skip
    context["kinds"] = [(reverse("my-ask", args=[key, kind]), words) for kind, (_, words) in FORMS.items()]
    return render(request, "mine/requests.html", context)


@login_required
def ask(request: HttpRequest, key: UUID, kind: str) -> HttpResponse:
    """Ask for a correction or an erasure."""
    if kind not in FORMS:
        raise Http404
    _, context = own_page(key, "my-requests")
    form_class, title = FORMS[kind]
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = ask_for(person=key, kind=kind, **form.cleaned_data)
        sent = Words("已收到，最迟{day}答复您。", "Received. You are answered by {day} at the latest.")
        messages.success(request, sent.format(day=made.due_on))
        return redirect("my-requests", key)
    status = 422 if form.is_bound else 200
    return render(request, "mine/ask.html", {**context, "form": form, "title": title}, status=status)
