"""The register's forms as a browser sends them: recorded once, nothing typed is lost, nobody elsewhere is told of."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from stdnum.cn import ric

from jiahe.people import actions, corrections
from jiahe.people.births import record_birth
from jiahe.people.models import BELIEVED, Certificate, Parenthood, Person, Residence, Sent
from jiahe.trust.acting import acting_as
from jiahe.trust.models import Account, Read
from tests.cast import VILLAGE, Cast
from tests.intake.conftest import divisions  # noqa: F401 - the fixture
from tests.site.conftest import BACKEND, reader  # noqa: F401 - the client of the village's worker

TOLD = {"source": "派出所", "learned_on": dt.date(2025, 12, 10)}
BIRTH = {
    "name": "李新生",
    "sex": "female",
    "birth_date": "2025-12-01",
    "home": "here",
    "other": "spouse",
    "source": "出生医学证明",
}


@pytest.fixture
def reviewer(cast: Cast, posts: Any) -> Client:
    """A client signed in as the township's reviewer."""
    from jiahe.places.models import Holding
    from jiahe.trust.acting import Acting

    account = Account.objects.create_user("reviewer", password="a-long-password", full_name="审")
    with acting_as(Acting(posts["steward"].post, "security_administrator", "420890000000", "", "")):
        Holding.objects.create(account=account, post_id=posts["reviewer"].post, from_date=dt.date(2025, 1, 1))
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def opened(client: Client, path: str) -> dict[str, str]:
    """Open a form; return its hidden values."""
    return hidden_in(client.get(path).content.decode())


def hidden_in(page: str) -> dict[str, str]:
    """Return the hidden values of a form."""
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))


def number_of(born: dt.date, sex: str, order: int = 0) -> str:
    number = f"420106{born:%Y%m%d}0{order}{1 if sex == 'male' else 2}"
    return number + ric.calc_check_digit(number + "0")


def test_a_birth_that_is_sent_twice_is_recorded_once_and_leads_to_the_same_page(
    reader: Client, cast: Cast, posts: Any  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.mother}/record/birth/"
    said = {**opened(reader, path), **BIRTH}
    first, again = reader.post(path, said), reader.post(path, said)
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    with acting_as(posts["worker"]):
        assert Person.objects.filter(name="李新生").count() == 1
        child = Person.objects.get(name="李新生")
        assert child.residence_place == VILLAGE
        assert {p.parent_id for p in Parenthood.objects.filter(child=child)} == {cast.mother, cast.father}


def test_a_form_sent_again_with_something_else_is_not_taken_for_the_same(
    reader: Client, cast: Cast, posts: Any  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.mother}/record/birth/"
    said = {**opened(reader, path), **BIRTH}
    reader.post(path, said)
    twin = {**said, "name": "李双生"}
    told = reader.post(path, twin)
    assert told.status_code == 422
    assert "李双生" in told.content.decode()
    hidden = re.search(r'name="once" value="([^"]*)"', told.content.decode())
    assert hidden is not None
    assert hidden[1] != said["once"]
    asked = reader.post(path, {**twin, "once": hidden[1]})
    assert asked.status_code == 422
    assert "可能已有这个孩子" in asked.content.decode()
    compared = hidden_in(asked.content.decode())
    assert reader.post(path, {**twin, **compared, "another": "on"}).status_code == 302
    with acting_as(posts["worker"]):
        assert Person.objects.filter(name__in=["李新生", "李双生"]).count() == 2


def test_a_form_without_its_key_is_not_recorded(reader: Client, cast: Cast, posts: Any) -> None:  # noqa: F811
    assert reader.post(f"/people/{cast.mother}/record/birth/", BIRTH).status_code == 422
    with acting_as(posts["worker"]):
        assert not Person.objects.filter(name="李新生").exists()


def test_a_death_and_a_move_away_that_are_sent_twice_do_not_end_in_an_error(
    reader: Client, cast: Cast, posts: Any  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.father}/record/death/"
    said = {**opened(reader, path), "death_date": "2025-11-01", "source": "死亡证明"}
    for _ in range(2):
        assert reader.post(path, said)["Location"] == f"/people/{cast.father}/"
    with acting_as(posts["officer"]):
        Person.objects.filter(id=cast.girl).update(residence_place="420890100202")
    path = f"/people/{cast.girl}/record/hukou/"
    said = {**opened(reader, path), "place": "420106001001", "from_date": "2025-06-01", "source": "准迁证"}
    for _ in range(2):
        assert reader.post(path, said)["Location"] == "/people/"


