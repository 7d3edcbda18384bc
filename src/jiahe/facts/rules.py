"""The catalogue of all rules that a facts folder is checked against, and what each severity does to the row."""

from __future__ import annotations

from jiahe.facts.cell_rules import CELL_RULES, FILE_RULES
from jiahe.facts.finding import CELL_UNKNOWN, SET_ASIDE, WARNING, Rule
from jiahe.facts.row_rules import (
    DAY_RULES,
    KINSHIP_RULES,
    LINK_RULES,
    MONEY_RULES,
    PERSON_RULES,
    PLACE_RULES,
    SPELL_RULES,
)

RULES: dict[str, Rule] = {
    rule.key: rule
    for rules in (
        FILE_RULES,
        CELL_RULES,
        PERSON_RULES,
        LINK_RULES,
        DAY_RULES,
        KINSHIP_RULES,
        SPELL_RULES,
        MONEY_RULES,
        PLACE_RULES,
    )
    for rule in rules
}
"""Every rule by its key."""

CONSEQUENCES: dict[tuple[str, bool], tuple[str, str]] = {
    (SET_ASIDE, True): ("本行未采用。", "The row is not used."),
    (SET_ASIDE, False): ("整张表未采用，按“未知”处理。", "The whole table is not used and counts as unknown."),
    (CELL_UNKNOWN, True): ("这一格按“未知”读取。", "The cell is read as unknown."),
    (CELL_UNKNOWN, False): ("整列按“未知”处理。", "The whole column counts as unknown."),
    (WARNING, True): ("", ""),
    (WARNING, False): ("", ""),
}
"""What a severity does, in Chinese and English: of a row (True) or of a whole table or column (False)."""

WHEN_NOT_KNOWN: dict[str, tuple[str, str]] = {
    "optional": ("不知道就留空。", "Leave it empty when it is not known."),
    "open_ended": ("还没有发生才留空。", "Leave it empty only when it has not happened."),
    "required": ("", ""),
}
"""What to do with a faulty cell whose right value is not at hand, in Chinese and English: added to the remedy."""

OF_A_VALUE: frozenset[str] = frozenset(
    rule.key
    for rule in CELL_RULES
    if rule.key
    not in ("ragged_row", "unclosed_quote", "line_break", "required_empty", "date_odd", "open_word", "id_region")
)
"""The rules about what one cell says, to whose remedy that is added."""

OPEN_ENDED_CONSEQUENCE = (
    "空白会读作“还没有发生”，所以本行未采用。",
    "An empty cell would read as 'has not happened', so the row is not used.",
)
"""Why an unreadable cell of an open-ended column sets its whole row aside."""
