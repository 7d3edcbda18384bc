"""The facts contract: what a register must hand over so that the law can be run on it.

Each table is one file of the facts folder (``persons.parquet`` or ``persons.csv``). A file that is absent is *unknown*,
not empty: every criterion that needs it becomes unknown. The tables themselves stand in tables/, and
docs/reference/facts.md is generated from them.

The charter binds it: nothing here says whether a birth was "in" or "out of" a plan, and health facts appear only as the
certificates that a person holds and shows.
"""

from __future__ import annotations

from jiahe.facts.tables.papers import CERTIFICATES, CLAIMS, PAYMENTS, STATUSES
from jiahe.facts.tables.people import CUSTODIES, HUKOU, PARENTHOODS, PERSONS, RESIDENCES, UNIONS
from jiahe.law.schema import Relation, Schema

FACTS = Schema(
    tables=(PERSONS, PARENTHOODS, CUSTODIES, UNIONS, RESIDENCES, HUKOU, CERTIFICATES, STATUSES, CLAIMS, PAYMENTS),
    relations=(
        Relation("children", "persons", "parenthoods", "parent"),
        Relation("parents", "persons", "parenthoods", "child"),
        Relation("custodies", "persons", "custodies", "child"),
        Relation("wards", "persons", "custodies", "custodian"),
        Relation("unions", "persons", "unions", "person"),
        Relation("residences", "persons", "residences", "person"),
        Relation("hukou_spells", "persons", "hukou", "person"),
        Relation("certificates", "persons", "certificates", "person"),
        Relation("statuses", "persons", "statuses", "person"),
        Relation("claims", "persons", "claims", "person"),
        Relation("payments", "persons", "payments", "person"),
    ),
)
"""The schema of a facts folder."""
