"""What somebody is told who writes a rule wrongly: what is wrong, where, and what to write instead."""

# ruff: noqa: E501 (messages stand here as they are printed)

import datetime as dt
from fractions import Fraction

import pytest

from jiahe.law import (
    Column,
    Instalment,
    LawError,
    Pack,
    PaidPart,
    Payer,
    Programme,
    Relation,
    Schema,
    Table,
    Type,
    all_of,
    any_of,
    criterion,
    date_of,
    greatest,
    least,
    outcome_of,
    unit,
    unknown,
    when,
    yuan,
)
from jiahe.law.parameters import NATION
from jiahe.law.setting import Setting
from tests.law.families import FAMILIES, line, person
from tests.law.tables import figures, parameters

law = figures(
    person,
    """
    name  | type  | region | from       | value
    since | date  |        | 2025-01-01 | 2025-01-01
    rate  | money |        | 2025-01-01 | 10.00
    """,
)

WORDS = {
    "Fraction": Fraction,
    "Type": Type,
    "all_of": all_of,
    "any_of": any_of,
    "date_of": date_of,
    "dt": dt,
    "greatest": greatest,
    "law": law,
    "least": least,
    "line": line,
    "person": person,
    "unknown": unknown,
    "when": when,
    "yuan": yuan,
}

NOT_RUN = (
    "A rule is not run here, so its values are neither true nor false yet. Write & for and, | for or, ~ for not, "
    ".is_in(...) for in, and when(...).then(...).otherwise(...) for if."
)
NOT_TOGETHER = (
    "This expression mixes rows that do not belong together: the children of a persons row and the parents of a persons "
    "row. Reduce one of them to a single value first, with .any(), .count(), .only() or another aggregate."
)
TOO_DEEP = (
    "An aggregate over the children of the persons row linked from the children of a persons row compares them with a "
    "persons row. That works only one level deep, directly on the unit: compute the value on the unit first."
)

