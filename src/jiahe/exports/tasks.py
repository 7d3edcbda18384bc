"""Background work: making exports, and clearing them up each night."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from jiahe.exports.actions import make_export, sweep
from jiahe.places.models import Post
from jiahe.trust.acting import Acting
from jiahe.trust.nights import each_night


@app.task(queue="exports")
def make(export: str, post: str) -> None:
    """Make the file of an export."""
    make_export(UUID(export), UUID(post))


@app.periodic(cron=each_night(3, 15))
@app.task(queue="exports")
def sweep_nightly(timestamp: int) -> None:
    """Delete the exports whose days are over, at a quarter past three."""
    sweep(Acting.of(Post.objects.get(role=Post.Role.BACKGROUND, place=settings.COUNTY)))
