"""The privacy notice and the record of processing are what the inventory says, and leave nothing of it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiahe.trust.inventory import the_inventory
from jiahe.trust.inventory_docs import PAGES, record_of_processing
from jiahe.trust.notice import notice

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_inventory_says(name: str) -> None:
    stale = "The page is stale: run `make reference`."
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), stale


def test_the_record_names_every_column_and_the_notice_every_thing() -> None:
    record, inventory = record_of_processing(), the_inventory()
    columns = {one.name for table in inventory.tables.values() for one in table.columns}
    assert [one for one in sorted(columns) if f"`{one}`" not in record] == []
    told = {thing for group in notice() for thing in group.things}
    told |= set(inventory.words["shared"].values())
    tables = inventory.tables.values()
    untold = [one.words for held in tables for one in held.columns if one.name not in held.person]
    assert [str(one) for one in untold if one not in told] == []


def test_whatever_is_sensitive_is_told_as_such() -> None:
    told = {thing for group in notice() for thing, _ in group.sensitive}
    assert {one.words for one in the_inventory().items() if one.sensitive} == told
