"""Who the people are, whose children, with whom, and where: persons, kin, marriages, homes and hukou."""

from __future__ import annotations

from jiahe.facts.tables.columns import (
    ADOPTION,
    BIRTH_CERTIFICATE,
    DEATH_CERTIFICATE,
    HUKOU_BOOK,
    HUKOU_MOVES,
    MARRIAGE,
    SOURCE,
    from_column,
    person_column,
    until_column,
)
from jiahe.law.schema import Column, Table
from jiahe.law.types import Type
from jiahe.places.countries import CALLED

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
        Column("birth_date", Type.DATE, "出生日期", "Date of birth", evidence=BIRTH_CERTIFICATE),
        Column(
            "death_date",
            Type.DATE,
            "死亡日期（空为健在）",
            "Date of death; empty: no death is recorded",
            open_ended=True,
            evidence=DEATH_CERTIFICATE,
        ),
        Column(
            "nationality",
            Type.TEXT,
            "国籍",
            "Nationality, ISO 3166-1 alpha-3 (CHN)",
            evidence=("居民身份证或护照", "identity card or passport"),
            called=CALLED,
        ),
        Column(
            "hukou_place",
            Type.PLACE,
            "户籍地",
            "Hukou place on the day of the snapshot; of the dead, their last (12 digits; zeros below the level known)",
            evidence=HUKOU_BOOK,
        ),
        Column(
            "hukou_kind",
            Type.TEXT,
            "户口性质",
            "Kind of hukou as the programmes of the one-child period count it",
            choices={"rural": ("农业户口（农村居民）", "rural"), "urban": ("非农业户口（城镇居民）", "urban")},
            evidence=HUKOU_BOOK,
        ),
        Column(
            "birth_place", Type.PLACE, "出生地", "Place of birth (of the maternity unit)", evidence=BIRTH_CERTIFICATE
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
        SOURCE,
    ),
)

PARENTHOODS = Table(
    "parenthoods",
    "亲子关系",
    "Who is whose parent. One row for each child and parent.",
    columns=(
        person_column("child", "子女", "The child"),
        person_column("parent", "父母", "The parent"),
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
            evidence=BIRTH_CERTIFICATE,
        ),
        Column(
            "birth_order",
            Type.INT,
            "孩次",
            "The child's place among this parent's children, from 1. Read only where a benefit's own text needs it",
            evidence=BIRTH_CERTIFICATE,
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
            evidence=ADOPTION,
        ),
        until_column("终止日期（解除收养，空为至今）", "Day an adoption was dissolved; empty: goes on"),
        SOURCE,
    ),
)

CUSTODIES = Table(
    "custodies",
    "抚养监护",
    "Who brings a child up, where it is not simply both parents: after a divorce, by guardianship, in an institution.",
    columns=(
        person_column("child", "子女", "The child"),
        person_column(
            "custodian", "抚养人", "The person with custody; empty when it is an institution", required=False
        ),
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
        Column(
            "institution_place",
            Type.PLACE,
            "机构登记地",
            "Where the institution is registered",
            evidence=("儿童福利机构法人证书", "the institution's legal-person certificate"),
        ),
        from_column(),
        until_column(),
        SOURCE,
    ),
)

UNIONS = Table(
    "unions",
    "婚姻",
    "Marriages. One row a marriage; it counts for both spouses.",
    mirror=("person", "spouse"),
    columns=(
        person_column("person", "一方", "One spouse"),
        person_column("spouse", "另一方", "The other spouse"),
        from_column("登记日期", "Day of registration", evidence=MARRIAGE),
        until_column("终止日期（离婚或一方死亡，空为存续）", "Day it ended, by divorce or death; empty: goes on"),
        Column(
            "ended_by",
            Type.TEXT,
            "终止原因",
            "Why it ended",
            choices={"divorce": ("离婚", "divorce"), "death": ("丧偶", "death of a spouse")},
            evidence=("离婚证或死亡证明", "divorce certificate or death certificate"),
        ),
        SOURCE,
    ),
)

RESIDENCES = Table(
    "residences",
    "居住经历",
    "Where people lived, with dates. Only needed for people who moved.",
    columns=(
        person_column("person", "人员", "The person"),
        Column("place", Type.PLACE, "居住地", "Where", required=True, evidence=("居住证", "residence permit")),
        from_column(),
        until_column(),
        SOURCE,
    ),
)

HUKOU = Table(
    "hukou",
    "户籍变动",
    "Where people's hukou was, with dates. Only needed for people whose hukou moved.",
    columns=(
        person_column("person", "人员", "The person"),
        Column("place", Type.PLACE, "户籍地", "Where", required=True, evidence=HUKOU_MOVES),
        from_column("迁入（落户）日期", "Day of registration there"),
        until_column("迁出日期（空为至今）", "Day of moving out; empty: still there"),
        SOURCE,
    ),
)
