"""The page on which the office records a consent, or its withdrawal, from a paper that the person signed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jiahe.people.queries import read_person
from jiahe.people.timeline import name_of
from jiahe.trust import consents
from jiahe.trust.acting import require
from jiahe.trust.permissions import PERSON, RECORD
from jiahe.web.forms import Form, OneOf, Option
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words

TITLE = Words("凭纸质材料登记同意", "Record a consent from paper")


class PaperConsent(Form):
    """To what somebody agrees on paper, or no longer does, and which paper it is."""

    what = OneOf(
        choices=[
            ("give", Words("同意", "agrees")),
            ("withdraw", Words("撤回同意", "takes the consent back")),
        ],
        label=Words("纸上写的是", "The paper says that the person"),
    )
    purpose = OneOf(
        choices=[], label=Words("哪一件事", "To what"),
        help_text=Words("纸上的说明应与这里一致。", "The paper must say what stands here."),
    )  # fmt: skip
    paper = forms.CharField(
        max_length=120, label=Words("哪份材料，存放在哪里", "Which paper, and where it is kept"),
        help_text=Words(
            "本人会看到。如：2026年3月1日同意书，村档案柜。",
            "The person sees it. Like: form of 1 March 2026, village files.",
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, person: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["purpose"].choices = [
            (f"{one.purpose.key}@{one.text.since}", Option(one.purpose.title.zh, one.purpose.title.en, one.text.words))
            for one in consents.standings_of(person)
        ]

    def try_to(self) -> bool:
        """Record it; return whether it is done. Raises PermissionDenied."""
        if not self.is_valid():
            return False
        asked = self.cleaned_data
        purpose, since = asked["purpose"].split("@")
        try:
            if asked["what"] == "give":
                version = dt.date.fromisoformat(since)
                consents.give(person=self.person, purpose=purpose, version=version, paper=asked["paper"])
            else:
                consents.withdraw(person=self.person, purpose=purpose, paper=asked["paper"])
        except consents.NotThere:
            none = Words("这一项没有登记过同意，不用撤回。", "There is no consent to this on record to take back.")
            self.add_error("purpose", str(none))
        return not self.errors


@login_required
def paper_consents(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how a person stands to each purpose, and record what a paper says."""
    require(RECORD, PERSON)
    person = read_person(key, page="consents")
    if person is None:
        raise Http404
    form = PaperConsent(request.POST or None, person=key)
    if request.method == "POST" and form.try_to():
        messages.success(request, str(Words("已登记，本人可以看到。", "Recorded. The person can see it.")))
        return redirect("person-consents", key)
    standings = consents.standings_of(key)
    context = {
        "person": person, "name": zh(name_of(person)), "title": TITLE, "form": form, "standings": standings,
        "unused": any(not one.purpose.rests_on_it for one in standings),
    }  # fmt: skip
    return render(request, "people/consents.html", context, status=422 if form.is_bound and form.errors else 200)
