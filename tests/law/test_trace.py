"""Which facts decided an answer: those without which it could be another one, not all that the rule could have read."""

import datetime as dt

import pytest

from jiahe.law import Type, unknown, when
from jiahe.law.parameters import NATION
from jiahe.law.reference import Reference
from jiahe.law.setting import Setting
from jiahe.law.trace import facts_behind, left_open_behind, missing_behind, trace
from tests.law.families import person
from tests.law.tables import Known, facts, figures

ON = dt.date(2025, 6, 1)

town = facts(
    persons="""
        person | sex    | birth_date | hukou_place  | household | income | insured
        ann    | female | 1990-01-01 | 420106000000 | red       | 100.00 | true
        bo     |        |            | 420000000000 | gone      |        |
        cai    | male   | 2015-01-01 |              |           | 5.00   | false
        dan    | female | 2018-01-01 | 420106000000 | red       | 0.00   | true
    """,
    households="""
        household | head | rent
        red       | ann  | 500.00
    """,
    parenthoods="""
        child | parent | kind     | birth_order
        cai   | ann    | birth    | 1
        dan   | ann    | adoption | 2
        cai   | bo     |          | 1
    """,
)

law = figures(
    person,
    """
    name   | type   | region       | from       | until      | value
    rate   | money  |              | 2025-01-01 | 2025-04-01 | 10.00
    rate   | money  |              | 2025-04-01 |            | 20.00
    rule   | choice |              | 2025-01-01 |            | by_person
    old    | money  |              | 2000-01-01 | 2001-01-01 | 1.00
    """,
)


def reference(given=town):
    return Reference(given, Setting(ON, NATION, Known()))


def behind(expression, who, given=town):
    """Return the facts behind an expression for a person, as texts: "persons.sex of ann = female"."""
    engine = reference(given)
    return [written(fact) for fact in facts_behind(engine, expression.node, engine.unit(person.frame, who))]


def missing(expression, who, given=town):
    """Return the names of the facts that keep an expression unknown for a person."""
    engine = reference(given)
    return [fact.name for fact in missing_behind(engine, [expression.node], engine.unit(person.frame, who))]


def written(fact):
    value = fact.note if fact.value is None and fact.note else fact.value
    return f"{fact.name} of {fact.key} = {value}"


def test_a_column():
    assert behind(person.sex == "female", "ann") == ["persons.sex of ann = female"]
    assert behind(person.sex == "female", "bo") == ["persons.sex of bo = None"]


def test_a_false_part_decides_an_and_alone():
    both = person.insured & (person.sex == "female")
    assert behind(both, "ann") == ["persons.insured of ann = True", "persons.sex of ann = female"]
    assert behind(both, "cai") == ["persons.insured of cai = False"]
    assert behind((person.income > 0) & (person.sex == "male"), "ann") == ["persons.sex of ann = female"]


def test_a_true_part_decides_an_or_alone():
    either = (person.sex == "male") | person.insured
    assert behind(either, "cai") == ["persons.sex of cai = male"]
    assert behind(either, "ann") == ["persons.insured of ann = True"]


def test_of_an_unknown_only_the_unknown_parts_count():
    both = (person.household.is_known()) & person.insured & (person.sex == "female")
    assert behind(both, "bo") == ["persons.insured of bo = None", "persons.sex of bo = None"]


def test_only_the_branch_that_was_taken():
    amount = when(person.insured).then(person.income).otherwise(person.household.rent)
    assert behind(amount, "ann") == ["persons.insured of ann = True", "persons.income of ann = 10000"]
    assert behind(amount, "bo") == ["persons.insured of bo = None"]


def test_a_link_counts_with_the_key_that_leads_to_it():
    assert behind(person.household.rent > 0, "ann") == [
        "households.rent of red = 50000",
        "persons.household of ann = red",
    ]


def test_a_link_to_nobody():
    assert behind(person.household.rent > 0, "cai") == ["persons.household of cai = None"]
    assert behind(person.household.rent > 0, "bo") == ["households of gone = nobody"]


def test_of_any_the_first_row_that_matches():
    young = person.children.any(lambda c: c.birth_order <= 2)
    assert behind(young, "ann") == ["parenthoods.birth_order of ann = 1"]


def test_of_none_all_rows():
    assert behind(person.children.any(lambda c: c.birth_order > 2), "ann") == [
        "parenthoods.birth_order of ann = 1",
        "parenthoods.birth_order of ann = 2",
    ]
    assert behind(person.children.any(lambda c: c.birth_order > 2), "dan") == ["parenthoods of dan = no row"]


def test_of_an_unknown_count_the_rows_that_may_match():
    births = person.children.count(lambda c: c.kind == "birth")
    assert behind(births, "bo") == ["parenthoods.kind of bo = None"]


def test_the_only_row_with_what_was_asked_of_it():
    first = person.children.only(lambda c: c.kind == "birth").child.birth_date
    assert behind(first, "ann") == [
        "persons.birth_date of cai = 2015-01-01",
        "parenthoods.kind of ann = birth",
        "parenthoods.child of ann = cai",
        "parenthoods.kind of ann = adoption",
    ]


