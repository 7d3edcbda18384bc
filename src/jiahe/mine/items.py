"""What a request can be about: the columns of the inventory that say something of a person, told apart in words.

What the office notes of every row (where it came from, when it was learned or no longer believed) is not asked about.
"""

from __future__ import annotations

from types import MappingProxyType

from jiahe.mine.queries import is_told, own_tables
from jiahe.trust.inventory import the_inventory
from jiahe.web.words import Words

ABOUT = ("identity", "family", "places", "papers", "contact", "owed")
"""The headings under which something can be wrong; the others are the office's own notes."""

BOOKKEEPING = ("source", "learned_on", "superseded_at", "superseded_why", "superseded_source")
"""What the office notes of every row: it goes, stays and is put right with what the row says."""

_OF: MappingProxyType[str, Words] = MappingProxyType(
    {
        "people.Household": Words("所在的户", "The household"),
        "people.Parenthood": Words("父母子女", "Parent and child"),
        "people.Custody": Words("抚养、监护", "Custody"),
        "people.Union": Words("婚姻", "Marriage"),
        "people.Residence": Words("在哪里住过", "Where you have lived"),
        "people.Hukou": Words("户口迁移", "Moves of the hukou"),
        "people.Certificate": Words("证件", "Certificate"),
        "people.Status": Words("身份状态", "Status"),
        "people.Claim": Words("申领", "Claim"),
        "people.Payment": Words("发放", "Payment"),
        "entitlements.Outcome": Words("判定的答案", "The answer"),
        "entitlements.Difference": Words("答案的变化", "A change of the answer"),
    }
)
"""What a row of each table is about: many have a first day and a place. A person's own row needs no such word."""


def correctable() -> list[tuple[Words, list[tuple[str, Words]]]]:
    """Return what can be asked to be corrected, by the inventory's headings: each by its key, in words of its own."""
    found: dict[str, list[tuple[str, Words]]] = {one: [] for one in ABOUT}
    for held in own_tables():
        for item in held.columns:
            if item.group in found and item.name not in BOOKKEEPING and is_told(item, held):
                found[item.group].append((f"{held.label}.{item.name}", _said(held.label, item.words)))
    groups = the_inventory().words["groups"]
    return [(groups[key], items) for key, items in found.items() if items]


def _said(label: str, words: Words) -> Words:
    of = _OF.get(label)
    return Words(f"{of.zh}：{words.zh}", f"{of.en}: {words.en}") if of else words


def item_words(key: str) -> Words:
    """Return what a request is about in words: a column of the inventory, or one of its headings."""
    inventory = the_inventory()
    if key in inventory.words["groups"]:
        return inventory.words["groups"][key]
    label, _, name = key.rpartition(".")
    columns = inventory.tables[label].columns if label in inventory.tables else ()
    return next((_said(label, one.words) for one in columns if one.name == name), Words(key, key))
