"""Programmes

A programme is a class. Its methods are called once, when it is read, with the row of a unit and the law; what they
return is kept as a graph. Each unit that it looks at has one outcome: *eligible* when all criteria are met, *not
eligible* when one is not, *needs evidence* when it hangs on something unknown; with its instalments, their total
(only of the eligible), whether there is a live claim already, and how much of the total is still unclaimed. What
`remarks` names (parameters of type choice) is told with every answer but a no, and decides nothing.

Every public name in the class is a criterion, or one of those that are shown here; what a rule only uses stands outside
the class. A class that is made from a programme, as in a reform, keeps its criteria but for those that it writes anew.

In a real programme, `parameters = load_parameters(__file__)` reads `parameters.yaml` beside the rule; here they are
written as a table.
"""

import datetime as dt

from jiahe.law import Instalment, PaidPart, Payer, Programme, criterion, outcome_of, yuan
from tests.law.families import FAMILIES
from tests.law.tables import facts, parameters

town = facts(
    persons="""
        person  | birth_date | hukou_place  | insured | income
        ann     | 2023-03-20 | 420106001005 | true    | 10.00
        bo      | 2024-05-01 | 330106000000 | true    | 10.00
        cai     | 2020-01-01 | 420106001005 | true    | 10.00
        dan     |            | 420106000000 | true    | 10.00
        eve     | 2024-05-01 |              | false   | 10.00
        fei     | 2024-05-01 | 420106001005 |         | 10.00
        gao     | 2024-05-01 | 420106001005 | true    |
    """,
    certificates="""
        person | kind
        bo     | claim
    """,
)


class ChildGrant(Programme):
    """A grant for small children, made up for this page."""

    key = "test/child-grant"
    zh, en = "幼儿津贴", "Child grant"
    schema, unit = FAMILIES, "persons"
    parameters = parameters(
        """
        name   | type  | region       | from       | value
        yearly | money |              | 2025-01-01 | 3600.00
        yearly | money | 420106000000 | 2025-01-01 | 6000.00
        """,
        in_force="""
        region       | from       | until
        420000000000 | 2025-01-01 |
        330106000000 | 2025-06-01 | 2026-01-01
        """,
        key="test/child-grant",
    )

    def population(child, law):
        return child.birth_date >= dt.date(2022, 1, 1)

    @criterion(zh="已参保", en="Insured", cites="Art 3")
    def insured(child, law):
        return child.insured

    @criterion(zh="未满三周岁", en="Under three", cites="Art 4")
    def under_three(child, law):
        return child.birth_date.plus(years=3) > law.today

    def instalments(child, law):
        return [
            Instalment("first", zh="第一年", en="first year", year=law.today.year, amount=law.yearly),
            Instalment("second", zh="第二年", en="second year", year=law.today.year + 1, amount=child.income),
        ]

    def enrolled(child, law):
        return child.certificates.any(lambda c: c.kind == "claim")


class ClaimedOneByOne(Programme):
    """A grant in two parts, each of which is claimed by itself."""

    key = "test/one-by-one"
    zh, en = "分次津贴", "Grant in parts"
    schema, unit = FAMILIES, "persons"
    parameters = parameters("", key="test/one-by-one")

    @criterion(zh="已参保", en="Insured", cites="Art 1")
    def insured(child, law):
        return child.insured

    def instalments(child, law):
        claimed = child.certificates.any(lambda c: c.kind == "claim")
        return [
            Instalment("now", zh="今年", en="now", year=2025, amount=yuan("100.00"), open=~claimed),
            Instalment("later", zh="明年", en="later", year=2026, amount=child.income, open=law.today.year >= 2026),
        ]


class TopUp(Programme):
    """A supplement to the child grant."""

    key = "test/top-up"
    zh, en = "补充津贴", "Top-up"
    schema, unit = FAMILIES, "persons"
    parameters = parameters("", key="test/top-up")

    @criterion(zh="领取幼儿津贴", en="Has the child grant", cites="Art 1")
    def has_the_grant(child, law):
        return outcome_of(ChildGrant, child).eligible

    def instalments(child, law):
        grant = outcome_of(ChildGrant, child).instalment("first")
        return [Instalment("one", zh="一次", en="once", year=2025, amount=yuan("10000.00") - grant)]


class OfficeGrant(Programme):
    """A grant by the law of the place where the household is, not the person's own."""

    key = "test/office-grant"
    zh, en = "户补贴", "Office grant"
    schema, unit = FAMILIES, "persons"
    benefit = "days"
    parameters = parameters(
        """
        name | type | region       | from       | value
        days | int  | 420106000000 | 2025-01-01 | 15
        days | int  | 330106000000 | 2025-01-01 | 10
        """,
        key="test/office-grant",
    )

    def place(child):
        return child.household.place

    @criterion(zh="有收入", en="Has an income", cites="Art 9")
    def has_income(child, law):
        return child.income > 0

    def instalments(child, law):
        return [Instalment("leave", zh="假期", en="leave", year=2025, amount=law.days)]


households = facts(
    persons="""
        person | birth_date | hukou_place  | household | income
        ann    | 2024-05-01 | 330106000000 | red       | 1.00
        bo     | 2024-05-01 | 420106000000 | blue      | 1.00
        cai    | 2024-05-01 | 420106000000 |           | 1.00
    """,
    households="""
        household | place
        red       | 420106001005
        blue      | 330106000000
    """,
)


