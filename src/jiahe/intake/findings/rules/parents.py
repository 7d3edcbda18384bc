"""Parents and children whose dates cannot all be right. The numbers are those of the facts check (facts/checks).

Nothing here looks at how many children there are, or in which order they came: only at dates that exclude each other.
"""

from __future__ import annotations

from jiahe.intake.findings.rules.base import DOUBT, WRONG, Rule
from jiahe.web.words import Words

_KIN = """
    FROM people_parenthood k
    JOIN here c ON c.id = k.child_id
    JOIN people_person p ON p.id = k.parent_id
    WHERE k.superseded_at IS NULL AND """
_COMPARE = Words(
    "对照户口簿、出生医学证明，改正记错的出生日期；父母认错了人的，撤销这条亲子关系。",
    "Compare the household register and the birth certificate. Correct the birth date that is wrong; if the parent is "
    "the wrong person, withdraw the parenthood.",
)
_COMPARE_DEATH = Words(
    "对照出生医学证明和死亡证明，改正记错的日期；父母认错了人的，撤销这条亲子关系。",
    "Compare the birth and the death certificate and correct the wrong date; if the parent is the wrong person, "
    "withdraw the parenthood.",
)

RULES = (
    Rule(
        "child_not_younger",
        Words("孩子不比父母年轻", "A child not younger than its parent"),
        Words(
            "按记录，孩子的出生日期比这位父（母）还早（相差 {days} 天，0 天为同一天）。",
            "By the record the child was born before this parent, or on the same day ({days} {days:day|days} apart).",
        ),
        _COMPARE,
        WRONG,
        "SELECT c.id, p.id, jsonb_build_object('days', p.birth_date - c.birth_date), k.source"
        + _KIN
        + "k.kind IN ('birth', 'adoption') AND c.birth_date <= p.birth_date",
    ),
    Rule(
        "parent_very_young",
        Words("父母年龄过小", "A parent recorded as very young"),
        Words(
            "按记录，孩子出生时这位父（母）只有 {years} 岁。",
            "By the record this parent was {years} {years:year|years} old when the child was born.",
        ),
        _COMPARE,
        WRONG,
        "SELECT c.id, p.id, jsonb_build_object('years', extract(year FROM age(c.birth_date, p.birth_date))::int), "
        "k.source"
        + _KIN
        + "k.kind = 'birth' AND c.birth_date > p.birth_date AND c.birth_date < p.birth_date + interval '12 years'",
    ),
    Rule(
        "mother_over_55",
        Words("母亲出生日期存疑", "A mother's birth date in doubt"),
        Words(
            "按记录，孩子出生时母亲 {years} 岁。常见原因是母亲的出生年份录错，或把祖母录成了母亲。",
            "By the record the mother was {years} when the child was born. Often her year of birth was mistyped, or "
            "a grandmother was recorded as the mother.",
        ),
        Words(
            "对照母亲的身份证和孩子的出生医学证明。记录无误的，写明凭什么材料即可。",
            "Compare the mother's identity card and the child's birth certificate. If the record is right, name the "
            "paper.",
        ),
        DOUBT,
        "SELECT c.id, p.id, jsonb_build_object('years', extract(year FROM age(c.birth_date, p.birth_date))::int), "
        "k.source"
        + _KIN
        + "k.kind = 'birth' AND p.sex = 'female' AND c.birth_date > p.birth_date + interval '55 years'",
    ),
    Rule(
        "born_after_mothers_death",
        Words("出生日期在母亲去世之后", "Born after the mother's death"),
        Words(
            "按记录，孩子在母亲去世 {days} 天后出生。",
            "By the record the child was born {days} {days:day|days} after the mother's death.",
        ),
        _COMPARE_DEATH,
        WRONG,
        "SELECT c.id, p.id, jsonb_build_object('days', c.birth_date - p.death_date), k.source"
        + _KIN
        + "k.kind = 'birth' AND p.sex = 'female' AND c.birth_date > p.death_date",
    ),
    Rule(
        "born_long_after_fathers_death",
        Words("出生日期在父亲去世十个月之后", "Born more than ten months after the father's death"),
        Words(
            "按记录，孩子在父亲去世 {days} 天后出生（十个月按 300 天算）。",
            "By the record the child was born {days} days after the father's death (ten months are taken as 300 days).",
        ),
        _COMPARE_DEATH,
        DOUBT,
        "SELECT c.id, p.id, jsonb_build_object('days', c.birth_date - p.death_date), k.source"
        + _KIN
        + "k.kind = 'birth' AND p.sex IS DISTINCT FROM 'female' AND c.birth_date > p.death_date + 300",
    ),
)