MESSAGES = {
    # names
    "person.birth_dat": "A persons row has no 'birth_dat'. Did you mean 'birth_date'?",
    "person.childern": "A persons row has no 'childern'. Did you mean 'children'?",
    "person.children.cout()": "children are many rows and have no 'cout'. Did you mean 'count'? For a column, reduce them "
    "first: .only(lambda row: ...).cout",
    "person.children.kind": "children are many rows and have no 'kind'. Known names: all, any, at_least, count, earliest, "
    "greatest, latest, least, only, sum. For a column, reduce them first: .only(lambda row: ...).kind",
    "person.children.only().child.birth_dat": "A persons row has no 'birth_dat'. Did you mean 'birth_date'?",
    "person.children.only().birth_oder": "Table 'parenthoods' has no column 'birth_oder'. Did you mean 'birth_order'?",
    "person.birth_date.months": "A date has no 'months'. Did you mean 'month'?",
    "law.rat": f"{law._parameters.programme} has no parameter 'rat'. Did you mean 'rate'?",
    "person.hukou_place.division('counties')": "There is no level 'counties'. Did you mean 'county'?",
    "person.income.share(Fraction(1, 2), rounding='halfup')": "There is no rounding 'halfup'. Did you mean 'half_up'?",
    # choices
    "person.sex == 'femal'": "persons.sex is never 'femal'. Did you mean 'female'?",
    "person.sex.is_in('female', 'men')": "persons.sex is never 'men'. Known names: female, male.",
    "person.children.only().kind == 'brth'": "parenthoods.kind is never 'brth'. Did you mean 'birth'?",
    # Python's truth
    "person.insured and person.insured": NOT_RUN,
    "not person.insured": NOT_RUN,
    "1 if person.insured else 2": NOT_RUN,
    "person.sex in ('female', 'male')": NOT_RUN,
    "max(person.income, law.rate)": NOT_RUN,
    "bool(person.children)": "children: ask .any() whether there are such rows.",
    # types
    "person.birth_date < '2020-01-01'": "'2020-01-01' is not a date. Write datetime.date(2025, 1, 31).",
    "person.birth_date == dt.datetime(2020, 1, 1)": "datetime.datetime(2020, 1, 1, 0, 0) is not a date. Write "
    "datetime.date(2025, 1, 31).",
    "person.birth_date == None": "None is no value: nothing equals it. Ask whether persons.birth_date .is_known().",
    "person.birth_date == person.income": "Comparison eq needs two values of one type, but got a date and a sum of money: "
    "persons.birth_date and persons.income.",
    "person.insured & person.birth_date": "& needs a truth, but got a date: persons.birth_date.",
    "person.insured | 1": "1 is not a truth. Write True or False.",
    "~person.birth_date": "A date has no ~: persons.birth_date.",
    "person.sex < 'male'": "A text has no <: persons.sex. Write .is_in(...).",
    "person.birth_date + 3": "A date has no +: persons.birth_date. Write .plus(years=..., months=..., days=...).",
    "law.today - person.birth_date": "A date has no -: today. Write a.years_until(b), a.months_until(b) or "
    "a.days_until(b), or .plus(days=...).",
    "person.birth_date.plus(years=1.5)": "1.5 is not a whole number.",
    "person.birth_date.years_until(person.sex)": "years_until needs a date, but got a text: persons.sex.",
    "when(person.birth_date).then(1).otherwise(2)": "when needs a truth, but got a date: persons.birth_date.",
    "when(person.insured).then(1).otherwise('a')": "'a' is not a whole number.",
    "when(person.insured).then(person.sex).otherwise(person.birth_date)": "when … otherwise needs two values of one type, "
    "but got a text and a date: persons.sex and persons.birth_date.",
    "when(person.insured).then(person).otherwise(person)": "<a persons row> is not a value that a rule can hold.",
    "least(1, 2)": "least needs at least two values, one of them from the rule.",
    "greatest(person.birth_date, 3)": "3 is not a date. Write datetime.date(2025, 1, 31).",
    "any_of([person.insured])": "any_of takes truths one after the other, any_of(a, b, c), not [<a truth: persons.insured>].",
    "all_of(person.income)": "all_of takes truths one after the other, all_of(a, b, c), not <a sum of money: persons.income>.",
    'unknown(Type.INT, zh="没有写")': "What is left open needs its reason in both languages: "
    "unknown(type, zh=..., en=...).",
    "unknown(Type.REF)": "A row cannot be written down: follow a column to it.",
    "date_of(2025, 2, 29)": "date_of: month 2, day 29 is not a day of every year.",
    # money
    "person.income < 3600": "3600 is not a sum of money. Write yuan('3600.00').",
    "person.income == 36.5": "36.5 is not a sum of money. Write yuan('3600.00').",
    "person.income * 1.5": "1.5 is not a whole number.",
    "person.income / 2": "A sum of money has no /: persons.income. Write .share(Fraction(1, 2), rounding=...).",
    "person.income * person.income": "* (the number of times) needs a whole number, but got a sum of money: persons.income.",
    "person.income.share(0.5)": "0.5 is not a share. Write Fraction(7, 10), or use a parameter.",
    "yuan(36.5)": "yuan takes a text, so that no figure is rounded: yuan('3600.00'), not yuan(36.5).",
    "yuan('3600.005')": "'3600.005' yuan is not a whole number of fen. Write at most two decimals.",
    "yuan('a lot')": "'a lot' is not an amount of yuan. Write it as 3600.00.",
    # places
    "person.hukou_place == '4201'": "'4201' is not a place code: write all 12 digits, with zeros below the level you mean.",
    "person.hukou_place.within(person.household.place)": "within: the region is law.region, a place literal or a parameter; "
    "compare .division(...) otherwise.",
    # rows
    "person == 3": "A row can only be compared with another row, not with 3.",
    "person.household == 'red'": "A row can only be compared with another row, not with 'red'.",
    "person == person.household": "A persons row cannot be compared with a households row.",
    "person == person.children": "A row can only be compared with another row, not with <the children of a persons row>.",
    "person.children.count() + person.parents": "<the parents of a persons row> is not a whole number.",
    "person.children.any('birth')": "children: a condition is a function of one row that returns a truth, such as "
    "lambda row: row.child.is_known(), not 'birth'.",
    "person.children.any(lambda c: None)": "children: a condition is a function of one row that returns a truth, such as "
    "lambda row: row.child.is_known(), not None.",
    "person.children.any(lambda c: c.kind)": "The condition on rows needs a truth, but got a text: parenthoods.kind.",
    "person.children.sum(lambda c: c.kind)": "sum needs a whole number or a sum of money, but got a text: parenthoods.kind.",
    "person.children.sum(lambda c: 1)": "The value over children must be a value of the row, such as lambda row: row.child, "
    "not 1.",
    "person.children.earliest(lambda c: c.until_date)": "children: say what it is when no row matches, with if_none=... "
    "(None: unknown).",
    "person.children.latest(lambda c: c.until_date, if_none=3)": "3 is not a date. Write datetime.date(2025, 1, 31).",
    "person.children.at_least(0)": "at_least needs a number of 1 or more, not 0.",
    # rows that do not belong together
    "person.children.any(lambda c: person.parents.any(lambda p: p.kind == c.kind))": NOT_TOGETHER,
    "person.income + line.a": "This expression mixes rows that do not belong together: a lines row and a persons row. Reduce "
    "one of them to a single value first, with .any(), .count(), .only() or another aggregate.",
    "person.children.any(lambda c: c.child.children.any(lambda s: s.child.birth_date > person.birth_date))": TOO_DEEP,
    "person.children.any(lambda c: c.child.children.any(lambda s: s.child.birth_date > law.since))": TOO_DEEP
    + " A figure of the law is a value of the unit: that of its place.",
    # the law
    "person.income.on(law.today)": "Only a parameter has a value on another date; this is persons.income.",
    "person.income.accrued(law.today, law.today)": "Only a parameter can be accrued by the month; this is persons.income.",
    "law.since.accrued": "A date has no 'accrued'. Known names: day, days_until, is_known, month, months_until, named, on, "
    "plus, year, years_until.",
    "law.rate.accrued(person.birth_date, 3)": "3 is not a date. Write datetime.date(2025, 1, 31).",
}