def test_a_key_is_of_the_post_whose_form_it_is(reader: Client, reviewer: Client, cast: Cast, posts: Any) -> None:  # noqa: F811
    path = f"/people/{cast.mother}/record/birth/"
    said = {**opened(reader, path), **BIRTH}
    assert reader.post(path, said).status_code == 302
    assert reviewer.post(path, said).status_code == 422
    with acting_as(posts["worker"]):
        assert Sent.objects.count() == 1
    with acting_as(posts["reviewer"]):
        assert not Sent.objects.exists()


# ------------------------------------------------------------------------------------------------ parents


def test_the_other_parent_may_live_elsewhere(reader: Client, cast: Cast, posts: Any) -> None:  # noqa: F811
    born = dt.date(1990, 3, 4)
    number = number_of(born, "male")
    with acting_as(posts["steward"]):
        far = Person.objects.create(
            name="赵远", sex="male", birth_date=born, hukou_place="420890100202", source="x", learned_on=born
        )
        corrections.correct_id_number(person=far.id, id_number=number, reason="补录", **TOLD)
    path = f"/people/{cast.mother}/record/birth/"
    said = {**opened(reader, path), **BIRTH, "other": "number", "other_parent": number}
    assert reader.post(path, said).status_code == 302
    with acting_as(posts["steward"]):
        child = Person.objects.get(name="李新生")
        assert {p.parent_id for p in Parenthood.objects.filter(child=child)} == {cast.mother, far.id}
    with acting_as(posts["worker"]):
        assert Read.objects.filter(person=far.id, post_id=posts["worker"].post).exists()


def test_what_is_wrong_with_somebody_elsewhere_is_not_told_apart(reader: Client, cast: Cast, posts: Any) -> None:  # noqa: F811
    nobody, woman, boy = (
        number_of(dt.date(1990, 1, 2), "male", 5),
        number_of(dt.date(1990, 1, 2), "female"),
        number_of(dt.date(2020, 1, 2), "male"),
    )
    with acting_as(posts["steward"]):
        young = Person.objects.create(
            name="王小", sex="male", birth_date=dt.date(2020, 1, 2), hukou_place="420890100202", source="x",
            learned_on=dt.date(2025, 1, 1),
        )  # fmt: skip
        corrections.correct_id_number(person=cast.wang, id_number=woman, reason="补录", **TOLD)
        corrections.correct_id_number(person=young.id, id_number=boy, reason="补录", **TOLD)
    path = f"/people/{cast.mother}/record/birth/"
    told = []
    for number in (nobody, woman, boy):
        said = {**opened(reader, path), **BIRTH, "other": "number", "other_parent": number}
        answer = reader.post(path, said)
        assert answer.status_code == 422
        told.append(re.search(r'error-summary".*?</ul>', answer.content.decode(), re.DOTALL)[0])  # type: ignore[index]
    assert len(set(told)) == 1
    assert "不能登记" in told[0]


def test_the_other_parent_is_the_spouse_of_that_day(reader: Client, cast: Cast, posts: Any) -> None:  # noqa: F811
    with acting_as(posts["officer"]):
        actions.record_divorce(person=cast.mother, until_date=dt.date(2025, 12, 5), **TOLD)
    path = f"/people/{cast.mother}/record/birth/"
    assert reader.post(path, {**opened(reader, path), **BIRTH}).status_code == 302
    later = {**opened(reader, path), **BIRTH, "name": "李后来", "birth_date": "2025-12-06"}
    answer = reader.post(path, later)
    assert answer.status_code == 422
    assert "没有存续的婚姻登记" in answer.content.decode()


