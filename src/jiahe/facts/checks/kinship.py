"""Parents and children that cannot be: wrong ages, births after deaths, circles, too many parents by birth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from jiahe.facts.checks.spells import record_overlaps
from jiahe.facts.workbench import Workbench

_PEELS = 60

_AGES = {
    "child_before_parent": "kind IN ('birth', 'adoption') AND child_born <= parent_born",
    "parent_too_young": "kind = 'birth' AND child_born > parent_born AND child_born < parent_born + INTERVAL 12 YEAR",
    "born_after_mothers_death": "kind = 'birth' AND parent_sex = 'female' AND child_born > parent_died",
    "born_long_after_parents_death": (
        "kind = 'birth' AND parent_sex IS DISTINCT FROM 'female' AND child_born > parent_died + INTERVAL 300 DAY"
    ),
}


def check_ages(bench: Workbench) -> None:
    """Record parenthoods that the dates of birth and death rule out."""
    bench.settle()
    bench.con.execute(
        "CREATE TABLE kin AS SELECT p._row, p.child, p.parent, p.kind, c.birth_date AS child_born, "
        "q.birth_date AS parent_born, q.death_date AS parent_died, q.sex AS parent_sex FROM live_parenthoods AS p "
        "JOIN live_person AS c ON p.child = c.person_id JOIN live_person AS q ON p.parent = q.person_id"
    )
    for rule, where in _AGES.items():
        other = "parent_died" if "death" in rule else "parent_born"
        bench.record(
            rule,
            "parenthoods",
            f"SELECT _row, child_born AS value, {other} AS a, NULL AS b FROM kin WHERE {where}",
            column="child",
        )


def check_shape(bench: Workbench) -> None:
    """Record circles of parents, more than one birth mother or father, and one parenthood told in two ways."""
    bench.settle()
    bench.con.execute("DELETE FROM kin WHERE _row IN (SELECT _row FROM aside_parenthoods)")
    _check_circles(bench)
    _check_birth_parents(bench)
    record_overlaps(bench, "parenthoods", by=("child", "parent", "kind"), rule="parenthood_twice")


def _check_birth_parents(bench: Workbench) -> None:
    for rule, where, most in (
        ("two_birth_mothers", "kind = 'birth' AND parent_sex = 'female'", 1),
        ("two_birth_fathers", "kind = 'birth' AND parent_sex = 'male'", 1),
        ("more_than_two_birth_parents", "kind = 'birth'", 2),
    ):
        bench.record(
            rule,
            "parenthoods",
            "WITH many AS (SELECT child, count(DISTINCT parent) AS parents, min(_row) AS one, max(_row) AS other "
            f"FROM kin WHERE {where} GROUP BY child HAVING count(DISTINCT parent) > {most}) "
            "SELECT _row, child AS value, parents AS a, CASE WHEN _row = one THEN other ELSE one END AS b "
            f"FROM kin JOIN many USING (child) WHERE {where}",
            column="parent",
        )


def _check_circles(bench: Workbench) -> None:
    """Record every parenthood that lies on a circle.

    A circle has a parent who is not known to be older than the child; without any there is none. What cannot lie on a
    circle is peeled off in SQL, a generation at a time; the few rows that are left are walked here.
    """
    circular = "kind IS DISTINCT FROM 'step'"
    if bench.count("kin", f"{circular} AND child_born > parent_born IS NOT TRUE") == 0:
        return
    bench.con.execute(f"CREATE TABLE edge AS SELECT _row, child, parent FROM kin WHERE {circular}")
    for _ in range(_PEELS):
        ((gone,),) = bench.sql(
            "DELETE FROM edge WHERE child NOT IN (SELECT parent FROM edge) OR parent NOT IN (SELECT child FROM edge)"
        )
        if gone == 0:
            break
    edges = bench.sql("SELECT _row, child, parent FROM edge")
    ring = rings((child, parent) for _, child, parent in edges)
    on_circle = [row for row, child, parent in edges if child in ring and ring[child] == ring.get(parent)]
    if on_circle:
        rows = ", ".join(map(str, on_circle))
        bench.record(
            "cycle_of_parents",
            "parenthoods",
            f"SELECT _row, child AS value, parent AS a, NULL AS b FROM edge WHERE _row IN ({rows})",
            column="parent",
        )


def rings(edges: Iterable[tuple[Hashable, Hashable]]) -> dict[Hashable, int]:
    """Return for each node the number of its strongly connected component (Kosaraju, without recursion)."""
    onward: dict[Hashable, list[Hashable]] = defaultdict(list)
    backward: dict[Hashable, list[Hashable]] = defaultdict(list)
    for start, end in edges:
        onward[start].append(end)
        backward[end].append(start)
    finished: list[Hashable] = []
    seen: set[Hashable] = set()
    for root in list(onward):
        if root in seen:
            continue
        seen.add(root)
        path = [(root, iter(onward[root]))]
        while path:
            node, rest = path[-1]
            step = next((other for other in rest if other not in seen), None)
            if step is None:
                finished.append(node)
                path.pop()
            else:
                seen.add(step)
                path.append((step, iter(onward.get(step, ()))))
    ring: dict[Hashable, int] = {}
    for number, root in enumerate(reversed(finished)):
        todo = [root]
        while todo:
            node = todo.pop()
            if node not in ring:
                ring[node] = number
                todo += backward.get(node, ())
    return ring
