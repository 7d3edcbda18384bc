"""Twenty rows get a sensible answer: what is sure, what is asked, who is new, and what is said about it."""

import datetime as dt
import random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiahe.intake.matching import REASONS, RECORDS, NotRecords, Settings, duplicates, evidence, match, reason
from jiahe.web.words import Words

VILLAGE, OTHER_VILLAGE, OTHER_COUNTY = "420881101201", "420881101202", "430121103207"
MING = {
    "record_id": "ming",
    "name": "王晓明",
    "sex": "male",
    "birth_date": dt.date(1986, 5, 23),
    "place": VILLAGE,
    "id_number": "t1",
    "mother_name": "李秀兰",
    "father_name": "王国强",
    "spouse_name": None,
    "phone": "p1",
}


def records(*rows):
    return pa.Table.from_pylist(list(rows), RECORDS)


def someone(number):
    """Return one of the others in the register: nobody like another."""
    draw = random.Random(number)
    given_name = "".join(draw.sample("建志文军平永海金玉春德芳红梅霞玲静婷雪珍香翠荣花彩素月洁慧琳", 2))
    return {
        "record_id": f"other{number}",
        "name": draw.choice("赵钱孙周吴郑冯陈褚卫") + given_name,
        "sex": draw.choice(["male", "female"]),
        "birth_date": dt.date(1950, 1, 1) + dt.timedelta(days=draw.randrange(25_000)),
        "place": draw.choice([VILLAGE, OTHER_VILLAGE]),
        "id_number": f"o{number}",
        "mother_name": None,
        "father_name": None,
        "spouse_name": None,
        "phone": None,
    }


OTHERS = [someone(number) for number in range(30)]
REGISTER = records(MING, *OTHERS)


def row(**changes):
    return {**MING, "record_id": "row", "id_number": None, **changes}


def one(left, right=REGISTER, **chosen):
    """Match a single row and return its verdict and its only pair."""
    found = match(records(left), right, settings=Settings(**chosen))
    pairs = found.pairs.to_pylist()
    assert len(pairs) <= 1
    return found.rows["verdict"][0].as_py(), pairs[0] if pairs else None


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, ("name", "same")),
        ({"name": "王曉明"}, ("name", "variant")),
        ({"name": "王小明"}, ("name", "sound")),
        ({"name": "王明晓"}, ("name", "order")),
        ({"birth_date": dt.date(1986, 5, 28)}, ("birth", "one_digit")),
        ({"birth_date": dt.date(1986, 4, 15)}, ("birth", "lunar")),
        ({"place": OTHER_VILLAGE}, ("place", "township")),
        ({"place": OTHER_COUNTY}, ("place", "other")),
        ({"phone": "p2"}, ("phone", "other")),
        ({"mother_name": None}, ("kin", "one")),
    ],
)
def test_one_fault_leaves_it_sure(changes, level):
    verdict, pair = one(row(**changes))
    assert (verdict, pair["right_id"], pair["why"]) == ("sure", "ming", "weight")
    assert pair[f"{level[0]}_level"] == level[1]


def test_month_and_day_swapped_is_sure():
    born = dt.date(1986, 5, 11)
    verdict, pair = one(row(birth_date=dt.date(1986, 11, 5)), records({**MING, "birth_date": born}, *OTHERS))
    assert (verdict, pair["birth_level"]) == ("sure", "swapped")


@pytest.mark.parametrize("name", ["王晓亮", "王大明", "王明", "王晓?", "小明", None])
def test_another_or_an_unknown_name_is_never_sure(name):
    """A twin has everything else in common."""
    verdict, pair = one(row(name=name))
    assert verdict in ("ask", "new")
    assert pair is None or pair["why"] in ("other_name", "doubt")


@pytest.mark.parametrize("phone", ["p1", None])
def test_one_wrong_character_is_asked_about_in_a_county_though_the_parents_are_known(phone):
    """The same parents and birth date speak for a twin as much as for a typing error: only a person can tell."""
    verdict, pair = one(row(name="王晓亮", phone=phone), register=100_000)
    assert (verdict, pair["kin_level"], pair["name_level"]) == ("ask", "twin", "one_of_three")


def test_a_twin_of_quite_another_name_is_new_in_a_county():
    assert one(row(name="王建军", phone=None), register=100_000) == ("new", None)


