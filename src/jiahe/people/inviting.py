"""The page on which the office invites a person to an account of their own, and a second colleague confirms it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jiahe.people.models import Person
from jiahe.people.queries import may_have_an_account, read_person
from jiahe.people.timeline import name_of
from jiahe.trust.acting import require
from jiahe.trust.invitations import DAYS, confirm, invite, shown, standing_of
from jiahe.trust.permissions import INVITE, PERSON
from jiahe.web.forms import Form
from jiahe.web.refusal import Refused
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words


class Confirm(Form):
    """That one has seen the person whom somebody else invited."""

    invitation = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.BooleanField(
        label=Words("本人当面在场，我核对了身份证原件", "The person is here, and I have seen their ID card itself"),
        error_messages={
            "required": Words(
                "请先当面见到本人、核对身份证原件，再打勾确认。",
                "First see the person and the ID card itself, then tick this and confirm.",
            )
        },
    )


@login_required
@never_cache
def invitation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask whether to invite a person to an account of their own; then show the code, this once."""
    person = _whom(key)
    code = shown(invite(person=person.id)) if request.method == "POST" else ""
    return _page(request, person, code=code)


@require_POST
@login_required
def confirm_invitation(request: HttpRequest, key: UUID) -> HttpResponse:
    """Confirm what a colleague made, having seen the person."""
    person, form = _whom(key), Confirm(request.POST)
    if form.is_valid():
        try:
            confirm(person=person.id, invitation=form.cleaned_data["invitation"])
        except Refused as refused:
            form.add_error(None, str(refused.words))
        else:
            messages.success(request, str(Words("已确认。", "Confirmed.")))
            return redirect("person", key)
    return _page(request, person, form=form)


def _whom(key: UUID) -> Person:
    """Return who is invited, noting that their record was read. Raises Http404."""
    require(INVITE, PERSON)
    person = read_person(key, page="invite")
    if person is None or not may_have_an_account(person):
        raise Http404
    return person


def _page(request: HttpRequest, person: Person, *, code: str = "", form: Confirm | None = None) -> HttpResponse:
    account = standing_of(person.id)
    if form is None and account.to_confirm is not None:
        form = Confirm(initial={"invitation": account.to_confirm.id})
    context = {
        "person": person, "name": zh(name_of(person)), "code": code, "days": DAYS, "account": account, "form": form,
    }  # fmt: skip
    return render(request, "people/invite.html", context, status=422 if form and form.is_bound else 200)
