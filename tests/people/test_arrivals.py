"""Somebody who has come is added to the register: who is perhaps the same, and what is refused."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from jiahe.people import corrections
from jiahe.people.arrivals import Known, Newcomer, record_arrival
from jiahe.people.errors import Refused
from jiahe.people.models import Change, Correction, Hukou, Person, Residence, Union
from jiahe.people.queries import find_people, read_record
from jiahe.people.signals import facts_changed
from jiahe.places.models import Division
from jiahe.places.naming import forget
from jiahe.trust.acting import acting_as
from jiahe.trust.models import Read
from tests.cast import COUNTY, TOWN, VILLAGE, Cast
from tests.people.test_forms import number_of, opened
from tests.site.conftest import reader  # noqa: F401 - the client of the village's worker

TOLD = {"source": "居民身份证", "learned_on": dt.date(2025, 12, 10)}
FAR, NEXT = "420582103000", "420890100202"
BORN = dt.date(1996, 3, 4)
NUMBER = number_of(BORN, "female", 7)
BRIDE = {"name": "陈美兰", "id_number": NUMBER, "hukou_place": FAR, "residence_place": VILLAGE}
MARRIED = dt.date(2025, 10, 1)


def add(why: str = "marriage", **said: Any) -> Person:
    others = said.pop("others", ())
    return record_arrival(Newcomer(**said), why=why, others=others, **TOLD)


def test_a_bride_from_another_county_is_added_with_what_her_number_says(cast: Cast, posts: Any) -> None:
    told: list[Any] = []
    facts_changed.connect(lambda people, **_: told.extend(people), weak=False, dispatch_uid="arrival")
    with acting_as(posts["worker"]):
        bride = add(**BRIDE, phone="138 0724 1234", hukou_kind="rural", residence_from=MARRIED)
        assert (bride.birth_date, bride.sex, bride.nationality) == (BORN, "female", "CHN")
        assert [one.id for one in find_people(NUMBER).people] == [bride.id]
        assert [one.id for one in find_people("13807241234").people] == [bride.id]
        assert [one.id for one in find_people("chenmeilan").people] == [bride.id]
        home = Residence.objects.get(person=bride)
        assert (home.place, home.from_date, home.until_date) == (VILLAGE, MARRIED, None)
        assert not Hukou.objects.filter(person=bride).exists(), "nobody said since when"
        assert told == [bride.id]
        assert Change.objects.filter(person=bride.id, action="arrival").exists()
        assert "结婚" in Correction.objects.get(person=bride).reason
    facts_changed.disconnect(dispatch_uid="arrival")


def test_a_hukou_that_was_moved_here_says_where_it_was_before(posts: Any, cast: Cast) -> None:
    with acting_as(posts["worker"]):
        came = add(
            "moved", name="陈远来", birth_date=BORN, hukou_place=VILLAGE, hukou_from=MARRIED, hukou_before=FAR,
        )  # fmt: skip
        spells = Hukou.objects.filter(person=came).order_by("from_date")
        assert [(one.place, one.from_date, one.until_date) for one in spells] == [
            (FAR, BORN, MARRIED),
            (VILLAGE, MARRIED, None),
        ]
        assert came.residence_place is None


def test_what_is_not_known_stays_unknown(posts: Any, cast: Cast) -> None:
    with acting_as(posts["worker"]):
        came = add("missed", name="阮氏梅", nationality="VNM", residence_place=VILLAGE)
        record = read_record(came.id, page="test")
        assert record is not None
        assert (came.birth_date, came.sex, came.hukou_place, record.id_number) == (None, None, None, None)
        assert came.nationality == "VNM"
        assert record.rows["residence"] == []


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"hukou_place": None, "residence_place": None}, "residence_place", "不能都未知"),
        ({"residence_place": NEXT}, "residence_place", "都不在您的范围内"),
        ({"residence_place": "420890100000"}, "residence_place", "写到村"),
        ({"birth_date": dt.date(2999, 1, 1), "id_number": None}, "birth_date", "还没有到"),
        ({"residence_from": dt.date(1990, 1, 1)}, "residence_from", "早于出生日期"),
        ({"hukou_place": None, "hukou_from": MARRIED}, "hukou_place", "把地点也填上"),
        ({"hukou_before": FAR}, "hukou_before", "哪一天迁来的"),
        ({"nationality": "VNM"}, "nationality", "只有中国公民"),
        ({"id_number": NUMBER[:-1] + "?"}, "id_number", "18 位"),
        ({"birth_date": dt.date(1996, 3, 5)}, "id_number", "1996年3月4日"),
        ({"sex": "male"}, "id_number", "性别"),
        ({"phone": "12"}, "phone", "11 位"),
        ({"name": None, "id_number": None}, "name", "至少填一项"),
    ],
)
def test_somebody_who_cannot_be_is_refused(
    cast: Cast, posts: Any, changes: dict[str, Any], field: str, said: str
) -> None:
    with acting_as(posts["worker"]):
        with pytest.raises(Refused) as refused:
            add(**(BRIDE | changes))
        assert refused.value.field == field
        assert said in refused.value.words.zh
        assert not Person.objects.filter(name="陈美兰").exists()


def test_an_auditor_adds_nobody(cast: Cast, posts: Any) -> None:
    with acting_as(posts["auditor"]), pytest.raises(PermissionDenied):
        add(**BRIDE)


def test_who_lives_elsewhere_is_added_by_the_post_of_that_place(cast: Cast, posts: Any) -> None:
    with acting_as(posts["reviewer"]):
        there = add(**BRIDE | {"residence_place": NEXT})
    with acting_as(posts["worker"]):
        assert not Person.objects.filter(id=there.id).exists()


# ------------------------------------------------------------------------------------------------ perhaps the same


@pytest.mark.parametrize(
    ("said", "alike"),
    [
        ({"name": "李秀英", "birth_date": dt.date(1994, 5, 6)}, True),
        ({"name": "李秀瑛", "birth_date": dt.date(1994, 5, 6)}, True),
        ({"name": "黎绣英", "birth_date": dt.date(1994, 5, 6)}, True),
        ({"name": "李秀英", "birth_date": None}, True),
        ({"name": "李秀英", "birth_date": dt.date(1994, 6, 5)}, True),
        ({"name": "李秀英", "birth_date": dt.date(1949, 5, 6)}, True),
        ({"name": None, "birth_date": dt.date(1994, 5, 6)}, True),
        ({"name": "李秀英", "birth_date": dt.date(1994, 5, 6), "sex": "male"}, True),
        ({"name": "李秀瑛", "birth_date": dt.date(1994, 5, 6), "sex": "male"}, False),
        ({"name": "李秀瑛", "birth_date": dt.date(1994, 5, 7)}, False),
        ({"name": "李秀英", "birth_date": dt.date(1971, 2, 3)}, False),
        ({"name": "陈美兰", "birth_date": dt.date(1994, 5, 6)}, False),
        ({"name": "王桂芳", "birth_date": dt.date(1990, 1, 2)}, False),
    ],
)
def test_who_is_much_alike_in_the_post_s_place_is_compared_first(
    cast: Cast, posts: Any, said: dict[str, Any], alike: bool
) -> None:
    with acting_as(posts["worker"]):
        if not alike:
            assert add(**said, residence_place=VILLAGE).name == said["name"]
            return
        with pytest.raises(Known) as known:
            add(**said, residence_place=VILLAGE)
        assert [one.id for one in known.value.people] == [cast.mother]
        assert known.value.field == "another"
        assert add(**said, residence_place=VILLAGE, others=[cast.mother]).id != cast.mother


def test_a_number_of_somebody_elsewhere_is_known_but_not_whose_it_is(cast: Cast, posts: Any) -> None:
    number = number_of(dt.date(1990, 1, 2), "female", 2)
    with acting_as(posts["officer"]):
        corrections.correct_id_number(person=cast.wang, id_number=number, reason="补录", **TOLD)
    for post, seen in (("worker", []), ("reviewer", [cast.wang])):
        with acting_as(posts[post]):
            with pytest.raises(Known) as known:
                add(**BRIDE | {"id_number": number})
            assert known.value.field == "id_number"
            assert [one.id for one in known.value.people] == seen
            assert "王桂芳" not in str(known.value.words)


# ------------------------------------------------------------------------------------------------ the form

FORM = {
    "why": "marriage", "name": "陈美兰", "id_number": NUMBER, "hukou_place": FAR, "residence_place": "柳林村",
    "residence_from": "2025-10-01", "learned_on": "2025-12-10", "source": "结婚证",
}  # fmt: skip


@pytest.fixture
def worker(reader: Client, cast: Cast, posts: Any) -> Iterator[Client]:  # noqa: F811
    """The village's worker, in a county whose places have names."""
    with acting_as(posts["steward"]):
        for code, name, level in ((COUNTY, "禾阳县", 3), (TOWN, "清溪镇", 4), (VILLAGE, "柳林村", 5)):
            Division.objects.create(code=code, name=name, level=level, source="测试")
    forget()
    yield reader
    forget()


