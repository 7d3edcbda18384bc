import datetime as dt

import pytest
from stdnum.cn import ric

from jiahe.people.errors import Refused
from jiahe.people.numbers import read_id_number


def id_number(begins: str) -> str:
    return begins + str(ric.calc_check_digit(begins + "0"))


@pytest.mark.parametrize("begins", ["42088219300101001", "42242519500307002", "42010619230605002", "83000019900307002"])
def test_a_number_older_than_its_county_code_and_a_permit_of_a_resident_from_elsewhere_are_numbers(begins):
    """Codes of counties came into force from 1983 on, and numbers were given to people of every age."""
    number = id_number(begins)
    born = dt.date(int(begins[6:10]), int(begins[10:12]), int(begins[12:14]))
    assert read_id_number(f" {number.lower()} ", born=born) == number


@pytest.mark.parametrize("wrong", ["42088219300101001", "420882193001010010", "张三", "420882300101001"])
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(Refused, match="The ID number is wrong"):
        read_id_number(wrong)


def test_a_number_that_says_another_day_or_sex_is_refused_and_none_is_none():
    number = id_number("42088219300101002")
    assert read_id_number(number, sex="female") == number
    assert read_id_number("  ") is None
    with pytest.raises(Refused, match="born on 1 January 1930"):
        read_id_number(number, born=dt.date(1930, 1, 2))
    with pytest.raises(Refused, match="another sex"):
        read_id_number(number, sex="male")
