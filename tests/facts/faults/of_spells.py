"""Spells that overlap."""

from tests.facts.faults.case import ASIDE_EN, ASIDE_ZH, Case, Row, person
from tests.facts.folders import WUHAN


def spells(rule: str, table: str, rows: list[Row], severity: str, *says: str) -> Case:
    """Return the case of two spells of one person that overlap from 2010 on."""
    key = f"{rule}{table}"
    both = [
        {"person": key, **row, "from_date": day} for row, day in zip(rows, ("2000-01-01", "2010-01-01"), strict=True)
    ]
    return Case(
        rule, {"persons": [person(key)], table: both}, (table, 1), "from_date", "2010-01-01", severity, says, table
    )


def differ(table: str, *rows: Row) -> Case:
    return spells(
        "overlapping_spells",
        table,
        list(rows),
        "set_aside",
        f"自 2010-01-01 起的一段与第 {{{table}[0]}} 行的时间重叠，内容却不同。" + ASIDE_ZH,
        f"The spell from 2010-01-01 overlaps that of row {{{table}[0]}}, which says something else." + ASIDE_EN,
        "前一段的终止日期写后一段的起始日期。",
        "End the earlier spell on the day on which the later one begins.",
    )


SPELLS = [
    differ("hukou", {"place": WUHAN}, {"place": "330106109001"}),
    differ("residences", {"place": WUHAN}, {"place": "330106109001"}),
    differ("statuses", {"kind": "insured_local", "place": WUHAN}, {"kind": "insured_local", "place": "330106109001"}),
    differ("certificates", {"kind": "disability", "grade": "1"}, {"kind": "disability", "grade": "2"}),
    spells(
        "overlapping_agreeing",
        "statuses",
        [{"kind": "orphan"}, {"kind": "orphan"}],
        "warning",
        "自 2010-01-01 起的一段与第 {statuses[0]} 行的时间重叠，内容相同。",
        "The spell from 2010-01-01 overlaps that of row {statuses[0]} and says the same.",
        "两段并作一段。",
        "Make the two spells one.",
    ),
    Case(
        "overlapping_unions",
        {
            "persons": [person("often"), person("first"), person("second")],
            "unions": [
                {"person": "often", "spouse": "first", "from_date": "2000-01-01", "until_date": "2012-01-01"},
                {"person": "second", "spouse": "often", "from_date": "2011-01-01"},
            ],
        },
        ("unions", 1),
        "from_date",
        "often",
        "set_aside",
        (
            "“often”的这段婚姻与第 {unions[0]} 行的婚姻时间重叠。" + ASIDE_ZH,
            "This marriage of 'often' overlaps the one in row {unions[0]}." + ASIDE_EN,
            "补上前一段婚姻的终止日期，或删去错的一行。",
            "Write the day on which the earlier marriage ended, or remove the wrong row.",
        ),
    ),
    Case(
        "overlapping_custody",
        {
            "persons": [person("girl"), person("parted"), person("granny")],
            "custodies": [
                {"child": "girl", "custodian": "parted", "kind": "parent", "from_date": "2000-01-01"},
                {"child": "girl", "custodian": "granny", "kind": "guardian", "from_date": "2011-01-01"},
            ],
        },
        ("custodies", 1),
        "from_date",
        "girl",
        "set_aside",
        (
            "“girl”由一方单独抚养，与第 {custodies[0]} 行的抚养时间重叠。" + ASIDE_ZH,
            "One side has sole custody of 'girl', in days that row {custodies[0]} gives to another." + ASIDE_EN,
            "补上前一段抚养的终止日期，或删去错的一行。",
            "Write the day on which the earlier custody ended, or remove the wrong row.",
        ),
    ),
    Case(
        "own_spouse",
        {"persons": [person("alone")], "unions": [{"person": "alone", "spouse": "alone", "from_date": "2000-01-01"}]},
        ("unions", 0),
        "spouse",
        "alone",
        "set_aside",
        (
            "“alone”与自己结婚。" + ASIDE_ZH,
            "'alone' is married to themselves." + ASIDE_EN,
            "改正一方的编号。",
            "Correct the key of one spouse.",
        ),
    ),
]
