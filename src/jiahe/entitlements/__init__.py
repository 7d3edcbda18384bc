"""The determination at work: runs over the register, what is kept of them, and the pages that people act on."""
