"""A consent that is given twice at the same moment stands once: committed, on connections of their own."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.at_once import begun
from tests.cast import COUNTY, VILLAGE, post
from tests.own_database import own_database


def test_the_second_of_two_overlapping_clicks_finds_it_given(django_db_setup: None, django_db_blocker: Any) -> None:
    from django.utils import timezone

    from jiahe.people.models import Person
    from jiahe.places.models import Post
    from jiahe.trust.acting import Acting, acting_as
    from jiahe.trust.consents import give, the_purposes
    from jiahe.trust.models import Consent

    with own_database("consents", django_db_blocker), ThreadPoolExecutor(1) as other:
        told = {"source": "户籍", "learned_on": dt.date(2025, 12, 10)}
        with acting_as(post("steward", COUNTY)):
            person = Person.objects.create(name="李秀英", search=[], sex="female", hukou_place=VILLAGE, **told).id
        own = Post.objects.get(role="resident")
        acting = Acting(own.id, own.role, own.place, own.title, own.title_en, None, person)
        text = the_purposes()["sms"].text(timezone.localdate())
        assert text is not None

        def agree() -> Consent:
            with acting_as(acting):
                return give(person=person, purpose="sms", version=text.since)

        with acting_as(acting):
            first = give(person=person, purpose="sms", version=text.since)
            second = begun(other, agree)
        assert second.result() == first
