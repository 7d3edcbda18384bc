"""How far a file is, in words, and why one could not be gone on with."""

from __future__ import annotations

from jiahe.intake.applying import AGAIN
from jiahe.intake.models import Load
from jiahe.web.tags import Tag
from jiahe.web.words import Words

State = Load.State
_STATES = {
    State.COLUMNS: (Words("请确认各列", "Name its columns"), "attention"),
    State.CHECKING: (Words("正在检查", "Being checked"), "info"),
    State.CHECKED: (Words("查完了，请确认导入", "Checked: confirm it"), "attention"),
    State.LOADING: (Words("正在导入", "Being loaded"), "info"),
    State.LOADED: (Words("已导入", "Loaded"), "good"),
    State.UNDOING: (Words("正在撤销", "Being taken back"), "info"),
    State.UNDONE: (Words("已撤销", "Taken back"), "neutral"),
    State.DROPPED: (Words("没有导入", "Not loaded"), "neutral"),
    State.FAILED: (Words("没有成功", "Failed"), "bad"),
    State.PARTED: (Words("已分成各份", "Parted into its loads"), "neutral"),
}
_SAME = (Words("查完了，登记册里都有了", "Checked: the register has it all"), "neutral")
_ALL_ASIDE = (Words("查完了，每一行都搁置了", "Checked: every row is set aside"), "bad")
_NOTHING = (Words("查完了，没有可以导入的行", "Checked: nothing to load"), "attention")
_WAITS = (Words("等前面的各份", "Waits for those before it"), "info")


def tag_of(load: Load) -> Tag:
    """Return how far a file is."""
    if load.state == State.CHECKED and not load.loaded:
        if not load.aside:
            return Tag(*(_SAME if load.unchanged else _NOTHING))
        return Tag(*(_NOTHING if load.unchanged else _ALL_ASIDE))
    if load.state == State.COLUMNS and load.delivery:
        return Tag(*_WAITS)
    return Tag(*_STATES[State(load.state)])


ANEW = "checked_anew"
"""Why a file is checked from the start: another was taken back beside which it had been checked."""

_WRONG = {
    "built_on": Words(
        "没有撤销：就在撤销前，别的记录以它为依据了。再点一次撤销可以看到是哪些。",
        "It was not taken back: just before, other records came to rest on it. Ask again to see which.",
    ),
    AGAIN: Words(
        "还没有导入：检查之后登记册里又登记了人，有的行可能就是他们。核对过的行数见下；请看要由人定的行和改动，再确认导入。",
        "It is not loaded yet: since the check people came into the register, and some rows may be about them. The "
        "rows are counted anew; look at those that somebody must decide and at what changes, and then confirm it.",
    ),
    ANEW: Words(
        "本文件检查之后，有一份文件撤销了导入，登记册少了它带来的内容，所以全部重新检查。请看新的行数和改动，再确认导入。",
        "Since its check another file was taken back, and the register lacks what that one had brought: all rows are "
        "checked anew. Look at the new counts and at what changes, and then confirm it.",
    ),
    "RowsLost": Words(
        "读到的行数与查过的行数不一致，有行丢失或多出，所以没有继续，登记册没有变。请删除本文件，重新上传；仍然如此的，"
        "请告诉系统管理员。",
        "Not as many rows were checked as were read: one is lost or there twice. Nothing was loaded, and the register "
        "is unchanged. Delete the file and upload it again; if that does not help, tell the system administrator.",
    ),
    "post": Words(
        "上传的人已经不在这个岗位，没有继续。请由现任数据管理员重新上传。",
        "Who brought it does not hold the post any more. Let whoever holds it now upload the file again.",
    ),
}
_UNEXPECTED = Words(
    "出了意外的错，登记册没有变。请把下面的代码告诉系统管理员；文件可以删除后重新上传。",
    "Something unexpected went wrong; the register is unchanged. Tell the system administrator the code below. "
    "The file can be deleted and uploaded again.",
)


def wrong_with(load: Load) -> Words | None:
    """Return why a file could not be gone on with and what to do, if so."""
    if not load.error:
        return None
    if said := load.faults.get(load.error):
        return Words(said["zh"] + said["remedy_zh"], f"{said['en']} {said['remedy_en']}")
    return _WRONG.get(load.error, _UNEXPECTED)
