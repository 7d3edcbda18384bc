"""The facts contract: what a register must hand over so that the law can be run on it.

Each table is one file of the facts folder (``persons.parquet`` or ``persons.csv``). A file that is absent is *unknown*,
not empty: every criterion that needs it becomes unknown. docs/reference/facts.md is generated from this module.

The charter binds it: nothing here says whether a birth was "in" or "out of" a plan, and health facts appear only as the
certificates that a person holds and shows.
"""

from __future__ import annotations

from jiahe.law.schema import Column, Relation, Schema, Table
from jiahe.law.types import Type


def _person(name: str, zh: str, en: str, *, required: bool = True) -> Column:
    return Column(name, Type.REF, zh, en, refers_to="persons", required=required)


def _from(zh: str = "起始日期", en: str = "First day") -> Column:
    return Column("from_date", Type.DATE, zh, en, required=True)


def _until(
    zh: str = "终止日期（不含当日，空为至今）", en: str = "First day on which it no longer holds; empty: goes on"
) -> Column:
    return Column("until_date", Type.DATE, zh, en, open_ended=True)


_SOURCE = Column("source", Type.TEXT, "来源", "Where the row came from (a register, a file, a paper)")

_HUKOU_BOOK = ("居民户口簿", "household register (hukou) booklet")
_BIRTH_CERTIFICATE = ("出生医学证明", "medical certificate of birth")
_DEATH_CERTIFICATE = ("死亡证明", "death certificate")

PERSONS = Table(
    "persons",
    "人员",
    "Everybody in the register, living or dead. One row a person.",
    key="person_id",
    place="hukou_place",
    columns=(
        Column("person_id", Type.TEXT, "人员编号", "Key of the person in this folder", required=True),
        Column("name", Type.TEXT, "姓名", "Name; no rule reads it"),
        Column("id_number", Type.TEXT, "公民身份号码", "18-digit citizen identity number (GB 11643); no rule reads it"),
        Column(
            "sex",
            Type.TEXT,
            "性别",
            "Sex",
            choices={"female": ("女", "female"), "male": ("男", "male")},
            evidence=("居民身份证", "identity card"),
        ),
        Column("birth_date", Type.DATE, "出生日期", "Date of birth", evidence=_BIRTH_CERTIFICATE),
        Column(
            "death_date",
            Type.DATE,
            "死亡日期（空为健在）",
            "Date of death; empty: no death is recorded",
            open_ended=True,
            evidence=_DEATH_CERTIFICATE,
        ),
        Column(
            "nationality",
            Type.TEXT,
            "国籍",
            "Nationality, ISO 3166-1 alpha-3 (CHN)",
            evidence=("居民身份证或护照", "identity card or passport"),
        ),
        Column(
            "hukou_place",
            Type.PLACE,
            "户籍地",
            "Hukou place on the day of the snapshot (12 digits; zeros below the level that is known)",
            evidence=_HUKOU_BOOK,
        ),
        Column(
            "hukou_kind",
            Type.TEXT,
            "户口性质",
            "Kind of hukou as the programmes of the one-child period count it",
            choices={"rural": ("农业户口（农村居民）", "rural"), "urban": ("非农业户口（城镇居民）", "urban")},
            evidence=_HUKOU_BOOK,
        ),
        Column(
            "birth_place", Type.PLACE, "出生地", "Place of birth (of the maternity unit)", evidence=_BIRTH_CERTIFICATE
        ),
        Column(
            "residence_place",
            Type.PLACE,
            "常住地",
            "Place of residence on the day of the snapshot",
            evidence=("居住证", "residence permit"),
        ),
        Column("household_id", Type.TEXT, "户编号", "Household; people of one booklet share it. No rule reads it"),
        Column("village_group", Type.INT, "村民小组", "Village group number, for outreach lists. No rule reads it"),
        _SOURCE,
    ),
)

PARENTHOODS = Table(
    "parenthoods",
    "亲子关系",
    "Who is whose parent. One row for each child and parent.",
    columns=(
        _person("child", "子女", "The child"),
        _person("parent", "父母", "The parent"),
        Column(
            "kind",
            Type.TEXT,
            "关系",
            "How the parenthood came about",
            choices={
                "birth": ("亲生", "birth"),
                "adoption": ("依法收养", "lawful adoption"),
                "step": ("继子女", "step-parent"),
            },
            evidence=("出生医学证明或收养登记证", "birth certificate or adoption registration"),
        ),
        Column(
            "delivery",
            Type.INT,
            "第几次分娩",
            "Which delivery of this parent (mother), counted from 1: children of one multiple birth share it",
            evidence=_BIRTH_CERTIFICATE,
        ),
        Column(
            "birth_order",
            Type.INT,
            "孩次",
            "The child's place among this parent's children, from 1. Read only where a benefit's own text needs it",
            evidence=_BIRTH_CERTIFICATE,
        ),
        Column(
            "difficult_delivery",
            Type.BOOL,
            "是否难产",
            "Whether the delivery was difficult; from the parent's own claim for leave",
            evidence=("医院难产证明", "the hospital's note of a difficult delivery"),
        ),
        Column(
            "from_date",
            Type.DATE,
            "起始日期（收养登记日期）",
            "Day of the adoption; empty for a birth",
            open_ended=False,
        ),
        _until("终止日期（解除收养，空为至今）", "Day an adoption was dissolved; empty: goes on"),
        _SOURCE,
    ),
)

