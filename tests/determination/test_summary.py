"""Who is entitled, who has claimed, who is missed: the counts, the Excel files and the outreach list."""

import datetime as dt
import zipfile

from python_calamine import CalamineWorkbook

from jiahe.cli.console import ready_facts
from jiahe.determination.run import determine
from jiahe.determination.summary import summarise
from jiahe.determination.workbook import write_outreach, write_summary
from jiahe.law.setting import Setting
from jiahe.programmes import the_pack
from tests.town import CERTIFICATES, CLAIMS, PERSONS, VILLAGE, rows, write_town

CHILDCARE = "cn/childcare-subsidy"


def test_the_counts_add_up(run):
    (line,) = [one for one in summarise(run.outcomes, region="420000000000", level="all") if one.programme == CHILDCARE]
    assert (line.looked_at, line.entitled, line.enrolled, line.missed, line.needs_evidence) == (3, 2, 1, 1, 1)
    assert line.missed_money == 360000
    assert line.looked_at == line.entitled + line.needs_evidence + line.not_met


def test_villages_are_counted_apart_and_unknown_places_are_shown(run):
    lines = {
        one.place: one
        for one in summarise(run.outcomes, region="420000000000", level="village")
        if one.programme == CHILDCARE
    }
    assert lines[VILLAGE].entitled == 2
    assert lines[None].needs_evidence == 1


def test_the_summary_workbook_has_the_same_figures(run, facts):
    book = CalamineWorkbook.from_path(str(write_summary(run, facts.divisions)))
    table = book.get_sheet_by_name("村居 Villages").to_python()
    (row,) = [r for r in table if r[0] == VILLAGE and r[2].startswith("育儿补贴")]
    assert row[1] == "柳林村"
    assert row[4:7] == [2, 1, 1]
    assert row[11] == 3600.0


def test_the_notes_call_every_programme_by_its_own_names_and_words(tmp_path, facts):
    setting = Setting.of(the_pack(), dt.date(2022, 9, 15), "110000000000")
    run = determine(facts.tables, the_pack(), setting, tmp_path / "out")
    book = CalamineWorkbook.from_path(str(write_summary(run, facts.divisions)))
    notes = {row[0]: row[1] for row in book.get_sheet_by_name("说明 Notes").to_python()}
    loss = notes[_named("cn/loss-support")]
    assert loss.startswith("依据：《")
    assert "条件：" in loss
    assert "Conditions: " in loss
    assert not any("cn/" in cell for cell in notes.values())
    left_out = notes["未纳入（依据未核实） Left out, unconfirmed"]
    assert left_out == ("\n".join(_named(key) for key in run.left_out) or "无 none")


def _named(key):
    rule = the_pack().rule(key)
    return f"{rule.zh} {rule.en}"


