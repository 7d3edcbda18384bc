"""The self-check, as people use it: what is asked, what is answered, and that nothing stays."""

import datetime as dt
import logging
import re

import pytest
from django.test import Client

from jiahe.charter import check_spoken
from jiahe.public.questions import QUESTIONS
from tests.public.visitor import Visitor

SEPTEMBER_2025 = dt.date(2025, 9, 15)
WUHAN, HANGZHOU, BEIJING, JINAN = "420106000000", "330106000000", "110105000000", "370102000000"
A_CHILD = {"who": "child", "alive": "yes", "parents": "married", "siblings": "none", "claims": "none",
           "claims_2026": "none", "moved": "yes"}  # fmt: skip


def test_a_child_born_in_march_2023_in_hubei_is_owed_4500_yuan():
    # given a child of Hubei for whom nothing has been claimed, on 15 September 2025
    visitor = Visitor(on=SEPTEMBER_2025)
    # when its family answers
    visitor.answer(**A_CHILD, place=WUHAN, birth="2023-03-20")
    # then it is owed 4500 yuan in two parts, with the law, the papers and the place to go to
    assert "Childcare subsidy (the child) Yes, by what you said In all 4500.00 yuan" in visitor.text
    assert "2025 first claim 3600.00 yuan 2026 second claim 900.00 yuan" in visitor.text
    assert "国卫办人口发〔2025〕24号" in visitor.text
    assert "medical certificate of birth" in visitor.text
    assert "The township government or sub-district office where the hukou is" in visitor.text
    assert "not counted as income when minimum-living or destitute support is decided" in visitor.text
    # and it took a handful of questions
    assert visitor.asked == ["who", "place", "parents", "birth", "alive", "claims"]


def test_the_same_in_chinese():
    visitor = Visitor(Client(headers={"accept-language": "zh-hans"}), on=SEPTEMBER_2025)
    visitor.answer(**A_CHILD, place=WUHAN, birth="2023年3月20日")
    assert "育儿补贴（孩子）" in visitor.text
    assert "按您说的，符合 共 4500.00 元" in visitor.text
    assert "出生医学证明" in visitor.text


def test_a_mother_who_is_not_sure_of_her_hukou():
    visitor = Visitor()
    visitor.answer(who="mother", birth="2026-08-01", alive="yes", parents="married", work="mother", siblings="none",
                   moved="yes")  # fmt: skip
    assert "Childcare subsidy (the child) Perhaps: something is still open" in visitor.text
    assert "household register (hukou) booklet" in visitor.text
    assert "These depend on the place" in visitor.text
    assert "Parental leave" in visitor.text
    assert "Not by what you said" not in visitor.text


def test_parents_who_lost_their_only_child():
    visitor = Visitor(on=dt.date(2026, 1, 15))
    visitor.answer(who="lost", place=BEIJING, birth="1988-09-09", died_on="2015-05-20", parents="married",
                   siblings="none", certificate="yes", certificate_since="1990-01-01", mother_birth="1962-04-01",
                   father_birth="1960-03-01", lump_paid="no")  # fmt: skip
    assert "Only-child loss support (the mother) Yes, by what you said In all 10800.00 yuan" in visitor.text
    assert "alive" not in visitor.asked, "nobody who lost a child is asked whether it lives"
    # when they answer a few more
    visitor.send("more")
    visitor.answer(father_birth="1960-03-01", lump_paid="no")
    assert "Only-child loss support (the father) Yes, by what you said In all 10800.00 yuan" in visitor.text


def test_somebody_for_whom_no_programme_is_there():
    visitor = Visitor()
    visitor.answer(**A_CHILD, place=WUHAN, birth="2015-05-05")
    assert "No programme was found for what you said" in visitor.text
    assert "You may still apply: a person looks into it" in visitor.text


def test_what_does_not_match_is_named_and_a_person_decides():
    visitor = Visitor(on=SEPTEMBER_2025)
    visitor.answer(**A_CHILD | {"alive": "no"}, died_on="2024-12-30", place=WUHAN, birth="2023-03-20")
    assert "Childcare subsidy (the child) Not by what you said" in visitor.text
    assert "Was alive on 1 January 2025 or was born later" in visitor.text
    assert "you can ask for a review" in visitor.text


def test_an_order_of_births_is_asked_only_where_the_text_pays_by_it():
    in_hubei, in_jinan = Visitor(on=dt.date(2026, 1, 15)), Visitor(on=dt.date(2026, 1, 15))
    in_hubei.answer(**A_CHILD, place=BEIJING, birth="2025-12-20")
    in_jinan.answer(**A_CHILD | {"siblings": "same"}, place=JINAN, birth="2025-12-20", sibling_1="2020-01-01")
    assert "siblings" not in in_hubei.asked
    assert "siblings" in in_jinan.asked
    assert "In all 21600.00 yuan" in in_jinan.text, "Jinan pays 7200 a year for a second child"


def test_not_sure_to_everything_is_never_yes_and_never_no():
    visitor = Visitor()
    visitor.answer()
    assert "Yes, by what you said" not in visitor.text
    assert "Not by what you said" not in visitor.text
    assert "Perhaps: something is still open" in visitor.text


