"""Says of each physical row below a header whether it is a row of the table, or why it is none."""

from __future__ import annotations

from collections.abc import Sequence

from jiahe.intake.reading import marks
from jiahe.intake.reading.grid import Cell
from jiahe.intake.reading.header import Header
from jiahe.intake.reading.marks import plain
from jiahe.intake.reading.why import Why


class Sorting:
    """Sorts the rows of one reading; kept quick: most are told by how many cells they fill and by the first.

    ``under_other_header``: a header with other columns has been met, and the first one not again since.
    """

    def __init__(self, header: Header) -> None:
        self.under_other_header = False
        self._headers = set(header.texts)
        self._begins = {texts[0] for texts in header.texts}
        self._plain: dict[str, bool] = {}
        self._titles = {text for _, why, text in header.above if why is not Why.BLANK}
        self._labels = header.labels
        self._many = len(header.labels) > 2
        self._at_top = True

    def why(self, raw: Sequence[Cell], cells: Sequence[Cell], filled: int, wide: bool) -> Why | None:
        """Why a row is none of the table's; ``raw``: all its cells, ``cells``: those under labels."""
        if filled == 0 and raw.count(None) == len(raw):
            return Why.BLANK
        first = raw[0] if raw[0] is not None else next(cell for cell in raw if cell is not None)
        if filled > 2 and not self._at_top and (not isinstance(first, str) or self._is_plain(first)):
            return None
        said: list[Cell] = [cell for cell in raw if cell is not None]
        why = self._look(said, cells, wide)
        if why is None:
            self._at_top = False
        return why

    def _is_plain(self, first: str) -> bool:
        """Whether a first cell begins a record: a serial number, or what nothing but a record begins with."""
        if first.isdigit():
            return True
        known = self._plain.get(first)
        if known is None:
            known = plain(first) not in self._begins and not marks.may_begin_other(first)
            if len(self._plain) < 100_000:
                self._plain[first] = known
        return known

    def _look(self, said: list[Cell], cells: Sequence[Cell], wide: bool) -> Why | None:
        texts = tuple(map(plain, said))
        if texts in self._headers:
            self.under_other_header = False
            return Why.REPEATED_HEADER
        if self._at_top and marks.is_numbers_of_columns(said):
            return Why.NUMBERS_OF_COLUMNS
        if self._at_top and marks.is_example(said):
            return Why.EXAMPLE
        if marks.is_total(said):
            return Why.TOTAL
        if marks.is_footer(said):
            return Why.FOOTER
        if self._is_other_header(said):
            self.under_other_header = True
            return Why.OTHER_HEADER
        return self._alone(said, cells, wide) if self._many else None

    def _is_other_header(self, said: list[Cell]) -> bool:
        """Whether a row is surely a header of another table: three names of columns or more, and nothing else."""
        sure = sum(map(marks.is_label, said))
        return sure >= 3 and sure * 5 >= len(said) * 4 and all(map(marks.may_be_label, said))

    def _alone(self, said: list[Cell], cells: Sequence[Cell], wide: bool) -> Why | None:
        text = " ".join(str(cell) for cell in said)
        if text in self._titles or marks.is_title(said):
            return Why.TITLE
        at = next((index for index, cell in enumerate(cells) if cell is not None), None)
        among_names = at is not None and "名" in self._labels[at] and not wide
        if marks.is_group(said, among_names):
            return Why.GROUP
        return Why.NOTE if marks.is_note(said, wide) else None
