"""Files of past benefits: what was asked for, and what was paid."""

from __future__ import annotations

from jiahe.intake.fault import Fault
from jiahe.intake.fields import Field, Kind
from jiahe.intake.sources.base import Role, Source, Told, Values, day, person_fields
from jiahe.intake.sources.person_lists import Judged, not_ahead
from jiahe.people.claims import paid, record_claim, record_payment, told_by
from jiahe.people.models import Claim, Payment
from jiahe.web.words import Words

_PROGRAMME = Field(
    "programme",
    Words("项目", "Programme"),
    Kind.CHOICE,
    ("补贴项目", "项目名称", "发放项目"),
    required=True,
    choices={
        "cn/childcare-subsidy": ("育儿补贴", "育儿补贴金"),
        "cn/loss-support": ("特别扶助", "独生子女伤残死亡家庭扶助", "计生特扶"),
        "cn/elder-support": ("奖励扶助", "农村部分计划生育家庭奖励扶助", "计生奖扶"),
        "cn/only-child-allowance": ("独生子女父母奖励费", "独生子女费", "独生子女父母奖励"),
        "cn/complication-support": ("并发症扶助", "计划生育手术并发症扶助"),
    },
)


# ------------------------------------------------------------------------------------------------ claims

DECIDED_FIRST = Fault(
    "decided_first",
    Words("办结日期早于提交日期。", "It was decided before it was submitted."),
    Words(
        "核对两个日期；没有办结的，办结日期留空。", "Compare the two days; leave the second empty if it is not decided."
    ),
)
_DECISIONS = {
    "pending": ("办理中", "审核中", "待审核", "已受理"),
    "approved": ("已通过", "通过", "审核通过", "已批准"),
    "returned": ("退回补正", "退回", "补正"),
    "refused": ("未通过", "不通过", "审核不通过", "不予通过"),
    "withdrawn": ("已撤回", "撤回"),
}
_SUBMITTED, _DECIDED = "submitted_on", "decided_on"


def _judge_claim(says: Values) -> Judged:
    first = _DECIDED in says and _SUBMITTED in says and says[_DECIDED] < says[_SUBMITTED]
    ahead = not_ahead(_SUBMITTED, _DECIDED)(says)
    return ahead + ([(DECIDED_FIRST, (_SUBMITTED, _DECIDED))] if first else [])


def _claims(told: Told) -> list[Claim]:
    says = told.says
    return told_by(
        person=told.people["person"], programme=says["programme"], year=says["year"], submitted_on=says[_SUBMITTED],
        decision=says["decision"], decided_on=says.get(_DECIDED),
    )  # fmt: skip


def _claim(told: Told) -> None:
    says = told.says
    record_claim(
        person=told.people["person"], applicant=told.people.get("applicant"), programme=says["programme"],
        year=says["year"], place=says.get("place"), submitted_on=says[_SUBMITTED], decision=says["decision"],
        decided_on=says.get(_DECIDED), source=told.source, learned_on=told.learned_on,
    )  # fmt: skip


CLAIMS = Source(
    key="claims",
    words=Words("历年申领", "Past claims"),
    office=Words("经办机构", "The offices that took them"),
    lead=Words(
        "一份申请一行，写明为谁申领、谁申领、哪一年度、结果。",
        "One row an application: for whom, by whom, for which year, and how it stands.",
    ),
    fields=(
        *person_fields("person", "对象", "For whom", extra=("享受对象", "补贴对象", "儿童", "孩子")),
        *person_fields("applicant", "申领人", "Applicant", required=False, extra=("申请人",)),
        _PROGRAMME,
        Field("year", Words("年度", "Year"), Kind.INTEGER, ("申领年度", "补贴年度", "申请年度", "年份"), required=True),
        day(_SUBMITTED, "提交日期", "Submitted on", "申请日期", "申领日期", "受理日期"),
        Field(
            "decision",
            Words("结果", "How it stands"),
            Kind.CHOICE,
            ("办理结果", "审核结果", "办理状态", "审核状态"),
            required=True,
            choices=_DECISIONS,
        ),
        day(_DECIDED, "办结日期", "Decided on", "审核日期", "审核确认日期", "办结时间", required=False),
        Field("place", Words("受理地", "Where it was taken"), Kind.PLACE, ("所属村", "受理单位所在地")),
    ),
    roles=(
        Role("person", Words("对象", "whom it is for")),
        Role("applicant", Words("申领人", "applicant"), needed=False),
    ),
    judge=_judge_claim,
    known=_claims,
    event=_claim,
)


# ------------------------------------------------------------------------------------------------ payments


def _payments(told: Told) -> list[Payment]:
    says = told.says
    return paid(
        person=told.people[""], programme=says["programme"], year=says["year"], amount=says["amount"],
        paid_on=says["paid_on"],
    )  # fmt: skip


def _payment(told: Told) -> None:
    says = told.says
    record_payment(
        person=told.people[""], programme=says["programme"], year=says["year"], amount=says["amount"],
        paid_on=says["paid_on"], place=says.get("place"), source=told.source, learned_on=told.learned_on,
    )  # fmt: skip


PAYMENTS = Source(
    key="payments",
    words=Words("历年发放", "Past payments"),
    office=Words("财政局、银行", "Finance, the bank"),
    lead=Words("一人一项目一年一行，金额到分。", "One row a person, programme and year; sums to the fen."),
    fields=(
        *person_fields("", "", "", extra=("享受对象", "补贴对象")),
        _PROGRAMME,
        Field("year", Words("年度", "Year"), Kind.INTEGER, ("补贴年度", "发放年度", "年份"), required=True),
        Field("amount", Words("金额", "Sum"), Kind.MONEY, ("发放金额", "补贴金额", "实发金额"), required=True),
        day("paid_on", "发放日期", "Paid on", "支付日期", "打卡日期", "到账日期"),
        Field("place", Words("发放地", "Where paid"), Kind.PLACE, ("所属村", "发放单位所在地")),
    ),
    offices={"finance": Words("财政局", "the finance office"), "bank": Words("银行", "the bank")},
    judge=not_ahead("paid_on"),
    known=_payments,
    event=_payment,
)
