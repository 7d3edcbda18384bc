"""Files of who brings a child up, where it is not simply both parents: custody, guardians, institutions."""

from __future__ import annotations

from jiahe.intake.fields import Field, Kind
from jiahe.intake.sources.base import Role, Source, Told, day, person_fields
from jiahe.intake.sources.ends import ends, going_as_said, until
from jiahe.people import actions
from jiahe.people.constraints import BELIEVED
from jiahe.people.models import Custody
from jiahe.web.words import Words

_KINDS = {
    "parent": ("父母一方", "父母一方（离婚后抚养）", "父亲", "母亲", "父亲抚养", "母亲抚养", "离婚后抚养"),
    "guardian": (
        "其他监护人",
        "其他监护人（顺位、指定）",
        "监护",
        "指定监护",
        "祖父母",
        "外祖父母",
    ),
    "institution": ("儿童福利机构", "福利机构", "福利院", "机构养育"),
}


def _known(told: Told) -> list[Custody]:
    says = told.says
    held = Custody.objects.filter(
        BELIEVED, child_id=told.people["child"], custodian_id=told.people.get("custodian"), kind=says["kind"],
        from_date=says["from_date"],
    )  # fmt: skip
    return going_as_said(held, told, institution_place=says.get("institution_place"))


def _record(told: Told) -> None:
    says = told.says
    actions.record_custody(
        child=told.people["child"], custodian=told.people.get("custodian"), kind=says["kind"],
        from_date=says["from_date"], until_date=says.get("until_date"), institution_place=says.get("institution_place"),
        jointly=says.get("jointly", False), source=told.source, learned_on=told.learned_on,
    )  # fmt: skip


CUSTODIES = Source(
    key="custodies",
    words=Words("抚养监护", "Custody and guardianship"),
    office=Words("民政局、法院", "Civil affairs, the court"),
    lead=Words(
        "一个孩子和一位抚养人或监护人一行；由机构抚养的，抚养人留空。",
        "One row a child and whoever has custody; leave that empty for an institution.",
    ),
    fields=(
        *person_fields("child", "孩子", "Child", extra=("儿童", "子女", "被监护人")),
        *person_fields("custodian", "抚养人", "Who has custody", required=False, extra=("监护人",)),
        Field(
            "kind",
            Words("抚养类别", "Kind of custody"),
            Kind.CHOICE,
            ("监护类别", "监护类型", "抚养方式", "类别"),
            required=True,
            choices=_KINDS,
        ),
        day("from_date", "起始日期", "From", "抚养起始日期", "监护起始日期", "判决生效日期", "协议日期", "指定日期"),
        until("终止日期", "Until (that day not included)", "抚养终止日期", "监护终止日期"),
        Field("jointly", Words("共同监护", "Beside other guardians"), Kind.YES_NO, ("是否共同监护",)),
        Field(
            "institution_place", Words("机构登记地", "Where the institution is registered"), Kind.PLACE, ("机构所在地",)
        ),
    ),
    roles=(
        Role("child", Words("孩子", "child")),
        Role("custodian", Words("抚养人", "who has custody"), needed=False),
    ),
    judge=ends(),
    known=_known,
    event=_record,
)
