"""The demo town has exactly the figures of the published report, and every kind of family that a rule asks about."""

import datetime as dt

import pyarrow.parquet as pq
import pytest

from jiahe.facts import check
from jiahe.places import Divisions

HERE = "hukou_place LIKE '420890%' AND death_date IS NULL"


def test_the_town_has_its_people(town):
    assert town.one(f"SELECT count(*) FROM persons WHERE {HERE}") == 38_980


def test_the_town_has_its_women_of_15_to_49(town):
    age = "date_sub('year', birth_date, {day})"
    assert (
        town.one(f"SELECT count(*) FROM persons WHERE {HERE} AND sex = 'female' AND {age} BETWEEN 15 AND 49") == 11_287
    )


def test_the_town_has_its_people_who_live_elsewhere(town):
    assert town.one(f"SELECT count(*) FROM persons WHERE {HERE} AND residence_place NOT LIKE '420890%'") == 7_119


def test_the_town_has_its_villages_and_groups(town):
    groups = town.rows(f"SELECT DISTINCT substr(household_id, 1, 12), village_group FROM persons WHERE {HERE}")
    villages = sorted({village for village, _ in groups})
    assert villages == ["420890100001", *(f"420890100{number}" for number in range(201, 211))]
    assert len(groups) == 302


def test_the_town_is_not_a_real_place(town):
    places = pq.read_table(town.summary.out / "places.parquet").to_pylist()
    published = Divisions.published()
    assert {place["name"] for place in places if place["level"] < 5} == {"禾阳县", "稻香湾镇"}
    assert not any(place["code"] in published for place in places)
    assert published.with_places(()).full_name("420800000000") == "湖北省荆门市"  # whose law holds there


def test_the_check_of_a_facts_folder_finds_nothing_wrong(town):
    report = check(town.summary.out, divisions=Divisions.published(), snapshot_day=town.summary.on)
    assert (dict(report.rules), report.faultless, report.in_contract_form) == ({}, True, True)


