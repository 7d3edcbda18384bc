"""The register: persons, and what changes over a life as dated rows with their source and the day we learned it.

Nothing is overwritten. A row that turned out wrong is superseded: it stays, with the moment from which it was no longer
believed, and another takes its place. The database forbids that two believed rows of a kind hold on the same day.
"""

from __future__ import annotations

from typing import Any

import uuid_utils.compat as uuids
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from jiahe.facts.contract import FACTS
from jiahe.people.constraints import BELIEVED, SOLE_CUSTODY, guardians_alone, in_order
from jiahe.people.loading import LOADING
from jiahe.people.merged import Merge, Moved
from jiahe.people.numbers import HOLDS_ID_NUMBER
from jiahe.people.sourced import Believed, Dated, Sourced
from jiahe.people.whole import Coverage, Declaration
from jiahe.places.models import PlaceField, never_overlap
from jiahe.trust.inventory import the_inventory
from jiahe.trust.sealed_fields import IndexField, SealedField
from jiahe.web.words import Words


def _choices(table: str, column: str) -> list[tuple[str, str]]:
    """Return the choices of the facts contract for a column: the register can say what a rule can read."""
    found = FACTS.table(table).column(column)
    return [(one, one) for one in found.choices]


class Household(models.Model):
    """People of one hukou booklet. ``from_date`` empty: since before we knew; ``until_date`` empty: it goes on.

    ``source`` and ``learned_on`` empty: not known (households from before they were kept). ``load``: the load of a file
    that brought it, if one did.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    number = models.CharField(max_length=40, blank=True)
    place = PlaceField()
    village_group = models.IntegerField(null=True, blank=True)
    from_date = models.DateField(null=True)
    until_date = models.DateField(null=True)
    source = models.CharField(max_length=120, null=True)
    learned_on = models.DateField(null=True)
    load = models.UUIDField(null=True, editable=False, db_default=LOADING)

    class Meta:
        constraints = [in_order("household_days")]
        indexes = [models.Index(fields=["number"], name="household_by_number")]


class Person(Sourced):
    """Somebody in the register, living or dead.

    The three numbers are sealed; ``*_index`` is a keyed hash by which an exact number is found. ``search`` holds the
    keys of names.py.
    """

    id = models.UUIDField(primary_key=True, default=uuids.uuid7, editable=False)
    name = models.CharField(max_length=60, null=True)
    search = ArrayField(models.TextField(), default=list)
    sex = models.CharField(max_length=6, null=True, choices=_choices("persons", "sex"))
    birth_date = models.DateField(null=True)
    death_date = models.DateField(null=True)
    nationality = models.CharField(max_length=3, null=True)
    hukou_place = PlaceField(null=True)
    hukou_kind = models.CharField(max_length=5, null=True, choices=_choices("persons", "hukou_kind"))
    birth_place = PlaceField(null=True)
    residence_place = PlaceField(null=True)
    household = models.ForeignKey(Household, models.SET_NULL, null=True, related_name="people")
    village_group = models.IntegerField(null=True)
    id_sealed = SealedField("id_number", index="id_index", null=True)
    id_index = IndexField(null=True)
    phone_sealed = SealedField("phone", index="phone_index", null=True)
    phone_index = IndexField(null=True)
    account_sealed = SealedField("account", index="account_index", null=True)
    account_index = IndexField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id_index"], name="one_person_an_id_number"),
            models.CheckConstraint(
                condition=Q(death_date__isnull=True) | Q(birth_date__isnull=True) | Q(death_date__gte=F("birth_date")),
                name="death_after_birth",
            ),
        ]
        indexes = [
            models.Index(fields=["hukou_place", "village_group"]),
            models.Index(fields=["residence_place"]),
            models.Index(fields=["birth_date"]),
            models.Index(fields=["phone_index"]),
            GinIndex(fields=["search"], name="person_search"),
        ]


def words_of(column: str) -> Words:
    """Return what a column of a person's own row is called, in the words of the inventory."""
    names = (column, column.removesuffix("_number") + "_sealed")  # a number is sealed
    columns = the_inventory().tables["people.Person"].columns
    return next((one.words for one in columns if one.name in names), Words(column, column))


class Correction(Sourced):
    """A value of a person's own row that turned out wrong, with what took its place: the old one stays readable."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="corrections")
    column = models.CharField(max_length=30)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=200)
    post = models.UUIDField()
    at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        indexes = [
            models.Index(fields=[column], condition=Q(column="household_id"), name=f"household_{column}")
            for column in ("before", "after")
        ]

    @property
    def item(self) -> Words:
        """What was changed, in the words of the inventory."""
        return words_of(self.column)

    @property
    def is_of_a_key(self) -> bool:
        """Whether the values are keys, which say nothing to a reader."""
        return self.column == "household_id"

    @property
    def is_emptied(self) -> bool:
        """Whether the values and the reason were erased when their time was over. There is always a reason before."""
        return not self.reason


class Parenthood(Dated):
    """Who is whose parent. ``from_date`` is the day of an adoption; empty for a birth."""

    child = models.ForeignKey(Person, models.CASCADE, related_name="parenthoods")
    parent = models.ForeignKey(Person, models.CASCADE, related_name="childhoods")
    kind = models.CharField(max_length=8, null=True, choices=_choices("parenthoods", "kind"))
    from_date = models.DateField(null=True)
    delivery = models.SmallIntegerField(null=True)
    birth_order = models.SmallIntegerField(null=True)
    difficult_delivery = models.BooleanField(null=True)

    class Meta:
        constraints = [
            never_overlap("parenthood_once", "child", "parent", condition=BELIEVED),
            in_order("parenthood_days"),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="nobody_is_their_own_parent"),
        ]


class Custody(Dated):
    """Who brings a child up where it is not simply both parents. Guardians may be several (Civil Code Art 27)."""

    child = models.ForeignKey(Person, models.CASCADE, related_name="custodies")
    custodian = models.ForeignKey(Person, models.CASCADE, null=True, related_name="wards")
    kind = models.CharField(max_length=11, null=True, choices=_choices("custodies", "kind"))
    institution_place = PlaceField(null=True)

    class Meta:
        constraints = [
            never_overlap("custody_once", "child", "custodian", condition=BELIEVED),
            never_overlap("one_sole_custody", "child", condition=BELIEVED & Q(kind__in=SOLE_CUSTODY)),
            guardians_alone("no_guardian_beside_sole_custody"),
            in_order("custody_days"),
        ]


class Union(Dated):
    """A marriage; one row for both. That nobody is in two at once, on either side, is held by their sides."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="unions_as_first")
    spouse = models.ForeignKey(Person, models.CASCADE, related_name="unions_as_second")
    ended_by = models.CharField(max_length=7, null=True, choices=_choices("unions", "ended_by"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("spouse")), name="nobody_marries_themselves"),
            in_order("union_days"),
        ]


