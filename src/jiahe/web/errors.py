"""The pages that say what went wrong, in words, with what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from jiahe.web.problems import problem
from jiahe.web.refusal import Busy
from jiahe.web.uploads import NotTaken
from jiahe.web.words import Words


def _page(request: HttpRequest, status: int, title: Words, remedy: Words, why: str = "") -> HttpResponse:
    """Return the page. ``why``: what the server's log says of it beside the code; no words of the request."""
    response = render(request, "web/error.html", {"title": title, "remedy": remedy, "status": status}, status=status)
    response.why = why
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or what a file that is not taken is answered with."""
    if isinstance(exception, NotTaken):
        if request.path_info.startswith("/api/"):
            return problem(exception.status, str(exception))
        return _page(request, exception.status, exception.title, exception.remedy, type(exception).__name__)
    remedy = Words("请返回上一页，检查所填内容后再试。", "Go back, check what was entered, and try again.")
    why = type(exception).__name__ if exception is not None else ""
    return _page(request, 400, Words("这个请求读不懂", "This request cannot be read"), remedy, why)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    remedy = Words(
        "您现在的岗位不办理这件事。可在页面上方换一个岗位，或请对方岗位的同事办理。",
        "Your present post does not do this. Choose another of your posts at the top, or ask a colleague who does.",
    )
    return _page(request, 403, Words("这个岗位不能这样做", "This post may not do this"), remedy)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or it lies outside what the post may see; which of them is not told."""
    remedy = Words(
        "可能是地址写错了，也可能不在您的工作范围内。请从首页重新查找。",
        "The address may be wrong, or it lies outside your area. Look for it again from the home page.",
    )
    return _page(request, 404, Words("没有这个页面", "There is no such page"), remedy)


def no_such_method(request: HttpRequest) -> HttpResponse:
    """405: a page is read, or a form is sent to it; nothing else is meant."""
    remedy = Words("请从首页打开页面。", "Open the page from the home page.")
    return _page(request, 405, Words("页面不接受这种请求", "A page does not take such a request"), remedy)


def too_much(request: HttpRequest, title: Words, remedy: Words) -> HttpResponse:
    """429: too much was asked for in too short a time."""
    return _page(request, 429, title, remedy)


def took_too_long(request: HttpRequest) -> HttpResponse:
    """503: the database has ended what it was asked."""
    remedy = Words(
        "这一步用时太长，已停止，没有保存任何内容。请缩小范围（例如多写几个字、少选一些地方）后再试，或过几分钟再试。",
        "This step took too long and was stopped; nothing was saved. Ask for less (write more of the name, choose a "
        "smaller place), or try again in some minutes.",
    )
    return _alone(503, Words("用时太长，已停止", "It took too long, and was stopped"), remedy)


def busy(request: HttpRequest, error: Busy) -> HttpResponse:
    """503: what was asked waits for something that takes minutes."""
    answer = _page(request, 503, Words("登记册正在被占用", "The register is in use"), error.words)
    answer.headers["Retry-After"] = str(error.again_after)
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    remedy = Words(
        "刚才的操作没有保存。请稍后再试；若再次出现，请告诉系统管理员发生的时间。",
        "What you just did was not saved. Try again later; if it happens again, tell the system administrator when.",
    )
    return _alone(500, Words("系统出错了", "Something went wrong"), remedy)


def _alone(status: int, title: Words, remedy: Words) -> HttpResponse:
    """Return a page made without the request: it asks neither the database nor the session, which may have failed."""
    said = {"title": title, "remedy": remedy, "status": status}
    return HttpResponse(render_to_string("web/error.html", said), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form that was open for too long."""
    remedy = Words("请返回上一页，刷新后再提交。", "Go back, reload the page, and send it again.")
    return _page(request, 403, Words("这张表单已过期", "This form has expired"), remedy, "form without its token")
