"""Tables of residents' own accounts: the office's invitations, and whose account it is from when to when."""

from __future__ import annotations

import uuid_utils.compat as uuids
from django.db import models
from django.db.models import F, Q

from jiahe.places.models import never_overlap


class Invitation(models.Model):
    """The office's invitation of a person to an account of their own. Of the code only a keyed hash is kept.

    Where the person has an account already it works only once somebody else of the office has confirmed it. The account
    that it opened can be confirmed afterwards.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    person = models.UUIDField(db_index=True)
    code = models.BinaryField(unique=True)
    post = models.ForeignKey("places.Post", models.PROTECT)
    made_by = models.ForeignKey("trust.Account", models.PROTECT, null=True, related_name="invitations_made")
    made_at = models.DateTimeField(db_default=models.functions.Now())
    confirmed_post = models.ForeignKey("places.Post", models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey("trust.Account", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    account = models.ForeignKey("trust.Account", models.PROTECT, null=True, related_name="invitations")
    ended = models.BooleanField(
        db_default=False, default=False, help_text="Whether it ended an account that was in use"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None, confirmed_post=None)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False, confirmed_post__isnull=False)
                    & ~Q(confirmed_by=F("made_by"))
                ),
                name="invitation_confirmed_by_another",
            )
        ]


class Resident(models.Model):
    """Whose own account it is, from when to when. Such an account acts for that person, and needs no holding.

    ``confirmed_at``: when somebody else of the office than who made the invitation had seen the person, as triggers of
    the invitation say; None: nobody has, and it shows no whole number.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    account = models.ForeignKey("trust.Account", models.PROTECT, related_name="residents")
    person = models.UUIDField()
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True, help_text="First day on which it no longer is")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            never_overlap("one_person_of_an_account", "account"),
            never_overlap("one_account_of_a_person", "person"),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")), name="resident_days"
            ),
        ]
