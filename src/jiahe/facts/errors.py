"""The errors of a facts folder that cannot be read at all. Single faulty rows and cells are findings, not errors."""

from __future__ import annotations


class FactsError(Exception):
    """A facts folder or one of its files cannot be used. The message names it and says what to do."""


class ColumnTwice(FactsError):
    """A column stands twice in the header of a file. Where the header is missing, it is what the first row says."""

    def __init__(self, file: str, column: str) -> None:
        super().__init__(
            f"{file} 里有两列都叫“{column}”：请改一个名称，或删去一列。"
            f"{file}: the column {column!r} is there twice. Rename or remove one of the two."
        )
        self.file, self.column = file, column
