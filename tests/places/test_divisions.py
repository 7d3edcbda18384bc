"""Places: names, levels, what lies above, and which codes exist."""

import pytest

from jiahe.places import NATION, Divisions, Place, PlacesError, level_of

DIVISIONS = Divisions.published()


@pytest.mark.parametrize(
    ("code", "name", "full_name", "level", "parent"),
    [
        ("420000000000", "湖北省", "湖北省", 1, NATION),
        ("420800000000", "荆门市", "湖北省荆门市", 2, "420000000000"),
        ("420882000000", "京山市", "湖北省荆门市京山市", 3, "420800000000"),
        ("420102002003", "保成社区", "湖北省武汉市江岸区大智街道保成社区", 5, "420102002000"),
        ("110101001000", "东华门街道", "北京市东城区东华门街道", 4, "110101000000"),
        ("429004001000", "沙嘴街道", "湖北省仙桃市沙嘴街道", 4, "429004000000"),
        ("441900003000", "东城街道", "广东省东莞市东城街道", 4, "441900000000"),
        ("330106109001", "三墩镇001号村（社区）", "浙江省杭州市西湖区三墩镇001号村（社区）", 5, "330106109000"),
    ],
)
def test_a_place_has_a_name_a_level_and_a_place_above_it(code, name, full_name, level, parent):
    assert DIVISIONS.is_known(code)
    assert (DIVISIONS.name(code), DIVISIONS.full_name(code)) == (name, full_name)
    assert (DIVISIONS.level(code), DIVISIONS.parent(code)) == (level, parent)


def test_the_province_can_be_left_out_of_a_name():
    assert DIVISIONS.full_name("420882000000", from_level=2) == "荆门市京山市"


def test_the_nation_lies_above_all():
    assert (DIVISIONS.name(NATION), DIVISIONS.level(NATION), DIVISIONS.parent(NATION)) == ("全国", 0, None)


@pytest.mark.parametrize(
    "code", ["420102002999", "420882999001", "429999000000", "420106", "", "42010200200x", "990000000000"]
)
def test_codes_that_nobody_has_are_unknown(code):
    assert not DIVISIONS.is_known(code)


def test_a_village_is_known_by_its_town_where_villages_are_not_listed():
    assert DIVISIONS.is_known("330106109888")
    assert not DIVISIONS.is_known("330106999888")


def test_an_unknown_place_is_named_with_what_is_known_above_it():
    with pytest.raises(
        PlacesError, match=r"No division has the code 420882999001. It would lie in 湖北省荆门市京山市"
    ) as raised:
        DIVISIONS.name("420882999001")
    assert raised.value.zh == (
        "没有区划代码 420882999001。它应属于湖北省荆门市京山市（420882000000）。"
        "请改正代码，或在 places.csv 里写上这个地方。"
    )


def test_what_is_no_code_is_said_to_be_none():
    with pytest.raises(PlacesError, match=r"'京山' is not a place code: write 12 digits"):
        DIVISIONS.full_name("京山")
    with pytest.raises(PlacesError, match=r"'420106' is not a place code"):
        level_of("420106")


def test_an_invented_town_has_the_villages_that_are_named_with_it():
    town = DIVISIONS.with_places([Place("420882990000", "和顺镇", 4), Place("420882990001", "东村", 5)])
    assert town.full_name("420882990001") == "湖北省荆门市京山市和顺镇东村"
    assert not town.is_known("420882990002")
    assert not DIVISIONS.is_known("420882990001")


def test_an_invented_town_without_villages_is_open():
    assert DIVISIONS.with_places([Place("420882990000", "和顺镇", 4)]).is_known("420882990007")


def test_an_added_village_leaves_its_neighbours_known():
    more = DIVISIONS.with_places([Place("330106109001", "东村", 5)])
    assert more.name("330106109001") == "东村"
    assert more.is_known("330106109002")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (Place("420882990000", "和顺镇", 5), r"level 5 is written, but the code has the form of level 4"),
        (Place("420882990000", " ", 4), r"the name is empty"),
        (Place("420882990000", "和顺镇", 6), r"level 6 does not exist; write 1 \(province\) to 5 \(village\)"),
        (Place("990882990000", "和顺镇", 4), r"the place above it, 990882000000, is not known; add it as well."),
    ],
)
def test_a_place_that_is_not_whole_is_not_added(place, message):
    with pytest.raises(PlacesError, match=message):
        DIVISIONS.with_places([place])


def test_below_names_what_people_choose_from_next():
    below = Divisions.published().below
    assert "湖北省" in [one.name for one in below(NATION)]
    assert "荆门市" in [one.name for one in below("420000000000")]
    assert "京山市" in [one.name for one in below("420800000000")]
    assert "密云区" in [one.name for one in below("110000000000")], "市辖区 exists in the code only"
    assert below("999999000000") == []
