"""What a rule needs here and now: constants worked out, branches that cannot be taken gone, and nothing read for
them."""

import datetime as dt
from dataclasses import replace

import pytest

from jiahe.law import Instalment, Pack, PaidPart, Payer, Programme, criterion, outcome_of, when, yuan
from jiahe.law import expressions as ex
from jiahe.law.duckdb_engine import DuckDBRegister
from jiahe.law.lower import Lowering, lower
from jiahe.law.reads import facts_needed, facts_read, steps_read
from jiahe.law.setting import Setting
from tests.law.engines import arrow_tables
from tests.law.families import FAMILIES, person
from tests.law.tables import Known, facts, figures, parameters

law = figures(
    person,
    """
    name   | type   | region       | from       | until      | value
    rule   | choice | 330000000000 | 2025-01-01 |            | by_household
    rule   | choice |              | 2025-01-01 |            | by_person
    rate   | money  |              | 2025-01-01 |            | 10.00
    rate   | money  | 420106000000 | 2025-01-01 |            | 20.00
    share  | share  |              | 2025-01-01 |            | 1/2
    starts | date   |              | 2025-01-01 |            | 2025-01-01
    """,
)
BY_HOUSEHOLD = when(law.rule == "by_household").then(person.household.rent).otherwise(person.income)


def lowered(expression, *, region="420000000000", on="2025-06-01"):
    return Lowering(Setting(dt.date.fromisoformat(on), region, Known())).expr(expression.node)


def needs(expression, **setting):
    return facts_needed([lowered(expression, **setting)])


def literal(expression, **setting):
    node = lowered(expression, **setting)
    assert isinstance(node, ex.Literal), node
    return node.value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (law.today, dt.date(2025, 6, 1)),
        (law.today.plus(months=1).year * 2, 4050),
        (law.region.within("110000000000"), True),
        (law.starts.years_until(law.today), 0),
        (law.rate.share(law.share) * 3, 1500),
        (law.rate.on(dt.date(2024, 12, 31)), None),
        (law.rate.accrued(dt.date(2025, 1, 1), dt.date(2025, 3, 1)), 3000),
        (law.rule == "by_person", True),
        ((law.rule == "by_household") & person.insured, False),
        ((law.rule == "by_person") | person.insured, True),
        (law.rule.named("规则", "rule").is_in("by_person"), True),
    ],
    ids=str,
)
def test_what_hangs_only_on_the_law_is_a_constant(expression, value):
    assert literal(expression, region="110000000000") == value


def test_the_branch_of_another_region_is_gone_and_reads_nothing():
    assert needs(BY_HOUSEHOLD, region="420000000000") == {("persons", "person"), ("persons", "income")}
    assert needs(BY_HOUSEHOLD, region="330106000000") == {
        ("persons", "person"),
        ("persons", "household"),
        ("households", "household"),
        ("households", "rent"),
    }


def test_over_the_nation_both_branches_are_needed_and_the_place_decides():
    assert needs(BY_HOUSEHOLD, region="000000000000") >= {
        ("persons", "income"),
        ("households", "rent"),
        ("persons", "hukou_place"),
    }


def test_a_figure_of_a_smaller_region_reads_the_place_and_of_none_does_not():
    assert needs(law.rate, region="420000000000") == {("persons", "person"), ("persons", "hukou_place")}
    assert literal(law.rate, region="420106001000") == 2000
    assert literal(law.rate, region="330000000000") == 1000


def test_a_condition_that_is_decided_leaves_the_other_side():
    assert lowered((law.rule == "by_person") & person.insured) is person.insured.node
    assert lowered((law.rule == "by_household") | person.insured) is person.insured.node


def test_a_false_condition_on_rows_still_needs_to_know_whose_rows_they_are():
    never = law.rule == "by_household"
    found = needs(person.children.any(lambda c: never & (c.kind == "birth")))
    assert ("parenthoods", "kind") not in found
    assert ("parenthoods", "parent") in found


def test_equal_parts_of_a_graph_are_one_node():
    assert (person.income + person.income).node.left is (person.income + 0 * person.income).node.left
    assert person.children.count().node is person.children.count().node
    assert lowered(person.children.count() + 1).left is lowered(person.children.count() * 2).left


def test_lowering_changes_nothing_that_has_no_law_in_it():
    count = person.children.count(lambda c: c.child.birth_date < person.birth_date)
    assert lowered(count) is count.node


class Grant(Programme):
    """A grant with a local variant."""

    key = "test/lowered-grant"
    zh, en = "补贴", "Grant"
    schema, unit = FAMILIES, "persons"
    parameters = parameters(
        """
        name | type   | region       | from       | value
        rule | choice | 330000000000 | 2025-01-01 | by_household
        rule | choice |              | 2025-01-01 | by_person
        """,
        in_force="""
        region       | from       | until
        420000000000 | 2025-01-01 | 2026-01-01
        330000000000 | 2025-07-01 |
        """,
        key="test/lowered-grant",
    )

    @criterion(zh="参保", en="Insured", cites="Art 1")
    def insured(row, law):
        return row.insured

    def instalments(row, law):
        amount = when(law.rule == "by_household").then(row.household.rent).otherwise(row.income)
        return [Instalment("one", "一", "one", law.today.year, amount)]


