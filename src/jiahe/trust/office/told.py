"""What administrators did to an account, told to its owner where they come in."""

from __future__ import annotations

from typing import Any

from django.db import connection

from jiahe.web.words import Words, moment

_SAID: dict[str, Words] = {
    "password_link": Words(
        "{at}，{by}生成了一个链接，可以给您的账户重设密码。",
        "On {at}, {by} made a link by which a password of your account can be set.",
    ),
    "remove_factor": Words("{at}，{by}解除了您的第二道验证。", "On {at}, your second factor was taken off by {by}."),
    "give_post": Words("{at}，{by}把岗位“{title}”交给了您。", "On {at}, {by} gave you the post “{title}”."),
    "stand_in": Words("{at}，{by}安排您代理岗位“{title}”。", "On {at}, {by} let you stand in at the post “{title}”."),
    "end_holding": Words(
        "{at}，{by}结束了您在岗位“{title}”的任期。", "On {at}, {by} ended your holding of the post “{title}”."
    ),
}
_TWO, _COMMAND = (
    Words("{one}提请、{other}批准，", "{one} and {other}"),
    Words("服务器上的命令", "a command on the server"),
)


def done_to(account: Any) -> list[str]:
    """Return what was done to an account within 30 days and by whom, the latest first; nothing for who is nobody."""
    if not account.is_authenticated:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT act, at, done_by, approved_by, title, title_en FROM trust_done_to(%s)", [account.id])
        rows = cursor.fetchall()
    return [
        _SAID[act].format(at=moment(at), by=_by(one, other), title=Words(title or "", title_en or ""))
        for act, at, one, other, title, title_en in rows
    ]


def _by(one: str | None, other: str | None) -> str:
    if one is None:
        return str(_COMMAND)
    return _TWO.format(one=one, other=other) if other else one
