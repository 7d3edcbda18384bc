"""What can be wrong with a place."""

from __future__ import annotations

from jiahe.intake.fault import Fault, rule

PLACES: tuple[Fault, ...] = (
    rule(
        "place_unknown",
        "找不到这个地方。",
        "No such place is found.",
        "写 12 位区划代码，或本县乡镇和村的全名，例如“清溪镇柳林村3组”。",
        "Write the 12-digit code, or the full names of the county's township and village, like 清溪镇柳林村3组.",
    ),
    rule(
        "place_ambiguous",
        "叫这个名字的地方不止一个。",
        "More than one place has this name.",
        "连同乡镇写全名，或写 12 位区划代码。",
        "Write the township as well, or the 12-digit code.",
    ),
    rule(
        "place_code_length",
        "区划代码不是 6 位、9 位或 12 位。",
        "The place code does not have 6, 9 or 12 digits.",
        "写 12 位区划代码。",
        "Write the 12-digit code.",
    ),
    rule(
        "place_code_unknown",
        "没有这个区划代码。",
        "No place has this code.",
        "核对代码；新设的地方请县里先加到区划表里。",
        "Check the code; a new place is first added to the county's list of divisions.",
    ),
    rule(
        "place_code_and_name",
        "区划代码和地名说的不是同一个地方。",
        "The code and the name say different places.",
        "核对哪一个对，只留一个。",
        "Check which is right, and leave only that one.",
    ),
)
