"""The jiahe command as its users run it: output, exit codes, and errors that help."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from jiahe.cli import jiahe
from tests.town import CERTIFICATES, CLAIMS, PARENTHOODS, PAYMENTS, PERSONS, write_town

HUBEI = ["--region", "420000000000", "--on", "2025-09-15"]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return write_town(tmp_path_factory.mktemp("town"))


def run(*arguments):
    """Run the command as a program of its own; return its exit code, output and errors."""
    command = [sys.executable, "-m", "jiahe", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr


def test_determine_prints_the_summary_and_writes_the_files(town, tmp_path):
    code, out, err = run("determine", "--facts", town, *HUBEI, "--out", tmp_path / "out")
    assert code == 0, err
    assert "育儿补贴" in out
    assert "3,600.00" in out
    assert {p.name for p in (tmp_path / "out").iterdir()} >= {
        "outcomes.parquet",
        "summary.xlsx",
        "outreach.xlsx",
        "run.json",
    }


def test_determine_can_be_run_again_into_the_same_folder(town, tmp_path):
    for _ in range(2):
        code, _, err = run("determine", "--facts", town, *HUBEI, "--out", tmp_path / "out")
        assert code == 0, err


def test_determine_as_json(town, tmp_path):
    code, out, _ = run("determine", "--facts", town, *HUBEI, "--out", tmp_path / "out", "--json")
    found = json.loads(out)
    assert code == 0
    (childcare,) = [p for p in found["programmes"] if p["programme"] == "cn/childcare-subsidy"]
    assert childcare["missed"] == 1
    assert found["facts"]["rows_set_aside"] == 0


def test_rows_set_aside_are_said_and_change_the_exit_code(tmp_path):
    persons = PERSONS.strip() + "\nli_girl,李小满,female,2023-03-20,,CHN,420890100201,rural,420890100201,3\n"
    town = write_town(tmp_path / "town", persons=persons)
    code, out, _ = run("determine", "--facts", town, *HUBEI, "--out", tmp_path / "out")
    assert code == 1
    assert "rows set aside" in out
    assert "People who lost a row" not in out


def test_how_many_people_lost_a_row_is_said(short_of_a_row, tmp_path):
    determined = ("determine", "--facts", short_of_a_row, *HUBEI, "--out", tmp_path / "out")
    code, out, _ = run(*determined)
    assert code == 1
    assert (
        "有 2 人的行未采用，他们和近亲的结论可能因此不同；名单中已注明。People who lost a row: 2; their answers" in out
    )
    assert f"→ {tmp_path / 'out' / 'facts' / 'persons_affected.parquet'}" in "".join(out.splitlines())
    assert json.loads(run(*determined, "--json")[1])["facts"]["people_who_lost_rows"] == 2


def test_a_table_of_which_no_row_can_be_used_is_unknown_and_the_run_says_so(tmp_path):
    """The one claim cannot be read: nobody knows who has claimed, so nobody is missed and everybody needs evidence."""
    spoilt = CLAIMS.strip().replace("2025-09-01", "2025-09-31")
    town = write_town(tmp_path / "town", claims=spoilt, payments="")
    determined = ("determine", "--facts", town, *HUBEI, "--out", tmp_path / "out")
    code, out, err = run(*determined)
    assert code == 1, err
    assert "整张表未采用，按未知处理 nothing of the table is used, so unknown: claims" in out
    found = json.loads(run(*determined, "--json")[1])
    assert found["facts"]["unusable"] == ["claims"]
    (childcare,) = [line for line in found["programmes"] if line["programme"] == "cn/childcare-subsidy"]
    assert (childcare["entitled"], childcare["missed"]) == (0, 0)
    assert childcare["needs_evidence"] >= 3


def test_a_check_shows_no_fewer_than_no_findings(town):
    code, _, err = run("facts", "check", town, "--show", "-1")
    assert code == 2
    assert "-1 is not in the range x>=0" in err


def test_explain_gives_the_sum_with_its_arithmetic(town):
    code, out, err = run(
        "explain",
        "--facts",
        town,
        "--person",
        "li_girl",
        "--programme",
        "cn/childcare-subsidy",
        *HUBEI,
        "--language",
        "en",
    )
    assert code == 0, err
    assert "4500.00 yuan" in out
    assert "国卫办人口发〔2025〕24号" in out


def test_explain_as_json_and_as_a_page(town, tmp_path):
    code, out, _ = run(
        "explain", "--facts", town, "--person", "chen_baby", "--programme", "cn/childcare-subsidy", *HUBEI, "--json"
    )
    assert code == 0
    assert json.loads(out)[0]
    page = tmp_path / "page.html"
    code, _, err = run(
        "explain",
        "--facts",
        town,
        "--person",
        "chen_baby",
        "--programme",
        "cn/childcare-subsidy",
        *HUBEI,
        "--html",
        page,
    )
    assert code == 0, err
    written = page.read_text(encoding="utf-8")
    assert "<html" in written
    assert "育儿补贴</h1>" in written
    assert "Childcare subsidy</h1>" in written


TWICE = PARENTHOODS.strip() + "\nnobody,li_mother,birth,1,2,,\n"
EXPLAIN_LI = ("--person", "li_girl", "--programme", "cn/childcare-subsidy", *HUBEI)


@pytest.fixture(scope="module")
def short_of_a_row(tmp_path_factory):
    """A town in which a parenthood of the Li girl's mother, and a payment to her, are set aside."""
    payments = PAYMENTS.strip() + "\nli_girl,cn/childcare-subsidy,2025,-1,420890100000,2025-09-28\n"
    return write_town(tmp_path_factory.mktemp("short") / "town", parenthoods=TWICE, payments=payments)


