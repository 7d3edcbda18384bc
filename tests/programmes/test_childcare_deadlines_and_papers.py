"""Which text says until when the childcare subsidy can be claimed, and which papers settle an open case."""

from __future__ import annotations

import datetime as dt

import pytest

from jiahe.law.explain import explain
from jiahe.programmes.cn.childcare_subsidy.rule import ChildcareSubsidy
from tests.programmes.test_childcare_subsidy import WUHAN, outcome

PROVINCES = (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66))


@pytest.mark.parametrize(
    ("region", "text", "article"),
    [
        ("110000", "北京市育儿补贴制度实施细则（试行）", "第十一条"),
        ("130000", "育儿补贴制度管理规范（试行）", "第十二条"),
        ("220000", "吉林省育儿补贴制度实施方案政策解读", "五（四）"),
        ("230600", "大庆市育儿补贴制度实施办法", "附件一（六）2"),
        ("231000", "黑龙江省育儿补贴制度实施细则", "第十六条"),
        ("310000", "上海市育儿补贴制度实施方案", "六（三）2"),
        ("420000", "湖北省育儿补贴制度实施方案", "一（二）3、二（一）"),
        ("510400", "攀枝花市育儿补贴制度实施细则", "五第二款"),
        ("540000", "西藏自治区育儿补贴制度实施细则", "第九条"),
    ],
)
def test_the_year_of_death_rests_on_the_regions_own_text(region: str, text: str, article: str) -> None:
    place = region[:4] + "02001001"
    on, death = dt.date(2026, 1, 10), dt.date(2025, 9, 1)
    got = outcome(dt.date(2023, 5, 6), on, region + "000000", place=place, death=death)
    figures = {one.name: one for one in explain(got, months_ahead=0).figures}
    one = figures["claim_for_year_of_death"]
    assert (one.document.title, one.article) == (text, article)


@pytest.mark.parametrize("province", [f"{n}0000" for n in PROVINCES])
@pytest.mark.parametrize(("on", "open_"), [(dt.date(2025, 12, 31), True), (dt.date(2026, 1, 1), False)])
def test_every_region_closes_the_first_claim_of_older_births_on_31_december_2025(province, on, open_) -> None:
    got = outcome(dt.date(2022, 7, 15), on, province + "000000")
    assert (got.status, got.total) == (("eligible", 210_000) if open_ else ("not_eligible", None))


# ----------------------------------------------------------------------------------------------- which papers settle it


def papers_asked_for(**told) -> list[str]:
    """Return the papers asked for, in English, for a girl of August 2025."""
    got = outcome(dt.date(2025, 8, 1), dt.date(2025, 12, 1), **told)
    assert got.status == "needs_evidence"
    return [paper.en for paper in explain(got, months_ahead=0).papers]


def family(*, mother: dict | None = None, **girl) -> dict[str, list[dict]]:
    """Return a girl with a mother and a father, all in Wuhan."""
    adult = {"birth_date": dt.date(1994, 5, 6), "nationality": "CHN", "hukou_place": WUHAN, **(mother or {})}
    child = {"birth_date": dt.date(2025, 8, 1), "nationality": "CHN", "hukou_place": WUHAN, "sex": "female"}
    return {
        "persons": [
            {**adult, "person_id": "mother", "sex": "female"},
            {**adult, "person_id": "father", "sex": "male"},
            {**child, **girl, "person_id": "girl"},
        ],
        "parenthoods": [{"child": "girl", "parent": one, "kind": "birth"} for one in ("mother", "father")],
    }


def test_after_a_divorce_only_the_papers_on_custody_are_asked_for() -> None:
    ended = {"from_date": dt.date(2020, 1, 1), "until_date": dt.date(2025, 9, 1), "ended_by": "divorce"}
    both = [("mother", "father"), ("father", "mother")]
    unions = [{"person": one, "spouse": other, **ended} for one, other in both]
    asked = papers_asked_for(unions=unions, **family())
    assert asked[0] == "divorce certificate with the agreement, mediation or judgment that says who has custody"
    assert not [paper for paper in asked if "marriage" in paper or "institution" in paper or "appointed" in paper]


def test_nobody_is_told_that_they_are_divorced_where_how_a_marriage_ended_is_not_known() -> None:
    ended = {"until_date": dt.date(2025, 9, 1), "ended_by": None}
    unions = [{"person": "mother", "spouse": "father", "from_date": dt.date(2020, 1, 1), **ended}]
    got = outcome(dt.date(2025, 8, 1), dt.date(2025, 12, 1), unions=unions, **family())
    unknown = next(one for one in explain(got, months_ahead=0).criteria if one.key == "has_applicant")
    assert (unknown.value, unknown.reasons) == ("unknown", ())
    assert "married: marriage certificate" in [paper.en for paper in unknown.papers]


def test_where_both_parents_have_died_only_the_papers_on_guardians_are_asked_for() -> None:
    asked = papers_asked_for(**family(mother={"death_date": dt.date(2025, 9, 1)}))
    assert [paper.split(":")[0] for paper in asked[:3]] == ["guardian by order", "appointed guardian", "institution"]
    assert not [paper for paper in asked if "marriage" in paper]


@pytest.mark.parametrize("statuses", [[], [{"person": "girl", "kind": "never_registered"}]], ids=["none", "no date"])
def test_a_child_that_died_without_a_hukou_on_record_is_not_asked_for_its_page_of_the_booklet(statuses) -> None:
    asked = papers_asked_for(statuses=statuses, **family(hukou_place=None, death_date=dt.date(2025, 8, 4)))
    assert asked[0].startswith("died unregistered: proof of birth and death, the applicant's hukou booklet")
    assert not [paper for paper in asked if "child's page" in paper]


def test_nothing_about_a_death_is_asked_of_the_parents_of_a_living_child_without_a_hukou() -> None:
    asked = papers_asked_for(**family(hukou_place=None))
    assert asked[0] == "household register (hukou) booklet, first page and the child's page"
    assert not [paper for paper in asked if "die" in paper or "death" in paper]


def test_the_papers_of_every_way_to_apply_are_listed() -> None:
    listed = {en.split(":")[0] for _, en in ChildcareSubsidy.rule.criterion("has_applicant").evidence}
    assert listed == {
        "married", "divorced", "widowed", "otherwise (unmarried, for example)", "adoptive parents",
        "guardian by order", "appointed guardian", "institution",
    }  # fmt: skip
