"""The model of Chinese registers: what of two persons is compared, in which levels, and which pairs at all.

The columns are those of a prepared table (records.py). The odds come from prior.json until a register gives its own.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from jiahe.intake.matching.model import Comparison, Level, Model, either_unknown, same
from jiahe.web.words import Words

_SAME_NAME = "name_l = name_r OR plain_l = plain_r OR coalesce(sound_l = sound_r, false) OR letters_l = letters_r"
"""One name, however it is written."""
_POSITIONS = (1, 2, 3, 4)
_ONE_WRONG = " OR ".join(f"without_{at}_l = without_{at}_r" for at in _POSITIONS)
_ONE_MISSING = " OR ".join(f"plain_l = without_{at}_r OR without_{at}_l = plain_r" for at in _POSITIONS)
_ONE_CHARACTER = f"((length(plain_l) = length(plain_r) AND ({_ONE_WRONG})) OR {_ONE_MISSING})"
_SHARES_PARENT = "(mother_l = mother_r OR father_l = father_r)"
_OTHER_NAME = f"NOT ({_SAME_NAME})"

_SAID = {
    "name": (
        Words("姓名", "Name"),
        {
            "same": Words("姓名相同", "same name"),
            "variant": Words("同一字的另一写法", "another form of the same character"),
            "sound": Words("姓名同音不同字", "same sound, another character"),
            "order": Words("名字的字序颠倒", "the same characters in another order"),
            "unreadable": Words("有一字无法辨认，其余相同", "one character cannot be read, the others are the same"),
            "one_of_three": Words("姓名差一字", "one character differs or is missing"),
            "one_of_two": Words("两字姓名差一字", "one of only two characters differs"),
            "other": Words("姓名不同", "another name"),
        },
    ),
    "birth": (
        Words("出生日期", "Birth date"),
        {
            "same": Words("出生日期相同", "same birth date"),
            "swapped": Words("月与日颠倒", "month and day are swapped"),
            "lunar": Words("一为农历、一为公历，是同一天", "the same day, once in the lunar calendar"),
            "one_digit": Words("出生日期差一个数字", "one digit of the date differs"),
            "same_year": Words("只有出生年份相同", "only the year is the same"),
            "other": Words("出生日期不同", "another birth date"),
        },
    ),
    "sex": (
        Words("性别", "Sex"),
        {"same": Words("性别相同", "same sex"), "other": Words("性别不同", "another sex")},
    ),
    "place": (
        Words("地址", "Place"),
        {
            "village": Words("同村（社区）", "same village"),
            "township": Words("同乡镇（街道），不同村", "same township, another village"),
            "county": Words("同县，不同乡镇", "same county, another township"),
            "other": Words("不同县", "another county"),
        },
    ),
    "kin": (
        Words("父母", "Parents"),
        {
            "twin": Words(
                "父母和出生日期都相同而姓名不同，可能是双胞胎",
                "same parents and birth date but another name: perhaps a twin",
            ),
            "sibling": Words(
                "父母相同而姓名不同，可能是兄弟姐妹", "same parents but another name: perhaps a brother or sister"
            ),
            "both": Words("父母姓名都相同", "both parents have the same names"),
            "one": Words("父母一方姓名相同，另一方未知", "one parent has the same name, the other is unknown"),
            "mixed": Words("父母一方姓名相同，另一方不同", "one parent has the same name, the other another"),
            "other": Words("父母姓名不同", "the parents have other names"),
        },
    ),
    "spouse": (
        Words("配偶", "Spouse"),
        {
            "same": Words("配偶姓名相同", "the spouse has the same name"),
            "other": Words("配偶姓名不同", "the spouse has another name"),
        },
    ),
    "phone": (
        Words("电话", "Telephone"),
        {
            "family": Words("电话相同而姓名不同，可能是一家人", "same telephone but another name: perhaps one family"),
            "same": Words("电话相同", "same telephone"),
            "other": Words("电话不同", "another telephone"),
        },
    ),
    "id_number": (
        Words("公民身份号码", "ID number"),
        {"same": Words("身份号码相同", "same ID number"), "other": Words("身份号码不同", "another ID number")},
    ),
}

_SQL = {
    "name": {
        "same": same("name"),
        "variant": same("plain"),
        "sound": same("sound"),
        "order": same("letters"),
        "unreadable": "plain_l LIKE pattern_r OR plain_r LIKE pattern_l",
        "one_of_three": f"{_ONE_CHARACTER} AND length(plain_l) + length(plain_r) >= 5",
        "one_of_two": f"{_ONE_CHARACTER} AND length(plain_l) = 2 AND length(plain_r) = 2",
        "other": "",
    },
    "birth": {
        "same": same("birth"),
        "swapped": "birth_l = swapped_r",
        "lunar": "birth_l = lunar_r OR lunar_l = birth_r",
        "one_digit": "levenshtein(birth_l, birth_r) = 1",
        "same_year": same("birth_year"),
        "other": "",
    },
    "sex": {"same": same("sex"), "other": ""},
    "place": {"village": same("village"), "township": same("township"), "county": same("county"), "other": ""},
    "kin": {
        "twin": f"{_SHARES_PARENT} AND {same('birth')} AND {_OTHER_NAME}",
        "sibling": f"{_SHARES_PARENT} AND {_OTHER_NAME}",
        "both": f"{same('mother')} AND {same('father')}",
        "one": f"{_SHARES_PARENT} AND (({either_unknown('mother')}) OR ({either_unknown('father')}))",
        "mixed": _SHARES_PARENT,
        "other": "",
    },
    "spouse": {"same": same("spouse"), "other": ""},
    "phone": {"family": f"{same('phone')} AND {_OTHER_NAME}", "same": same("phone"), "other": ""},
    "id_number": {"same": same("id_number"), "other": ""},
}
_UNKNOWN = {
    "place": either_unknown("county"),
    "kin": f"({either_unknown('mother')}) AND ({either_unknown('father')})",
}
_FREQUENCY = {("name", "same"): "name", ("name", "sound"): "sound", ("birth", "same"): "birth"}

BY_NUMBER = "l.id_number = r.id_number"

_BLOCKING = (
    "l.sound = r.sound AND l.birth_year = r.birth_year",
    "l.sound = r.sound AND l.birth_day = r.birth_day",
    "l.sound = r.sound AND l.village = r.village",
    "l.sound = r.sound AND l.birth = r.lunar",
    "l.sound = r.sound AND l.lunar = r.birth",
    "l.sound = r.sound AND l.mother = r.mother",
    "l.sound = r.sound AND l.father = r.father",
    "l.sound = r.sound AND l.spouse = r.spouse",
    "l.sound = r.sound AND l.phone = r.phone",
    "l.birth = r.birth AND l.village = r.village",
    "l.birth = r.birth AND l.letters = r.letters",
    "l.birth = r.birth AND l.without_1 = r.without_1",
    "l.birth = r.birth AND l.without_2 = r.without_2",
    "l.birth = r.birth AND l.without_3 = r.without_3",
    "l.birth = r.birth AND l.mother = r.mother",
    "l.birth = r.birth AND l.father = r.father",
    "l.birth = r.birth AND l.spouse = r.spouse",
    "l.birth = r.birth AND l.phone = r.phone",
    "l.birth_year = r.birth_year AND l.mother = r.mother AND l.father = r.father",
    "l.birth = r.lunar AND l.village = r.village",
    "l.lunar = r.birth AND l.village = r.village",
    "l.birth = r.swapped AND l.village = r.village",
)
"""Every pair that a clerk would think of: one name and something else, or one birth date and something else."""

_TRAINING = (
    "l.birth = r.birth",
    "l.sound = r.sound AND l.mother = r.mother",
    "l.sound = r.sound AND l.father = r.father",
)
"""One name in one village would be too loose for the last two: namesakes would be taken for people with wrong dates."""


@cache
def model() -> Model:
    """Return the model with the odds of prior.json."""
    prior = json.loads((files(__package__) / "prior.json").read_text(encoding="utf-8"))
    odds: dict[str, dict[str, tuple[float, float]]] = prior["levels"]
    comparisons = tuple(
        Comparison(
            key,
            words,
            _UNKNOWN.get(key, either_unknown(key)),
            tuple(
                Level(own, said[own], sql, *odds[key][own], frequency=_FREQUENCY.get((key, own)))
                for own, sql in _SQL[key].items()
            ),
            key in prior["settled"],
        )
        for key, (words, said) in _SAID.items()
    )
    return Model(comparisons, (BY_NUMBER, *_BLOCKING), _TRAINING)
