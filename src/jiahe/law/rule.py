"""What the engines read: the graph of each programme, and the programmes that are determined together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from jiahe.law import expressions as ex
from jiahe.law.errors import LawError, UnknownName, did_you_mean, meant
from jiahe.law.language import Value
from jiahe.law.nodes import Expr, Node, Unit, fingerprint
from jiahe.law.parameters import Parameters
from jiahe.law.payers import PaidPart
from jiahe.law.schema import Schema
from jiahe.law.types import Type

Benefit = Literal["money", "days"]
"""What a programme gives: sums in fen, or whole days of leave."""

Evidence = tuple[str, str]
"""A paper that proves something, in Chinese and English."""


@dataclass(frozen=True)
class Criterion:
    """One condition of a programme, with the article it rests on and the papers that prove it."""

    key: str
    zh: str
    en: str
    cites: str
    evidence: tuple[Evidence, ...]
    node: Expr


@dataclass(frozen=True)
class Instalment:
    """One dated part of a benefit. ``amount``: money in fen or, for leave, whole days; 0 is not payable.

    ``open``: whether it can be claimed on the day and has not been, where the instalments are claimed one by one.
    ``paid_by``: who pays it, as far as the law says; for explanations only.
    """

    key: str
    zh: str
    en: str
    year: Any
    amount: Any
    paid_by: tuple[PaidPart, ...] = ()
    open: Any = None

    @property
    def year_node(self) -> Expr:
        """The calendar year it is for."""
        return self.year.node if isinstance(self.year, Value) else ex.Literal(self.year, Type.INT)

    @property
    def amount_node(self) -> Expr:
        """The amount."""
        node: Expr = self.amount.node
        return node


@dataclass(frozen=True)
class Rule:
    """What the engines read: the graph of one programme."""

    key: str
    zh: str
    en: str
    doc: str
    unit: Unit
    population: Expr
    criteria: tuple[Criterion, ...]
    instalments: tuple[Instalment, ...]
    enrolled: Expr
    unclaimed: Expr
    forfeited: Expr
    place: Expr
    benefit: Benefit
    parameters: Parameters = field(compare=False)
    remarks: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """How columns of this programme begin in a result: ``cn/childcare-subsidy`` gives ``childcare_subsidy``."""
        return self.key.rsplit("/", 1)[-1].replace("-", "_")

    def nodes(self) -> Iterator[Expr]:
        """Iterate over the tops of the graph."""
        yield self.population
        yield from (c.node for c in self.criteria)
        for instalment in self.instalments:
            yield instalment.year_node
            yield instalment.amount_node
        yield self.enrolled
        yield self.unclaimed
        yield self.forfeited

    def payer_nodes(self) -> Iterator[Expr]:
        """Iterate over what is said about who pays; no part of an outcome."""
        for part in (part for one in self.instalments for part in one.paid_by):
            yield part.amount_node
            yield from (payer.share.node for payer in part.payers if payer.share is not None)

    @cached_property
    def asks(self) -> frozenset[str]:
        """The keys of the programmes whose figures it asks about, its own among them."""
        found: set[str] = set()
        seen: set[Node] = set()
        stack: list[Node] = [*self.nodes(), *self.payer_nodes(), self.place]
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                if isinstance(node, ex.Param):
                    found.add(node.programme)
                stack.extend(node.children())
        return frozenset(found)

    @cached_property
    def version(self) -> str:
        """The version of the law: the first 12 hex digits of SHA-256 over the rule and its figures.

        That is the graph of the rule, as it was built from its own and all shared modules, and every figure with its
        dates; a reform's figures and rules change it.
        """
        digest = hashlib.sha256()
        for node in (*self.nodes(), self.place):
            digest.update(fingerprint(node).encode())
        for parameter in (self.parameters.in_force, *self.parameters):
            for dated in parameter.values:
                said = (parameter.name, dated.region, dated.start, dated.until, dated.value, dated.confirmed)
                digest.update(repr(said).encode())
        return digest.hexdigest()[:12]

    def criterion(self, key: str) -> Criterion:
        """Return the criterion. Raises UnknownName with what was probably meant."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        keys = [one.key for one in self.criteria]
        raise UnknownName(
            f"{self.key} has no criterion {key!r}. {did_you_mean(key, keys)}",
            f"{self.key} 没有条件 {key!r}。{meant(key, keys)}",
        )


@dataclass(frozen=True)
class Pack:
    """The programmes that are determined together. All have the same schema.

    ``beside``: programmes that are not determined, but whose figures the others may ask about.
    """

    rules: tuple[Rule, ...]
    beside: tuple[Rule, ...] = ()

    def __post_init__(self) -> None:
        keys = [rule.key for rule in self.rules]
        columns = [rule.column for rule in self.rules]
        if len(set(keys)) < len(keys) or len(set(columns)) < len(columns):
            raise LawError(f"Two programmes of a pack share a key or the last part of it: {sorted(keys)}.")

    @property
    def schema(self) -> Schema:
        """The schema of the facts."""
        return self.rules[0].unit.schema

    @property
    def parameters(self) -> dict[str, Parameters]:
        """The parameters by programme. Raises LawError when a rule asks about a programme that is not in the pack."""
        found = {rule.key: rule.parameters for rule in (*self.beside, *self.rules)}
        for rule in self.rules:
            for key in sorted(rule.asks - found.keys()):
                raise LawError(
                    f"{rule.key} asks about {key}, which is not in the pack. Put its rule into the pack as well, or "
                    "beside it: Pack((rule,), beside=(other,))."
                )
        return found

    def rule(self, key: str) -> Rule:
        """Return the programme's rule. Raises UnknownName with what was probably meant."""
        for rule in self.rules:
            if rule.key == key:
                return rule
        keys = [one.key for one in self.rules]
        raise UnknownName(
            f"There is no programme {key!r}. {did_you_mean(key, keys)}",
            f"没有代码为“{key}”的项目。{meant(key, keys)}",
        )

    def only(self, keys: Iterable[str]) -> Pack:
        """Return the pack with only these programmes; the others stay beside them."""
        chosen = tuple(self.rule(key) for key in keys)
        return Pack(chosen, tuple(rule for rule in (*self.beside, *self.rules) if rule not in chosen))

    def reformed(self, parameters: dict[str, Parameters]) -> Pack:
        """Return the pack with other parameters for some programmes."""

        def changed(rule: Rule) -> Rule:
            return replace(rule, parameters=parameters.get(rule.key, rule.parameters))

        return Pack(tuple(map(changed, self.rules)), tuple(map(changed, self.beside)))
