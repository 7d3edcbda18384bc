"""Each count of a summary, on a town where it is not nought."""

import datetime as dt

from jiahe.cli.console import ready_facts
from jiahe.determination.run import determine
from jiahe.determination.summary import summarise
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack
from tests.town import PERSONS, VILLAGE, write_town

CHILDCARE, LOSS = "cn/childcare-subsidy", "cn/loss-support"


def lines_of(folder, *, region="420000000000", on=dt.date(2025, 9, 15), level="all", programme=CHILDCARE, **tables):
    """Return the lines of a programme over a town, by place."""
    with ready_facts(write_town(folder / "town", **tables), None, lambda *_: None, check=True) as facts:
        pack = the_pack().only([programme])
        run = determine(facts.tables, pack, Setting.of(pack, on, region), folder / "out")
    return {line.place: line for line in summarise(run.outcomes, region=region, level=level)}


def test_where_no_claims_are_on_file_nobody_is_called_claimed_or_missed(tmp_path):
    beijing = {"region": "110000000000", "on": dt.date(2024, 6, 1), "programme": LOSS}
    (line,) = lines_of(tmp_path, **beijing, claims="", payments="").values()
    assert (line.entitled, line.claims_unknown, line.enrolled, line.missed, line.missed_money) == (2, 2, 0, 0, 0)


def test_what_is_owed_in_all_years_is_more_than_this_years(tmp_path):
    """The Li girl is owed 3600 and 900 yuan, the Wang boy 3600, 3600 and 1800; 3600 of each is of 2025."""
    (line,) = lines_of(tmp_path).values()
    assert (line.this_year, line.all_years, line.amount_unknown) == (720000, 450000 + 900000, 0)
    assert line.missed_money == 360000


def test_a_sum_that_is_not_known_in_all_is_counted(tmp_path):
    (line,) = lines_of(tmp_path, region="110000000000", on=dt.date(2022, 9, 15), programme=LOSS).values()
    assert (line.entitled, line.amount_unknown, line.all_years) == (2, 2, 0)


def test_who_belongs_elsewhere_is_counted_apart(tmp_path):
    """The Wang family's hukou is in Wuhan; where the Chen baby's is nobody knows."""
    persons = PERSONS.replace("420890100201,rural,420890100201,5", "420106001001,urban,420106001001,")
    lines = lines_of(tmp_path, region="420890000000", level="village", persons=persons)
    assert {place: line.looked_at for place, line in lines.items()} == {VILLAGE: 1, None: 2}
