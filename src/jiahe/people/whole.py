"""Which tables the register holds whole, and who has said so: only those are known to the law, and not merely begun."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.db import models
from django.db.models import Q

from jiahe.facts.contract import FACTS
from jiahe.people.sourced import Sourced

TABLES = tuple(table.name for table in FACTS.tables)


class Coverage(Sourced):
    """A table that this register keeps for everybody. A table that is not covered is unknown to the law, not empty.

    The first filling writes it as the tables' owner; afterwards only a :class:`Declaration` does, by a trigger.
    """

    name = models.CharField(max_length=20, primary_key=True)


class Declaration(models.Model):
    """That somebody declared a table whole, or took that back. Only added to: the last one of a table counts.

    ``source`` and ``learned_on``: on what it rests, and the day as of which the table was whole.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    name = models.CharField(max_length=20)
    is_whole = models.BooleanField()
    source = models.CharField(max_length=120)
    learned_on = models.DateField()
    why = models.CharField(max_length=300)
    post = models.UUIDField()
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(name__in=TABLES), name="declared_of_a_table"),
            models.CheckConstraint(condition=~Q(why="") & ~Q(source=""), name="declared_with_a_reason"),
        ]
        indexes = [models.Index(fields=["name", "at"], name="declarations_of_a_table")]
