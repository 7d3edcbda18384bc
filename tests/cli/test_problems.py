"""Whatever goes wrong is said in one message, in Chinese first, with an exit code that tells whose fault it is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.cli.test_commands import HUBEI, run
from tests.town import PERSONS, write_town


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return write_town(tmp_path_factory.mktemp("town"))


@pytest.fixture
def places(town, tmp_path):
    """Names that the arguments use for paths."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "taken" / "outcomes.parquet").mkdir(parents=True)
    (tmp_path / "rule.py").write_text("import no_such_module\n", encoding="utf-8")
    (tmp_path / "reform.yaml").write_text("zh: 新\nen: New\nrules: [rule.py]\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    return {
        "TOWN": town,
        "OUT": tmp_path / "out",
        "INSIDE_A_FILE": tmp_path / "file" / "out",
        "TAKEN": tmp_path / "taken",
        "REFORM": tmp_path / "reform.yaml",
        "PAGE": tmp_path / "nodir" / "x.html",
        "EMPTY": tmp_path / "empty",
    }


DETERMINE = ["determine", "--facts", "TOWN", *HUBEI, "--out"]
PERSON = ["explain", "--facts", "TOWN", *HUBEI, "--person"]


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        ([*DETERMINE, "INSIDE_A_FILE"], "文件读写不了", "file/out"),
        (["facts", "check", "TOWN", "--out", "INSIDE_A_FILE"], "文件读写不了", "/file"),
        (["synth", "--people", "500", "--out", "INSIDE_A_FILE"], "文件读写不了", "/file"),
        (["demo", "--folder", "INSIDE_A_FILE"], "文件读写不了", "file/out"),
        ([*PERSON, "li_girl", "--html", "PAGE"], "所在的文件夹不存在", "does not exist"),
        ([*DETERMINE, "OUT", "--memory", "lots"], "不能用作内存上限", "Write a size such as 3GB"),
        ([*DETERMINE, "OUT", "--memory", "1KB"], "至少 100MB", "at least 100MB"),
        ([*DETERMINE, "TAKEN"], "是文件夹", "Move it away"),
        (
            ["simulate", "--facts", "TOWN", "--reform", "REFORM", "--out", "OUT"],
            "读不了",
            "No module named 'no_such_module'",
        ),
        (["determine", "--facts", "nowhere", "--out", "OUT"], "不存在", "does not exist"),
        (["determine", "--facts", "EMPTY", "--out", "OUT"], "没有人员表", "has no persons.csv"),
        (["determine", "--facts", "TOWN", "--out", "OUT", "--on", "15/9/2025"], "不是日期", "is not a date"),
        (["determine", "--facts", "TOWN", "--out", "OUT", "--region", "4208"], "写全 12 位", "write all 12 digits"),
        ([*DETERMINE, "OUT", "--programme", "cn/childcare"], "没有代码为", "Did you mean 'cn/childcare-subsidy'?"),
        ([*PERSON, "nobody"], "没有编号为", "There is no person 'nobody'"),
        ([*PERSON, "li_girl", "--loud"], "没有 --loud 这个选项", "No such option"),
        ([*PERSON, "li_girl", "--languag", "zh"], "是不是 --language", "Did you mean '--language'?"),
        (["determine", "--out", "OUT"], "缺少选项 --facts。", "Missing option '--facts'"),
        ([*PERSON, "li_girl", "--language", "fr"], "选项 --language 的值不对", "is not one of"),
        ([*PERSON], "选项 --person 用得不对", "requires an argument"),
        (["determin"], "没有 determin 这个命令，是不是 determine。", "Did you mean 'determine'?"),
        (["law", "test"], "缺少参数 PATHS。", "Missing argument"),
        (["law", "test", "nowhere.yaml"], "没有文件或文件夹 nowhere.yaml", "there is no such file or folder"),
        ([*PERSON, "li_girl", "--html", "OUT", "--json"], "只能要一个", "not for both"),
    ],
)
def test_a_problem_is_said_in_both_languages(arguments, zh, en, places):
    code, _, err = run(*[places.get(a, a) for a in arguments])
    assert code == 2, err
    assert zh in err
    assert en in err
    assert err.startswith("jiahe: ")
    assert "Traceback" not in err


