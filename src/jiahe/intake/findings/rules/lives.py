"""One person's own dates, moves and marriages."""

from __future__ import annotations

from jiahe.intake.findings.rules.base import DOUBT, WRONG, Rule
from jiahe.web.words import Words

_SIDES = """
    FROM people_union u
    CROSS JOIN LATERAL (VALUES (u.person_id, u.spouse_id), (u.spouse_id, u.person_id)) AS s(one, two)
    JOIN here p ON p.id = s.one
    JOIN people_person q ON q.id = s.two
    WHERE u.superseded_at IS NULL AND """
_MARRIAGE_PAPERS = Words(
    "对照结婚证和身份证，改正记错的日期；人认错了的，撤销这条婚姻记录。",
    "Compare the marriage certificate and the identity card. Correct the wrong date; if the spouse is the wrong "
    "person, withdraw the marriage.",
)
_MOVE_PAPERS = Words(
    "对照户口簿，改正记错的日期，或撤销记到别人名下的迁移。",
    "Compare the household register. Correct the wrong date, or withdraw a move that was somebody else's.",
)
# 1950 Marriage Law art. 4: 20 and 18; 1980 law art. 5, from 1 January 1981, and Civil Code art. 1047: 22 and 20.
_AGE = """CASE WHEN u.from_date >= '1981-01-01' THEN CASE p.sex WHEN 'male' THEN 22 WHEN 'female' THEN 20 END
    WHEN u.from_date >= '1950-05-01' THEN CASE p.sex WHEN 'male' THEN 20 WHEN 'female' THEN 18 END END"""


def _spells(table: str) -> str:
    return f"""
        SELECT p.id, NULL::uuid, jsonb_build_object('day', min(r.from_date)), min(r.source)
        FROM people_{table} r JOIN here p ON p.id = r.person_id
        WHERE r.superseded_at IS NULL AND (r.from_date < p.birth_date OR r.from_date > p.death_date)
        GROUP BY p.id"""


RULES = (
    Rule(
        "alive_over_110",
        Words("年过110岁，没有死亡登记", "Over 110, and no death on record"),
        Words(
            "按记录，此人今年已满 {years} 岁，没有死亡登记。",
            "By the record this person is {years} years old, and no death is recorded.",
        ),
        Words(
            "入户或电话核实。已去世的补登死亡；健在的核对出生日期，写明凭什么材料。",
            "Visit or call. If the person has died, record it; if not, check the birth date and name the paper.",
        ),
        DOUBT,
        "SELECT p.id, NULL::uuid, "
        "jsonb_build_object('years', extract(year FROM age(%(on)s::date, p.birth_date))::int), "
        "p.source FROM here p WHERE p.death_date IS NULL AND p.birth_date < %(on)s::date - interval '110 years'",
    ),
    Rule(
        "home_outside_life",
        Words("居住记录不在生存期间", "A home before birth or after death"),
        Words(
            "有一条居住记录自 {day}开始，早于出生或晚于死亡。",
            "A home is recorded from {day}, before the birth or after the death.",
        ),
        _MOVE_PAPERS,
        WRONG,
        _spells("residence"),
    ),
    Rule(
        "hukou_outside_life",
        Words("户籍记录不在生存期间", "A hukou before birth or after death"),
        Words(
            "有一条户籍记录自 {day}开始，早于出生或晚于死亡。",
            "A hukou is recorded from {day}, before the birth or after the death.",
        ),
        _MOVE_PAPERS,
        WRONG,
        _spells("hukou"),
    ),
    Rule(
        "married_before_birth",
        Words("结婚日期不晚于出生日期", "Married before birth"),
        Words("按记录，{day}结婚，不晚于出生日期。", "By the record the marriage of {day} is not after the birth."),
        _MARRIAGE_PAPERS,
        WRONG,
        "SELECT p.id, q.id, jsonb_build_object('day', u.from_date), u.source" + _SIDES + "u.from_date <= p.birth_date",
    ),
    Rule(
        "married_under_age",
        Words("结婚日期或出生日期存疑", "A marriage or birth date in doubt"),
        Words(
            "按记录，{day}结婚时 {years} 岁，婚姻登记机关当时不会登记；多半是有一个日期记错。",
            "By the record this person was {years} at the marriage of {day}. The registry would not have registered "
            "it then, so one of the dates is probably wrong.",
        ),
        _MARRIAGE_PAPERS,
        DOUBT,
        "SELECT p.id, q.id, jsonb_build_object('day', u.from_date, 'years', "
        "extract(year FROM age(u.from_date, p.birth_date))::int), u.source"
        + _SIDES
        + f"u.from_date > p.birth_date AND u.from_date < p.birth_date + make_interval(years => {_AGE})",
    ),
    Rule(
        "married_to_the_dead",
        Words("一方去世后婚姻仍在记录中", "A marriage that outlasts a spouse"),
        Words(
            "{day}登记的婚姻，在一方去世之后仍记为存续，或者是在那之后才登记的。",
            "The marriage of {day} goes on after a spouse's death, or was made after it.",
        ),
        Words(
            "对照死亡证明和结婚证。死亡属实的，补登婚姻因去世终止；死亡登记错了的，更正死亡登记。",
            "Compare the death and the marriage certificate. If the death is right, let the marriage end with it; if "
            "the death was recorded by mistake, correct it.",
        ),
        WRONG,
        "SELECT p.id, q.id, jsonb_build_object('day', u.from_date), u.source"
        + _SIDES
        + "(u.until_date IS NULL OR u.until_date > q.death_date) AND q.death_date IS NOT NULL "
        "AND (p.death_date IS NULL OR p.death_date > q.death_date OR p.death_date = q.death_date AND p.id < q.id)",
    ),
)
