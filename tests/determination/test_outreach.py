"""Who stands on the list of those to reach, in which order, and what is asked of whom."""

import datetime as dt

import pytest

from jiahe.cli.console import ready_facts
from jiahe.determination.outreach import outreach
from jiahe.determination.run import determine
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack
from tests.town import PARENTHOODS, PERSONS, UNIONS, write_town

CHILDCARE = "cn/childcare-subsidy"
IN_ONE_GROUP = PERSONS.replace(",3\n", ",1\n")
BROKEN_UNIONS = UNIONS.replace("2019-05-01", "2019-05-32").replace("2015-05-01", "2015-05-32")


@pytest.fixture
def reached(tmp_path):
    """A function that makes a town, determines it and returns its list of those to reach."""

    def made(*, on=dt.date(2025, 9, 15), **tables):
        with ready_facts(write_town(tmp_path / "town", **tables), None, lambda *_: None, check=True) as facts:
            setting = Setting.of(the_pack(), on, "420000000000")
            return outreach(determine(facts.tables, the_pack(), setting, tmp_path / "out", affected=facts.affected))

    return made


def test_who_is_missed_comes_before_who_needs_a_paper_and_groups_come_in_order(reached):
    assert [(one.group, one.person, one.status) for one in reached(persons=IN_ONE_GROUP)] == [
        (1, "li_girl", "eligible"),
        (1, "chen_baby", "needs_evidence"),
    ]
    assert [(one.group, one.person) for one in reached()] == [(1, "chen_baby"), (3, "li_girl")]


def test_nobody_is_reached_for_a_leave(reached):
    employed = "person,kind,place,from_date,until_date\nwang_mother,employed,,2020-01-01,"
    people = reached(on=dt.date(2025, 1, 15), statuses=employed)
    assert {one.programme for one in people} == {CHILDCARE}


def test_the_child_of_a_parent_who_lost_a_row_is_looked_at_again(reached):
    """The Wang boy's claim stands, but whether his parents are married cannot be read."""
    people = {one.person: one for one in reached(unions=BROKEN_UNIONS) if one.programme == CHILDCARE}
    assert (people["wang_boy"].set_aside, people["wang_boy"].enrolled) == ("unions", True)
    assert people["li_girl"].set_aside == "unions"
    assert people["chen_baby"].set_aside is None


def test_papers_are_asked_only_of_who_could_become_entitled_by_them(reached):
    """Where the Chen baby's hukou is stays unknown in both: what she has of another country settles her answer."""
    asked = {one.person: one.unknown_criteria for one in reached()}
    assert "hukou_here" in asked["chen_baby"]
    foreign = IN_ONE_GROUP.replace("2025-01-05,,CHN,,rural", "2025-01-05,,USA,,rural")
    lost = PARENTHOODS + "chen_baby,nobody,birth,,,,\n"
    (baby,) = [one for one in reached(persons=foreign, parenthoods=lost) if one.person == "chen_baby"]
    assert (baby.status, baby.set_aside, baby.unknown_criteria) == ("not_eligible", "parenthoods", ())


def test_both_parents_are_named(reached):
    (girl,) = [one for one in reached() if one.person == "li_girl"]
    assert (girl.contact, girl.residence, girl.unclaimed) == ("李国强、李秀英", "420890100201", 360000)
