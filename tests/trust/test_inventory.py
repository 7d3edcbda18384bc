"""The data inventory says of every column about a person what it is for; what is wrong in it is said with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import jiahe
from jiahe.law.errors import LawError
from jiahe.trust.inventory import INVENTORY, faults, the_inventory
from jiahe.trust.permissions import PERMISSIONS

WHOLE = INVENTORY.read_text(encoding="utf-8")


def changed(folder: Path, before: str, after: str) -> Path:
    assert before in WHOLE
    file = folder / "inventory.yaml"
    file.write_text(WHOLE.replace(before, after, 1), encoding="utf-8")
    return file


def test_every_column_about_a_person_is_in_the_inventory_and_nothing_else() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("      sex: [性别, sex]\n", "", "people.Person.sex: not in trust/inventory.yaml"),
        (
            "      sex: [性别, sex]\n",
            "      sex: [性别, sex]\n      shoe: [鞋码, shoe]\n",
            "people.Person.shoe: no column",
        ),
        ("  places.Division: places\n", "", "places.Division: not in trust/inventory.yaml"),
        (
            "  places.Division: places\n",
            "  places.Division: places\n  places.Moon: x\n",
            "places.Moon: there is no such model",
        ),
    ],
)
def test_what_is_missing_or_names_nothing_is_found(tmp_path: Path, before: str, after: str, said: str) -> None:
    found = faults(the_inventory(changed(tmp_path, before, after)))
    assert len(found) == 1
    assert said in found[0]


def test_a_model_that_points_at_a_person_cannot_hold_nobody(tmp_path: Path) -> None:
    start, end = WHOLE.index("  people.Claim:\n"), WHOLE.index("  people.Payment:\n")
    file = changed(tmp_path, WHOLE[start:end], "")
    file.write_text(file.read_text(encoding="utf-8") + "  people.Claim: claims\n", encoding="utf-8")
    assert [one.split(":")[0] for one in faults(the_inventory(file))] == [
        "people.Claim.applicant_id",
        "people.Claim.person_id",
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("purpose: identify\n", "purpose: identfy\n", "identify"),
        ("basis: duty\n", "basis: because\n", "'because' is not allowed here"),
        ("seen_by: [read:person, ", "seen_by: [read:persons, ", "read:person"),
        ("then: blank}", "then: burn}", "'burn' is not allowed here"),
        ("keep: 1 year,", "keep: a while,", "write it like 3 years or 30 days"),
        ("after: death_date", "after: deathdate", "death_date"),
        ("sensitive: identity}", "sensitive: yes}", "not allowed here"),
        ("sex: [性别, sex]", "sex: [性别]", "write two texts"),
        ("sex: [性别, sex]", "sex:", "add it to `shared`"),
        ("person: [child_id, parent_id]", "person: [child, parent_id]", "none of the columns"),
        ("  resident: [", "  residents: [", "the roles are not those of permissions.py"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, before: str, after: str, said: str) -> None:
    with pytest.raises(LawError, match=r"inventory\.yaml, line \d+") as error:
        the_inventory(changed(tmp_path, before, after))
    assert said in str(error.value)


_MADE = re.compile(r"(?:\bHOME\)?|\bhome(?:\.resolve\(\))?)\s*/\s*f?[\"']([\w.-]+)")


def test_every_folder_that_the_office_makes_in_its_home_is_in_the_inventory() -> None:
    code = Path(jiahe.__file__).parent
    made = {name for file in code.rglob("*.py") for name in _MADE.findall(file.read_text(encoding="utf-8"))}
    assert {"exports", "intake", "uploads", "matching", "runs", "postgres", "keys"} <= made
    missing = made - the_inventory().folders
    assert missing == set(), "say under `files` in trust/inventory.yaml what it holds, why and for how long"
    assert the_inventory().folders <= made, "the code makes no such folder"


def test_who_sees_a_column_comes_from_the_permissions() -> None:
    inventory = the_inventory()
    name, search = (
        next(one for one in inventory.tables["people.Person"].columns if one.name == column)
        for column in ("name", "search")
    )
    allowed = {("read", "person"), ("read_own", "person")}
    assert set(inventory.roles_that_see(name)) == {role for role, may in PERMISSIONS.items() if may & allowed}
    assert inventory.roles_that_see(search) == []
