"""What the pages of whole tables show: the rows of a table, of which kinds, from which loads, and who said what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from jiahe.intake.models import Load
from jiahe.intake.whole.meaning import BRINGS, MEANINGS, kinds_of, words_of
from jiahe.people.models import BELIEVED, FACT_TABLES, Coverage, Declaration, Person
from jiahe.places.models import Post
from jiahe.web.words import Words


@dataclass(frozen=True)
class Held:
    """A table, how many rows it holds that are believed, and since when it is whole (None: it is not)."""

    name: str
    rows: int
    since: Coverage | None

    @property
    def words(self) -> Words:
        """What the table is called."""
        return words_of(self.name)

    @property
    def meaning(self) -> Words:
        """What it means that it is whole."""
        return MEANINGS[self.name]


@dataclass(frozen=True)
class From:
    """How many of a table's rows a load brought; None: a form or the first filling."""

    load: Load | None
    rows: int


def tables() -> list[Held]:
    """Return every table of the contract with its rows."""
    covered = Coverage.objects.in_bulk()
    return [Held(name, _rows(name).count(), covered.get(name)) for name in FACT_TABLES]


def table(name: str) -> Held:
    """Return one table with its rows."""
    return Held(name, _rows(name).count(), Coverage.objects.filter(name=name).first())


def kinds(name: str) -> list[tuple[str, Words, int]]:
    """Return the kinds of rows of a table, each with how many rows there are."""
    known = kinds_of(name)
    if not known:
        return []
    counts = dict(_rows(name).order_by().values_list("kind").annotate(Count("id")))
    return [(key, words, counts.get(key, 0)) for key, words in known.items()]


def brought_by(name: str) -> list[From]:
    """Return from which loads the rows of a table are, the newest first, what no load brought last."""
    counts: dict[UUID | None, int] = dict(_rows(name).order_by().values_list("load").annotate(Count("id")))
    loads = Load.objects.filter(id__in=[key for key in counts if key is not None]).order_by("-came_at")
    found = [From(one, counts.pop(one.id)) for one in loads]
    rest = sum(counts.values())  # a load that is gone from the list, too
    return [*found, From(None, rest)] if rest else found


def history(name: str) -> list[tuple[Declaration, Words]]:
    """Return who declared a table whole or took it back, the last first, each with the post that did."""
    said = list(Declaration.objects.filter(name=name).order_by("-at", "-id"))
    posts = Post.objects.in_bulk({one.post for one in said})
    unknown = Words("未知岗位", "a post that is not known")
    return [
        (one, Words(posts[one.post].title, posts[one.post].title_en) if one.post in posts else unknown) for one in said
    ]


def not_used_of(source: str) -> list[tuple[str, Words]]:
    """Return the tables to which a source brings rows and that do not count yet, for nobody declared them whole."""
    brings = BRINGS.get(source, ())
    covered = set(Coverage.objects.filter(name__in=brings).values_list("name", flat=True)) if brings else set()
    return [(name, words_of(name)) for name in brings if name not in covered]


def _rows(name: str) -> Any:
    model = FACT_TABLES[name]
    return model.objects.all() if model is Person else model.objects.filter(BELIEVED)