def test_an_answer_can_be_changed_and_gone_back_to():
    visitor = Visitor(on=SEPTEMBER_2025)
    visitor.answer(**A_CHILD, place=WUHAN, birth="2022-03-20")
    visitor.send("change:birth")
    assert visitor.step == "birth"
    assert 'value="2022-03-20"' in visitor.page
    visitor.send(birth="2023-03-20")
    assert "In all 4500.00 yuan" in visitor.text
    visitor = Visitor()
    visitor.send(who="child")
    visitor.send("back")
    assert visitor.step == "who"


def test_the_answer_can_be_shown_at_any_time():
    visitor = Visitor()
    visitor.send(who="child")
    visitor.send("show")
    assert "Perhaps: something is still open" in visitor.text
    assert "Answer a few more questions" in visitor.text


def test_a_place_is_chosen_level_by_level_and_may_stay_open():
    visitor = Visitor()
    visitor.send(who="child")
    visitor.send(place_part="420000000000")
    assert "Chosen so far: 湖北省" in visitor.text
    assert 'value="420100000000"' in visitor.page
    visitor.send("enough")
    assert visitor.step != "place"
    assert visitor.carried["place"] == "420000000000"


def test_counties_of_a_municipality_come_at_once():
    visitor = Visitor()
    visitor.send(who="child")
    visitor.send(place_part="110000000000")
    visitor.send(place_part=BEIJING)
    assert visitor.carried["place"] == BEIJING


def test_a_wrong_date_is_explained_and_nothing_is_lost():
    visitor = Visitor()
    visitor.send(who="child")
    visitor.send("not_sure")
    visitor.send(parents="married")
    visitor.send(birth="2999-01-01")
    assert visitor.response.status_code == 422
    assert "There is something to correct" in visitor.text
    assert visitor.carried["parents"] == "married"


def test_the_language_can_be_changed_without_losing_an_answer():
    visitor = Visitor()
    visitor.send(who="child")
    visitor.send("language:zh-hans")
    assert "孩子的户口在哪里" in visitor.text
    assert visitor.carried["who"] == "child"


@pytest.mark.parametrize(("wish", "shown"), [("size:large", 'data-text="large"'), ("theme:dark", 'data-theme="dark"')])
def test_how_the_page_looks_can_be_changed_without_losing_an_answer(wish, shown):
    visitor = Visitor()
    visitor.send(who="child")
    visitor.send(wish)
    assert shown in visitor.page
    assert visitor.carried["who"] == "child"
    visitor.send("not_sure")
    assert shown in visitor.page


def test_every_button_of_the_frame_sends_the_answers_too():
    page = Visitor().page
    frame = page[: page.index("<main")] + page[page.index("</main>") :]
    buttons = re.findall(r"<button[^>]*>", frame)
    assert len(buttons) == 6
    assert all('form="answers"' in one for one in buttons)
    assert 'value="continue"' in buttons[0], "Enter presses the first button of a form"


@pytest.mark.parametrize(
    "posted",
    [
        {"do": "change:nothing"},
        {"do": "size:enormous"},
        {"do": "theme:"},
        {"do": "back", "step": "birth"},
        {"step": "place", "place_at": "999999999999", "place_part": "1"},
        {"who": "child", "birth": "not-a-day", "place": "x", "on": "x", "most": "99999999999999999999"},
        {"who": "nobody", "claims": "\x00", "do": "language:xx"},
        {"step": "claims", "who": "child", "birth": "1900-01-01", "do": "continue", "on": "2008-01-01"},
        {"who": "child", "on": "9999-12-31", "birth": "2025-02-29", "most": "-1", "do": "show"},
    ],
)
def test_whatever_is_posted_is_answered(posted):
    assert Client().post("/check/", posted).status_code in (200, 422)


def test_nothing_is_kept(caplog):
    caplog.set_level(logging.DEBUG)
    visitor = Visitor(on=SEPTEMBER_2025)
    visitor.answer(**A_CHILD, place=WUHAN, birth="2023-03-20")
    assert visitor.response["Cache-Control"] == "no-store, private"
    assert set(visitor.client.cookies) <= {"csrftoken", "django_language"}
    written = " ".join(f"{one.getMessage()} {one.__dict__}" for one in caplog.records)
    for told in ("2023-03-20", WUHAN, "married"):
        assert told not in written
    assert visitor.response.request["QUERY_STRING"] == ""


def test_nothing_that_is_said_sounds_like_a_machines_final_no():
    for on in (SEPTEMBER_2025, None):
        visitor = Visitor(on=on)
        visitor.answer(**A_CHILD | {"alive": "no"}, died_on="2024-12-30", place=WUHAN, birth="2023-03-20")
        assert check_spoken(visitor.text, "the answer page") == []


def test_every_question_has_a_way_of_not_knowing():
    visitor = Visitor()
    seen = set()
    while visitor.step:
        seen.add(visitor.step)
        assert "not_sure" in visitor.page
        visitor.send("not_sure")
    assert len(seen) >= 6
    assert len(QUESTIONS) >= len(seen)
