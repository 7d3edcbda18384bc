"""Figures of the law

`law.name` is a parameter of the programme, as in force on the day of determination at the unit's place: a value for a
village beats one for its town, that one its county's, city's, province's and the nation's. Where nothing is in force,
it is unknown. How figures are written down is in [cases.md](cases.md).
"""

import datetime as dt

from jiahe.law import NEVER, when
from tests.law.families import line
from tests.law.tables import figures, lines

places = lines("""
    line    | at           | d
    village | 420106001005 | 2025-07-01
    county  | 420106000000 | 2024-12-31
    city    | 420100000000 | 2025-01-01
    away    | 330106000000 | 2026-03-15
    unknown |              |
""")

months = lines("""
    line   | d          | e
    within | 2024-02-10 | 2024-03-20
    across | 2023-11-30 | 2024-02-01
    both   | 2023-12-01 | 2025-04-30
    same   | 2024-05-31 | 2024-05-01
    none   | 2024-06-01 | 2024-05-31
    early  | 2022-12-31 | 2023-01-01
    nobody | 2024-01-01 |
""")

law = figures(
    line,
    """
    name   | type   | region       | from       | until      | value
    yearly | money  |              | 2025-01-01 |            | 3600.00
    yearly | money  | 420000000000 | 2025-07-01 |            | 4000.00
    yearly | money  | 420106000000 | 2025-01-01 | 2026-01-01 | 6000.00
    old    | int    |              | 1999-01-01 | 2020-01-01 | 5
    rule   | choice | 330000000000 | 2025-01-01 |            | monthly
    rule   | choice |              | 2025-01-01 |            | yearly
    part   | share  | 420106000000 | 2025-01-01 |            | 7/10
    part   | share  |              | 2025-01-01 |            | 1/3
    starts | date   |              | 2025-01-01 |            | 2025-01-01
    seat   | place  |              | 2025-01-01 |            | 420106000000
    paid   | bool   | 330000000000 | 2025-01-01 |            | true
    paid   | bool   |              | 2025-01-01 |            | false
    """,
)

rates = figures(
    line,
    """
    name    | type  | region | from       | until      | value
    monthly | money |        | 2023-01-01 | 2024-01-01 | 10.00
    monthly | money |        | 2024-01-01 | 2024-03-15 | 20.00
    monthly | money |        | 2024-03-15 | 2025-03-01 | 30.00
    monthly | money |        | 2025-03-01 |            | 40.00
    """,
)

doubtful = figures(
    line,
    """
    name   | type  | region       | from       | value   | status
    yearly | money |              | 2012-01-01 | 960.00  |
    yearly | money | 420000000000 | 2012-01-01 | 1200.00 | unconfirmed
    other  | money |              | 2012-01-01 | 100.00  | unconfirmed
    """,
)

hamlets = lines("""
    line    | at
    inside  | 420106001005
    outside | 330106000000
    unknown |
""")


def test_the_nearest_region_wins(spec):
    spec(places, law.yearly, {"village": "6000.00", "county": "6000.00", "away": "3600.00"}, on="2025-07-01")


def test_a_place_that_is_not_known_deep_enough_has_no_figure_where_regions_differ(spec):
    """Neither the city's figure nor its county's is guessed for somebody of whom only the city is known."""
    spec(places, law.yearly, {"city": None, "unknown": None}, on="2025-07-01")
    spec(places, law.yearly, {"city": "4000.00", "unknown": None}, on="2026-01-01")
    spec(places, law.old, {"city": "5", "unknown": "5"}, on="2019-12-31")


def test_the_law_of_the_day(spec):
    spec(places, law.yearly, "6000.00 6000.00 unknown 3600.00 unknown", on="2025-06-30")
    spec(places, law.yearly, "4000.00 4000.00 4000.00 3600.00 unknown", on="2026-01-01")
    spec(places, law.yearly, "unknown unknown unknown unknown unknown", on="2024-12-31")
    spec(places, law.old, "unknown unknown unknown unknown unknown", on="2020-01-01")
    spec(places, law.old, "5 5 5 5 5", on="2019-12-31")


