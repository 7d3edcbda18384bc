"""How much one account looks up in an hour, and where that ends: who copies the register record by record,
or list by list, is stopped. Lists count by the people whom they name, on however many pages.

The limit is generous (a clerk who opens a record a minute uses a tenth of it), and passing it is noticed (unusual.py).
A resident on their own pages, and background work, are not counted.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import connection

from jiahe.places.models import Post
from jiahe.trust.acting import current

HOUR = dt.timedelta(hours=1)


class TooMuchLookedUp(Exception):
    """The account has looked up all that it may in this hour. ``until``: when it may go on."""

    def __init__(self, number: int, until: dt.datetime) -> None:
        self.number, self.until = number, until
        super().__init__(f"more than {number} within an hour")


NAMED = 10
"""People whom a list or a search names that count as one record that is opened."""

_COUNT = """
INSERT INTO trust_lookups (account_id, hour, number) VALUES (%s, date_trunc('hour', now()), %s)
ON CONFLICT (account_id, hour) DO UPDATE SET number = trust_lookups.number + excluded.number RETURNING number, hour
"""


def count_lookup(people: int = 0) -> None:
    """Count that the acting account opens a record, or is told of so many ``people`` by a list or a search.

    Ten of these count as one record, and fewer as one. Raises TooMuchLookedUp.

    One statement counts, so that none of those who ask at the same moment is forgotten. Called before anything is
    locked: the account's row stays locked until the transaction ends.
    """
    acting, most = current(), settings.LOOKUPS_AN_HOUR
    if acting is None or acting.account is None or acting.role == Post.Role.RESIDENT or not most:
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [acting.account, max(1, -(-people // NAMED))])
        number, hour = cursor.fetchone()
    if number > most:
        raise TooMuchLookedUp(most, hour + HOUR)
