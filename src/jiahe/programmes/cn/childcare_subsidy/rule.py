"""育儿补贴: who is owed the childcare subsidy, for which years, and how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiahe.facts.contract import FACTS
from jiahe.law import Instalment, Programme, any_of, criterion, load_parameters, when, yuan
from jiahe.law.language import Bool, Money, Row
from jiahe.programmes.cn.childcare_subsidy.schedule import Claim, claims_of
from jiahe.programmes.cn.childcare_subsidy.shares import paid_by
from jiahe.programmes.cn.childcare_subsidy.sums import birth_order, parts_of, sum_of
from jiahe.programmes.cn.childcare_subsidy.where import hukou_is_here, is_kept_after_a_move
from jiahe.programmes.cn.family import adopted, died_on, has_somebody_to_apply, has_status, in_force, is_own, ward

_BIRTH = ("出生医学证明", "medical certificate of birth")
_HUKOU = ("居民户口簿首页及婴幼儿页", "household register (hukou) booklet, first page and the child's page")
_DEATH = ("死亡证明", "death certificate")
_MARRIAGE = ("结婚证", "marriage certificate")
_CLAIM = ("申领受理回执或补贴发放记录", "receipt of the claim, or record of the payment")
_ADOPTION = ("收养登记证", "adoption registration")
_CUSTODY = (
    "离婚证及离婚协议、调解书或判决书",
    "divorce certificate with the agreement, mediation or judgment on custody",
)
_GUARDIAN = ("监护人证明（亲属关系证明、指定监护的文书）", "proof of guardianship (of kinship, or the appointment)")
_INSTITUTION = (
    "儿童福利机构法人证书及集体户口簿",
    "the institution's legal-person certificate and collective hukou booklet",
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
        evidence=_BIRTH,
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
        zh="户籍在本地（或迁出前已在本地申领）",
        en="Hukou is here (or the claim was made here before it left)",
        cites="国卫办人口发〔2025〕24号 第七条、第九条、第十条",
        evidence=(_HUKOU, _INSTITUTION),
    )
    def hukou_here(child: Row, law: Any) -> Bool:
        return hukou_is_here(child, law) | is_kept_after_a_move(child, law)

    @criterion(
        zh="出生、依法收养，或为孤儿、事实无人抚养儿童",
        en="Born to or lawfully adopted by parents, or an orphan or a child without de facto support",
        cites="国卫办人口发〔2025〕24号 第五条",
        evidence=(_BIRTH, _ADOPTION, _GUARDIAN),
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
        disabled = order.any_earlier(
            lambda sibling: sibling.certificates.any(lambda k: (k.kind == "disability") & in_force(k, law.today))
        )
        counted: Bool = (
            when(law.counting_rule == "none")
            .then(True)
            .when(law.counting_rule == "at_most_three")
            .then(begins_in_time | own_branch)
            .when(law.counting_rule == "three_in_principle")
            .then(begins_in_time | own_branch | law.counted_beyond_three)
            .otherwise(begins_in_time | disabled | own_branch)
        )
        return counted

    @criterion(
        zh="有一名可以申领的父母或其他监护人",
        en="Has one parent or other guardian who can apply",
        cites="国卫办人口发〔2025〕24号 第六条；育儿补贴制度政策问答 第五问",
        evidence=(_MARRIAGE, _CUSTODY, _GUARDIAN, _INSTITUTION),
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
