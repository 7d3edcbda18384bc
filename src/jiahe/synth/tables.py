"""A made block as the tables of the facts contract: columns, keys, choices, and cells that are not known.

Every table has exactly the contract's columns, in its order. Not here: files (write.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from jiahe.facts.contract import FACTS
from jiahe.synth import claims, names, statuses
from jiahe.synth.blocks import MadeBlock
from jiahe.synth.families import ADOPTION, BIRTH, STEP
from jiahe.synth.identity import IdNumbers, numbered
from jiahe.synth.population import NEVER, Days, Flags, Index, Origin

_ARROW = {
    "bool": pa.bool_(),
    "int": pa.int64(),
    "date": pa.date32(),
    "money": pa.int64(),
    "text": pa.string(),
    "place": pa.string(),
    "ref": pa.int64(),
}
"""Arrow types by the contract's types."""

SCHEMAS = {
    table.name: pa.schema(
        [(c.name, pa.int64() if c.name == table.key else _ARROW[c.type.value]) for c in table.columns]
    )
    for table in FACTS.tables
}
"""Arrow schema of each table's Parquet file."""

_ONLY_COUNTY, _NO_NATIONALITY, _NO_BIRTH_DATE, _NO_RESIDENCE, _NO_KIND = 0.003, 0.002, 0.0002, 0.004, 0.01
_NO_DELIVERY, _NEWBORN_WITHOUT_NUMBER, _FOREIGN = 0.02, 0.6, 0.004
_NOTED_DELIVERY, _DIFFICULT = 0.25, 0.08
_FOREIGNERS = ("VNM", "MMR", "KHM", "CHN")
_CHN = len(_FOREIGNERS) - 1

Columns = dict[str, pa.Array]


