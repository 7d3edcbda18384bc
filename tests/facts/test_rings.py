"""Circles of parents are found whatever their size, and nothing else is taken for one."""

from hypothesis import given
from hypothesis import strategies as st

from jiahe.facts.checks.kinship import rings

EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16)


def reaches(edges, start, end):
    seen, todo = set(), [start]
    while todo:
        node = todo.pop()
        for one, other in edges:
            if one == node and other not in seen:
                seen.add(other)
                todo.append(other)
    return end in seen


@given(EDGES)
def test_two_people_are_on_one_ring_when_each_is_the_others_ancestor(edges):
    ring = rings(edges)
    for one, other in edges:
        on_ring = one in ring and ring[one] == ring.get(other)
        assert on_ring == (one == other or reaches(edges, other, one))


def test_a_long_line_of_ancestors_is_walked_without_recursion():
    ring = rings((n, n + 1) for n in range(50_000))
    assert len(set(ring.values())) == 50_001
