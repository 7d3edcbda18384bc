"""One family at the counter: everybody at home, all programmes, the reference engine, the facts behind each answer."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from bench.pack import ON, PACK
from bench.registers import COUNTY
from jiahe.facts.contract import FACTS
from jiahe.facts.family import family_of
from jiahe.law.facts import Facts
from jiahe.law.outcome import determine_one
from jiahe.law.reads import steps_read
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting


def draw(tables: Mapping[str, Path], families: int, seed: int = 2026) -> Iterator[tuple[list[Any], Facts]]:
    """Draw families: a living person, spouse, parents and children, and all the facts that the rules can reach."""
    steps = max(steps_read(rule) for rule in PACK.rules)
    with duckdb.connect() as db:
        found = db.execute(
            f"SELECT person_id FROM read_parquet('{tables['persons']}') "
            f"WHERE death_date IS NULL AND starts_with(hukou_place, '{COUNTY.rstrip('0')}') ORDER BY person_id"
        ).fetchall()
    for (person,) in random.Random(seed).sample(found, families):
        key, facts = family_of(tables, str(person), steps=steps)
        yield _at_home(facts, key), facts


def _at_home(facts: Facts, key: Any) -> list[Any]:
    """Return the person, and those that one row of kinship or marriage joins with them, if they live."""
    near = {key: None}
    for name in ("children", "parents", "unions"):
        relation = FACTS.relations_of("persons")[name]
        other = {"children": "child", "parents": "parent", "unions": "spouse"}[name]
        near.update(dict.fromkeys(row[other] for row in facts.related(relation, key)))
    rows = [facts.row("persons", one) for one in near if one is not None]
    return [row["person_id"] for row in rows if row is not None and row["death_date"] is None]


def answer(people: list[Any], facts: Facts, pack: Pack, setting: Setting) -> int:
    """Determine each of the people and trace each criterion and amount; return how many facts were behind them."""
    count = 0
    for person in people:
        for outcome in determine_one(facts, pack, setting, person):
            nodes = [criterion.node for criterion in outcome.rule.criteria]
            nodes += [instalment.amount_node for instalment in outcome.rule.instalments]
            count += sum(len(outcome.facts(node)) for node in nodes)
    return count


def milliseconds(tables: Mapping[str, Path], families: int) -> list[float]:
    """Return how long each family took, the facts being in memory, the shortest first."""
    setting = Setting.of(PACK, ON, COUNTY, unconfirmed=True)
    times = []
    for people, facts in draw(tables, families):
        fresh = Facts(facts.schema, facts.tables, facts.columns)
        start = time.perf_counter()
        answer(people, fresh, PACK, setting)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)
