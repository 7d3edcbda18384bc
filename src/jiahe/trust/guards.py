"""Tables that guard accounts and records: what waits for a second administrator, and which records are watched."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Proposal(models.Model):
    """What one administrator proposes to do to a colleague's account, until another approves or refuses it.

    It is done when it is approved, but a link and a program's key: those the proposer makes afterwards, since they are
    shown once. Of a key, ``account`` is the system's, ``reason`` what it is for, and ``until_date`` when it ends.
    """

    class Act(models.TextChoices):
        PASSWORD_LINK = "password_link", "重设密码的链接 a link for another password"
        REMOVE_FACTOR = "remove_factor", "解除第二道验证 removing the second factor"
        GIVE_POST = "give_post", "交给担任 giving a post"
        STAND_IN = "stand_in", "安排代理 letting stand in"
        GIVE_KEY = "give_key", "发程序密钥 giving a program a key"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    act = models.CharField(max_length=16, choices=Act)
    account = models.ForeignKey("trust.Account", models.PROTECT, related_name="+", help_text="To whom it is done")
    post = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    holding = models.BigIntegerField(null=True, help_text="The holding that the colleague would stand in for")
    from_date = models.DateField(null=True)
    until_date = models.DateField(null=True)
    operations = ArrayField(
        models.CharField(max_length=60), null=True, help_text="Of a key: what it may ask of the API"
    )
    networks = ArrayField(models.CharField(max_length=43), null=True, help_text="Of a key: where it may come from")
    reason = models.CharField(max_length=200)
    proposed_by = models.ForeignKey("trust.Account", models.PROTECT, related_name="+")
    through = models.ForeignKey("places.Post", models.PROTECT, related_name="+", help_text="The proposer's post")
    proposed_at = models.DateTimeField(db_default=models.functions.Now())
    until = models.DateTimeField(help_text="When it lapses if nobody has decided")
    decided_by = models.ForeignKey("trust.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    answer = models.CharField(max_length=200, blank=True, help_text="Why it was refused")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(proposed_by=F("account")), name="proposed_for_another"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | (~Q(decided_by=F("proposed_by")) & ~Q(decided_by=F("account"))),
                name="decided_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, approved=None)
                | Q(
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    decided_at__lte=F("until"),
                    approved__isnull=False,
                ),
                name="decided_in_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposed_with_a_reason"),
            models.CheckConstraint(condition=~Q(approved=False) | ~Q(answer=""), name="refused_with_a_reason"),
            models.CheckConstraint(
                condition=~Q(act="give_key")
                | Q(post__isnull=False, until_date__isnull=False, operations__isnull=False, networks__isnull=False),
                name="proposed_key_is_whole",
            ),
        ]


class Watched(models.Model):
    """A record of which every reading without a task is told at once, until somebody ends that."""

    class Why(models.TextChoices):
        KNOWN = "known", "知名人士 somebody known to all"
        COLLEAGUE = "colleague", "同事或其家人 a colleague, or their family"
        PROTECTED = "protected", "受保护的人 somebody under protection"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    person = models.UUIDField()
    why = models.CharField(max_length=9, choices=Why)
    review_on = models.DateField(help_text="When somebody looks whether it is still needed; it goes on until ended")
    marked_by = models.ForeignKey("trust.Account", models.PROTECT, related_name="+")
    marked_at = models.DateTimeField(db_default=models.functions.Now())
    ended_by = models.ForeignKey("trust.Account", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="watched_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="watching_ended_by_somebody",
            ),
        ]