@pytest.mark.parametrize("written", MESSAGES)
def test_a_rule_that_is_written_wrongly(written):
    with pytest.raises(LawError) as error:
        eval(written, WORDS)
    assert error.value.en == MESSAGES[written]


def test_a_row_that_left_its_lambda():
    rows = []
    person.children.any(lambda row: rows.append(row) or True)
    with pytest.raises(LawError) as error:
        person.parents.any(lambda row: row.kind == rows[0].kind)
    assert str(error.value) == NOT_TOGETHER


# ------------------------------------------------------------------------------------------------ programmes


def programme(**changes):
    """Make a programme that is right but for the changes; None leaves a part out."""
    key = f"test/programme-{len(made)}"
    parts = {
        "key": key,
        "zh": "项目",
        "en": "programme",
        "schema": FAMILIES,
        "unit": "persons",
        "parameters": parameters("", key=key),
        "insured": criterion(zh="参保", en="insured", cites="Art 1")(lambda row, law: row.insured),
        "instalments": lambda row, law: [Instalment("one", "一", "one", 2025, yuan("1.00"))],
    }
    parts = {name: part for name, part in (parts | changes).items() if part is not None}
    made.append(key)
    return type("Made", (Programme,), parts)


made: list[str] = []


def test_a_programme_that_is_right_is_made():
    assert programme().rule.criteria[0].key == "insured"


@pytest.mark.parametrize("name", ["key", "zh", "en", "schema", "unit", "parameters", "instalments"])
def test_a_programme_that_does_not_say_something(name):
    with pytest.raises(LawError, match=rf"^Programme Made does not say its {name}\.$"):
        programme(**{name: None})