def test_the_summary_names_nobody(run, facts):
    book = CalamineWorkbook.from_path(str(write_summary(run, facts.divisions)))
    cells = {str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    for person in rows(PERSONS):
        assert not any(person["name"] in cell or person["person_id"] in cell for cell in cells)


def test_the_outreach_list_names_who_to_reach_and_what_is_needed(run, facts):
    path, people = write_outreach(run, facts.divisions)
    assert [p.person for p in people if p.programme == CHILDCARE and p.status == "eligible"] == ["li_girl"]
    table = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("柳林村").to_python()
    assert "不得张贴" in table[0][0]
    (girl,) = [row for row in table if row[2] == "李小满"]
    assert girl[4] == "李国强、李秀英"
    assert girl[6].startswith("有应享未申领的")
    assert girl[7:9] == [3600.0, 3600.0]


def test_a_person_whose_hukou_is_unknown_is_looked_for_where_they_live(run, facts):
    _, people = write_outreach(run, facts.divisions)
    (baby,) = [person for person in people if person.person == "chen_baby" and person.programme == CHILDCARE]
    assert baby.status == "needs_evidence"
    assert baby.village == VILLAGE
    assert "hukou_here" in baby.unknown_criteria


def test_a_person_whose_hukou_is_elsewhere_is_not_listed(run, facts):
    _, people = write_outreach(run, facts.divisions)
    assert not any(person.person.startswith("liu") for person in people)


def test_a_person_who_lost_a_row_is_marked_for_the_worker(tmp_path):
    """The claim of the Wang boy cannot be read, so he seems to be missed: the list says that a row was set aside."""
    another = "li_girl,li_mother,cn/maternity-leave,2023,,2023-03-01,approved,2023-03-02\n"
    claims = CLAIMS.replace("2025-09-01,approved", "2025-09-31,approved") + another
    town = write_town(tmp_path / "town", claims=claims, payments="person,programme,year,amount,place,paid_on")
    with ready_facts(town, None, lambda step, share: None, check=True) as facts:
        setting = Setting.of(the_pack(), dt.date(2025, 9, 15), "420000000000")
        run = determine(facts.tables, the_pack(), setting, tmp_path / "out", affected=facts.affected)
        path, people = write_outreach(run, facts.divisions)
    (boy,) = [person for person in people if person.person == "wang_boy" and person.programme == CHILDCARE]
    assert boy.set_aside == "claims"
    table = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("柳林村").to_python()
    assert any(row[2] == "王谷雨" and "申领记录 claims" in row for row in table)


def test_a_parent_whose_childs_row_is_lost_is_marked_for_the_worker(tmp_path):
    """What kind of card the Liu son holds cannot be read, and his parents' answers may hang on it."""
    town = write_town(
        tmp_path / "town",
        persons=PERSONS.replace("1988-09-09,2015-05-20", "1988-09-09,"),
        certificates=CERTIFICATES + "liu_son,disabled,2,,2000-01-01,\n",
    )
    with ready_facts(town, None, lambda step, share: None, check=True) as facts:
        setting = Setting.of(the_pack(), dt.date(2022, 9, 15), "110000000000")
        run = determine(facts.tables, the_pack(), setting, tmp_path / "out", affected=facts.affected)
        _, people = write_outreach(run, facts.divisions)
    marked = {person.person: person.set_aside for person in people}
    assert marked == {"liu_mother": "certificates", "liu_father": "certificates"}


def test_a_sum_of_which_nothing_is_known_is_unknown_and_not_zero(tmp_path):
    """Nobody has written down how the Wang mother's delivery went, so the days of her leave are not known."""
    employed = "person,kind,place,from_date,until_date\nwang_mother,employed,,2020-01-01,"
    town = write_town(tmp_path / "town", statuses=employed)
    with ready_facts(town, None, lambda step, share: None, check=True) as facts:
        setting = Setting.of(the_pack(), dt.date(2024, 7, 1), "420000000000")
        run = determine(facts.tables, the_pack().only(["cn/maternity-leave"]), setting, tmp_path / "out")
        (line,) = summarise(run.outcomes, region="420000000000", level="all")
        assert (line.entitled, line.this_year, line.this_year_unknown) == (1, 0, 1)
        book = CalamineWorkbook.from_path(str(write_summary(run, facts.divisions)))
    row = book.get_sheet_by_name("合计 Total").to_python()[3]
    assert row[10] == "未知 unknown"


def test_leave_is_taken_at_work_so_nobody_is_missing_a_claim_for_it(tmp_path):
    employed = "person,kind,place,from_date,until_date\nwang_mother,employed,,2020-01-01,"
    town = write_town(tmp_path / "town", statuses=employed)
    with ready_facts(town, None, lambda step, share: None, check=True) as facts:
        setting = Setting.of(the_pack(), dt.date(2024, 7, 1), "420000000000")
        run = determine(facts.tables, the_pack().only(["cn/maternity-leave"]), setting, tmp_path / "out")
        book = CalamineWorkbook.from_path(str(write_summary(run, facts.divisions)))
    heads, row = book.get_sheet_by_name("合计 Total").to_python()[2:4]
    said = {head.split("\n")[1]: cell for head, cell in zip(heads, row, strict=True)}
    assert said["Entitled this year"] == 1
    of_claims = ("Enrolled", "Missed", "Claims unknown", "Sum missed (yuan)", "Forfeited")
    assert {said[head] for head in of_claims} == {"–"}


def test_the_files_are_made_to_be_printed_and_filtered(run, facts):
    for path in (write_summary(run, facts.divisions), write_outreach(run, facts.divisions)[0]):
        with zipfile.ZipFile(path) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        for part in ('paperSize="9"', 'orientation="landscape"', "<autoFilter", 'state="frozen"', "&amp;P / &amp;N"):
            assert part in sheet


def test_an_entitled_person_whose_sum_is_unknown_is_missed_all_the_same(tmp_path):
    """Beijing's rate for the first half of 2022 is unconfirmed, so the Liu family's sum of that year is not known."""
    town = write_town(tmp_path / "town")
    with ready_facts(town, None, lambda step, share: None, check=True) as facts:
        setting = Setting.of(the_pack(), dt.date(2022, 9, 15), "110000000000")
        run = determine(facts.tables, the_pack().only(["cn/loss-support"]), setting, tmp_path / "out")
        path, people = write_outreach(run, facts.divisions)
        (line,) = summarise(run.outcomes, region="110000000000", level="all")
        summary = CalamineWorkbook.from_path(str(write_summary(run, facts.divisions)))
    assert (line.entitled, line.missed, line.this_year_unknown) == (2, 2, 2)
    assert (line.missed_money, line.missed_unknown) == (0, 2)
    assert summary.get_sheet_by_name("合计 Total").to_python()[3][11] == "未知 unknown"
    assert {person.person for person in people} == {"liu_mother", "liu_father"}
    book = CalamineWorkbook.from_path(str(path))
    cells = {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert "金额待定 not known yet" in cells


def test_where_claims_are_not_known_the_entitled_are_listed_as_such(tmp_path):
    town = write_town(tmp_path / "town", claims="", payments="")
    with ready_facts(town, None, lambda step, share: None, check=True) as facts:
        setting = Setting.of(the_pack(), dt.date(2025, 9, 15), "110000000000")
        run = determine(facts.tables, the_pack().only(["cn/loss-support"]), setting, tmp_path / "out")
        _, people = write_outreach(run, facts.divisions)
    assert {(person.person, person.status, person.enrolled) for person in people} == {
        ("liu_mother", "eligible", None),
        ("liu_father", "eligible", None),
    }
