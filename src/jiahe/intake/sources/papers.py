"""Files of what people hold and are: certificates and statuses, each with the days on which it holds."""

from __future__ import annotations

from typing import Any

from jiahe.intake.fields import Field, Kind
from jiahe.intake.sources.base import Source, Told, day, person_fields
from jiahe.intake.sources.ends import end_of, ends, going_as_said, last_day, until
from jiahe.people import actions
from jiahe.people.constraints import BELIEVED
from jiahe.people.models import Certificate, Status
from jiahe.web.words import Words

# ------------------------------------------------------------------------------------------------ certificates


def _certificate(
    *, key: str, kind: str, words: Words, office: Words, lead: Words, fields: tuple[Field, ...]
) -> Source:  # fmt: skip
    """Return the source of one kind of certificate. ``fields``: its own, beside whose it is and from when."""

    def known(told: Told) -> list[Certificate]:
        held = Certificate.objects.filter(
            BELIEVED, person_id=told.people[""], kind=kind, from_date=told.says["from_date"]
        )
        return going_as_said(held, told, **_own(told))

    def record(told: Told) -> None:
        says = told.says
        actions.record_certificate(
            person=told.people[""], kind=kind, from_date=says["from_date"], until_date=end_of(says),
            source=told.source, learned_on=told.learned_on, **_own(told),
        )  # fmt: skip

    return Source(
        key=key,
        words=words,
        office=office,
        lead=lead,
        fields=(*person_fields("", "", ""), *fields),
        judge=ends(),
        known=known,
        event=record,
    )


def _own(told: Told) -> dict[str, Any]:
    grade = told.says.get("grade")
    return {"grade": None if grade is None else int(grade), "number": told.says.get("number")}


_GRADES = {str(n): (f"{zh}级", f"{n}级", str(n), zh) for n, zh in enumerate("一二三四", start=1)}
_FAMILY_SERVICES = Words("卫健局", "Family services")

DISABILITIES = _certificate(
    key="disability_cards",
    kind="disability",
    words=Words("残疾人证", "Disability cards"),
    office=Words("残联", "Disabled persons' federation"),
    lead=Words("一证一行，写明等级和发证日期。", "One row a card, with its grade and day of issue."),
    fields=(
        Field("grade", Words("残疾等级", "Grade"), Kind.CHOICE, ("等级", "残疾级别"), choices=_GRADES),
        Field("number", Words("残疾人证号", "Number of the card"), Kind.PAPER, ("残疾证号", "证号")),
        day("from_date", "发证日期", "Day of issue", "核发日期", "办证日期", "签发日期"),
        last_day("有效期至", "Valid through (that day included)", "到期日期", "有效期"),
        until("注销日期", "Day on which it ceased", "失效日期", "收回日期"),
    ),
)
ONE_CHILD_CERTIFICATES = _certificate(
    key="one_child_certificates",
    kind="one_child_parents",
    words=Words("独生子女父母光荣证", "One-child parents' certificates"),
    office=_FAMILY_SERVICES,
    lead=Words(
        "一位持证人一行，写明发证日期；只用来核对奖励和扶助需要的材料。",
        "One row a holder, with the day of issue; it only serves as the paper that a benefit asks for.",
    ),
    fields=(
        Field(
            "number", Words("光荣证号", "Number of the certificate"), Kind.PAPER, ("独生子女证号", "证号", "证件编号")
        ),
        day("from_date", "发证日期", "Day of issue", "领证日期", "办证日期", "签发日期"),
        until("失效日期", "Day on which it ceased", "注销日期", "收回日期"),
    ),
)
COMPLICATIONS = _certificate(
    key="complication_assessments",
    kind="complication",
    words=Words("手术并发症鉴定", "Assessed complications"),
    office=_FAMILY_SERVICES,
    lead=Words(
        "一份鉴定一行，写明等级和鉴定日期；只用来核对扶助需要的材料。",
        "One row an assessment, with its grade and day; it only serves as the paper that a benefit asks for.",
    ),
    fields=(
        Field("grade", Words("鉴定等级", "Grade"), Kind.CHOICE, ("等级", "并发症等级"), choices=_GRADES),
        Field("number", Words("鉴定书编号", "Number of the assessment"), Kind.PAPER, ("鉴定书号", "证号")),
        day("from_date", "鉴定日期", "Day of the assessment", "鉴定时间", "发证日期"),
        until("失效日期", "Day on which it ceased", "注销日期"),
    ),
)


