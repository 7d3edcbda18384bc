"""What the register tells the rooms on its right, inside the transaction of the action."""

from django.dispatch import Signal

facts_changed = Signal()
"""Facts about some people changed. ``people``: their keys, those whose answers can be different now."""

places_renumbered = Signal()
"""The places of some people have other codes, and nobody has moved. ``people``: their keys."""

coverage_changed = Signal()
"""A table counts as whole from now on, or no longer: the answers of everybody can be different now."""
