"""The page on which two records that were made one are parted again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from jiahe.people.events import Event
from jiahe.people.merging import merges_of, recorded_since, unmerge
from jiahe.people.once import recorded
from jiahe.people.queries import read_person
from jiahe.people.timeline import name_of
from jiahe.trust.acting import require
from jiahe.trust.permissions import CORRECT, PERSON
from jiahe.web.templatetags.words import zh
from jiahe.web.words import Words


class Part(Event):
    """Two records again, for they are of two people."""

    title = Words("撤销合并", "Part the two records again")
    reason = forms.CharField(max_length=200, label=Words("为什么撤销", "Why they are parted"))

    def __init__(self, *args: Any, merge: UUID, **kwargs: Any) -> None:
        self.merge = merge
        super().__init__(*args, **kwargs)
        del self.fields["source"]

    def do(self) -> UUID:
        """Part them; show the record that is there again."""
        return unmerge(merge=self.merge, reason=self.cleaned_data["reason"])


@login_required
def part(request: HttpRequest, key: UUID, merge: UUID) -> HttpResponse:
    """Say what was merged and what was recorded since, and part the records again."""
    require(CORRECT, PERSON)
    if (shown := recorded(request.POST)) is not None:
        return redirect("person", shown)
    person = read_person(key, page="merge")
    found = next((one for one in merges_of(key) if one.id == merge), None) if person is not None else None
    if person is None or found is None:
        raise Http404
    form = Part(request.POST or None, person=person, merge=merge)
    if request.method == "POST" and (shown := form.try_to()) is not None:
        said = Words("已撤销合并：这份档案恢复了。", "The records are parted again; this one is back.")
        messages.success(request, str(said))
        return redirect("person", shown)
    context = {"form": form, "title": str(Part.title), "person": person, "name": zh(name_of(person))}
    context |= {"found": found, "gone": found.says.get("name"), "since": recorded_since(found)}
    return render(request, "people/part.html", context, status=422 if form.is_bound and form.errors else 200)
