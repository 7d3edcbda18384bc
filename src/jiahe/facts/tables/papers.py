"""What people hold, are, have asked for and were paid: certificates, statuses, claims and payments."""

from __future__ import annotations

from jiahe.facts.tables.columns import CLAIM_OR_PAYMENT, SOURCE, from_column, person_column, until_column
from jiahe.law.schema import Column, Table
from jiahe.law.types import Type

CERTIFICATES = Table(
    "certificates",
    "证件",
    "Certificates that people hold.",
    columns=(
        person_column("person", "持证人", "The holder"),
        Column(
            "kind",
            Type.TEXT,
            "证件种类",
            "Which certificate",
            required=True,
            choices={
                "one_child_parents": ("独生子女父母光荣证", "one-child parents' certificate"),
                "disability": ("残疾人证（第二代）", "disability card, second generation"),
                "complication": ("计划生育手术并发症鉴定", "assessed complication of an operation"),
            },
        ),
        Column(
            "grade",
            Type.INT,
            "等级（一级最重）",
            "Grade; 1 is the most severe",
            evidence=("残疾人证或鉴定书", "disability card or the assessment"),
        ),
        Column(
            "number",
            Type.TEXT,
            "证件号码；残疾人证号开头的身份证号码不进登记册，只留其余几位",
            "Number; no rule reads it. The ID number with which a disability card's begins is not kept",
        ),
        from_column("发证日期", "Day of issue"),
        until_column("失效日期（注销或收回，空为有效）", "Day it ceased to be valid; empty: valid"),
        SOURCE,
    ),
)

STATUSES = Table(
    "statuses",
    "身份状态",
    "Dated statuses that a rule may ask for.",
    columns=(
        person_column("person", "人员", "The person"),
        Column(
            "kind",
            Type.TEXT,
            "状态",
            "Which status",
            required=True,
            choices={
                "orphan": ("孤儿", "orphan"),
                "de_facto_unsupported": ("事实无人抚养儿童", "child without de facto support"),
                "abandoned": ("被父母或监护人遗弃", "abandoned by parents or guardian"),
                "never_registered": ("去世时未办户口登记", "died before a hukou was registered"),
                "employed": ("有用人单位", "employed by a unit"),
                "insured_maternity": ("参加生育保险", "insured for maternity"),
                "insured_local": ("参加当地社会保险", "insured in the local social insurance"),
                "low_income": ("低保、特困、脱贫或防返贫监测对象", "recognised low-income household"),
                "active_service": ("现役军人", "on active military service"),
            },
        ),
        Column(
            "place",
            Type.PLACE,
            "地点",
            "Where the status holds, if it belongs to a place",
            evidence=("写明地点的参保、身份证明", "proof of the insurance or status that names the place"),
        ),
        from_column(),
        until_column(),
        SOURCE,
    ),
)

CLAIMS = Table(
    "claims",
    "申领记录",
    "Applications made so far.",
    columns=(
        person_column("person", "对象", "Whom the benefit is for (the child, for the childcare subsidy)"),
        person_column("applicant", "申领人", "Who applied", required=False),
        Column("programme", Type.TEXT, "项目", "Key of the programme (cn/childcare-subsidy)", required=True),
        Column(
            "year",
            Type.INT,
            "申领年度",
            "Calendar year that the application is for; for a first one in the year after the birth, that later year",
            required=True,
            evidence=CLAIM_OR_PAYMENT,
        ),
        Column("place", Type.PLACE, "受理地", "Office that took the application", evidence=CLAIM_OR_PAYMENT),
        Column("submitted_on", Type.DATE, "提交日期", "Day of (last) submission", required=True),
        Column(
            "decision",
            Type.TEXT,
            "结果",
            "How it stands",
            required=True,
            choices={
                "pending": ("办理中", "being handled"),
                "approved": ("已通过", "approved"),
                "returned": ("退回补正", "returned for correction"),
                "refused": ("未通过", "refused"),
                "withdrawn": ("已撤回", "withdrawn"),
            },
        ),
        Column("decided_on", Type.DATE, "办结日期", "Day of the decision; empty: not decided", open_ended=True),
        SOURCE,
    ),
)

PAYMENTS = Table(
    "payments",
    "发放记录",
    "Money that was paid.",
    columns=(
        person_column("person", "对象", "Whom the benefit is for"),
        Column("programme", Type.TEXT, "项目", "Key of the programme", required=True),
        Column(
            "year",
            Type.INT,
            "所属年度",
            "Calendar year that the money is for",
            required=True,
            evidence=CLAIM_OR_PAYMENT,
        ),
        Column(
            "amount", Type.MONEY, "金额", "Amount: yuan with two decimals in CSV, whole fen in Parquet", required=True
        ),
        Column("place", Type.PLACE, "发放地", "Who paid", evidence=CLAIM_OR_PAYMENT),
        Column("paid_on", Type.DATE, "发放日期", "Day of payment", required=True),
        SOURCE,
    ),
)
