"""The exports that somebody has asked for."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.conf import settings
from django.db import models


class Export(models.Model):
    """One file that an account, acting through a post, has asked for. The file itself is in the office's folder.

    ``address``: path and query of the list, as it was asked for. ``total``: its rows then; ``done``: those written.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    post = models.ForeignKey("places.Post", models.PROTECT)
    address = models.CharField(max_length=2000)
    caption = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    total = models.IntegerField()
    done = models.IntegerField(default=0)
    file_name = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField(db_default=models.functions.Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-asked_at"])]
