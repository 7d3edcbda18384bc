"""Certificates and statuses that do not go with the rest of the record."""

from __future__ import annotations

from jiahe.intake.findings.rules.base import DOUBT, GAP, WRONG, Rule
from jiahe.web.words import Words

RULES = (
    Rule(
        "certificate_before_holder",
        Words("发证日期早于持证人出生", "A certificate older than its holder"),
        Words("{kind}的发证日期是 {day}，早于出生日期。", "The {kind} was issued on {day}, before the holder's birth."),
        Words(
            "对照证件原件，改正发证日期或出生日期。",
            "Compare the certificate itself; correct the day of issue or of birth.",
        ),
        WRONG,
        "SELECT p.id, NULL::uuid, jsonb_build_object('day', r.from_date, 'kind', r.kind), r.source "
        "FROM people_certificate r JOIN here p ON p.id = r.person_id "
        "WHERE r.superseded_at IS NULL AND r.from_date < p.birth_date",
    ),
    Rule(
        "certificate_before_child",
        Words("独生子女父母光荣证早于孩子出生", "A one-child parents' certificate older than the child"),
        Words(
            "光荣证的发证日期是 {day}，早于记录上孩子的出生（收养）日期。",
            "The certificate was issued on {day}, before the child on record was born or adopted.",
        ),
        Words(
            "对照光荣证原件和孩子的出生日期，改正记错的一项；孩子没登记全的，补登亲子关系，以免影响应享待遇。",
            "Compare the certificate and the child's birth date and correct what is wrong. If a child is not on "
            "record, add the parenthood: what the family is owed may rest on it.",
        ),
        DOUBT,
        """
        SELECT p.id, NULL::uuid, jsonb_build_object('day', r.from_date), r.source
        FROM people_certificate r JOIN here p ON p.id = r.person_id
        JOIN LATERAL (
            SELECT min(coalesce(k.from_date, c.birth_date)) AS first, bool_and(c.birth_date IS NOT NULL) AS known
            FROM people_parenthood k JOIN people_person c ON c.id = k.child_id
            WHERE k.parent_id = p.id AND k.superseded_at IS NULL AND k.kind IN ('birth', 'adoption')
        ) children ON children.known AND r.from_date < children.first
        WHERE r.superseded_at IS NULL AND r.kind = 'one_child_parents'""",
    ),
    Rule(
        "orphan_with_living_parent",
        Words("登记为孤儿，父母记录为健在", "Recorded as an orphan, a parent recorded as living"),
        Words(
            "自 {day}登记为孤儿，但记录上有一位父（母）没有死亡登记。",
            "Recorded as an orphan from {day}, but no death is recorded of one parent.",
        ),
        Words(
            "父母已去世的补登死亡；父母失踪、服刑等情形，可能应登记为“事实无人抚养儿童”。孩子正在享受的待遇不因此停发。",
            "If the parent has died, record it. A missing or imprisoned parent may mean “child without de facto "
            "support”. What the child receives goes on meanwhile.",
        ),
        DOUBT,
        """
        SELECT c.id, p.id, jsonb_build_object('day', r.from_date), r.source
        FROM people_status r JOIN here c ON c.id = r.person_id
        JOIN people_parenthood k ON k.child_id = c.id AND k.superseded_at IS NULL AND k.kind IN ('birth', 'adoption')
            AND (k.until_date IS NULL OR k.until_date > %(on)s)
        JOIN people_person p ON p.id = k.parent_id AND p.death_date IS NULL
        WHERE r.superseded_at IS NULL AND r.kind = 'orphan' AND r.from_date <= %(on)s
            AND (r.until_date IS NULL OR r.until_date > %(on)s)""",
    ),
    Rule(
        "disability_grade_unknown",
        Words("残疾人证没有等级", "A disability card without a grade"),
        Words("{day}的残疾人证没有登记等级。", "The disability card of {day} has no grade on record."),
        Words(
            "向残联核对，补登等级：有的待遇要看等级。",
            "Ask the disabled persons' federation and add the grade: some entitlements depend on it.",
        ),
        GAP,
        "SELECT p.id, NULL::uuid, jsonb_build_object('day', r.from_date), r.source "
        "FROM people_certificate r JOIN here p ON p.id = r.person_id AND p.death_date IS NULL "
        "WHERE r.superseded_at IS NULL AND r.kind = 'disability' AND r.grade IS NULL "
        "AND (r.until_date IS NULL OR r.until_date > %(on)s)",
    ),
)
