import pytest

from jiahe.intake.cells import Cell, PlaceAnswer, Reader
from jiahe.intake.fault import Fault
from jiahe.intake.fields import Kind
from tests.intake.columns import COUNTY, PLACES, column

WILLOW = "420890100201"
WILLOW_OF_THE_STREET = "420890101001"


def read(cell: Cell, county: str | None = COUNTY) -> object:
    return Reader(column(Kind.PLACE), PLACES, county=county).one(cell)


def rule(cell: Cell, county: str | None = COUNTY) -> str:
    fault = read(cell, county)
    assert isinstance(fault, Fault), fault
    return fault.rule


@pytest.mark.parametrize(
    ("cell", "code", "group"),
    [
        (WILLOW, WILLOW, None),
        (int(WILLOW), WILLOW, None),
        (float(WILLOW), WILLOW, None),
        ("420890100", "420890100000", None),
        (420890, COUNTY, None),
        ("４２０８９０", COUNTY, None),
        (f"{WILLOW} 3组", WILLOW, 3),
        (f"{WILLOW}柳林村第三组", WILLOW, 3),
        ("湖北省荆门市禾阳县清溪镇柳林村3组", WILLOW, 3),
        ("湖北荆门禾阳清溪柳林三组", WILLOW, 3),
        ("禾阳县 清溪镇 柳林村 第十二村民小组", WILLOW, 12),
        ("清溪镇-柳林村-3组", WILLOW, 3),
        ("清溪镇柳林村三组12号", WILLOW, 3),
        ("清溪镇柳林村12-3号", WILLOW, None),
        ("清溪镇柳林村委会", WILLOW, None),
        ("清溪镇柳林村民委员会二十三组", WILLOW, 23),
        ("清溪镇柳林村上湾组", WILLOW, None),
        ("青山村", "420890101003", None),
        ("青山", "420890101003", None),
        ("五一村2组", "420890101002", 2),
        ("东风村3队", "420890100203", 3),
        ("桃园社区", "420890100202", None),
        ("桃园居委会", "420890100202", None),
        ("白云街道办事处柳林村", WILLOW_OF_THE_STREET, None),
        ("禾阳县", COUNTY, None),
        ("广东省深圳市宝安区", "440306000000", None),
        ("深圳市宝安区", "440306000000", None),
        ("湖北省京山市", "420882000000", None),
        ("北京市朝阳区", "110105000000", None),
        ("内蒙古呼和浩特市", "150100000000", None),
    ],
)
def test_a_place_is_found_by_its_code_or_by_any_part_of_its_path(cell, code, group):
    assert read(cell) == PlaceAnswer(code, group)


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("柳林村", "place_ambiguous"),
        ("柳林", "place_ambiguous"),
        ("禾阳县柳林村3组", "place_ambiguous"),
        ("李家湾村", "place_unknown"),
        ("清溪镇五一村", "place_unknown"),
        ("朝阳区", "place_unknown"),  # of another city, which is not said
        ("五一组", "place_unknown"),
        ("4208", "place_code_length"),
        ("4208901002011", "place_code_length"),
        (42089010, "place_code_length"),
        ("420899", "place_code_unknown"),
        ("420890100299", "place_code_unknown"),
        (f"{WILLOW}青山村", "place_code_and_name"),
        ("4.2089E+11", "number_lost"),
    ],
)
def test_a_place_that_cannot_be_just_one_is_a_fault(cell, named):
    assert rule(cell) == named


def test_an_unknown_or_doubtful_name_is_answered_with_those_that_are_near():
    both = read("柳林村")
    assert isinstance(both, Fault)
    assert "清溪镇柳林村、白云街道柳林村" in both.remedy.zh
    near = read("清溪镇柳琳村2组")
    assert isinstance(near, Fault)
    assert near.remedy.zh == "是不是清溪镇柳林村？写全名或代码。"
    far = read("广东省深圳市宝安区幸福小区")
    assert isinstance(far, Fault)
    assert "认出了广东省深圳市宝安区" in far.remedy.zh


def test_without_a_county_a_path_begins_with_a_province_or_a_city():
    assert rule("青山村", None) == "place_unknown"
    assert read("湖北省荆门市禾阳县白云街道青山村", None) == PlaceAnswer("420890101003", None)


def test_a_column_of_places_needs_the_divisions():
    with pytest.raises(ValueError, match="give `places`"):
        Reader(column(Kind.PLACE))