def test_a_mother_who_had_died_is_refused_and_where_the_child_lives_is_asked(
    reader: Client, cast: Cast, posts: Any  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.mother}/record/birth/"
    asked = {name: value for name, value in BIRTH.items() if name != "home"}
    assert "请选择“孩子出生后住在哪里”。" in reader.post(path, {**opened(reader, path), **asked}).content.decode()
    nowhere = {**opened(reader, path), **BIRTH, "home": "unknown"}
    assert "不能都未知" in reader.post(path, nowhere).content.decode()
    unknown = {**opened(reader, path), **BIRTH, "home": "unknown", "hukou_place": "420106001001"}
    unknown["birth_date"] = "2024-12-01"
    assert reader.post(path, unknown).status_code == 302
    with acting_as(posts["officer"]):
        assert Person.objects.get(name="李新生").residence_place is None
    with acting_as(posts["officer"]):
        actions.record_death(person=cast.mother, death_date=dt.date(2025, 11, 1), **TOLD)
    path = f"/people/{cast.father}/record/birth/"
    number = {**opened(reader, path), **BIRTH, "birth_date": "2025-10-20", "name": "李遗", "source": "x"}
    assert reader.post(path, number).status_code == 302
    with acting_as(posts["worker"]), pytest.raises(Exception, match="had died"):
        record_birth(
            name="某", sex=None, birth_date=dt.date(2025, 11, 2), mother=cast.mother, hukou_place=VILLAGE, **TOLD
        )


# ------------------------------------------------------------------------------------------------ corrections


def test_a_correction_shows_both_values_when_somebody_was_faster(reviewer: Client, cast: Cast, posts: Any) -> None:
    path = f"/people/{cast.girl}/record/correction/"
    shown = opened(reviewer, path)
    own = {key.removeprefix("initial-"): value for key, value in shown.items() if key.startswith("initial-")}
    mine = {**own, **shown, "name": "李晓满", "reason": "x", "source": "y"}
    with acting_as(posts["officer"]):
        corrections.correct_person(person=cast.girl, name="李小曼", birth_date=dt.date(2023, 3, 21), reason="z", **TOLD)
    told = reviewer.post(path, mine)
    assert told.status_code == 422
    assert "“李小曼”" in told.content.decode()
    assert "“李晓满”" in told.content.decode()
    again = {**mine, **dict(re.findall(r'name="(initial-[\w-]+|once)" value="([^"]*)"', told.content.decode()))}
    assert reviewer.post(path, again).status_code == 302
    with acting_as(posts["officer"]):
        girl = Person.objects.get(id=cast.girl)
        assert (girl.name, girl.birth_date) == ("李晓满", dt.date(2023, 3, 21)), "what was not touched stays"


def test_the_id_number_form_tells_of_another_number_that_came_meanwhile(
    reviewer: Client, cast: Cast, posts: Any
) -> None:  # fmt: skip
    path, born = f"/people/{cast.girl}/record/id-number/", dt.date(2023, 3, 20)
    shown = opened(reviewer, path)
    theirs, mine = number_of(born, "female", 3), number_of(born, "female", 4)
    with acting_as(posts["officer"]):
        corrections.correct_id_number(person=cast.girl, id_number=theirs, reason="补录", **TOLD)
    told = reviewer.post(path, {**shown, "id_number": mine, "reason": "x", "source": "y"})
    assert told.status_code == 422
    assert f"420106********{theirs[-4:]}" in told.content.decode()


def test_a_row_is_withdrawn_on_its_page_and_struck_through_on_the_person_s(
    reviewer: Client, cast: Cast, posts: Any
) -> None:
    with acting_as(posts["officer"]):
        actions.move_residence(person=cast.mother, place="420890100202", from_date=dt.date(2025, 6, 1), **TOLD)
        row = Residence.objects.get(BELIEVED, until_date__isnull=True)
    path = f"/people/{cast.mother}/rows/residence/{row.id}/withdraw/"
    page = reviewer.get(f"/people/{cast.mother}/").content.decode()
    assert path in page
    assert "恢复此前的记录" in reviewer.get(path).content.decode()
    said = {**opened(reviewer, path), "restore": "on", "reason": "登错了人", "source": "本人说明"}
    for _ in range(2):
        assert reviewer.post(path, said)["Location"] == f"/people/{cast.mother}/"
    page = reviewer.get(f"/people/{cast.mother}/").content.decode()
    assert "登错了人" in page
    assert path not in page
    assert "已不再采信" in reviewer.get(path).content.decode()
    with acting_as(posts["officer"]):
        assert Residence.objects.filter(BELIEVED, person=cast.mother).get().until_date is None


