"""A file that came in, what its rows say of whom, and what is wrong with them."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from jiahe.intake.doubles.models import Pair
from jiahe.intake.findings.models import Check, Finding, FindingStep
from jiahe.intake.mending.models import Mend, RememberedValue
from jiahe.trust.sealed_fields import SealedField

__all__ = [
    "Check",
    "Conflict",
    "Finding",
    "FindingStep",
    "IdempotencyKey",
    "Load",
    "Mend",
    "Pair",
    "Remembered",
    "RememberedValue",
    "Row",
    "RowFault",
    "Telling",
]


FILE_KEY = "file_key"
"""The purpose of the key that seals a file."""


class Load(models.Model):
    """One file on its way into the register. The file lies sealed in the office's folder until its days are over.

    ``file_key``: the key that opens the file, itself sealed by the office's (files.py).

    ``columns``: by the position of each sheet, the field that each of its columns brings. ``done``: rows
    loaded so far. ``faults``: the words of each rule that some row breaks. read = loaded + unchanged + aside.
    ``read`` is counted as the file is read, and the others as the rows are kept: the database holds that they agree.
    ``office``: which of the source's offices sent it, empty where there is one or nobody said.
    ``changed``: how many of those loaded change what the register says of somebody; the others bring something new.
    ``layout``: what stood around the table of each sheet, as layout.py has it. ``load_when_faultless``: its sender
    wants it loaded without anybody's confirmation when no row has a fault and none changes somebody.
    ``delivery``: what came with it, where it is part of a delivery of several tables (delivery/actions.py); else empty.
    ``rests_on``: the loads that brought what rows of this one say too (resting.py).
    A delivery is a load itself (contents.FACTS), parted into loads of its parts: ``done`` is its share in per cent.
    """

    class State(models.TextChoices):
        COLUMNS = "columns"
        CHECKING = "checking"
        CHECKED = "checked"
        LOADING = "loading"
        LOADED = "loaded"
        UNDOING = "undoing"
        UNDONE = "undone"
        DROPPED = "dropped"
        FAILED = "failed"
        PARTED = "parted"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    source = models.CharField(max_length=30)
    office = models.CharField(max_length=20, blank=True, default="", db_default="")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    post = models.ForeignKey("places.Post", models.PROTECT)
    file_name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    file_key = SealedField(FILE_KEY, null=True)
    learned_on = models.DateField()
    columns = models.JSONField(default=dict)
    faults = models.JSONField(default=dict)
    layout = models.JSONField(default=dict)
    delivery = models.JSONField(default=dict, db_default={})
    rests_on = ArrayField(models.UUIDField(), default=list, db_default=[])
    state = models.CharField(max_length=8, choices=State, default=State.COLUMNS)
    paused = models.BooleanField(default=False)
    load_when_faultless = models.BooleanField(default=False)
    done = models.IntegerField(default=0)
    read = models.IntegerField(default=0)
    loaded = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    aside = models.IntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    came_at = models.DateTimeField(db_default=models.functions.Now())
    checked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["-came_at"]), models.Index(fields=["digest"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(read=models.F("loaded") + models.F("unchanged") + models.F("aside")),
                name="no_row_lost",
            )
        ]


class Row(models.Model):
    """One row of a file: what it says, of whom, and what becomes of it.

    ``says``: the values by field, as JSON; unknown ones are left out. The three numbers are sealed beside them.
    ``identity``: a keyed hash of whom a row of a person list is about, by which a second row about them is noticed.
    ``people``: by role, whom of the register it is about. ``before``: what the register said where the row says
    otherwise; if that is different when the file is loaded, the row is set aside. ``mended``: the mends that it uses.
    ``again``: it is to be checked once more, because a value in it was mended, or is not any more.
    """

    class Fate(models.TextChoices):
        NEW = "new"
        CHANGE = "change"
        SAME = "same"
        ASIDE = "aside"

    load = models.ForeignKey(Load, models.CASCADE, related_name="rows")
    sheet = models.SmallIntegerField()
    number = models.IntegerField()
    fate = models.CharField(max_length=6, choices=Fate)
    identity = models.BinaryField(null=True)
    says = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    person = models.UUIDField(null=True)
    people = models.JSONField(default=dict)
    mended = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    again = models.BooleanField(default=False, db_default=False)
    id_sealed = SealedField("id_number", null=True)
    phone_sealed = SealedField("phone", null=True)
    account_sealed = SealedField("account", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "sheet", "number"], name="a_row_once")]
        indexes = [
            models.Index(fields=["load", "fate"]),
            models.Index(fields=["load", "sheet"], condition=models.Q(again=True), name="rows_checked_again"),
        ]


class RowFault(models.Model):
    """What is wrong with a row: why it is set aside, or (KEPT, LEFT_OUT in decision.py) what of it is not taken.

    ``rule``: a key of the load's ``faults``; ``columns``: the faulty ones, if some are. ``said``: zh and en, where the
    words are about this very row. ``written``: what the cell says, where a value can be mended for all rows in which it
    stands; else empty.
    """

    load = models.ForeignKey(Load, models.CASCADE, related_name="row_faults")
    sheet = models.SmallIntegerField()
    number = models.IntegerField()
    rule = models.CharField(max_length=40)
    columns = ArrayField(models.SmallIntegerField(), default=list)
    said = models.JSONField(null=True)
    written = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["load", "rule", "sheet", "number"]),
            models.Index(
                fields=["load", "sheet", "columns", "written"], condition=~models.Q(written=""), name="faults_to_mend"
            ),
        ]


class Conflict(models.Model):
    """What a file says in a column of somebody, as JSON, where the register says otherwise and is believed.

    The last file of a source and office counts. None is left of a file that is dropped or taken back. ``says``: nothing
    where it is a number, of which only is known that the file has another; of a death, that the person lives.
    ``agrees``: the file says what the register says, and an earlier one did not: what that one said is over for as long
    as this one is loaded.
    """

    load = models.ForeignKey(Load, models.CASCADE, related_name="conflicts")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    column = models.CharField(max_length=30)
    says = models.JSONField(null=True)
    agrees = models.BooleanField(default=False, db_default=False)

    made_anew = models.Q(pk__isnull=False)  # nothing rests on it (people/undoing.py)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "person", "column"], name="a_conflict_once")]


class Telling(models.Model):
    """That a load told of somebody's birth or death, whether it was new or in the register already (tellings.py).

    ``source``: as rows of the register name it. None is left of a load that is taken back.
    """

    class Event(models.TextChoices):
        BIRTH = "birth"
        DEATH = "death"

    load = models.ForeignKey(Load, models.CASCADE, related_name="tellings")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    event = models.CharField(max_length=5, choices=Event)
    source = models.CharField(max_length=120)

    made_anew = models.Q(pk__isnull=False)  # nothing rests on it (people/undoing.py)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "person", "event"], name="a_telling_once")]


class IdempotencyKey(models.Model):
    """A key that a program gave a file, so that sending it again makes nothing new. ``said``: hash of all it sent."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    key = models.CharField(max_length=255)
    said = models.CharField(max_length=64)
    load = models.ForeignKey(Load, models.CASCADE)
    came_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="a_key_once")]


class Remembered(models.Model):
    """Which field somebody has said that a column of a source's files brings. ``label``: as mapping.py tidies it."""

    source = models.CharField(max_length=30)
    label = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "label"], name="a_label_once")]
