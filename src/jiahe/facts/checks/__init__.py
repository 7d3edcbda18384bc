"""What rows say about each other: persons, ID numbers, links, kinship, spells, claims and payments.

Each function records the faults that it finds on the workbench. in_order.py has them all in their order: a later one
looks only at rows that the earlier ones left, so that checking what was cleaned finds nothing more to set aside.
"""

from jiahe.facts.checks.in_order import STEPS

__all__ = ["STEPS"]