def test_explain_says_which_rows_about_a_person_and_close_kin_are_not_used(short_of_a_row, tmp_path):
    code, out, err = run("explain", "--facts", short_of_a_row, *EXPLAIN_LI)
    assert code == 0, err
    said = " ".join(out.split())
    assert "没有采用的资料" in said
    assert "结果可能因此不同" in said
    assert (
        "parenthoods: 1 row is not used, about 李秀英（li_mother）. They are the data rows 9 of parenthoods.csv."
        in said
    )
    assert "set_aside/parenthoods.csv" in said
    _, out, _ = run("explain", "--facts", short_of_a_row, *EXPLAIN_LI, "--json")
    found = {one["table"]: (one["rows"], one["of"]) for one in json.loads(out)[0]["set_aside"]}
    assert found == {"parenthoods": (1, ["li_mother"]), "payments": (1, ["li_girl"])}
    page = tmp_path / "page.html"
    run("explain", "--facts", short_of_a_row, *EXPLAIN_LI, "--language", "en", "--html", page)
    assert "<h2>Facts that are not used</h2>" in page.read_text(encoding="utf-8")


def test_explain_still_says_so_when_the_facts_were_cleaned_before(short_of_a_row, tmp_path):
    clean = tmp_path / "clean"
    run("facts", "check", short_of_a_row, "--out", clean)
    for more in ([], ["--no-check"]):
        code, out, err = run("explain", "--facts", clean, *EXPLAIN_LI, "--json", *more)
        assert code == 0, err
        found = {one["table"]: one["where"]["en"] for one in json.loads(out)[0]["set_aside"]}
        assert found["payments"] == f"See {clean / 'set_aside' / 'payments.csv'}, _row 2."
    assert (clean / "set_aside" / "payments.csv").is_file()


def test_explain_says_nothing_of_rows_about_others(short_of_a_row):
    _, out, _ = run(
        "explain",
        "--facts",
        short_of_a_row,
        "--person",
        "wang_boy",
        "--programme",
        "cn/childcare-subsidy",
        *HUBEI,
        "--json",
    )
    assert json.loads(out)[0]["set_aside"] == []


def test_explain_says_so_too_where_no_programme_looks_at_the_person(tmp_path):
    """The Liu parents' support hangs on their son's disability card, whose kind cannot be read."""
    town = write_town(
        tmp_path / "town",
        persons=PERSONS.replace("1988-09-09,2015-05-20", "1988-09-09,"),
        certificates=CERTIFICATES + "liu_son,disabled,2,,2000-01-01,\n",
    )
    where = ("--region", "110000000000", "--on", "2022-09-15")
    asked = ("explain", "--facts", town, "--person", "liu_mother", "--programme", "cn/loss-support", *where)
    code, _, err = run(*asked)
    assert code == 2
    assert "No programme asked about looks at 'liu_mother'" in err
    assert (
        "没有采用的资料，结果可能因此不同 Facts that are not used, so that the answer may differ: certificates 1" in err
    )
    assert "是 certificates.csv 的第 3 行" in err
    assert "They are the data rows 3 of certificates.csv." in err


def test_simulate_prices_a_reform(town, tmp_path):
    file = tmp_path / "reform.yaml"
    file.write_text(
        "zh: 提标\nen: More\nparameters: {cn/childcare-subsidy: {annual_rate: [{from: 2025-01-01, value: 4800.00}]}}\n",
        encoding="utf-8",
    )
    code, out, err = run("simulate", "--facts", town, "--reform", file, *HUBEI, "--out", tmp_path / "out", "--json")
    assert code == 0, err
    (effect,) = [e for e in json.loads(out)["effects"] if e["programme"] == "cn/childcare-subsidy"]
    assert effect["winners"] == 2


