"""Who decided how a value is read that a file writes wrongly: in one file, and in later ones of its source."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Mend(models.Model):
    """In a file, ``used`` is read where its column of a field says ``written``; both are texts as cells have them.

    ``rows``: how many use it. ``remembered``: it was not decided for this file, but remembered of one before.
    """

    load = models.ForeignKey("intake.Load", models.CASCADE, related_name="mends")
    field = models.CharField(max_length=40)
    written = models.CharField(max_length=200)
    used = models.CharField(max_length=200)
    rows = models.IntegerField(default=0)
    remembered = models.BooleanField(default=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    decided_at = models.DateTimeField(db_default=models.functions.Now())
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["load", "field", "written"], condition=Q(taken_back_at=None), name="a_value_mended_once"
            )
        ]


class RememberedValue(models.Model):
    """How somebody wants a value of a source's files to be read from now on. It was asked for, never taken silently.

    ``office``: of the source, as a load has it; what one office writes says nothing of another.
    """

    source = models.CharField(max_length=30)
    office = models.CharField(max_length=20, blank=True, default="", db_default="")
    field = models.CharField(max_length=40)
    written = models.CharField(max_length=200)
    used = models.CharField(max_length=200)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    decided_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "office", "field", "written"], name="a_value_remembered_once")
        ]