def sent(client: Client, path: str = "/people/new/", **said: str) -> Any:
    return client.post(path, {**opened(client, path), **FORM, **said})


def test_one_who_is_not_found_is_added_and_her_answers_are_there(worker: Client, posts: Any) -> None:
    page = worker.get("/people/?q=陈美兰").content.decode()
    link = re.search(r'href="(/people/new/\?[^"]*)"', page)
    assert link is not None
    assert 'value="陈美兰"' in worker.get(link[1]).content.decode()
    answer = sent(worker)
    with acting_as(posts["worker"]):
        bride = Person.objects.get(name="陈美兰")
    assert answer["Location"] == f"/people/{bride.id}/entitlements/"


def test_a_number_does_not_get_into_the_address_of_the_form(worker: Client) -> None:
    page = worker.post("/people/", {"q": NUMBER}, follow=True).content.decode()
    assert "/people/new/" in page
    assert NUMBER not in re.sub(r'value="[^"]*"', "", page)


def test_the_form_is_recorded_once(worker: Client, posts: Any) -> None:
    said = {**opened(worker, "/people/new/"), **FORM}
    first, again = worker.post("/people/new/", said), worker.post("/people/new/", said)
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    with acting_as(posts["worker"]):
        assert Person.objects.filter(name="陈美兰").count() == 1


