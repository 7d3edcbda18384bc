"""Columns and links

`person.birth_date` is a column of a row. A column that holds a key is the row it points at: `person.household.rent`.
What is not there is unknown, whatever the reason: an empty cell, a column or a table that was not handed over, a link
to nobody, or to somebody who is not in the register.
"""

import datetime as dt

from jiahe.law import Type
from tests.law.families import person
from tests.law.tables import facts

town = facts(
    persons="""
        person | birth_date | death_date | household | income
        mother | 1990-01-01 |            | red       | 100.00
        father |            | 2024-06-30 | red       | 0.00
        lodger | 1960-05-05 |            | gone      |
        alone  | 2000-02-02 |            |           |
    """,
    households="""
        household | head   | place        | rent
        red       | father | 420106001000 | 500.00
        blue      | mother | 420107000000 |
    """,
)

no_households = facts(
    persons="""
        person | household
        mother | red
        alone  |
    """,
)


def test_an_empty_cell_is_unknown(spec):
    spec(town, person.birth_date, {"mother": "1990-01-01", "father": None})
    spec(town, person.birth_date < dt.date(2000, 1, 1), "true unknown true false")


def test_an_empty_open_ended_cell_says_not_yet(spec):
    spec(town, person.death_date, "9999-12-31 2024-06-30 9999-12-31 9999-12-31")


def test_an_absent_column_is_unknown_even_an_open_ended_one(spec):
    spec(town, person.insured, "unknown unknown unknown unknown")
    spec(no_households, person.death_date, "unknown unknown")


def test_a_link_is_followed_to_its_row(spec):
    spec(town, person.household.rent, {"mother": "500.00", "father": "500.00"})
    spec(town, person.household.place.within("420106000000"), {"mother": True, "father": True})


def test_links_of_links(spec):
    spec(town, person.household.head.income, {"mother": "0.00", "father": "0.00"})
    spec(town, person.household.head.death_date, {"mother": "2024-06-30", "father": "2024-06-30"})


def test_a_link_to_nobody_is_unknown_in_all_its_columns(spec):
    """Both to nobody at all and to somebody who is not in the register; open-ended columns too."""
    spec(town, person.household.rent, {"lodger": None, "alone": None})
    spec(town, person.household.head.death_date, {"lodger": None, "alone": None})


def test_an_absent_table_is_unknown(spec):
    spec(no_households, person.household.rent, "unknown unknown")
    spec(no_households, person.household.head.birth_date, "unknown unknown")


def test_rows_are_compared_by_their_keys(spec):
    """Whether a row is another one; unknown when either is unknown. Whether it is in the register does not matter."""
    spec(town, person.household.head == person, {"mother": False, "father": True, "lodger": None, "alone": None})
    spec(town, person.household.head != person, {"mother": True, "father": False, "lodger": None, "alone": None})
    spec(town, person.household == person.household, "true true true unknown")


def test_whether_a_link_is_known(spec):
    spec(town, person.household.is_known(), "true true true false")
    spec(town, person.household.head.is_known(), "true true false false")
    spec(no_households, person.household.is_known(), "true false")


def test_the_key_itself_is_a_text(spec):
    assert person.person.node.type is Type.TEXT
    spec(town, person.person == "mother", "true false false false")