def test_people_of_elsewhere_have_the_law_of_the_region_that_is_run(spec):
    """A run is for a region. Whoever belongs elsewhere is looked at by the region's own law."""
    spec(hamlets, law.yearly, "6000.00 6000.00 6000.00", on="2025-07-01", region="420106000000")
    spec(hamlets, law.yearly, "6000.00 4000.00 unknown", on="2025-07-01", region="420000000000")


def test_the_law_on_another_date(spec):
    """`.on(date)`: the value that was or will be in force then, at the same place. The date may be a value."""
    spec(places, law.yearly.on(dt.date(2025, 6, 30)), "6000.00 6000.00 unknown 3600.00 unknown", on="2030-01-01")
    spec(places, law.yearly.on(line.d), "6000.00 unknown unknown 3600.00 unknown", on="2030-01-01")
    spec(places, law.old.on(line.d.plus(years=-10)), "5 5 5 5 unknown", on="2030-01-01")


def test_a_regional_variant_is_a_figure(spec):
    """What differs between regions is a choice or a truth; the branches of other regions cost nothing there."""
    spec(places, law.rule == "monthly", "false false false true unknown")
    spec(
        places,
        when(law.rule == "monthly").then(law.yearly * 2).otherwise(law.yearly),
        "6000.00 6000.00 unknown 7200.00 unknown",
    )
    spec(places, law.paid & line.d.is_known(), "false false false true false")


def test_shares_dates_and_places(spec):
    spec(places, law.yearly.share(law.part), "4200.00 4200.00 unknown 1200.00 unknown")
    spec(places, law.part.is_known(), "true true false true false")
    spec(places, line.d >= law.starts, "true false true true unknown")
    spec(places, line.at.within(law.seat), "true true unknown false unknown")


def test_today_and_the_region(spec):
    """`law.today` is the day of determination, `law.region` the region of the run."""
    spec(places, line.d > law.today, "true false false true unknown", on="2025-06-30")
    spec(places, law.today.year, "2025 2025 2025 2025 2025", on="2025-06-30")
    spec(places, line.at.within(law.region), "true true unknown false unknown", region="420106000000")


def test_a_monthly_rate_adds_up(spec):
    """`.accrued(first, last)`: a monthly rate over the calendar months from that of `first` to that of `last`,
    whatever the days; each month at the rate in force on its first day; nothing when there are no months."""
    spec(
        months,
        rates.monthly.accrued(line.d, line.e),
        {
            "within": "40.00",
            "across": "60.00",
            "both": "480.00",
            "same": "30.00",
            "none": "0.00",
            "early": None,
            "nobody": None,
        },
    )
    spec(
        months,
        rates.monthly.accrued(line.e, line.d),
        {"within": "0.00", "same": "30.00", "none": "60.00", "nobody": None},
    )


def test_a_monthly_rate_may_have_no_end(spec):
    """An end that has not come (a death) adds up to the last month of the calendar; limit it with `least(...)`."""
    spec(months, rates.monthly.accrued(line.d, NEVER), {"within": "3828290.00", "early": None})


def test_an_unconfirmed_figure_is_left_out(spec):
    """A figure that nobody has read in its source does not count, as if it had not been written down, unless
    unconfirmed figures are asked for. Where a wider region has a confirmed one, that one is in force."""
    spec(hamlets, doubtful.other, "unknown unknown unknown")
    spec(hamlets, doubtful.other, "100.00 100.00 100.00", unconfirmed=True)
    spec(hamlets, doubtful.yearly, "960.00 960.00 960.00")
    spec(hamlets, doubtful.yearly, "1200.00 960.00 unknown", unconfirmed=True)
