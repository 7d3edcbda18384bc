"""``jiahe law show``: a programme's figures in words, for all places or for one place and day."""

import json

import pytest
from click.testing import CliRunner

from jiahe.cli import jiahe

KEY = "cn/childcare-subsidy"


def shown(*arguments: str) -> str:
    done = CliRunner().invoke(jiahe, ["law", "show", KEY, *arguments])
    assert done.exit_code == 0, done.output
    return done.output


def figures(*arguments: str) -> dict:
    return json.loads(shown("--json", *arguments))["parameters"]


def test_a_figure_is_told_in_words_of_both_languages_with_its_place_its_article_and_its_document():
    out = shown("--region", "230100000000", "--on", "2026-06-15")
    assert "黑龙江省哈尔滨市  2026-06-15" in out
    assert (
        "黑龙江省哈尔滨市 自 from 2026-01-16: 申领的次季度一次性集中发放 / in the quarter after the claim "
        "[next_quarter]（哈卫规〔2026〕1号 第七条（二））"
    ) in out
    assert "230100000000" not in out
    assert "https://www.harbin.gov.cn/haerbin/c104546/202603/c01_1112432.shtml" in out


def test_only_what_holds_at_the_place_on_the_day_is_shown():
    spring = figures("--region", "110105001001", "--on", "2026-03-01")
    assert [one["value"] for one in spring["first_claim_deadline"]["values"]] == ["2025-12-31"]
    assert [one["region"] for one in spring["payment_rule"]["values"]] == ["110000000000"]
    assert figures("--region", "230100000000", "--on", "2025-12-01")["order_pays"]["values"][0]["value"] == "none"
    assert len(figures()["payment_rule"]["values"]) > 20


def test_a_figure_that_waits_for_its_text_is_shown_beside_the_one_that_counts():
    values = figures("--region", "110000000000", "--on", "2026-09-01")["first_claim_deadline"]["values"]
    assert [(one["value"], one["confirmed"]) for one in values] == [("2025-12-31", True), ("2026-12-31", False)]
    assert "依据未核实，不采用 unconfirmed, so left out" in shown("--region", "110000000000", "--on", "2026-09-01")


def test_a_place_without_a_figure_is_said_to_have_none_and_places_inside_with_their_own_are_named():
    out = shown("--region", "440000000000", "--on", "2026-06-15")
    assert "central_share" in out
    assert "此地此日没有规定 no figure for that place and day" in out
    out = shown("--region", "610000000000", "--on", "2026-06-15")
    assert "其中另有规定 with others inside it: 陕西省西安市、陕西省榆林市" in out


def test_a_day_alone_is_asked_for_the_whole_country():
    (one,) = figures("--on", "2026-06-15")["annual_rate"]["values"]
    assert (one["region_name"], one["zh"], one["en"]) == ("全国", "3600.00 元", "3600.00 yuan")
    assert (one["number"], one["article"]) == ("", "第四问")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--region", "4208"], "write all 12 digits"), (["--on", "15/9/2025"], "Write it as 2025-09-15")],
)
def test_a_wrong_place_or_day_is_said_to_be_wrong(arguments, says):
    done = CliRunner().invoke(jiahe, ["law", "show", KEY, *arguments])
    assert done.exit_code != 0
    assert says in done.output


def test_a_place_where_it_is_not_in_force_is_told_so_and_gets_no_documents_of_others():
    done = CliRunner().invoke(jiahe, ["law", "show", "cn/only-child-allowance", "--region", "420000000000"])
    assert "施行 In force: 否 no" in done.output
    documents = done.output[done.output.index("出处 Documents") : done.output.index("所用资料")]
    assert documents.split() == ["出处", "Documents"]


def test_a_place_that_does_not_exist_is_refused():
    done = CliRunner().invoke(jiahe, ["law", "show", KEY, "--region", "429999000000"])
    assert done.exit_code != 0
    assert "429999000000" in str(done.exception)
