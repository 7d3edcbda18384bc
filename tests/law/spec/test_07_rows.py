"""Many rows

A relation is the many rows that point at a row: `person.children` are the parenthoods whose parent is the person.
They are reduced to one value by `any`, `all`, `count`, `at_least`, `sum`, `least`, `greatest` (for dates `earliest`,
`latest`) and `only`. A condition is a lambda of one of the rows.

A row *matches* when its condition is true and *may match* when it is unknown. A row that may match makes the answer
unknown wherever it could change it.
"""

import datetime as dt

from jiahe.law import Type, unknown, yuan
from tests.law.families import person
from tests.law.tables import facts

families = facts(
    persons="""
        person | sex    | birth_date
        ann    | female | 1980-01-01
        bo     | male   | 1981-01-01
        cai    | female | 1982-01-01
        dan    | male   | 1950-01-01
        kid1   | female | 2010-01-01
        kid2   |        | 2012-02-02
        kid3   | male   | 2014-03-03
    """,
    parenthoods="""
        child | parent | kind     | birth_order
        kid1  | ann    | birth    | 1
        kid2  | ann    | birth    | 2
        kid3  | ann    | adoption | 3
        kid1  | bo     | birth    | 1
        kid2  | bo     |          | 2
        kid3  | cai    |          |
    """,
)

no_parenthoods = facts(
    persons="""
        person
        ann
    """,
)

payments = facts(
    persons="""
        person
        ann
        bo
        cai
        dan
        eve
    """,
    payments="""
        person | year | amount | paid_on
        ann    | 2023 | 100.00 | 2023-05-01
        ann    | 2024 | 250.50 | 2024-05-01
        ann    | 2024 | 250.50 | 2024-11-01
        bo     | 2023 |        | 2023-06-01
        bo     | 2024 | 7.00   |
        cai    | 2023 | 1.00   | 2023-07-01
        eve    | 2024 | 3.00   | 2024-02-29
    """,
)

ages_of_parents = facts(
    persons="""
        person | birth_date
        ann    | 1980-01-01
        bo     | 1981-01-01
        kid    | 2010-01-01
        orphan | 2010-01-01
        half   | 2010-01-01
        odd    | 2010-01-01
    """,
    parenthoods="""
        child | parent | kind
        kid   | ann    | birth
        kid   | bo     | step
        half  | ann    | birth
        half  | bo     |
        odd   | ann    | birth
        odd   | ghost  | birth
    """,
)

marriages = facts(
    persons="""
        person
        ann
        bo
        cai
        dan
    """,
    unions="""
        person | spouse | from_date  | until_date
        ann    | bo     | 2005-01-01 | 2010-01-01
        cai    | ann    | 2012-01-01 |
        dan    |        | 2000-01-01 |
    """,
)


def test_any(spec):
    """Whether some row matches: false when there are none; without a condition, whether there are rows at all."""
    spec(
        families,
        person.children.any(lambda c: c.kind == "adoption"),
        {"ann": True, "bo": None, "cai": None, "dan": False},
    )
    spec(
        families, person.children.any(lambda c: c.kind == "birth"), {"ann": True, "bo": True, "cai": None, "dan": False}
    )
    spec(families, person.children.any(), {"ann": True, "bo": True, "cai": True, "dan": False})


def test_all(spec):
    """Whether every row matches: true when there are none."""
    spec(
        families, person.children.all(lambda c: c.kind == "birth"), {"ann": False, "bo": None, "cai": None, "dan": True}
    )
    spec(
        families,
        person.children.all(lambda c: c.child.birth_date > dt.date(2011, 1, 1)),
        {"ann": False, "bo": False, "cai": True, "dan": True},
    )


def test_count(spec):
    """How many rows match: unknown as soon as one may match."""
    spec(families, person.children.count(), {"ann": 3, "bo": 2, "cai": 1, "dan": 0})
    spec(families, person.children.count(lambda c: c.kind == "birth"), {"ann": 2, "bo": None, "cai": None, "dan": 0})
    spec(
        families, person.children.count(lambda c: c.child.sex == "male"), {"ann": None, "bo": None, "cai": 1, "dan": 0}
    )


def test_at_least(spec):
    """Whether so many rows match. Unlike `count(...) >= n`, it is unknown only when it depends on rows that may
    match."""
    spec(
        families,
        person.children.at_least(1, lambda c: c.kind == "birth"),
        {"ann": True, "bo": True, "cai": None, "dan": False},
    )
    spec(
        families,
        person.children.at_least(2, lambda c: c.kind == "birth"),
        {"ann": True, "bo": None, "cai": False, "dan": False},
    )
    spec(
        families,
        person.children.at_least(3, lambda c: c.kind == "birth"),
        {"ann": False, "bo": False, "cai": False, "dan": False},
    )
    spec(families, person.children.at_least(2), {"ann": True, "bo": True, "cai": False, "dan": False})