def test_a_remark_that_has_no_words():
    held = parameters("name | type | from | value\nrate | money | 2025-01-01 | 1.00", key="test/remarks")
    with pytest.raises(LawError, match=r"the remark 'rate' has no words\. Make it a parameter of type choice."):
        programme(key="test/remarks", parameters=held, remarks=("rate",))
    with pytest.raises(LawError, match=r"has no parameter 'rat'\. Did you mean 'rate'"):
        programme(key="test/remarks", parameters=held, remarks=("rat",))


def instalments(*parts):
    return lambda row, law: list(parts)


MARK = criterion(zh="", en="", cites="")
TWICE = [Instalment("one", "一", "one", 2025, yuan("1.00"))] * 2
WRONG = [
    ({"insured": None}, r"has no criterion. Mark at least one method with @criterion\(...\)."),
    ({"instalments": instalments()}, r"needs at least one instalment, each with a key of its own; it has \[\]."),
    ({"instalments": instalments(*TWICE)}, r"each with a key of its own; it has \['one', 'one'\]."),
    (
        {"instalments": instalments(Instalment("one", "一", "one", 2025, 3600))},
        "instalment one must return a sum of money, but it returned 3600.",
    ),
    (
        {"instalments": instalments(Instalment("one", "一", "one", 2025, line.m))},
        "instalment one must return a sum of money, but it returned a whole number.",
    ),
    (
        {"instalments": instalments(Instalment("one", "一", "one", "2025", yuan("1.00")))},
        "'2025' is not a whole number.",
    ),
    (
        {"instalments": instalments(Instalment("one", "一", "one", 2025, yuan("1.00"), open=yuan("1.00")))},
        "whether instalment one is open must return a truth, but it returned a sum of money.",
    ),
    (
        {
            "instalments": instalments(Instalment("one", "一", "one", 2025, yuan("1.00"), open=person.insured)),
            "enrolled": lambda row, law: row.insured,
        },
        "where one instalment says whether it is open, all do, and nobody says enrolled besides.",
    ),
    (
        {
            "instalments": instalments(
                Instalment("one", "一", "one", 2025, yuan("1.00"), open=person.insured),
                Instalment("two", "二", "two", 2025, yuan("1.00")),
            )
        },
        "where one instalment says whether it is open, all do",
    ),
    ({"insured": MARK(lambda row, law: None)}, "insured must return a truth, but it returned None."),
    ({"insured": MARK(lambda row, law: row.income)}, "insured must return a truth, but it returned a sum of money."),
    ({"population": lambda row, law: row.birth_date}, "population must return a truth, but it returned a date."),
    ({"place": lambda row: row.sex}, "place must return a place, but it returned a text."),
    ({"enrolled": lambda row, law: row.claims}, "A persons row has no 'claims'. Known names: birth_date"),
    ({"insured": MARK(lambda row, law: law.figure > 1)}, "has no parameter 'figure'. There are no names here."),
    ({"insured": MARK(lambda row, law: line.p)}, "insured speaks about other rows than the unit's."),
    ({"benefit": "food"}, "a benefit is in money or in days, not 'food'."),
    ({"unit": "unions"}, "Table 'unions' has no key column, so it cannot be the unit of a programme."),
    ({"unit": "person"}, "There is no table 'person'. Did you mean 'persons'?"),
    ({"parameters": parameters("", key="test/another")}, "its parameters.yaml is for 'test/another'."),
]


@pytest.mark.parametrize(
    ("changes", "message"), WRONG, ids=lambda value: next(iter(value)) if isinstance(value, dict) else ""
)
def test_a_programme_with_a_part_that_is_wrong(changes, message):
    with pytest.raises(LawError, match=message):
        programme(**changes)