# ------------------------------------------------------------------------------------------------ statuses


def _statuses(told: Told, kind: str) -> list[Status]:
    held = Status.objects.filter(BELIEVED, person_id=told.people[""], kind=kind, from_date=told.says["from_date"])
    return going_as_said(held, told, place=told.says.get("place"))


def _status(told: Told, kind: str) -> None:
    says = told.says
    actions.record_status(
        person=told.people[""], kind=kind, from_date=says["from_date"], until_date=says.get("until_date"),
        place=says.get("place"), source=told.source, learned_on=told.learned_on,
    )  # fmt: skip


ORPHANS = Source(
    key="orphans",
    words=Words("孤儿认定", "Orphans"),
    office=Words("民政局", "Civil affairs"),
    lead=Words("一个孩子一行，写明认定日期。", "One row a child, with the day of recognition."),
    fields=(
        *person_fields("", "", "", extra=("孤儿", "儿童")),
        day("from_date", "认定日期", "Day of recognition", "批准日期", "纳入保障日期"),
        until("终止日期", "Until (that day not included)", "终止保障日期", "停发日期"),
        Field("place", Words("认定地", "Where recognised"), Kind.PLACE, ("保障地", "所属县")),
    ),
    judge=ends(),
    known=lambda told: _statuses(told, "orphan"),
    event=lambda told: _status(told, "orphan"),
)

_KINDS = {
    "orphan": ("孤儿",),
    "de_facto_unsupported": ("事实无人抚养儿童", "事实无人抚养"),
    "abandoned": ("被父母或监护人遗弃", "被遗弃", "被遗弃儿童"),
    "never_registered": ("去世时未办户口登记", "去世时未落户"),
    "employed": ("有用人单位", "在职", "已就业"),
    "insured_maternity": ("参加生育保险", "生育保险"),
    "insured_local": ("参加当地社会保险", "当地社会保险", "社会保险", "社保"),
    "low_income": (
        "低收入", "低保、特困、脱贫或防返贫监测对象", "低保", "低保对象", "特困", "特困人员", "脱贫户",
        "防返贫监测对象",
    ),
    "active_service": ("现役军人", "现役"),
}  # fmt: skip
"""The statuses of the facts contract, with the words of offices. Lists of children mix orphans with others."""

STATUSES = Source(
    key="statuses",
    words=Words("身份状态", "Statuses"),
    office=Words("民政、医保、人社、退役军人事务", "Civil affairs, insurance, labour, veterans"),
    lead=Words(
        "一人一种状态一行：事实无人抚养儿童、参保、在职、低保等。",
        "One row a person and status: children without de facto support, insured, employed, low income and others.",
    ),
    fields=(
        *person_fields("", "", "", extra=("儿童",)),
        Field(
            "kind",
            Words("状态", "Which status"),
            Kind.CHOICE,
            ("身份状态", "身份类别", "状态类别", "对象类别", "险种", "参保险种"),
            required=True,
            choices=_KINDS,
        ),
        day("from_date", "起始日期", "From", "认定日期", "批准日期", "参保日期", "入职日期", "入伍日期"),
        until("终止日期", "Until (that day not included)", "停保日期", "退出日期", "离职日期", "退役日期"),
        Field("place", Words("地点", "Where it holds"), Kind.PLACE, ("认定地", "参保地", "所属县")),
    ),
    judge=ends(),
    known=lambda told: _statuses(told, told.says["kind"]),
    event=lambda told: _status(told, told.says["kind"]),
)