def test_the_form_shows_who_is_alike_and_wants_it_said_that_it_is_another(
    worker: Client, cast: Cast, posts: Any
) -> None:
    like = {"name": "李秀英", "id_number": "", "birth_date": "1994-06-05"}
    assert 'name="another"' not in worker.get("/people/new/").content.decode()
    told = sent(worker, **like, another="on", compared=str(cast.wang))
    page = told.content.decode()
    assert told.status_code == 422
    assert f"/people/{cast.mother}/" in page
    assert str(cast.wang) not in page, "nobody else is shown, whatever the form says"
    assert 'name="another"' in page
    assert not re.search(r'name="another"[^>]*checked', page), "a tick about others does not count"
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    assert sent(worker, **hidden | like).status_code == 422
    assert sent(worker, **hidden | like, another="on").status_code == 302
    with acting_as(posts["worker"]):
        assert Person.objects.filter(name="李秀英").count() == 2


def test_the_one_who_has_the_number_is_linked_or_not_told_and_can_see_who_asked(
    worker: Client, cast: Cast, posts: Any
) -> None:
    born = dt.date(1990, 1, 2)
    hers, wang_s = number_of(dt.date(1994, 5, 6), "female", 3), number_of(born, "female", 4)
    with acting_as(posts["officer"]):
        corrections.correct_id_number(person=cast.mother, id_number=hers, reason="补录", **TOLD)
        corrections.correct_id_number(person=cast.wang, id_number=wang_s, reason="补录", **TOLD)
    here, elsewhere = sent(worker, id_number=hers), sent(worker, id_number=wang_s)
    assert here.status_code == elsewhere.status_code == 422
    assert f"/people/{cast.mother}/" in here.content.decode()
    assert "不用再登记" in elsewhere.content.decode()
    for word in ("王桂芳", str(cast.wang), "杨树村"):
        assert word not in elsewhere.content.decode()
    with acting_as(posts["auditor"]):
        assert Read.objects.filter(person=cast.wang, page="arrival", post_id=posts["worker"].post).exists()


