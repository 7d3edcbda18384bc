"""Whole packs of random programmes have the same outcomes on the reference engine and on DuckDB.

Who is looked at, status, total, this year's part, place, enrolment, every criterion and instalment.
``JIAHE_EXAMPLES`` and ``JIAHE_SEED`` as in test_engines_agree.py.
"""

from collections import Counter

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from jiahe.law.errors import LawError
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting
from tests.law import drawn_facts, drawn_programmes
from tests.law.drawn_graphs import shown
from tests.law.outcomes import Outcomes, by_duckdb, by_reference
from tests.law.repeatable import announced, examples, repeatable


def test_reference_and_duckdb_have_the_same_outcomes():
    number = examples(100)
    announced(number)
    statuses: Counter[str] = Counter()

    @repeatable(number)
    @given(st.randoms(use_true_random=True))
    def agree(dice):
        pack = drawn_programmes.pack(dice)
        facts = drawn_facts.families(dice)
        if not facts.has("households"):
            pack = Pack(tuple(rule for rule in pack.rules if rule.unit.name != "households"))
        setting = drawn_facts.setting(dice, *pack.parameters.values())
        expected = by_reference(facts, pack, setting)
        statuses.update(o["status"] for outcomes in expected.values() for o in outcomes.values())
        try:
            wrong = differences(expected, by_duckdb(facts, pack, setting))
        except (duckdb.Error, LawError, AssertionError, LookupError) as problem:
            wrong = [f"{type(problem).__name__}: {problem}"]
        if wrong:
            raise AssertionError(
                "\n".join([*wrong, *printed(pack), drawn_facts.shown_setting(setting), drawn_facts.shown(facts)])
            )

    agree()
    if number >= 100:
        assert min(statuses[status] for status in ("eligible", "not_eligible", "needs_evidence")) > 20, statuses


def test_a_programme_alone_has_the_outcomes_that_it_has_in_its_pack():
    """One that asks about another finds it, though the other has no rows of its own then."""

    @repeatable(max(1, examples(100) // 10))
    @given(st.randoms(use_true_random=True))
    def alone(dice):
        pack = drawn_programmes.pack(dice)
        facts = drawn_facts.families(dice)
        if not facts.has("households"):
            pack = Pack(tuple(rule for rule in pack.rules if rule.unit.name != "households"))
        setting = drawn_facts.setting(dice, *pack.parameters.values())
        together = by_duckdb(facts, pack, setting)
        for rule in pack.rules:
            only = pack.only([rule.key])
            assert by_duckdb(facts, only, setting)[rule.key] == together[rule.key]
            own = Setting.of(only, setting.on, setting.region, unconfirmed=setting.unconfirmed)
            assert by_duckdb(facts, only, own)[rule.key] == together[rule.key]

    alone()


def differences(expected: Outcomes, found: Outcomes) -> list[str]:
    """Return what differs, a line each."""
    lines = []
    for programme, outcomes in expected.items():
        others = found[programme]
        for key in outcomes.keys() | others.keys():
            one, other = outcomes.get(key), others.get(key)
            if one is None or other is None:
                lines.append(f"{programme} {key}: reference {one}, SQL {other}")
            else:
                lines += [
                    f"{programme} {key} {name}: reference {one[name]!r}, SQL {other[name]!r}"
                    for name in one
                    if one[name] != other[name]
                ]
    return lines


def printed(pack: Pack) -> list[str]:
    """Return the rules of a pack readably."""
    lines = []
    for rule in pack.rules:
        lines.append(f"{rule.key} ({rule.benefit}) of {rule.unit.name}, place {shown(rule.place)}")
        lines.append(f"  population {shown(rule.population)}")
        lines += [f"  {one.key} {shown(one.node)}" for one in rule.criteria]
        lines += [f"  {one.key} {shown(one.year_node)}: {shown(one.amount_node)}" for one in rule.instalments]
        lines.append(f"  enrolled {shown(rule.enrolled)}")
        lines.append(f"  forfeited {shown(rule.forfeited)}")
    return lines
