"""The public pages. None of them signs anybody in, keeps anything, or writes anything about a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from jiahe.public.answer import AnswerPage
from jiahe.public.steps import first_step, step_after
from jiahe.web import choices
from jiahe.web.words import Words

CHECK = Words("查一查您家能享受什么", "Check what your family is owed")
FORM = "answers"
"""The form that the buttons at the top and foot of the page send too: all that was answered travels in it."""
ANSWER = Words("按您说的，您家能享受的", "What your family is owed, by what you said")


@csrf_exempt  # A forged post could change nothing: there is nothing to change. So a page left open never expires.
@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "HEAD", "POST"])
def selfcheck(request: HttpRequest) -> HttpResponse:
    """Ask the next question, or show the answer. All that was answered travels in the form itself."""
    verb, _, chosen = request.POST.get("do", "").partition(":")
    look = {verb: chosen} if verb in ("language", "size", "theme") else {}
    choices.choose(request, **look)
    posted = {name: str(value) for name, value in request.POST.items()}
    step = step_after(posted) if request.method == "POST" else first_step()
    if step.question is None:
        page = AnswerPage(step.check)
        response = render(request, "public/answer.html", {"title": ANSWER, "step": step, "page": page, "keeps": FORM})
    else:
        shown = {"title": CHECK, "step": step, "form": step.form, "keeps": FORM}
        status = 422 if step.form is not None and step.form.errors else 200
        response = render(request, "public/question.html", shown, status=status)
    choices.keep(response, **look, secure=request.is_secure())
    return response
