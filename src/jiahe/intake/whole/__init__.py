"""The tables of the facts contract that the register holds whole: what they hold, from which files, and who says so."""
