"""What the columns of a table are taken for before anybody has looked at them, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from jiahe.intake.mapping import SURE_ENOUGH, How, Match, match_columns
from jiahe.intake.models import Remembered
from jiahe.intake.reading import Table
from jiahe.intake.sources import SOURCES
from jiahe.web.words import Words

LIKELY = 0.5
"""How sure a column must be to be filled in before anybody has looked at it."""
_SAMPLE = 30


def guess(source: str, table: Table) -> list[Match]:
    """Return what the columns of a table are likely to bring, by their names, their first cells and what is remembered.

    A name that the file did not give (C列), or gave twice, is never remembered, and remembers nothing.
    """
    known = Remembered.objects.filter(source=source).values_list("label", "field")
    first = [row.cells for row in islice(table.rows(), _SAMPLE)]
    samples = list(zip(*first, strict=True)) or [()] * len(table.labels)
    return match_columns(
        table.labels, samples, SOURCES[source].fields, {label: field or None for label, field in known}
    )


def likely(matches: Sequence[Match]) -> dict[str, str]:
    """Return the field of each column, by its position, that is filled in before anybody has looked at it."""
    return {
        str(one.column): one.field.key for one in matches if one.column is not None and one.field and one.sure >= LIKELY
    }


def reason(match: Match) -> Words:
    """Return why a column is taken for a field, and how sure that is."""
    why = _WHY[match.how]
    if match.field is None:
        return why
    field, cells = match.field.words, _cells(match)
    if match.sure >= SURE_ENOUGH:
        return Words(f"{why.zh}{cells.zh}；有把握。", f"{why.en}{cells.en}; sure.")
    if match.sure >= LIKELY:
        return Words(f"{why.zh}{cells.zh}；没有把握，请核对。", f"{why.en}{cells.en}; not sure: please look.")
    return Words(
        f"可能是“{field.zh}”：{why.zh}{cells.zh}；没有把握，请自己选。",
        f"Perhaps “{field.en}”: {why.en}{cells.en}; not sure: please choose.",
    )


_WHY = {
    How.REMEMBERED: Words("上次确认过这个列名", "this name was confirmed before"),
    How.SAME_WORDS: Words("列名相同", "the same name"),
    How.SYNONYM: Words("列名意思相同", "another word for it"),
    How.CLOSE_WORDS: Words("列名相近", "a similar name"),
    How.LOOKS: Words("内容看起来像", "its cells look like it"),
    How.IGNORED: Words("序号，或者上次选了不导入。", "A serial number, or left out before."),
    How.UNCLAIMED: Words(
        "没有认出；需要的话请自己选，不需要就不导入。",
        "Not recognised: choose if it is needed, else leave it out.",
    ),
}


def _cells(match: Match) -> Words:
    """Return how many of the first cells can be read as the field."""
    if not match.said:
        return Words("", "")
    return Words(
        f"，前 {match.said} 格里有 {match.read} 格读得懂", f", {match.read} of the first {match.said} cells can be read"
    )
