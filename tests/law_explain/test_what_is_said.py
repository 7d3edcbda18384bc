"""The words for facts, for what is missing, and for what would change the answer."""

import datetime as dt

import pytest

from jiahe.charter import check_spoken
from jiahe.law.explain import explain, to_html, to_text
from jiahe.law.explanation.sentences import WITHOUT_UNCONFIRMED
from jiahe.law.explanation.structure import Phrase
from tests.law_explain.cast import CAST, HUBEI, PAID
from tests.law_explain.heating import CARD, NAMES, ZHANG, outcome


def explained(*args, **kwargs):
    return explain(outcome(*args, **kwargs), names=NAMES)


def criterion(explanation, key):
    return next(one for one in explanation.criteria if one.key == key)


# ------------------------------------------------------------------------------------------------ the answer


@pytest.mark.parametrize("name", CAST)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_answer_is_ever_a_final_no(name, language):
    explanation = explain(CAST[name](), names=NAMES)
    for text in (to_text(explanation, language, 10_000), to_html(explanation, language)):
        assert check_spoken(text, name) == []


def test_what_is_not_met_is_what_the_records_show_and_a_person_decides():
    explanation = explain(CAST["not_eligible"](), names=NAMES)
    assert explanation.headline == Phrase("按现有资料暂不符合", "On what is recorded, not met")
    (note,) = explanation.notes
    assert "由工作人员核实后决定" in note.zh
    assert "申请复核" in note.zh
    assert "Only a person may refuse" in note.en
    assert "ask for a review" in note.en


def test_an_answer_by_unconfirmed_figures_is_not_a_promise():
    assert "按未核实的标准，仅供参考" in explain(CAST["unconfirmed"](), names=NAMES).headline.zh
    assert "未核实" not in explain(CAST["eligible"](), names=NAMES).headline.zh


def test_a_figure_left_out_is_named_with_its_document_but_not_its_value():
    explanation = explain(CAST["left_out"](), names=NAMES)
    (figure,) = explanation.left_out
    assert (figure.name, figure.value, figure.document.title) == ("bonus", None, "取暖补助补充通知")
    assert figure.document.read is False
    assert "200" not in to_text(explanation, "both", 10_000).replace("2005", "")
    assert "“慰问金”还算不出来" in explanation.notes[0].zh


def test_a_figure_that_nobody_has_on_file_is_said_to_be_so():
    explanation = explained({**ZHANG, "home": "330000000000", "heating": "coal"}, region="330000000000")
    figure = next(one for one in explanation.left_out if one.name == "bonus")
    assert figure.standing.zh == "没有查到当时当地的规定"
    assert figure.document is None


def test_a_figure_of_the_place_that_gave_way_to_a_confirmed_one_is_named():
    """The province has a rate of its own, but nobody has read the text: the national rate counts, and that is said."""
    zhejiang = {**ZHANG, "home": "330000000000", "heating": "coal"}
    explanation = explained(zhejiang, region="330000000000")
    (used,) = [one for one in explanation.figures if one.name == "monthly_rate"]
    (passed,) = [one for one in explanation.left_out if one.name == "monthly_rate"]
    assert (used.value, used.region) == (300_00, "000000000000")
    assert (passed.value, passed.region, passed.since) == (None, "330000000000", dt.date(2024, 1, 1))
    assert passed.document.title == "取暖补助补充通知"
    assert passed.standing == Phrase(
        "未核实（文件原文还没有读到），没有采用，仍按已核实的算",
        "not confirmed (the text itself has not been read), so it was left out, and the confirmed one counts",
    )
    assert WITHOUT_UNCONFIRMED in explanation.notes
    for text in (to_text(explanation, "en", 10_000), to_html(explanation, "en")):
        assert "Zhejiang" in text
        assert "the confirmed one counts" in text
        assert "320" not in text


def test_nothing_gave_way_where_unconfirmed_figures_count_or_say_the_same():
    def passed(home, **changes):
        found = explained({**ZHANG, "home": home, "heating": "coal"}, region=home, **changes).left_out
        return [one.name for one in found if one.since is not None]

    assert passed("330000000000") == ["monthly_rate"]
    assert passed("330000000000", unconfirmed=True) == []
    assert passed("110000000000") == []


# ------------------------------------------------------------------------------------------------ facts


def test_facts_are_written_as_people_write_them():
    old_enough = criterion(explained(ZHANG, cards=[CARD]), "old_enough")
    (record,) = old_enough.records
    (cell,) = record.cells
    assert (record.about.zh, record.source) == ("张大爷", "户籍登记")
    assert (cell.words, cell.said) == (Phrase("出生日期", "Date of birth"), Phrase("1950年3月20日", "20 March 1950"))
    assert cell.value == dt.date(1950, 3, 20)


def test_a_choice_is_said_in_its_words_and_a_description_without_its_advice():
    needs_it = criterion(explained(ZHANG, cards=[]), "needs_it")
    cell = needs_it.records[0].cells[0]
    assert cell.words == Phrase("取暖方式", "Kind of heating")
    assert cell.said == Phrase("集中供暖", "district heating")


