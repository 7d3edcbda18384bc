"""Rows of rows

A condition may reduce the rows of a linked row (`c.child.certificates.any(...)`), and may compare its row with values
of the unit itself (`s.child.birth_date < child.birth_date`). The second works one level deep only, directly on the
unit's own relations or those of a row that the unit links to.
"""

from jiahe.law import greatest
from tests.law.families import household, person
from tests.law.tables import facts

kin = facts(
    persons="""
        person  | birth_date | sex    | household
        granny  | 1955-01-01 | female | red
        mother  | 1980-01-01 | female | red
        father  | 1979-01-01 | male   | blue
        eldest  | 2010-01-01 | female | red
        twin_a  | 2014-01-01 | male   | red
        twin_b  | 2014-01-01 | female | red
        unborn  |            |        |
        foundling | 2020-01-01 | male |
    """,
    households="""
        household | head   | rent
        red       | granny | 300.00
        blue      | father | 100.00
    """,
    parenthoods="""
        child  | parent | kind
        mother | granny | birth
        eldest | mother | birth
        twin_a | mother | birth
        twin_b | mother | birth
        eldest | father | birth
        twin_a | father | birth
        twin_b | father | birth
    """,
    certificates="""
        person | kind       | grade
        twin_a | disability | 2
        twin_b | disability |
        granny | disability | 4
    """,
    unions="""
        person | spouse | from_date
        mother | father | 2005-01-01
    """,
)


def mother_of(child):
    return child.parents.only(lambda p: (p.kind == "birth") & (p.parent.sex == "female")).parent


def father_of(child):
    return child.parents.only(lambda p: (p.kind == "birth") & (p.parent.sex == "male")).parent


def test_rows_of_a_linked_row(spec):
    spec(
        kin,
        person.children.any(lambda c: c.child.certificates.any(lambda k: (k.kind == "disability") & (k.grade <= 3))),
        {"granny": False, "mother": True, "father": True, "eldest": False},
    )
    spec(
        kin,
        person.children.count(lambda c: c.child.certificates.any(lambda k: k.grade <= 3)),
        {"granny": 0, "mother": None, "father": None, "eldest": 0},
    )


def test_a_grandmother_counts_her_grandchildren(spec):
    spec(kin, person.children.sum(lambda c: c.child.children.count()), {"granny": 3, "mother": 0, "eldest": 0})
    spec(
        kin,
        person.children.any(lambda c: c.child.children.any(lambda g: g.child.certificates.any())),
        {"granny": True, "mother": False, "eldest": False},
    )


def test_a_household_has_members(spec):
    """Any table with a key can be a unit, and its rows can be the many of a relation."""
    spec(kin, household.members.count(), {"red": 5, "blue": 1})
    spec(kin, household.members.count(lambda m: m.certificates.any()), {"red": 3, "blue": 0})
    spec(kin, household.members.any(lambda m: m.children.at_least(3)), {"red": True, "blue": True})


def test_the_only_row_of_many_is_compared_as_that_row(spec):
    """Which row it is, is unknown when none matches, or several."""
    spec(
        kin,
        person.household.members.only(lambda m: m.sex == "male") == person,
        {"twin_a": True, "twin_b": False, "granny": False, "father": True, "unborn": None},
    )
    spec(
        kin,
        person.household.members.only(lambda m: m.sex == "female").is_known(),
        {"twin_a": False, "father": False, "unborn": False},
    )


def test_compared_with_the_unit(spec):
    spec(
        kin,
        mother_of(person).children.count(lambda s: s.child.birth_date < person.birth_date),
        {"eldest": 0, "twin_a": 1, "twin_b": 1, "mother": 0, "granny": None, "foundling": None},
    )


def test_not_the_child_itself(spec):
    spec(
        kin,
        mother_of(person).children.any(lambda s: (s.child != person) & (s.child.birth_date == person.birth_date)),
        {"eldest": False, "twin_a": True, "twin_b": True, "mother": False, "unborn": None},
    )


def test_compared_with_another_row_that_the_unit_links_to(spec):
    spec(
        kin,
        mother_of(person).unions.any(lambda u: u.spouse == father_of(person)),
        {"eldest": True, "mother": False, "foundling": None},
    )
    spec(
        kin,
        mother_of(person).children.count(lambda s: father_of(s.child) == father_of(person)),
        {"eldest": 3, "twin_a": 3, "mother": None, "foundling": None},
    )


def test_an_aggregate_of_the_unit_is_a_value_like_any_other(spec):
    spec(
        kin,
        person.children.count(lambda c: c.child.parents.count() > person.parents.count()),
        {"granny": 1, "mother": 3, "father": 3, "eldest": 0},
    )
    spec(
        kin,
        greatest(person.children.count(), person.parents.count()),
        {"granny": 1, "mother": 3, "eldest": 2, "unborn": 0},
    )


def test_compared_with_what_was_itself_compared(spec):
    spec(
        kin,
        person.parents.count(
            lambda p: (
                p.parent.birth_date
                < mother_of(person).children.latest(
                    lambda s: s.child.birth_date, where=lambda s: s.child != person, if_none=None
                )
            )
        ),
        {"eldest": 2, "twin_a": 2, "mother": None, "foundling": 0},
    )


def test_unknown_on_the_outside_makes_rows_that_may_match(spec):
    """Somebody whose own date of birth is unknown: of no rows, none match; of some, nobody knows."""
    spec(
        kin,
        person.parents.count(lambda p: p.parent.birth_date < person.birth_date),
        {"unborn": 0, "eldest": 2, "granny": 0},
    )
    spec(
        kin,
        person.household.members.count(lambda m: m.birth_date < person.birth_date),
        {"eldest": 2, "father": 0, "unborn": None},
    )


def test_rows_of_nobody_are_unknown(spec):
    spec(kin, mother_of(person).children.count(), {"eldest": 3, "granny": None, "foundling": None})
    spec(kin, mother_of(person).children.any(), {"eldest": True, "granny": None, "foundling": None})
    spec(kin, mother_of(mother_of(person)).children.count(), {"eldest": 1, "mother": None})
