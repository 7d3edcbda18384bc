"""What the database was told of who acts is over with the transaction: the next request begins as nobody."""

from __future__ import annotations

from typing import Any

from django.db import connection

from jiahe.places.models import Post
from jiahe.trust.acting import Acting, acting_as

TOLD = "SELECT current_setting('jiahe.low', true), current_setting('jiahe.may', true)"


def test_the_end_of_the_transaction_takes_back_what_it_was_told(django_db_setup: None, django_db_blocker: Any) -> None:
    post = Post(role="village_worker", place="420890100001")
    with django_db_blocker.unblock():
        try:
            with acting_as(Acting(post.id, post.role, post.place, "", "")), connection.cursor() as cursor:
                cursor.execute(TOLD)
                low, may = cursor.fetchone()
            with connection.cursor() as cursor:
                cursor.execute(TOLD)
                after = cursor.fetchone()
        finally:
            connection.close()
    assert low == "420890100001"
    assert "read:person" in may
    assert after == ("", "")
