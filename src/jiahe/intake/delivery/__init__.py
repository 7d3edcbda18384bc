"""A register that comes as tables of the facts contract: checked as such, then parted into a load for each source."""
