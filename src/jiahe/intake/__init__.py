"""What comes in from other offices: their files read, checked, matched with the register and loaded, or set aside.

A file becomes a table of cells (reading), cells become values (cells), rows become statements about persons (sources),
which are matched with persons of the register (matching) and loaded at once or not at all (loading). What does not
agree becomes a finding with an owner and a day (findings).
"""