def test_every_kind_of_row_has_pages_for_those_who_correct_only(
    reader: Client, reviewer: Client, cast: Cast, posts: Any  # noqa: F811
) -> None:  # fmt: skip
    day = {"from_date": dt.date(2025, 2, 1), **TOLD}
    with acting_as(posts["officer"]):
        actions.record_custody(child=cast.girl, custodian=cast.wang, kind="guardian", **day)
        actions.record_certificate(person=cast.girl, kind="disability", grade=2, number="1", **day)
        actions.record_status(person=cast.girl, kind="orphan", **day)
        actions.move_hukou(person=cast.girl, place="420890100202", **day)
    page = reviewer.get(f"/people/{cast.girl}/").content.decode()
    paths = set(re.findall(rf"/people/{cast.girl}/rows/[^\"]*/withdraw/", page))
    assert {path.split("/")[4] for path in paths} == {"parenthood", "custody", "certificate", "status", "hukou"}
    for path in paths:
        for one in (path, path.replace("withdraw", "correct")):
            assert reviewer.get(one).status_code == 200
            assert reader.get(one).status_code == 403
        blank = {**opened(reviewer, path), "reason": "x", "source": "y"}
        assert reviewer.post(path.replace("withdraw", "correct"), blank).status_code == 422, "what is known stays known"
    hukou = next(path for path in paths if "/hukou/" in path)
    assert reviewer.get(hukou.replace(str(cast.girl), str(cast.mother))).status_code == 404, "a row of somebody else"


# ------------------------------------------------------------------------------------------------ more that is asked


def test_a_birth_says_where_the_child_was_born_by_name(reader: Client, cast: Cast, posts: Any) -> None:  # noqa: F811
    path = f"/people/{cast.mother}/record/birth/"
    said = {**opened(reader, path), **BIRTH, "birth_place": "深圳市南山区"}
    assert reader.post(path, said).status_code == 302
    with acting_as(posts["worker"]):
        assert Person.objects.get(name="李新生").birth_place == "440305000000"


def test_a_move_out_of_the_county_takes_the_name_of_the_place(reader: Client, cast: Cast, posts: Any) -> None:  # noqa: F811
    path = f"/people/{cast.girl}/record/home/"
    said = {"from_date": "2025-06-01", "source": "x"}
    told = reader.post(path, {**opened(reader, path), **said, "place": "夷陵区"})
    assert told.status_code == 422
    assert "从省或市写起" in told.content.decode()
    assert 'value="夷陵区"' in told.content.decode()
    far = {**opened(reader, path), **said, "place": "湖北省宜昌市夷陵区"}
    assert reader.post(path, far).status_code == 302
    with acting_as(posts["worker"]):
        assert Person.objects.get(id=cast.girl).residence_place == "420506000000"


def test_a_certificate_ends_when_it_says_so(
    reader: Client,  # noqa: F811
    reviewer: Client,
    cast: Cast,
    posts: Any,
) -> None:
    path = f"/people/{cast.mother}/record/certificate/"
    said = {"kind": "disability", "grade": "2", "from_date": "2020-01-01", "source": "残疾人证"}
    wrong = reader.post(path, {**opened(reader, path), **said, "until_date": "2019-01-01"})
    assert wrong.status_code == 422
    assert "终止日期早于开始日期" in wrong.content.decode()
    assert reader.post(path, {**opened(reader, path), **said, "until_date": "2030-01-01"}).status_code == 302
    with acting_as(posts["worker"]):
        row = Certificate.objects.get(person=cast.mother)
    assert row.until_date == dt.date(2030, 1, 2), "the card is valid through its last day"
    page = f"/people/{cast.mother}/rows/certificate/{row.id}/correct/"
    shown = reviewer.get(page).context["form"]["until_date"]
    assert shown.value() == dt.date(2030, 1, 1)
    assert "2020年1月1日至2030年1月1日" in reviewer.get(page).content.decode()
    kept = {"kind": "disability", "grade": "2", "from_date": "2020-01-01", "reason": "看错", "source": "残疾人证"}
    assert not reviewer.get(page).context["form"].fields["until_date"].has_changed(row.until_date, "2030-01-01")
    same = reviewer.post(page, {**opened(reviewer, page), **kept, "until_date": "2030-01-01"})
    assert "没有改动任何内容" in same.content.decode()
    assert reviewer.post(page, {**opened(reviewer, page), **kept, "until_date": "2031-01-01"}).status_code == 302
    with acting_as(posts["worker"]):
        assert Certificate.objects.get(BELIEVED, person=cast.mother).until_date == dt.date(2031, 1, 2)