def test_none_or_several_where_one_was_needed():
    assert behind(person.children.only().kind == "birth", "dan") == ["parenthoods of dan = no row"]
    assert behind(person.children.only().kind == "birth", "ann") == ["parenthoods of ann = several rows"]


def test_two_rows_that_say_the_same_are_two_facts():
    twins = facts(
        persons="person\nann\nx\ny",
        parenthoods="child | parent | birth_order\nx | ann | 1\ny | ann | 1",
    )
    assert behind(person.children.count(lambda c: c.birth_order == 1), "ann", twins) == [
        "parenthoods.birth_order of ann = 1",
        "parenthoods.birth_order of ann = 1",
    ]


def test_an_absent_table():
    bare = facts(persons="person\nann")
    assert behind(person.children.any(), "ann", bare) == ["parenthoods of None = absent"]
    assert missing(person.children.any(), "ann", bare) == ["parenthoods"]


def test_a_fact_that_two_parts_share_counts_once():
    assert behind((person.income > 0) & (person.income < law.rate * 100), "ann") == ["persons.income of ann = 10000"]


def test_a_figure_that_is_not_in_force():
    assert behind(law.old > 0, "ann") == [f"law.old of {law._parameters.programme} = not in force or unconfirmed"]
    assert missing(person.income > law.old, "ann") == ["law.old"]


def test_figures_are_traced_with_their_place_and_day():
    engine = reference()
    found = trace(engine, [(person.income > law.rate).node], engine.unit(person.frame, "ann"))
    (figure,) = found.figures
    assert (figure.name, figure.place, figure.on, figure.dated.value) == ("rate", "420106000000", ON, 2000)


def test_an_accrued_rate_has_a_figure_for_each_value_it_had():
    engine = reference()
    summed = law.rate.accrued(dt.date(2025, 2, 1), dt.date(2025, 6, 1))
    found = trace(engine, [summed.node], engine.unit(person.frame, "ann"))
    assert [figure.dated.value for figure in found.figures] == [1000, 2000]


def test_where_a_row_came_from_is_part_of_the_fact():
    from jiahe.facts.contract import FACTS
    from jiahe.law import unit
    from jiahe.law.facts import Facts

    child = unit(FACTS, "persons")
    given = Facts(FACTS, {"persons": [{"person_id": "girl", "sex": "female", "source": "birth register"}]})
    engine = Reference(given, Setting(ON, NATION, {}))
    (fact,) = facts_behind(engine, (child.sex == "female").node, engine.unit(child.frame, "girl"))
    assert fact.source == "birth register"


@pytest.mark.parametrize(
    ("expression", "who", "names"),
    [
        (person.insured & (person.sex == "male"), "bo", ["persons.insured", "persons.sex"]),
        (when(person.hukou_place.is_known()).then(person.insured).otherwise(False), "bo", ["persons.insured"]),
        (when(person.insured).then(person.income).otherwise(0), "bo", ["persons.insured"]),
        (person.hukou_place.within("420106000000"), "bo", ["persons.hukou_place"]),
        (person.hukou_place.division("county") == "420106000000", "bo", ["persons.hukou_place"]),
        (person.children.any(lambda c: c.kind == "birth"), "bo", ["parenthoods.kind"]),
        (person.children.only(lambda c: c.kind == "step").child.birth_date.is_known(), "ann", []),
        (person.children.only(lambda c: c.kind == "step").child.birth_date, "ann", ["parenthoods"]),
        (person.children.only(lambda c: c.kind == "birth").child.birth_date, "bo", ["parenthoods.kind"]),
        (
            person.children.sum(lambda c: c.child.household.rent, where=lambda c: ~c.child.children.any()),
            "ann",
            ["persons.household"],
        ),
        (person.household.rent, "cai", ["persons.household"]),
        (person.household.rent, "bo", ["households"]),
        (person.income + person.household.rent, "cai", ["persons.household"]),
    ],
    ids=repr,
)
def test_what_would_settle_an_unknown(expression, who, names):
    assert missing(expression, who) == names


def test_what_the_rule_leaves_open_says_why_and_only_where_it_decides():
    paper = ("死亡证明", "death certificate")
    special = unknown(Type.BOOL, zh="文件没有写", en="The text is silent", evidence=paper)
    engine = reference()

    def reasons(expression, who):
        return [one.en for one in left_open_behind(engine, [expression.node], engine.unit(person.frame, who))]

    assert reasons(person.insured & special, "ann") == ["The text is silent"]
    assert reasons(person.insured & special, "cai") == []  # not insured: nothing is open
    assert reasons(person.insured & special, "bo") == ["The text is silent"]
    assert (
        reasons(when(person.insured).then(special).otherwise(True), "bo") == []
    )  # it is not known whether it is asked
    assert missing(person.insured & special, "bo") == ["persons.insured"]
    (found,) = left_open_behind(engine, [special.node], engine.unit(person.frame, "ann"))
    assert found.papers == (paper,)
