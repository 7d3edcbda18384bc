"""Not being sure never becomes a yes or a no, and what is said to a family agrees with what a register would say."""

from hypothesis import given
from hypothesis import strategies as st

from jiahe.law.outcome import determine_one
from jiahe.law.query import ELIGIBLE, NEEDS_EVIDENCE, NOT_ELIGIBLE
from jiahe.programmes import the_pack
from jiahe.public.programmes import rules_for, setting_on
from jiahe.public.questions import QUESTIONS
from jiahe.public.selfcheck import Check
from tests.public.drawn_answers import families, fewer, register_of

KEYS = [question.key for question in QUESTIONS if question.key not in ("who", "sibling_1")]


def by_programme(outcomes):
    return {(one.key, one.rule.key): one for one in outcomes}


@given(families())
def test_the_answer_is_what_the_engine_says_of_the_same_facts(answers):
    check = Check(answers)
    for person in check.family.units:
        pack = the_pack().only([rule.key for rule in rules_for(person, answers.get("who"))])
        expected = by_programme(determine_one(check.facts, pack, setting_on(answers.on), person))
        found = {key: one for key, one in by_programme(check.outcomes).items() if key[0] == person}
        assert found.keys() == expected.keys()
        for key, one in found.items():
            assert (one.status, one.total, one.criteria) == (
                expected[key].status, expected[key].total, expected[key].criteria,
            )  # fmt: skip


@given(families())
def test_what_is_said_for_certain_is_what_a_register_would_say(answers):
    """The register holds the same family with every day and row; the self-check may say less, never otherwise."""
    check, register = Check(answers), register_of(answers)
    for person in check.family.units:
        pack = the_pack().only([rule.key for rule in rules_for(person, answers.get("who"))])
        known = by_programme(determine_one(register, pack, setting_on(answers.on), person))
        for key, one in by_programme(check.outcomes).items():
            if key[0] != person or one.status == NEEDS_EVIDENCE:
                continue
            assert key in known or one.status == NOT_ELIGIBLE, (key, one.status, answers.given)
            if key in known and known[key].status != NEEDS_EVIDENCE:
                assert one.status == known[key].status, (key, one.criteria, known[key].criteria, answers.given)
                if one.total is not None and known[key].total is not None:
                    assert one.total == known[key].total, (key, answers.given)


@given(families(), st.data())
def test_leaving_answers_out_never_turns_a_yes_into_a_no_or_back(answers, data):
    kept = data.draw(st.sets(st.sampled_from(KEYS)))
    full, part = Check(answers), Check(fewer(answers, kept))
    known = by_programme(full.outcomes)
    for key, one in by_programme(part.outcomes).items():
        if key[0] not in full.family.units:
            continue
        if one.status == ELIGIBLE:
            assert key in known, (key, kept, answers.given)
            assert known[key].status == ELIGIBLE, (key, kept, known[key].failed, known[key].unknown, answers.given)
            assert one.total in (None, known[key].total), (key, kept, answers.given)
        if one.status == NOT_ELIGIBLE and key in known:
            assert known[key].status == NOT_ELIGIBLE, (key, kept, one.failed, answers.given)


@given(families())
def test_the_questions_end_after_a_handful_and_ask_only_what_settles_something(answers):
    asked = fewer(answers, ())
    for _ in range(len(QUESTIONS)):
        question = Check(asked).next_question
        if question is None:
            break
        names = [one.name for one in question.fields(answers)]
        given = {**asked.given, **{name: answers.given.get(name, "not_sure") for name in names}}
        asked = type(asked)(asked.on, given)
    keys = [one.key for one in QUESTIONS if asked.has(one.key)]
    assert Check(asked).next_question is None
    assert len(keys) <= 8
