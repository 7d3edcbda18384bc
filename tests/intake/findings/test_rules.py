"""Each rule finds just the case that was planted, and nothing in a clean family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from jiahe.intake.findings.rules import RULES
from jiahe.trust.acting import acting_as
from tests.cast import COUNTY, LEARNED, VILLAGE, Cast, whole
from tests.intake.findings.conftest import (
    Search,
    child_of,
    household,
    pay,
    person,
    row,
    same_number,
    told_otherwise,
)

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

Planted = tuple[UUID, UUID | None]


def older_child(cast: Cast) -> Planted:
    mother = person("周兰", "female", "1990-05-01")
    return child_of(mother, "1990-05-01", kind="adoption"), mother


def young_father(cast: Cast) -> Planted:
    father = person("周强", "male", "2000-05-01")
    return child_of(father, "2012-04-30"), father


def old_mother(cast: Cast) -> Planted:
    mother = person("周兰", "female", "1950-05-01")
    return child_of(mother, "2005-05-02", death_date="2006-01-01"), mother


def mother_had_died(cast: Cast) -> Planted:
    mother = person("周兰", "female", "1985-05-01", death_date="2019-05-01")
    return child_of(mother, "2019-05-02"), mother


def father_had_died(cast: Cast) -> Planted:
    father = person("周强", "male", "1985-05-01", death_date="2019-01-01")
    return child_of(father, "2019-10-29"), father


def very_old(cast: Cast) -> Planted:
    return person("周太", "female", "1916-01-14"), None


def lived_before_birth(cast: Cast) -> Planted:
    row("Residence", person_id=cast.girl, place=VILLAGE, from_date="2023-03-19")
    return cast.girl, None


def registered_after_death(cast: Cast) -> Planted:
    one = person("周文", born="1950-05-01", death_date="2020-05-01")
    row("Hukou", person_id=one, place=VILLAGE, from_date="2020-05-02")
    return one, None


def married_before_birth(cast: Cast) -> Planted:
    one, two = person("周文", "male", "1990-05-01"), person("周兰", "female", "1960-01-01")
    row("Union", person_id=two, spouse_id=one, from_date="1990-05-01")
    return one, two


def married_young(cast: Cast) -> Planted:
    one, two = person("周文", "male", "1990-05-01"), person("周兰", "female", "1990-05-01")
    row("Union", person_id=two, spouse_id=one, from_date="2012-04-30")
    return one, two


def married_to_the_dead(cast: Cast) -> Planted:
    one, two = person("周文", "male", "1960-05-01", death_date="2019-01-01"), person("周兰", "female", "1960-05-01")
    row("Union", person_id=one, spouse_id=two, from_date="1985-01-01")
    return two, one


def card_before_birth(cast: Cast) -> Planted:
    row("Certificate", person_id=cast.girl, kind="disability", grade=2, from_date="2023-03-19")
    return cast.girl, None


def certificate_before_child(cast: Cast) -> Planted:
    row("Certificate", person_id=cast.mother, kind="one_child_parents", from_date="2023-03-19")
    return cast.mother, None


def orphan(cast: Cast) -> Planted:
    father = person("周强", "male", "1985-05-01")
    mother = person("周兰", "female", "1985-05-01", death_date="2019-05-01")
    child = person("周小", "female", "2015-05-01")
    for one in (father, mother):
        row("Parenthood", child_id=child, parent_id=one, kind="birth")
    row("Status", person_id=child, kind="orphan", from_date="2020-01-01")
    return child, father


def card_without_grade(cast: Cast) -> Planted:
    row("Certificate", person_id=cast.mother, kind="disability", from_date="2020-01-01")
    return cast.mother, None


def only_father(cast: Cast) -> Planted:
    child = person("周小", "female", "2015-05-01")
    row("Parenthood", child_id=child, parent_id=cast.father, kind="birth")
    return child, None


def only_mother(cast: Cast) -> Planted:
    child = person("周小", "female", "2015-05-01")
    row("Parenthood", child_id=child, parent_id=cast.mother, kind="birth")
    return child, None


def two_names(cast: Cast) -> Planted:
    told_otherwise(cast.wang, "name", "王桂芬")
    return cast.wang, None


def paid_too_much(cast: Cast) -> Planted:
    pay([cast.mother] * 15 + [cast.father] * 14, 360_000)
    pay([cast.wang], 1_080_001)
    return cast.wang, None


def paid(source: str, day: str, **values: Any) -> None:
    said = {"programme": "x", "year": 2025, "amount": 360_000, "paid_on": day, "source": source, **values}
    row("Payment", **said)


def one_payment_told_by_two(cast: Cast) -> Planted:
    paid("历年发放（财政局）", "2025-10-01", person_id=cast.wang)
    paid("历年发放（银行）", "2025-11-01", person_id=cast.wang)
    return cast.wang, None


def one_and_twenty_in_a_house(cast: Cast) -> Planted:
    return household(21)[0], None


def an_account_of_two_houses(cast: Cast) -> list[Planted]:
    people = household(3) + household(1)
    same_number("account", people)
    return [(one, None) for one in people]


def a_telephone_of_nine(cast: Cast) -> Planted:
    people = [person(f"周{n}") for n in "一二三四五六七八九"]
    same_number("phone", people)
    return people[0], None


def nowhere(cast: Cast) -> Planted:
    return child_of(cast.mother, "2024-05-01", hukou_place=None, residence_place=None), None


def late(cast: Cast) -> Planted:
    born_here = {"birth_place": COUNTY, "learned_on": "2022-05-02"}
    return child_of(cast.mother, "2021-05-01", **born_here), None


def without_group(cast: Cast) -> Planted:
    from jiahe.people.models import Person

    Person.objects.filter(id__in=[cast.mother, cast.father]).update(village_group=3)
    return cast.girl, None


CASES: dict[str, Callable[[Cast], Planted | list[Planted]]] = {
    "child_not_younger": older_child,
    "parent_very_young": young_father,
    "mother_over_55": old_mother,
    "born_after_mothers_death": mother_had_died,
    "born_long_after_fathers_death": father_had_died,
    "alive_over_110": very_old,
    "home_outside_life": lived_before_birth,
    "hukou_outside_life": registered_after_death,
    "married_before_birth": married_before_birth,
    "married_under_age": married_young,
    "married_to_the_dead": married_to_the_dead,
    "certificate_before_holder": card_before_birth,
    "certificate_before_child": certificate_before_child,
    "orphan_with_living_parent": orphan,
    "disability_grade_unknown": card_without_grade,
    "sources_disagree": two_names,
    "payment_far_above_others": paid_too_much,
    "payment_told_twice": one_payment_told_by_two,
    "household_very_large": one_and_twenty_in_a_house,
    "account_of_many": an_account_of_two_houses,
    "telephone_of_many": a_telephone_of_nine,
    "mother_unknown": only_father,
    "father_unknown": only_mother,
    "minor_nowhere": nowhere,
    "late_registration": late,
    "group_missing": without_group,
}


def test_a_late_registration_is_found_by_the_mother_where_the_birth_place_is_unknown(
    clean: Cast, posts: Any, search: Search, found: Callable[[], list[Any]]
) -> None:
    from jiahe.people.models import Person

    def late_ones() -> list[UUID]:
        search()
        return [one.person_id for one in found() if one.rule == "late_registration" and one.person_id != clean.girl]

    with acting_as(posts["steward"]):
        child = child_of(clean.mother, "2021-05-01", learned_on="2022-05-02")
    assert late_ones() == [], "she came to the register after the birth: the child may have been born elsewhere"
    with acting_as(posts["steward"]):
        Person.objects.filter(id=clean.mother).update(learned_on="2020-01-01")
    assert late_ones() == [child]
    with acting_as(posts["steward"]):
        Person.objects.filter(id=clean.mother).update(hukou_place="110105001001", residence_place="110105001001")
    assert late_ones() == []


def test_rules_that_are_off_say_so_and_why(client: Client, posts: Any, staff: Any) -> None:
    from jiahe.trust.models import Account

    with acting_as(posts["steward"]):
        whole("persons")
    client.force_login(Account.objects.get(id=staff["worker"].account), backend=BACKEND)
    page = client.get("/findings/", headers={"accept-language": "en"}).content.decode()
    assert "2 rules are off here" in page
    assert "A child whose mother is not on record: the table “Parenthoods” is not declared whole" in page
    with acting_as(posts["steward"]):
        whole("parenthoods")
    assert "off here" not in client.get("/findings/", headers={"accept-language": "en"}).content.decode()


def test_every_rule_has_a_case() -> None:
    assert list(CASES) == list(RULES)


def test_a_clean_family_has_no_finding(clean: Cast, search: Search, found: Any) -> None:
    assert search().opened == 0
    assert found() == []


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_finds_just_what_was_planted(clean: Cast, posts: Any, search: Search, found: Any, rule: str) -> None:
    with acting_as(posts["steward"]):
        planted = CASES[rule](clean)
    search()
    everybody = planted if isinstance(planted, list) else [planted]
    assert [(one.rule, (one.person_id, one.other_id)) for one in found()] == [(rule, one) for one in everybody]
    for one in found():
        said = RULES[rule].sentence(one.what)
        assert "{" not in said
        assert "None" not in said


@pytest.mark.parametrize("days", [("2025-06-03", "2025-06-30"), ("2025-06-30", "2025-07-01")])
def test_a_payment_told_again_by_a_file_with_the_day_put_right_is_found(
    clean: Cast, posts: Any, search: Search, found: Any, days: tuple[str, str]
) -> None:
    with acting_as(posts["steward"]):
        for load, day in enumerate(days, start=1):
            paid("历年发放", day, person_id=clean.wang, load=UUID(int=load))
    search()
    assert [(one.rule, one.person_id) for one in found()] == [("payment_told_twice", clean.wang)]


# What is near a rule and is no finding.


def twelve_years(cast: Cast) -> None:
    child_of(person("周强", "male", "2000-05-01"), "2012-05-01")


def fifty_five(cast: Cast) -> None:
    child_of(person("周兰", "female", "1950-05-01"), "2005-05-01")


def three_hundred_days(cast: Cast) -> None:
    child_of(person("周强", "male", "1985-05-01", death_date="2019-01-01"), "2019-10-28")


def old_and_dead(cast: Cast) -> None:
    person("周太", "female", "1900-01-14", death_date="1990-01-01")


def a_file_that_names_the_village_no_closer(cast: Cast) -> None:
    told_otherwise(cast.wang, "hukou_place", "420890100000")


def a_file_that_the_register_has_followed(cast: Cast) -> None:
    told_otherwise(cast.wang, "name", "王桂芳")


def a_file_whose_source_says_so_no_more(cast: Cast) -> None:
    told_otherwise(cast.wang, "name", "王桂芬")
    told_otherwise(cast.wang, "name", "王桂芳")


def married_at_twenty_before_1981(cast: Cast) -> None:
    one, two = person("周文", "male", "1958-01-01"), person("周兰", "female", "1960-01-01")
    row("Union", person_id=one, spouse_id=two, from_date="1978-02-01")


def widowed(cast: Cast) -> None:
    one, two = person("周文", "male", "1960-05-01", death_date="2019-01-01"), person("周兰", "female", "1960-05-01")
    row("Union", person_id=one, spouse_id=two, from_date="1985-01-01", until_date="2019-01-01", ended_by="death")


def a_withdrawn_home(cast: Cast) -> None:
    told = {"superseded_at": "2026-01-01T00:00:00Z", "superseded_why": "记错"}
    row("Residence", person_id=cast.girl, place=VILLAGE, from_date="2020-01-01", **told)


def in_an_institution(cast: Cast) -> None:
    child = person("周小", "female", "2015-05-01")
    row("Custody", child_id=child, kind="institution", institution_place=COUNTY, from_date="2015-06-01")


def adopted_by_one(cast: Cast) -> None:
    child = person("周小", "female", "2015-05-01")
    row("Parenthood", child_id=child, parent_id=cast.wang, kind="adoption", from_date="2020-05-01")


def moved_in_as_a_child(cast: Cast) -> None:
    child_of(cast.mother, "2021-05-01", birth_place="440306001001", learned_on=LEARNED)


def known_since_the_register_began(cast: Cast) -> None:
    child_of(cast.mother, "2015-05-01", birth_place=COUNTY, learned_on="2020-01-01")


def paid_three_times_as_much(cast: Cast) -> None:
    pay([cast.mother] * 15 + [cast.father] * 14, 360_000)
    pay([cast.wang], 1_080_000)


def paid_far_more_than_few(cast: Cast) -> None:
    pay([cast.mother] * 28, 360_000)
    pay([cast.wang], 9_999_999)


def paid_far_more_in_a_year_of_its_own(cast: Cast) -> None:
    pay([cast.mother] * 40, 360_000)
    pay([cast.wang], 9_999_999, year=2024)


def a_payment_that_was_withdrawn(cast: Cast) -> None:
    pay([cast.mother] * 40, 360_000)
    pay([cast.wang], 9_999_999, superseded_at="2026-01-01T00:00:00Z", superseded_why="记错")


def payments_that_are_not_one(cast: Cast) -> None:
    bank = {"source": "历年发放（银行）", "person_id": cast.wang}
    paid("历年发放（财政局）", "2025-10-01", person_id=cast.wang)
    paid(day="2025-11-02", **bank)  # longer apart
    paid(day="2025-10-02", **bank, amount=350_000)
    paid(day="2025-10-02", **bank, year=2024)
    paid(day="2025-10-02", **bank, programme="y")
    paid(day="2025-10-03", **bank, superseded_at="2026-01-01T00:00:00Z", superseded_why="记错")
    paid(day="2025-10-02", **(bank | {"person_id": cast.mother}))


def payments_of_each_month_that_one_source_tells(cast: Cast) -> None:
    for day in ("2025-10-01", "2025-10-31", "2025-11-30"):
        paid("历年发放（银行）", day, person_id=cast.wang)


def payments_of_each_month_each_in_a_file_of_its_own(cast: Cast) -> None:
    for load, day in enumerate(("2025-10-01", "2025-10-31", "2025-11-30"), start=1):
        paid("历年发放", day, person_id=cast.wang, load=UUID(int=load))


def two_payments_of_a_year_each_in_a_file_of_its_own(cast: Cast) -> None:
    for load, day in enumerate(("2025-03-30", "2025-09-30"), start=1):
        paid("历年发放", day, person_id=cast.wang, load=UUID(int=load))


def two_payments_four_weeks_apart(cast: Cast) -> None:
    for load, day in enumerate(("2025-02-01", "2025-03-01"), start=1):
        paid("历年发放", day, person_id=cast.wang, load=UUID(int=load))


def two_payments_of_one_file(cast: Cast) -> None:
    for day in ("2025-10-01", "2025-10-08"):
        paid("历年发放", day, person_id=cast.wang, load=UUID(int=1))


def twenty_living_in_a_house(cast: Cast) -> None:
    from jiahe.people.models import Person

    first, *_ = household(21)
    Person.objects.filter(id=first).update(death_date="2020-01-01")


def an_account_of_one_house(cast: Cast) -> None:
    same_number("account", household(6))


def an_account_of_three(cast: Cast) -> None:
    same_number("account", household(2) + household(1))


def an_account_of_people_whose_house_is_unknown(cast: Cast) -> None:
    same_number("account", [person(f"周{n}") for n in "一二三四五"])


def a_telephone_of_eight(cast: Cast) -> None:
    same_number("phone", [person(f"周{n}") for n in "一二三四五六七八"])


def an_orphan_of_dead_parents(cast: Cast) -> None:
    child = person("周小", "female", "2015-05-01")
    for name, sex in (("周强", "male"), ("周兰", "female")):
        parent = person(name, sex, "1985-05-01", death_date="2019-05-01")
        row("Parenthood", child_id=child, parent_id=parent, kind="birth")
    row("Status", person_id=child, kind="orphan", from_date="2020-01-01")


@pytest.mark.parametrize(
    "near",
    [
        twelve_years, fifty_five, three_hundred_days, old_and_dead, a_file_that_names_the_village_no_closer,
        a_file_that_the_register_has_followed, a_file_whose_source_says_so_no_more, married_at_twenty_before_1981,
        widowed, a_withdrawn_home, in_an_institution, adopted_by_one, moved_in_as_a_child,
        known_since_the_register_began, an_orphan_of_dead_parents, paid_three_times_as_much, paid_far_more_than_few,
        paid_far_more_in_a_year_of_its_own, a_payment_that_was_withdrawn, payments_that_are_not_one,
        payments_of_each_month_that_one_source_tells, payments_of_each_month_each_in_a_file_of_its_own,
        two_payments_of_a_year_each_in_a_file_of_its_own, two_payments_four_weeks_apart,
        two_payments_of_one_file, twenty_living_in_a_house, an_account_of_one_house, an_account_of_three,
        an_account_of_people_whose_house_is_unknown, a_telephone_of_eight,
    ],
)  # fmt: skip
def test_what_only_comes_near_is_no_finding(
    clean: Cast, posts: Any, search: Search, found: Any, near: Callable[[Cast], None]
) -> None:
    with acting_as(posts["steward"]):
        near(clean)
    search()
    assert [one.rule for one in found()] == []


def test_where_parenthoods_are_not_kept_nobody_misses_a_parent(
    cast: Cast, posts: Any, search: Search, found: Any
) -> None:
    with acting_as(posts["steward"]):
        person("周小", "female", "2015-05-01")
    search()
    assert found() == []
