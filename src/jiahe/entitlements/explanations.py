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
from jiahe.trust.acting import log_reads
from jiahe.web.words import Words


def explanations(key: UUID, *, page: str, what: str = "view") -> list[Explanation]:
    """Return the explanation of each programme that looks at a person, naming only whom the acting post sees.

    Whoever of the family is named in it is in the read log, beside the person, of whom the caller has written that.
    """
    facts, answers = answers_of(key)
    told: dict[UUID, None] = {}
    found = explained(facts, answers, told=told)
    told.pop(key, None)
    log_reads(told, what=what, page=page)
    return found


def explained(facts: Facts, answers: list[Answer], *, told: dict[UUID, None] | None = None) -> list[Explanation]:
    """Return the explanations of some answers, naming only whom the acting post sees: ``told`` takes these."""
    seen = people_of(UUID(str(row["person_id"])) for row in facts.tables["persons"] or ())
    names = {str(one.id): name_of(one) for one in seen.values()}
    hidden = Words("一位亲属（不在您的范围内）", "a relative (outside your area)")

    def row_name(table: str, row: Any) -> str:
        if told is not None and str(row) in names:
            told[UUID(str(row))] = None
        return names.get(str(row), str(hidden))

    def is_hidden(table: str, row: Any) -> bool:
        return table == "persons" and str(row) not in names

    called = Names(lambda code, language: full_name(code) or code, row_name, is_hidden)
    return [explain(answer, names=called) for answer in answers]