def test_one_outcome_for_each_unit_that_is_looked_at(determined):
    """Who is not in the population (cai) has no outcome: nothing was asked, so nothing was refused. A unit of which
    that is unknown (dan) is looked at. An eligible unit whose amount is unknown (gao) has no total, and is still
    eligible. bo belongs elsewhere, and is looked at by the law of the region that is run: whether that matters is for
    a criterion to say."""
    determined(
        town,
        ChildGrant,
        """
        person | status         | total    | this_year | unclaimed | enrolled | insured | under_three
        ann    | eligible       | 6010.00  | 6000.00   | 6010.00   | false    | true    | true
        bo     | eligible       | 6010.00  | 6000.00   | 0.00      | true     | true    | true
        dan    | needs_evidence |          |           |           | false    | true    |
        eve    | not_eligible   |          |           |           | false    | false   | true
        fei    | needs_evidence |          |           |           | false    |         | true
        gao    | eligible       |          | 6000.00   |           | false    | true    | true
        """,
        on="2025-05-31",
        region="420106000000",
    )


def test_it_is_determined_only_where_and_when_it_is_in_force(determined):
    """bo's place joins in June. eve's place is unknown, and over the whole nation the programme is not in force."""
    determined(
        town,
        ChildGrant,
        """
        person | status
        ann    | eligible
        dan    | needs_evidence
        fei    | needs_evidence
        gao    | eligible
        """,
        on="2025-05-31",
        region="000000000000",
    )
    determined(
        town,
        ChildGrant,
        """
        person | status         | total   | enrolled | place        | first   | second
        ann    | eligible       | 6010.00 | false    | 420106001005 | 6000.00 | 10.00
        bo     | eligible       | 3610.00 | true     | 330106000000 | 3600.00 | 10.00
        dan    | needs_evidence |         | false    | 420106000000 | 6000.00 | 10.00
        fei    | needs_evidence |         | false    | 420106001005 | 6000.00 | 10.00
        gao    | eligible       |         | false    | 420106001005 | 6000.00 |
        """,
        on="2025-06-01",
        region="000000000000",
    )
    determined(town, ChildGrant, "person | status", on="2024-12-31", region="000000000000")


def test_what_is_claimed_one_by_one_is_unclaimed_as_far_as_it_is_open(determined):
    """Each instalment says whether it is `open`: can be claimed on the day, and has not been. Enrolled is for whom
    nothing is. What is not open yet counts for nothing, known or not (gao)."""
    determined(
        town,
        ClaimedOneByOne,
        """
        person | status         | total  | unclaimed | enrolled
        ann    | eligible       | 110.00 | 100.00    | false
        bo     | eligible       | 110.00 | 0.00      | true
        cai    | eligible       | 110.00 | 100.00    | false
        dan    | eligible       | 110.00 | 100.00    | false
        eve    | not_eligible   |        |           | false
        fei    | needs_evidence |        |           | false
        gao    | eligible       |        | 100.00    | false
        """,
        on="2025-05-31",
        region="420106000000",
    )


def test_one_programme_may_ask_about_another(determined):
    """`outcome_of(Other, unit)` has `.eligible` and `.instalment(key)`. Without a population everybody is looked at."""
    determined(
        town,
        TopUp,
        """
        person | status         | total   | has_the_grant
        ann    | eligible       | 4000.00 | true
        bo     | eligible       | 6400.00 | true
        cai    | not_eligible   |         | false
        dan    | needs_evidence |         |
        eve    | not_eligible   |         | false
        fei    | needs_evidence |         |
        gao    | eligible       | 4000.00 | true
        """,
        on="2025-06-01",
        region="000000000000",
    )


class SharedGrant(Programme):
    """A grant that the province and the county pay together."""

    key = "test/shared-grant"
    zh, en = "分担津贴", "Shared grant"
    schema, unit = FAMILIES, "persons"
    parameters = parameters("name | type | from | value\npart | share | 2025-01-01 | 7/10", key="test/shared-grant")

    @criterion(zh="已参保", en="Insured", cites="Art 3")
    def insured(person, law):
        return person.insured

    def instalments(person, law):
        province = Payer("province", "省级财政", "the province", law.part)
        county = Payer("county", "县级财政", "the county")
        paid_by = (PaidPart("津贴", "grant", person.income, (province, county)),)
        return [Instalment("one", "一次", "once", 2025, person.income, paid_by)]


def test_an_instalment_may_say_who_pays_it(determined):
    """`paid_by`: sums and their payers, each with a share of what those before leave; the last pays the rest. It is for
    explanations, and changes no outcome."""
    determined(
        town,
        SharedGrant,
        """
        person | status         | total
        ann    | eligible       | 10.00
        bo     | eligible       | 10.00
        cai    | eligible       | 10.00
        dan    | eligible       | 10.00
        eve    | not_eligible   |
        fei    | needs_evidence |
        gao    | eligible       |
        """,
        on="2025-06-01",
        region="000000000000",
    )


def test_whose_law_applies_is_for_the_programme_to_say(determined):
    """`place(unit)` says whose; without it, the place column of the unit's table. A benefit may be days of leave."""
    determined(
        households,
        OfficeGrant,
        """
        person | status   | total | place
        ann    | eligible | 15    | 420106001005
        bo     | eligible | 10    | 330106000000
        cai    | eligible |       |
        """,
        on="2025-06-01",
        region="000000000000",
    )
