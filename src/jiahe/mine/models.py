"""What somebody asks for about their own data, and what a person of the office decided."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.conf import settings
from django.db import models
from django.db.models import Q


class Request(models.Model):
    """One request: a correction, or an erasure. A decision names its reasons; a no also the law and how to appeal.

    ``owner``, ``owner_account``: the post and the colleague who have taken it on. They follow from the steps; a trigger
    keeps them. ``acted_by``: the post that recorded a form with the request's key; a trigger keeps it as well.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", "更正 correction"
        ERASURE = "erasure", "删除 erasure"

    class State(models.TextChoices):
        OPEN = "open", "待办 open"
        GRANTED = "granted", "已照办 granted"
        NOT_GRANTED = "not_granted", "没有照办 not granted"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=10, choices=Kind)
    item = models.CharField(max_length=80, help_text="What it is about: a table of the inventory, or table.column")
    says = models.CharField(max_length=200, blank=True, help_text="What the record says, in the person's words")
    wants = models.CharField(max_length=200, blank=True, help_text="What it should say")
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField(db_default=models.functions.Now())
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=11, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=1000, blank=True, help_text="The reasons")
    law = models.CharField(max_length=200, blank=True)
    appeal = models.CharField(max_length=500, blank=True)
    changed = models.BooleanField(null=True, help_text="Whether the register was changed for it; empty: not granted")
    owner = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    owner_account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acted_by = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(answer="") & Q(decided_by__isnull=False)), name="decided_with_reasons"
            ),
            models.CheckConstraint(
                condition=~Q(state="not_granted") | (~Q(law="") & ~Q(appeal="")), name="a_no_names_law_and_appeal"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]


class RequestStep(models.Model):
    """What was done about a request, by whom. Steps are added, never changed. That it was read has no account."""

    class Verb(models.TextChoices):
        TAKE = "take"
        HAND = "hand"
        ANSWER = "answer"
        READ = "read"

    request = models.ForeignKey(Request, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=6, choices=Verb)
    post = models.ForeignKey("places.Post", models.PROTECT, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    to_post = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    to_account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verb="read", account__isnull=True)
                | Q(verb__in=["take", "hand", "answer"], account__isnull=False),
                name="who_takes_a_step_of_a_request",
            ),
            models.CheckConstraint(
                condition=Q(verb="hand", to_post__isnull=False, to_account__isnull=False)
                | (~Q(verb="hand") & Q(to_post__isnull=True, to_account__isnull=True)),
                name="handed_to_somebody",
            ),
            models.UniqueConstraint(
                fields=["request", "verb"], condition=Q(verb__in=["answer", "read"]), name="request_answered_once"
            ),
        ]


class Doubt(models.Model):
    """That a person thinks one reading of their record was wrong, and what who watches over the reading found.

    The reading is copied, for the log keeps it a shorter time than the answer.
    """

    class State(models.TextChoices):
        OPEN = "open", "待办 open"
        RIGHT = "right", "查阅没有问题 rightly read"
        WRONG = "wrong", "查阅不应当 wrongly read"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="doubts")
    reading = models.BigIntegerField(help_text="Which row of the read log")
    post = models.ForeignKey("places.Post", models.PROTECT, related_name="+", help_text="Which post had read")
    read_at = models.DateTimeField()
    purpose = models.CharField(max_length=200, blank=True)
    page = models.CharField(max_length=80)
    says = models.CharField(max_length=500, help_text="What seems wrong, in the person's words")
    asked_at = models.DateTimeField(db_default=models.functions.Now())
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    state = models.CharField(max_length=5, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(answer="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="doubt_answered_with_reasons",
            ),
            models.CheckConstraint(condition=~Q(decided_by=models.F("post")), name="doubt_answered_by_another"),
            models.CheckConstraint(condition=~Q(says=""), name="doubt_says_why"),
            models.UniqueConstraint(fields=["person", "reading"], name="doubted_once"),
        ]
        indexes = [models.Index(fields=["state", "due_on"])]
