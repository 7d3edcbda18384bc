"""The made-up registers that the figures are measured on, kept between runs."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from jiahe import synth
from jiahe.facts.contract import FACTS

CACHE = Path(__file__).parent / "cache"
COUNTY = "110118000000"
"""Miyun, a rural district of Beijing: nowhere are more programmes in force."""


def register(people: int, county: str = COUNTY, *, say: Callable[[str], None] = print) -> dict[str, Path]:
    """Return the Parquet file of each table of a register, made first if today's code has not made it yet."""
    folder = CACHE / f"{county}-{people}-{_made_by()}"
    if not folder.exists():
        for older in CACHE.glob(f"{county}-{people}-*"):
            shutil.rmtree(older)
        CACHE.mkdir(exist_ok=True)
        say(f"making a register of {people:,} people in {county} (kept in {folder.relative_to(CACHE.parent)})")
        synth.make_register(folder, county=county, people=people)
    files = {table.name: folder / f"{table.name}.parquet" for table in FACTS.tables}
    return {name: file for name, file in files.items() if file.exists()}


def _made_by() -> str:
    """A few digits that change with the code that makes registers."""
    digest = hashlib.sha256()
    for file in sorted(Path(synth.__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
