"""What can be wrong with a sex, a whole number, a yes or no, a choice or a text."""

from __future__ import annotations

from jiahe.intake.fault import Fault, rule

SEX: tuple[Fault, ...] = (
    rule(
        "sex_unreadable",
        "不是“男”或“女”。",
        "Neither male nor female.",
        "写“男”或“女”（代码 1 或 2）；不知道就留空。",
        "Write 男 or 女 (code 1 or 2); leave the cell empty if it is not known.",
    ),
)

OTHERS: tuple[Fault, ...] = (
    rule("integer_unreadable", "不是整数。", "Not a whole number.", "只写数字，例如 2。", "Write digits, like 2."),
    rule(
        "integer_fraction",
        "有小数，应为整数。",
        "The number has a fraction; it must be whole.",
        "写整数，例如 2。",
        "Write a whole number, like 2.",
    ),
    rule(
        "integer_large",
        "数太大，不会是这里要写的数。",
        "The number is too large to be what belongs here.",
        "核对这个数；号码、金额写到自己的列里。",
        "Check the number; a sum or an identifying number has its own column.",
    ),
    rule(
        "yes_no_unreadable",
        "看不出“是”还是“否”。",
        "Neither yes nor no.",
        "写“是”或“否”。",
        "Write 是 (yes) or 否 (no).",
    ),
    rule(
        "choice_unknown",
        "没有这一项。",
        "There is no such choice.",
        "改成可用的词。",
        "Write one of the words allowed.",
    ),
    rule("text_long", "文字太长。", "The text is too long.", "缩短这一格。", "Shorten the cell."),
    rule(
        "text_character_lost",
        "文字里有一个字已经损坏，不是任何字。",
        "A character of the text is damaged: it stands for nothing.",
        "从原系统用 UTF-8 或 GB18030 重新导出，或重新填写这一格。",
        "Export it again as UTF-8 or GB18030, or write the cell anew.",
    ),
)
