"""Random programmes that share expressions, as classes written in the rule language."""

from collections.abc import Callable
from random import Random
from typing import Any

from jiahe.law import Instalment, Programme, criterion, outcome_of, unknown
from jiahe.law.language import Int, Value, value_of
from jiahe.law.nodes import Expr, Unit
from jiahe.law.parameters import Parameters
from jiahe.law.rule import Pack
from jiahe.law.types import Type
from tests.law import drawn_facts
from tests.law.drawn_facts import sometimes
from tests.law.drawn_graphs import GIVES, KINDS, Ground, Growing
from tests.law.families import FAMILIES


def _method(made: Value) -> Callable[..., Value]:
    return lambda row, law=None: made


class _Drawing:
    """Draws the parts of programmes about one unit; a part that was drawn before may come again."""

    def __init__(self, dice: Random, unit: Unit, figures: Parameters) -> None:
        self.dice = dice
        self.unit = unit
        self.growing = Growing(dice, figures.programme)
        self.before: dict[Type, list[Expr]] = {}

    def value(self, type: Type) -> Any:
        known = self.before.setdefault(type, [])
        if known and sometimes(self.dice, 0.3):
            return value_of(self.dice.choice(known))
        kind = self.dice.choice([kind for kind in KINDS if type in GIVES[kind]])
        node = self.growing.typed(kind, type, Ground((self.unit,)), 2)
        known.append(node)
        return value_of(node)

    def instalment(self, number: int, benefit: str, *, by_one: bool) -> Instalment:
        year: Any = self.dice.choice((2024, 2025, 2025, unknown(Type.INT), None))
        if year is None:
            date = self.value(Type.DATE)
            year = date.year
        amount = self.value(Type.MONEY if benefit == "money" else Type.INT)
        is_open = self.value(Type.BOOL) if by_one else None
        return Instalment(f"part_{number}", "部分", "part", year, amount, open=is_open)


def programme(dice: Random, key: str, unit: str, about: type[Programme] | None) -> type[Programme]:
    """Draw a programme; one that is ``about`` another asks for its outcome."""
    figures = drawn_facts.parameters(dice, key)
    drawing = _Drawing(dice, Unit(FAMILIES, unit), figures)
    benefit = dice.choice(("money", "money", "days"))
    names: dict[str, Any] = {
        "key": key,
        "zh": key,
        "en": key,
        "schema": FAMILIES,
        "unit": unit,
        "parameters": figures,
        "benefit": benefit,
    }
    if sometimes(dice, 0.6):
        names["population"] = _method(drawing.value(Type.BOOL))
    if sometimes(dice, 0.3):
        names["place"] = _method(drawing.value(Type.PLACE))
    by_one = sometimes(dice, 0.3)
    if not by_one and sometimes(dice, 0.6):
        names["enrolled"] = _method(drawing.value(Type.BOOL))
    if sometimes(dice, 0.3):
        lapsed = drawing.value(Type.BOOL)
        names["forfeited"] = lambda row, law, met_but: lapsed & met_but("condition_0")
    mark = criterion(zh="条件", en="condition", cites="Art 1")
    for number in range(dice.choice((1, 1, 2, 3))):
        condition = drawing.value(Type.BOOL)
        if sometimes(dice, 0.5):  # or hardly anybody would meet all of them
            condition = condition | drawing.value(Type.BOOL)
        names[f"condition_{number}"] = mark(_method(condition))
    parts = [drawing.instalment(number, benefit, by_one=by_one) for number in range(dice.choice((1, 2, 3)))]
    if about is not None and about.unit == unit:
        names["of_the_other"] = mark(lambda row, law: outcome_of(about, row).eligible)
        first = about.rule.instalments[0]
        other = value_of(first.amount_node)
        if isinstance(other, Int) == (benefit == "days"):
            is_open = drawing.value(Type.BOOL) if by_one else None
            parts.append(Instalment("other", "另", "other", first.year, other, open=is_open))
    names["instalments"] = lambda row, law: parts
    return type(key, (Programme,), names)


def pack(dice: Random) -> Pack:
    """Draw two or three programmes, of one kind of unit or of two."""
    units = dice.choice((["persons"] * 2, ["persons"] * 3, ["persons", "households"]))
    made: list[type[Programme]] = []
    for number, unit in enumerate(units):
        made.append(programme(dice, f"test/drawn-{number}", unit, made[-1] if made else None))
    return Pack(tuple(one.rule for one in made))