CUSTODIES = Table(
    "custodies",
    "抚养监护",
    "Who brings a child up, where it is not simply both parents: after a divorce, by guardianship, in an institution.",
    columns=(
        _person("child", "子女", "The child"),
        _person("custodian", "抚养人", "The person with custody; empty when it is an institution", required=False),
        Column(
            "kind",
            Type.TEXT,
            "类别",
            "Kind of custody",
            choices={
                "parent": ("父母一方（离婚后抚养）", "one parent, after a divorce"),
                "guardian": ("其他监护人（顺位、指定）", "another guardian, by order or appointment"),
                "institution": ("儿童福利机构", "child welfare institution"),
            },
            evidence=("离婚协议、判决书或监护证明", "divorce agreement, judgment or proof of guardianship"),
        ),
        Column("institution_place", Type.PLACE, "机构登记地", "Where the institution is registered"),
        _from(),
        _until(),
        _SOURCE,
    ),
)

UNIONS = Table(
    "unions",
    "婚姻",
    "Marriages. One row a marriage; it counts for both spouses.",
    mirror=("person", "spouse"),
    columns=(
        _person("person", "一方", "One spouse"),
        _person("spouse", "另一方", "The other spouse"),
        _from("登记日期", "Day of registration"),
        _until("终止日期（离婚或一方死亡，空为存续）", "Day it ended, by divorce or death; empty: goes on"),
        Column(
            "ended_by",
            Type.TEXT,
            "终止原因",
            "Why it ended",
            choices={"divorce": ("离婚", "divorce"), "death": ("丧偶", "death of a spouse")},
            evidence=("离婚证或死亡证明", "divorce certificate or death certificate"),
        ),
        _SOURCE,
    ),
)

RESIDENCES = Table(
    "residences",
    "居住经历",
    "Where people lived, with dates. Only needed for people who moved.",
    columns=(
        _person("person", "人员", "The person"),
        Column("place", Type.PLACE, "居住地", "Where", required=True),
        _from(),
        _until(),
        _SOURCE,
    ),
)

HUKOU = Table(
    "hukou",
    "户籍变动",
    "Where people's hukou was, with dates. Only needed for people whose hukou moved.",
    columns=(
        _person("person", "人员", "The person"),
        Column("place", Type.PLACE, "户籍地", "Where", required=True),
        _from("迁入（落户）日期", "Day of registration there"),
        _until("迁出日期（空为至今）", "Day of moving out; empty: still there"),
        _SOURCE,
    ),
)

CERTIFICATES = Table(
    "certificates",
    "证件",
    "Certificates that people hold.",
    columns=(
        _person("person", "持证人", "The holder"),
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
        Column("number", Type.TEXT, "证件号码", "Number; no rule reads it"),
        _from("发证日期", "Day of issue"),
        _until("失效日期（注销或收回，空为有效）", "Day it ceased to be valid; empty: valid"),
        _SOURCE,
    ),
)

STATUSES = Table(
    "statuses",
    "身份状态",
    "Dated statuses that a rule may ask for.",
    columns=(
        _person("person", "人员", "The person"),
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
                "employed": ("有用人单位", "employed by a unit"),
                "insured_maternity": ("参加生育保险", "insured for maternity"),
                "insured_local": ("参加当地社会保险", "insured in the local social insurance"),
                "low_income": ("低保、特困、脱贫或防返贫监测对象", "recognised low-income household"),
                "active_service": ("现役军人", "on active military service"),
            },
        ),
        Column("place", Type.PLACE, "地点", "Where the status holds, if it belongs to a place"),
        _from(),
        _until(),
        _SOURCE,
    ),
)

CLAIMS = Table(
    "claims",
    "申领记录",
    "Applications made so far.",
    columns=(
        _person("person", "对象", "Whom the benefit is for (the child, for the childcare subsidy)"),
        _person("applicant", "申领人", "Who applied", required=False),
        Column("programme", Type.TEXT, "项目", "Key of the programme (cn/childcare-subsidy)", required=True),
        Column("year", Type.INT, "申领年度", "Calendar year that the application is for", required=True),
        Column("place", Type.PLACE, "受理地", "Office that took the application"),
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
        _SOURCE,
    ),
)

PAYMENTS = Table(
    "payments",
    "发放记录",
    "Money that was paid.",
    columns=(
        _person("person", "对象", "Whom the benefit is for"),
        Column("programme", Type.TEXT, "项目", "Key of the programme", required=True),
        Column("year", Type.INT, "所属年度", "Calendar year that the money is for", required=True),
        Column(
            "amount", Type.MONEY, "金额", "Amount: yuan with two decimals in CSV, whole fen in Parquet", required=True
        ),
        Column("place", Type.PLACE, "发放地", "Who paid"),
        Column("paid_on", Type.DATE, "发放日期", "Day of payment", required=True),
        _SOURCE,
    ),
)

FACTS = Schema(
    tables=(PERSONS, PARENTHOODS, CUSTODIES, UNIONS, RESIDENCES, HUKOU, CERTIFICATES, STATUSES, CLAIMS, PAYMENTS),
    relations=(
        Relation("children", "persons", "parenthoods", "parent"),
        Relation("parents", "persons", "parenthoods", "child"),
        Relation("custodies", "persons", "custodies", "child"),
        Relation("wards", "persons", "custodies", "custodian"),
        Relation("unions", "persons", "unions", "person"),
        Relation("residences", "persons", "residences", "person"),
        Relation("hukou_spells", "persons", "hukou", "person"),
        Relation("certificates", "persons", "certificates", "person"),
        Relation("statuses", "persons", "statuses", "person"),
        Relation("claims", "persons", "claims", "person"),
        Relation("payments", "persons", "payments", "person"),
    ),
)
"""The schema of a facts folder."""
