"""That two records were about one person: which was kept, what the other said, and what of it was moved."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jiahe.trust.sealed_fields import SealedField


class Merge(models.Model):
    """One merge. ``gone``: the key of the record that was put away; ``says``: its row but for the sealed numbers.

    ``filled``: the columns that the kept record did not know and took from it. Once the merge is undone, the record has
    its row again, and nothing of it is kept here.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    kept = models.ForeignKey("people.Person", models.PROTECT, related_name="merges")
    gone = models.UUIDField()
    says = models.JSONField(default=dict)
    id_sealed = SealedField("id_number", null=True)
    phone_sealed = SealedField("phone", null=True)
    account_sealed = SealedField("account", null=True)
    filled = ArrayField(models.TextField(), default=list)
    reason = models.CharField(max_length=200)
    source = models.CharField(max_length=120)
    post = models.UUIDField()
    at = models.DateTimeField(db_default=models.functions.Now())
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True, help_text="The post that did it")
    undone_why = models.CharField(max_length=200, blank=True, default="", db_default="")

    made_anew = Q(undone_at__isnull=False)  # nothing rests on a merge that was taken back (undoing.py)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="put_away_once"),
        ]


class Moved(models.Model):
    """One reference that a merge moved to the kept record: a column of a row of any table, by the row's key.

    ``superseded``: the row contradicted one of the kept record and is no longer believed. ``says``: the row itself,
    where it could not stand beside one of the kept record at all.
    """

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="moved")
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=60)
    column = models.CharField(max_length=63)
    superseded = models.BooleanField(default=False)
    says = models.JSONField(null=True)
