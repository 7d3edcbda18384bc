"""What is wrong with the settings, in words: names that are none, and values that will not do. In both languages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

PREFIX = "JIAHE_"

ELSEWHERE = frozenset(
    {
        "JIAHE_AUDIT", "JIAHE_OSV_URL",  # scripts/audit
        "JIAHE_EXAMPLES", "JIAHE_SEED", "JIAHE_TEST_ARTEFACTS",  # the tests
        "JIAHE_REQUESTS", "JIAHE_WARM",  # the office says them to its own processes
        "JIAHE_TRACEBACK",  # the commands
    }
)  # fmt: skip
"""Names that something else than the office's settings reads."""

_SAID = {
    "literal_error": ("请写 {expected} 之一", "write one of {expected}"),
    "bool_parsing": ("请写 true 或 false", "write true or false"),
    "bool_type": ("请写 true 或 false", "write true or false"),
    "int_parsing": ("请写一个整数", "write a whole number"),
    "int_from_float": ("请写一个整数", "write a whole number"),
    "greater_than_equal": ("不能小于 {ge}", "it must be {ge} or more"),
    "less_than_equal": ("不能大于 {le}", "it must be {le} or less"),
    "string_pattern_mismatch": ("请写成 {pattern} 的样子", "write it as {pattern}"),
}
"""The kinds of fault that pydantic finds itself; a validator of ours says both languages."""


def faults_of(errors: Iterable[Any]) -> Iterator[str]:
    """Give a line for each fault that pydantic found: the variable, what is wrong, what to write. No value is told."""
    for one in errors:
        name = str(one["loc"][0])
        name = name if name.isupper() else f"{PREFIX}{name.upper()}"
        if one["type"] == "value_error":
            said = one["msg"].removeprefix("Value error, ")
        elif one["type"] in _SAID:
            zh, en = (words.format(**one.get("ctx", {})) for words in _SAID[one["type"]])
            said = f"{zh}。{en[0].upper()}{en[1:]}."
        else:
            said = f"这个值不能用。{one['msg']}."
        yield f"{name}: {said}"


def unknown_names(given: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Give a line for each name that begins as a setting does and is none, with the setting that was meant."""
    settings = sorted(known)
    for name in sorted(given):
        if name.startswith(PREFIX) and name not in ELSEWHERE and name not in settings:
            meant = difflib.get_close_matches(name, settings, n=1, cutoff=0.75)
            if meant:
                yield f"{name}: 没有这个设置，是不是 {meant[0]}？There is no such setting. Did you mean {meant[0]}?"
            else:
                yield (
                    f"{name}: 没有这个设置，请去掉。There is no such setting: remove it. "
                    f"已有的设置 the settings are: {', '.join(settings)}"
                )
