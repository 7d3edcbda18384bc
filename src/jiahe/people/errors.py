"""What keeps an action on the register from being done."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from jiahe.web.refusal import Busy, Refused

if TYPE_CHECKING:
    from jiahe.people.models import Person


class Known(Refused):
    """Whoever is to be added seems to be in the register. ``people``: who, of those whom the post sees.

    ``holder``: whose the ID number is, seen or not. ``elsewhere``: who else it may be, whom the post does not see.
    """

    def __init__(
        self, said: tuple[str, str], field: str, people: list[Person], *, holder: UUID | None = None,
        elsewhere: list[UUID] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(*said, field)
        self.people, self.holder, self.elsewhere = people, holder, elsewhere or []


NOT_HERE = (
    "用这个号码不能登记。请核对号码；号码没错而此人还没有登记的，先登记此人；还是不行，请县级经办核对。",
    "It cannot be recorded with that number. Check it. If they are not in the register, add them, or ask the county.",
)
"""What is said of somebody beyond the post's area: the same for every reason, so that it tells nothing about them."""
__all__ = ["NOT_HERE", "Busy", "Known", "Refused"]
