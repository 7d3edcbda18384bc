"""What the worked cases of the childcare subsidy do not show: the month table, who pays, what is read where."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from jiahe.facts.contract import FACTS
from jiahe.law import LawError
from jiahe.law.explain import explain, to_html, to_text
from jiahe.law.explanation.payers import split
from jiahe.law.facts import Facts
from jiahe.law.lower import Lowering, lower
from jiahe.law.outcome import determine_one
from jiahe.law.reads import facts_needed
from jiahe.law.rule import Pack
from jiahe.law.setting import Setting
from jiahe.programmes.cn.childcare_subsidy.rule import ChildcareSubsidy

PACK = Pack((ChildcareSubsidy.rule,))
WUHAN = "420106001001"

# By month of birth, January to December: the claims of 2025, 2026 and 2027 in yuan. Arithmetic from Art 14.
# 2022-01 (300), 2023-01 (3900 in all) and 2024-12 (10 800 in all) are published points.
# The official table itself was not read.
TABLE = {
    2022: [(300 * m, 0, 0) for m in range(1, 13)],
    2023: [(3600, 300 * m, 0) for m in range(1, 13)],
    2024: [(3600, 3600, 300 * m) for m in range(1, 13)],
}


def outcome(
    birth: dt.date,
    on: dt.date = dt.date(2025, 9, 15),
    region: str = "420000000000",
    *,
    place: str | None = None,
    death: dt.date | None = None,
    unconfirmed: bool = False,
    **rows: list[dict],
):
    """Return the outcome for a girl in Wuhan with a mother on record and no claims. ``rows``: of further tables."""
    tables = {table.name: [] for table in FACTS.tables}
    place = place or (WUHAN if region.startswith("42") else region[:2] + "0102001001")
    tables["persons"] = [
        {
            "person_id": "mother",
            "sex": "female",
            "birth_date": dt.date(1994, 5, 6),
            "nationality": "CHN",
            "hukou_place": place,
        },
        {"person_id": "girl", "sex": "female", "birth_date": birth, "nationality": "CHN", "hukou_place": place},
    ]
    tables["persons"][1]["death_date"] = death
    tables["parenthoods"] = [{"child": "girl", "parent": "mother", "kind": "birth"}]
    tables.update(rows)
    whole = {name: [_row(name, row) for row in rows] for name, rows in tables.items()}
    return determine_one(Facts(FACTS, whole), PACK, Setting.of(PACK, on, region, unconfirmed=unconfirmed), "girl")[0]


def _row(table: str, row: dict) -> dict:
    return {**dict.fromkeys(column.name for column in FACTS.table(table).columns), **row}


@pytest.mark.parametrize(("year", "month"), [(y, m) for y in TABLE for m in range(1, 13)])
@pytest.mark.parametrize("day", [1, 28])
def test_month_table_of_births_before_2025(year: int, month: int, day: int) -> None:
    claims = TABLE[year][month - 1]
    got = outcome(dt.date(year, month, day))
    assert got.status == "eligible"
    assert [paid.amount for paid in got.instalments] == [100 * yuan for yuan in claims]
    assert [paid.year for paid in got.instalments] == [2025, 2026, 2027]


def test_published_points_of_the_month_table() -> None:
    assert sum(TABLE[2022][0]) == 300
    assert sum(TABLE[2023][0]) == 3900
    assert sum(TABLE[2024][11]) == 10_800


@pytest.mark.parametrize("birth", [dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2028, 2, 29)])
def test_births_from_2025_are_owed_10800(birth: dt.date) -> None:
    assert outcome(birth, on=dt.date(birth.year, 12, 31)).total == 1_080_000


@pytest.mark.parametrize("region", ["110000000000", "310000000000", "360000000000", "440000000000", "330200000000"])
def test_an_order_of_births_is_read_only_where_the_subsidys_own_text_has_one(region: str) -> None:
    assert ("parenthoods", "birth_order") not in _facts_read_in(region)


@pytest.mark.parametrize("region", ["420800000000", "350000000000", "510000000000", "530000000000", "230100000000"])
def test_an_order_of_births_is_read_where_the_text_counts(region: str) -> None:
    assert ("parenthoods", "birth_order") in _facts_read_in(region)


def _facts_read_in(region: str) -> set[tuple[str, str]]:
    setting = Setting.of(PACK, dt.date(2026, 3, 1), region)
    return facts_needed(lower(ChildcareSubsidy.rule, Lowering(setting)).tops())


# ------------------------------------------------------------------------------------------------ who pays


def explained(place: str, **setting):
    """Return the explanation for a girl of March 2025 with hukou at a place, determined in its province in 2026."""
    region = place[:2] + "0" * 10
    got = outcome(dt.date(2025, 3, 20), on=dt.date(2026, 3, 1), region=region, place=place, **setting)
    return explain(got, months_ahead=0)


def paid(place: str, part: int = 0, **setting) -> dict[str, int | None]:
    """Return who pays how much of the claim of 2025."""
    payers = explained(place, **setting).instalments[0].paid_by[part].payers
    return {one.key: one.amount for one in payers}


def test_shanghai_pays_270_by_the_city_and_270_by_the_district() -> None:
    assert paid("310107001001") == {"centre": 306_000, "province": 27_000, "county": 27_000}
    centre, city, district = explained("310107001001").instalments[0].paid_by[0].payers
    assert centre.arithmetic.zh == "3600.00 元 × 中央财政分担比例 85 % = 3060.00 元"
    assert city.arithmetic.zh == "（3600.00 元 − 3060.00 元） × 地方部分中省级分担比例 50 % = 270.00 元"
    assert district.arithmetic.en == "3600.00 yuan − 3060.00 yuan − 270.00 yuan = 270.00 yuan"


def test_each_share_stands_with_the_document_that_it_is_in() -> None:
    figures = {one.name: one for one in explained("310107001001").payer_figures}
    assert set(figures) == {"central_share", "province_share"}
    assert {one.document.number for one in figures.values()} == {"沪卫人口〔2025〕12号"}
    assert {one.article for one in figures.values()} == {"三"}


def test_heilongjiang_leaves_the_provinces_part_open_because_nobody_lists_its_two_classes_of_counties() -> None:
    assert paid("231102001001") == {"centre": 324_000, "province": None, "city": None, "county": None}
    part = explained("231102001001").instalments[0].paid_by[0]
    province = part.payers[1]
    assert "文件没有列出各类有哪些县" in province.reasons[0].zh
    assert [one.zh for one in province.figures] == [
        "另一类县（市、区）地方部分中省级分担比例 60 %", "地方部分中省级分担比例 70 %",
    ]  # fmt: skip
    assert part.together.zh == (
        "省级财政（直辖市为市级）、市（州）级财政、县（市、区）财政合计 360.00 元，怎样分担还不清楚"
    )


def test_hubei_says_that_the_centres_share_is_not_confirmed() -> None:
    assert paid("420106001001") == {"centre": None, "province": None, "city": 0, "county": None}
    centre = next(one for one in explained("420106001001").payer_figures if one.name == "central_share")
    assert (centre.value, centre.said.zh) == (None, "未采用")
    assert "not confirmed" in centre.standing.en


def test_hubei_asked_for_unconfirmed_figures_still_has_two_classes_of_counties() -> None:
    assert paid("420106001001", unconfirmed=True) == {
        "centre": 324_000, "province": None, "city": 0, "county": None,
    }  # fmt: skip
    centre = next(one for one in explained("420106001001", unconfirmed=True).payer_figures if one.value is not None)
    assert not centre.confirmed


SECOND = [{"child": "girl", "parent": "mother", "kind": "birth", "birth_order": 2}]


def test_what_harbin_adds_is_shared_by_the_city_and_its_districts() -> None:
    assert paid("230102001001", part=0)["centre"] == 324_000
    assert paid("230102001001", part=1, parenthoods=SECOND) == {"city": 144_000, "county": 96_000}


@pytest.mark.parametrize("county", ["230123001001", "230129001001", "230184001001"])
def test_what_harbin_adds_is_paid_by_its_counties_alone(county: str) -> None:
    assert paid(county, part=1, parenthoods=SECOND) == {"city": 0, "county": 240_000}


@pytest.mark.parametrize(("place", "city"), [("510402001001", 120_000), ("510421001001", 48_000)])
def test_what_panzhihua_adds_is_shared_by_the_city_with_its_districts_and_counties(place: str, city: int) -> None:
    parents = [
        {"person_id": who, "sex": sex, "birth_date": dt.date(1994, 5, 6), "nationality": "CHN", "hukou_place": place}
        for who, sex in (("mother", "female"), ("father", "male"))
    ]
    girl = {"person_id": "girl", "sex": "female", "birth_date": dt.date(2025, 3, 20), "nationality": "CHN"}
    insured = [
        {
            "person": who, "kind": "insured_local", "place": place, "from_date": dt.date(2020, 1, 1),
            "until_date": dt.date(9999, 12, 31),
        }
        for who in ("mother", "father")
    ]  # fmt: skip
    family = {
        "persons": [*parents, {**girl, "hukou_place": place}],
        "parenthoods": [*SECOND, {"child": "girl", "parent": "father", "kind": "birth"}],
        "statuses": insured,
    }
    assert paid(place, part=1, **family) == {"city": city, "county": 240_000 - city}


def test_daqings_city_pays_nothing_of_it() -> None:
    assert paid("230602001001") == {"centre": 324_000, "province": None, "city": 0, "county": None}
    city = explained("230602001001").instalments[0].paid_by[0].payers[2]
    assert (city.arithmetic.zh, city.arithmetic.en) == (
        "0.00 元，按规定不分担", "0.00 yuan: the text gives it no part",
    )  # fmt: skip


def test_hangzhou_only_has_a_limit_for_the_citys_part() -> None:
    city = next(one for one in explained("330102001001").instalments[0].paid_by[0].payers if one.key == "city")
    assert city.amount is None
    assert city.reasons[0].zh == "文件只写了市级补助的上限，没有写实际比例"
    assert [one.zh for one in city.figures] == ["市级补助比例上限（占县（市、区）实际承担金额） 20 %"]


def test_fujian_names_the_three_classes_that_the_province_pays_with_the_centres_money_in_it() -> None:
    province = next(one for one in explained("350102001001").instalments[0].paid_by[0].payers if one.key == "province")
    assert province.amount is None
    assert "文件没有列出各档有哪些县" in province.reasons[0].zh
    assert [one.zh for one in province.figures] == ["中央和省级合计分档比例 85%、90%、95%"]


def test_the_province_pays_nothing_in_xiamen() -> None:
    assert paid("350203001001")["province"] == 0


YUNNAN = [("530102001001", 3_600), ("530302001001", 12_600), ("530602001001", 15_300), ("533301001001", 16_200)]


@pytest.mark.parametrize(("place", "province"), [*YUNNAN, ("530381001001", 15_300)])
def test_yunnan_has_four_classes_and_three_counties_of_their_own(place: str, province: int) -> None:
    found = paid(place)
    assert (found["centre"], found["province"], found["county"]) == (342_000, province, None)


def test_tibet_counties_pay_nothing() -> None:
    assert paid("540102001001") == {"centre": 342_000, "province": 18_000}


def test_where_no_share_is_on_file_nobodys_part_is_guessed() -> None:
    part = explained("440106001001").instalments[0].paid_by[0]
    assert {one.amount for one in part.payers} == {None}
    assert part.together.en.endswith("3600.00 yuan together; how they divide it is not known")
    assert {one.said.zh for one in explained("440106001001").payer_figures} == {"未查到"}


@pytest.mark.parametrize(("place", "province"), [("610102001001", 5_400), ("611002001001", 10_800)])
def test_shaanxi_has_two_classes_of_cities(place: str, province: int) -> None:
    found = paid(place)
    assert (found["centre"], found["province"], found["city"]) == (342_000, province, None)


def test_what_is_paid_adds_up_to_the_claim() -> None:
    for one in explained("310107001001").instalments:
        assert sum(part.amount for part in one.paid_by) == one.amount


@pytest.mark.parametrize("amount", [1, 99, 30_001, 133_334])
def test_parts_add_up_to_the_fen(amount: int) -> None:
    assert sum(split(amount, [Fraction(17, 20), Fraction(1, 3), Fraction(2, 3)])) == amount


def test_a_share_of_nothing_is_known_to_be_nothing_whatever_is_left() -> None:
    assert split(100, [None, Fraction(0), Fraction(1, 2)]) == [None, 0, None, None]


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(LawError, match="share is 85, but a share lies between 0 and 1"):
        split(100, [Fraction(85)])


@pytest.mark.parametrize("form", [to_text, to_html])
def test_who_pays_is_printed(form) -> None:
    said = form(explained("310107001001"), "both")
    for words in ("谁出钱", "Who pays", "中央财政分担比例 85 %", "the county or district", "沪卫人口"):
        assert words in said


# ------------------------------------------------------------------------------------------------ why it is left open


def test_a_claim_made_elsewhere_without_a_move_is_open_for_a_reason() -> None:
    claims = [
        {
            "person": "girl", "programme": "cn/childcare-subsidy", "year": 2025, "decision": "approved",
            "place": "440106000000", "submitted_on": dt.date(2025, 9, 1), "decided_on": dt.date(2025, 9, 20),
        }
    ]  # fmt: skip
    explanation = explain(outcome(dt.date(2025, 3, 20), on=dt.date(2025, 12, 1), claims=claims), months_ahead=0)
    first = explanation.instalments[0]
    assert first.amount is None
    assert "外地受理或发放" in first.reasons[0].zh
    assert "receipt of the claim made elsewhere, or record of the payment there" in [p.en for p in explanation.papers]
    assert any("要由工作人员看材料核定" in note.zh for note in explanation.notes)
    for form in (to_text, to_html):
        assert "没有户籍迁移的记录" in form(explanation, "zh").replace("\n", "").replace(" ", "")


def test_a_child_that_left_and_came_back_is_told_that_an_official_settles_the_months() -> None:
    place, away = "230102001001", "440106001001"
    moves = [
        (place, "2025-03-20", "2025-08-01"),
        (away, "2025-08-01", "2025-11-01"),
        (place, "2025-11-01", "9999-12-31"),
    ]
    hukou = [
        {
            "person": "girl", "place": where, "from_date": dt.date.fromisoformat(since),
            "until_date": dt.date.fromisoformat(until),
        }
        for where, since, until in moves
    ]  # fmt: skip
    got = outcome(dt.date(2025, 3, 20), dt.date(2026, 3, 1), "230100000000", place=place, hukou=hukou)
    explanation = explain(got, months_ahead=0)
    said = [reason.zh for one in (*explanation.criteria, *explanation.instalments) for reason in one.reasons]
    assert any("户籍迁出后又迁回" in reason for reason in said)
    assert any("历次迁移记载" in paper.zh for paper in explanation.papers)


def test_the_year_after_a_death_in_panzhihua_asks_for_the_reason_it_was_not_claimed() -> None:
    place = "510402001001"
    got = outcome(dt.date(2023, 3, 20), dt.date(2026, 3, 1), "510000000000", place=place, death=dt.date(2025, 10, 1))
    explanation = explain(got, months_ahead=0)
    said = [reason.zh for one in (*explanation.criteria, *explanation.instalments) for reason in one.reasons]
    assert any("特殊情况" in reason for reason in said)
    assert any("未能当年申领的情况说明" in paper.zh for paper in explanation.papers)
