"""Families are possible ones: ages, intervals, marriages, spells and keys agree with each other."""

import numpy as np
import pytest

from jiahe.synth.families import Custodies, end_at_guardian
from jiahe.synth.population import NEVER


def test_no_child_is_older_than_its_parents(register):
    impossible = """
        SELECT count(*) FROM parenthoods p
        JOIN persons k ON k.person_id = p.child JOIN persons m ON m.person_id = p.parent
        WHERE p.kind <> 'step' AND k.birth_date <= m.birth_date"""
    assert register.one(impossible) == 0


def test_mothers_are_15_to_50_when_they_give_birth(register):
    youngest, oldest = register.rows(
        """
        SELECT min(date_sub('year', m.birth_date, k.birth_date)), max(date_sub('year', m.birth_date, k.birth_date))
        FROM parenthoods p JOIN persons k ON k.person_id = p.child JOIN persons m ON m.person_id = p.parent
        WHERE p.kind = 'birth' AND m.sex = 'female'"""
    )[0]
    assert youngest >= 15
    assert oldest < 50


def test_mothers_ages_look_like_those_of_the_country(register):
    low, middle, high = register.one(
        """
        SELECT quantile_cont((k.birth_date - m.birth_date) / 365.25, [0.05, 0.5, 0.95])
        FROM parenthoods p JOIN persons k ON k.person_id = p.child JOIN persons m ON m.person_id = p.parent
        WHERE p.kind = 'birth' AND m.sex = 'female'"""
    )
    assert 18 < low < 23
    assert 24 < middle < 29
    assert 32 < high < 40


def test_siblings_are_of_one_delivery_or_nine_months_apart(register):
    nearest = register.one(
        """
        SELECT min(apart) FROM (
          SELECT k.birth_date - lag(k.birth_date) OVER (PARTITION BY p.parent ORDER BY k.birth_date) AS apart
          FROM parenthoods p JOIN persons k ON k.person_id = p.child JOIN persons m ON m.person_id = p.parent
          WHERE p.kind = 'birth' AND m.sex = 'female')
        WHERE apart > 0"""
    )
    assert nearest >= 270


def test_about_one_delivery_in_a_hundred_is_of_twins(register):
    share = register.one(
        """
        SELECT avg((n > 1)::INT) FROM (
          SELECT count(*) AS n FROM parenthoods p JOIN persons k ON k.person_id = p.child
          JOIN persons m ON m.person_id = p.parent AND m.sex = 'female'
          WHERE p.kind = 'birth' GROUP BY p.parent, k.birth_date)"""
    )
    assert 0.005 < share < 0.016


def test_children_of_one_delivery_share_a_birth_date_and_the_next_one_counts_up(register):
    wrong = register.one(
        """
        WITH d AS (SELECT parent, delivery, k.birth_date FROM parenthoods p JOIN persons k ON k.person_id = p.child
                   WHERE delivery IS NOT NULL AND k.birth_date IS NOT NULL)
        SELECT count(*) FROM d a JOIN d b ON a.parent = b.parent
        WHERE (a.delivery = b.delivery) <> (a.birth_date = b.birth_date)
           OR (a.delivery < b.delivery AND a.birth_date > b.birth_date)"""
    )
    assert wrong == 0


def test_an_adopted_child_is_no_delivery(register):
    assert register.one("SELECT count(delivery) FROM parenthoods WHERE kind <> 'birth'") == 0
    assert register.one("SELECT count(*) FROM parenthoods WHERE kind = 'adoption' AND from_date IS NULL") == 0


def test_a_few_deliveries_were_never_written_down(register):
    share = register.one(
        """SELECT avg((delivery IS NULL)::INT) FROM parenthoods p JOIN persons m ON m.person_id = p.parent
        WHERE p.kind = 'birth' AND m.sex = 'female'"""
    )
    assert 0.01 < share < 0.03


def test_no_couple_are_siblings(register):
    wrong = register.one(
        """SELECT count(*) FROM unions u JOIN parenthoods a ON a.child = u.person
        JOIN parenthoods b ON b.child = u.spouse AND b.parent = a.parent WHERE a.kind = 'birth' AND b.kind = 'birth'"""
    )
    assert wrong == 0


def test_who_has_sole_custody_has_it_alone(register):
    wrong = register.one(
        """SELECT count(*) FROM custodies a JOIN custodies b ON a.child = b.child AND a.custodian <> b.custodian
        WHERE a.kind IN ('parent', 'institution') AND a.from_date < coalesce(b.until_date, DATE '9999-12-31')
        AND b.from_date < coalesce(a.until_date, DATE '9999-12-31')"""
    )
    assert wrong == 0