class UnionSide(models.Model):
    """The days of one spouse in a believed union. Triggers keep it; the application itself has no right to it."""

    union = models.ForeignKey(Union, models.CASCADE, related_name="sides")
    person = models.ForeignKey(Person, models.CASCADE, db_index=False, related_name="+")
    from_date = models.DateField()
    until_date = models.DateField(null=True)

    class Meta:
        constraints = [never_overlap("one_union_at_a_time", "person")]


class Residence(Dated):
    """Where somebody lives."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="residences")
    place = PlaceField()

    class Meta:
        constraints = [never_overlap("one_residence_a_day", "person", condition=BELIEVED), in_order("residence_days")]


class Hukou(Dated):
    """Where somebody's hukou is."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="hukou")
    place = PlaceField()

    class Meta:
        constraints = [never_overlap("one_hukou_a_day", "person", condition=BELIEVED), in_order("hukou_days")]


class Certificate(Dated):
    """A certificate that somebody holds. ``number``: never with an ID number in it (numbers.py)."""

    keeps_last_day = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="certificates")
    kind = models.CharField(max_length=17, choices=_choices("certificates", "kind"))
    grade = models.SmallIntegerField(null=True)
    number = models.CharField(max_length=60, null=True)

    class Meta:
        constraints = [
            never_overlap("certificate_once", "person", "kind", condition=BELIEVED),
            in_order("certificate_days"),
            models.CheckConstraint(condition=~Q(number__regex=HOLDS_ID_NUMBER), name="no_id_number_in_a_paper_s"),
        ]


class Status(Dated):
    """A status that a rule may ask for."""

    keeps_last_day = True

    person = models.ForeignKey(Person, models.CASCADE, related_name="statuses")
    kind = models.CharField(max_length=20, choices=_choices("statuses", "kind"))
    place = PlaceField(null=True)

    class Meta:
        constraints = [
            never_overlap("status_once", "person", "kind", condition=BELIEVED),
            in_order("status_days"),
        ]


class Claim(Believed):
    """An application made before this office kept cases."""

    begins = "submitted_on"
    person = models.ForeignKey(Person, models.CASCADE, related_name="claims")
    applicant = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="claims_made")
    programme = models.CharField(max_length=60)
    year = models.SmallIntegerField()
    place = PlaceField(null=True)
    submitted_on = models.DateField()
    decision = models.CharField(max_length=9, choices=_choices("claims", "decision"))
    decided_on = models.DateField(null=True)


class Payment(Believed):
    """Money paid before this office kept a ledger, in fen."""

    begins = "paid_on"
    person = models.ForeignKey(Person, models.CASCADE, related_name="payments")
    programme = models.CharField(max_length=60)
    year = models.SmallIntegerField()
    amount = models.BigIntegerField()
    place = PlaceField(null=True)
    paid_on = models.DateField()


DATED: tuple[type[Any], ...] = (Parenthood, Custody, Union, Residence, Hukou, Certificate, Status)
ROWS: tuple[type[Any], ...] = (*DATED, Claim, Payment)
"""The tables whose rows are withdrawn and corrected one by one."""
FACT_TABLES: dict[str, type[Any]] = {
    "persons": Person,
    "parenthoods": Parenthood,
    "custodies": Custody,
    "unions": Union,
    "residences": Residence,
    "hukou": Hukou,
    "certificates": Certificate,
    "statuses": Status,
    "claims": Claim,
    "payments": Payment,
}
"""The model of each table of the facts contract."""

OF_MERGES: tuple[type[Any], ...] = (Merge, Moved)
"""What is kept of records that were about one person (merged.py)."""

OF_THE_WHOLE: tuple[type[Any], ...] = (Coverage, Declaration)
"""Which tables are kept for everybody (whole.py)."""


class Change(models.Model):
    """That facts about a person changed, and by which action: what has to be determined again."""

    id = models.BigAutoField(primary_key=True)
    person = models.UUIDField(db_index=True)
    action = models.CharField(max_length=30)
    post = models.UUIDField()
    at = models.DateTimeField(db_default=models.functions.Now(), db_index=True)


class Sent(models.Model):
    """The one-time key of a form that was recorded, a keyed hash of what it said, and to whose page it led."""

    key = models.UUIDField(primary_key=True)
    said = models.CharField(max_length=64)
    shown = models.UUIDField()
    post = models.UUIDField()
    at = models.DateTimeField(db_default=models.functions.Now())
