"""What can be wrong with a name."""

from __future__ import annotations

from jiahe.intake.fault import Fault, rule

_FULL_NAME = (
    "对照居民身份证或户口簿写全名。",
    "Write the whole name as on the identity card or in the household book.",
)

NAMES: tuple[Fault, ...] = (
    rule(
        "name_digits",
        "姓名里有数字。",
        "The name holds digits.",
        "删去数字；序号、号码写到自己的列里。",
        "Take the digits out; a number has its own column.",
    ),
    rule(
        "name_note",
        "姓名后面加了括号说明，例如“（死亡）”“（曾用名…）”。",
        "A note in brackets stands behind the name, such as “(died)”.",
        "这一格只写姓名；说明写到它自己的列里，例如死亡日期、曾用名、备注。",
        "Leave the name alone in its cell; the note has a column of its own: date of death, former name, remarks.",
    ),
    rule(
        "name_masked",
        "姓名不完整（有“*”“某”）。",
        "Part of the name is hidden (“*”, “某”).",
        *_FULL_NAME,
    ),
    rule(
        "name_character_lost",
        "姓名里有一个字没有显示出来（“?”“□”“�”）。",
        "A character of the name is lost (“?”, “□”, “�”).",
        "从原系统用 UTF-8 或 GB18030 重新导出，或对照身份证补上这个字。",
        "Export it again as UTF-8 or GB18030, or write the character as on the identity card.",
    ),
    rule(
        "name_private_use",
        "姓名里有一个自造字，换一台电脑就认不出。",
        "The name holds a private-use character, which other computers cannot show.",
        "对照身份证改用标准字库（GB 18030-2022）里的字。",
        "Write the standard character (GB 18030-2022) as on the identity card.",
    ),
    rule(
        "name_two",
        "一格里像是有两个人的姓名。",
        "The cell seems to hold the names of two persons.",
        "每人一行，或一人一列。",
        "Give each person a row or a column.",
    ),
    rule(
        "name_spaces",
        "姓名中间有空格，看不出是一个人还是两个人。",
        "There are spaces in the name: it may be one person or two.",
        "是一个人就删去空格，或写间隔号“·”；是两个人就分开写。",
        "If it is one person, take the spaces out or write a middle dot (·); part two persons.",
    ),
    rule(
        "name_latin",
        "姓名里有拼音或字母。",
        "The name holds Latin letters.",
        "写汉字；外国人的姓名按护照写，至少两个词。",
        "Write Chinese characters; a foreigner's name as in the passport, two words at least.",
    ),
    rule(
        "name_characters",
        "姓名里有不该有的符号。",
        "The name holds signs that do not belong there.",
        *_FULL_NAME,
    ),
    rule("name_long", "姓名超过 60 个字。", "The name has more than 60 characters.", *_FULL_NAME),
)
