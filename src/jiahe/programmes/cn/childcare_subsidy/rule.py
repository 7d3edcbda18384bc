"""育儿补贴: who is owed the childcare subsidy, for which years, and how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, Programme, Type, any_of, criterion, load_parameters, unknown, when, yuan
from jiahe.law.language import Bool, Money, Row
from jiahe.programmes.cn.childcare_subsidy.schedule import Claim, claims_of
from jiahe.programmes.cn.childcare_subsidy.shares import paid_by
from jiahe.programmes.cn.childcare_subsidy.sums import birth_order, lasting_order, parts_of, sum_of
from jiahe.programmes.cn.childcare_subsidy.where import hukou_is_here, is_kept_after_a_move
from jiahe.programmes.cn.family import (
    CUSTODY_PAPERS,
    GUARDIAN_PAPERS,
    adopted,
    died_on,
    has_somebody_to_apply,
    has_status,
    in_force,
    is_own,
    ward,
)

_BIRTH = ("出生医学证明", "medical certificate of birth")
_BORN_ABROAD = (
    "境外出具的出生医学证明：另附经认证的中文翻译件",
    "certificate of birth issued abroad: with an authenticated translation into Chinese",
)
_HUKOU = ("居民户口簿首页及婴幼儿页", "household register (hukou) booklet, first page and the child's page")
_DEATH = ("死亡证明", "death certificate")
_CLAIM = ("申领受理回执或补贴发放记录", "receipt of the claim, or record of the payment")
_ADOPTION = ("收养登记证", "adoption registration")
_APPLICANT = (
    ("已婚：结婚证", "married: marriage certificate"),
    (f"离异：{CUSTODY_PAPERS[0]}", f"divorced: {CUSTODY_PAPERS[1]}"),
    ("丧偶：申领人配偶的有关信息", "widowed: particulars of the applicant's spouse"),
    (
        "其他情形（如未婚）：申领人签字的监护抚养关系说明",
        "otherwise (unmarried, for example): a statement, signed by the applicant, of who brings the child up",
    ),
    (f"养父母：{_ADOPTION[0]}", f"adoptive parents: {_ADOPTION[1]}"),
    *GUARDIAN_PAPERS,
)

_NOT_SURE_OF_THREE = unknown(
    Type.BOOL,
    zh="孩次超过三个，但前面的孩子是不是同一对夫妻的、是否都在世，登记里看不全，要由经办人员核实",
    en="More than three by the order of births, but the register does not show whether the elder children are of the "
    "same two parents and all alive: for an official to find out",
    evidence=("其他子女的出生医学证明或户口簿子女页", "birth certificates or hukou pages of the other children"),
)
_NAMES = (("第一次申领", "first claim"), ("第二次申领", "second claim"), ("第三次申领", "third claim"))


def _amount(claim: Claim, child: Row, law: Any) -> Money:
    """Return the sum of a claim, or nothing with the reason."""
    forfeited = yuan("0.00").named("逾期未申请，视为自动放弃当年申请资格", "forfeited: the year passed without a claim")
    no_months = yuan("0.00").named("该次没有应补贴的月数", "no months are left for this claim")
    after_death = yuan("0.00").named("该年度在孩子去世之后", "the year comes after the child's death")
    not_here = yuan("0.00").named("该年度由其他地方办理", "another place handles this year")
    amount: Money = (
        when(claim.is_payable)
        .then(sum_of(claim, child, law))
        .when(claim.is_forfeited)
        .then(forfeited)
        .when(claim.months == 0)
        .then(no_months)
        .when(claim.is_after_death)
        .then(after_death)
        .otherwise(not_here)
    )
    return amount


def _instalment(claim: Claim, zh: str, en: str, child: Row, law: Any) -> Instalment:
    nothing = yuan("0.00")
    standard, higher = (when(claim.is_payable).then(part).otherwise(nothing) for part in parts_of(claim, child, law))
    return Instalment(
        f"claim_{claim.number + 1}",
        zh=zh,
        en=en,
        year=claim.year,
        amount=_amount(claim, child, law),
        paid_by=paid_by(standard, higher, child, law),
        open=claim.is_waiting,
    )


class ChildcareSubsidy(Programme):
    """育儿补贴: 3600 yuan a year for a child under three, since 1 January 2025.

    《育儿补贴制度管理规范（试行）》国卫办人口发〔2025〕24号, the provincial and city texts in parameters.yaml. How each
    article was read, and what is not confirmed, stands in README.md.
    """

    key = "cn/childcare-subsidy"
    zh, en = "育儿补贴", "Childcare subsidy"
    schema, unit = FACTS, "persons"
    remarks = ("tax_and_relief", "also_here")
    parameters = load_parameters(__file__)

    def population(child: Any, law: Any) -> Bool:
        return (child.birth_date >= law.births_from) & (child.birth_date <= law.today)

    @criterion(
        zh="2025年1月1日起未满三周岁",
        en="Under three at some time since 1 January 2025",
        cites="国卫办人口发〔2025〕24号 第五条",
        evidence=(_BIRTH, _BORN_ABROAD),
    )
    def under_three(child: Row, law: Any) -> Bool:
        return child.birth_date.plus(years=3) >= law.starts

    @criterion(
        zh="2025年1月1日以前未死亡",
        en="Was alive on 1 January 2025 or was born later",
        cites="育儿补贴制度政策（江西办事指南 8、西藏实施细则 第九条、重庆实施方案 三（五））",
        evidence=_DEATH,
    )
    def alive_at_the_start(child: Row, law: Any) -> Bool:
        return died_on(child, law.today) >= law.starts

    @criterion(
        zh="具有中华人民共和国国籍",
        en="Has Chinese nationality",
        cites="育儿补贴制度政策问答 第四问",
        evidence=_HUKOU,
    )
    def chinese_nationality(child: Row, law: Any) -> Bool:
        return child.nationality == "CHN"

    @criterion(
        zh="户籍在本地（或迁出前已在本地申领；去世时未落户的看申领人户籍）",
        en="Hukou is here (or the claim was made here before it left; a child that died unregistered: the applicant's)",
        cites="国卫办人口发〔2025〕24号 第七条、第九条、第十条；未落户的：湖北 二（一）、辽宁 十、吉林 五（四）",
        evidence=(_HUKOU, GUARDIAN_PAPERS[2]),
    )
    def hukou_here(child: Row, law: Any) -> Bool:
        return hukou_is_here(child, law) | is_kept_after_a_move(child, law)

    @criterion(
        zh="出生、依法收养，或为孤儿、事实无人抚养儿童",
        en="Born to or lawfully adopted by parents, or an orphan or a child without de facto support",
        cites="国卫办人口发〔2025〕24号 第五条",
        evidence=(_BIRTH, _BORN_ABROAD, _ADOPTION, *GUARDIAN_PAPERS),
    )
    def covered(child: Row, law: Any) -> Bool:
        of_parents = child.parents.any(lambda p: is_own(p, law.today))
        unsupported = has_status(child, law.today, "orphan", "de_facto_unsupported")
        guardian = child.custodies.only(lambda c: in_force(c, law.today)).kind.is_in("guardian", "institution")
        return of_parents | unsupported | guardian

    @criterion(
        zh="在当地文件计入的子女数之内",
        en="Among the children that the region's own text counts",
        cites="当地育儿补贴文件关于子女数的规定（文号和条款见所依据的规定）",
        evidence=_BIRTH,
    )
    def among_the_children_counted(child: Row, law: Any) -> Bool:
        order = birth_order(child, law)
        own_branch = any_of(
            adopted(child, law.today),
            has_status(child, law.today, "orphan", "de_facto_unsupported"),
            ward(child, law.today, "institution"),
        )
        begins_in_time = ~order.delivery_begins_after(3)
        not_sure = ~lasting_order(child, law).surely_begins_after(3) & _NOT_SURE_OF_THREE
        disabled = order.any_earlier(
            lambda sibling: sibling.certificates.any(lambda k: (k.kind == "disability") & in_force(k, law.today))
        )
        counted: Bool = (
            when(law.counting_rule == "none")
            .then(True)
            .when(law.counting_rule == "at_most_three")
            .then(any_of(begins_in_time, own_branch, not_sure))
            .when(law.counting_rule == "three_in_principle")
            .then(any_of(begins_in_time, own_branch, law.counted_beyond_three))
            .otherwise(any_of(begins_in_time, disabled, own_branch, not_sure))
        )
        return counted

    @criterion(
        zh="有一名可以申领的父母或其他监护人",
        en="Has one parent or other guardian who can apply",
        cites="国卫办人口发〔2025〕24号 第六条；育儿补贴制度政策问答 第五问",
        evidence=_APPLICANT,
    )
    def has_applicant(child: Row, law: Any) -> Bool:
        return has_somebody_to_apply(child, law.today)

    @criterion(
        zh="未因遗弃而终止（仅当地文件有此规定时）",
        en="Not ended for abandonment (only where the region's text says so)",
        cites="当地育儿补贴文件关于终止享受的规定（文号和条款见所依据的规定）",
    )
    def not_abandoned(child: Row, law: Any) -> Bool:
        by_others = ward(child, law.today, "guardian", "institution")
        stopped = has_status(child, law.today, "abandoned") & ~by_others
        return ~law.stops_on_abandonment | ~stopped

    @criterion(
        zh="至少有一个年度已按时申领或仍可申领",
        en="At least one year has been claimed in time or can still be claimed",
        cites="国卫办人口发〔2025〕24号 第十二条",
        evidence=(_CLAIM, _HUKOU),
    )
    def claim_made_or_open(child: Row, law: Any) -> Bool:
        first, *others = [claim.stands for claim in claims_of(child, law)]
        return any_of(first, *others)

    def instalments(child: Any, law: Any) -> list[Instalment]:
        return [
            _instalment(claim, zh, en, child, law)
            for claim, (zh, en) in zip(claims_of(child, law), _NAMES, strict=True)
        ]

    def forfeited(child: Any, law: Any, met_but: Callable[[str], Bool]) -> Bool:
        lately = [claim.is_forfeited & (claim.year + 1 >= law.today.year) for claim in claims_of(child, law)]
        return any_of(*lately) & met_but("claim_made_or_open")
