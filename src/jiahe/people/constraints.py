"""What the database itself forbids about dated rows."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Case, F, Q, When

from jiahe.places.models import Days

BELIEVED = Q(superseded_at__isnull=True)
"""The rows that are believed now."""

SOLE_CUSTODY = ("parent", "institution")
"""The kinds of custody that one has alone."""


def in_order(name: str) -> models.CheckConstraint:
    """Return the constraint that a row does not end before it begins."""
    return models.CheckConstraint(condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")), name=name)


def guardians_alone(name: str) -> ExclusionConstraint:
    """Return the constraint that a guardian and somebody with sole custody have no day in common."""
    sole = Case(When(kind__in=SOLE_CUSTODY, then=1), default=0, output_field=models.IntegerField())
    return ExclusionConstraint(
        name=name,
        expressions=[
            (Days("from_date", "until_date", RangeBoundary()), RangeOperators.OVERLAPS),
            ("child", RangeOperators.EQUAL),
            (sole, RangeOperators.NOT_EQUAL),
        ],
        condition=BELIEVED & Q(kind__isnull=False),
    )