class Asking(Programme):
    """Asks about the grant."""

    key = "test/lowered-asking"
    zh, en = "问", "Asking"
    schema, unit = FAMILIES, "persons"
    parameters = parameters("", key="test/lowered-asking")

    @criterion(zh="有补贴", en="Has the grant", cites="Art 1")
    def has_the_grant(row, law):
        return outcome_of(Grant, row).eligible & row.children.any(lambda c: c.child.children.any())

    def instalments(row, law):
        return [Instalment("one", "一", "one", 2025, row.income)]


class SharedByChildren(Programme):
    """Who pays it depends on the grandchildren."""

    key = "test/lowered-shared"
    zh, en = "分担", "Shared"
    schema, unit = FAMILIES, "persons"
    parameters = parameters("name | type | from | value\npart | share | 2025-01-01 | 1/2", key="test/lowered-shared")

    @criterion(zh="参保", en="Insured", cites="Art 1")
    def insured(row, law):
        return row.insured

    def instalments(row, law):
        share = when(row.children.any(lambda c: c.child.children.any())).then(law.part).otherwise(law.part)
        payers = (Payer("province", "省", "the province", share), Payer("county", "县", "the county"))
        return [
            Instalment("one", "一", "one", 2025, yuan("10.00"), (PaidPart("津贴", "grant", yuan("10.00"), payers),))
        ]


def rule_in(region, on="2025-06-01", rule=Grant.rule):
    return lower(rule, Lowering(Setting(dt.date.fromisoformat(on), region, Known())))


def test_what_a_rule_may_read_anywhere_and_what_it_needs_here():
    everywhere = facts_read(Grant.rule)
    assert everywhere == {
        ("persons", "person"),
        ("persons", "insured"),
        ("persons", "income"),
        ("persons", "household"),
        ("persons", "hukou_place"),
        ("households", "household"),
        ("households", "rent"),
    }
    here = facts_needed(rule_in("420000000000").tops())
    assert here == {("persons", name) for name in ("person", "insured", "income", "hukou_place")}
    assert here < everywhere


def test_a_table_that_counts_both_ways_is_read_with_both_its_columns():
    """Whoever hands over a marriage with one of the two columns alone has handed over nobody's marriages."""
    assert needs(person.unions.any()) == {("persons", "person"), ("unions", "person"), ("unions", "spouse")}


def test_a_rule_that_asks_about_another_reads_what_that_one_reads():
    assert facts_read(Asking.rule) >= {("persons", "insured"), ("parenthoods", "parent")}
    assert steps_read(Grant.rule) == 0
    assert steps_read(Asking.rule) == 2


def test_what_is_read_only_to_say_who_pays_is_read_too():
    assert ("parenthoods", "parent") in facts_read(SharedByChildren.rule)
    assert steps_read(SharedByChildren.rule) == 2


@pytest.mark.parametrize(
    ("region", "on", "empty"),
    [
        ("420106000000", "2025-06-01", False),
        ("420106000000", "2026-01-01", True),
        ("420106000000", "2024-12-31", True),
        ("330000000000", "2025-06-30", True),
        ("330000000000", "2025-07-01", False),
        ("000000000000", "2025-06-01", False),
        ("000000000000", "2024-12-31", True),
        ("110000000000", "2025-08-01", True),
    ],
)
def test_a_programme_is_empty_where_and_when_it_is_not_in_force(region, on, empty):
    assert rule_in(region, on).is_empty is empty


def test_a_query_needs_what_its_rules_need_and_gives_their_columns():
    some = facts(persons="person | insured | income\nann | true | 1.00")
    setting = Setting(dt.date(2025, 6, 1), "420000000000", Known())
    with DuckDBRegister(FAMILIES, arrow_tables(some)) as register:
        query = register.compile(Pack((Grant.rule,)), setting)
        (row,) = register.rows(query)
    assert query.needs() == {("persons", name) for name in ("person", "insured", "income", "hukou_place")}
    assert list(row) == [name for name, _ in query.columns]
    assert row["lowered_grant__insured"] is True
    assert row["total"] == 100


def test_a_programme_that_is_left_out_because_it_is_unconfirmed_is_named():
    force = Grant.parameters.in_force
    doubtful = replace(force, values=tuple(replace(value, confirmed=False) for value in force.values))
    rule = replace(Grant.rule, parameters=replace(Grant.parameters, in_force=doubtful))
    pack = Pack((rule, Asking.rule))
    setting = Setting.of(pack, dt.date(2025, 6, 1), "420000000000")
    with DuckDBRegister(FAMILIES, {}) as register:
        register.columns["persons"] = frozenset({"person"})
        query = register.compile(pack, setting)
    assert [one.key for one in query.left_out] == [Grant.key]
    assert [one.rule.key for one in query.rules] == [Asking.key]


def test_a_programme_that_is_left_out_in_a_part_of_the_region_is_named_too():
    force = Grant.parameters.in_force
    province, city = (replace(force.values[0], region=one) for one in ("420000000000", "330100000000"))
    some = replace(force, values=(province, replace(city, confirmed=False)))
    rule = replace(Grant.rule, parameters=replace(Grant.parameters, in_force=some))

    def left_out(region, **changes):
        return Setting.of(Pack((rule,)), dt.date(2025, 6, 1), region, **changes).left_out(rule)

    assert [left_out(one) for one in ("000000000000", "330000000000", "330100000000")] == [True, True, True]
    assert not left_out("420000000000")
    assert not left_out("000000000000", unconfirmed=True)
