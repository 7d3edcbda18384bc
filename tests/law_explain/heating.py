"""An invented benefit that the explanation's tests are about, with one of every thing that a sum can be made of."""

import datetime as dt

from jiahe.law import (
    Column,
    Instalment,
    Pack,
    Programme,
    Relation,
    Schema,
    Table,
    Type,
    criterion,
    date_of,
    greatest,
    least,
    load_parameters,
    when,
    yuan,
)
from jiahe.law.explain import Names
from jiahe.law.facts import Facts
from jiahe.law.outcome import determine_one
from jiahe.law.setting import Setting

IDENTITY_CARD = ("居民身份证", "identity card")
SOURCE = Column("source", Type.TEXT, "来源", "Where the row came from")

PERSONS = Table(
    "persons",
    "人员",
    "Everybody. One row a person.",
    key="person_id",
    place="home",
    columns=(
        Column("person_id", Type.TEXT, "人员编号", "Key of the person"),
        Column("birth_date", Type.DATE, "出生日期", "Date of birth", evidence=IDENTITY_CARD),
        Column("death_date", Type.DATE, "死亡日期（空为健在）", "Date of death; empty: alive", open_ended=True),
        Column("home", Type.PLACE, "住址", "Home", evidence=("房产证或租房合同", "title deed or lease")),
        Column(
            "heating",
            Type.TEXT,
            "取暖方式",
            "Kind of heating (as registered)",
            choices={"coal": ("烧煤", "coal"), "district": ("集中供暖", "district heating")},
        ),
        SOURCE,
    ),
)
CARDS = Table(
    "cards",
    "护理证",
    "Care cards",
    columns=(
        Column("person", Type.REF, "持证人", "The holder", refers_to="persons", required=True),
        Column("grade", Type.INT, "等级（一级最重）", "Grade; 1 is the most severe", evidence=("护理证", "care card")),
        Column("from_date", Type.DATE, "发证日期", "Day of issue"),
        SOURCE,
    ),
)
PAYMENTS = Table(
    "payments",
    "发放记录",
    "Payments",
    columns=(
        Column("person", Type.REF, "对象", "Who was paid", refers_to="persons", required=True),
        Column("amount", Type.MONEY, "金额", "Amount"),
        Column("programme", Type.TEXT, "项目", "Programme"),
        SOURCE,
    ),
)
SCHEMA = Schema(
    (PERSONS, CARDS, PAYMENTS),
    (Relation("cards", "persons", "cards", "person"), Relation("payments", "persons", "payments", "person")),
)


class HeatingHelp(Programme):
    """取暖补助, an invented benefit."""

    key = "test/heating-help"
    zh, en = "取暖补助", "Heating help"
    schema, unit = SCHEMA, "persons"
    parameters = load_parameters(__file__)

    def population(person, law):
        return person.death_date > law.today

    @criterion(zh="年满六十五周岁", en="Is 65", cites="试政发〔2024〕8号 第二条", evidence=IDENTITY_CARD)
    def old_enough(person, law):
        return person.birth_date.plus(years=law.age) <= law.today

    @criterion(zh="住在本地", en="Lives here", cites="试政发〔2024〕8号 第二条")
    def lives_here(person, law):
        return person.home.within(law.region)

    @criterion(
        zh="烧煤取暖，或者持有护理证", en="Heats with coal or holds a care card", cites="试政发〔2024〕8号 第四条"
    )
    def needs_it(person, law):
        return (person.heating == "coal") | person.cards.any(lambda card: card.grade <= 2)

    def instalments(person, law):
        new_year, end = date_of(law.today.year, 1, 1), date_of(law.today.year, 12, 31)
        turns = person.birth_date.plus(years=law.age)
        begins = greatest(turns, new_year)
        months = least(begins.months_until(end) + 1, law.most_months).named("补助月数", "months", ("个月", "months"))
        whole = law.monthly_rate * months
        received = person.payments.sum(lambda p: p.amount, where=lambda p: p.programme == "test/heating-help")
        has_card = person.cards.any(lambda card: card.grade <= 2)
        since = person.cards.earliest(lambda card: card.from_date, if_none=dt.date(1900, 1, 1))
        care = when(has_card).then(law.care_rate.accrued(greatest(since, new_year), end)).otherwise(yuan("0.00"))
        year = law.today.year
        return [
            Instalment(
                "basic", zh="基本补助", en="basic help", year=year, amount=greatest(whole - received, yuan("0.00"))
            ),
            Instalment("care", zh="护理补助", en="care help", year=year, amount=care),
            Instalment("winter", zh="冬季加发", en="winter help", year=year + 1, amount=whole.share(law.winter_share)),
            Instalment("gift", zh="慰问金", en="gift", year=year, amount=law.bonus),
        ]

    def enrolled(person, law):
        return person.payments.any(lambda p: p.programme == "test/heating-help")


PACK = Pack((HeatingHelp.rule,))

ZHANG = {
    "person_id": "p1", "birth_date": dt.date(1950, 3, 20), "death_date": None, "home": "110101001001",
    "heating": "district", "source": "户籍登记",
}  # fmt: skip
CARD = {"person": "p1", "grade": 2, "from_date": dt.date(2025, 4, 10), "source": "民政护理系统"}

_NAMES = {"p1": "张大爷", "p2": "<b>李奶奶</b>"}
_PLACES = {
    "110000000000": ("北京市", "Beijing"),
    "110101001001": ("北京市东城区某社区", "a community in Dongcheng, Beijing"),
    "330000000000": ("浙江省", "Zhejiang"),
    "420000000000": ("湖北省", "Hubei"),
}

NAMES = Names(
    place_name=lambda code, language: _PLACES[code][language == "en"],
    row_name=lambda table, key: _NAMES.get(key, str(key)),
)


def outcome(person, *, cards=(), payments=(), region="110000000000", on=dt.date(2025, 9, 15), unconfirmed=False):
    """Return the outcome for one person. ``cards`` or ``payments`` None: the register has no such table."""
    tables = {"persons": [person], "cards": cards, "payments": payments}
    setting = Setting.of(PACK, on, region, unconfirmed=unconfirmed)
    (found,) = determine_one(Facts(SCHEMA, tables), PACK, setting, person["person_id"])
    return found
