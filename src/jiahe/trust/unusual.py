"""Notices unusual reading of a day in the read log. A notice accuses nobody: somebody else looks at it and says why.

Reading of one's own family and of watched records is told at once, by a trigger of the log (migration
trust.0024_watched_records); the night finds whose holder was made known only after they read. So is who has many
invitations used in a day (trust.0037_accounts_by_two).

Each rule is one query over the log. Readings are added up by account, whichever posts it held; what is usual for an
account is its own past. Rows of a file that somebody opened count as so many people. The register's tables are asked
by their names, since this room does not know that one: row-level security decides what is seen there.
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
"""Days before, of which what is usual for an account is made: the 99th percentile of its hours or days."""

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
_BY_SOMEBODY = "EXISTS (SELECT FROM trust_account a WHERE a.id = r.account_id AND NOT a.is_program)"
_ROWS = f"(r.load IS NOT NULL AND r.page <> 'load-values' AND {_BY_SOMEBODY})"  # that page has words and codes only
_PEOPLE_OR_ROWS = f"(r.person IS NOT NULL OR {_ROWS}) AND r.what <> 'list' AND NOT EXISTS ({_NOBODY_S})"
_OF_STAFF = f"r.person IS NOT NULL AND r.what <> 'list' AND NOT EXISTS ({_NOBODY_S})"
_THAT_DAY = f"{_OF_STAFF} AND r.at >= %(begin)s AND r.at < %(end)s"

_WHO = "coalesce(r.account_id, r.post_id)"
_POST = "CASE WHEN count(DISTINCT r.post_id) = 1 THEN (array_agg(r.post_id))[1] END"
"""By whom: one account, or a post without one. The post is said where it was only one."""

# Every query gives: post, account, person, number (Alert says of what), readings, usual.

_OWN_FAMILY = f"""
    SELECT (array_agg(r.post_id ORDER BY r.at, r.id))[1], r.account_id, NULL::uuid, count(DISTINCT r.person), count(*),
        NULL::integer
    FROM trust_staffperson s JOIN trust_read r ON r.account_id = s.account_id
    WHERE {_THAT_DAY} AND r.person IN (SELECT kin FROM people_kin(ARRAY[s.person], 2))
    GROUP BY r.account_id HAVING count(DISTINCT r.person) > %(floor)s
"""

_NIGHT = f"""
    SELECT {_POST}, r.account_id, NULL::uuid, count(DISTINCT r.person) + coalesce(sum(r.rows), 0), count(*), %(floor)s
    FROM trust_read r
    WHERE {_PEOPLE_OR_ROWS} AND r.at >= %(begin)s AND r.at < %(end)s
        AND (extract(hour FROM {_LOCAL}) >= {AT_NIGHT[0]} OR extract(hour FROM {_LOCAL}) < {AT_NIGHT[1]})
    GROUP BY {_WHO}, r.account_id HAVING count(DISTINCT r.person) + coalesce(sum(r.rows), 0) > %(floor)s
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


_USUAL = """
    , usual AS (
        SELECT who, percentile_disc(0.99) WITHIN GROUP (ORDER BY people) AS people
        FROM spans WHERE NOT is_now GROUP BY who
    ), most AS (
        SELECT DISTINCT ON (s.who) s.who, s.people, s.readings, greatest(coalesce(u.people, 0), %(floor)s) AS usual
        FROM spans s LEFT JOIN usual u USING (who)
        WHERE s.is_now AND s.people > greatest(coalesce(u.people, 0), %(floor)s)
        ORDER BY s.who, s.people DESC
    )
"""


def _within_an_hour(which: str) -> str:
    """Return the query of who read more people within any hour than is usual for them, or the floor.

    A person counts for an hour from a reading on; read again in that time, until an hour after that. At each moment the
    sum of those who count is how many different people were read in the hour before it.
    """
    return f"""
    WITH readings AS (
        SELECT {_WHO} AS who, r.account_id, r.post_id, r.at, coalesce(r.rows, 1) AS weight,
            lag(r.at) OVER same AS before, lead(r.at) OVER same AS after,
            count(*) OVER (PARTITION BY {_WHO} ORDER BY r.at RANGE interval '1 hour' PRECEDING) AS readings
        FROM trust_read r
        WHERE {_PEOPLE_OR_ROWS} AND {which} AND r.at >= %(begin)s - interval '{PAST} days' AND r.at < %(end)s
        WINDOW same AS (PARTITION BY {_WHO}, coalesce(r.person::text, r.id::text) ORDER BY r.at, r.id)
    ), steps AS (
        SELECT who, at, weight AS step, readings FROM readings
        WHERE before IS NULL OR before <= at - interval '1 hour'
        UNION ALL
        SELECT who, at + interval '1 hour', -weight, 0 FROM readings
        WHERE after IS NULL OR after >= at + interval '1 hour'
    ), sums AS (
        SELECT *, sum(step) OVER (PARTITION BY who ORDER BY at, step ROWS UNBOUNDED PRECEDING) AS people FROM steps
    ), spans AS (
        SELECT who, date_trunc('hour', at), at >= %(begin)s AS is_now, max(people) AS people,
            (array_agg(readings ORDER BY people DESC))[1] AS readings
        FROM sums WHERE step > 0 GROUP BY 1, 2, 3
    ) {_USUAL}
    SELECT {_POST}, r.account_id, NULL::uuid, m.people, m.readings, m.usual
    FROM most m JOIN readings r USING (who) WHERE r.at >= %(begin)s
    GROUP BY m.who, r.account_id, m.people, m.readings, m.usual
    """


def _within_a_day(which: str) -> str:
    """Return the query of who read more people in a day than is usual for them, or the floor."""
    return f"""
    WITH readings AS (
        SELECT {_WHO} AS who, r.account_id, r.post_id, r.person, r.at, {_LOCAL}::date AS day
        FROM trust_read r
        WHERE {_OF_STAFF} AND {which} AND r.at >= %(begin)s - interval '{PAST} days' AND r.at < %(end)s
    ), spans AS (
        SELECT who, day, at >= %(begin)s AS is_now, count(DISTINCT person) AS people, count(*) AS readings
        FROM readings GROUP BY 1, 2, 3
    ) {_USUAL}
    SELECT {_POST}, r.account_id, NULL::uuid, m.people, m.readings, m.usual
    FROM most m JOIN readings r USING (who) WHERE r.at >= %(begin)s
    GROUP BY m.who, r.account_id, m.people, m.readings, m.usual
    """


_NO_ACTION = """r.what <> 'export' AND NOT EXISTS (
    SELECT FROM people_change c WHERE c.person = r.person AND c.post = r.post_id
        AND c.at BETWEEN r.at - interval '1 day' AND r.at + interval '1 day')"""

RULES = (
    _Rule("own_family", _OWN_FAMILY, 0),
    _Rule("sweeping", _within_an_hour("r.what <> 'export'"), 60),
    _Rule("exporting", _within_an_hour("r.what = 'export'"), 1000),
    _Rule("no_work", _within_a_day(_NO_ACTION), 150),
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
