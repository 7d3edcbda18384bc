"""What the worked cases of the childcare subsidy do not show: the month table, who pays, what is read where."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from jiahe.facts.contract import FACTS
from jiahe.law import LawError
from jiahe.law.facts import Facts
from jiahe.law.lower import Lowering, facts_needed, lower
from jiahe.law.outcome import determine_one
from jiahe.law.programme import Pack
from jiahe.law.setting import Setting
from jiahe.programmes.cn.childcare_subsidy.rule import ChildcareSubsidy
from jiahe.programmes.cn.childcare_subsidy.shares import Payers, split_by_payer

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


def outcome(birth: dt.date, on: dt.date = dt.date(2025, 9, 15), region: str = "420000000000"):
    """Return the outcome for a girl in Wuhan with a mother on record and no claims."""
    tables = {table.name: [] for table in FACTS.tables}
    place = WUHAN if region.startswith("42") else region[:2] + "0102001001"
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
    tables["parenthoods"] = [{"child": "girl", "parent": "mother", "kind": "birth"}]
    whole = {name: [_row(name, row) for row in rows] for name, rows in tables.items()}
    return determine_one(Facts(FACTS, whole), PACK, Setting.of(PACK, on, region), "girl")[0]


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


def test_shanghai_pays_270_by_the_city_and_270_by_the_district() -> None:
    assert split_by_payer(360_000, **_shares("310107000000")) == Payers(306_000, 27_000, 0, 27_000)


def test_heilongjiang_splits_its_tenth_seven_to_three() -> None:
    assert split_by_payer(360_000, **_shares("231100000000")) == Payers(324_000, 25_200, 0, 10_800)


def test_heilongjiang_splits_six_to_four_in_the_other_counties() -> None:
    shares = _shares("231100000000")
    shares["province_share"] = _share("province_share_of_other_counties", "231100000000")
    assert split_by_payer(360_000, **shares) == Payers(324_000, 21_600, 0, 14_400)


def test_harbin_shares_the_rest_with_its_districts_and_not_with_its_counties() -> None:
    assert split_by_payer(360_000, **_shares("230102000000")) == Payers(324_000, 25_200, 6_480, 4_320)
    assert split_by_payer(360_000, **_shares("230123000000")) == Payers(324_000, 25_200, 0, 10_800)


def test_tibet_counties_pay_nothing() -> None:
    assert split_by_payer(360_000, **_shares("540102000000")) == Payers(342_000, 18_000, 0, 0)


@pytest.mark.parametrize(("region", "province"), [("610102000000", 5_400), ("611002000000", 10_800)])
def test_shaanxi_has_two_classes_of_cities(region: str, province: int) -> None:
    assert split_by_payer(360_000, **_shares(region)) == Payers(342_000, province, 0, 18_000 - province)


@pytest.mark.parametrize("amount", [1, 99, 30_001, 133_334])
def test_parts_add_up_to_the_fen(amount: int) -> None:
    parts = split_by_payer(
        amount, central_share=Fraction(17, 20), province_share=Fraction(1, 3), city_share=Fraction(2, 3)
    )
    assert parts.total == amount


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(LawError, match="The central share is 85, but a share lies between 0 and 1"):
        split_by_payer(100, central_share=Fraction(85))


def _share(name: str, place: str) -> Fraction:
    dated = ChildcareSubsidy.parameters[name].at(place, dt.date(2026, 3, 1), unconfirmed=False)
    return Fraction(0) if dated is None else Fraction(dated.value)


def _shares(place: str) -> dict[str, Fraction]:
    return {name: _share(name, place) for name in ("central_share", "province_share", "city_share")}