def test_a_guardian_ends_the_custody_of_one_parent():
    day, goes_on = np.array([100, 200], dtype=np.int32), np.full(2, NEVER, dtype=np.int32)
    custodies = Custodies(np.array([0, 1]), np.array([5, 6]), np.zeros(2, dtype=np.int8), day, goes_on)
    end_at_guardian(custodies, np.array([1]), np.array([900], dtype=np.int32), 7)
    assert custodies.until.tolist() == [NEVER, 900]


def test_nobody_has_two_spouses_at_once(register):
    wrong = register.one(
        """
        WITH m AS (SELECT person AS who, * FROM unions UNION ALL SELECT spouse AS who, * FROM unions)
        SELECT count(*) FROM m a JOIN m b ON a.who = b.who AND a.from_date < b.from_date
        WHERE coalesce(a.until_date, DATE '9999-12-31') > b.from_date"""
    )
    assert wrong == 0


def test_a_marriage_ends_when_a_spouse_dies(register):
    wrong = register.one(
        """
        SELECT count(*) FROM unions u JOIN persons a ON a.person_id = u.person JOIN persons b ON b.person_id = u.spouse
        WHERE coalesce(u.until_date, DATE '9999-12-31')
              > least(coalesce(a.death_date, DATE '9999-12-31'), coalesce(b.death_date, DATE '9999-12-31'))"""
    )
    assert wrong == 0
    assert register.one("SELECT count(*) FROM unions WHERE (until_date IS NULL) <> (ended_by IS NULL)") == 0


@pytest.mark.parametrize(("table", "column"), [("hukou", "hukou_place"), ("residences", "residence_place")])
def test_spells_follow_each_other_and_end_where_the_person_is(register, table, column):
    overlap = f"""
        SELECT count(*) FROM {table} a JOIN {table} b ON a.person = b.person AND a.from_date < b.from_date
        WHERE coalesce(a.until_date, DATE '9999-12-31') > b.from_date"""
    twice = f"SELECT count(*) FROM (SELECT person FROM {table} WHERE until_date IS NULL GROUP BY 1 HAVING count(*) > 1)"
    elsewhere = f"""
        SELECT count(*) FROM {table} s JOIN persons p ON p.person_id = s.person
        WHERE s.until_date IS NULL AND p.{column} IS NOT NULL AND p.{column} <> s.place
          AND p.{column} NOT LIKE '%000000'"""
    assert [register.one(question) for question in (overlap, twice, elsewhere)] == [0, 0, 0]


def test_every_key_is_somebody(register):
    keys = {
        "parenthoods": ("child", "parent"),
        "custodies": ("child", "custodian"),
        "unions": ("person", "spouse"),
        "residences": ("person",),
        "hukou": ("person",),
        "certificates": ("person",),
        "statuses": ("person",),
        "claims": ("person", "applicant"),
        "payments": ("person",),
    }
    for table, columns in keys.items():
        for column in columns:
            assert register.one(f"SELECT count({column}) FROM {table} ANTI JOIN persons ON person_id = {column}") == 0


def test_families_reach_over_three_generations(register):
    grandparents = register.one(
        """SELECT count(DISTINCT a.parent) FROM parenthoods a JOIN parenthoods b ON b.parent = a.child
        JOIN persons k ON k.person_id = b.child WHERE k.birth_date > '2008-01-01'"""
    )
    assert grandparents > 1000


def test_the_children_of_the_old_are_in_the_register_wherever_they_moved(register):
    prefix = register.summary.county[:6]
    moved = register.one(
        f"""SELECT count(*) FROM parenthoods p
        JOIN persons k ON k.person_id = p.child JOIN persons m ON m.person_id = p.parent
        WHERE m.birth_date < '1966-01-01' AND k.hukou_place NOT LIKE '{prefix}%' AND m.hukou_place LIKE '{prefix}%'"""
    )
    assert moved > 100


def test_a_child_mostly_bears_its_fathers_surname(register):
    share = register.one(
        """SELECT avg((k.name[1] = f.name[1])::INT) FROM parenthoods p JOIN persons k ON k.person_id = p.child
        JOIN persons f ON f.person_id = p.parent AND f.sex = 'male' WHERE p.kind = 'birth'"""
    )
    assert 0.93 < share < 1


def test_certificates_of_parents_of_one_child_are_of_the_time_and_end_with_a_second_child(register):
    rows = register.one(
        """
        SELECT count(*) FROM certificates c
        JOIN (SELECT parent, count(*) AS n FROM parenthoods WHERE kind <> 'step' GROUP BY 1) p ON p.parent = c.person
        WHERE c.kind = 'one_child_parents' AND c.until_date IS NULL AND n > 1"""
    )
    held = register.one("SELECT count(*) FROM certificates WHERE kind = 'one_child_parents'")
    assert rows < 0.02 * held  # a second child of these weeks, or of the father with another woman
    first, last = register.rows(
        "SELECT min(from_date), max(from_date) FROM certificates WHERE kind = 'one_child_parents'"
    )[0]
    assert first.year >= 1979
    assert last.year <= 2015
