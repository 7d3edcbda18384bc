"""Random rules, node kind by node kind.

Each kind of expression of the engine has one method here, called after it. What is drawn is what the nodes allow,
which is more than the language can say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from jiahe.law import expressions as ex
from jiahe.law.errors import LawError
from jiahe.law.nodes import Expr, Frame, Link, Node, Rows, Unit
from jiahe.law.place_codes import LEVELS
from jiahe.law.types import NEVER, Type
from tests.law.drawn_facts import DATES, NUMBERS, POOLS, WORDS
from tests.law.families import FAMILIES

KINDS: list[type[Expr]] = [kind for kind in vars(ex).values() if isinstance(kind, type) and issubclass(kind, Expr)]
KINDS.remove(ex.Aggregate)
"""Every kind of expression that the engines must know."""

PLAIN = (Type.BOOL, Type.INT, Type.MONEY, Type.DATE, Type.TEXT, Type.PLACE)
_NUMBERS, _ORDERED = (Type.INT, Type.MONEY), (Type.INT, Type.MONEY, Type.DATE)
GIVES: dict[type[Expr], tuple[Type, ...]] = {
    ex.Literal: (*PLAIN, Type.SHARE),
    ex.LeftOpen: (*PLAIN, Type.SHARE),
    ex.Today: (Type.DATE,),
    ex.Region: (Type.PLACE,),
    ex.Param: (*PLAIN, Type.SHARE),
    ex.Accrued: (Type.MONEY,),
    ex.Col: (*PLAIN, Type.REF),
    ex.KeyOf: (Type.REF,),
    ex.Compare: (Type.BOOL,),
    ex.And: (Type.BOOL,),
    ex.Or: (Type.BOOL,),
    ex.Not: (Type.BOOL,),
    ex.Known: (Type.BOOL,),
    ex.IsIn: (Type.BOOL,),
    ex.Add: _NUMBERS,
    ex.Subtract: _NUMBERS,
    ex.Multiply: _NUMBERS,
    ex.Portion: (Type.MONEY,),
    ex.If: (*PLAIN, Type.REF, Type.SHARE),
    ex.Lesser: _ORDERED,
    ex.Greater: _ORDERED,
    ex.Plus: (Type.DATE,),
    ex.Part: (Type.INT,),
    ex.DateOf: (Type.DATE,),
    ex.YearsUntil: (Type.INT,),
    ex.DaysUntil: (Type.INT,),
    ex.Within: (Type.BOOL,),
    ex.Division: (Type.PLACE,),
    ex.Named: (*PLAIN, Type.REF, Type.SHARE),
    ex.AnyRow: (Type.BOOL,),
    ex.AtLeast: (Type.BOOL,),
    ex.Count: (Type.INT,),
    ex.Total: _NUMBERS,
    ex.Extreme: _ORDERED,
    ex.Only: (*PLAIN, Type.REF),
}
_LEAVES = (ex.Literal, ex.LeftOpen, ex.Today, ex.Region, ex.Param, ex.Col, ex.KeyOf)
_OF_TYPE = {type: [kind for kind, types in GIVES.items() if type in types] for type in Type}
_LEAVES_OF_TYPE = {type: [kind for kind in kinds if kind in _LEAVES] for type, kinds in _OF_TYPE.items()}
_LITTLE = 10**9
"""Numbers stay below this, far from where 64 bits end."""


@dataclass(frozen=True)
class Ground:
    """What an expression may speak about: the rows it is in, and the unit when that is one level up."""

    frames: tuple[Frame, ...]

    def only(self, frame: Frame) -> "Ground":
        return Ground((frame,))


def size(node: Expr) -> int:
    """Return a bound of a number's size."""
    if isinstance(node, (ex.Literal, ex.LeftOpen)):
        return abs(getattr(node, "value", None) or 0)
    if isinstance(node, (ex.Add, ex.Subtract)):
        return size(node.left) + size(node.right)
    if isinstance(node, ex.Multiply):
        return size(node.left) * size(node.right)
    if isinstance(node, (ex.If, ex.Lesser, ex.Greater, ex.Named, ex.Extreme, ex.Only)):
        return max(size(part) for part in node.children() if isinstance(part, Expr) and part.type is node.type)
    if isinstance(node, ex.Total):
        return 10 * size(node.value)
    if isinstance(node, ex.Portion):
        return 2 * size(node.money)
    if isinstance(node, (ex.DaysUntil, ex.YearsUntil)):
        return 4_000_000
    if isinstance(node, ex.Accrued):
        return (2400 if isinstance(node.last, ex.Lesser) else 100_000) * max(POOLS[Type.MONEY])
    return {Type.INT: 9999, Type.MONEY: max(POOLS[Type.MONEY])}[node.type]


