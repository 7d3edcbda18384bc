"""Which sources have told of whose birth or death: also a file that says what the register has already.

A row of the register names the source that came first. Without this no second source would ever be known, and how many
each of them lacks could not be estimated (findings/quality.py). Only counts leave it, never a list of persons.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection

from jiahe.intake.models import Load, Telling
from jiahe.intake.sources import SOURCES

YEARS = 6
"""Years that can be compared, the present one included; of those born or dead before, nothing is kept."""


def keep(load: Load) -> None:
    """Keep of whose birth or death a load has told, its rows being loaded: new ones and those that were there."""
    source = SOURCES[load.source]
    if not source.tells:
        return
    since = dt.date(load.learned_on.year - YEARS + 1, 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP[source.tells], [source.named(load.office), since, load.id])


_ONE = """
    INSERT INTO intake_telling (load_id, person_id, event, source)
    SELECT DISTINCT r.load_id, p.id, '{event}', %s
    FROM intake_row r JOIN people_person p ON p.id = coalesce(r.person, (r.people->>'')::uuid)
    WHERE p.{event}_date >= %s AND r.load_id = %s AND r.fate <> 'aside'
"""
_KEEP = {one: _ONE.format(event=one) for one in Telling.Event.values}
