"""What the public pages know of the programmes: for whom each is, and which event of life it belongs to."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from jiahe.law.explain import Names
from jiahe.law.parameters import NATION
from jiahe.law.rule import Rule
from jiahe.law.setting import Setting
from jiahe.places.naming import full_name
from jiahe.programmes import the_pack
from jiahe.web.words import Words

CHILD, MOTHER, FATHER = "child", "mother", "father"
PARENTS = (MOTHER, FATHER)

NAMES = {CHILD: Words("孩子", "the child"), MOTHER: Words("妈妈", "the mother"), FATHER: Words("爸爸", "the father")}
"""How the members of a family are called; a sibling is numbered (``sibling_1``)."""

EVENTS = {
    "birth": Words("孩子出生、养育", "A child is born and grows up"),
    "work": Words("工作与休假", "Work and leave"),
    "only_child": Words("独生子女家庭", "Families with one child"),
    "loss": Words("失去孩子或孩子残疾", "A child died or is disabled"),
    "age": Words("父母年老", "Parents in old age"),
    "health": Words("手术后的伤害", "Lasting harm after an operation"),
}
"""Kinds of life event, in the order of a life."""

WHO = {
    "child": Words("一个孩子", "A child"),
    "mother": Words("我是妈妈，问自己和孩子", "I am a mother: for me and my child"),
    "father": Words("我是爸爸，问自己和孩子", "I am a father: for me and my child"),
    "lost": Words("失去了孩子的父母", "Parents who lost a child"),
    "disabled": Words("孩子有残疾的父母", "Parents of a disabled child"),
    "older": Words("年长的父母", "Older parents"),
}
"""For whom somebody asks. Whoever is not sure is shown every programme."""

_YOUNG, _COUPLES = {"child", "mother", "father", "lost"}, {"lost", "disabled", "older"}
_ABOUT: dict[str, tuple[str, tuple[str, ...], set[str]]] = {
    "cn/childcare-subsidy": ("birth", (CHILD,), _YOUNG),
    "cn/hangzhou-pregnancy-grant": ("birth", (CHILD,), _YOUNG),
    "cn/hangzhou-third-child-grant": ("birth", (CHILD,), _YOUNG),
    "cn/hohhot-childbirth-subsidy": ("birth", (CHILD,), _YOUNG),
    "cn/maternity-leave": ("work", (MOTHER,), {"mother", "lost"}),
    "cn/paternity-leave": ("work", (FATHER,), {"father", "lost"}),
    "cn/parental-leave": ("work", PARENTS, {"mother", "father"}),
    "cn/only-child-allowance": ("only_child", PARENTS, {"mother", "father", "disabled", "older"}),
    "cn/only-child-lump-sum": ("only_child", PARENTS, _COUPLES),
    "cn/loss-support": ("loss", PARENTS, _COUPLES),
    "cn/elder-support": ("age", PARENTS, _COUPLES),
    "cn/complication-support": ("health", PARENTS, {"older"}),
}
"""The kind of life event, the members of the family it is for, and who asks for it (WHO)."""


def event_of(rule: Rule) -> str:
    """Return the kind of life event of a programme."""
    return _ABOUT[rule.key][0]


@lru_cache(maxsize=64)
def rules_for(person: str, who: str | None) -> tuple[Rule, ...]:
    """Return the programmes for a member of the family, when ``who`` asks; None: not sure."""
    about = [(rule, *_ABOUT[rule.key][1:]) for rule in the_pack().rules]
    return tuple(rule for rule, members, asking in about if person in members and (who is None or who in asking))


def setting_on(on: dt.date) -> Setting:
    """Return the setting of a day in the whole country: a family asks what it is owed wherever it is at home.

    Which region's text holds follows from each person's own place.
    """
    return Setting.of(the_pack(), on, NATION)


def place_name(code: str) -> str:
    """Return a place's full name as it is today; of one that is no more the last; its code when nobody knows it."""
    return str(Words("全国", "the whole country")) if code == NATION else full_name(code) or code


def name_of(person: str) -> Words:
    """Return how a member of the family is called."""
    if person in NAMES:
        return NAMES[person]
    number = person.rsplit("_", 1)[-1]
    return Words(f"兄弟姐妹{number}", f"brother or sister {number}")


def names_in(language: str) -> Names:
    """Return the names of places and members of the family, for an explanation read in ``zh`` or ``en``."""
    return Names(
        place_name=lambda code, _: place_name(code),
        row_name=lambda table, key: getattr(name_of(str(key)), language),
    )
