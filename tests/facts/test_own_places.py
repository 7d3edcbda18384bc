"""A folder may name places of its own: a new village, an invented town."""

import pyarrow.parquet as pq

from tests.facts.folders import checked, cleaned, write_folder

PLACES = """
    code,name,level
    420882990000,和顺镇,4
    420882990001,东村,5
"""


def test_people_may_live_in_places_that_the_folder_names(tmp_path):
    folder = write_folder(
        tmp_path / "f", places=PLACES, persons="person_id,hukou_place\na,420882990001\nb,420882990002"
    )
    facts = cleaned(folder, tmp_path / "out")
    assert [(f.row, f.rule) for f in facts.report.findings()] == [(2, "place_unknown")]
    assert facts.divisions.full_name("420882990001") == "湖北省荆门市京山市和顺镇东村"
    assert pq.read_table(facts.folder / "places.parquet").num_rows == 2
    assert facts.report.tables["places"].used == 2
    assert cleaned(facts.folder, tmp_path / "again").divisions.name("420882990000") == "和顺镇"


def above(code):
    return f"the place above it, {code}, is not known; add it as well. The row is not used."


def test_rows_of_places_that_cannot_be_used_are_set_aside_with_what_lies_below_them(tmp_path):
    folder = write_folder(
        tmp_path / "f",
        persons="person_id\na",
        places=PLACES.rstrip()
        + """
            42088299,短镇,4
            420882991000,无名镇,五
            429992100000,孤镇,4
            429992100001,孤村,5
            420882990001,西村,5
        """,
    )
    facts = cleaned(folder, tmp_path / "out")
    says = [(f.row, f.value, f.en.removeprefix("This place cannot be used: ")) for f in facts.report.findings()]
    no_code = "'42088299' is not a place code: write 12 digits, with zeros below the level that is known."
    assert says == [
        (3, "42088299", f"{no_code} The row is not used."),
        (4, "420882991000", "The level '五' is not a number. The row is not used."),
        (5, "429992100000", f"Place 429992100000: {above('429992000000')}"),
        (6, "429992100001", f"Place 429992100001: {above('429992100000')}"),
        (7, "420882990001", "Place 420882990001 is also in row 2. The row is not used."),
    ]
    count = facts.report.tables["places"]
    assert (count.read, count.used, count.set_aside) == (7, 2, 5)
    assert (facts.out / "set_aside" / "places.csv").read_text(encoding="utf-8-sig").count("\n") == 6


def test_a_places_file_without_names_is_not_used(tmp_path):
    folder = write_folder(tmp_path / "f", persons="person_id\na", places="code,level\n420882990000,4")
    report = checked(folder)
    assert [(f.file, f.column, f.rule) for f in report.findings()] == [
        ("places.csv", "name", "missing_required_column")
    ]
    assert report.tables["places"].set_aside == 1
