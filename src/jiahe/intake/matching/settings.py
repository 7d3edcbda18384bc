"""What whoever matches may choose: the thresholds, the means, the place for temporary files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """``sure``, ``ask``: match weights in bits: at ``sure`` a pair is taken as one person, from ``ask`` on it is shown.

    ``margin``: bits by which a sure pair must be ahead of every other person that the record could be. ``estimate``:
    whether the odds are estimated from the data; None: when both lists have ``enough`` records. ``memory``: what DuckDB
    may hold before it spills to ``folder`` (None: the system's folder for temporary files). ``register``: how many
    persons the register has, where the right list is only those of it who could be meant.
    """

    sure: float = 12.0
    ask: float = 0.0
    margin: float = 6.0
    estimate: bool | None = None
    enough: int = 2_000
    threads: int | None = None
    memory: str = "1000MB"
    folder: Path | None = None
    register: int = 0

    def __post_init__(self) -> None:
        if self.sure < self.ask:
            raise ValueError(f"sure ({self.sure}) must not be below ask ({self.ask}).")