def test_what_was_typed_wrong_comes_back(worker: Client) -> None:
    page = sent(worker, nationality="火星", residence_from="昨天吧", source="").content.decode()
    for typed in ("陈美兰", "火星", "昨天吧", NUMBER):
        assert f'value="{typed}"' in page
    assert "没有认出国家“火星”。请写国名" in page


@pytest.mark.parametrize("typed", ["越南", "Viet Nam", "vnm", "VNM"])
def test_a_nationality_is_written_as_people_write_it(worker: Client, posts: Any, typed: str) -> None:
    said = {"id_number": "", "hukou_place": "", "name": "阮氏梅", "nationality": typed}
    assert sent(worker, **said).status_code == 302
    with acting_as(posts["worker"]):
        assert Person.objects.get(name="阮氏梅").nationality == "VNM"


@pytest.mark.parametrize("typed", ["XYZ", "ZZZ", "usx", "86", "EU"])
def test_three_letters_that_are_no_code_of_a_country_are_refused(worker: Client, typed: str) -> None:
    said = {"id_number": "", "hukou_place": "", "name": "阮氏梅", "nationality": typed}
    answer = sent(worker, **said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"没有认出国家“{typed}”。请写国名" in page
    assert f'value="{typed}"' in page


# ------------------------------------------------------------------------------------------------ from a marriage


def test_from_the_refusal_of_a_marriage_one_adds_the_bride_and_comes_back(
    worker: Client, cast: Cast, posts: Any
) -> None:
    with acting_as(posts["officer"]):
        groom = Person.objects.create(
            name="李大勇", sex="male", birth_date=dt.date(1993, 1, 1), hukou_place=VILLAGE, **TOLD
        )
    path = f"/people/{groom.id}/record/marriage/"
    said = {"from_date": "2025-10-01", "source": "结婚证"}
    page = worker.post(path, {**opened(worker, path), **said, "spouse": NUMBER}).content.decode()
    link = re.search(r'href="(/people/new/\?back=[^"]*)"', page)
    assert link is not None
    back = sent(worker, link[1])["Location"]
    assert back.startswith(path)
    marriage = worker.get(back).content.decode()
    assert 'value="陈美兰 1996-03-04"' in marriage
    answer = worker.post(back, {**opened(worker, back), **said, "spouse": "陈美兰 1996-03-04"})
    assert answer["Location"] == f"/people/{groom.id}/"
    with acting_as(posts["worker"]):
        union = Union.objects.get(person=groom)
        assert union.spouse_id == Person.objects.get(name="陈美兰").id


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("王桂芳 1990-01-02", "没有查到这个姓名"),  # of another village
        ("李秀英 1994-05-07", "没有查到这个姓名"),
        ("李秀英 某天", "或姓名和出生日期"),
        ("李秀英", "或姓名和出生日期"),
        ("", "请填写“配偶”"),
    ],
)
def test_somebody_is_named_by_name_and_birth_date_within_the_post_s_place_only(
    worker: Client, cast: Cast, typed: str, said: str
) -> None:
    path = f"/people/{cast.father}/record/marriage/"
    told = {"from_date": "2025-10-01", "source": "结婚证", "spouse": typed}
    answer = worker.post(path, {**opened(worker, path), **told})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_two_of_one_name_and_birth_date_are_told_apart_by_number_only(worker: Client, cast: Cast, posts: Any) -> None:
    with acting_as(posts["worker"]):
        add("missed", name="李秀英", birth_date=dt.date(1994, 5, 6), residence_place=VILLAGE, others=[cast.mother])
    path = f"/people/{cast.girl}/record/adoption/"
    told = {"from_date": "2025-10-01", "source": "收养登记证", "parent": "Li Xiuying 1994-05-06"}
    assert "不止一人" in worker.post(path, {**opened(worker, path), **told}).content.decode()


def test_nobody_is_sent_back_to_another_office(worker: Client, posts: Any) -> None:
    answer = sent(worker, "/people/new/?back=https://example.org/people/")
    assert answer["Location"].startswith("/people/")
