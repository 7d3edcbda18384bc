"""What it means that a table is whole, in plain words, and which tables a source brings rows to."""

from __future__ import annotations

from types import MappingProxyType

from jiahe.facts.contract import FACTS
from jiahe.law.schema import Table
from jiahe.web.words import Words

MEANINGS = MappingProxyType(
    {
        "persons": Words(
            "本县的人都在登记册里：不在里面的，不是本县的人。",
            "Everybody of the county is in the register: whoever is not in it does not belong here.",
        ),
        "parenthoods": Words(
            "登记册里的人，他们的父母和子女都登记了：没有登记子女的，就是没有子女。",
            "The parents and children of all in the register are recorded: who has no child on record has no child.",
        ),
        "custodies": Words(
            "离婚后的抚养、监护和福利机构收养都登记了：没有登记的，由父母共同抚养。",
            "Every custody and guardianship is recorded: a child who has none on record is brought up by both parents.",
        ),
        "unions": Words(
            "所有结婚和离婚都登记了：没有登记结婚的，就是没有结婚。",
            "Every marriage and divorce is recorded: who has no marriage on record is not married.",
        ),
        "residences": Words(
            "所有搬迁都登记了：没有登记的，没有搬过。",
            "Every move of home is recorded: who has none on record has not moved.",
        ),
        "hukou": Words(
            "所有户口迁移都登记了：没有登记的，户口没有迁过。",
            "Every move of hukou is recorded: who has none on record has not moved it.",
        ),
        "certificates": Words(
            "所有人的证件都登记了：没有登记的，就是没有证。",
            "The certificates of all are recorded: who has none on record holds none.",
        ),
        "statuses": Words(
            "所有人的身份状态都登记了：没有登记的，就不是。",
            "The statuses of all are recorded: who has none on record has none.",
        ),
        "claims": Words(
            "以往的申领都登记了：没有登记的，没有申领过。",
            "Every past claim is recorded: who has none on record has never claimed.",
        ),
        "payments": Words(
            "以往发放的钱都登记了：没有登记的，没有领到过。",
            "All money paid before is recorded: who has none on record was never paid.",
        ),
    }
)

BRINGS = MappingProxyType(
    {
        "household_registration": (),
        "births": ("parenthoods",),
        "parents": ("parenthoods",),
        "deaths": (),
        "marriages": ("unions",),
        "divorces": ("unions",),
        "adoptions": ("parenthoods",),
        "custodies": ("custodies",),
        "moves": ("residences",),
        "hukou_moves": ("hukou",),
        "disability_cards": ("certificates",),
        "one_child_certificates": ("certificates",),
        "complication_assessments": ("certificates",),
        "orphans": ("statuses",),
        "statuses": ("statuses",),
        "bank_accounts": (),
        "claims": ("claims",),
        "payments": ("payments",),
    }
)
"""By source, the tables that its rows go to and that count only once they are whole; persons always count."""


def words_of(name: str) -> Words:
    """Return what a table is called."""
    return Words(FACTS.table(name).zh, name.capitalize())


def kinds_of(name: str) -> dict[str, Words]:
    """Return the kinds of rows that a table holds: it is whole when every one of them is. Empty: it has one kind."""
    table: Table = FACTS.table(name)
    return {key: Words(*words) for one in table.columns if one.name == "kind" for key, words in one.choices.items()}
