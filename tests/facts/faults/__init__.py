"""Every fault that a row can have, as data. The rows of all cases are put into one folder."""

from tests.facts.faults.case import Case, person
from tests.facts.faults.of_cells import CELLS
from tests.facts.faults.of_days import DAYS
from tests.facts.faults.of_id_numbers import IDS
from tests.facts.faults.of_kinship import KINSHIP
from tests.facts.faults.of_payments import PAID_TWICE
from tests.facts.faults.of_rows import ROWS
from tests.facts.faults.of_spells import SPELLS

CASES = [*CELLS, *IDS, *ROWS, *DAYS, *KINSHIP, *SPELLS, *PAID_TWICE]
BACKGROUND = [person("mother", sex="female", birth_date="1960-01-01")]

__all__ = ["BACKGROUND", "CASES", "Case"]
