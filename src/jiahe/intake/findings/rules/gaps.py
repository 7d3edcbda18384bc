"""What is missing in the record, so that somebody could miss what is theirs; only where the register keeps it."""

from __future__ import annotations

from jiahe.intake.findings.rules.base import DOUBT, GAP, Rule
from jiahe.web.words import Words

_MINOR = "p.death_date IS NULL AND p.birth_date > %(on)s::date - interval '18 years'"


def _ongoing(table: str, person: str, kinds: str) -> str:
    return (
        f"EXISTS (SELECT FROM {table} r WHERE r.{person} = p.id AND r.superseded_at IS NULL AND r.kind IN ({kinds}) "
        "AND r.from_date <= %(on)s AND (r.until_date IS NULL OR r.until_date > %(on)s))"
    )


def _unknown_parent(sex: str) -> str:
    """Return the children without a known parent of a sex. A parent of unknown sex, or who adopted alone, is enough."""
    return f"""
        SELECT p.id, NULL::uuid, jsonb_build_object(), p.source FROM here p
        WHERE {_MINOR} AND EXISTS (SELECT FROM people_coverage WHERE name = 'parenthoods')
            AND NOT EXISTS (
                SELECT FROM people_parenthood k JOIN people_person q ON q.id = k.parent_id
                WHERE k.child_id = p.id AND k.superseded_at IS NULL
                    AND (k.kind = 'adoption' OR q.sex = '{sex}' OR q.sex IS NULL)
            )
            AND NOT {_ongoing("people_custody", "child_id", "'guardian', 'institution'")}
            AND NOT {_ongoing("people_status", "person_id", "'orphan', 'abandoned'")}"""


RULES = (
    Rule(
        "mother_unknown",
        Words("孩子的母亲没有登记", "A child whose mother is not on record"),
        Words("记录上没有这个孩子的母亲，也没有监护人。", "The record has no mother of this child, and no guardian."),
        Words(
            "凭户口簿或出生医学证明补登母亲；由别人或机构抚养的，补登监护。有的待遇要由母亲或监护人申领。",
            "Add the mother from the household register or the birth certificate; if somebody else or an institution "
            "brings the child up, add the custody. Some entitlements are claimed by the mother or the guardian.",
        ),
        GAP,
        _unknown_parent("female"),
        needs="parenthoods",
    ),
    Rule(
        "father_unknown",
        Words("孩子的父亲没有登记", "A child whose father is not on record"),
        Words("记录上没有这个孩子的父亲，也没有监护人。", "The record has no father of this child, and no guardian."),
        Words(
            "户口簿或出生医学证明上有的，补登。材料上没有、家里也不愿说的，答复“记录无误”即可，不追问；孩子的待遇不受影响。",
            "If the household register or the birth certificate names him, add him. If no paper does and the family "
            "does not wish to say, answer that the record is right and ask no further; the child loses nothing by it.",
        ),
        GAP,
        _unknown_parent("male"),
        needs="parenthoods",
    ),
    Rule(
        "minor_nowhere",
        Words("未成年人户籍地、居住地都不详", "A minor with neither hukou nor home on record"),
        Words(
            "记录上没有户籍地，也没有居住地，没有哪个村能替孩子申领待遇。",
            "The record has neither a hukou nor a home, so no village can claim anything for the child.",
        ),
        Words(
            "联系家人，补登居住地；还没有落户的，告诉家人可以怎样落户（国办发〔2015〕96号：不得附加任何条件）。",
            "Reach the family and add the home. If the child has no hukou yet, tell them how to get one (State Council "
            "Office [2015] 96: no condition may be attached).",
        ),
        GAP,
        f"SELECT p.id, NULL::uuid, jsonb_build_object(), p.source FROM here p "
        f"WHERE {_MINOR} AND p.hukou_place IS NULL AND p.residence_place IS NULL",
    ),
    Rule(
        "late_registration",
        Words("出生一年以后才登记", "Registered more than a year after the birth"),
        Words(
            "在本地出生，或者出生地不详而母亲当时已在本地登记；{days} 天后（{day}）才登记进来。",
            "Born here, or (the birth place is unknown) to a mother who was on record here; on record only {days} "
            "days later, on {day}.",
        ),
        Words(
            "查一查是哪一步晚了（医院、公安、村里，还是导入），这期间应享的待遇有没有补上。家里不用解释。",
            "Find out which step was late (hospital, police, village, import), and whether what the child was owed "
            "meanwhile has been made good. The family need not explain anything.",
        ),
        DOUBT,
        """
        SELECT p.id, NULL::uuid, jsonb_build_object('days', p.learned_on - p.birth_date, 'day', p.learned_on), p.source
        FROM here p JOIN people_coverage v ON v.name = 'persons'
        WHERE p.death_date IS NULL AND p.birth_date >= v.learned_on
            AND p.learned_on > p.birth_date + interval '1 year'
            AND (p.birth_place BETWEEN %(low)s AND %(high)s OR p.birth_place IS NULL AND EXISTS (
                SELECT FROM people_parenthood k JOIN people_person q ON q.id = k.parent_id
                WHERE k.child_id = p.id AND k.superseded_at IS NULL AND k.kind = 'birth' AND q.sex = 'female'
                    AND q.learned_on <= p.birth_date
                    AND (q.hukou_place BETWEEN %(low)s AND %(high)s OR q.residence_place BETWEEN %(low)s AND %(high)s)
            ))""",
        needs="persons",
    ),
    Rule(
        "group_missing",
        Words("村民小组没有登记", "The village group is missing"),
        Words(
            "同村的人登记了村民小组，此人没有。",
            "Others of the village have a village group on record; this person has none.",
        ),
        Words("补登村民小组，方便按组上门。", "Add the village group, so that the household is found on a round."),
        GAP,
        """
        SELECT p.id, NULL::uuid, jsonb_build_object(), p.source FROM here p
        WHERE p.death_date IS NULL AND p.hukou_kind = 'rural' AND p.village_group IS NULL AND p.hukou_place = p.place
            AND p.hukou_place IN (SELECT g.hukou_place FROM people_person g WHERE g.village_group IS NOT NULL)""",
    ),
)