def test_a_card_issued_anew_ends_the_one_before_and_when_withdrawn_gives_it_its_days_back(
    reader: Client,  # noqa: F811
    reviewer: Client,
    cast: Cast,
    posts: Any,
) -> None:
    path = f"/people/{cast.mother}/record/certificate/"
    said = {"kind": "disability", "source": "残疾人证"}
    for grade, issued in (("2", "2020-01-01"), ("1", "2025-01-01")):
        sent = {**opened(reader, path), **said, "grade": grade, "from_date": issued}
        assert reader.post(path, sent).status_code == 302

    def held() -> list[Any]:
        with acting_as(posts["worker"]):
            rows = Certificate.objects.filter(BELIEVED, person=cast.mother).order_by("from_date")
            return [(one.grade, one.until_date) for one in rows]

    assert held() == [(2, dt.date(2025, 1, 1)), (1, None)]
    with acting_as(posts["worker"]):
        new = Certificate.objects.get(BELIEVED, person=cast.mother, grade=1)
    page = f"/people/{cast.mother}/rows/certificate/{new.id}/withdraw/"
    assert "恢复此前的记录" in reviewer.get(page).content.decode()
    sent = {**opened(reviewer, page), "restore": "on", "reason": "同名的人", "source": "残疾人证"}
    assert reviewer.post(page, sent).status_code == 302
    assert held() == [(2, None)]


def test_a_correction_shows_the_country_by_name_and_takes_only_countries(
    reviewer: Client, cast: Cast, posts: Any
) -> None:
    path = f"/people/{cast.girl}/record/correction/"
    form = reviewer.get(path).context["form"]
    shown = {name: str(form[name].value() or "") for name in form.fields}
    assert form["nationality"].value() in ("中国", "")
    said = {
        **{k: str(v) for k, v in shown.items()},
        **opened(reviewer, path),
        "reason": "护照",
        "source": "护照",
        "learned_on": "2025-12-10",
    }
    answer = reviewer.post(path, {**said, "nationality": "QQQ"})
    assert answer.status_code == 422
    assert "没有认出国家“QQQ”" in answer.content.decode()
    answer = reviewer.post(path, {**said, "nationality": "法国"})
    assert answer.status_code == 302, answer.context["form"].errors
    with acting_as(posts["reviewer"]):
        assert Person.objects.get(id=cast.girl).nationality == "FRA"


def test_a_correction_shows_places_by_name_and_changes_only_what_was_changed(
    reviewer: Client, cast: Cast, posts: Any, divisions: None  # noqa: F811
) -> None:  # fmt: skip
    path = f"/people/{cast.girl}/record/correction/"
    page = reviewer.get(path)
    form = page.context["form"]
    assert form["hukou_place"].value() == "清溪镇柳林村"
    assert f'value="{VILLAGE}"' not in page.content.decode()
    shown = {name: str(form[name].value() or "") for name in form.fields}
    said = shown | hidden_in(page.content.decode()) | {"reason": "补录", "source": "户口簿"}
    unchanged = reviewer.post(path, said)
    assert unchanged.status_code == 422
    assert "没有改动任何内容" in unchanged.content.decode()
    assert reviewer.post(path, said | {"birth_place": "深圳市南山区"}).status_code == 302
    with acting_as(posts["reviewer"]):
        girl = Person.objects.get(id=cast.girl)
        assert (girl.birth_place, girl.hukou_place) == ("440305000000", VILLAGE)
        assert not girl.corrections.exclude(column="birth_place").filter(reason="补录").exists()
