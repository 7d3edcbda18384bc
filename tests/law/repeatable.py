"""How generated tests are run: the same examples in every run unless ``JIAHE_SEED`` is given, ``JIAHE_EXAMPLES`` of
them."""

import os
from collections.abc import Callable
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase


def examples(default: int) -> int:
    """Return how many examples a test draws."""
    return int(os.environ.get("JIAHE_EXAMPLES", default))


def announced(number: int) -> None:
    """Print what is run, for the report of a failure."""
    seed = os.environ.get("JIAHE_SEED")
    print(f"{number} examples, " + (f"JIAHE_SEED={seed}" if seed else "the same in every run"))


def repeatable(number: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the settings of a test whose examples are drawn from dice, which Hypothesis cannot shrink."""
    seed = os.environ.get("JIAHE_SEED")

    def mark(test: Callable[..., Any]) -> Callable[..., Any]:
        if seed is not None:
            test = hypothesis.seed(int(seed))(test)
        return hypothesis.settings(
            max_examples=number,
            derandomize=seed is None,
            database=None,
            deadline=None,
            print_blob=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )(test)

    return mark
