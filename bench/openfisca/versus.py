"""vs-openfisca: the country template's benefits over one population, by both engines, in memory."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.openfisca.contract import COUNTRY
from bench.openfisca.country import MONTH, RESULTS, Country
from jiahe.law import pack_of
from jiahe.law.duckdb_engine import DuckDBRegister
from jiahe.law.setting import Setting

ON = dt.date(2016, 6, 1)
NATION = "000000000000"
PACK = pack_of("bench.openfisca.benefits")


def our_outcomes(facts: dict[str, pa.Table], threads: int) -> pa.Table:
    """Compile the four programmes and determine everybody: a row for each programme and person or household."""
    with DuckDBRegister(COUNTRY, facts, threads=threads) as register:
        return register.arrow(register.compile(PACK, Setting.of(PACK, ON, NATION)))


def their_amounts(country: Country, system: Any) -> dict[str, np.ndarray[Any, Any]]:
    """Build the simulation and calculate the four variables: an amount for each person or household."""
    simulation = country.simulation(system)
    return {name: simulation.calculate(name, MONTH) for name in RESULTS}


def load_system() -> Any:
    """Return OpenFisca's country template, its parameters read."""
    from openfisca_country_template import CountryTaxBenefitSystem

    return CountryTaxBenefitSystem()


def our_amounts(outcomes: pa.Table, country: Country) -> dict[str, np.ndarray[Any, Any]]:
    """Return our amounts in cents, in the order of their arrays; 0 where nothing is due."""
    found = {}
    for name in RESULTS:
        programme = f"template/{name.replace('_', '-')}"
        rows = outcomes.filter(pc.equal(outcomes["programme"].cast(pa.string()), programme))
        key, count = ("person_id", country.people) if name == "basic_income" else ("household_id", country.households)
        amounts = np.zeros(count, dtype=np.int64)
        amounts[rows[key].to_numpy()] = rows["total"].fill_null(0).to_numpy()
        found[name] = amounts
    return found


def check_same(outcomes: pa.Table, theirs: dict[str, np.ndarray[Any, Any]], country: Country) -> dict[str, int]:
    """Return the totals in cents, having compared every single amount. Raises ValueError where one differs.

    OpenFisca's amounts are 32-bit numbers: near 20,000 they are 0.002 apart. So they are compared as rounded to cents.
    """
    totals = {}
    for name, ours in our_amounts(outcomes, country).items():
        cents = np.rint(theirs[name].astype(np.float64) * 100).astype(np.int64)
        if not np.array_equal(ours, cents):
            first = int(np.nonzero(ours != cents)[0][0])
            raise ValueError(
                f"{name} of number {first}: Jiahe {ours[first]} cents, OpenFisca {theirs[name][first]!r}. "
                "The two must agree before their times are worth comparing."
            )
        totals[name] = int(ours.sum())
    return totals
