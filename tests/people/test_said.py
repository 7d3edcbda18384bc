"""What was changed on a person's page is said in words, in the reader's language, and so are the days of refusals."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from jiahe.people import actions, corrections
from jiahe.people.errors import Refused
from jiahe.people.said import in_words
from jiahe.trust.acting import acting_as
from jiahe.web.words import UNKNOWN, Words
from tests.cast import Cast
from tests.site.conftest import reader  # noqa: F401 - the client of the village's worker

TOLD = {"source": "户口簿", "learned_on": dt.date(2025, 12, 10)}
SHENZHEN = "440305000000"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("sex", "female", Words("女", "female")),
        ("nationality", "CHN", Words("中国", "China")),
        ("birth_date", "2023-03-20", Words("2023年3月20日", "20 March 2023")),
        ("birth_date", dt.date(2023, 3, 20), Words("2023年3月20日", "20 March 2023")),
        ("hukou_kind", "rural", Words("农业", "rural")),
        ("village_group", 3, Words("3", "3")),
        ("phone", "***", Words("（不显示）", "(not shown)")),
        ("phone", "138****1234", Words("138****1234", "138****1234")),
        ("name", None, UNKNOWN),
    ],
)
def test_a_value_of_a_person_s_row_is_said_in_words(column: str, value: Any, said: Words) -> None:
    found = in_words(column, value)
    assert found == said or (column == "hukou_kind" and found.en.startswith("rural") and "农" in found.zh)


def test_the_list_of_what_was_changed_speaks_the_reader_s_language(cast: Cast, posts: Any, reader: Client) -> None:  # noqa: F811
    told = {**TOLD, "reason": "看错"}
    with acting_as(posts["officer"]):
        corrections.correct_person(
            person=cast.girl, sex="male", nationality="VNM", birth_date=dt.date(2023, 3, 21), birth_place=SHENZHEN,
            **told,
        )  # fmt: skip
        corrections.correct_phone(person=cast.girl, phone="13807241234", **told)
    for language, said in (
        ("zh", ("女 → 男", "中国 → 越南", "2023年3月20日 → 2023年3月21日", "深圳市南山区", "未知 → （不显示）")),
        ("en", ("female → male", "China → Viet Nam", "20 March 2023 → 21 March 2023", "unknown → (not shown)")),
    ):
        page = reader.get(f"/people/{cast.girl}/", headers={"accept-language": language}).content.decode()
        text = re.sub(r"<[^>]+>", "", page)
        for one in said:
            assert one in text, one
        for one in ("CHN", SHENZHEN, "2023-03-2", "***"):
            assert one not in text, one
        assert ("female" in text) == (language == "en")


def test_a_refusal_writes_days_as_people_do(cast: Cast, posts: Any) -> None:
    with acting_as(posts["officer"]):
        actions.record_death(person=cast.father, death_date=dt.date(2025, 11, 1), **TOLD)
        with pytest.raises(Refused) as refused:
            actions.record_death(person=cast.father, death_date=dt.date(2025, 11, 2), **TOLD)
        assert "2025年11月1日" in refused.value.words.zh
        assert "1 November 2025" in refused.value.words.en
        with pytest.raises(Refused) as refused:
            actions.record_death(person=cast.mother, death_date=dt.date(2999, 1, 1), **TOLD)
        assert refused.value.words.zh == "2999年1月1日还没有到，请核对日期。"
        assert refused.value.words.en == "1 January 2999 lies ahead. Check the day."
