"""Errors that are said in Chinese and in English."""

import re

from jiahe.law import LawError


def is_said(problem: LawError, english: str) -> bool:
    """Whether an error is this one in English, and says the same in Chinese before it, with the place once."""
    assert problem.en == english, problem.en
    assert re.search("[\u4e00-\u9fff]", problem.zh), "there is no Chinese"
    where, _, message = english.partition(": ")
    assert str(problem).endswith(message)
    assert str(problem).count(where) == 1 or not re.search(r", line \d+", where)
    return True
