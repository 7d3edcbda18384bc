"""What can become of a row beside the register, and why it is set aside: a decision, and the faults that it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from jiahe.intake.fault import Fault
from jiahe.intake.sources import Values
from jiahe.people.models import Person
from jiahe.people.names import close_to, pinyin_of, tidy
from jiahe.places.divisions import is_one_place
from jiahe.web.words import Words

NOT_FOUND = Fault(
    "person_not_found",
    Words("登记册里没有这个人。", "There is no such person in the register."),
    Words(
        "核对身份证号；号码没错的，先导入户籍登记或先登记此人。",
        "Check the ID number; if it is right, load the household registration first.",
    ),
)
NO_NUMBER = Fault(
    "number_needed",
    Words("没有身份证号，认不准是谁。", "Without an ID number nobody can be sure who is meant."),
    Words("补上身份证号。", "Add the ID number."),
)
ANOTHER_NAME = Fault(
    "number_of_another",
    Words("登记册里用这个身份证号的是另一个名字。", "In the register this ID number belongs to another name."),
    Words(
        "核对号码；改过名的，先在此人的页面更正姓名。",
        "Check the number; if the name has changed, correct it on the person's page first.",
    ),
)
PERHAPS = Fault(
    "perhaps_there",
    Words(
        "登记册里有相近的人，可能是同一人。",
        "Somebody in the register is much alike, and may be the same person.",
    ),
    Words(
        "点“逐对核对”，看两份资料并排，定是不是同一人；或补上身份证号。",
        "Look at them side by side under “Perhaps the same”, and decide; or add the ID number.",
    ),
)
CONFLICT = Fault(
    "says_otherwise",
    Words(
        "与登记册不一致（或登记册已由人清空），本来源不足以改动它。",
        "The register says otherwise, or a person has emptied it, and this source is not believed enough to change it.",
    ),
    Words(
        "核对原件；登记册错了的，在此人的页面更正。",
        "Look at the papers; if the register is wrong, correct it on the person's page.",
    ),
)
KEPT = Fault(
    "register_kept",
    Words(
        "标出的这几格与登记册不一致（或登记册已由人清空），本来源不足以改动，没有采用；本行其余的可以导入。",
        "In these cells the register says otherwise, or a person has emptied it, and this source is not believed "
        "enough to change it: they are not taken. The rest of the row can be loaded.",
    ),
    Words(
        "核对原件；登记册错了的，在此人的页面更正。",
        "Look at the papers; if the register is wrong, correct it on the person's page.",
    ),
)
LEFT_OUT = Fault(
    "father_left_out",
    Words(
        "登记册里没有这个身份证号的父亲；孩子和母亲可以导入，父亲没有采用。",
        "Nobody in the register has the father's ID number: the child and its mother can be loaded, the father is not "
        "taken.",
    ),
    Words(
        "核对身份证号；号码没错的，先登记此人，再导入同一文件，或在孩子的页面“补登父母”。",
        "Check the ID number. If it is right, record him first and load the same file again, or record him as parent "
        "on the child's page.",
    ),
)
REFUSED = Fault(
    "register_refuses",
    Words("登记册不能这样登记。", "The register cannot record this."),
    Words(
        "按每行的说明核对；没有说明的，看是否有内容太长。",
        "See what is said of each row; if nothing is, see whether something is too long.",
    ),
)
PUT_RIGHT = Fault(
    "put_right_by_hand",
    Words(
        "登记册曾有这条记录，已由人更正或撤销。",
        "The register had this record once, and a person has corrected or withdrawn it.",
    ),
    Words(
        "核对原件：确有其事的，由有权登记的人凭材料在此人的页面登记；文件错了的，请送文件的单位改正。",
        "Look at the papers. If it is true after all, somebody who may record it does so on the person's page, with "
        "the paper; if the file is wrong, ask the office that sent it to mend it.",
    ),
)
SINCE = Fault(
    "changed_since",
    Words("检查之后，登记册里此人的资料有了变化。", "The register has changed about this person since the check."),
    Words("重新上传本文件再检查一次。", "Upload the file again, to have it checked once more."),
)
NOWHERE = Fault(
    "nowhere",
    Words(
        "户籍地和居住地都不知道，没有哪个村能看到此人。",
        "Neither hukou nor home is known: no village would see this person.",
    ),
    Words("至少补上一项，可以只写到乡镇。", "Give one of them, if only its town."),
)

TWICE = Fault(
    "twice_in_file",
    Words(
        "本文件里前面已有一行，说的是同一个人或同一件事。",
        "An earlier row of this file is about the same person or event.",
    ),
    Words(
        "核对后只留一行。双胞胎还没起名的，写上名字再导入；名字同音的，写上身份证号。",
        "Keep one of them. Of twins who have no names yet, write the names first; where those sound the same, the ID "
        "numbers.",
    ),
)
ALIKE = Fault(
    "alike_in_file",
    Words(
        "本文件里另有一行姓名和出生日期相同，其中有一行没有身份证号。",
        "Another row of this file has the same name and birth date, and one of the two has no ID number.",
    ),
    Words(
        "是同一人的，只留一行；不是的，补上身份证号。",
        "If they are one person, keep one row; if not, add the ID number.",
    ),
)


@dataclass
class Decision:
    """What becomes of one row. ``faults``: each with the fields to blame and, where there are, words of its own.

    ``kept``: the fields that are not taken from a row that is, because the register says otherwise and is believed.
    ``left_out``: the fields of somebody whom the row names and the register does not have.
    ``says``: by person of the register, what the row says of them by column; ``otherwise``: the columns of which the
    register says something else and is believed. ``rests``: the loads that brought what an event says too.
    """

    fate: str
    person: UUID | None = None
    people: dict[str, UUID] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[Fault, tuple[str, ...], Words | None]] = field(default_factory=list)
    kept: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    says: dict[UUID, Values] = field(default_factory=dict)
    otherwise: dict[UUID, list[str]] = field(default_factory=dict)
    rests: set[UUID] = field(default_factory=set)


PLACES = ("hukou_place", "residence_place", "birth_place")


def hear(decision: Decision, person: Person, says: Values) -> None:
    """Take what a row about an event says of somebody: it changes nothing, and may contradict the register."""
    now = {name: getattr(person, name) for name in says}
    decision.says[person.id] = says
    decision.otherwise[person.id] = [
        one
        for one, value in says.items()
        if now[one] not in (None, value) and not (one in PLACES and is_one_place(now[one], value))
    ]


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names can be one person's: the same but for one character, or of the same sound; unknown fits."""
    if not one or not other:
        return True
    a, b = tidy(one), tidy(other)
    return bool(close_to(a) & close_to(b)) or pinyin_of(a)[0] == pinyin_of(b)[0]
