"""The reasons for a person's answers, in which only those have names whom the acting post sees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from jiahe.entitlements.family import answers_of
from jiahe.law.explain import Explanation, Names, explain
from jiahe.law.facts import Facts
from jiahe.law.outcome import Outcome as Answer
from jiahe.people.queries import people_of
from jiahe.people.timeline import name_of
from jiahe.places.naming import full_name
from jiahe.web.words import Words


def explanations(key: UUID) -> list[Explanation]:
    """Return the explanation of each programme that looks at a person, naming only whom the acting post sees."""
    return explained(*answers_of(key))


def explained(facts: Facts, answers: list[Answer]) -> list[Explanation]:
    """Return the explanations of some answers, naming only whom the acting post sees."""
    seen = people_of(UUID(str(row["person_id"])) for row in facts.tables["persons"] or ())
    names = {str(one.id): name_of(one) for one in seen.values()}
    hidden = Words("一位亲属（不在您的范围内）", "a relative (outside your area)")

    def row_name(table: str, row: Any) -> str:
        return names.get(str(row), str(hidden))

    def is_hidden(table: str, row: Any) -> bool:
        return table == "persons" and str(row) not in names

    called = Names(lambda code, language: full_name(code) or code, row_name, is_hidden)
    return [explain(answer, names=called) for answer in answers]
