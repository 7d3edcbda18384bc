"""Days of rows about people that cannot be."""

from tests.facts.faults.case import (
    ASIDE_EN,
    ASIDE_ZH,
    CLAIM,
    DATES,
    PAID,
    UNKNOWN_EN,
    UNKNOWN_ZH,
    Case,
    Row,
    of_person,
    person,
)
from tests.facts.folders import WUHAN

AHEAD = ("改正日期；还没有发生的事不写在这里。", "Correct the date; what has not happened yet does not belong here.")
BORN = (
    "核对两个日期，改正错的一个；自出生就有的写出生日期。",
    "Compare the two dates and correct the wrong one; write the date of birth for what holds since birth.",
)


def ahead(table: str, row: Row, column: str, zh: str) -> Case:
    """Return the case of a day after the snapshot, as one gets by exchanging two digits of the year."""
    return of_person(
        "day_in_future",
        table,
        {**row, column: "2052-09-01"},
        column,
        "set_aside",
        f"“{zh}”2052-09-01 晚于数据截止日 2025-09-01。" + ASIDE_ZH,
        f"'{column}', 2052-09-01, is after the day of the snapshot, 2025-09-01." + ASIDE_EN,
        *AHEAD,
    )


def unborn(table: str, row: Row, column: str, zh: str) -> Case:
    """Return the case of a day before the birth of the person whom the row is about."""
    who = f"unborn-{table}"
    return Case(
        "day_before_birth",
        {"persons": [person(who, birth_date="2000-02-01")], table: [{"person": who, **row, column: "2000-01-31"}]},
        (table, 0),
        column,
        "2000-01-31",
        "set_aside",
        (
            f"“{zh}”2000-01-31 早于“{who}”的出生日期 2000-02-01。" + ASIDE_ZH,
            f"'{column}', 2000-01-31, is before '{who}' was born, on 2000-02-01." + ASIDE_EN,
            *BORN,
        ),
        table,
    )


DAYS = [
    ahead("hukou", {"place": WUHAN}, "from_date", "迁入"),
    ahead("certificates", {"kind": "disability"}, "from_date", "发证日期"),
    ahead("claims", CLAIM, "submitted_on", "提交日期"),
    ahead("claims", {**CLAIM, "decision": "approved"}, "decided_on", "办结日期"),
    ahead("payments", PAID, "paid_on", "发放日期"),
    unborn("residences", {"place": WUHAN}, "from_date", "起始日期"),
    unborn("statuses", {"kind": "orphan"}, "from_date", "起始日期"),
    unborn("payments", PAID, "paid_on", "发放日期"),
    Case(
        "day_before_birth",
        {
            "persons": [person("adopted", birth_date="2010-01-01"), person("adopter", birth_date="1980-01-01")],
            "parenthoods": [
                {"child": "adopted", "parent": "adopter", "kind": "adoption", "from_date": "2009-12-31"},
            ],
        },
        ("parenthoods", 0),
        "from_date",
        "2009-12-31",
        "cell_unknown",
        (
            "“起始日期”2009-12-31 早于“adopted”的出生日期 2010-01-01。" + UNKNOWN_ZH,
            "'from_date', 2009-12-31, is before 'adopted' was born, on 2010-01-01." + UNKNOWN_EN,
            *BORN,
        ),
        "adoption",
    ),
    Case(
        "begins_after_death",
        {
            "persons": [person("left"), person("gone", death_date="2010-01-01")],
            "unions": [{"person": "left", "spouse": "gone", "from_date": "2010-01-02"}],
        },
        ("unions", 0),
        "from_date",
        "2010-01-02",
        "set_aside",
        (
            "“登记日期”2010-01-02 晚于“gone”的死亡日期 2010-01-01。" + ASIDE_ZH,
            "'from_date', 2010-01-02, is after 'gone' died, on 2010-01-01." + ASIDE_EN,
            *DATES,
        ),
    ),
]