def _links_of(frame: Frame) -> list[Frame]:
    return [Link(frame, ex.Col(frame, c.name)) for c in frame.table.columns if c.type is Type.REF]


class Growing:
    """Draws expressions. ``expr`` is what to ask; the methods called after kinds are chosen from it."""

    def __init__(self, dice: Random, programme: str) -> None:
        self._dice = dice
        self.programme = programme

    def one_of(self, values: Any) -> Any:
        return self._dice.choice(values)

    def now_and_then(self) -> bool:
        return self._dice.random() < 0.2

    # -------------------------------------------------------------------------------------------- what to draw

    def rooted(self, kind: type[Expr], unit: Unit, depth: int = 3) -> Expr:
        """Draw an expression of a kind about a unit."""
        return self.typed(kind, self.one_of(GIVES[kind]), Ground((unit,)), depth)

    def typed(self, kind: type[Expr], type: Type, at: Ground, depth: int) -> Expr:
        """Draw an expression of a kind and a type."""
        return self._make(kind, type, self._table(type), at, depth)

    def expr(self, type: Type, at: Ground, depth: int, table: str | None = None) -> Expr:
        """Draw an expression of a type. ``table``: for a key, the table it is a key of."""
        kinds = _OF_TYPE[type] if depth > 0 else _LEAVES_OF_TYPE[type]
        return self._make(self.one_of(kinds), type, table or self._table(type), at, depth)

    def _make(self, kind: type[Expr], type: Type, table: str | None, at: Ground, depth: int) -> Expr:
        method: Callable[..., Expr] = getattr(self, kind.__name__)
        of = {"table": table} if type is Type.REF else {}
        made = method(type, at, depth - 1, **of)
        if made.type in _NUMBERS and size(made) > _LITTLE:
            return ex.Literal(1, type)
        return made

    def _table(self, type: Type) -> str | None:
        return self.one_of(("persons", "persons", "households")) if type is Type.REF else None

    def frame(self, at: Ground, depth: int, fits: Callable[[Frame], bool]) -> Frame | None:
        """Draw a row that fits: one that is there, or one that a key of it points at."""
        base = self.one_of(at.frames)
        links = _links_of(base)
        if depth > 0 and self.now_and_then():
            table = self._table(Type.REF)
            links = [Link(base, self.expr(Type.REF, at.only(base), depth - 1, table))]
        further = [link for frame in links for link in _links_of(frame)] if self.now_and_then() else []
        for frames in (further, [base, *links]):
            fitting = [frame for frame in frames if fits(frame)]
            if fitting:
                return self.one_of(fitting)
        return None

    def rows(self, at: Ground, depth: int) -> tuple[Rows, Ground] | None:
        """Draw many rows, and what may be said about them."""
        parent = self.frame(at, depth, lambda frame: bool(FAMILIES.relations_of(frame.table.name)))
        if parent is None:
            return None
        rows = Rows(parent, self.one_of(list(FAMILIES.relations_of(parent.table.name).values())))
        if isinstance(parent.anchor, Unit) and self.one_of((False, True)):
            return rows, Ground((rows, rows, parent.anchor))
        return rows, Ground((rows,))

    # -------------------------------------------------------------------------------------------- leaves

    def Literal(self, type: Type, at: Ground, depth: int, table: str | None = None) -> Expr:
        pool = [*POOLS[type], None, NEVER, NEVER] if type is Type.DATE else [*POOLS[type], None]
        return ex.Literal(self.one_of(pool), type)

    def LeftOpen(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.LeftOpen(type, "不清楚", "not clear", ())

    def Today(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.Today()

    def Region(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.Region()

    def Param(self, type: Type, at: Ground, depth: int) -> Expr:
        on = self.one_of((ex.Today(), ex.Literal(self.one_of(DATES), Type.DATE), None))
        if on is None:
            on = self.expr(Type.DATE, at, depth)
        place: Expr = ex.Region()
        for frame in at.frames:
            if isinstance(frame, Unit) and frame.table.place:
                place = ex.Col(frame, frame.table.place)
        return ex.Param(self.programme, type.value, type, on, place)

    def Accrued(self, type: Type, at: Ground, depth: int) -> Expr:
        rate = self.Param(Type.MONEY, at, depth)
        first = ex.Greater(self.expr(Type.DATE, at, depth), ex.Literal(DATES[0], Type.DATE))
        last = self.expr(Type.DATE, at, depth)
        if not self.now_and_then():  # else perhaps without an end: a death that has not come
            last = ex.Lesser(last, ex.Literal(DATES[-1], Type.DATE))
        return ex.Accrued(rate, first, last)

    def Col(self, type: Type, at: Ground, depth: int, table: str | None = None) -> Expr:
        def names(frame: Frame) -> list[str]:
            columns = frame.table.columns
            return [c.name for c in columns if c.type is type and (table is None or c.refers_to == table)]

        frame = self.frame(at, depth, lambda frame: bool(names(frame)))
        if frame is None:
            return self._nothing(type, at, table)
        return ex.Col(frame, self.one_of(names(frame)))

    def _nothing(self, type: Type, at: Ground, table: str | None) -> Expr:
        if type is not Type.REF:
            return self.Literal(type, at, 0)
        # Every row of this schema has a key, or points at a person.
        base = at.frames[0]
        for frame in (base, *_links_of(base)):
            if frame.table.name == table:
                return ex.KeyOf(frame)
            for column in frame.table.columns:
                if column.refers_to == table:
                    return ex.Col(frame, column.name)
        raise AssertionError(f"{base.table.name} has no way to {table}")

    def KeyOf(self, type: Type, at: Ground, depth: int, table: str | None = None) -> Expr:
        frame = self.frame(at, depth, lambda frame: frame.table.name == table)
        return ex.KeyOf(frame) if frame is not None else self._nothing(type, at, table)

    # -------------------------------------------------------------------------------------------- truth

    def Compare(self, type: Type, at: Ground, depth: int) -> Expr:
        kind = self.one_of((*PLAIN, Type.REF, Type.SHARE))
        table = self._table(kind)
        left, right = (self.expr(kind, at, depth, table) for _ in range(2))
        ops = ("eq", "ne", "lt", "le") if kind in _ORDERED else ("eq", "ne")
        try:
            return ex.Compare(self.one_of(ops), left, right)
        except LawError:  # a column that never has that word
            return ex.Compare("eq", left, left)

    def And(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.And(self.expr(type, at, depth), self.expr(type, at, depth))

    def Or(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.Or(self.expr(type, at, depth), self.expr(type, at, depth))

    def Not(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.Not(self.expr(type, at, depth))

    def Known(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.Known(self.expr(self.one_of((*PLAIN, Type.REF, Type.SHARE)), at, depth))

    def IsIn(self, type: Type, at: Ground, depth: int) -> Expr:
        kind = self.one_of((Type.TEXT, Type.INT))
        value = self.expr(kind, at, depth)
        pool: list[Any] = NUMBERS if kind is Type.INT else WORDS
        if isinstance(value, ex.Col):
            pool = list(value.frame.table.column(value.name).choices) or pool
        return ex.IsIn(value, tuple(self.one_of(pool) for _ in range(2)))

    def If(self, type: Type, at: Ground, depth: int, table: str | None = None) -> Expr:
        branches = [self.expr(type, at, depth, table) for _ in range(2)]
        return ex.If(self.expr(Type.BOOL, at, depth), *branches)

    # -------------------------------------------------------------------------------------------- numbers

    def _two(self, kind: type[Expr], type: Type, at: Ground, depth: int) -> Expr:
        return kind(self.expr(type, at, depth), self.expr(type, at, depth))

    def Add(self, type: Type, at: Ground, depth: int) -> Expr:
        return self._two(ex.Add, type, at, depth)

    def Subtract(self, type: Type, at: Ground, depth: int) -> Expr:
        return self._two(ex.Subtract, type, at, depth)

    def Multiply(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.Multiply(self.expr(type, at, depth), self.expr(Type.INT, at, depth))

    def Lesser(self, type: Type, at: Ground, depth: int) -> Expr:
        return self._two(ex.Lesser, type, at, depth)

    def Greater(self, type: Type, at: Ground, depth: int) -> Expr:
        return self._two(ex.Greater, type, at, depth)

    def Portion(self, type: Type, at: Ground, depth: int) -> Expr:
        rounding = self.one_of(("half_up", "down", "up"))
        return ex.Portion(self.expr(type, at, depth), self.expr(Type.SHARE, at, depth), rounding)

    def Named(self, type: Type, at: Ground, depth: int, table: str | None = None) -> Expr:
        return ex.Named(self.expr(type, at, depth, table), "名", "name", ("", ""))

    # -------------------------------------------------------------------------------------------- dates and places

    def Plus(self, type: Type, at: Ground, depth: int) -> Expr:
        number = self.expr(Type.INT, at, depth)
        if self.now_and_then():  # far beyond the calendar, on either side
            year = ex.Part(self.expr(type, at, depth), "year")
            number = ex.Multiply(year, ex.Literal(self.one_of((1, -1, 12, -12)), Type.INT))
        if size(number) > 100_000:
            number = ex.Literal(self.one_of(NUMBERS), Type.INT)
        return ex.Plus(self.expr(type, at, depth), number, self.one_of(("years", "months", "days")))

    def Part(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.Part(self.expr(Type.DATE, at, depth), self.one_of(("year", "month", "day")))

    def DateOf(self, type: Type, at: Ground, depth: int) -> Expr:
        year = self.expr(Type.INT, at, depth)
        if self.one_of((False, True, True)) or size(year) > 20_000:
            base = self.one_of((ex.Literal(2020, Type.INT), ex.Part(self.expr(type, at, depth), "year")))
            year = ex.Add(base, ex.Literal(self.one_of(NUMBERS), Type.INT))
        return ex.DateOf(year, *self.one_of(((1, 1), (2, 28), (12, 31), (6, 30))))

    def YearsUntil(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.YearsUntil(self.expr(Type.DATE, at, depth), self.expr(Type.DATE, at, depth))

    def DaysUntil(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.DaysUntil(self.expr(Type.DATE, at, depth), self.expr(Type.DATE, at, depth))

    def Within(self, type: Type, at: Ground, depth: int) -> Expr:
        regions = [getattr(self, kind)(Type.PLACE, at, 0) for kind in ("Region", "Literal", "Param")]
        region = self.one_of(regions)
        if self.now_and_then():
            region = ex.If(self.expr(Type.BOOL, at, depth), region, self.one_of(regions))
        return ex.Within(self.expr(Type.PLACE, at, depth), region)

    def Division(self, type: Type, at: Ground, depth: int) -> Expr:
        return ex.Division(self.expr(type, at, depth), self.one_of(list(LEVELS)))

    # -------------------------------------------------------------------------------------------- aggregates

    def _where(self, at: Ground, depth: int) -> Expr:
        return ex.Literal(True, Type.BOOL) if self.now_and_then() else self.expr(Type.BOOL, at, depth)

    def AnyRow(self, type: Type, at: Ground, depth: int) -> Expr:
        found = self.rows(at, depth)
        return ex.AnyRow(found[0], self._where(found[1], depth)) if found else self._nothing(type, at, None)

    def AtLeast(self, type: Type, at: Ground, depth: int) -> Expr:
        found = self.rows(at, depth)
        if found is None:
            return self._nothing(type, at, None)
        return ex.AtLeast(found[0], self._where(found[1], depth), self.one_of((1, 2, 3)))

    def Count(self, type: Type, at: Ground, depth: int) -> Expr:
        found = self.rows(at, depth)
        return ex.Count(found[0], self._where(found[1], depth)) if found else self._nothing(type, at, None)

    def Total(self, type: Type, at: Ground, depth: int) -> Expr:
        found = self.rows(at, depth)
        if found is None:
            return self._nothing(type, at, None)
        rows, inside = found
        return ex.Total(rows, self._where(inside, depth), self.expr(type, inside, depth))

    def Extreme(self, type: Type, at: Ground, depth: int) -> Expr:
        found = self.rows(at, depth)
        if found is None:
            return self._nothing(type, at, None)
        rows, inside = found
        if_none = self.Literal(type, inside, depth)
        return ex.Extreme(
            rows, self._where(inside, depth), self.expr(type, inside, depth), self.one_of((True, False)), if_none
        )

    def Only(self, type: Type, at: Ground, depth: int, table: str | None = None) -> Expr:
        found = self.rows(at, depth)
        if found is None:
            return self._nothing(type, at, table)
        rows, inside = found
        return ex.Only(rows, self._where(inside, depth), self.expr(type, inside, depth, table))


def shown(node: Node) -> str:
    """Return a graph as one line of text."""
    if isinstance(node, Unit):
        return node.name
    if isinstance(node, Rows):
        return f"{shown(node.parent)}.{node.relation.name}"
    if isinstance(node, Link):
        if isinstance(node.ref, ex.Col) and node.ref.frame is node.parent:
            return f"{shown(node.parent)}.{node.ref.name}"
        return f"({shown(node.ref)})->"
    if isinstance(node, ex.Literal):
        return f"unknown {node.of.value}" if node.value is None else str(node.value)
    if isinstance(node, ex.Col):
        return f"{shown(node.frame)}.{node.name}"
    parts = [
        shown(part) if isinstance(part, Node) else repr(part) for part in node.parts() if not isinstance(part, Type)
    ]
    return f"{type(node).__name__}({', '.join(parts)})"