@pytest.mark.parametrize("date", [None, dt.date(1989, 2, 7), dt.date(1986, 12, 30)])
def test_an_unknown_or_another_birth_date_is_never_sure(date):
    verdict, pair = one(row(birth_date=date))
    assert (verdict, pair["why"]) == ("ask", "other_date")


def test_brothers_namesakes_and_fathers_are_new():
    brother = row(name="王晓亮", birth_date=dt.date(1989, 2, 7))
    elsewhere = {"place": OTHER_VILLAGE, "mother_name": "赵金花", "father_name": "王德福", "phone": None}
    namesake = row(birth_date=dt.date(1961, 12, 2), **elsewhere)
    father = row(name="王国强", birth_date=dt.date(1960, 8, 1), mother_name="周玉珍", father_name="王有财")
    assert [one(left)[0] for left in (brother, namesake, father)] == ["new", "new", "new"]


def test_the_same_id_number_is_enough():
    verdict, pair = one(row(id_number="t1", name="王晓亮", place=OTHER_COUNTY, mother_name=None))
    assert (verdict, pair["why"], pair["right_id"]) == ("sure", "id", "ming")


def test_the_same_id_number_with_another_name_and_birth_date_is_asked():
    verdict, pair = one(row(id_number="t1", name="周海燕", birth_date=dt.date(1970, 1, 30)))
    assert (verdict, pair["why"]) == ("ask", "id_conflict")


def test_another_id_number_is_never_sure():
    verdict, pair = one(row(id_number="t9"))
    assert (verdict, pair["why"]) == ("ask", "other_id")


def test_a_second_row_for_the_same_person_is_asked():
    found = match(records(row(record_id="1"), row(record_id="2")), REGISTER)
    assert found.rows["verdict"].to_pylist() == ["sure", "ask"]
    assert [(pair["left_id"], pair["why"]) for pair in found.pairs.to_pylist()] == [("1", "weight"), ("2", "taken")]


def test_a_row_that_fits_two_persons_is_asked():
    twice = records(MING, {**MING, "record_id": "again", "id_number": None}, *OTHERS)
    found = match(records(row()), twice)
    assert found.rows["verdict"].to_pylist() == ["ask"]
    assert [pair["why"] for pair in found.pairs.to_pylist()] == ["rival", "rival"]


def test_a_row_with_the_id_of_one_does_not_take_the_person_from_the_other():
    rows = records(row(record_id="1", id_number="t1"), row(record_id="2"))
    found = match(rows, REGISTER)
    assert [(pair["left_id"], pair["verdict"], pair["why"]) for pair in found.pairs.to_pylist()] == [
        ("1", "sure", "id"),
        ("2", "ask", "taken"),
    ]


def test_evidence_is_in_words_and_adds_up_to_the_weight():
    _, pair = one(row(name="王小明", place=OTHER_VILLAGE, phone=None))
    said = evidence(pair)
    assert Words("姓名同音不同字", "same sound, another character") in [each.says for each in said]
    assert [each.weight for each in said if each.says == Words("未知", "unknown")] == [0, 0, 0]
    assert abs(said[0].weight) == max(abs(each.weight) for each in said)
    prior = pair["weight"] - sum(each.weight for each in said)
    assert prior == pytest.approx(-5.93, abs=0.01), "0.5 / 31 as a weight"
    assert reason(pair) is REASONS["weight"]


def test_a_rare_name_weighs_more_than_a_frequent_one():
    many = [{**someone(100 + n), "name": "王伟", "id_number": None} for n in range(400)]
    register = records(MING, *OTHERS, *many)
    rare = one(row(), register)[1]
    frequent = one(row(name="王伟", birth_date=many[0]["birth_date"], place=many[0]["place"]), register, ask=-30)
    found = match(records(row(name="王伟", birth_date=many[0]["birth_date"])), register, settings=Settings(ask=-30))
    weights = [pair["name_weight"] for pair in found.pairs.to_pylist() if pair["name_level"] == "same"]
    assert frequent is not None
    assert weights
    assert max(weights) < rare["name_weight"] - 5


