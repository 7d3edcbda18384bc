"""Who may load files: a file reaches over the whole county, so its loader sees all of it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from jiahe.trust.acting import Acting, require
from jiahe.trust.permissions import FILE, LOAD


def loader() -> Acting:
    """Return who acts. Raises PermissionDenied when they may not load files, or do not see the whole county."""
    acting = require(LOAD, FILE)
    if not sees_all(acting):
        raise PermissionDenied("load:file of a part of the county")
    return acting


def sees_all(acting: Acting) -> bool:
    """Whether somebody sees the whole county."""
    return acting.named_settings()["jiahe.whole"] == "yes"