@pytest.mark.parametrize(("shown", "environment"), [(False, {}), (True, {"JIAHE_TRACEBACK": "1"})])
def test_a_fault_of_our_own_is_owned_and_shows_its_traceback_when_asked(shown, environment):
    broken = (
        "from jiahe import cli\n@cli.jiahe.command()\ndef break_down():\n    raise ZeroDivisionError('no')\ncli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken, "break-down"],
        capture_output=True, encoding="utf-8", env=os.environ | environment, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "ZeroDivisionError: no" in done.stderr
    assert ("Traceback" in done.stderr) is shown


def test_an_explanation_that_nobody_can_give_says_why_for_each_programme(town):
    code, _, err = run(
        "explain", "--facts", town, "--person", "zhao_boy", "--programme", "cn/childcare-subsidy", *HUBEI
    )
    assert code == 2
    assert "cn/childcare-subsidy 育儿补贴：此人不在它所面向的人之中" in err
    code, _, err = run(
        "explain", "--facts", town, "--person", "li_girl", "--programme", "cn/childcare-subsidy", "--on", "2001-01-01"
    )
    assert code == 2
    assert "not in force" in err
    assert "parquet" not in err


def test_a_day_on_which_no_programme_is_in_force_is_said(town, tmp_path):
    code, _, err = run("determine", "--facts", town, "--on", "2001-01-01", "--out", tmp_path / "out")
    assert code == 2
    assert "没有施行的项目" in err
    assert "cn/childcare-subsidy 育儿补贴：此地此日未施行" in err


def test_a_run_that_looks_at_nobody_says_so(tmp_path):
    lines = PERSONS.strip().splitlines()
    grown_up = [line for line in lines[1:] if ",19" in line]
    town = write_town(tmp_path / "town", persons="\n".join([lines[0], *grown_up]) + "\n")
    for child in ("parenthoods", "unions", "custodies", "hukou", "claims", "payments", "certificates", "statuses"):
        (town / f"{child}.csv").unlink(missing_ok=True)
    code, out, err = run(
        "determine", "--facts", town, *HUBEI, "--programme", "cn/childcare-subsidy", "--out", tmp_path / "out"
    )
    assert code == 1
    assert "没有认定任何人" in err
    assert "cn/childcare-subsidy 育儿补贴：施行，但资料里没有它所面向的人" in err
    assert "┃" not in out


def test_a_persons_file_without_rows_is_said(tmp_path):
    town = write_town(tmp_path / "town", persons=PERSONS.strip().splitlines()[0] + "\n")
    code, _, err = run("determine", "--facts", town, *HUBEI, "--out", tmp_path / "out")
    assert code == 1
    assert "人员表没有一行可用" in err


def test_numbers_and_keys_are_never_cut_when_nobody_watches(town, tmp_path):
    _, out, _ = run("determine", "--facts", town, *HUBEI, "--out", tmp_path / "out")
    assert "…" not in out
    assert max(map(len, out.splitlines())) > 80


@pytest.fixture
def clean_persons(town, tmp_path):
    """A clean folder and its table of persons."""
    run("facts", "check", town, "--out", tmp_path / "clean")
    file = tmp_path / "clean" / "persons.parquet"
    return file, pq.read_table(file)


def unchecked(file, tmp_path):
    return run("determine", "--facts", file.parent, *HUBEI, "--out", tmp_path / "out", "--no-check")


def test_clean_facts_need_no_check(clean_persons, tmp_path):
    code, _, err = unchecked(clean_persons[0], tmp_path)
    assert code == 0, err


def test_a_register_that_synth_made_needs_no_check(tmp_path):
    run("synth", "--people", "600", "--seed", "5", "--out", tmp_path / "county")
    register = ("--facts", tmp_path / "county", "--region", "420881000000", "--on", "2026-01-15")
    code, _, err = run("determine", *register, "--out", tmp_path / "out", "--no-check")
    assert code == 0, err
    file = tmp_path / "county" / "parenthoods.parquet"
    rows = pq.read_table(file)
    texts = pc.cast(rows["child"], pa.string())
    pq.write_table(rows.set_column(rows.schema.get_field_index("child"), "child", texts), file)
    code, _, err = run("determine", *register, "--out", tmp_path / "out", "--no-check")
    assert code == 2
    assert "人员编号在各表中的类型不一致" in err


def test_a_check_says_that_a_folder_can_be_used_as_it_is(clean_persons, tmp_path):
    folder = clean_persons[0].parent
    code, out, _ = run("facts", "check", folder, "--out", tmp_path / "again")
    assert code == 0
    assert f"{folder} can be used as it is, with --no-check too." in " ".join(out.split())
    _, out, _ = run("facts", "check", folder, "--out", tmp_path / "more", "--json")
    assert json.loads(out)["usable"] == str(folder)


def test_a_key_that_stands_twice_is_refused_without_a_check_too(clean_persons, tmp_path):
    file, persons = clean_persons
    pq.write_table(pa.concat_tables([persons, persons.slice(0, 1)]), file)
    code, _, err = unchecked(file, tmp_path)
    assert code == 2
    assert "stands in 2 rows" in err


def test_an_empty_required_cell_is_refused_without_a_check_too(clean_persons, tmp_path):
    file, persons = clean_persons
    first = pc.equal(persons["person_id"], persons["person_id"][0])
    emptied = pc.if_else(first, pa.scalar(None, pa.string()), persons["person_id"])
    pq.write_table(persons.set_column(persons.schema.get_field_index("person_id"), "person_id", emptied), file)
    code, _, err = unchecked(file, tmp_path)
    assert code == 2
    assert "column person_id: 1 cells are empty" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_page_that_cannot_be_written_whole_leaves_the_one_that_is_there(town, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("the page of before", encoding="utf-8")
    (tmp_path / ".page.html.partial").symlink_to("/dev/full")
    told = [{"TOWN": town}.get(word, word) for word in PERSON]
    code, _, err = run(*told, "li_girl", "--html", page)
    assert code == 2
    assert "磁盘空间" in err
    assert page.read_text(encoding="utf-8") == "the page of before"