class BlockTables:
    """Turns one block after the other into tables. Keeps count of the people, and of the ID numbers given out."""

    def __init__(self, places: Sequence[str]) -> None:
        """``places``: the codes of all places, the register's own county first."""
        self._places = pa.array(places, pa.string())
        self._codes = np.array([int(code) for code in places])
        position = {code: i for i, code in enumerate(places)}
        self._township = np.array([position.get(code[:9] + "000", i) for i, code in enumerate(places)])
        self._numbers = IdNumbers(places[0][:2])
        self._people = 0

    def tables(self, rng: np.random.Generator, made: MadeBlock) -> dict[str, pa.Table]:
        """Return the block's rows of every table of the contract."""
        key = np.full(len(made.people), -1, dtype=np.int64)
        key[made.order] = self._people + 1 + np.arange(len(made.order))
        self._people += len(made.order)
        columns = {
            "persons": self._persons(rng, made, key),
            "parenthoods": _parenthoods(rng, made, key),
            "custodies": self._custodies(made, key),
            "unions": _unions(made, key),
            "residences": self._spells(made.where.residence_spells, key, "居住登记"),
            "hukou": self._spells(made.where.hukou_spells, key, "公安户籍"),
            "certificates": _certificates(made, key),
            "statuses": self._statuses(made, key),
            "claims": self._claims(made, key),
            "payments": self._payments(made, key),
        }
        return {name: _table(own, SCHEMAS[name]) for name, own in columns.items()}

    def _place(self, position: Index) -> pa.Array:
        return self._places.take(pa.array(position, mask=position < 0))

    def _persons(self, rng: np.random.Generator, made: MadeBlock, key: Index) -> Columns:
        order, people = made.order, made.people
        n = len(order)
        birth, death = people.birth[order], people.death[order]
        female, age = people.female[order], people.age[order]
        here, alive = people.origin[order] == Origin.HERE, death == NEVER
        foreign = (people.origin[order] == Origin.MARRIED_IN) & (rng.random(n) < _FOREIGN)
        hukou, residence = made.where.hukou[order], made.where.residence[order]
        moved = np.isin(order, made.where.hukou_spells.person)
        county_only = here & ~moved & (rng.random(n) < _ONLY_COUNTY)
        no_birth = here & ((age >= 50) | (age < 15)) & (rng.random(n) < _NO_BIRTH_DATE)
        newborn = (age == 0) & (birth > birth.max() - 30) & (rng.random(n) < _NEWBORN_WITHOUT_NUMBER)
        no_residence = ~made.where.elsewhere[order] & (rng.random(n) < _NO_RESIDENCE)
        nationality = np.where(foreign, rng.integers(0, _CHN, n), _CHN)
        nationality[~foreign & (rng.random(n) < _NO_NATIONALITY)] = -1
        kind = np.where(foreign | (rng.random(n) < _NO_KIND), -1, made.urban[order].astype(np.int64))
        number = self._numbers.issue(birth, female)
        village = np.where(here, self._codes[hukou], 0)
        household = numbered(village * 100_000 + np.where(here, made.homes.number[order], 0), 17)
        surname = names.surnames(rng, len(people))[made.homes.line[order]]
        return {
            "person_id": pa.array(key[order]),
            "name": names.name(rng, surname, female),
            "id_number": _without(number, foreign | no_birth | newborn),
            "sex": _chosen(female.astype(np.int64), ("male", "female")),
            "birth_date": _date(np.where(no_birth, NEVER, birth)),
            "death_date": _date(death),
            "nationality": _chosen(nationality, _FOREIGNERS),
            "hukou_place": self._place(np.where(foreign, -1, np.where(county_only, 0, hukou))),
            "hukou_kind": _chosen(kind, ("rural", "urban")),
            "birth_place": self._place(np.where(foreign, -1, made.where.born[order])),
            "residence_place": self._place(np.where(no_residence, -1, residence)),
            "household_id": _without(household, ~(here & alive)),
            "village_group": pa.array(made.homes.group[order], mask=~(here & alive)),
            "source": _same("公安户籍", n),
        }

    def _custodies(self, made: MadeBlock, key: Index) -> Columns:
        rows = made.families.custodies
        institution = rows.custodian < 0
        place = np.where(institution, self._township[made.where.hukou[rows.child]], -1)
        return {
            "child": _key(key, rows.child),
            "custodian": _key(key, rows.custodian),
            "kind": _chosen(rows.kind, ("parent", "guardian", "institution")),
            "institution_place": self._place(place),
            "from_date": _date(rows.since),
            "until_date": _date(rows.until),
            "source": _chosen(rows.kind, ("离婚登记", "监护证明", "儿童福利机构")),
        }

    def _spells(self, spells: object, key: Index, source: str) -> Columns:
        person, place, since, until = vars(spells).values()
        return {
            "person": _key(key, person),
            "place": self._place(place),
            "from_date": _date(since),
            "until_date": _date(until),
            "source": _same(source, len(person)),
        }

    def _statuses(self, made: MadeBlock, key: Index) -> Columns:
        rows = made.statuses
        sources = ("民政", "民政", "民政", "人社", "医保", "人社", "民政", "退役军人事务")
        return {
            "person": _key(key, rows.person),
            "kind": _chosen(rows.kind, statuses.KINDS),
            "place": self._place(rows.place),
            "from_date": _date(rows.since),
            "until_date": _date(rows.until),
            "source": _chosen(rows.kind, sources),
        }

    def _claims(self, made: MadeBlock, key: Index) -> Columns:
        rows = made.claims
        n = len(rows.person)
        return {
            "person": _key(key, rows.person),
            "applicant": _key(key, rows.applicant),
            "programme": _chosen(rows.programme, claims.PROGRAMMES),
            "year": pa.array(rows.year),
            "place": self._place(self._township[made.where.hukou[rows.person]]),
            "submitted_on": _date(rows.submitted),
            "decision": _chosen(rows.decision, claims.DECISIONS),
            "decided_on": _date(rows.decided),
            "source": _same("卫健申领", n),
        }

    def _payments(self, made: MadeBlock, key: Index) -> Columns:
        rows = made.claims
        paid = np.flatnonzero(rows.paid > 0)
        return {
            "person": _key(key, rows.person[paid]),
            "programme": _chosen(rows.programme[paid], claims.PROGRAMMES),
            "year": pa.array(rows.year[paid]),
            "amount": pa.array(rows.paid[paid]),
            "place": self._place(self._township[made.where.hukou[rows.person[paid]]]),
            "paid_on": _date(rows.paid_on[paid]),
            "source": _same("财政一卡通", len(paid)),
        }