def test_sum(spec):
    """The sum over the matching rows; 0 when there are none; unknown when a value that counts is."""
    spec(
        payments,
        person.payments.sum(lambda p: p.amount),
        {"ann": "601.00", "bo": None, "cai": "1.00", "dan": "0.00", "eve": "3.00"},
    )
    spec(
        payments,
        person.payments.sum(lambda p: p.amount, where=lambda p: p.year == 2024),
        {"ann": "501.00", "bo": "7.00", "cai": "0.00", "dan": "0.00", "eve": "3.00"},
    )
    spec(
        payments,
        person.payments.sum(lambda p: p.year - 2020, where=lambda p: p.paid_on.month < 6),
        {"ann": 7, "bo": None, "cai": 0, "dan": 0, "eve": 4},
    )


def test_earliest_and_latest(spec):
    """The first or last date of the matching rows, or `if_none`; unknown when a date that counts is."""
    spec(
        payments,
        person.payments.earliest(lambda p: p.paid_on, if_none=dt.date(2000, 1, 1)),
        {"ann": "2023-05-01", "bo": None, "cai": "2023-07-01", "dan": "2000-01-01", "eve": "2024-02-29"},
    )
    spec(
        payments,
        person.payments.latest(lambda p: p.paid_on, where=lambda p: p.year == 2023, if_none=None),
        {"ann": "2023-05-01", "bo": "2023-06-01", "cai": "2023-07-01", "dan": None, "eve": None},
    )


def test_least_and_greatest(spec):
    spec(
        payments,
        person.payments.least(lambda p: p.amount, if_none=yuan("0.00")),
        {"ann": "100.00", "bo": None, "cai": "1.00", "dan": "0.00", "eve": "3.00"},
    )
    spec(
        payments,
        person.payments.greatest(lambda p: p.year, if_none=1900),
        {"ann": 2024, "bo": 2024, "cai": 2023, "dan": 1900, "eve": 2024},
    )


def test_only(spec):
    """The one row that matches, and its columns: unknown when none or several match, or when another one may."""
    spec(
        ages_of_parents,
        person.parents.only(lambda p: p.kind == "birth").parent.birth_date,
        {"kid": "1980-01-01", "orphan": None, "half": None, "odd": None, "ann": None},
    )
    spec(
        ages_of_parents,
        person.parents.only(lambda p: p.kind == "step").parent.birth_date,
        {"kid": "1981-01-01", "orphan": None, "half": None, "odd": None},
    )
    spec(ages_of_parents, person.parents.only().kind, {"kid": None, "orphan": None, "half": None})


def test_only_may_find_somebody_who_is_not_in_the_register(spec):
    """Then it is known who it is, and nothing else about them."""
    spec(
        ages_of_parents,
        person.parents.only(lambda p: p.parent != p.child).parent.is_known(),
        {"kid": False, "orphan": False},
    )
    spec(
        ages_of_parents,
        person.parents.only(lambda p: ~p.parent.birth_date.is_known()).parent.is_known(),
        {"odd": True, "half": False},
    )
    spec(
        ages_of_parents, person.parents.only(lambda p: ~p.parent.birth_date.is_known()).parent.birth_date, {"odd": None}
    )


def test_rows_that_are_twice_in_the_register_count_twice(spec):
    """The engine does not guess that they are the same; the import finds duplicates and says so."""
    spec(payments, person.payments.count(lambda p: p.amount == yuan("250.50")), {"ann": 2, "cai": 0, "dan": 0})


def test_a_marriage_is_one_row_and_counts_for_both(spec):
    """A table may be mirrored: each row is found from both sides, with the two people changed round."""
    spec(marriages, person.unions.count(), {"ann": 2, "bo": 1, "cai": 1, "dan": 1})
    spec(
        marriages,
        person.unions.only(lambda u: u.until_date > dt.date(2025, 1, 1)).spouse == person,
        {"ann": False, "bo": None},
    )
    spec(marriages, person.unions.only().spouse.is_known(), {"ann": False, "bo": True, "cai": True, "dan": False})
    spec(
        marriages,
        person.unions.any(lambda u: u.spouse.unions.count() == 2),
        {"ann": False, "bo": True, "cai": True, "dan": None},
    )


def test_an_absent_table_is_unknown_not_empty(spec):
    spec(no_parenthoods, person.children.any(), {"ann": None})
    spec(no_parenthoods, person.children.count(), {"ann": None})
    spec(no_parenthoods, person.children.at_least(1), {"ann": None})
    spec(no_parenthoods, person.children.all(lambda c: c.kind == "birth"), {"ann": None})
    spec(no_parenthoods, person.payments.sum(lambda p: p.amount), {"ann": None})
    spec(no_parenthoods, person.payments.earliest(lambda p: p.paid_on, if_none=dt.date(2000, 1, 1)), {"ann": None})
    spec(no_parenthoods, person.parents.only().kind, {"ann": None})


def test_an_absent_column_makes_every_row_one_that_may_match(spec):
    spec(families, person.children.any(lambda c: c.until_date > dt.date(2025, 1, 1)), {"ann": None, "dan": False})
    spec(families, person.children.count(lambda c: c.until_date > dt.date(2025, 1, 1)), {"ann": None, "dan": 0})


def test_a_condition_may_be_unknown_for_all(spec):
    spec(families, person.children.count(lambda c: unknown(Type.BOOL)), {"ann": None, "dan": 0})
