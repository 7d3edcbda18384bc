"""The privacy notice in groups of plain words, as a person reads it: made of the inventory, never written beside it.

PIPL art. 17 and 30, and art. 21 of the Regulation on Network Data Security, say what it must tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from jiahe.trust.inventory import Inventory, Item, the_inventory
from jiahe.web.words import Words

Thing = TypeVar("Thing")
_OF_EVERY_ROW = ("id", "source", "learned_on", "from_date", "until_date", "superseded_at", "superseded_why")
"""Columns that most tables have: the notice tells of them once, above the groups."""
EVERY_ROW = Words(
    "每条记录都写明来自哪里、何时登记、从何时到何时有效；改过的旧内容仍能看到。",
    "Each entry says where it came from, when it was recorded, and from when to when it holds; what was changed stays "
    "readable.",
)


@dataclass(frozen=True)
class Group:
    """What is held under one heading: the things, why, on which law, how long, who sees it, what is sensitive.

    ``sensitive``: pairs of a thing and why it is sensitive.
    """

    key: str
    title: Words
    things: tuple[Words, ...]
    purposes: tuple[Words, ...]
    bases: tuple[tuple[Words, Words], ...]
    kept: tuple[Words, ...]
    seen_by: tuple[Words, ...]
    sensitive: tuple[tuple[Words, Words], ...]


@cache
def notice() -> tuple[Group, ...]:
    """Return the groups in the order of the inventory."""
    inventory = the_inventory()
    common = {inventory.words["shared"][one] for one in _OF_EVERY_ROW}
    items = [
        one for held in inventory.tables.values() for one in held.columns
        if one.words not in common and held.person != (one.name,)
    ]  # fmt: skip
    items += inventory.files
    return tuple(
        _group(inventory, key, [one for one in items if one.group == key]) for key in inventory.words["groups"]
    )


def _group(inventory: Inventory, key: str, items: list[Item]) -> Group:
    words = inventory.words
    bases = [inventory.bases[one] for one in _once(one.basis for one in items)]
    nobody = words["seen"]["nobody"]
    seen = _once(who for one in items for who in inventory.seen_words(one))
    return Group(
        key,
        words["groups"][key],
        _once(one.words for one in items),
        _once(words["purposes"][one.purpose] for one in items),
        tuple((one.words, one.article) for one in bases),
        _kept(items),
        tuple(one for one in seen if one != nobody) or seen,
        _once((one.words, words["sensitive_kinds"][one.sensitive]) for one in items if one.sensitive),
    )


def _kept(items: list[Item]) -> tuple[Words, ...]:
    """Return how long the things are kept; where a rule is for one or two things of many, it names them."""
    by_rule: dict[Words, list[Words]] = {}
    for one in items:
        by_rule.setdefault(one.retention.words, []).append(one.words)
    return tuple(
        Words(f"{'、'.join(w.zh for w in things)}：{rule.zh}", f"{', '.join(w.en for w in things)}: {rule.en}")
        if len(things) <= 2 < len(items)
        else rule
        for rule, things in by_rule.items()
    )


def _once(things: Iterable[Thing]) -> tuple[Thing, ...]:
    return tuple(dict.fromkeys(things))


# What the notice says beside the groups, each a heading and its sentences.
SAID: tuple[tuple[Words, tuple[Words, ...]], ...] = (
    (
        Words("我们为什么要有您的资料", "Why this office holds data about you"),
        (
            Words(
                "为了让您家不漏掉依法应享的待遇：谁应享、差什么材料、钱发到哪里。不为别的。",
                "So that your family misses nothing that the law owes it: who is entitled, which paper is wanting, "
                "where the money goes. For nothing else.",
            ),
            Words(
                "我们不记录、不评判谁家该不该生孩子，不公布任何人的名单。",
                "We neither record nor judge whose child should have been born, and we publish nobody's name.",
            ),
        ),
    ),
    (
        Words("您能做什么", "What you can do"),
        (
            Words(
                "看自己的档案，看谁看过它，拿走一份副本（JSON 或 PDF）。",
                "See your record, see who has looked at it, take a copy along (JSON or PDF).",
            ),
            Words(
                "请求更正、补充或删除。15 个工作日内由人答复；不同意要说明理由、依据和怎样申诉。",
                "Ask for a correction, an addition or an erasure. A person answers within 15 working days; a no comes "
                "with its reasons, the law, and how to appeal.",
            ),
            Words(
                "同意的事随时可以撤回，点两下就行；撤回不影响您应享的待遇。",
                "Take a consent back at any time, in two clicks; it changes nothing that you are owed.",
            ),
            Words(
                "没有网上账户的，到村（社区）或乡镇服务窗口，一样能办。",
                "Without an account of your own, do the same at the counter of your village or township.",
            ),
        ),
    ),
    (
        Words("不满十四周岁的孩子", "Children under 14"),
        (
            Words(
                "孩子的全部资料都按敏感个人信息保护。由有监护责任的父母或其他监护人代为查看、同意和请求；满十四周岁后由本人行使。",
                "All data about a child is protected as sensitive. The parent or guardian who has custody looks, "
                "agrees and asks on the child's behalf; from 14 on the child does so.",
            ),
        ),
    ),
    (
        Words("电脑能决定什么", "What a computer decides"),
        (
            Words(
                "电脑按公开的规则判定谁应享，只说“应享”或“还差什么”。不予办理由人决定。您可以要求说明。",
                "A computer reckons by published rules who is entitled; it says “entitled” or what is wanting. A "
                "refusal is a person's decision, and you can ask for the reasons.",
            ),
        ),
    ),
    (
        Words("资料放在哪里、给不给别人", "Where the data is, and who else gets it"),
        (
            Words(
                "存放在境内本单位的服务器上，不向境外提供。身份证号码、电话和账户加密保存。",
                "It stays on this office's servers in China and is not sent abroad. ID numbers, telephones and "
                "accounts are sealed.",
            ),
            Words(
                "除法律规定外，只有您单独同意，才提供给医疗卫生机构等其他单位。",
                "Unless a law says so, another body such as a health facility gets it only with your separate consent.",
            ),
        ),
    ),
    (
        Words("为什么需要敏感信息，会怎样影响您", "Why sensitive data is needed, and what it means for you"),
        (
            Words(
                "残疾证等级决定扶助金额，账户用于发钱，身份证号码用于认准本人。泄露会伤害您，所以限定岗位查看、逐次留痕、加密保存。",
                "The grade of a disability card decides a sum, an account receives the money, an ID number tells you "
                "from somebody else. A leak would hurt you: so few posts see it, each look is logged, it is sealed.",
            ),
        ),
    ),
)
