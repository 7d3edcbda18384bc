"""Some 130 nasty files, as offices send them, each with what a correct reading gives. Seeded: always the same rows.

    for file in CORPUS:              # a File
        path = file.write(folder)    # the file, by its name, in a folder
        file.unreadable              # the rule of the fault of a file that cannot be read at all, or None
        for paper in file.papers:    # its sheets, in order; each a Paper:
            paper.kind               # which list it is: a key of invented.LISTS
            paper.columns            # its usual columns: key, label, kind of value
            paper.header             # first and last row of the header; None: no table, and paper.fault says why
            paper.labels, .units     # the labels; the unit, by index of the column
            paper.cells[number]      # the cells of a row as they are to be read, by the row as Excel shows it
            paper.filled[number]     # which of them a merged cell or 同上 fills
            paper.aside[number]      # the rule by which a row is set aside; paper.at[number]: line and byte
            paper.skipped[number]    # why a row is neither header nor row
            paper.truth[number]      # the true record behind a row, by key: ISO days, male/female, names without spaces
            paper.lost[number]       # the keys that the file has lost for good (None in the truth)
            paper.expected           # the true records in the order of the rows

The rows of ``header``, ``cells``, ``aside`` and ``skipped`` are together all rows of a sheet, each once. All people
are invented; no person's ID number begins with 429999. ``python -m tests.intake.corpus FOLDER`` writes the files.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.intake import around_files, markup_files, more_files, text_files, unreadable_files, workbook_files

CORPUS = (
    *text_files.files(),
    *around_files.files(),
    *more_files.files(),
    *workbook_files.files(),
    *markup_files.files(),
    *unreadable_files.files(),
)


if __name__ == "__main__":
    for each in CORPUS:
        each.write(Path(sys.argv[1]))
