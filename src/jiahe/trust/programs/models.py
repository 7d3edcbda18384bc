"""The key of a program: of it only a hash is kept."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class ProgramKey(models.Model):
    """What lets a system use the API as a post, until a day. ``account``: the system's, by which logs name it."""

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="program_keys")
    post = models.ForeignKey("places.Post", models.PROTECT, related_name="+")
    sign = models.CharField(max_length=8, unique=True, help_text="The part of the key that is no secret")
    hash = models.BinaryField(unique=True, help_text="SHA-256 of the key, which is 256 random bits")
    purpose = models.CharField(max_length=120)
    operations = ArrayField(models.CharField(max_length=60), help_text="What it may ask of the API (operations.py)")
    networks = ArrayField(
        models.CharField(max_length=43), default=list, help_text="Where it may come from; empty: from anywhere"
    )
    proposal = models.UUIDField(null=True, help_text="The approved proposal that it was made by, once")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    from_date = models.DateField(default=timezone.localdate)
    until_date = models.DateField(help_text="First day on which it does not work any more; at most a year later")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    last_used_at = models.DateTimeField(null=True)
    minute = models.DateTimeField(null=True, help_text="In which minute it was used last")
    asked = models.IntegerField(default=0, help_text="How many requests there were in that minute")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_date__gt=F("from_date")), name="key_for_a_day"),
            models.UniqueConstraint(fields=["proposal"], name="key_made_once"),
        ]
