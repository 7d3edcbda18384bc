"""Runs over the register, and what is kept of them: what people act on, never the whole result."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE
from jiahe.places.models import PlaceField


class Run(models.Model):
    """One determination: which facts, which law, which day. ``place``: of whom; None: of everybody.

    The outcomes of a run of everybody are a Parquet file; those of a place are only kept as answers.
    """

    class Why(models.TextChoices):
        NIGHTLY = "nightly"
        MADE_UP = "made_up"
        ASKED = "asked"

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    on = models.DateField()
    region = PlaceField()
    place = PlaceField(null=True)
    why = models.CharField(max_length=8, choices=Why)
    post = models.UUIDField()
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    step = models.CharField(max_length=20, default="snapshot")
    share = models.FloatField(default=0)
    snapshot = models.CharField(max_length=16, blank=True)
    snapshot_at = models.DateTimeField(null=True)
    law = models.JSONField(default=dict, help_text="Version of each programme that was determined")
    left_out = models.JSONField(default=list, help_text="Programmes whose being in force is unconfirmed")
    rows = models.IntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(db_default=models.functions.Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "place"],
                condition=Q(state="running"),
                nulls_distinct=False,
                name="one_run_of_a_place_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["-started_at"])]


class Outcome(models.Model):
    """The answer of one programme for one person, kept while somebody has to act on it: owed, or evidence is wanted.

    ``place``: where to look for the person. Sums in fen. ``enrolled`` None: nobody knows. ``unknown``: the keys of the
    criteria that evidence would settle. ``run`` None: determined at once, because the family's facts changed.
    ``lost_from``: the first day on which less is owed if nobody claims before, as far as a run looked ahead; ``loses``:
    how much less. ``unclaimed``: what of the total can be claimed on the day and has not been, of whatever year.
    """

    class Status(models.TextChoices):
        OWED = ELIGIBLE
        NEEDS_EVIDENCE = NEEDS_EVIDENCE

    made_anew = models.Q(pk__isnull=False)  # all: nothing rests on an answer (people/undoing.py)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="outcomes")
    programme = models.CharField(max_length=60)
    place = PlaceField()
    status = models.CharField(max_length=14, choices=Status)
    this_year = models.BigIntegerField(null=True)
    total = models.BigIntegerField(null=True)
    unclaimed = models.BigIntegerField(null=True)
    enrolled = models.BooleanField(null=True)
    unknown = ArrayField(models.CharField(max_length=60), default=list)
    lost_from = models.DateField(null=True)
    loses = models.BigIntegerField(null=True)
    run = models.ForeignKey(Run, models.SET_NULL, null=True)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "programme"], name="one_answer")]
        indexes = [models.Index(fields=["place", "status"])]


class Line(models.Model):
    """What a run of everybody adds up to for one place and programme. People are counted, sums are in fen.

    All of one ``year``: the entitled are owed something in it (None: of a run that counted also whom nothing was owed).
    ``forfeited``: whose claim for that year or the one before lapsed unclaimed; None: not known. ``missed_money``: what
    the missed could claim, of whatever year; of runs before that was known, what they were owed in the year.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="lines")
    place = PlaceField(null=True)
    programme = models.CharField(max_length=60)
    entitled = models.IntegerField()
    enrolled = models.IntegerField()
    missed = models.IntegerField()
    claims_unknown = models.IntegerField()
    needs_evidence = models.IntegerField()
    year = models.SmallIntegerField(null=True)
    forfeited = models.IntegerField(null=True)
    this_year = models.BigIntegerField()
    missed_money = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "place", "programme"], name="one_line")]


class Difference(models.Model):
    """An answer that is another than in the run of everybody before, and why: law, time or the facts."""

    made_anew = models.Q(pk__isnull=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="differences")
    person = models.ForeignKey("people.Person", models.CASCADE)
    programme = models.CharField(max_length=60)
    place = PlaceField(null=True)
    before = models.CharField(max_length=14, null=True)
    after = models.CharField(max_length=14, null=True)
    total_before = models.BigIntegerField(null=True)
    total_after = models.BigIntegerField(null=True)
    because = ArrayField(models.CharField(max_length=5))

    class Meta:
        indexes = [models.Index(fields=["run", "place"])]
