"""Why a physical row is neither header nor row of the table."""

from __future__ import annotations

from enum import StrEnum

from jiahe.web.words import Words


class Why(StrEnum):
    """The reasons, as keys; ``words`` are for people."""

    BLANK = "blank"
    TITLE = "title"
    NOTE = "note"
    NUMBERS_OF_COLUMNS = "numbers_of_columns"
    EXAMPLE = "example"
    REPEATED_HEADER = "repeated_header"
    OTHER_HEADER = "other_header"
    GROUP = "group"
    TOTAL = "total"
    FOOTER = "footer"

    @property
    def words(self) -> Words:
        """What the row is, in words."""
        return _WORDS[self]


_WORDS = {
    Why.BLANK: Words("空行", "blank row"),
    Why.TITLE: Words("标题", "title"),
    Why.NOTE: Words("说明", "note"),
    Why.NUMBERS_OF_COLUMNS: Words("栏号行", "numbers of the columns"),
    Why.EXAMPLE: Words("填写示例", "example of how to fill in"),
    Why.REPEATED_HEADER: Words("重复的表头", "header again"),
    Why.OTHER_HEADER: Words("另一个表的表头", "header of another table"),
    Why.GROUP: Words("分组行", "name of a group or place"),
    Why.TOTAL: Words("合计或小计", "total or subtotal"),
    Why.FOOTER: Words("签字栏", "signatures"),
}
