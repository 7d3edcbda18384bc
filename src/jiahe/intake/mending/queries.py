"""What is shown of values that can be mended in a file, and of those that were."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min

from jiahe.intake.fields import Field
from jiahe.intake.mending.models import Mend
from jiahe.intake.models import Load, Row, RowFault
from jiahe.intake.sources import SOURCES
from jiahe.web.words import Words

MOST = 50
"""Values on one page; the following ones come when these are mended."""
_LOOKED_AT = 2_000


@dataclass
class Value:
    """A value that a field's column must not have: what is wrong with it, in how many rows, and the first of them."""

    field: Field
    written: str
    words: Words
    remedy: Words
    rows: int
    first: int


def values(load: Load) -> list[Value]:
    """Return the values of a file that can be mended for all their rows, the most frequent first."""
    source, found = SOURCES[load.source], dict[tuple[str, str], Value]()
    groups = RowFault.objects.filter(load=load).exclude(written="").values("sheet", "columns", "written", "rule")
    counted = groups.annotate(n=Count("id"), first=Min("number"))
    for one in counted.order_by("-n", "written", "rule", "sheet")[:_LOOKED_AT]:
        key = load.columns[str(one["sheet"])][str(one["columns"][0])]
        if (there := found.get((key, one["written"]))) is not None:
            there.rows += one["n"]
            there.first = min(there.first, one["first"])
            continue
        said = load.faults[one["rule"]]
        found[key, one["written"]] = Value(
            source.field(key), one["written"], Words(said["zh"], said["en"]),
            Words(said["remedy_zh"], said["remedy_en"]), one["n"], one["first"],
        )  # fmt: skip
    return sorted(found.values(), key=lambda one: -one.rows)


def any_value(load: Load) -> bool:
    """Whether a file has a value that can be mended for all its rows."""
    return RowFault.objects.filter(load=load).exclude(written="").exists()


def decided(load: Load) -> list[Mend]:
    """Return what was decided of values of a file: the latest first, without remembered ones that it does not have."""
    mends = Mend.objects.filter(load=load).select_related("account", "taken_back_by").order_by("-decided_at", "-id")
    return [one for one in mends if one.rows or not one.remembered]


def number(load: Load) -> int:
    """Return how many values are read otherwise than a file writes them."""
    return Mend.objects.filter(load=load, taken_back_at=None, rows__gt=0).count()


def rows_again(load: Load) -> int:
    """Return how many rows are still to be checked again."""
    return Row.objects.filter(load=load, again=True).count() if load.state == Load.State.CHECKING else 0
