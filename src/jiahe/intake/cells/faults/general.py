"""What can be wrong with a cell of any kind."""

from __future__ import annotations

from jiahe.intake.fault import Fault, rule

PASTE = (
    "把这一列设为“文本”格式，再从原来的材料重新粘贴号码；丢掉的数字不能猜。",
    "Make the column text and paste the numbers again from where they came; lost digits cannot be guessed.",
)
"""The remedy for digits that a spreadsheet has lost."""


ANY: tuple[Fault, ...] = (
    rule(
        "required_empty",
        "这一格必须填，却是空的，或写着“不详”“/”之类的词。",
        "The cell must be filled, but is empty or says that it is unknown.",
        "填上这一格。",
        "Fill the cell.",
    ),
    rule(
        "same_as_above",
        "写着“同上”，上面却没有可以照抄的格。",
        "The cell says “same as above”, and nothing stands above it.",
        "写出内容本身。",
        "Write out what is meant.",
    ),
    rule(
        "spreadsheet_error",
        "这一格是表格软件的出错标记，例如 #N/A、#REF!、####。",
        "The cell holds a spreadsheet's error, like #N/A, #REF! or ####.",
        "改正公式，或把内容粘贴为数值。",
        "Mend the formula, or paste the values.",
    ),
    rule(
        "cell_is_date",
        "这一列不是日期，这一格却被表格软件当成了日期或时间。",
        "The spreadsheet has made a date or time of a cell that is none.",
        "把这一列设为“文本”格式，再重新填写。",
        "Make the column text and write the cell again.",
    ),
    rule(
        "cell_is_truth",
        "这一格是 TRUE 或 FALSE，这一列却不是“是/否”。",
        "The cell is TRUE or FALSE, but the column is not one of yes and no.",
        "写出内容本身。",
        "Write what is meant.",
    ),
    rule(
        "number_lost",
        "号码被表格软件改成了科学计数，或超过 15 位，末尾的数字已丢失。",
        "A spreadsheet wrote the number as 1.2E+11, or it has more than 15 digits: its last digits are lost.",
        *PASTE,
    ),
)
