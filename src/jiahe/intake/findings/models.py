"""What was found in the register, and each step that was taken about it."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.conf import settings
from django.db import models
from django.db.models import Q

from jiahe.places.models import PlaceField


class Finding(models.Model):
    """One thing in the record that does not agree, or is missing.

    ``what``: the parameters of the rule's sentence, never a number of a person. ``place``: where to look for the
    person. ``seen_on``: the last day on which a search saw it. ``state`` follows from the steps; a trigger keeps it.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        CLOSED = "closed"
        REOPENED = "reopened"

    made_anew = Q(state=State.OPEN)  # the next search finds it again (people/undoing.py)
    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    rule = models.CharField(max_length=40)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="findings")
    other = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    place = PlaceField()
    what = models.JSONField(default=dict)
    source = models.CharField(max_length=120)
    found_on = models.DateField()
    seen_on = models.DateField()
    owner = models.ForeignKey("places.Post", models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "person", "other"], name="one_finding_of_a_kind", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["place", "state"])]


class FindingStep(models.Model):
    """What was done about a finding, by whom. Steps are added, never changed.

    ``why``: what an answer says of the record, or for what reason a finding was opened again.
    """

    class Verb(models.TextChoices):
        ANSWER = "answer"
        CLOSE = "close"
        RETURN = "return"
        SETTLE = "settle"
        AGAIN = "again"

    class Why(models.TextChoices):
        NONE = ""
        MENDED = "mended"
        RIGHT = "right"
        STILL = "still"
        CHANGED = "changed"
        BACK = "back"

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=6, choices=Verb)
    why = models.CharField(max_length=7, choices=Why, default=Why.NONE, blank=True)
    text = models.TextField(blank=True)
    proof = models.CharField(max_length=200, blank=True)
    post = models.ForeignKey("places.Post", models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(verb="answer") | (Q(why__in=["mended", "right"]) & ~Q(text="") & ~Q(proof="")),
                name="answered_with_proof",
            ),
            models.CheckConstraint(condition=~Q(verb="return") | ~Q(text=""), name="returned_with_a_reason"),
            models.CheckConstraint(
                condition=Q(verb__in=["settle", "again"], account__isnull=True)
                | Q(verb__in=["answer", "close", "return"], account__isnull=False),
                name="who_takes_a_step",
            ),
        ]


class Check(models.Model):
    """A search of a place that is done: when, and how many findings it opened, opened again and settled."""

    class Why(models.TextChoices):
        NIGHTLY = "nightly"
        ASKED = "asked"

    place = PlaceField()
    on = models.DateField()
    why = models.CharField(max_length=8, choices=Why)
    opened = models.IntegerField()
    again = models.IntegerField()
    settled = models.IntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [models.Index(fields=["-finished_at"])]
