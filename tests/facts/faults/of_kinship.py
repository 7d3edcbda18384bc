"""Parents and children that cannot be."""

from tests.facts.faults.case import ASIDE_EN, ASIDE_ZH, KIN, Case, pair, person

KINSHIP = [
    Case(
        "own_parent",
        {"persons": [person("self")], "parenthoods": [{"child": "self", "parent": "self"}]},
        ("parenthoods", 0),
        "parent",
        "self",
        "set_aside",
        (
            "“self”是自己的父母。" + ASIDE_ZH,
            "'self' is their own parent." + ASIDE_EN,
            "改正子女或父母的编号。",
            "Correct the child's or the parent's key.",
        ),
    ),
    pair(
        "child_before_parent",
        {"birth_date": "1990-01-01"},
        {"birth_date": "1960-01-01"},
        "child",
        "1960-01-01",
        "子女 1960-01-01 出生，不晚于父母 1990-01-01 出生。" + ASIDE_ZH,
        "The child was born on 1960-01-01, not after the parent, born on 1990-01-01." + ASIDE_EN,
        *KIN,
    ),
    pair(
        "parent_too_young",
        {"birth_date": "1990-01-02"},
        {"birth_date": "2002-01-01"},
        "child",
        "2002-01-01",
        "子女 2002-01-01 出生时，父母（1990-01-02 出生）不满 12 周岁。" + ASIDE_ZH,
        "When the child was born on 2002-01-01, the parent, born on 1990-01-02, was not yet 12." + ASIDE_EN,
        *KIN,
    ),
    pair(
        "born_after_mothers_death",
        {"sex": "female", "death_date": "2010-01-01"},
        {"birth_date": "2010-01-02"},
        "child",
        "2010-01-02",
        "子女 2010-01-02 出生，晚于母亲死亡日期 2010-01-01。" + ASIDE_ZH,
        "The child was born on 2010-01-02, after the mother's death on 2010-01-01." + ASIDE_EN,
        *KIN,
    ),
    pair(
        "born_long_after_parents_death",
        {"sex": "male", "death_date": "2010-01-01"},
        {"birth_date": "2010-10-29"},
        "child",
        "2010-10-29",
        "子女 2010-10-29 出生，在父母死亡（2010-01-01）300 天以后。" + ASIDE_ZH,
        "The child was born on 2010-10-29, more than 300 days after the parent's death on 2010-01-01." + ASIDE_EN,
        *KIN,
    ),
    Case(
        "cycle_of_parents",
        {
            "persons": [person("r1"), person("r2"), person("r3")],
            "parenthoods": [
                {"child": "r1", "parent": "r2"},
                {"child": "r2", "parent": "r3"},
                {"child": "r3", "parent": "r1"},
            ],
        },
        ("parenthoods", 0),
        "parent",
        "r1",
        "set_aside",
        (
            "亲子关系成环：“r1”是“r2”的长辈，又是其晚辈。" + ASIDE_ZH,
            "The parenthoods go round in a circle: 'r1' is both an ancestor and a descendant of 'r2'." + ASIDE_EN,
            "找出并改正环中写反的一行。",
            "Find the row of the circle that is the wrong way round and correct it.",
        ),
    ),
    *(
        Case(
            rule,
            {
                "persons": [person(f"{rule}-{who}", sex=sex) for who in "abc"],
                "parenthoods": [{"child": f"{rule}-c", "parent": f"{rule}-{who}", "kind": "birth"} for who in "ab"],
            },
            ("parenthoods", 0),
            "parent",
            f"{rule}-c",
            "set_aside",
            (
                f"子女“{rule}-c”有不止一个亲生{zh}（另见第 {{parenthoods[1]}} 行）。" + ASIDE_ZH,
                f"The child '{rule}-c' has more than one {en} by birth (see also row {{parenthoods[1]}})." + ASIDE_EN,
                "只留亲生的一人；收养、继亲改写关系。",
                "Keep the one by birth; write adoption or step for the others.",
            ),
        )
        for rule, sex, zh, en in (
            ("two_birth_mothers", "female", "母亲", "mother"),
            ("two_birth_fathers", "male", "父亲", "father"),
        )
    ),
    Case(
        "more_than_two_birth_parents",
        {
            "persons": [person(f"many{who}") for who in "abcd"],
            "parenthoods": [{"child": "manyd", "parent": f"many{who}", "kind": "birth"} for who in "abc"],
        },
        ("parenthoods", 0),
        "parent",
        "manyd",
        "set_aside",
        (
            "子女“manyd”有 3 个亲生父母（另见第 {parenthoods[2]} 行）。" + ASIDE_ZH,
            "The child 'manyd' has 3 parents by birth (see also row {parenthoods[2]})." + ASIDE_EN,
            "只留亲生的两人；收养、继亲改写关系。",
            "Keep the two by birth; write adoption or step for the others.",
        ),
    ),
    Case(
        "parenthood_twice",
        {
            "persons": [person("told"), person("teller")],
            "parenthoods": [
                {"child": "told", "parent": "teller", "kind": "adoption", "from_date": day}
                for day in ("2015-01-01", "2016-01-01")
            ],
        },
        ("parenthoods", 1),
        "from_date",
        "2016-01-01",
        "set_aside",
        (
            "与第 {parenthoods[0]} 行是同一对亲子、同一种关系，内容却不同。" + ASIDE_ZH,
            "Row {parenthoods[0]} holds the same child, parent and kind, but says something else." + ASIDE_EN,
            "两行并作一行。",
            "Make the two rows one.",
        ),
    ),
]
