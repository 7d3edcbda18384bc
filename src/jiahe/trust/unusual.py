"""Notices unusual reading of a day in the read log. A notice accuses nobody: somebody else looks at it and says why.

Reading of one's own family and of watched records is told at once, by a trigger of the log (migration
trust.0024_watched_records); the night finds whose holder was made known only after they read.

Each rule is one query over the log; what is usual for a post is its own past. The register's tables are asked by their
names, since this room does not know that one: row-level security decides what is seen there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from jiahe.trust.models import Alert

PAST = 60
"""Days before, of which what is usual for a post is made: the 99th percentile of its hours or days."""

AT_NIGHT = (22, 6)
"""From ten in the evening to six in the morning, in Shanghai."""


@dataclass(frozen=True)
class _Rule:
    """A kind of reading that is noticed: its query, and the number that at least must be passed."""

    key: str
    query: str
    floor: int


_LOCAL = f"(r.at AT TIME ZONE '{settings.TIME_ZONE}')"
_NOBODY_S = "SELECT FROM places_post p WHERE p.id = r.post_id AND p.role IN ('background', 'resident')"
_OF_STAFF = f"r.person IS NOT NULL AND r.what <> 'list' AND NOT EXISTS ({_NOBODY_S})"
_THAT_DAY = f"{_OF_STAFF} AND r.at >= %(begin)s AND r.at < %(end)s"

# Every query gives: post, account, person, number (Alert says of what), readings, usual.

_OWN_FAMILY = f"""
    SELECT (array_agg(r.post_id ORDER BY r.at, r.id))[1], r.account_id, NULL::uuid, count(DISTINCT r.person), count(*),
        NULL::integer
    FROM trust_staffperson s JOIN trust_read r ON r.account_id = s.account_id
    WHERE {_THAT_DAY} AND r.person IN (SELECT kin FROM people_kin(ARRAY[s.person], 2))
    GROUP BY r.account_id HAVING count(DISTINCT r.person) > %(floor)s
"""

_NIGHT = f"""
    SELECT r.post_id, r.account_id, NULL::uuid, count(DISTINCT r.person), count(*), %(floor)s
    FROM trust_read r
    WHERE {_THAT_DAY} AND (extract(hour FROM {_LOCAL}) >= {AT_NIGHT[0]} OR extract(hour FROM {_LOCAL}) < {AT_NIGHT[1]})
    GROUP BY 1, 2 HAVING count(DISTINCT r.person) > %(floor)s
"""

_MANY_POSTS = f"""
    SELECT NULL::uuid, NULL::uuid, r.person, count(DISTINCT r.post_id), count(*), %(floor)s
    FROM trust_read r
    WHERE {_OF_STAFF} AND r.what <> 'export' AND r.at >= %(begin)s - interval '6 days' AND r.at < %(end)s
        AND NOT EXISTS (
            SELECT FROM trust_alert a
            WHERE a.rule = 'many_posts' AND a.person = r.person
                AND a.day BETWEEN %(day)s::date - 6 AND %(day)s::date - 1
        )
    GROUP BY r.person HAVING count(DISTINCT r.post_id) > %(floor)s
"""

_STOPPED = """
    SELECT NULL::uuid, l.account_id, NULL::uuid, max(l.number), sum(l.number), %(limit)s
    FROM trust_lookups l
    WHERE l.hour >= %(begin)s AND l.hour < %(end)s AND %(limit)s > 0
    GROUP BY l.account_id HAVING max(l.number) > %(limit)s
"""


def _beyond_the_usual(unit: str, which: str) -> str:
    """Return the query of posts that read more people in an hour (or a day) than is usual for them, and the floor."""
    return f"""
    WITH spans AS (
        SELECT r.post_id, date_trunc('{unit}', {_LOCAL}) AS span, r.at >= %(begin)s AS is_now,
            count(DISTINCT r.person) AS people, count(*) AS readings, (array_agg(r.account_id))[1] AS account_id
        FROM trust_read r
        WHERE {_OF_STAFF} AND {which} AND r.at >= %(begin)s - interval '{PAST} days' AND r.at < %(end)s
        GROUP BY 1, 2, 3
    ), usual AS (
        SELECT post_id, percentile_disc(0.99) WITHIN GROUP (ORDER BY people) AS people
        FROM spans WHERE NOT is_now GROUP BY post_id
    )
    SELECT DISTINCT ON (s.post_id) s.post_id, s.account_id, NULL::uuid, s.people, s.readings,
        greatest(coalesce(u.people, 0), %(floor)s)
    FROM spans s LEFT JOIN usual u USING (post_id)
    WHERE s.is_now AND s.people > greatest(coalesce(u.people, 0), %(floor)s)
    ORDER BY s.post_id, s.people DESC
    """


_NO_ACTION = """r.what <> 'export' AND NOT EXISTS (
    SELECT FROM people_change c WHERE c.person = r.person AND c.post = r.post_id
        AND c.at BETWEEN r.at - interval '1 day' AND r.at + interval '1 day')"""

RULES = (
    _Rule("own_family", _OWN_FAMILY, 0),
    _Rule("sweeping", _beyond_the_usual("hour", "r.what <> 'export'"), 60),
    _Rule("exporting", _beyond_the_usual("hour", "r.what = 'export'"), 1000),
    _Rule("no_work", _beyond_the_usual("day", _NO_ACTION), 150),
    _Rule("at_night", _NIGHT, 5),
    _Rule("many_posts", _MANY_POSTS, 5),
    _Rule("stopped", _STOPPED, 0),
)
"""The floors: a diligent clerk opens a record a minute, a village's list has some hundreds of people, and a family's
case passes through four posts."""


def notice(day: dt.date) -> int:
    """Keep what was unusual on a day; return how many notices are new. Asked again, it keeps nothing twice."""
    begin = dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
    asked: dict[str, Any] = {
        "day": day, "begin": begin, "end": begin + dt.timedelta(days=1), "limit": settings.LOOKUPS_AN_HOUR,
    }  # fmt: skip
    before = Alert.objects.count()
    for rule in RULES:
        with connection.cursor() as cursor:
            cursor.execute(rule.query, {**asked, "floor": rule.floor})
            found = cursor.fetchall()
        names = ("post_id", "account_id", "person", "number", "readings", "usual")
        alerts = [Alert(rule=rule.key, day=day, **dict(zip(names, row, strict=True))) for row in found]
        Alert.objects.bulk_create(alerts, ignore_conflicts=True)
    return Alert.objects.count() - before
