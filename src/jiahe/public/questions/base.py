"""What a question of the self-check is: its words, its fields, the facts that it would settle, what an answer tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from jiahe.law.trace import FactUsed
from jiahe.public.family import Family
from jiahe.public.programmes import CHILD, FATHER, MOTHER, PARENTS
from jiahe.web.words import Words

NOT_SURE = "not_sure"
NOT_SURE_SAID = Words("不清楚", "Not sure")

Options = tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class Answers:
    """What was answered: the text of each field by its name, as the form carries it.

    ``on``: the day that is asked for.
    """

    on: dt.date
    given: Mapping[str, str]

    def has(self, name: str) -> bool:
        """Whether the field was asked, "not sure" included."""
        return name in self.given

    def get(self, name: str) -> str | None:
        """Return the answer; None for "not sure" and for what was not asked."""
        value = self.given.get(name)
        return None if value in (None, "", NOT_SURE) else value

    def day(self, name: str) -> dt.date | None:
        """Return the day; None for "not sure" and for what was not asked."""
        value = self.get(name)
        return None if value is None else dt.date.fromisoformat(value)

    @property
    def about_a_couple(self) -> bool:
        """Whether a couple asks for itself, rather than somebody for a child."""
        return self.get("who") in ("lost", "disabled", "older")


@dataclass(frozen=True)
class Field:
    """One thing to fill in. ``options``: the choices ("not sure" is added); none: a day."""

    name: str
    words: Words
    options: Options = ()
    hint: Words | None = None
    optional: bool = False

    def holds(self, text: str, on: dt.date) -> bool:
        """Whether a text is a possible answer."""
        if text == NOT_SURE or (self.optional and text == ""):
            return True
        if self.options:
            return text in dict(self.options)
        try:
            return dt.date(1900, 1, 1) <= dt.date.fromisoformat(text) <= on
        except ValueError:
            return False


class Question:
    """One page of the self-check. The first field decides whether it was answered.

    ``settles``: the facts (table, or table.column) that an answer would tell, and of whom. ``follows``: the question
    that it takes further; it then comes next.
    """

    key: str
    settles: tuple[tuple[str, tuple[str, ...]], ...] = ()
    follows: str = ""

    def fields(self, answers: Answers) -> list[Field]:
        """Return what to fill in; the first field has the question's key as its name."""
        raise NotImplementedError

    def applies(self, answers: Answers) -> bool:
        """Whether it can be asked, after what was answered so far."""
        return True

    def tell(self, family: Family, answers: Answers) -> None:
        """Write what the answer tells into the family's facts. Called only when there is an answer."""
        raise NotImplementedError

    def would_settle(self, fact: FactUsed) -> bool:
        """Whether an answer would tell a fact that is missing."""
        return any(
            name in (fact.table, fact.name) and (fact.key is None or fact.key in people)
            for name, people in self.settles
        )


class WhichParents(Question):
    """A question that holds for both parents, one of them or neither."""

    words: Words
    hint: Words | None = None

    def fields(self, answers: Answers) -> list[Field]:
        """Return the one choice."""
        options = (
            ("both", Words("妈妈和爸爸都是", "Both the mother and the father")),
            ("mother", Words("只有妈妈", "Only the mother")),
            ("father", Words("只有爸爸", "Only the father")),
            ("neither", Words("都不是", "Neither")),
        )
        return [Field(self.key, self.words, options, self.hint)]

    def tell(self, family: Family, answers: Answers) -> None:
        """Tell it of each parent."""
        said = answers.get(self.key)
        for person, alone in ((MOTHER, "mother"), (FATHER, "father")):
            self.tell_of(family, answers, person, said in ("both", alone))

    def tell_of(self, family: Family, answers: Answers, person: str, holds: bool) -> None:
        """Write what it tells of one parent."""
        raise NotImplementedError


YES_NO: Options = (("yes", Words("是", "Yes")), ("no", Words("否", "No")))
OF_CHILD, OF_PARENTS, OF_ALL = (CHILD,), PARENTS, (CHILD, *PARENTS)
