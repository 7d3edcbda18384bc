"""The table of permissions in words, for the page /permissions/ and docs/reference/permissions.md."""

from __future__ import annotations

from dataclasses import dataclass

from jiahe.trust.inventory import the_inventory
from jiahe.trust.permissions import PERMISSIONS
from jiahe.web.words import Words

ACTIONS: dict[str, Words] = {
    "read": Words("查看", "See"),
    "read_own": Words("查看自己的", "See one’s own"),
    "record": Words("登记", "Record"),
    "correct": Words("更正", "Correct"),
    "export": Words("导出", "Take along"),
    "invite": Words("邀请开通账户", "Invite to an account"),
    "determine": Words("开始判定", "Begin"),
    "determine_place": Words("判定自己负责的一个地方", "Begin for one place of one’s own area"),
    "see_runs": Words("查看", "See"),
    "manage_posts": Words("管理", "Manage"),
    "approve": Words("批准别人提请的", "Approve what another proposes"),
    "stand_in": Words("请人代理自己的岗位", "Let somebody stand in at one’s own"),
    "see_log": Words("查看", "See"),
    "seal": Words("封存", "Seal"),
    "ask_own": Words("为自己提出、给出或撤回", "Ask, give or take back for oneself"),
    "decide": Words("答复", "Answer"),
    "answer": Words("答复", "Answer"),
    "close": Words("办结（别人答复的）", "Close (what somebody else answered)"),
    "find": Words("核查", "Look for"),
    "erase": Words("到期删除", "Erase when its time is over"),
    "change": Words("更名、合并、拆分", "Rename, merge, split"),
    "sweep": Words("几天后清除", "Clear after some days"),
    "load": Words("导入、撤销导入", "Load, and take back"),
}
"""What is done; the order of the rows within a record."""

RECORDS: dict[str, Words] = {
    "person": Words("居民档案", "Records of residents"),
    "outcome": Words("判定结果", "Answers of what is owed"),
    "finding": Words("数据问题", "Findings in the data"),
    "consent": Words("同意", "Consents"),
    "request": Words("关于自己资料的请求", "Requests about one’s own data"),
    "run": Words("判定", "Determinations"),
    "read_log": Words("查阅日志", "Read log"),
    "post": Words("岗位与账户", "Posts and accounts"),
    "division": Words("区划", "Divisions"),
    "export": Words("导出的文件", "Exported files"),
    "file": Words("别的部门送来的文件", "Files from other offices"),
    "expired": Words("过了保存期限的资料", "Data whose time is over"),
}
"""What it is done with; the order of the groups of rows."""

MAY, MAY_NOT = Words("可以", "may"), Words("不可以", "may not")


@dataclass(frozen=True)
class Row:
    """One row: an action on a record, and for each role whether it may do it."""

    action: Words
    may: tuple[bool, ...]


@dataclass(frozen=True)
class Group:
    """The rows of one record."""

    record: Words
    rows: tuple[Row, ...]


def roles() -> list[Words]:
    """Return the roles, the columns."""
    return list(the_inventory().words["roles"].values())


def groups() -> list[Group]:
    """Return the rows by what they are about. Raises KeyError for an action or record without words."""
    used = {one for allowed in PERMISSIONS.values() for one in allowed}
    wordless = {name for action, record in used for name in (action, record)} - {*ACTIONS, *RECORDS}
    if wordless:
        raise KeyError(f"no words in permission_words.py for {', '.join(sorted(wordless))}")
    found = []
    for record, words in RECORDS.items():
        actions = [one for one in ACTIONS if (one, record) in used]
        rows = (Row(ACTIONS[one], _may(one, record)) for one in actions)
        found.append(Group(words, tuple(rows)))
    return found


def _may(action: str, record: str) -> tuple[bool, ...]:
    return tuple((action, record) in PERMISSIONS[role] for role in the_inventory().words["roles"])