MORE = "zh: 提标\nen: More\nparameters: {cn/childcare-subsidy: {annual_rate: [{from: 2025-01-01, value: %s%s}]}}\n"


def simulated(town, tmp_path, reform, *more, hubei=HUBEI):
    file = tmp_path / "reform.yaml"
    file.write_text(reform, encoding="utf-8")
    return run("simulate", "--facts", town, "--reform", file, *hubei, "--out", tmp_path / "out", *more)


def test_simulate_prints_names_and_money_and_says_where_the_outcomes_are(town, tmp_path):
    code, out, err = simulated(town, tmp_path, MORE % ("4800.00", ""), "--by-place")
    assert code == 0, err
    assert "育儿补贴" in out
    assert "Childcare subsidy" in out
    assert "2,400.00" in out
    assert "清溪镇" in out
    assert str(tmp_path / "out" / "after") in out


def test_simulate_says_what_it_priced_for_a_program(town, tmp_path):
    code, out, _ = simulated(town, tmp_path, MORE % ("4800.00", ""), "--json")
    found = json.loads(out)
    assert (found["on"], found["region"], found["facts"]["rows_set_aside"]) == ("2025-09-15", "420000000000", 0)
    (effect,) = [one for one in found["effects"] if one["programme"] == "cn/childcare-subsidy"]
    assert (code, effect["cost"], effect["unpriced"]) == (0, 240000, 0)


def test_simulate_says_that_rows_were_set_aside(tmp_path):
    town = write_town(tmp_path / "town", parenthoods=TWICE)
    code, out, _ = simulated(town, tmp_path, MORE % ("4800.00", ""))
    assert code == 1
    assert "rows set aside: 1" in out


def test_simulate_says_that_a_reform_changes_nobodys_answer(town, tmp_path):
    code, _, err = simulated(town, tmp_path, MORE % ("4800.00", ', region: "510000000000"'))
    assert code == 0
    assert "没有任何人的结果改变 nobody's answer changes" in err


@pytest.mark.parametrize(
    ("reform", "hubei", "zh"),
    [
        (MORE % ("4800.00", ', region: "999900000000"'), HUBEI, "没有区划代码 999900000000"),
        (MORE % ("4800.00", ""), ["--region", "999900000000", "--on", "2025-09-15"], "没有区划代码 999900000000"),
        (MORE % ("4800.001", ""), HUBEI, "写得不对，请照下面的说明改"),
    ],
)
def test_simulate_prices_no_reform_that_names_a_place_or_a_sum_that_cannot_be(reform, hubei, zh, town, tmp_path):
    code, out, err = simulated(town, tmp_path, reform, hubei=hubei)
    assert (code, out) == (2, "")
    assert zh in err


@pytest.mark.parametrize("command", [["determine", "--out", "OUT"], ["explain", "--person", "li_girl"]])
def test_a_region_that_is_none_is_refused_before_anything_is_determined(command, town, tmp_path):
    told = [{"OUT": tmp_path / "out"}.get(word, word) for word in command]
    code, out, err = run(*told, "--facts", town, "--region", "999900000000", "--on", "2025-09-15")
    assert (code, out) == (2, "")
    assert "没有区划代码 999900000000" in err
    assert "No division has the code 999900000000" in err
    assert not (tmp_path / "out" / "outcomes.parquet").exists()


NARROW = """
from rich.console import Console
from jiahe.cli import console as c
c.out = Console(width=50, soft_wrap=True)
heads = "本年应发（元）\\nowed", "漏享\\nmissed", "需补材料\\nneeds evidence"
table = c.new_table("合计", ("项目 Programme",), heads)
table.add_row("育儿补贴\\nChildcare subsidy", "2,873,100.00\\n+ 3 人未知 unknown", "262", "17")
c.print_table(table)
"""


def test_a_table_too_wide_for_the_screen_is_printed_as_lines_and_breaks_no_number():
    printed = subprocess.run([sys.executable, "-c", NARROW], capture_output=True, encoding="utf-8", check=True).stdout
    assert printed.splitlines() == [
        "合计",
        "",
        "育儿补贴 Childcare subsidy",
        "  本年应发（元） owed: 2,873,100.00 + 3 人未知 unknown",
        "  漏享 missed: 262",
        "  需补材料 needs evidence: 17",
    ]


def test_facts_check_counts_and_finds(town, tmp_path):
    code, out, _ = run("facts", "check", town)
    assert code == 0
    assert "persons.csv" in out
    dirty = write_town(tmp_path / "dirty", persons=PERSONS.replace("2023-03-20", "2023-02-30"))
    code, out, _ = run("facts", "check", dirty, "--json")
    found = json.loads(out)
    assert any(finding["column"] == "birth_date" and finding["value"] == "2023-02-30" for finding in found["findings"])


