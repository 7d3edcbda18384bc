"""Whose answers a run of one place finds, and which kin it must read for that. Not for runs of everybody."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import duckdb
from django.conf import settings
from django.utils import timezone

from jiahe.entitlements.family import county_and_above
from jiahe.entitlements.law import steps
from jiahe.entitlements.models import Outcome
from jiahe.people.facts import Around, Snapshot
from jiahe.places.divisions import codes_above, level_of, place_range
from jiahe.places.history import codes_now, held_on
from jiahe.places.naming import name_of
from jiahe.web.refusal import Refused


def look_here() -> str:
    """Return the SQL of where in the county to look for a row of persons ``p``, as place_to_look() says it."""
    low, high = place_range(settings.COUNTY)
    return f"""CASE WHEN p.hukou_place > '{low}' AND p.hukou_place <= '{high}' THEN p.hukou_place
        WHEN (p.hukou_place IS NULL OR p.hukou_place IN {county_and_above()})
            AND p.residence_place BETWEEN '{low}' AND '{high}' THEN p.residence_place END"""


def make_sure_it_is_a_place(code: str) -> None:
    """Make sure that a code is a town or village of the county today. Raises PlacesError, Refused."""
    if level_of(code) < 4 or settings.COUNTY not in codes_above(code):
        raise Refused("只能判定本县的一个乡镇或村。", "Choose a town or village of this county.", "place")
    today = timezone.localdate()
    if held_on(code, today) is None:
        now = codes_now(today).get(code)
        if now is None:
            raise Refused(f"本县现在没有代码为 {code} 的地方。", f"No place has the code {code} today.", "place")
        name = f"{name_of(now)}（{now}）"
        raise Refused(
            f"这个地方现在属于{name}，请判定那里。", f"This place is part of {name} now: determine that.", "place"
        )


def around(place: str) -> Around:
    """Return whose facts a run of a place must read.

    Those of who is of the place, and of whom an answer is kept there (they may be of another place since); and of all
    kin whom a rule may look at, wherever they live. What has merged since the run was noted is read where it is now.
    """
    place = codes_now(timezone.localdate()).get(place, place)
    kept = Outcome.objects.filter(place__range=place_range(place)).values_list("person", flat=True).distinct()
    return Around(place, tuple(kept), steps())


def write_whose(wanted: Around, snapshot: Snapshot, file: Path) -> list[UUID]:
    """Write a Parquet file with the person_id of everybody whose answers are to be found, not the kin; return them."""
    low, high = place_range(wanted.place)
    with duckdb.connect() as db:
        db.execute(
            f"""COPY (
                SELECT person_id FROM read_parquet(?) p
                WHERE ({look_here()}) BETWEEN '{low}' AND '{high}'
                    OR person_id IN (SELECT unnest(?::VARCHAR[]))
            ) TO '{str(file).replace("'", "''")}' (FORMAT parquet)""",
            [str(snapshot.tables["persons"]), [str(one) for one in wanted.others]],
        )
        return [UUID(key) for (key,) in db.execute("SELECT person_id FROM read_parquet(?)", [str(file)]).fetchall()]
