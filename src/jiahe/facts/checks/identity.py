"""Citizen identity numbers (GB 11643): well-formed, one person each, and in agreement with birth date and sex.

python-stdnum judges each number that the quick test in SQL does not pass. A number that is not to be believed is read
as unknown; where number and birth date (or sex) differ, the birth date (or sex) is, because no rule may rest on it.
"""

from __future__ import annotations

import re

from stdnum import exceptions, numdb
from stdnum.cn import ric

from jiahe.facts.finding import CELL_UNKNOWN, WARNING
from jiahe.facts.workbench import Workbench

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SUM = " + ".join(f"TRY_CAST(id_number[{i}:{i}] AS INTEGER) * {weight}" for i, weight in enumerate(_WEIGHTS, start=1))
_BIRTH = "TRY_CAST(id_number[7:10] || '-' || id_number[11:12] || '-' || id_number[13:14] AS DATE)"
PASSES = (
    "CASE WHEN regexp_matches(id_number, '^[1-9][0-9]{5}(18|19|20)[0-9]{9}[0-9X]$') THEN "
    f"'10X98765432'[({_SUM}) % 11 + 1] = id_number[18:18] AND {_BIRTH} IS NOT NULL ELSE false END"
)
"""SQL: whether ``id_number`` is well-formed, with a right check digit and a real date."""

_LOST = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{2,}")
_CENTURIES = ("18", "19", "20")


def fault_of(number: str) -> str | None:
    """Return the key of the rule that an ID number breaks, or None.

    stdnum's own validate is not asked: it also holds that a county must be older than its people, who may have got
    their numbers long after they were born.
    """
    if _LOST.fullmatch(number):
        return "id_lost"
    if re.fullmatch("[0-9]{15}", number):
        return "id_15_digits"
    if len(number) != 18:
        return "id_length"
    if not re.fullmatch("[1-9][0-9]{16}[0-9X]", number):
        return "id_characters"
    if number[-1] != ric.calc_check_digit(number):
        return "id_lost" if number.endswith("000") else "id_check_digit"
    try:
        ric.get_birth_date(number)
    except exceptions.InvalidComponent:
        return "id_no_such_day"
    return None if number[6:8] in _CENTURIES else "id_no_such_day"


def check_id_numbers(bench: Workbench) -> None:
    """Record ID numbers that are wrong, of two persons, or at odds with birth date or sex."""
    bench.settle()
    if bench.count("live_persons", "id_number IS NOT NULL") == 0:
        return
    wrong = bench.con.execute(
        f"SELECT _row, id_number FROM live_persons WHERE id_number IS NOT NULL AND NOT ({PASSES})"
    )
    faults: list[tuple[int, str | None, str]] = []
    while some := wrong.fetchmany(50_000):
        faults += [(row, number, fault) for row, number in some if (fault := fault_of(number))]
    bench.record_rows("persons", "id_number", CELL_UNKNOWN, faults)
    _check_regions(bench)
    bench.record(
        "id_twice",
        "persons",
        "SELECT p._row, id_number AS value, CASE WHEN p._row = d.one THEN d.other ELSE d.one END AS a, NULL AS b "
        "FROM live_persons AS p JOIN (SELECT id_number, min(_row) AS one, max(_row) AS other FROM live_persons "
        "WHERE id_number IS NOT NULL GROUP BY id_number HAVING count(*) > 1) AS d USING (id_number)",
        column="id_number",
        severity=CELL_UNKNOWN,
    )
    bench.record(
        "id_birth_differs",
        "persons",
        f"SELECT _row, birth_date AS value, {_BIRTH} AS a, NULL AS b FROM live_persons WHERE birth_date <> {_BIRTH}",
        column="birth_date",
        severity=CELL_UNKNOWN,
    )
    says = "CASE WHEN TRY_CAST(id_number[17:17] AS INTEGER) % 2 = 1 THEN 'male' ELSE 'female' END"
    bench.record(
        "id_sex_differs",
        "persons",
        f"SELECT _row, sex AS value, CASE {says} WHEN 'male' THEN '男' ELSE '女' END AS a, {says} AS b "
        f"FROM live_persons WHERE id_number IS NOT NULL AND sex <> {says}",
        column="sex",
        severity=CELL_UNKNOWN,
    )


def _check_regions(bench: Workbench) -> None:
    """Warn of first six digits that never were a county; 8 and 9 begin the permits of people from elsewhere."""
    regions = numdb.get("cn/loc")
    unknown = [
        prefix
        for (prefix,) in bench.sql("SELECT DISTINCT id_number[1:6] FROM live_persons WHERE id_number[1:1] < '8'")
        if not any("county" in about for _, about in regions.info(prefix))
    ]
    if unknown:
        places = ", ".join(f"'{prefix}'" for prefix in unknown)
        bench.record(
            "id_region",
            "persons",
            "SELECT _row, id_number AS value, NULL AS a, NULL AS b FROM live_persons "
            f"WHERE id_number[1:6] IN ({places})",
            column="id_number",
            severity=WARNING,
        )
