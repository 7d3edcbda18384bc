"""The reference page of parameters.yaml and cases.yaml: its examples are read and run, and it names every key."""

import datetime as dt
import re
from pathlib import Path

from jiahe.law import load_parameters
from jiahe.law.case_runs import run_case
from jiahe.law.cases import read_cases
from jiahe.law.programme import pack_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "cases.md"


def examples():
    """Return the files that the page shows, by name."""
    return dict(re.findall(r"```yaml title=(\S+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL))


def test_the_parameters_on_the_page_can_be_read(tmp_path):
    (tmp_path / "parameters.yaml").write_text(examples()["grant/parameters.yaml"], encoding="utf-8")
    figures = load_parameters(tmp_path / "rule.py")
    yearly = figures["yearly"]

    def at(place, *day, unconfirmed=False):
        return yearly.at(place, dt.date(*day), unconfirmed=unconfirmed).value

    assert at("420106001005", 2025, 8, 1) == 360000
    assert at("420106001005", 2025, 8, 1, unconfirmed=True) == 500000
    assert at("420106001005", 2026, 8, 1, unconfirmed=True) == 400000
    assert figures["counted_by"].at("420106001005", dt.date(2025, 1, 1), unconfirmed=False).value == "month"


def test_the_cases_on_the_page_pass(tmp_path):
    (tmp_path / "cases.yaml").write_text(examples()["cases.yaml"], encoding="utf-8")
    found = list(read_cases(tmp_path / "cases.yaml", pack_of("jiahe.programmes.cn")))
    assert len(found) == 2
    assert [run_case(case).faults for case in found] == [(), ()]


def test_the_page_names_every_key():
    text = PAGE.read_text(encoding="utf-8")
    source = (Path(__file__).parents[2] / "src" / "jiahe" / "law" / "cases.py").read_text(encoding="utf-8")
    keys = re.findall(r'"(\w+)"', "".join(re.findall(r"(?:allowed=|_EXPECTATIONS = )\((.*?)\)", source, re.DOTALL)))
    assert len(keys) > 15
    assert [key for key in keys if f"`{key}`" not in text] == []
