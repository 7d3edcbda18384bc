"""Files whose rows each tell an event: deaths, marriages, divorces, adoptions, papers, statuses, payments."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from jiahe.intake.fields import Field, Kind
from jiahe.intake.sources.base import Role, Source, Told, day, person_fields
from jiahe.intake.sources.person_lists import BIRTH, not_ahead
from jiahe.people import actions
from jiahe.people.constraints import BELIEVED
from jiahe.people.models import Certificate, Parenthood, Payment, Person, Status, Union
from jiahe.web.words import Words

# ------------------------------------------------------------------------------------------------ deaths


def _death_there(told: Told) -> bool:
    return Person.objects.filter(id=told.people[""], death_date=told.says["death_date"]).exists()


def _death(told: Told) -> None:
    actions.record_death(
        person=told.people[""], death_date=told.says["death_date"], source=told.source, learned_on=told.learned_on
    )


DEATHS = Source(
    key="deaths",
    words=Words("死亡登记", "Deaths"),
    office=Words("公安、民政、疾控", "Police, civil affairs, CDC"),
    lead=Words("一位逝者一行。", "One row a person who died."),
    fields=(
        *person_fields("", "", ""),
        *BIRTH,
        day("death_date", "死亡日期", "Day of death", "死亡时间", "去世日期", "亡故日期"),
    ),
    offices={
        "police": Words("公安", "police"),
        "civil_affairs": Words("民政", "civil affairs"),
        "cdc": Words("疾控", "CDC"),
    },
    tells="death",
    judge=not_ahead("death_date"),
    there=_death_there,
    event=_death,
)


# ------------------------------------------------------------------------------------------------ marriages

_BOTH = (
    *person_fields("husband", "男方", "Husband", extra=("丈夫", "新郎")),
    *person_fields("wife", "女方", "Wife", extra=("妻子", "新娘")),
)
_COUPLE = (Role("husband", Words("男方", "husband")), Role("wife", Words("女方", "wife")))


def _unions(told: Told) -> Any:
    one, other = told.people["husband"], told.people["wife"]
    return Union.objects.filter(BELIEVED).filter(Q(person_id=one, spouse_id=other) | Q(person_id=other, spouse_id=one))


def _marriage(told: Told) -> None:
    actions.record_marriage(
        person=told.people["husband"], spouse=told.people["wife"], from_date=told.says["day"], source=told.source,
        learned_on=told.learned_on,
    )  # fmt: skip


def _divorce(told: Told) -> None:
    actions.record_divorce(
        person=told.people["husband"], until_date=told.says["day"], source=told.source, learned_on=told.learned_on
    )


_CIVIL_AFFAIRS = Words("民政局", "Civil affairs")
MARRIAGES = Source(
    key="marriages",
    words=Words("结婚登记", "Marriages"),
    office=_CIVIL_AFFAIRS,
    lead=Words("一对夫妻一行。", "One row a couple."),
    fields=(*_BOTH, day("day", "登记日期", "Day of registration", "结婚日期", "结婚登记日期", "发证日期")),
    roles=_COUPLE,
    judge=not_ahead("day"),
    there=lambda told: _unions(told).filter(from_date=told.says["day"]).exists(),
    event=_marriage,
)
DIVORCES = Source(
    key="divorces",
    words=Words("离婚登记", "Divorces"),
    office=_CIVIL_AFFAIRS,
    lead=Words("一对一行，写明离婚登记或判决生效日期。", "One row a couple, with the day of registration or judgment."),
    fields=(*_BOTH, day("day", "离婚日期", "Day of divorce", "登记日期", "离婚登记日期", "判决生效日期")),
    roles=_COUPLE,
    judge=not_ahead("day"),
    there=lambda told: _unions(told).filter(until_date=told.says["day"], ended_by="divorce").exists(),
    event=_divorce,
)


# ------------------------------------------------------------------------------------------------ adoptions

_CHILD, _ADOPTER = Role("child", Words("被收养人", "adopted child")), Role("parent", Words("收养人", "adopter"))


def _adoption_there(told: Told) -> bool:
    return Parenthood.objects.filter(
        BELIEVED, child_id=told.people["child"], parent_id=told.people["parent"], kind="adoption",
        from_date=told.says["day"],
    ).exists()  # fmt: skip


def _adoption(told: Told) -> None:
    actions.record_adoption(
        child=told.people["child"], parent=told.people["parent"], from_date=told.says["day"], source=told.source,
        learned_on=told.learned_on,
    )  # fmt: skip


ADOPTIONS = Source(
    key="adoptions",
    words=Words("收养登记", "Adoptions"),
    office=_CIVIL_AFFAIRS,
    lead=Words("一个孩子和一位收养人一行。", "One row a child and adopter."),
    fields=(
        *person_fields("child", "被收养人", "Adopted child", extra=("儿童", "孩子")),
        *person_fields("parent", "收养人", "Adopter", extra=("养父", "养母")),
        day("day", "收养登记日期", "Day of adoption", "登记日期", "收养日期"),
    ),
    roles=(_CHILD, _ADOPTER),
    judge=not_ahead("day"),
    there=_adoption_there,
    event=_adoption,
)


# ------------------------------------------------------------------------------------------------ papers and statuses


def _disability_there(told: Told) -> bool:
    says = told.says
    same = {"grade": says["grade"]} if "grade" in says else {}
    return Certificate.objects.filter(
        BELIEVED, person_id=told.people[""], kind="disability", from_date=says["from_date"], **same
    ).exists()


def _disability(told: Told) -> None:
    says = told.says
    actions.record_certificate(
        person=told.people[""], kind="disability", from_date=says["from_date"], grade=says.get("grade"),
        number=says.get("number"), until_date=says.get("until_date"), source=told.source, learned_on=told.learned_on,
    )  # fmt: skip


_GRADES = {str(n): (f"{zh}级", f"{n}级", str(n), zh) for n, zh in enumerate("一二三四", start=1)}

DISABILITIES = Source(
    key="disability_cards",
    words=Words("残疾人证", "Disability cards"),
    office=Words("残联", "Disabled persons' federation"),
    lead=Words("一证一行，写明等级和发证日期。", "One row a card, with its grade and day of issue."),
    fields=(
        *person_fields("", "", ""),
        Field("grade", Words("残疾等级", "Grade"), Kind.CHOICE, ("等级", "残疾级别"), choices=_GRADES),
        Field("number", Words("残疾人证号", "Number of the card"), Kind.TEXT, ("残疾证号", "证号")),
        day("from_date", "发证日期", "Day of issue", "核发日期", "办证日期", "签发日期"),
        day("until_date", "有效期至", "Valid until", "到期日期", "有效期", required=False),
    ),
    judge=not_ahead("from_date"),
    there=_disability_there,
    event=_disability,
)


def _orphan(told: Told) -> None:
    says = told.says
    actions.record_status(
        person=told.people[""], kind="orphan", from_date=says["from_date"], place=says.get("place"),
        source=told.source, learned_on=told.learned_on,
    )  # fmt: skip


ORPHANS = Source(
    key="orphans",
    words=Words("孤儿认定", "Orphans"),
    office=_CIVIL_AFFAIRS,
    lead=Words("一个孩子一行，写明认定日期。", "One row a child, with the day of recognition."),
    fields=(
        *person_fields("", "", "", extra=("孤儿", "儿童")),
        day("from_date", "认定日期", "Day of recognition", "批准日期", "纳入保障日期"),
        Field("place", Words("认定地", "Where recognised"), Kind.PLACE, ("保障地", "所属县")),
    ),
    judge=not_ahead("from_date"),
    there=lambda told: Status.objects.filter(
        BELIEVED, person_id=told.people[""], kind="orphan", from_date=told.says["from_date"]
    ).exists(),
    event=_orphan,
)


# ------------------------------------------------------------------------------------------------ payments


def _payment_there(told: Told) -> bool:
    says = told.says
    return Payment.objects.filter(
        BELIEVED, person_id=told.people[""], programme=says["programme"], year=says["year"], amount=says["amount"],
        paid_on=says["paid_on"],
    ).exists()  # fmt: skip


def _payment(told: Told) -> None:
    says = told.says
    actions.record_payment(
        person=told.people[""], programme=says["programme"], year=says["year"], amount=says["amount"],
        paid_on=says["paid_on"], place=says.get("place"), source=told.source, learned_on=told.learned_on,
    )  # fmt: skip


_PROGRAMMES = {
    "cn/childcare-subsidy": ("育儿补贴", "育儿补贴金"),
    "cn/loss-support": ("特别扶助", "独生子女伤残死亡家庭扶助", "计生特扶"),
    "cn/elder-support": ("奖励扶助", "农村部分计划生育家庭奖励扶助", "计生奖扶"),
    "cn/only-child-allowance": ("独生子女父母奖励费", "独生子女费", "独生子女父母奖励"),
    "cn/complication-support": ("并发症扶助", "计划生育手术并发症扶助"),
}

PAYMENTS = Source(
    key="payments",
    words=Words("历年发放", "Past payments"),
    office=Words("财政局、银行", "Finance, the bank"),
    lead=Words("一人一项目一年一行，金额到分。", "One row a person, programme and year; sums to the fen."),
    fields=(
        *person_fields("", "", "", extra=("享受对象", "补贴对象")),
        Field(
            "programme",
            Words("项目", "Programme"),
            Kind.CHOICE,
            ("补贴项目", "项目名称", "发放项目"),
            required=True,
            choices=_PROGRAMMES,
        ),
        Field("year", Words("年度", "Year"), Kind.INTEGER, ("补贴年度", "发放年度", "年份"), required=True),
        Field("amount", Words("金额", "Sum"), Kind.MONEY, ("发放金额", "补贴金额", "实发金额"), required=True),
        day("paid_on", "发放日期", "Paid on", "支付日期", "打卡日期", "到账日期"),
        Field("place", Words("发放地", "Where paid"), Kind.PLACE, ("所属村", "发放单位所在地")),
    ),
    judge=not_ahead("paid_on"),
    there=_payment_there,
    event=_payment,
)
