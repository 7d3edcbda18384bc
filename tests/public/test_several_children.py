"""A mother of several children: she says each birth date once, and sees for each child what it is owed."""

import datetime as dt

from jiahe.places.divisions import Divisions
from jiahe.public.steps import step_after
from tests.public.visitor import Visitor

ON, WUHAN, DEMO = dt.date(2025, 9, 15), "420106000000", "420890000000"
FAMILY = {"who": "mother", "alive": "yes", "parents": "married", "work": "mother", "siblings": "same", "moved": "yes",
          "claims": "none", "sibling_1": "2023-01-05", "sibling_2": "2015-02-03", "sibling_2_died": "2016-02-03",
          }  # fmt: skip


def asked_about_all() -> Visitor:
    """The answer about a child of 2025 that has a sister of 2023 and had a brother who died."""
    visitor = Visitor(on=ON)
    visitor.answer(**FAMILY, place=WUHAN, birth="2025-03-20")
    while "Answer a few more questions" in visitor.text and "sibling_1" not in visitor.asked:
        visitor.send("more")
        visitor.answer(**FAMILY, place=WUHAN, birth="2025-03-20")
    return visitor


def test_the_other_child_takes_the_first_one_s_place() -> None:
    first = asked_about_all()
    assert "sibling_1" in first.asked
    assert "Now the child born on 5 January 2023" in first.text
    assert "3 February 2015" not in first.page.split("Now the child born on", 1)[1].split("</button>")[0]
    assert first.page.count("Now the child born on") == 1, "nobody is asked to look at a child that died"
    first.asked.clear()
    first.send("child:1")
    first.answer(place=WUHAN, claims="none", moved="yes")
    assert not {"who", "birth", "parents", "siblings", "sibling_1"} & set(first.asked), "said once"
    assert "place" in first.asked, "the hukou is each child's own"
    assert "Childcare subsidy (the child) Yes, by what you said In all 3900.00 yuan" in first.text
    assert "Now the child born on 20 March 2025" in first.text
    assert "This is about the child born on 5 January 2023" in first.text
    assert "death certificate" not in first.text, "nobody brings a paper to prove that a child lives"
    assert first.carried["sibling_2"] == "2015-02-03"
    assert first.carried["sibling_2_died"] == "2016-02-03"


def test_whether_the_first_child_lives_stays_as_it_was_said() -> None:
    posted = {
        "on": ON.isoformat(),
        "who": "mother",
        "birth": "2025-03-20",
        "siblings": "same",
        "sibling_1": "2023-01-05",
    }
    for alive, said in (
        ({}, "not_sure"),
        ({"alive": "no", "died_on": "2025-05-01"}, "2025-05-01"),
        ({"alive": "yes"}, ""),
    ):
        then = step_after({**posted, **alive, "sibling_1_died": "", "do": "child:1"}).answers.given
        assert (then["birth"], then["sibling_1"], then["sibling_1_died"]) == ("2023-01-05", "2025-03-20", said)


def test_another_child_begins_with_its_birth() -> None:
    visitor = Visitor(on=ON)
    visitor.answer(who="mother", place=WUHAN, birth="2025-03-20", alive="yes", parents="married", siblings="none")
    visitor.send("child:")
    assert visitor.step == "birth"
    assert visitor.carried["who"] == "mother"
    assert not {"place", "alive", "parents", "claims"} & set(visitor.carried)
    for nonsense in ("child:9", "child:x", "child:²"):
        assert step_after({**visitor.carried, "do": nonsense}).question.key == "birth"


def test_the_county_of_the_demo_is_no_place_of_this_country() -> None:
    assert DEMO not in Divisions.published()
    visitor = Visitor(on=ON)
    visitor.answer(who="child", place=DEMO, birth="2025-03-20")
    assert "420890" not in visitor.page
    told = step_after({"on": ON.isoformat(), "who": "child", "place": DEMO, "do": "show"})
    assert not told.answers.has("place")
