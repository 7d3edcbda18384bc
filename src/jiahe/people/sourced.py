"""What rows of the register have in common: where they came from, when we learned it, till when they are believed."""

from __future__ import annotations

import datetime as dt

import uuid_utils.compat as uuids
from django.db import models

from jiahe.people.loading import LOADING


class Sourced(models.Model):
    """Where a row came from and when we learned it. ``load``: the load of a file that brought it, if one did."""

    source = models.CharField(max_length=120)
    learned_on = models.DateField()
    load = models.UUIDField(null=True, editable=False, db_default=LOADING)

    class Meta:
        abstract = True


class Believed(Sourced):
    """A row that is believed until it is superseded; then it stays. ``begins``: the column with its day."""

    begins: str
    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.UUIDField(null=True, help_text="The post that did it")
    superseded_why = models.CharField(max_length=200, blank=True, default="", db_default="")
    superseded_source = models.CharField(max_length=120, blank=True, default="", db_default="")
    superseded_load = models.UUIDField(null=True, editable=False, help_text="The load of a file that did it")

    class Meta:
        abstract = True


class Dated(Believed):
    """A row that holds from a day (included) to another (not included; empty: it goes on), while it is believed."""

    begins = "from_date"
    from_date = models.DateField()
    until_date = models.DateField(null=True)
    keeps_last_day = False
    """Whether people know of the row its last day (有效期至), and not the day of what ended it (a move, a divorce)."""

    class Meta:
        abstract = True

    @property
    def last_day(self) -> dt.date | None:
        """Return the day that people know the row's end by; None where it goes on."""
        return self.until_date - dt.timedelta(days=1) if self.keeps_last_day and self.until_date else self.until_date
