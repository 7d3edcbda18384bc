"""How a programme of the law is written, and how its rule is made of it.

A subclass of :class:`Programme` is written like the law reads; making the class runs its methods once and keeps the
graph as ``Programme.rule``.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, get_args

from jiahe.law import expressions as ex
from jiahe.law.errors import LawError, Unfinished, UnknownName, at_its_line, did_you_mean
from jiahe.law.language import Bool, Date, Int, Money, Place, Row, Value, pairs_of, unit, value_of
from jiahe.law.members import ProgrammeClass, called, check_names, criteria_of
from jiahe.law.nodes import Expr, Unit
from jiahe.law.parameters import Parameters
from jiahe.law.payers import PaidPart
from jiahe.law.rule import Benefit, Criterion, Evidence, Instalment, Pack, Rule
from jiahe.law.schema import Schema
from jiahe.law.types import Type


class Law:
    """The law as a rule sees it: its parameters, the day of determination and the region of the run."""

    __slots__ = ("_parameters", "_place")

    def __init__(self, parameters: Parameters, place: Expr) -> None:
        self._parameters = parameters
        self._place = place

    @property
    def today(self) -> Date:
        """The day of determination."""
        return Date(ex.Today())

    @property
    def region(self) -> Place:
        """The region that the run is for."""
        return Place(ex.Region())

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        parameter = self._parameters[name]
        return value_of(ex.Param(self._parameters.programme, name, parameter.type, ex.Today(), self._place))


def criterion(*, zh: str, en: str, cites: str, evidence: Any = ()) -> Callable[[Any], Any]:
    """Mark a method of a programme as a criterion.

    ``evidence``: one (Chinese, English) pair or several. The method takes the unit's row and the law, returns a Bool.
    """
    pairs: tuple[Evidence, ...] = pairs_of(evidence)

    def mark(method: Any) -> Any:
        method.criterion = (zh, en, cites, pairs)
        return method

    return mark


class Programme(metaclass=ProgrammeClass):
    """Base of every programme. See docs/reference/language.md for what a subclass may say.

    ``enrolled(row, law)``: whether nothing is left that could be claimed on the day and has not been, of whatever year:
    who is owed something and is not enrolled counts as missed. Where the instalments are claimed one by one, each says
    by itself whether it is ``open``, and nobody says more: enrolled is for whom none is. What is unclaimed is the sum
    of those that are open; elsewhere all that is owed to whoever is not enrolled.
    ``forfeited(row, law, met_but)``, if there is one: whether something for this year or the year before was not
    claimed in time and lapsed; ``met_but("criterion")`` says whether all other criteria are met.
    ``remarks``: parameters of type choice whose words are told with every answer but a no: what else a family should
    know. They decide nothing.
    """

    key: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]
    schema: ClassVar[Schema]
    unit: ClassVar[str]
    parameters: ClassVar[Parameters]
    benefit: ClassVar[Benefit] = "money"
    remarks: ClassVar[tuple[str, ...]] = ()
    rule: ClassVar[Rule]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in ("key", "zh", "en", "schema", "unit", "parameters", "instalments"):
            if not hasattr(cls, name):
                raise Unfinished(f"Programme {cls.__name__} does not say its {name}.")
        check_names(cls)
        if not isinstance(cls.parameters, Parameters):
            raise LawError(f"{cls.key}: write parameters = load_parameters(__file__), not {cls.parameters!r}.")
        if cls.parameters.programme != cls.key:
            raise LawError(f"{cls.key}: its parameters.yaml is for {cls.parameters.programme!r}.")
        if cls.benefit not in get_args(Benefit):
            raise LawError(f"{cls.key}: a benefit is in money or in days, not {cls.benefit!r}.")
        cls.rule = _build(cls)


def _build(cls: type[Programme]) -> Rule:
    row = unit(cls.schema, cls.unit)
    place = _place_of(cls, row)
    law = Law(cls.parameters, place)
    criteria = []
    for name, method in criteria_of(cls).items():
        zh, en, cites, evidence = method.criterion
        node = _asked(cls, name, called(cls, name, method, row, law), row)
        criteria.append(Criterion(name, zh, en, cites, evidence, node))
    if not criteria:
        raise Unfinished(f"{cls.key} has no criterion. Mark at least one method with @criterion(...).")
    methods: Any = cls
    looked_at: Expr = ex.Literal(True, Type.BOOL)
    if hasattr(cls, "population"):
        asked = _returned(cls, "population", called(cls, "population", methods.population, row, law), Type.BOOL, row)
        looked_at = ex.Or(ex.Not(ex.Known(asked)), asked)
    forfeited: Expr = ex.Literal(False, Type.BOOL)
    if hasattr(cls, "forfeited"):
        lapsed = called(cls, "forfeited", methods.forfeited, row, law, _met_but(cls, criteria))
        forfeited = _returned(cls, "forfeited", lapsed, Type.BOOL, row)
    amount = Type.MONEY if cls.benefit == "money" else Type.INT
    instalments = _instalments(cls, called(cls, "instalments", methods.instalments, row, law))
    for one in instalments:
        _returned(cls, f"instalment {one.key}", one.amount, amount, row)
        _returned(cls, f"the year of instalment {one.key}", value_of(one.year_node), Type.INT, row)
        for part in one.paid_by:
            _check_part(cls, one, part, row)
    keys = [one.key for one in instalments]
    if not keys or len(set(keys)) < len(keys):
        raise Unfinished(f"{cls.key} needs at least one instalment, each with a key of its own; it has {keys}.")
    enrolled, unclaimed = _claimed(cls, instalments, row, law)
    frame = row.frame
    assert isinstance(frame, Unit)
    return Rule(
        cls.key,
        cls.zh,
        cls.en,
        (cls.__doc__ or "").strip(),
        frame,
        looked_at,
        tuple(criteria),
        instalments,
        enrolled,
        unclaimed,
        forfeited,
        place,
        cls.benefit,
        cls.parameters,
        _checked_remarks(cls),
    )


def _checked_remarks(cls: type[Programme]) -> tuple[str, ...]:
    for name in cls.remarks:
        if not cls.parameters[name].choices:
            raise LawError(f"{cls.key}: the remark {name!r} has no words. Make it a parameter of type choice.")
    return cls.remarks


def _claimed(cls: type[Programme], instalments: tuple[Instalment, ...], row: Row, law: Law) -> tuple[Expr, Expr]:
    """Return whether nothing is open, and the sum of what is open."""
    methods: Any = cls
    amounts = [one.amount_node for one in instalments]
    nothing = ex.Literal(0, Type.MONEY if cls.benefit == "money" else Type.INT)
    if not any(one.open is not None for one in instalments):
        enrolled: Expr = ex.Literal(False, Type.BOOL)
        if hasattr(cls, "enrolled"):
            enrolled = _returned(cls, "enrolled", called(cls, "enrolled", methods.enrolled, row, law), Type.BOOL, row)
        return enrolled, ex.If(enrolled, nothing, _sum(amounts))
    if hasattr(cls, "enrolled") or any(one.open is None for one in instalments):
        raise LawError(
            f"{cls.key}: where one instalment says whether it is open, all do, and nobody says enrolled besides."
        )
    opens = [_returned(cls, f"whether instalment {one.key} is open", one.open, Type.BOOL, row) for one in instalments]
    closed: Expr = ex.Not(opens[0])
    for one in opens[1:]:
        closed = ex.And(closed, ex.Not(one))
    return closed, _sum([ex.If(one, amount, nothing) for one, amount in zip(opens, amounts, strict=True)])


def _sum(amounts: list[Expr]) -> Expr:
    node = amounts[0]
    for one in amounts[1:]:
        node = ex.Add(node, one)
    return node


def _met_but(cls: type[Programme], criteria: list[Criterion]) -> Callable[[str], Bool]:
    """Return what gives ``forfeited`` whether all criteria but one, that of the time to claim, are met."""
    keys = [one.key for one in criteria]

    def met_but(key: str) -> Bool:
        if key not in keys:
            raise UnknownName(f"{cls.key} has no criterion {key!r}. {did_you_mean(key, keys)}")
        node: Expr = ex.Literal(True, Type.BOOL)
        for one in criteria:
            node = node if one.key == key else ex.And(node, one.node)
        return Bool(node)

    return met_but


def _check_part(cls: type[Programme], instalment: Instalment, part: PaidPart, row: Row) -> None:
    """Check that somebody pays all of a part: every payer but the last has a share, and the last takes the rest."""
    where = f"{part.en!r} of instalment {instalment.key}"
    _returned(cls, where, part.amount, Type.MONEY, row)
    if not part.payers or part.payers[-1].share is not None:
        raise Unfinished(f"{cls.key}: {where} needs payers, the last of whom has no share: that one pays the rest.")
    for payer in part.payers[:-1]:
        _returned(cls, f"the share of {payer.key} in {where}", payer.share, Type.SHARE, row)


def _place_of(cls: type[Programme], row: Row) -> Expr:
    if hasattr(cls, "place"):
        methods: Any = cls
        return _returned(cls, "place", called(cls, "place", methods.place, row), Type.PLACE, row)
    column = cls.schema.table(cls.unit).place
    return ex.Region() if column is None else ex.Col(row.frame, column)


def _asked(cls: type[Programme], name: str, value: Any, row: Row) -> Expr:
    """Return the graph of a criterion; one that Python has answered already would be the same for everybody."""
    if isinstance(value, bool):
        raise LawError(
            f"{cls.key}: {name} is {value} for everybody, whatever the facts. Python answers `is`, `is not` and a "
            "plain True or False itself: write .is_known() or == instead. A condition that the law does not make is "
            "left out."
        )
    return _returned(cls, name, value, Type.BOOL, row)


def _instalments(cls: type[Programme], found: Any) -> tuple[Instalment, ...]:
    """Check that instalments are a list of them, and those who pay each are lists of parts."""
    if not isinstance(found, (list, tuple)) or not all(isinstance(one, Instalment) for one in found):
        raise Unfinished(f"{cls.key}: instalments must return a list, [Instalment(...), ...], but returned {found!r}.")
    for one in found:
        if not isinstance(one.paid_by, (list, tuple)) or not all(isinstance(part, PaidPart) for part in one.paid_by):
            raise Unfinished(
                f"{cls.key}: instalment {one.key}: paid_by is a tuple, (PaidPart(...),), not {one.paid_by!r}."
            )
    return tuple(found)


def _returned(cls: type[Programme], name: str, value: Any, type: Type, row: Row) -> Expr:
    """Check what a method of a programme returned and take the graph out of it."""
    if isinstance(value, bool) and type is Type.BOOL:
        return ex.Literal(value, Type.BOOL)
    if not isinstance(value, Value):
        raise Unfinished(f"{cls.key}: {name} must return {ex.NOUNS[type]}, but it returned {value!r}.")
    node: Expr = value.node
    if node.type is not type:
        raise LawError(f"{cls.key}: {name} must return {ex.NOUNS[type]}, but it returned {ex.NOUNS[node.type]}.")
    if node.anchor not in (None, row.frame):
        raise LawError(f"{cls.key}: {name} speaks about other rows than the unit's. Reduce them to one value first.")
    return node


@dataclass(frozen=True)
class OutcomeOf:
    """Another programme's outcome for the same unit, inside a rule."""

    rule: Rule

    @property
    def eligible(self) -> Bool:
        """Whether it is in force for the unit, looks at it, and all its criteria are met."""
        in_force = ex.Param(self.rule.key, "in_force", Type.BOOL, ex.Today(), self.rule.place)
        node: Expr = ex.And(ex.And(ex.Known(in_force), in_force), self.rule.population)
        for one in self.rule.criteria:
            node = ex.And(node, one.node)
        return Bool(node)

    def instalment(self, key: str) -> Money | Int:
        """The amount of one of its instalments."""
        for one in self.rule.instalments:
            if one.key == key:
                amount: Money | Int = value_of(one.amount_node)
                return amount
        raise UnknownName(
            f"{self.rule.key} has no instalment {key!r}. {did_you_mean(key, [i.key for i in self.rule.instalments])}"
        )


def outcome_of(programme: type[Programme], row: Row) -> OutcomeOf:
    """Return another programme's outcome for the row, which must be the unit of both."""
    if row.frame is not programme.rule.unit:
        raise LawError(f"outcome_of({programme.key}) works for the unit itself only.")
    return OutcomeOf(programme.rule)


def _module(name: str, rules: Path) -> Any:
    """Import a module of rules. Raises LawError with the line of the rule that is wrong."""
    try:
        return importlib.import_module(name)
    except Exception as problem:  # a rule is a program of its writer's
        raise at_its_line(problem, rules) from problem


def pack_of(package: str) -> Pack:
    """Import every ``rule`` module below a package and return its programmes as one pack, in order of key."""
    top = importlib.import_module(package)
    found: list[Rule] = []
    for info in pkgutil.walk_packages(top.__path__, package + "."):
        if info.name.rsplit(".", 1)[-1] == "rule":
            module = _module(info.name, Path(top.__path__[0]))
            found += [
                value.rule
                for value in vars(module).values()
                if isinstance(value, type) and issubclass(value, Programme) and value.__module__ == info.name
            ]
    return Pack(tuple(sorted(found, key=lambda rule: rule.key)))