ONLY_CHILD = """
    SELECT parent, any_value(child) AS child FROM parenthoods WHERE kind <> 'step' GROUP BY parent HAVING count(*) = 1
"""
HOLDS = "EXISTS (FROM certificates c WHERE c.person = {person} AND c.kind = '{kind}' AND c.until_date IS NULL {more})"
KINDS = {
    "only child lost, certificate held": f"""
        SELECT count(*) FROM ({ONLY_CHILD}) o JOIN persons k ON k.person_id = o.child AND k.death_date IS NOT NULL
        JOIN persons p ON p.person_id = o.parent AND p.death_date IS NULL AND p.birth_date < '1976-01-01'
        WHERE {HOLDS.format(person="o.parent", kind="one_child_parents", more="")}""",
    "only child disabled, grade 1 to 3": f"""
        SELECT count(*) FROM ({ONLY_CHILD}) o
        WHERE {HOLDS.format(person="o.child", kind="disability", more="AND grade <= 3")}
          AND {HOLDS.format(person="o.parent", kind="one_child_parents", more="")}""",
    "certificate ended by a second child": """
        SELECT count(*) FROM certificates WHERE kind = 'one_child_parents' AND until_date IS NOT NULL""",
    "parents of two daughters, rural, 60 and over": """
        SELECT count(*) FROM (SELECT parent FROM parenthoods p JOIN persons k ON k.person_id = p.child
          WHERE kind = 'birth' GROUP BY parent HAVING count(*) = 2 AND count_if(k.sex = 'male') = 0) d
        JOIN persons p ON p.person_id = d.parent AND p.hukou_kind = 'rural' AND p.birth_date < '1966-01-01'""",
    "twins under three": """
        SELECT count(*) FROM (SELECT parent, delivery FROM parenthoods p JOIN persons k ON k.person_id = p.child
          WHERE k.birth_date > '2023-01-15' AND delivery IS NOT NULL GROUP BY ALL HAVING count(*) = 2)""",
    "triplets under three": """
        SELECT count(*) FROM (SELECT parent, birth_date FROM parenthoods p JOIN persons k ON k.person_id = p.child
          WHERE k.birth_date > '2023-01-15' AND kind = 'birth' AND k.death_date IS NULL
          GROUP BY ALL HAVING count(*) = 3)""",
    "child of a fourth delivery, small": """
        SELECT count(*) FROM parenthoods p JOIN persons k ON k.person_id = p.child
        WHERE delivery = 4 AND k.birth_date > '2017-01-01'""",
    "adopted child under three": """
        SELECT count(*) FROM parenthoods p JOIN persons k ON k.person_id = p.child
        WHERE kind = 'adoption' AND k.birth_date > '2023-01-15' AND from_date IS NOT NULL""",
    "small child with one of two divorced parents": """
        SELECT count(*) FROM custodies c JOIN persons k ON k.person_id = c.child
        WHERE c.kind = 'parent' AND c.until_date IS NULL AND k.birth_date > '2019-01-01'""",
    "step-child": "SELECT count(*) FROM parenthoods WHERE kind = 'step'",
    "orphan with a guardian": """
        SELECT count(*) FROM statuses s JOIN custodies c ON c.child = s.person AND c.kind = 'guardian'
        WHERE s.kind = 'orphan' AND c.custodian IS NOT NULL""",
    "child without support in fact": "SELECT count(*) FROM statuses WHERE kind = 'de_facto_unsupported'",
    "small child in an institution": """
        SELECT count(*) FROM custodies c JOIN persons k ON k.person_id = c.child
        WHERE c.kind = 'institution' AND c.institution_place = '420890100000' AND k.birth_date > '2023-01-15'""",
    "small child whose hukou came here": """
        SELECT count(*) FROM hukou h JOIN persons k ON k.person_id = h.person
        WHERE k.birth_date > '2022-01-01' AND h.until_date IS NULL AND h.from_date >= '2025-01-01'
          AND k.hukou_place LIKE '420890%'""",
    "assessed complication of each grade": """
        SELECT count(DISTINCT grade) - 2 FROM certificates WHERE kind = 'complication'""",
    "child who died in 2025 or later": """
        SELECT count(*) FROM persons WHERE death_date >= '2025-01-01' AND birth_date > '1990-01-01'""",
    "widow": """
        SELECT count(*) FROM unions u JOIN persons w ON w.person_id = u.person
        WHERE u.ended_by = 'death' AND w.death_date IS NULL""",
    "soldier": "SELECT count(*) FROM statuses WHERE kind = 'active_service'",
    "spouse with another nationality, or a person whose nationality nobody wrote down": """
        SELECT count(*) FROM persons WHERE nationality IS DISTINCT FROM 'CHN'""",
    "hukou known to the county only": "SELECT count(*) FROM persons WHERE hukou_place = '420890000000'",
    "delivery that nobody wrote down": """
        SELECT count(*) FROM parenthoods p JOIN persons m ON m.person_id = p.parent AND m.sex = 'female'
        JOIN persons k ON k.person_id = p.child AND k.birth_date > '2022-01-01'
        WHERE p.kind = 'birth' AND p.delivery IS NULL""",
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_town_has_every_kind_of_family(town, kind):
    assert town.one(KINDS[kind]) > 0


def test_some_families_never_claimed_what_others_were_paid(town):
    """Children of first to third deliveries under three since 2025, by whether anybody ever applied for them."""
    never, asked = town.rows(
        f"""
        SELECT EXISTS (FROM claims c WHERE c.person = k.person_id AND c.programme = 'cn/childcare-subsidy') AS asked,
          count(*)
        FROM persons k WHERE {HERE} AND k.birth_date BETWEEN '2022-01-01' AND '2025-06-30'
        GROUP BY asked ORDER BY asked"""
    )
    assert 0.12 < never[1] / (never[1] + asked[1]) < 0.30


def test_payments_follow_the_months_owed_of_those_born_before_2025(town):
    """国卫办人口发〔2025〕24号 Art 14: 300 yuan a month until three, whole years first."""
    rows = town.rows(
        """SELECT k.birth_date, p.amount FROM payments p JOIN persons k ON k.person_id = p.person
        WHERE p.programme = 'cn/childcare-subsidy' AND p.year = 2025 AND k.birth_date IS NOT NULL"""
    )
    assert len(rows) > 300
    for born, amount in rows:
        months = 12 * (born.year - 2022) + born.month if born.year < 2025 else 12
        assert amount == min(12, months) * 300_00, born


def test_claims_are_taken_at_the_township_and_not_after_the_snapshot(town):
    assert town.rows("SELECT DISTINCT place FROM claims") == [("420890100000",)]
    last = town.one("SELECT max(greatest(submitted_on, coalesce(decided_on, submitted_on))) FROM claims")
    assert last <= dt.date(2026, 1, 15)
    assert town.one("SELECT max(paid_on) FROM payments") <= dt.date(2026, 1, 15)