def test_asking_about_another_programme():
    other = programme()
    with pytest.raises(LawError, match=r"has no instalment 'on'. Did you mean 'one'\?"):
        outcome_of(other, person).instalment("on")
    with pytest.raises(LawError, match=rf"^outcome_of\({other.key}\) works for the unit itself only.$"):
        outcome_of(other, person.household.head)
    with pytest.raises(LawError, match=r"has no criterion 'insurd'. Did you mean 'insured'\?"):
        other.rule.criterion("insurd")


def test_a_pack_has_each_programme_once_and_knows_them_by_key():
    one = programme().rule
    with pytest.raises(LawError, match="Two programmes of a pack share a key or the last part of it"):
        Pack((one, one))
    with pytest.raises(LawError, match=rf"There is no programme '{one.key}x'. Did you mean '{one.key}'\?$"):
        Pack((one,)).rule(one.key + "x")


def test_a_pack_without_a_programme_that_a_rule_asks_about():
    other = programme()
    asking = programme(
        insured=criterion(zh="参保", en="insured", cites="Art 1")(lambda row, law: outcome_of(other, row).eligible)
    )
    with pytest.raises(
        LawError, match=rf"^{asking.key} asks about {other.key}, which is not in the pack\. Put its rule"
    ):
        Setting.of(Pack((asking.rule,)), dt.date(2025, 1, 1), NATION)
    assert Setting.of(Pack((asking.rule,), beside=(other.rule,)), dt.date(2025, 1, 1), NATION)


# ------------------------------------------------------------------------------------------------ schemas


def test_a_schema_that_does_not_fit_together():
    key = Column("key", Type.TEXT, "键", "key", required=True)
    table = Table(
        "things", "物", "Things", (key, Column("owner", Type.REF, "主", "owner", refers_to="people")), key="key"
    )
    with pytest.raises(LawError, match=r"^Relation 'owned': things.owner does not refer to 'things'\.$"):
        Schema((table,), (Relation("owned", "things", "things", "owner"),))
    with pytest.raises(LawError, match=r"^Table 'things' has no column 'owners'. Did you mean 'owner'\?$"):
        Schema((table,), (Relation("owned", "people", "things", "owners"),))
    with pytest.raises(LawError, match=r"^There is no table 'thing'. Did you mean 'things'\?$"):
        unit(Schema((table,)), "thing")
    with pytest.raises(LawError, match=r"^Column 'owner': a REF column, and only a REF column, says which table"):
        Column("owner", Type.REF, "主", "owner")
    with pytest.raises(LawError, match=r"^Column 'until': only a date can be open-ended\.$"):
        Column("until", Type.TEXT, "至", "until", open_ended=True)


def test_a_mirrored_table_has_no_key():
    columns = (
        Column("key", Type.TEXT, "键", "key", required=True),
        Column("one", Type.REF, "一方", "one", refers_to="things"),
        Column("other", Type.REF, "另一方", "other", refers_to="things"),
    )
    with pytest.raises(
        LawError, match=r"^Table 'things' is mirrored, so each of its rows counts twice, and cannot have"
    ):
        Table("things", "物", "Things", columns, key="key", mirror=("one", "other"))
    with pytest.raises(LawError, match=r"^Table 'things' is mirrored by 'key', which refers to no row\.$"):
        Table("things", "物", "Things", columns, mirror=("one", "key"))
    assert Table("things", "物", "Things", columns, mirror=("one", "other"))


PAYERS = [
    ((), "needs payers, the last of whom has no share: that one pays the rest"),
    (
        (Payer("one", "一", "one", yuan("1.00")), Payer("rest", "余", "rest")),
        "must return a share, but it returned a sum",
    ),
]


@pytest.mark.parametrize(("payers", "message"), PAYERS)
def test_payers_who_do_not_pay_all(payers, message):
    part = PaidPart("全部", "all of it", yuan("1.00"), payers)
    one = Instalment("one", "一", "one", 2025, yuan("1.00"), paid_by=(part,))
    with pytest.raises(LawError, match=message):
        programme(instalments=instalments(one))
