"""Reads a file of any layout that offices send, into tables of cells. What a cell means is not asked here.

Every physical row of a sheet with a table becomes exactly one of: a row of the header, a :class:`Row`, or a part of
``Table.skipped`` with the reason. A row that cannot be read is a Row with a fault and its raw text.
"""

from jiahe.intake.reading.book import Book, Sheet, open_book
from jiahe.intake.reading.grid import LIMITS, Cell, Limits
from jiahe.intake.reading.table import Row, Skipped, Table
from jiahe.intake.reading.why import Why

__all__ = ["LIMITS", "Book", "Cell", "Limits", "Row", "Sheet", "Skipped", "Table", "Why", "open_book"]
