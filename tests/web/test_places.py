"""A place as people write it into a form: of this county by its own name, elsewhere from the province or city down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms

from jiahe.places.models import Division
from jiahe.places.naming import forget
from jiahe.trust.acting import Acting, acting_as
from jiahe.web.places import PlaceCode
from tests.cast import COUNTY, TOWN, VILLAGE

OWN = [
    (COUNTY, "禾阳县", 3), (TOWN, "清溪镇", 4), (VILLAGE, "柳林村", 5), ("420890101000", "白云镇", 4),
    ("420890101201", "东风村", 5), ("420890100202", "东风村", 5),
]  # fmt: skip


@pytest.fixture(autouse=True)
def county(db: None, posts: dict[str, Acting]) -> Iterator[None]:
    with acting_as(posts["steward"]):
        Division.objects.bulk_create([Division(code=c, name=n, level=i, source="测试") for c, n, i in OWN])
    forget()
    yield
    forget()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("柳林村", VILLAGE),
        (f"{VILLAGE} 柳林村", VILLAGE),
        ("清溪镇 柳林村", VILLAGE),
        ("禾阳县清溪镇", TOWN),
        ("白云镇东风村", "420890101201"),
        ("深圳市南山区", "440305000000"),
        ("广东省深圳市南山区", "440305000000"),
        ("宜昌夷陵", "420506000000"),
        ("湖北省宜昌市夷陵区", "420506000000"),
        ("北京市朝阳区", "110105000000"),
        ("广东省", "440000000000"),
        ("440305000000", "440305000000"),
        ("", None),
    ],
)
def test_a_place_is_found_by_what_people_write(written: str, code: str | None) -> None:
    assert PlaceCode(required=False).clean(written) == code


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("东风村", "“东风村”不止一处：清溪镇东风村、白云镇东风村。请写全名"),
        ("深圳南山", "“深圳南山”不止一处：广东省深圳市南山区、"),
        ("深圳市南山镇", "是不是广东省深圳市"),
        ("深圳市某某某", "只认出了广东省深圳市"),
        ("朝阳区", "没有找到“朝阳区”"),
        ("某某某", "从省或市写起"),
        ("420582999001", "没有区划代码 420582999001"),
    ],
)
def test_what_names_no_place_or_several_is_said_with_what_to_write(written: str, said: str) -> None:
    with pytest.raises(forms.ValidationError) as wrong:
        PlaceCode().clean(written)
    assert said in wrong.value.message


def test_a_place_that_is_on_record_and_no_more_is_kept() -> None:
    assert PlaceCode(kept="429999999999").clean("429999999999") == "429999999999"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (VILLAGE, "清溪镇柳林村"), ("440305000000", "广东省深圳市南山区"), ("429999999999", "429999999999"),
        ("柳林", "柳林"), (None, None),
    ],
)  # fmt: skip
def test_a_place_stands_in_its_box_by_a_name_that_leads_back_to_it(code: str | None, name: str | None) -> None:
    field = PlaceCode(required=False, kept=code)
    assert field.prepare_value(code) == name
    assert field.clean(name) == (VILLAGE if name == "柳林" else code)
    assert field.to_python(name) == (VILLAGE if name == "柳林" else code or "")