def test_records_of_one_list_that_are_one_person():
    again = row(record_id="again", name="王小明")
    brother = row(record_id="brother", name="王晓亮", birth_date=dt.date(1989, 2, 7))
    found = duplicates(records(MING, again, brother, *OTHERS))
    assert [(pair["left_id"], pair["right_id"], pair["verdict"]) for pair in found.pairs.to_pylist()] == [
        ("again", "ming", "sure")
    ]


def test_parquet_is_read_as_well(tmp_path):
    pq.write_table(REGISTER, tmp_path / "register.parquet")
    assert match(records(row()), tmp_path / "register.parquet").count() == {"sure": 1, "ask": 0, "new": 0}


@pytest.mark.parametrize("left", [0, 3])
@pytest.mark.parametrize("right", [0, 3])
def test_empty_lists_are_no_error(left, right):
    found = match(records(*OTHERS[:left]), records(*OTHERS[20 : 20 + right]))
    assert found.count() == {"sure": 0, "ask": 0, "new": left}


def test_a_table_that_is_not_fit_says_so():
    with pytest.raises(NotRecords, match="no column record_id"):
        match(pa.table({"name": ["王伟"]}), REGISTER)
    with pytest.raises(NotRecords, match="birth_date is VARCHAR; it must be DATE"):
        match(pa.table({"record_id": ["1"], "birth_date": ["1986-05-23"]}), REGISTER)
    with pytest.raises(NotRecords, match="0 have none, 1 have one that stands twice"):
        match(records(row(), row()), REGISTER)


def test_columns_that_a_file_does_not_have_are_unknown():
    left = pa.table({"record_id": ["row"], "name": ["王晓明"], "birth_date": [MING["birth_date"]]})
    found = match(left, REGISTER)
    assert found.rows["verdict"].to_pylist() == ["sure"]
    assert found.pairs["place_level"].to_pylist() == [None]


PEOPLE = st.fixed_dictionaries(
    {
        "name": st.sampled_from([None, "王晓明", "王小明", "王晓亮", "王明", "李红梅", "李红霞", "不详"]),
        "sex": st.sampled_from([None, "male", "female"]),
        "birth_date": st.sampled_from([None, dt.date(1986, 5, 23), dt.date(1986, 4, 15), dt.date(1986, 5, 28)]),
        "place": st.sampled_from([None, VILLAGE, OTHER_VILLAGE, "420881101000"]),
        "id_number": st.sampled_from([None, None, "t1", "t2"]),
        "mother_name": st.sampled_from([None, "李秀兰", "赵金花"]),
        "father_name": st.sampled_from([None, "王国强"]),
        "spouse_name": st.sampled_from([None, "张燕"]),
        "phone": st.sampled_from([None, "p1", "p2"]),
    }
)


def keyed(rows, mark):
    return [{"record_id": f"{mark}{number}", **one} for number, one in enumerate(rows)]


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(PEOPLE, max_size=6), st.lists(PEOPLE, max_size=6), st.randoms())
def test_whatever_comes_nothing_is_sure_without_an_id_or_the_weight(left, right, dice):
    """And each row and person is sure once at most, and the order of the rows changes nothing."""
    left, right = keyed(left, "l"), keyed(right, "r")
    found = match(records(*left), records(*right))
    ids = {each["record_id"]: each["id_number"] for each in left + right}
    sure = [pair for pair in found.pairs.to_pylist() if pair["verdict"] == "sure"]
    for pair in sure:
        same_id = ids[pair["left_id"]] is not None and ids[pair["left_id"]] == ids[pair["right_id"]]
        assert same_id or pair["weight"] >= Settings().sure
    assert len({pair["left_id"] for pair in sure}) == len({pair["right_id"] for pair in sure}) == len(sure)
    assert found.rows["left_id"].to_pylist() == [each["record_id"] for each in left]
    dice.shuffle(left), dice.shuffle(right)
    again = match(records(*left), records(*right))
    assert again.pairs.equals(found.pairs)
    assert again.rows.equals(found.rows)


def test_rows_with_one_number_are_each_weighed_once_and_only_one_of_them_is_sure():
    rows = [row(record_id=key, id_number="t1") for key in "abc"]
    found = match(records(*rows), REGISTER).pairs.to_pylist()
    assert [(one["left_id"], one["verdict"], one["why"]) for one in found] == [
        ("a", "sure", "id"),
        ("b", "ask", "taken"),
        ("c", "ask", "taken"),
    ]
    assert len({one["weight"] for one in found}) == 1
