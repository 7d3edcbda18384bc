"""The determination: the law run over a register, and what the office does with the answer."""
