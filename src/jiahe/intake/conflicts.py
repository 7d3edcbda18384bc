"""What a file says of somebody where the register says otherwise: kept, so that somebody looks which of them is right.

Nothing is overwritten, and nobody has to remember it: the rule ``sources_disagree`` (findings/rules/disagreeing.py)
makes a finding of it until the register, or a later file of the same source and office that is loaded, says something
else. What is over is kept: if that later file is taken back, it is a finding again.
"""

from __future__ import annotations

from collections.abc import Sequence

from jiahe.intake.decision import Decision
from jiahe.intake.models import Conflict, Load
from jiahe.intake.row_values import as_json

NUMBERS_HEARD = ("phone", "account")
"""The sealed numbers of which it is kept that a file has another, without the number: a finding holds none."""

HEARD = (
    "name", "sex", "birth_date", "death_date", "nationality", "hukou_place", "hukou_kind", "birth_place",
    "residence_place", "village_group", *NUMBERS_HEARD,
)  # fmt: skip
"""The columns of a person of which conflicts are kept."""


def note(load: Load, decisions: Sequence[Decision]) -> None:
    """Keep what rows of a load say otherwise than the register, and where they say no more what their source said."""
    agrees: set[tuple[object, str]] = set()
    found: dict[tuple[object, str], Conflict] = {}
    for one in decisions:
        for person, says in one.says.items():
            others = one.otherwise.get(person, ())
            agrees.update((person, column) for column in says if column not in others)
            told = as_json(says)
            for column in others:
                if column in HEARD:
                    found[person, column] = Conflict(
                        load=load, person_id=person, column=column, says=told.get(column), agrees=False
                    )
    there = Conflict.objects.filter(
        load__source=load.source, load__office=load.office, person__in={person for person, _ in agrees}, agrees=False
    )
    over = [one for one in there if (one.person_id, one.column) in agrees]
    Conflict.objects.filter(id__in=[one.id for one in over if one.load_id == load.id]).delete()
    for one in over:
        key = (one.person_id, one.column)
        if one.load_id != load.id and key not in found:
            found[key] = Conflict(load=load, person_id=one.person_id, column=one.column, says=None, agrees=True)
    Conflict.objects.bulk_create(
        found.values(),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["load", "person", "column"],
        update_fields=["says", "agrees"],
    )