def test_a_row_without_a_key_is_called_after_the_rows_it_points_at():
    needs_it = criterion(explained(ZHANG, cards=[CARD]), "needs_it")
    assert needs_it.records[0].about == Phrase("护理证（持证人 张大爷）", "cards (the holder 张大爷)")


def test_what_has_not_happened_is_none_recorded_and_not_unknown():
    from jiahe.law.explanation import wording
    from jiahe.law.types import NEVER

    assert wording.day(NEVER) == Phrase("无记录", "none recorded")


def test_an_absent_table_and_an_empty_one_are_two_things():
    absent = criterion(explained({**ZHANG, "heating": "district"}, cards=None), "needs_it")
    empty = criterion(explained({**ZHANG, "heating": "district"}, cards=[]), "needs_it")
    assert (absent.value, empty.value) == ("unknown", "not_met")
    assert absent.records[0].note.zh == "现有资料里没有“护理证”这一项，所以不清楚"
    assert absent.records[0].note.en == "The register holds no “cards” table, so this is unknown"
    assert empty.records[1].note.zh == "“护理证”里没有查到张大爷的相应记录"


def test_two_rows_that_say_the_same_are_two_facts():
    payments = [{**PAID, "amount": 10_000}, {**PAID, "amount": 10_000, "source": "补录"}]
    explanation = explained(HUBEI, cards=[CARD], payments=payments, region="420000000000")
    paid = [record for record in explanation.amount_records if record.table == "payments"]
    assert [record.source for record in paid] == ["一卡通回执", "补录"]


def test_papers_are_those_of_the_criterion_and_of_the_missing_facts():
    explanation = explain(CAST["needs_evidence"](), names=NAMES)
    needs_it = criterion(explanation, "needs_it")
    assert needs_it.missing == ("persons.heating", "cards")
    assert needs_it.papers == (Phrase("护理证", "care card"),)
    assert explanation.papers == (Phrase("居民身份证", "identity card"), Phrase("护理证", "care card"))


# ------------------------------------------------------------------------------------------------ what would change it


def test_the_only_failed_criterion_says_what_it_would_come_to():
    explanation = explained(ZHANG)
    (sentence,) = criterion(explanation, "needs_it").outlook
    assert sentence.zh == "只要这一条符合，就全部符合，共 4050.00 元。"
    assert explanation.amount_title.zh == "各项条件都符合时，金额这样算"


def test_a_failed_criterion_among_others_says_how_many():
    explanation = explain(CAST["not_eligible"](), names=NAMES)
    assert criterion(explanation, "needs_it").outlook[0].zh == "除了这一条，还有 1 条暂不符合，要都符合才行。"


def test_an_unknown_one_beside_the_failed_one_is_counted():
    explanation = explained({**ZHANG, "heating": None}, cards=None, region="330000000000")
    assert criterion(explanation, "lives_here").outlook[0].zh == "这一条符合以后，还要补充材料，弄清另外 1 条。"


def test_a_missing_figure_is_nothing_that_a_person_can_bring():
    explanation = explain(CAST["left_out"](), names=NAMES)
    assert explanation.papers == ()
    assert "不需要您补材料" in explanation.notes[0].zh


def test_the_day_on_which_a_criterion_is_met_by_itself_is_exact():
    explanation = explain(CAST["not_eligible"](), names=NAMES)
    assert criterion(explanation, "old_enough").met_from == dt.date(2026, 3, 20)
    assert criterion(explanation, "needs_it").met_from is None


def test_the_next_other_answer_is_found_to_the_day():
    explanation = explained({**ZHANG, "birth_date": dt.date(1961, 3, 20), "heating": "coal"})
    change = explanation.next_change
    assert (change.day, change.status, change.total) == (dt.date(2026, 3, 20), "eligible", 300_000 + 37_500)
    assert change.words.zh == (
        "资料不变的话，从2026年3月20日起，结果由“按现有资料暂不符合”变为“符合”，共 3375.00 元（“年满六十五周岁”符合）。"
    )
    assert change.words in explanation.outlook


def test_what_lies_beyond_the_months_asked_for_is_not_looked_at():
    found = outcome({**ZHANG, "birth_date": dt.date(1961, 3, 20), "heating": "coal"})
    assert explain(found, names=NAMES, months_ahead=6).next_change is None
    assert explain(found, names=NAMES, months_ahead=7).next_change.day == dt.date(2026, 3, 20)
    assert explain(found, names=NAMES, months_ahead=0).next_change is None


def test_a_recorded_death_to_come_ends_it_and_calls_for_claiming_before():
    explanation = explained({**ZHANG, "heating": "coal", "death_date": dt.date(2025, 11, 5)})
    assert explanation.next_change.status is None
    assert explanation.outlook[-1].zh == "还没办理的，请在2025年11月5日之前办理。"
