"""An invented population for both engines: the same people as arrays, as Arrow tables and as an OpenFisca simulation.

Amounts are whole units and sizes are multiples of three square metres, so that every part of the template's results is
a whole number of cents, and sums stay where OpenFisca's 32-bit numbers are right to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

ROLES = ("adult", "child")
OCCUPANCIES = ("owner", "tenant", "free_lodger", "homeless")
MONTH, JANUARY = "2016-06", "2016-01"
PEOPLE_A_HOUSEHOLD = 2.5
RESULTS = ("basic_income", "housing_allowance", "parenting_allowance", "disposable_income")


@dataclass(frozen=True)
class Country:
    """One array a column. ``household``: the number of each person's; ``role`` and ``occupancy`` count from 0."""

    household: np.ndarray[Any, Any]
    role: np.ndarray[Any, Any]
    birth: np.ndarray[Any, Any]
    salary: np.ndarray[Any, Any]
    capital_returns: np.ndarray[Any, Any]
    size: np.ndarray[Any, Any]
    rent: np.ndarray[Any, Any]
    occupancy: np.ndarray[Any, Any]

    @property
    def people(self) -> int:
        """How many persons there are."""
        return len(self.household)

    @property
    def households(self) -> int:
        """How many households there are."""
        return len(self.rent)

    def facts(self) -> dict[str, pa.Table]:
        """Return the tables of our facts contract, amounts in cents."""
        persons = {
            "person_id": np.arange(self.people),
            "household": self.household,
            "role": _words(self.role, ROLES),
            "birth_date": self.birth,
            "salary": self.salary.astype(np.int64) * 100,
            "capital_returns": self.capital_returns.astype(np.int64) * 100,
        }
        households = {
            "household_id": np.arange(self.households),
            "rent": self.rent.astype(np.int64) * 100,
            "accommodation_size": self.size.astype(np.int64),
            "occupancy": _words(self.occupancy, OCCUPANCIES),
        }
        return {"persons": pa.table(persons), "households": pa.table(households)}

    def simulation(self, system: Any) -> Any:
        """Build OpenFisca's simulation, by arrays: its fastest public way."""
        from openfisca_core.indexed_enums import EnumArray
        from openfisca_core.simulations import SimulationBuilder

        builder = SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("person", range(self.people))
        households = builder.declare_entity("household", range(self.households))
        builder.join_with_persons(households, self.household, self.role)
        simulation = builder.build(system)
        for name, values in (("birth", self.birth), ("salary", self.salary), ("capital_returns", self.capital_returns)):
            simulation.set_input(name, MONTH, values)
        statuses = system.get_variable("housing_occupancy_status").possible_values
        simulation.set_input("rent", MONTH, self.rent)
        simulation.set_input("accommodation_size", JANUARY, self.size)
        simulation.set_input("housing_occupancy_status", JANUARY, EnumArray(self.occupancy, statuses))
        return simulation


def _words(numbers: np.ndarray[Any, Any], words: tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int8)), pa.array(words))


def make_country(people: int, seed: int = 2016) -> Country:
    """Return a population of so many people; the same arguments give the same one."""
    rng = np.random.default_rng(seed)
    households = max(1, round(people / PEOPLE_A_HOUSEHOLD))
    rest = people - households
    household = np.concatenate([np.arange(households), rng.integers(0, households, rest)])
    days = np.concatenate([rng.integers(18 * 366, 90 * 365, households), rng.integers(0, 80 * 365, rest)])
    birth = (np.datetime64("2016-06-01") - days).astype("datetime64[D]")
    grown = days >= 18 * 366
    employed = grown & (rng.random(people) < 0.5)
    salary = np.where(employed, np.clip(rng.lognormal(7.7, 0.7, people), 200, 14_000).round(), 0)
    returns = np.where(grown & (rng.random(people) < 0.2), rng.integers(1, 800, people), 0)
    order = np.argsort(household, kind="stable")  # members of a household stand together, as in a census file
    return Country(
        household=household[order],
        role=np.where(grown, 0, 1).astype(np.int8)[order],
        birth=birth[order],
        salary=salary.astype(np.float32)[order],
        capital_returns=returns.astype(np.float32)[order],
        size=(3 * rng.integers(5, 60, households)).astype(np.float32),
        rent=(rng.integers(0, 1500, households) * (rng.random(households) < 0.7)).astype(np.float32),
        occupancy=rng.integers(0, len(OCCUPANCIES), households).astype(np.int16),
    )
