"""A random question to both engines: facts, a setting, a unit, and expressions about it."""

from dataclasses import dataclass, replace
from random import Random

from jiahe.law import expressions as ex
from jiahe.law.facts import Facts
from jiahe.law.nodes import Expr, Unit
from jiahe.law.setting import Setting
from jiahe.law.types import Type
from tests.law import drawn_facts, drawn_graphs
from tests.law.drawn_graphs import Growing
from tests.law.engines import Answers
from tests.law.families import FAMILIES


@dataclass(frozen=True)
class Questions:
    """What is asked."""

    facts: Facts
    setting: Setting
    unit: Unit
    nodes: list[Expr]

    def with_nodes(self, nodes: list[Expr]) -> "Questions":
        return replace(self, nodes=nodes)

    def with_facts(self, facts: Facts) -> "Questions":
        return replace(self, facts=facts)

    def with_setting(self, setting: Setting) -> "Questions":
        return replace(self, setting=setting)

    def __str__(self) -> str:
        lines = [drawn_graphs.shown(node) for node in self.nodes]
        lines += [drawn_facts.shown_setting(self.setting), drawn_facts.shown(self.facts)]
        return "\n".join(lines)


def drawn(dice: Random, kinds: list[type[Expr]]) -> Questions:
    """Draw facts, a setting, a unit, and one expression of each kind about it."""
    facts = drawn_facts.families(dice)
    setting = drawn_facts.setting(dice, drawn_facts.parameters(dice, "test/drawn"))
    units = ["persons", "persons", "households"] if facts.has("households") else ["persons"]
    unit = Unit(FAMILIES, dice.choice(units))
    growing = Growing(dice, "test/drawn")
    nodes = [growing.rooted(kind, unit) for kind in kinds]
    # A share is never the answer to a question; whether it is known is.
    return Questions(facts, setting, unit, [ex.Known(n) if n.type is Type.SHARE else n for n in nodes])


def differences(asked: Questions, expected: Answers, found: Answers) -> list[str]:
    """Return what differs between the reference engine's answers and the other's."""
    lines = [] if expected.keys() == found.keys() else [f"units: reference {list(expected)}, SQL {list(found)}"]
    for key in expected.keys() & found.keys():
        for node, one, other in zip(asked.nodes, expected[key], found[key], strict=True):
            if one != other or type(one) is not type(other):
                lines.append(f"{key}: reference {one!r}, SQL {other!r}: {drawn_graphs.shown(node)}")
    return lines
