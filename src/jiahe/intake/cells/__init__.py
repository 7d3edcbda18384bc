"""One cell of a file as a value of its field, or the fault that says what is wrong with it and what to do."""

from jiahe.intake.cells.faults import FAULTS
from jiahe.intake.cells.place_names import PlaceAnswer
from jiahe.intake.cells.reader import Reader, Value, read_cell
from jiahe.intake.cells.sums import UNITS
from jiahe.intake.cells.written import Cell

__all__ = ["FAULTS", "UNITS", "Cell", "PlaceAnswer", "Reader", "Value", "read_cell"]
