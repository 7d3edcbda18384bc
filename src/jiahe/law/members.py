"""What may stand in the class of a programme: a slip in it must not silently drop a condition of the law.

A method that is not marked as a criterion would be asked of nobody, and a misspelt ``population`` would look at
everybody. So every public name is a criterion or one that a programme has.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from jiahe.law.errors import LawError, did_you_mean

SAYS = ("key", "zh", "en", "schema", "unit", "parameters", "benefit", "remarks")
ASKED = ("population", "place", "instalments", "enrolled", "forfeited")
_TAKES = {"place": "row", "forfeited": "row, law, met_but"}


class _Namespace(dict[str, Any]):
    """The body of a class, in which no criterion takes the place of another one."""

    def __setitem__(self, name: str, value: Any) -> None:
        if hasattr(self.get(name), "criterion"):
            raise LawError(f"Two methods are called {name!r}, and the second would replace the criterion. Rename one.")
        super().__setitem__(name, value)


class ProgrammeClass(type):
    """The class of programmes."""

    @classmethod
    def __prepare__(cls, name: str, bases: tuple[type, ...], /, **kwargs: Any) -> _Namespace:
        return _Namespace()


def check_names(cls: type) -> None:
    """Raise LawError for a public name of a programme that is neither a criterion nor one that programmes have."""
    known = [*SAYS, *ASKED]
    where = vars(cls).get("key", cls.__name__)
    for name, value in vars(cls).items():
        if name.startswith("_"):
            continue
        if hasattr(value, "criterion"):
            if name in (*known, "rule"):
                raise LawError(f"{where}: {name} is no criterion, but a part of every programme. Give it another name.")
        elif name not in known:
            meant = did_you_mean(name, known) if name != "rule" else ""
            raise LawError(
                f"{where}: {name} is neither a criterion nor a part of a programme, so nobody would ask it. Mark it "
                f"with @criterion(...), or put it outside the class if the rule only uses it. {meant}".rstrip()
            )


def criteria_of(cls: type) -> dict[str, Any]:
    """Return the criteria of a programme by name: those of a programme that it is made from first."""
    found: dict[str, Any] = {}
    for one in reversed(cls.__mro__):
        found |= {name: part for name, part in vars(one).items() if name != "rule" and hasattr(part, "criterion")}
    return found


def called(cls: type, name: str, method: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a method of a programme returns. Raises LawError when it does not take what it is given."""
    try:
        inspect.signature(method).bind(*arguments)
    except TypeError:
        where, takes = getattr(cls, "key", cls.__name__), _TAKES.get(name, "row, law")
        raise LawError(f"{where}: {name} is called as {name}({takes}). Write def {name}({takes}): ...") from None
    return method(*arguments)


__all__ = ["ASKED", "SAYS", "ProgrammeClass", "called", "check_names", "criteria_of"]
