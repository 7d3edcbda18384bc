"""Divisions with their history, facilities, and posts with who holds them from when to when."""

from __future__ import annotations

import datetime as dt

import uuid_utils.compat as uuids
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q

from jiahe.places.divisions import LEVELS

_TWELVE = RegexValidator(r"^[0-9]{12}$", "写 12 位区划代码。Write the 12 digits of a place.")


class Days(Func):
    """The days from one column (included) to another (not included; empty: open) as a range, for constraints."""

    function = "DATERANGE"
    output_field = DateRangeField()


def never_overlap(name: str, *equal: str, condition: Q | None = None) -> ExclusionConstraint:
    """Return the constraint that rows equal in some columns do not hold on the same day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (Days("from_date", "until_date", RangeBoundary()), RangeOperators.OVERLAPS),
            *((one, RangeOperators.EQUAL) for one in equal),
        ],
        condition=condition,
    )


class PlaceField(models.CharField):
    """A 12-digit division code, compared byte by byte so that all below a place is one range."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_length", 12)
        kwargs.setdefault("db_collation", "C")
        kwargs.setdefault("validators", [_TWELVE])
        super().__init__(*args, **kwargs)


class Division(models.Model):
    """A division while it had one name and one code. A merged, split or renamed one ends and another begins."""

    code = PlaceField()
    name = models.CharField(max_length=80)
    level = models.SmallIntegerField(choices=list(LEVELS.items()))
    from_date = models.DateField(null=True, help_text="First day; empty: before the published list")
    until_date = models.DateField(null=True, help_text="First day on which it no longer was; empty: it is")
    source = models.CharField(max_length=120)
    listed = models.BooleanField(default=False, db_default=False, help_text="A published list says so, not the office")

    class Meta:
        constraints = [never_overlap("division_once", "code")]
        indexes = [models.Index(fields=["code"]), models.Index(fields=["name"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


def holds_on(day: dt.date) -> Q:
    """Return the condition that a dated row holds on a day."""
    began = Q(from_date__isnull=True) | Q(from_date__lte=day)
    return began & (Q(until_date__isnull=True) | Q(until_date__gt=day))


class Succession(models.Model):
    """What became of a division: numbers of the old one are found again under the new."""

    class Kind(models.TextChoices):
        MERGED = "merged", "并入 merged into"
        SPLIT = "split", "拆分 split into"
        RENAMED = "renamed", "更名 renamed"
        RECODED = "recoded", "改代码 given another code"

    old = models.ForeignKey(Division, models.PROTECT, related_name="became")
    new = models.ForeignKey(Division, models.PROTECT, related_name="came_from")
    kind = models.CharField(max_length=8, choices=Kind)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="succession_once")]


class Facility(models.Model):
    """A health centre, a village clinic, an office: where services are given."""

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", "医院 hospital"
        MATERNITY = "maternity", "妇幼保健院 mother and child hospital"
        TOWN_CLINIC = "town_clinic", "乡镇卫生院、社区卫生服务中心 clinic of a town or community"
        VILLAGE_CLINIC = "village_clinic", "村卫生室 village clinic"
        NURSERY = "nursery", "托育机构 nursery"
        OTHER = "other", "其他 other"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, null=True, choices=Kind, help_text="Empty: not known")
    place = PlaceField()
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True, help_text="First day on which it is no more")
    source = models.CharField(max_length=120, null=True, help_text="Empty: not known")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gt=F("from_date")), name="facility_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FacilityCorrection(models.Model):
    """What a facility's row said before somebody put it right, and why: it is only added to."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="corrections")
    column = models.CharField(max_length=10)
    before = models.CharField(max_length=120, null=True)
    after = models.CharField(max_length=120, null=True)
    reason = models.CharField(max_length=200)
    post = models.UUIDField()
    at = models.DateTimeField(db_default=models.functions.Now())


class Post(models.Model):
    """What somebody acts as: a role, for a place and all below it, or for one facility."""

    class Role(models.TextChoices):
        VILLAGE_WORKER = "village_worker", "村专干"
        TOWNSHIP_REVIEWER = "township_reviewer", "乡镇经办"
        COUNTY_OFFICER = "county_officer", "县卫健局"
        FINANCE = "finance", "财政"
        PROVIDER = "provider", "医疗卫生机构"
        AUDITOR = "auditor", "审计"
        STEWARD = "steward", "数据管理员"
        RESIDENT = "resident", "居民"
        SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
        SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
        AUDIT_ADMINISTRATOR = "audit_administrator", "审计管理员"
        BACKGROUND = "background", "后台办理"

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    role = models.CharField(max_length=24, choices=Role)
    place = PlaceField()
    facility = models.ForeignKey(Facility, models.PROTECT, null=True, blank=True)
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    until_date = models.DateField(null=True, blank=True, help_text="First day on which nobody can hold it any more")

    ADMINISTRATORS = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
    """Who run the office, and watch each other: nobody holds two of these at a time."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="provider") | Q(facility__isnull=False), name="provider_has_a_facility"
            ),
            models.UniqueConstraint(fields=["place"], condition=Q(role="background"), name="one_background_post"),
        ]

    def __str__(self) -> str:
        return self.title


class Holding(models.Model):
    """Who holds a post from when to when. A substitute holds it beside the one they stand in for.

    What is taken back on the day on which it began holds on no day: it ends on that day, and stays to be read.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holdings")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True, help_text="First day on which it is no longer held")
    substitutes_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    administers = models.BooleanField(
        default=False, editable=False, help_text="Whether the post is an administrator's; a trigger says so"
    )

    class Meta:
        constraints = [
            never_overlap("one_administrator_each", "account", condition=Q(administers=True)),
            never_overlap("one_holder_at_a_time", "post", condition=Q(substitutes_for__isnull=True)),
            never_overlap("held_once", "post", "account"),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")), name="held_for_a_day"
            ),
        ]