def test_law_test_runs_a_case_file_from_any_folder_and_fails_when_a_case_fails(tmp_path):
    case = """
- name: A child of 2023
  source: test
  programme: cn/childcare-subsidy
  region: "420000000000"
  on: 2025-09-15
  facts:
    persons:
      mother: {birth_date: 1994-05-06, sex: female, nationality: CHN, hukou_place: "420106001001"}
      girl: {birth_date: 2023-03-20, sex: female, nationality: CHN, hukou_place: "420106001001"}
    parenthoods:
      - {child: girl, parent: mother, kind: birth, delivery: 1, birth_order: 1}
  expect:
    girl: {status: eligible, total: TOTAL}
"""
    file = tmp_path / "my-cases.yaml"
    file.write_text(case.replace("TOTAL", "4500.00"), encoding="utf-8")
    code, out, _ = run("law", "test", file)
    assert (code, out.splitlines()[-1]) == (0, "1 passed, 0 failed")
    file.write_text(case.replace("TOTAL", "4501.00"), encoding="utf-8")
    code, out, _ = run("law", "test", file)
    assert code == 1
    assert "expected a total of 4501.00 yuan, got 4500.00 yuan" in out
    assert out.splitlines()[-1] == "0 passed, 1 failed"
    code, out, err = run("law", "test", file, "-k", "no such name")
    assert (code, out) == (2, "")
    assert "没有名称里有“no such name”的案例" in err


def test_law_list_and_show():
    code, out, _ = run("law", "list", "--json", "--on", "2026-01-01")
    assert code == 0
    in_force = {p["key"]: p["in_force"] for p in json.loads(out)}
    assert {in_force[key] for key in ("cn/childcare-subsidy", "cn/maternity-leave")} == {"yes"}
    assert in_force["cn/elder-support"] == "unconfirmed"
    assert in_force["cn/loss-support"] == "partly"  # confirmed in Beijing, unconfirmed elsewhere
    code, out, _ = run("law", "list", "--on", "2026-01-01")
    assert "部分地区，其余依据未核实" in out
    assert "elsewhere unconfirmed" in " ".join(out.replace("│", " ").split())
    assert out.count("其余依据未核实") == 1  # parental leave has no text elsewhere, unconfirmed or not
    code, out, _ = run("law", "show", "cn/loss-support", "--json")
    assert code == 0
    shown = json.loads(out)
    assert "certificates.kind" in shown["facts_read"]
    values = shown["parameters"]["death_rate"]["values"]
    assert set(values[0]) >= {"from", "until", "region", "value", "confirmed", "title", "number", "url", "article"}
    assert 90_000 in [one["value"] for one in values]


def test_synth_makes_a_register_that_determine_accepts(tmp_path):
    code, _, err = run("synth", "--people", "3000", "--out", tmp_path / "reg", "--seed", "5")
    assert code == 0, err
    code, out, err = run(
        "determine",
        "--facts",
        tmp_path / "reg",
        "--region",
        "420881000000",
        "--on",
        "2026-01-15",
        "--out",
        tmp_path / "out",
        "--json",
    )
    assert code == 0, err
    assert json.loads(out)["outcomes"] > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["law", "show", "cn/childcare"], "Did you mean 'cn/childcare-subsidy'?"),
        (["law", "test", "nowhere.yaml"], "there is no such file or folder"),
        (["determine", "--facts", "nowhere", "--out", "x"], "nowhere"),
        (["synth", "--out", "x"], "--town, or --people N"),
        (["determine", "--facts", "TOWN", "--out", "OUT", "--region", "4208"], "write all 12 digits"),
        (["determine", "--facts", "TOWN", "--out", "OUT", "--on", "15/9/2025"], "Write it as 2025-09-15"),
        (["explain", "--facts", "TOWN", "--person", "nobody"], "There is no person 'nobody'"),
        (
            ["explain", "--facts", "TOWN", "--person", "zhao_boy", "--programme", "cn/childcare-subsidy", *HUBEI],
            "No programme asked about looks at 'zhao_boy'",
        ),
        (["determine", "--facts", "TOWN", "--out", "OUT", "--no-check"], "must be checked first"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_message(arguments, message, town, tmp_path):
    code, _, err = run(*[{"TOWN": town, "OUT": tmp_path / "out"}.get(a, a) for a in arguments])
    assert code == 2
    assert message in err
    assert "Traceback" not in err


def test_every_command_has_help_in_one_screen():
    runner = CliRunner()
    for command in jiahe.commands:
        done = runner.invoke(jiahe, [command, "--help"])
        assert done.exit_code == 0
        assert len(done.output.splitlines()) < 40