def _table(columns: Columns, schema: pa.Schema) -> pa.Table:
    """Return the table. A column of the contract that nothing here fills is unknown in every row."""
    rows = len(next(iter(columns.values())))
    arrays = [columns.pop(field.name, None) for field in schema]
    if columns:
        raise KeyError(
            f"Not in the contract any more: {', '.join(columns)}. Take it out of jiahe.synth.tables as well."
        )
    filled = [
        pa.nulls(rows, field.type) if array is None else array for field, array in zip(schema, arrays, strict=True)
    ]
    return pa.table(filled, schema)


def _parenthoods(rng: np.random.Generator, made: MadeBlock, key: Index) -> Columns:
    families, children, people = made.families, made.children, made.people
    by_mother, by_father = np.flatnonzero(families.mother >= 0), np.flatnonzero(families.father >= 0)
    step_child, step_parent, wedding = families.step
    child = np.concatenate([by_mother, by_father, step_child])
    parent = np.concatenate([families.mother[by_mother], families.father[by_father], step_parent])
    n = len(child)
    step = np.arange(n) >= len(by_mother) + len(by_father)
    adopted = ~step & (families.adopted_on[child] < NEVER)
    kind = np.where(step, STEP, np.where(adopted, ADOPTION, BIRTH))
    mothers = np.arange(n) < len(by_mother)
    told = mothers & (rng.random(n) >= _NO_DELIVERY)
    noted = mothers & ~adopted & (people.age[child] < 3) & (rng.random(n) < _NOTED_DELIVERY)
    since = np.where(adopted, families.adopted_on[child], NEVER)
    since[step] = wedding
    rows = np.lexsort((np.arange(n), key[child]))
    difficult = rng.random(n) < _DIFFICULT
    delivery, order = children.delivery[child], children.order[child]
    return {
        "child": _key(key, child[rows]),
        "parent": _key(key, parent[rows]),
        "kind": _chosen(kind[rows], ("birth", "adoption", "step")),
        "delivery": pa.array(delivery[rows], mask=~(told & ~adopted)[rows]),
        "birth_order": pa.array(order[rows], mask=~told[rows]),
        "difficult_delivery": pa.array(difficult[rows], mask=~noted[rows]),
        "from_date": _date(since[rows]),
        "until_date": _date(np.full(n, NEVER)),
        "source": _chosen(kind[rows], ("出生医学证明", "收养登记", "婚姻登记")),
    }


def _unions(made: MadeBlock, key: Index) -> Columns:
    rows = made.families.unions
    return {
        "person": _key(key, rows.wife),
        "spouse": _key(key, rows.husband),
        "from_date": _date(rows.since),
        "until_date": _date(rows.until),
        "ended_by": _chosen(rows.ended_by, ("divorce", "death")),
        "source": _same("民政婚姻登记", len(rows)),
    }


def _certificates(made: MadeBlock, key: Index) -> Columns:
    rows = made.certificates
    year = rows.since.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return {
        "person": _key(key, rows.person),
        "kind": _chosen(rows.kind, ("one_child_parents", "disability", "complication")),
        "grade": pa.array(rows.grade, mask=rows.grade == 0),
        "number": numbered(year * 10**9 + key[rows.person], 13),
        "from_date": _date(rows.since),
        "until_date": _date(rows.until),
        "source": _chosen(rows.kind, ("卫健档案", "残联", "卫健档案")),
    }


def _date(day: Days | NDArray[np.int64]) -> pa.Array:
    """Return dates; NEVER is an empty cell."""
    return pa.array(day.astype(np.int32), pa.int32(), mask=day >= NEVER).cast(pa.date32())


def _key(key: Index, who: Index) -> pa.Array:
    """Return the keys of people; -1 is an empty cell. Raises AssertionError for somebody whom the register drops."""
    if (key[who[who >= 0]] < 0).any():
        raise AssertionError("A row names a person who is not in the register.")
    return pa.array(key[who], mask=who < 0)


def _chosen(code: NDArray[np.integer], words: Sequence[str]) -> pa.Array:
    """Return words by their positions; -1 is an empty cell."""
    return pa.array(words, pa.string()).take(pa.array(code.astype(np.int64), mask=code < 0))


def _same(word: str, n: int) -> pa.Array:
    return _chosen(np.zeros(n, dtype=np.int64), (word,))


def _without(values: pa.Array, empty: Flags) -> pa.Array:
    """Return the values with empty cells where ``empty`` holds."""
    return values.take(pa.array(np.arange(len(values)), mask=empty))
