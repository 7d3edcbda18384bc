"""What a file says of somebody where the register says otherwise: kept, so that somebody looks which of them is right.

Nothing is overwritten, and nobody has to remember it: the rule ``sources_disagree`` (findings/rules/disagreeing.py)
makes a finding of it until the register, or a later file of the same source, says something else.
"""

from __future__ import annotations

from collections.abc import Sequence

from jiahe.intake.deciding import Decision
from jiahe.intake.models import Conflict, Load
from jiahe.intake.row_values import as_json

HEARD = (
    "name", "sex", "birth_date", "death_date", "nationality", "hukou_place", "hukou_kind", "birth_place",
    "residence_place", "village_group",
)  # fmt: skip
"""The columns of a person of which conflicts are kept. Of the sealed numbers none is: a finding holds no number."""


def note(load: Load, decisions: Sequence[Decision]) -> None:
    """Keep what rows of a load say otherwise than the register; forget what their source says no more."""
    agrees: set[tuple[object, str]] = set()
    found: dict[tuple[object, str], Conflict] = {}
    for one in decisions:
        for person, says in one.says.items():
            others = one.otherwise.get(person, ())
            agrees.update((person, column) for column in says if column not in others)
            for column, value in as_json({name: says[name] for name in others if name in HEARD}).items():
                found[person, column] = Conflict(load=load, person_id=person, column=column, says=value)
    there = Conflict.objects.filter(load__source=load.source, person__in={person for person, _ in agrees})
    over = [one.id for one in there if (one.person_id, one.column) in agrees]
    Conflict.objects.filter(id__in=over).delete()
    Conflict.objects.bulk_create(
        found.values(),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["load", "person", "column"],
        update_fields=["says"],
    )
