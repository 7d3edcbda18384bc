"""The tables of the facts contract; contract.py puts them together."""
