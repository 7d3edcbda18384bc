"""Two records that may be about one person, what speaks for and against, and what somebody decided."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.conf import settings
from django.db import models
from django.db.models import Q


class Pair(models.Model):
    """A person of the register beside another one, or beside a row of a file that is being taken in.

    ``evidence``: for each comparison of the model its level (null: unknown) and weight in bits. ``said``: a keyed hash
    of all that the row says; the same row in a later file is decided as this one was. ``row``: no reference, for the
    rows of a load go all at once. ``merge``: what was done about two records of the register that are of one person.
    """

    class Answer(models.TextChoices):
        OPEN = ""
        SAME = "same"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    other = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    load = models.ForeignKey("intake.Load", models.CASCADE, null=True, related_name="pairs")
    row = models.BigIntegerField(null=True)
    said = models.BinaryField(null=True)
    weight = models.FloatField()
    why = models.CharField(max_length=20)
    evidence = models.JSONField()
    found_at = models.DateTimeField(db_default=models.functions.Now())
    answer = models.CharField(max_length=5, choices=Answer, default=Answer.OPEN, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    merge = models.ForeignKey("people.Merge", models.SET_NULL, null=True, related_name="+")

    made_anew = Q(pk__isnull=False)  # all: what was decided of two goes with one of them (people/undoing.py)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="a_pair_once"),
            models.UniqueConstraint(fields=["person", "row"], name="a_pair_of_a_row_once"),
            models.CheckConstraint(
                condition=Q(other__isnull=False, said__isnull=True) | Q(other__isnull=True, said__isnull=False),
                name="beside_a_person_or_a_row",
            ),
        ]
        indexes = [models.Index(fields=["answer", "-weight"]), models.Index(fields=["said"])]
